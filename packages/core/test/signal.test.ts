// What ends the work of a handler while it runs, and what does not.
import {
  type Context,
  type EventOf,
  LeaseLostError,
  memoryStore,
  NotThreadOwnerError,
  type Plugin,
  talkToHuman,
} from '@handover/core';
import { APP, DESK, INBOX } from '@handover/test-support/harness';
import { type Gate, gate } from '@handover/test-support/lasting-store';
import { advanceAll, durableStore, type Process, startProcess } from '@handover/test-support/processes';
import { type DeliveryOptions, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const signals = suite('signal');

/** A handler of messages that waits in the middle, as for a model, and says something before and behind. */
interface SlowHandler {
  /** Lets the handler go on. */
  readonly goOn: Gate;
  readonly contexts: Context<EventOf<'message'>>[];
  readonly errors: Error[];
}

function slowHandler(
  { bot }: Process,
  after: (context: Context<EventOf<'message'>>) => unknown = ({ thread }) => thread.send('after'),
): SlowHandler {
  const made = { goOn: gate(), contexts: [] as Context<EventOf<'message'>>[], errors: [] as Error[] };
  bot.on('error', ({ error }) => void made.errors.push(error));
  bot.on('message', async (context) => {
    made.contexts.push(context);
    await context.thread.send('before');
    await made.goOn.opened;
    await after(context);
  });
  return made;
}

const later = ({ clock }: Process): number => clock.now() + 1_000;

/** Deliveries by which this app learns that another one has the thread. */
const LOSSES: Readonly<Record<string, (at: { readonly timestamp: number }) => DeliveryOptions>> = {
  'a pass to the desk': (at) => ({ messaging: [items.pass({ ...at, from: APP, to: DESK })] }),
  'a take by the desk': (at) => ({ messaging: [items.take({ ...at, from: APP, to: DESK })] }),
  'a message on standby': (at) => ({ standby: [items.message(at)] }),
};

for (const [what, loss] of Object.entries(LOSSES)) {
  signals(
    `${what} aborts the handler that runs: it sends nothing more, and its rejection counts as handled`,
    async () => {
      const one = startProcess();
      const { contexts, errors, goOn } = slowHandler(one);
      const item = items.message();
      const answer = one.bring({ messaging: [item] });
      await one.clock.advance(0);
      const signal = contexts[0]?.signal;
      assert.is(signal?.aborted, false);
      void one.bring(loss({ timestamp: later(one) }));
      await one.clock.advance(0);
      assert.is(signal?.aborted, true);
      assert.instance(signal?.reason, NotThreadOwnerError);
      assert.is(signal?.reason.reason, 'owner');
      goOn.open();
      assert.is((await answer).status, 200);
      assert.is((await one.bring({ messaging: [item] })).status, 200);
      assert.equal([one.sent(), contexts.length], [['before'], 1]);
      assert.equal(
        errors.map(({ name }) => name),
        ['NotThreadOwnerError'],
      );
    },
  );
}

signals('what a handler throws behind an abort by another owner counts as handled, whatever it is', async () => {
  const one = startProcess();
  const { contexts, goOn } = slowHandler(one, ({ signal }) => {
    throw new Error('the model says: aborted', { cause: signal.reason });
  });
  const item = items.message();
  const answer = one.bring({ messaging: [item] });
  await one.clock.advance(0);
  void one.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: later(one) })] });
  await one.clock.advance(0);
  goOn.open();
  assert.is((await answer).status, 200);
  assert.is(contexts.length, 1);
});

signals('is made when it is looked at: aborted at once where the thread was lost before', async () => {
  const one = startProcess();
  const { contexts, goOn } = slowHandler(one);
  void one.bring({ messaging: [items.message()] });
  await one.clock.advance(0);
  void one.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: later(one) })] });
  await one.clock.advance(0);
  assert.is(contexts[0]?.signal.aborted, true);
  goOn.open();
});

