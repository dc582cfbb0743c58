// What a handler has done is not done again when its event is run again.
import { type Context, type EventOf, memoryStore } from '@handover/core';
import { DESK, INBOX } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { durableStore, type Process, startProcess } from '@handover/test-support/processes';
import { items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const journal = suite('journal');

const failure = (): Error => new Error('a handler of the test fails');
type Handler = (context: Context<EventOf<'message'>>, run: number) => unknown;
type Prepare = (first: Process) => void;

/** Registers a handler of messages, without the lines of its failures. */
function handle({ bot }: Process, handler: Handler): void {
  let runs = 0;
  bot.on('error', () => undefined);
  bot.on('message', (context) => {
    runs += 1;
    return handler(context, runs);
  });
}

/** The ways in which an event is run twice. `first` fails or never ends, `second` ends well. */
const TWICE: Readonly<Record<string, (handler: Handler, prepare?: Prepare) => Promise<readonly Process[]>>> = {
  async 'again in the same process behind an early answer'(handler, prepare) {
    const one = startProcess({ store: durableStore() });
    const { opened, open } = gate();
    prepare?.(one);
    handle(one, async (context, run) => {
      await handler(context, run);
      if (run === 1) await opened;
      if (run === 1) throw failure();
    });
    const answer = one.bring({ messaging: [items.message()] });
    await one.clock.advance(4_000);
    assert.is((await answer).status, 200);
    open();
    await one.clock.advance(2_000);
    await one.bot.close();
    return [one];
  },
  async "by Meta's redelivery"(handler, prepare) {
    const one = startProcess();
    prepare?.(one);
    handle(one, async (context, run) => {
      await handler(context, run);
      if (run === 1) throw failure();
    });
    const item = items.message();
    assert.is((await one.bring({ messaging: [item] })).status, 500);
    assert.is((await one.bring({ messaging: [item] })).status, 200);
    return [one];
  },
  async "by Meta's redelivery to another process"(handler, prepare) {
    const store = memoryStore();
    const [one, two] = [startProcess({ store }), startProcess({ store })];
    prepare?.(one);
    handle(one, async (context, run) => {
      await handler(context, run);
      throw failure();
    });
    handle(two, (context, run) => handler(context, run + 1));
    const item = items.message();
    assert.is((await one.bring({ messaging: [item] })).status, 500);
    assert.is((await two.bring({ messaging: [item] })).status, 200);
    return [one, two];
  },
  async 'by another process, once the first was killed behind its early answer'(handler, prepare) {
    const store = durableStore();
    const [one, two] = [startProcess({ store }), startProcess({ store })];
    prepare?.(one);
    handle(one, async (context, run) => {
      await handler(context, run);
      await new Promise(() => undefined);
    });
    handle(two, (context, run) => handler(context, run + 1));
    const answer = one.bring({ messaging: [items.message()] });
    await one.clock.advance(4_000);
    assert.is((await answer).status, 200);
    // The clock of the first stands still from here.
    await two.clock.advance(60_000);
    await two.bot.close();
    return [one, two];
  },
  async 'as a dead letter that is retried'(handler, prepare) {
    const one = startProcess({ attempts: 1 });
    prepare?.(one);
    handle(one, async (context, run) => {
      await handler(context, run);
      if (run === 1) throw failure();
    });
    assert.is((await one.bring({ messaging: [items.message()] })).status, 200);
    const [letter] = (await one.bot.deadLetters.list()).items;
    assert.is(await one.bot.deadLetters.retry(letter?.id ?? ''), true);
    return [one];
  },
};

const allSent = (processes: readonly Process[]): unknown[] => processes.flatMap(({ sent }) => sent());
const allCalled = (processes: readonly Process[]): string[] => processes.flatMap(({ called }) => called());

for (const [how, twice] of Object.entries(TWICE)) {
  journal(
    `a send is done once though its event is run ${how}, and resolves to what it resolved to before`,
    async () => {
      const ids: unknown[] = [];
      const processes = await twice(async ({ thread }) => {
        ids.push((await thread.send('hello')).messageId);
      });
      assert.equal(allSent(processes), ['hello']);
      assert.equal(ids, ['m_sent1', 'm_sent1']);
    },
  );

  journal(`what the first run did not come to is done when its event is run ${how}`, async () => {
    const processes = await twice(async ({ thread }, run) => {
      await thread.send('one');
      await thread.send('two');
      if (run > 1) await thread.send('three');
    });
    assert.equal(allSent(processes), ['one', 'two', 'three']);
  });

  journal(`other content is another step, and equal content counts by its number, run ${how}`, async () => {
    const processes = await twice(async ({ thread }, run) => {
      await thread.send('ping');
      await thread.send('ping');
      if (run > 1) await thread.send('ping');
      await thread.send(`run ${run}`);
    });
    assert.equal(allSent(processes), ['ping', 'ping', 'run 1', 'ping', 'run 2']);
  });

  journal(`the order of the steps does not matter, run ${how}`, async () => {
    const processes = await twice(async ({ thread }, run) => {
      for (const text of run === 1 ? ['a', 'b'] : ['b', 'c', 'a']) await thread.send(text);
    });
    assert.equal(allSent(processes), ['a', 'b', 'c']);
  });

  journal(`a pass and a request are done once, run ${how}`, async () => {
    const results: unknown[] = [];
    const processes = await twice(async ({ thread }) => {
      results.push(await thread.requestThreadControl({ metadata: 'please' }));
      results.push(await thread.requestThreadControl({ metadata: 'please' }));
    });
    assert.equal(allCalled(processes), ['requestThreadControl', 'requestThreadControl']);
    assert.equal(results.slice(2), results.slice(0, 2));
  });

  journal(`a named step gives its first result, and the send behind it is known, run ${how}`, async () => {
    const processes = await twice(async ({ thread, step }, run) => {
      const { words, at } = await step('answer', async () => ({ words: `model, take ${run}`, at: new Date(0) }));
      assert.type(at, 'string');
      assert.is(await step('nothing', () => undefined), undefined);
      await thread.send(words);
    });
    assert.equal(allSent(processes), ['model, take 1']);
  });

  journal(`a send with a name of its own is known by it, whatever it says, run ${how}`, async () => {
    const processes = await twice(async ({ thread }, run) => {
      await thread.send(`welcome, take ${run}`, { step: 'welcome' });
      await thread.send(`bye, take ${run}`);
    });
    assert.equal(allSent(processes), ['welcome, take 1', 'bye, take 1', 'bye, take 2']);
  });

  journal(`each part of a split text is a step, run ${how}`, async () => {
    const long = `${'a'.repeat(1_500)}. ${'b'.repeat(1_500)}. ${'c'.repeat(10)}.`;
    const processes = await twice(async ({ thread }) => {
      await thread.send(long, { split: true });
    });
    assert.equal(
      allSent(processes).map((text) => String(text)[0]),
      ['a', 'b'],
    );
  });

  journal(`a send that failed, and that its handler repeated, is not sent a third time, run ${how}`, async () => {
    const processes = await twice(
      async ({ thread }) => {
        await thread.send('flaky').catch(() => thread.send('flaky'));
      },
      ({ client }) => client.refuse('sendMessage', { kind: 'transient' }),
    );
    // The first call was refused.
    assert.equal(allSent(processes), ['flaky', 'flaky']);
  });
}

journal('keeps equal sends of two handlers apart, and those of a middleware and of a plugin as well', async () => {
  const one = startProcess();
  let runs = 0;
  one.bot.on('error', () => undefined);
  one.bot.use(async ({ thread }, next) => {
    await thread.send('hello');
    await next();
  });
  one.bot.use({
    name: 'greeter',
    setup: (host) => void host.on('message', ({ thread }) => thread.send('hello')),
  });
  one.bot.on('message', ({ thread }) => thread.send('hello'));
  one.bot.on('message', () => {
    runs += 1;
    if (runs < 3) throw failure();
  });
  const item = items.message();
  for (const status of [500, 500, 200]) assert.is((await one.bring({ messaging: [item] })).status, status);
  assert.equal(one.sent(), ['hello', 'hello', 'hello']);
});

journal('does not know what was sent by bot.thread(): that goes out at each run', async () => {
  const one = startProcess();
  handle(one, async ({ event }, run) => {
    await one.bot.thread(event).send('again');
    if (run === 1) throw failure();
  });
  const item = items.message();
  for (const status of [500, 200]) assert.is((await one.bring({ messaging: [item] })).status, status);
  assert.equal(one.sent(), ['again', 'again']);
});

journal('is of one event: the next event sends the same words again', async () => {
  const one = startProcess();
  handle(one, ({ thread }) => thread.send('hello'));
  await one.bring({ messaging: [items.message(), items.message()] });
  assert.equal(one.sent(), ['hello', 'hello']);
});

for (const [routing, calls] of [
  ['on', ['sendMessage']],
  ['off', ['sendMessage', 'passThreadControl']],
] as const) {
  journal(`has a hand-over that was done: a re-run does neither half again where routing is ${routing}`, async () => {
    const store = memoryStore();
    const [one, two] = [startProcess({ store, routing }), startProcess({ store, routing })];
    const results: unknown[] = [];
    for (const each of [one, two]) {
      handle(each, async ({ thread }) => {
        results.push(await thread.handOver('inbox', { message: 'One moment.' }));
        if (each === one) throw failure();
      });
    }
    const item = items.message();
    const answer = one.bring({ messaging: [item] });
    // Longer than a hand-over waits for its echo.
    await one.clock.advance(1_500);
    assert.is((await answer).status, 500);
    await two.clock.advance(2_000);
    const timestamp = two.clock.now();
    await two.bring({ messaging: [items.pass({ from: INBOX, to: one.bot.appId, timestamp })] });
    assert.is((await two.bring({ messaging: [item] })).status, 200);
    assert.equal(one.called(), calls);
    assert.equal(two.called(), []);
    assert.equal(results, [{ messageId: 'm_sent1' }, { messageId: 'm_sent1' }]);
  });
}

journal('has the first half of a hand-over whose pass failed: the re-run only passes', async () => {
  const store = memoryStore();
  const [one, two] = [startProcess({ store, routing: 'off' }), startProcess({ store, routing: 'off' })];
  one.client.refuse('passThreadControl', { kind: 'transient' });
  for (const each of [one, two]) handle(each, ({ thread }) => thread.handOver(DESK, { message: 'One moment.' }));
  const item = items.message();
  const answer = one.bring({ messaging: [item] });
  await one.clock.advance(1_500);
  assert.is((await answer).status, 500);
  await two.clock.advance(2_000);
  assert.is((await two.bring({ messaging: [item] })).status, 200);
  assert.equal(two.called(), ['passThreadControl']);
});

journal('has the first half of a hand-over whose process was killed while it waited for the echo', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store, routing: 'off' }), startProcess({ store, routing: 'off' })];
  const { opened, open } = gate();
  handle(one, async ({ thread }) => {
    await opened;
    await thread.handOver(DESK, { message: 'One moment.' });
  });
  handle(two, ({ thread }) => thread.handOver(DESK, { message: 'One moment.' }));
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  open();
  await one.clock.advance(100);
  assert.equal(one.called(), ['sendMessage']);
  await two.clock.advance(60_000);
  assert.equal(two.called(), ['passThreadControl']);
  await two.bot.close();
});

