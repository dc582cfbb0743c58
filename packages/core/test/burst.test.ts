// Messages that a person writes in a row, and the one event that they become.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type BurstOptions, burst, type Clock, type Handover, type HandoverOptions, OptionError } from '@handover/core';
import { DESK, type Harness, harness } from '@handover/test-support/harness';
import { gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const bursts = suite('burst');

type Work = (text: string, context: Parameters<Parameters<Handover['on']>[1]>[0]) => unknown;

interface Machine extends Harness {
  /** Text of each burst, lines joined by `|`. */
  readonly seen: string[];
  say(text: string, userId?: string): Promise<number>;
}

/** A process that gathers, and does `work` for each burst. */
function machine(
  options: Partial<HandoverOptions> = {},
  { gather = {}, work = () => undefined }: { gather?: BurstOptions; work?: Work } = {},
): Machine {
  const made = harness(options);
  const seen: string[] = [];
  made.bot.on('error', () => undefined);
  made.bot.use(burst(gather)).on('burst', (context) => {
    const text = context.text.replaceAll('\n', '|');
    seen.push(text);
    return work(text, context as never);
  });
  const say = async (text: string, userId = '51'): Promise<number> =>
    (await made.deliver(delivery({ messaging: [items.message({ text, userId, mid: `m_${userId}_${text}` })] }))).status;
  return { ...made, seen, say };
}

/** Messages one after the other, `apartMs` apart. */
async function write({ clock, say }: Machine, texts: readonly string[], apartMs = 300): Promise<Promise<number>[]> {
  const answers: Promise<number>[] = [];
  for (const text of texts) {
    answers.push(say(text));
    await clock.advance(apartMs);
  }
  return answers;
}

bursts('makes one event of the messages that come until the person is quiet for quietMs', async () => {
  const made = machine({}, { gather: { quietMs: 1_000 } });
  const answers = await write(made, ['one', 'two', 'three'], 900);
  await made.clock.advance(99);
  assert.equal(made.seen, []);
  await made.clock.advance(1);
  assert.equal(made.seen, ['one|two|three']);
  assert.equal(await Promise.all(answers), [200, 200, 200]);
});

bursts('gives handlers what plugins add to the context', async () => {
  const made = machine({}, { work: (_text, context) => void added.push((context as { open?: boolean }).open) });
  const added: unknown[] = [];
  made.bot.use({ name: 'office-hours', setup: (host) => host.decorate(() => ({ open: true })) });
  const answers = await write(made, ['one', 'two']);
  await made.clock.advance(1_500);
  await Promise.all(answers);
  assert.equal(added, [true]);
});

bursts('gives handlers all events in order, the last one as event, and the texts joined by line ends', async () => {
  const { bot, clock, deliver } = harness();
  const seen: unknown[] = [];
  bot.use(burst()).on('burst', ({ events, event, text, thread, signal }) => {
    seen.push(
      events.map(({ mid }) => mid),
      event.mid,
      text,
      thread.userId,
      signal.aborted,
    );
  });
  const picture = {
    ...items.message({ mid: 'm_2' }),
    message: { mid: 'm_2', attachments: [{ type: 'image', payload: {} }] },
  };
  void deliver(
    delivery({
      messaging: [items.message({ mid: 'm_1', text: 'look' }), picture, items.message({ mid: 'm_3', text: 'nice?' })],
    }),
  );
  await clock.advance(1_500);
  assert.equal(seen, [['m_1', 'm_2', 'm_3'], 'm_3', 'look\nnice?', '7312004455667788', false]);
});

bursts('ends after maxMs though the person goes on writing, and begins the next one', async () => {
  const made = machine({}, { gather: { quietMs: 1_000, maxMs: 2_000 } });
  await write(made, ['0', '1', '2', '3', '4'], 500);
  assert.equal(made.seen, ['0|1|2|3']);
  await made.clock.advance(1_000);
  assert.equal(made.seen, ['0|1|2|3', '4']);
});

bursts('gathers for each person by themselves', async () => {
  const made = machine();
  void made.say('a', '51');
  void made.say('b', '52');
  void made.say('c', '51');
  await made.clock.advance(1_500);
  assert.equal(made.seen.toSorted(), ['a|c', 'b']);
});

bursts('does not wait for the burst of another person whose message came in the same delivery', async () => {
  const made = machine({}, { work: (text) => (text === 'slow' ? never : undefined) });
  const of = (text: string, userId: string): unknown => items.message({ text, userId });
  const postbacks: number[] = [];
  made.bot.on('postback', () => void postbacks.push(made.clock.now()));
  const start = made.clock.now();
  void made.deliver(
    delivery({ messaging: [of('slow', '51'), of('quick', '52'), items.postback({ userId: '53', payload: 'GO' })] }),
  );
  await made.clock.advance(1_499);
  assert.equal([made.seen, postbacks], [[], [start]]);
  await made.clock.advance(1);
  assert.equal(made.seen, ['slow', 'quick']);
});

bursts("does not run the bot's own message handlers, and runs those of plugins for each message", async () => {
  const made = machine();
  const own: string[] = [];
  const ofPlugin: string[] = [];
  made.bot.on('message', ({ event }) => void own.push(event.text ?? ''));
  made.bot.use({
    name: 'counter',
    setup: (bot) => bot.on('message', ({ event }) => void ofPlugin.push(event.text ?? '')),
  });
  await write(made, ['one', 'two']);
  await made.clock.advance(1_500);
  assert.equal([made.seen, own, ofPlugin], [['one|two'], [], ['one', 'two']]);
});

bursts('calls the handlers of message where the bot has none of burst', async () => {
  const { bot, deliver } = harness();
  bot.use(burst());
  const seen: string[] = [];
  bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
  assert.is((await deliver(delivery({ messaging: [items.message({ text: 'hello' })] }))).status, 200);
  assert.equal(seen, ['hello']);
});

for (const [name, item] of [
  ['a quick reply', () => items.message({ text: 'Yes', payload: 'YES', userId: '51' })],
  ['a postback', () => items.postback({ payload: 'GO', userId: '51' })],
  ['a control event', () => items.pass({ to: '1450077300221199', userId: '51' })],
] as const) {
  bursts(`ends at once with ${name}, which is handled by itself behind it`, async () => {
    const made = machine();
    const order: string[] = [];
    made.bot.on('burst' as never, () => void order.push('burst'));
    made.bot.on('message', ({ event }) => void order.push(`message ${event.text}`));
    made.bot.on('postback', () => void order.push('postback'));
    made.bot.on('pass_thread_control', () => void order.push('pass'));
    void made.say('one');
    void made.say('two');
    await made.clock.advance(100);
    assert.equal(order, []);
    void made.deliver(delivery({ messaging: [item()] }));
    await made.clock.advance(0);
    assert.equal(made.seen, ['one|two']);
    assert.is(order.length, 2);
    assert.is(order[0], 'burst');
    assert.not.equal(order[1], 'message one');
  });
}

bursts('goes on gathering when a receipt comes that asks for no answer', async () => {
  const made = machine();
  void made.say('one');
  await made.clock.advance(1_000);
  const read = {
    sender: { id: '51' },
    recipient: { id: '804155501230077' },
    timestamp: made.clock.now(),
    read: { watermark: 1 },
  };
  void made.deliver(delivery({ messaging: [read] }));
  void made.say('two');
  await made.clock.advance(1_499);
  assert.equal(made.seen, []);
  await made.clock.advance(1);
  assert.equal(made.seen, ['one|two']);
});

bursts('begins the next burst with what comes while the handlers run', async () => {
  const slow = gate();
  const made = machine({}, { work: (text) => (text === 'one' ? slow.opened : undefined) });
  void made.say('one');
  await made.clock.advance(1_500);
  await write(made, ['two', 'three'], 100);
  await made.clock.advance(10_000);
  assert.equal(made.seen, ['one']);
  slow.open();
  await made.clock.advance(0);
  assert.equal(made.seen, ['one', 'two|three']);
});

bursts('restarts the handlers with the new message where nothing was sent', async () => {
  const reasons: unknown[] = [];
  const made = machine(
    {},
    {
      gather: { whileRunning: 'restart' },
      work: (text, { signal }: never) =>
        text !== 'one'
          ? undefined
          : new Promise((_, reject) => {
              const each = signal as AbortSignal;
              each.addEventListener('abort', () => {
                reasons.push((each.reason as { code: string }).code);
                reject(each.reason);
              });
            }),
    },
  );
  const first = made.say('one');
  await made.clock.advance(1_500);
  assert.equal(made.seen, ['one']);
  const second = made.say('two');
  await made.clock.advance(1_500);
  assert.equal(reasons, ['restarted']);
  assert.equal(made.seen, ['one', 'one|two']);
  assert.equal([await first, await second], [200, 200]);
  assert.equal((await made.bot.deadLetters.list()).items, []);
});

bursts('runs the handlers of plugins once for each message though the burst is restarted', async () => {
  const made = machine(
    {},
    {
      gather: { whileRunning: 'restart' },
      work: (_, { signal }: never) =>
        made.seen.length > 1
          ? undefined
          : new Promise((_resolve, reject) => {
              (signal as AbortSignal).addEventListener('abort', () => reject(new Error('aborted, for the test')));
            }),
    },
  );
  const ofPlugin: string[] = [];
  made.bot.use({
    name: 'counter',
    setup: (bot) => bot.on('message', ({ event }) => void ofPlugin.push(event.text ?? '')),
  });
  void made.say('one');
  await made.clock.advance(1_500);
  void made.say('two');
  await made.clock.advance(1_500);
  assert.equal(
    [made.seen, ofPlugin],
    [
      ['one', 'one|two'],
      ['one', 'two'],
    ],
  );
});

bursts('has the messages of the newest start when its process is killed behind a restart', async () => {
  const store = lastingStore();
  const work: Work = (_, { signal }: never) =>
    new Promise((_resolve, reject) => {
      (signal as AbortSignal).addEventListener('abort', () => reject(new Error('aborted, for the test')));
    });
  const killed = machine({ store, answerWithinMs: 0 }, { gather: { whileRunning: 'restart' }, work });
  void killed.say('one');
  await killed.clock.advance(1_500);
  void killed.say('two');
  await killed.clock.advance(1_500);
  assert.equal(killed.seen, ['one', 'one|two']);
  const next = machine({ store });
  await next.clock.advance(60_000);
  assert.equal(next.seen, ['one|two']);
});

bursts('does not restart a burst that is run again: its messages stand', async () => {
  const made = machine(
    { store: lastingStore(), answerWithinMs: 0 },
    {
      gather: { whileRunning: 'restart' },
      work: () => {
        if (made.seen.length === 1) throw new Error('fails, for the test');
        return made.seen.length === 2 ? slow.opened : undefined;
      },
    },
  );
  const slow = gate();
  void made.say('one');
  await made.clock.advance(2_500);
  assert.equal(made.seen, ['one', 'one']);
  void made.say('two');
  await made.clock.advance(3_000);
  assert.equal(made.seen, ['one', 'one']);
  slow.open();
  await made.clock.advance(1_500);
  assert.equal(made.seen, ['one', 'one', 'two']);
});

bursts('does not restart handlers that have begun to send', async () => {
  const slow = gate();
  const made = machine(
    {},
    {
      gather: { whileRunning: 'restart' },
      work: async (text, { thread }: never) => {
        await (thread as { send(text: string): Promise<unknown> }).send(`re ${text}`);
        await slow.opened;
      },
    },
  );
  void made.say('one');
  await made.clock.advance(1_500);
  void made.say('two');
  await made.clock.advance(3_000);
  assert.equal(made.seen, ['one']);
  slow.open();
  await made.clock.advance(1_500);
  assert.equal(made.seen, ['one', 'two']);
  assert.equal(sentTexts(made), ['re one', 're two']);
});

bursts('is over when the handler of a plugin hands the thread over', async () => {
  const made = machine({ store: lastingStore() });
  made.bot.use({
    name: 'to-people',
    setup: (bot) =>
      bot.on('message', async ({ event, thread }) => {
        if (event.text === 'human') await thread.passThreadControl(DESK);
      }),
  });
  const answers = [...(await write(made, ['one', 'human'])), made.say('three')];
  await made.clock.advance(10_000);
  assert.equal(made.seen, []);
  assert.equal(await Promise.all(answers), [200, 200, 200]);
  assert.equal((await made.bot.deadLetters.list()).items, []);
});

bursts('does not call its handlers when another app takes the thread while messages are gathered', async () => {
  const made = machine({ store: lastingStore() });
  void made.say('one');
  await made.clock.advance(500);
  void made.deliver(delivery({ messaging: [items.take({ to: DESK, userId: '51', timestamp: made.clock.now() })] }));
  await made.clock.advance(10_000);
  assert.equal(made.seen, []);
});

bursts('is run again with the same messages after a failure, and what came meanwhile is the next burst', async () => {
  let runs = 0;
  const made = machine(
    {},
    {
      work: () => {
        runs += 1;
        if (runs === 1) throw new Error('fails, for the test');
      },
    },
  );
  const answers = await write(made, ['one', 'two'], 2_000 - 600);
  // The handlers fail 1.5 s behind the second message; both are answered with 500, and Meta brings them again.
  await made.clock.advance(1_500);
  assert.equal(await Promise.all(answers), [500, 500]);
  const again = [made.say('one'), made.say('two'), made.say('three')];
  await made.clock.advance(20_000);
  assert.equal(made.seen, ['one|two', 'one|two', 'three']);
  assert.equal(await Promise.all(again), [200, 200, 200]);
});

bursts('loses no message that was answered with 200 where the delivery of its first message was not', async () => {
  const slow = gate();
  const made = machine(
    {},
    {
      work: async () => {
        if (made.seen.length > 1) return;
        await slow.opened;
        throw new Error('fails, for the test');
      },
    },
  );
  made.bot.on('postback', () => {
    throw new Error('fails, for the test');
  });
  const one = items.message({ userId: '51', text: 'one', mid: 'm_one' });
  const first = made.deliver(delivery({ messaging: [one, items.postback({ userId: '52', payload: 'GO' })] }));
  await made.clock.advance(1_000);
  const second = made.say('two');
  await made.clock.advance(8_000);
  assert.equal([(await first).status, await second], [500, 200]);
  slow.open();
  await made.clock.advance(0);
  const again = made.deliver(delivery({ messaging: [one] }));
  await made.clock.advance(10_000);
  assert.is((await again).status, 200);
  assert.equal(made.seen, ['one|two', 'one|two']);
});

bursts('repeats a failed burst by itself behind the early answer, with the same messages', async () => {
  const made = machine(
    { store: lastingStore(), answerWithinMs: 0 },
    {
      work: (text) => {
        if (text.startsWith('one') && made.seen.length < 3) throw new Error('fails, for the test');
      },
    },
  );
  await write(made, ['one', 'two']);
  await made.clock.advance(1_500);
  assert.equal(made.seen, ['one|two']);
  void made.say('three');
  await made.clock.advance(10_000);
  assert.equal(made.seen, ['one|two', 'one|two', 'one|two', 'three']);
});

bursts('sends nothing twice when a burst that failed is run again', async () => {
  const made = machine(
    { store: lastingStore(), answerWithinMs: 0 },
    {
      work: async (text, { thread }: never) => {
        await (thread as { send(text: string): Promise<unknown> }).send(`re ${text}`);
        if (made.seen.length === 1) throw new Error('fails, for the test');
      },
    },
  );
  await write(made, ['one', 'two']);
  await made.clock.advance(10_000);
  assert.equal(made.seen, ['one|two', 'one|two']);
  assert.equal(sentTexts(made), ['re one|two']);
});

bursts('has the same messages in the next process when its own was killed', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0 }, { work: () => never });
  await write(killed, ['one', 'two', 'three']);
  await killed.clock.advance(1_500);
  // Behind the start of the handlers: no part of the burst.
  void killed.say('four');
  await killed.clock.advance(100);
  assert.equal(killed.seen, ['one|two|three']);
  const next = machine({ store });
  await next.clock.advance(60_000);
  assert.equal(next.seen, ['one|two|three', 'four']);
});