signals('does not abort for events that leave the thread with this app, nor for another thread', async () => {
  const one = startProcess();
  const { contexts, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(0);
  const timestamp = later(one);
  void one.bring({ messaging: [items.message({ timestamp }), items.pass({ timestamp, from: INBOX, to: APP })] });
  void one.bring({ messaging: [items.take({ userId: '52', from: APP, to: DESK, timestamp })] });
  await one.clock.advance(0);
  assert.is(contexts[0]?.signal.aborted, false);
  goOn.open();
  assert.is((await answer).status, 200);
  assert.equal(one.sent().slice(0, 2), ['before', 'after']);
});

/** Ways in which a handler gives its thread away. */
const GIFTS: Readonly<Record<string, (context: Context<EventOf<'message'>>) => Promise<unknown>>> = {
  pass: ({ thread }) => thread.passThreadControl(DESK),
  'pass to the inbox': ({ thread }) => thread.passThreadControlToPageInbox(),
  release: ({ thread }) => thread.releaseThreadControl(),
  'hand-over': ({ thread }) => thread.handOver(DESK),
  'hand-over with a message': ({ thread }) => thread.handOver(DESK, { message: 'One moment.' }),
  'send that passes': ({ thread }) => thread.send('Bye.', { threadControl: { type: 'pass', appId: DESK } }),
  'send that releases': ({ thread }) => thread.send('Bye.', { threadControl: { type: 'release' } }),
};

for (const [what, give] of Object.entries(GIFTS)) {
  signals(`is not aborted by the handler's own ${what}, though the next owner shows itself`, async () => {
    const one = startProcess();
    const seen: unknown[] = [];
    const [given, goOn] = [gate(), gate()];
    one.bot.on('error', ({ error }) => void seen.push(error.name));
    one.bot.on('message', async (context) => {
      await give(context);
      given.open();
      await goOn.opened;
      seen.push(context.signal.aborted);
    });
    const answer = one.bring({ messaging: [items.message()] });
    await given.opened;
    void one.bring({ standby: [items.echo({ appId: DESK, timestamp: later(one) })] });
    await one.clock.advance(0);
    goOn.open();
    assert.is((await answer).status, 200);
    assert.equal(seen, [false]);
  });
}

const held: { is: boolean } = { is: false };

/** Keeps the bot quiet while `held.is`. */
function holding(): Plugin {
  held.is = false;
  return { name: 'holding', setup: (host) => host.holdWhile(() => held.is && { until: new Date(0) }) };
}

signals('a hold that begins aborts the handler that runs, with the hold as its reason', async () => {
  const one = startProcess({ routing: 'off' });
  one.bot.use(holding());
  const { contexts, errors, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(0);
  const signal = contexts[0]?.signal;
  held.is = true;
  void one.bring({ messaging: [items.echo({ appId: DESK, timestamp: later(one) })] });
  await one.clock.advance(0);
  assert.instance(signal?.reason, NotThreadOwnerError);
  assert.equal([signal?.reason.reason, signal?.reason.until], ['hold', new Date(0)]);
  goOn.open();
  assert.is((await answer).status, 200);
  assert.equal(one.sent(), ['before']);
  assert.equal(
    errors.map(({ name }) => name),
    ['NotThreadOwnerError'],
  );
});

signals('a refused send aborts the signal as well: of a hold, of another owner, and by Meta', async () => {
  for (const reason of ['hold', 'owner', 'meta'] as const) {
    const store = memoryStore();
    const [one, two] = [startProcess({ store }), startProcess({ store })];
    one.bot.use(holding());
    const { contexts, goOn } = slowHandler(one);
    const answer = one.bring({ messaging: [items.message()] });
    await one.clock.advance(0);
    const signal = contexts[0]?.signal;
    if (reason === 'hold') held.is = true;
    // Another process hears of it, this one does not.
    if (reason === 'owner')
      await two.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: later(one) })] });
    if (reason === 'meta') one.client.refuse('sendMessage', { kind: 'not_owner' });
    assert.is(signal?.aborted, false);
    goOn.open();
    assert.is((await answer).status, 200);
    assert.instance(signal?.reason, NotThreadOwnerError, reason);
    assert.is(one.sent().length, reason === 'meta' ? 2 : 1);
  }
});