journal(
  'does not take the message of a failed hand-over for one that passed, though routing is on by now',
  async () => {
    const store = memoryStore();
    const [one, two] = [startProcess({ store, routing: 'off' }), startProcess({ store, routing: 'on' })];
    one.client.refuse('passThreadControl', { kind: 'transient' });
    for (const each of [one, two]) handle(each, ({ thread }) => thread.handOver(DESK, { message: 'One moment.' }));
    const item = items.message();
    const answer = one.bring({ messaging: [item] });
    await one.clock.advance(1_500);
    assert.is((await answer).status, 500);
    await two.clock.advance(2_000);
    assert.is((await two.bring({ messaging: [item] })).status, 200);
    assert.equal(two.called(), ['passThreadControl']);
  },
);

journal('waits for the answer to a send that the run before it left on its way', async () => {
  const one = startProcess({ store: durableStore(), handlerTimeoutMs: 5_000 });
  const { opened, open } = gate();
  one.client.during('sendMessage', () => opened);
  handle(one, ({ thread }) => thread.send('slow'));
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await one.clock.advance(3_000);
  open();
  await one.clock.advance(2_000);
  await one.bot.close();
  assert.equal(one.sent(), ['slow']);
  assert.equal((await one.bot.deadLetters.list()).items, []);
});