bursts('sends nothing twice when a process is killed within its handlers', async () => {
  const store = lastingStore();
  const work: Work = async (text, { thread }: never) => {
    await (thread as { send(text: string): Promise<unknown> }).send(`re ${text}`);
  };
  const killed = machine(
    { store, answerWithinMs: 0 },
    {
      work: async (...args) => {
        await work(...args);
        await never;
      },
    },
  );
  await write(killed, ['one', 'two', 'three']);
  await killed.clock.advance(1_500);
  assert.equal(sentTexts(killed), ['re one|two|three']);
  const next = machine({ store }, { work });
  await next.clock.advance(60_000);
  assert.equal(next.seen, ['one|two|three']);
  assert.equal(sentTexts(next), []);
});

bursts('has the same messages where the process is killed when only the first was parked', async () => {
  const store = lastingStore();
  const work: Work = async (text, { thread }: never) => {
    await (thread as { send(text: string): Promise<unknown> }).send(`re ${text}`);
  };
  const killed = machine(
    { store },
    {
      work: async (...args) => {
        await work(...args);
        await never;
      },
    },
  );
  void killed.say('one');
  await killed.clock.advance(1_000);
  void killed.say('two');
  // The first one's early answer has come, and the second one's would come a second later.
  await killed.clock.advance(3_100);
  assert.equal(killed.seen, ['one|two']);
  const next = machine({ store }, { work });
  await next.clock.advance(60_000);
  // Meta brings what it got no answer for.
  assert.is(await Promise.race([next.say('two'), next.clock.advance(10_000).then(() => 0)]), 200);
  assert.equal(next.seen, ['one|two']);
  assert.equal(sentTexts(next), []);
});