signals('a time-out aborts, and what the handler left behind sends nothing more', async () => {
  const one = startProcess({ handlerTimeoutMs: 10_000, store: durableStore() });
  const { contexts, errors, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  const signal = contexts[0]?.signal;
  await one.clock.advance(5_999);
  assert.is(signal?.aborted, false);
  await one.clock.advance(1);
  assert.is(signal?.reason.name, 'HandlerTimeoutError');
  // The second run waits at the same gate, and times out too.
  await one.clock.advance(20_000);
  assert.is(contexts.length, 2);
  goOn.open();
  await one.clock.advance(100);
  assert.equal(one.sent(), ['before']);
  assert.equal(
    errors.map(({ name }) => name),
    ['HandlerTimeoutError', 'HandlerTimeoutError'],
  );
});

signals('a process that was stopped for longer than its lease sends nothing once it goes on', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  const first = slowHandler(one);
  const second = slowHandler(two);
  second.goOn.open();
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await two.clock.advance(60_000);
  assert.equal(two.sent(), ['after'], 'the second run knows what the first one sent');
  // It goes on before any of its timers has run.
  one.clock.leap(56_000);
  first.goOn.open();
  await one.clock.advance(0);
  assert.equal(one.sent(), ['before']);
  assert.instance(first.contexts[0]?.signal.reason, LeaseLostError);
  assert.equal(
    first.errors.map(({ name }) => name),
    ['LeaseLostError'],
  );
  await Promise.all([one.bot.close(), two.bot.close()]);
  assert.equal((await one.bot.deadLetters.list()).items, []);
});

signals('a process that was stopped hears by its renewal that another one has the event', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  const first = slowHandler(one);
  const second = slowHandler(two);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  const signal = first.contexts[0]?.signal;
  await two.clock.advance(60_000);
  assert.is(second.contexts.length, 1);
  one.clock.leap(56_000);
  await one.clock.advance(10_000);
  assert.instance(signal?.reason, LeaseLostError);
  first.goOn.open();
  second.goOn.open();
  await advanceAll([one, two], 1_000);
  assert.equal([one.sent(), two.sent()], [['before'], ['after']]);
  await Promise.all([one.bot.close(), two.bot.close()]);
});