journal('gives a step that two runs did at once its first result, in both and in the store', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store, handlerTimeoutMs: 5_000 }), startProcess({ store })];
  const answers = [gate(), gate()];
  const got: string[] = [];
  handle(one, async ({ step }, run) => {
    const words = await step('answer', async () => {
      await answers[run - 1]?.opened;
      return `take ${run}`;
    });
    got.push(words);
    await new Promise(() => undefined);
  });
  handle(two, async ({ step }) => void got.push(await step('answer', () => 'take 3')));
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await one.clock.advance(2_500);
  answers[0]?.open();
  await one.clock.advance(100);
  answers[1]?.open();
  await one.clock.advance(100);
  await two.clock.advance(60_000);
  await two.bot.close();
  assert.equal(got, ['take 1', 'take 1', 'take 1']);
});

journal('knows a send that the store did not record, when Meta brings the event again', async () => {
  let isDown = false;
  const store = durableStore((name, _args, operation) => {
    if (isDown && name === 'recordStep') throw new Error('down, for the test');
    return operation();
  });
  const one = startProcess({ store });
  handle(one, async ({ thread }, run) => {
    isDown = run === 1;
    await thread.send('hello');
    isDown = false;
    if (run === 1) throw failure();
  });
  const item = items.message();
  for (const status of [500, 200]) assert.is((await one.bring({ messaging: [item] })).status, status);
  assert.equal(one.sent(), ['hello']);
});