bursts('survives a store that fails while a burst is written down, and runs it later', async () => {
  let isDown = true;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if ((name === 'recordStep' || name === 'read') && isDown) throw new Error('down, for the test');
    return operation();
  });
  const made = machine({ store, answerWithinMs: 0 });
  await write(made, ['one', 'two']);
  await made.clock.advance(1_500);
  assert.equal(made.seen, []);
  isDown = false;
  await made.clock.advance(10_000);
  assert.equal(made.seen, ['one|two']);
  await made.bot.close();
});

bursts('keeps a dead letter of each of its messages once it is given up', async () => {
  const made = machine(
    { store: lastingStore(), answerWithinMs: 0, attempts: 2 },
    {
      work: () => {
        throw new Error('fails, for the test');
      },
    },
  );
  await write(made, ['one', 'two', 'three']);
  await made.clock.advance(10_000);
  const { items: letters } = await made.bot.deadLetters.list();
  assert.equal(
    letters.map(({ event, attempts }) => [(event as { text?: string }).text, attempts]),
    [
      ['one', 2],
      ['two', 2],
      ['three', 2],
    ],
  );
});

bursts('leaves a message out of the text that the person unsends while it is gathered', async () => {
  const made = machine();
  await write(made, ['secret', 'hello']);
  void made.deliver(delivery({ messaging: [items.unsend({ userId: '51', mid: 'm_51_secret' })] }));
  await made.clock.advance(1_500);
  assert.equal(made.seen, ['hello']);
});