signals('a process that was stopped goes on where no other one has claimed its event', async () => {
  const one = startProcess({ store: durableStore() });
  const { errors, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  one.clock.leap(3_600_000);
  goOn.open();
  await one.clock.advance(0);
  assert.equal([one.sent(), errors], [['before', 'after'], []]);
  await one.bot.close();
});

signals('a send whose lease can not be renewed rejects, and nothing goes out until it can', async () => {
  let isDown = false;
  const store = durableStore((name, _args, operation) => {
    if (isDown && name === 'renew') throw new Error('down, for the test');
    return operation();
  });
  const one = startProcess({ store });
  const { contexts, errors, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  isDown = true;
  one.clock.leap(20_000);
  goOn.open();
  await one.clock.advance(0);
  assert.equal([one.sent(), errors.map(({ name }) => name)], [['before'], ['StoreError']]);
  isDown = false;
  await one.clock.advance(1_000);
  assert.equal([one.sent(), contexts.length], [['before', 'after'], 2]);
  await one.bot.close();
});

signals(
  'close waits as long as its option says, then aborts, and the event stays parked for the next process',
  async () => {
    const store = durableStore();
    const [one, two] = [startProcess({ store }), startProcess({ store })];
    const { contexts, goOn } = slowHandler(one);
    slowHandler(two).goOn.open();
    const answer = one.bring({ messaging: [items.message()] });
    await one.clock.advance(4_000);
    assert.is((await answer).status, 200);
    const signal = contexts[0]?.signal;
    let isClosed = false;
    const closing = one.bot.close({ withinMs: 3_000 }).then(() => {
      isClosed = true;
    });
    await one.clock.advance(2_999);
    assert.equal([signal?.aborted, isClosed], [false, false]);
    await one.clock.advance(1);
    assert.equal([signal?.reason.code, isClosed], ['closed', false]);
    goOn.open();
    await one.clock.advance(0);
    await closing;
    assert.equal(one.sent(), ['before']);
    await two.clock.advance(20_000);
    assert.equal(two.sent(), ['after'], 'its lease was given back');
    assert.equal((await two.bot.deadLetters.list()).items, []);
    await two.bot.close();
  },
);

signals('close starts no handler of an event that waits behind one it has aborted: it stays parked', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  const { contexts, goOn } = slowHandler(one, ({ thread, event }) => thread.send(`after ${event.text}`));
  slowHandler(two, ({ thread, event }) => thread.send(`after ${event.text}`)).goOn.open();
  const answer = one.bring({ messaging: [items.message({ text: '1' }), items.message({ text: '2' })] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  const closing = one.bot.close({ withinMs: 1_000 });
  await one.clock.advance(1_000);
  goOn.open();
  await one.clock.advance(0);
  await closing;
  assert.equal([one.sent(), contexts.length], [['before'], 1]);
  await two.clock.advance(10_000);
  assert.equal(two.sent(), ['after 1', 'before', 'after 2']);
  await two.bot.close();
});

signals('close that waits long enough runs what waits in the lane as well', async () => {
  const one = startProcess({ store: durableStore() });
  const { goOn } = slowHandler(one, ({ thread, event }) => thread.send(`after ${event.text}`));
  const answer = one.bring({ messaging: [items.message({ text: '1' }), items.message({ text: '2' })] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  const closing = one.bot.close({ withinMs: 10_000 });
  goOn.open();
  await one.clock.advance(0);
  await closing;
  assert.equal(one.sent(), ['before', 'after 1', 'before', 'after 2']);
});

/** What a handler may be at when the thread is lost, by the operation that it waits for. */
const WAITS: Readonly<Record<string, (context: Context<EventOf<'message'>>) => Promise<unknown>>> = {
  send: ({ thread }) => thread.send('after'),
  typing: ({ thread }) => thread.typing(true),
  pass: ({ thread }) => thread.passThreadControl(DESK),
  take: ({ thread }) => thread.takeThreadControl(),
  extend: ({ thread }) => thread.extendThreadControl({ durationSeconds: 60 }),
  'send with once': ({ thread }) => thread.send('after', { once: 'key' }),
};

for (const [what, call] of Object.entries(WAITS)) {
  signals(`no ${what} starts that waited for the store when the run was aborted, at whichever operation`, async () => {
    // Each operation that the call waits for in turn.
    for (let number = 1; ; number += 1) {
      let operations = -1;
      const [reached, goOn] = [gate(), gate()];
      const store = durableStore(async (_name, _args, operation) => {
        if (operations >= 0) {
          operations += 1;
          if (operations === number) {
            reached.open();
            await goOn.opened;
          }
        }
        return operation();
      });
      const one = startProcess({ store, handlerTimeoutMs: 1_000 });
      const ended = gate();
      one.bot.on('error', () => undefined);
      one.bot.on('message', async (context) => {
        if (operations >= 0) return;
        operations = 0;
        try {
          await call(context);
        } finally {
          operations = -2;
          ended.open();
        }
      });
      void one.bring({ messaging: [items.message()] });
      const first = await Promise.race([reached.opened.then(() => 'waits'), ended.opened.then(() => 'ended')]);
      if (first === 'ended' || one.called().length > 0) {
        assert.ok(number > 1, 'it waits for the store at least once');
        goOn.open();
        break;
      }
      await one.clock.advance(1_000);
      goOn.open();
      await ended.opened;
      assert.equal(one.called(), [], `operation ${number}`);
    }
  });
}

signals('a hook of onSend that takes its time keeps the message of an aborted run back', async () => {
  const one = startProcess();
  const [reached, translated] = [gate(), gate()];
  one.bot.onSend(async (outgoing, next) => {
    if (outgoing.message?.text === 'after') {
      reached.open();
      await translated.opened;
    }
    return next();
  });
  const { goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  goOn.open();
  await reached.opened;
  void one.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: later(one) })] });
  await one.clock.advance(0);
  translated.open();
  assert.is((await answer).status, 200);
  assert.equal(one.sent(), ['before']);
});

signals('a request on its way is not cancelled by an abort', async () => {
  const one = startProcess();
  const [reached, answered] = [gate(), gate()];
  const { goOn, errors } = slowHandler(one);
  one.client.during('sendMessage', () => undefined);
  one.client.during('sendMessage', async () => {
    reached.open();
    await answered.opened;
  });
  const answer = one.bring({ messaging: [items.message()] });
  goOn.open();
  await reached.opened;
  void one.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: later(one) })] });
  await one.clock.advance(0);
  answered.open();
  assert.is((await answer).status, 200);
  assert.equal([one.sent(), errors], [['before', 'after'], []]);
});