journal('sends what it can not record all the same, once, and warns', async () => {
  const store = durableStore((name, _args, operation) => {
    if (name === 'recordStep') throw new Error('down, for the test');
    return operation();
  });
  const one = startProcess({ store });
  handle(one, ({ thread }) => thread.send('hello'));
  assert.is((await one.bring({ messaging: [items.message()] })).status, 200);
  assert.equal(one.sent(), ['hello']);
  assert.is(one.logger.lines.filter((line) => /A step could not be recorded/.test(line)).length, 1);
});

journal('does a step again that failed, and one whose result is too large is an argument error', async () => {
  const one = startProcess();
  const failures: string[] = [];
  const done: number[] = [];
  one.bot.on('error', ({ error }) => void failures.push(error.message));
  let runs = 0;
  one.bot.on('message', async ({ step }) => {
    runs += 1;
    await step('first', () => {
      done.push(runs);
      if (runs === 1) throw failure();
    });
    await step('large', () => 'x'.repeat(65_537));
  });
  const item = items.message();
  assert.equal(
    [(await one.bring({ messaging: [item] })).status, (await one.bring({ messaging: [item] })).status],
    [500, 200],
  );
  assert.equal(done, [1, 2]);
  assert.is(failures[0], 'a handler of the test fails');
  assert.match(failures[1] ?? '', /at most 65536 bytes/);
});

journal.run();