bursts('refuses times out of range, other words, and unknown options', () => {
  for (const options of [
    { quietMs: 0 },
    { maxMs: 600_001 },
    { quietMs: Number.NaN },
    { whileRunning: 'drop' },
    { quiet: 1 },
  ]) {
    assert.throws(
      () => burst(options as never),
      (error: unknown) => error instanceof OptionError,
    );
  }
});

bursts('leaves neither a timer nor a message in memory when 10,000 people write at once', async () => {
  const { clock, pass } = coarseClock();
  const made = machine({ clock });
  const messages: WeakRef<object>[] = [];
  made.bot.on('burst' as never, ({ events }: { events: readonly object[] }) => {
    for (const event of events) messages.push(new WeakRef(event));
  });
  const before = clock.timers;
  const answers: Promise<{ status: number }>[] = [];
  for (let from = 0; from < 10_000; from += 500) {
    const people = Array.from({ length: 500 }, (_, index) => String(from + index));
    const messaging = people.flatMap((userId) =>
      ['one', 'two'].map((text) => items.message({ userId, text, mid: `m_${text}_${userId}` })),
    );
    answers.push(made.deliver(delivery({ messaging })));
  }
  await pass(1_500);
  assert.is(made.seen.length, 10_000);
  assert.is(made.seen.filter((text) => text !== 'one|two').length, 0);
  assert.equal(new Set((await Promise.all(answers.splice(0))).map(({ status }) => status)), new Set([200]));
  assert.is(clock.timers, before + 1);
  // One timer for all leases, which ends when it finds none.
  await pass(10_000);
  assert.is(clock.timers, before);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  assert.is(messages.length, 20_000);
  assert.is(messages.filter((each) => each.deref() !== undefined).length, 0);
});

/** A clock that rings all timers of a moment in one go: ten thousand take no time. */
function coarseClock(): { clock: Clock & { readonly timers: number }; pass: (ms: number) => Promise<void> } {
  const timers = new Map<number, { readonly at: number; readonly ring: () => void }>();
  let [now, ids] = [1_764_590_400_000, 0];
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return {
    clock: {
      now: () => now,
      setTimeout(ring, delayMs) {
        ids += 1;
        timers.set(ids, { at: now + delayMs, ring });
        return ids;
      },
      clearTimeout: (id) => void timers.delete(id as number),
      get timers() {
        return timers.size;
      },
    },
    async pass(ms) {
      await turn();
      now += ms;
      for (const [id, { at, ring }] of [...timers]) if (at <= now && timers.delete(id)) ring();
      for (let turns = 0; turns < 20; turns += 1) await turn();
    },
  };
}

/** The texts that went out. */
function sentTexts({ client }: Harness): string[] {
  return client.calls
    .filter(({ name }) => name === 'sendMessage')
    .map(({ args }) => (args[1] as { text?: string }).text ?? '');
}

bursts.run();