signals('talkToHuman aborts the handler that runs on the receipt of the wish, and hands over next', async () => {
  for (const wish of [
    items.postback({ payload: 'TALK_TO_HUMAN' }),
    items.message({ payload: 'TALK_TO_HUMAN' }),
    items.message({ text: 'a human, please' }),
  ]) {
    const one = startProcess();
    one.bot.use(talkToHuman({ text: /human/ }));
    const { contexts, goOn } = slowHandler(one);
    const answer = one.bring({ messaging: [items.message()] });
    await one.clock.advance(0);
    const signal = contexts[0]?.signal;
    const wished = one.bring({ messaging: [wish] });
    await one.clock.advance(0);
    assert.instance(signal?.reason, NotThreadOwnerError);
    assert.equal(one.called(), ['sendMessage'], 'it waits for its turn');
    goOn.open();
    assert.equal([(await answer).status, (await wished).status], [200, 200]);
    assert.equal(one.called(), ['sendMessage', 'passThreadControl']);
  }
});

signals('talkToHuman aborts nothing for other words, nor while a person answers already', async () => {
  const one = startProcess();
  one.bot.use(talkToHuman({ text: /human/ }));
  const { contexts, goOn } = slowHandler(one);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(0);
  void one.bring({ messaging: [items.message({ text: 'hello?' })] });
  void one.bring({ messaging: [items.message({ text: 'human', userId: '52' })] });
  await one.clock.advance(0);
  assert.is(contexts[0]?.signal.aborted, false);
  goOn.open();
  assert.is((await answer).status, 200);
});

signals('a thread that a handler keeps works on behind its event, as bot.thread() does', async () => {
  const one = startProcess();
  const late = gate();
  const ended: unknown[] = [];
  one.bot.on('message', ({ thread }) => {
    void late.opened
      .then(() => thread.send('Still there?'))
      .then(
        () => ended.push('sent'),
        (error: unknown) => ended.push(error),
      );
  });
  assert.is((await one.bring({ messaging: [items.message()] })).status, 200);
  await one.clock.advance(60_000);
  late.open();
  await one.clock.advance(0);
  assert.equal([one.sent(), ended], [['Still there?'], ['sent']]);
});

signals('a failed run aborts what its handler left behind: the next run does it', async () => {
  const one = startProcess();
  const late = gate();
  let signal: AbortSignal | undefined;
  one.bot.on('error', () => undefined);
  one.bot.on('message', async (context) => {
    signal = context.signal;
    const left = late.opened.then(() => context.thread.send('left behind'));
    left.catch(() => undefined);
    throw new Error('a handler of the test fails');
  });
  assert.is((await one.bring({ messaging: [items.message()] })).status, 500);
  late.open();
  await one.clock.advance(0);
  assert.equal([one.sent(), signal?.aborted], [[], true]);
});

signals(
  'a handler of a standby event whose send is refused may still get the thread back, and then speak',
  async () => {
    const one = startProcess();
    const seen: unknown[] = [];
    one.bot.on('error', ({ error }) => void seen.push(error.name));
    one.bot.on('standby:message', async ({ thread, signal }) => {
      seen.push(await thread.send('refused').catch((error: Error) => error.name));
      seen.push(await thread.regain(), signal.aborted);
      await thread.send('back again');
    });
    assert.is((await one.bring({ standby: [items.message()] })).status, 200);
    assert.equal(seen, ['NotThreadOwnerError', 'owned', false]);
    assert.equal(one.sent(), ['back again']);
  },
);

signals('close refuses a withinMs that is no time, ahead of all else', async () => {
  const one = startProcess();
  for (const withinMs of [-1, Number.NaN, '5' as never]) {
    const error = await one.bot.close({ withinMs }).catch((thrown: unknown) => thrown);
    const { name, option } = error as Error & { readonly option?: string };
    assert.equal([name, option], ['OptionError', 'withinMs']);
  }
  assert.is((await one.bring({ messaging: [items.message()] })).status, 200, 'it is open as before');
});

signals.run();
