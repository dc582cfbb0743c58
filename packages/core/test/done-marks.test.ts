// What a process remembers, and when it answers, while the store is slow or away.
import { type HandoverAnswer, memoryStore, type Thread } from '@handover/core';
import type { Store } from '@handover/core/store';
import { DESK, harness, SECRET } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { delivery, items, SAMPLE_IDS, signedRequest, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const marks = suite('done-marks');

const messageOf = (text: string, userId = '51'): unknown => delivery({ messaging: [items.message({ text, userId })] });
const gone = (): Promise<never> => Promise.reject(new Error('the store of the test is gone'));
/** An item that names no person. */
const policy = { recipient: { id: SAMPLE_IDS.pageId }, policy_enforcement: { action: 'block', reason: 'spam' } };

/** A store whose `end` fails while `isDown`; what it held then is leased until the lease ends. */
function endless(isDown: () => boolean): Store {
  const memory = memoryStore();
  return { ...memory, end: (...args) => (isDown() ? gone() : memory.end(...args)) };
}

marks('that can not be written stand in the way of no other event', async () => {
  let down = true;
  const { bot, clock, deliver } = harness({ store: endless(() => down) });
  const texts: string[] = [];
  bot.on('message', ({ event }) => void texts.push(event.text ?? ''));
  const [one, two] = [messageOf('one'), messageOf('two', '52')];
  await deliver(one);
  assert.is((await deliver(two)).status, 200, 'run though another is remembered here');
  down = false;
  await clock.advance(30_000);
  assert.equal([(await deliver(one)).status, (await deliver(two)).status], [200, 200]);
  assert.is((await deliver(messageOf('three', '53'))).status, 200);
  assert.equal(texts, ['one', 'two', 'three']);
});

marks('are not kept of a run that failed: it comes again once its lease is over', async () => {
  let down = true;
  const { bot, clock, deliver } = harness({ store: endless(() => down) });
  bot.on('error', () => undefined);
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
    if (runs === 1) throw new Error('a handler of the test fails');
  });
  const body = messageOf('hello');
  assert.is((await deliver(body)).status, 500);
  down = false;
  await clock.advance(30_000);
  assert.is((await deliver(body)).status, 200);
  assert.is(runs, 2);
});

marks('that can not be written are remembered for the newest ten thousand events', async () => {
  const { bot, clock, deliver } = harness({ store: endless(() => true), maxBodyBytes: 1e8, routing: 'off' });
  let runs = 0;
  bot.on('delivery', () => {
    runs += 1;
  });
  const receipts = Array.from({ length: 10_001 }, (_, index) => {
    const { message: _message, ...ends } = items.message({ userId: String(index + 1) });
    return { ...ends, delivery: { watermark: 1 } };
  });
  await deliver(delivery({ messaging: receipts }));
  assert.is(runs, 10_001);
  await clock.advance(30_000);
  await deliver(delivery({ messaging: receipts.slice(1, 3) }));
  assert.is(runs, 10_001, 'remembered');
  await deliver(delivery({ messaging: receipts.slice(0, 1) }));
  assert.is(runs, 10_002, 'the one that was over first is forgotten');
});

marks('are written before the answer, also where handlers are over at once', async () => {
  const memory = memoryStore();
  const { opened, open } = gate();
  const store: Store = {
    ...memory,
    end: async (...args) => {
      await opened;
      await memory.end(...args);
    },
  };
  const { deliver } = harness({ store });
  let status = 0;
  const answer = deliver(messageOf('hello')).then((given) => {
    status = given.status;
  });
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  assert.is(status, 0);
  open();
  await answer;
  assert.is(status, 200);
});

marks('of another process end the wait for its event', async () => {
  const store = memoryStore();
  const clock = testClock();
  const [first, second] = [harness({ store, clock }), harness({ store, clock })];
  const { opened, open } = gate();
  let runs = 0;
  first.bot.on('message', () => {
    runs += 1;
    return opened;
  });
  second.bot.on('message', () => {
    runs += 1;
  });
  const body = messageOf('hello');
  const running = first.deliver(body);
  const waiting = second.deliver(body);
  await clock.advance(1_000);
  open();
  await clock.advance(1_000);
  assert.equal([(await running).status, (await waiting).status], [200, 200]);
  assert.is(runs, 1);
});

marks('stay away from an event whose lease could not be renewed, and the run goes on', async () => {
  const store: Store = { ...memoryStore(), renew: gone };
  const { bot, clock, deliver, logger } = harness({ store });
  const { opened, open } = gate();
  bot.on('message', () => opened);
  const body = messageOf('hello');
  const early = deliver(body);
  await clock.advance(25_000);
  assert.is((await early).status, 200);
  assert.match(logger.lines.join(), /Leases could not be renewed/);
  open();
  await clock.advance(0);
  assert.is((await deliver(body)).status, 200);
});

marks.run();

const early = suite('an early answer');

early('is 500 where one event of the delivery has failed and another still runs: Meta brings both again', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  const runs: string[] = [];
  bot.on('error', () => undefined);
  bot.on('message', ({ event }) => {
    runs.push(event.text ?? '');
    return event.text === 'slow' ? opened : Promise.reject(new Error('a handler of the test fails'));
  });
  const messages = [items.message({ text: 'fails', userId: '51' }), items.message({ text: 'slow', userId: '52' })];
  const body = delivery({ messaging: messages });
  const answer = deliver(body);
  await clock.advance(4_000);
  assert.is((await answer).status, 500);
  open();
  await clock.advance(0);
  assert.is((await deliver(body)).status, 500);
  assert.equal(runs, ['fails', 'slow', 'fails'], 'what ended well is not run again');
});

early('is given as soon as a store answers that took longer than there was time', async () => {
  const memory = memoryStore();
  const clock = testClock();
  const store: Store = {
    ...memory,
    begin: async (...args) => {
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 2_000));
      return memory.begin(...args);
    },
  };
  const { bot, deliver } = harness({ store, clock, answerWithinMs: 1_000 });
  const { opened, open } = gate();
  bot.on('*', () => opened);
  let status = 0;
  const answer = deliver(delivery({ messaging: [policy, items.message()] })).then((given) => {
    status = given.status;
  });
  await clock.advance(1_999);
  assert.is(status, 0, 'it is not known yet whether the events run here');
  await clock.advance(1);
  await answer;
  assert.is(status, 200);
  open();
});

early('is not given to a Web request behind which nothing can go on, also where the store is slow', async () => {
  const memory = memoryStore();
  const store: Store = { ...memory, begin: async (...args) => memory.begin(...args) };
  const { bot, clock } = harness({ store });
  const { opened, open } = gate();
  const running = gate();
  bot.on('message', () => {
    running.open();
    return opened;
  });
  const { headers, body } = signedRequest(messageOf('hello'), SECRET);
  const init = { method: 'POST', headers, body: Buffer.from(body) };
  let status = 0;
  const answer = bot.fetch(new Request('https://bot.example/webhook', init)).then((response) => {
    status = response.status;
  });
  await running.opened;
  await clock.advance(20_000);
  assert.is(status, 0);
  open();
  await answer;
  assert.is(status, 200);
});

early.run();

const late = suite('a late answer of the store');

/**
 * Two messages of one thread: while the first is handled the store has answered about the second, and its answer is held back
 * until `open` is called; `handle` is what the first one's handler does meanwhile.
 */
async function overtaken(handle: (thread: Thread, open: () => void) => Promise<unknown>): Promise<{
  readonly first: Promise<HandoverAnswer>;
  readonly second: Promise<HandoverAnswer>;
  readonly open: () => void;
  /** Announced changes of owner. */
  readonly changes: readonly string[];
  /** Whether each message might be answered as its turn came: `true` for standby. */
  readonly seen: readonly boolean[];
}> {
  const memory = memoryStore();
  const { opened, open } = gate();
  const asked = gate();
  let slow = false;
  const store: Store = {
    ...memory,
    begin: async (...args) => {
      const begun = await memory.begin(...args);
      if (slow) {
        asked.open();
        await opened;
      }
      return begun;
    },
  };
  const { bot, deliver } = harness({ store });
  const changes: string[] = [];
  const seen: boolean[] = [];
  const running = gate();
  bot.on('owner_changed', ({ previous, current }) => void changes.push(`${previous.kind} to ${current.kind}`));
  bot.on('message', async ({ event, thread }) => {
    if (event.text !== 'first') return;
    running.open();
    await asked.opened;
    await handle(thread, open);
  });
  bot.on('*', ({ event }) => void seen.push(event.standby));
  const first = deliver(messageOf('first'));
  await running.opened;
  slow = true;
  return { first, second: deliver(messageOf('second')), open, changes, seen };
}

for (const [how, changed, standby] of [
  ['an announced change of owner', ['self to app'], true],
  ['the announced changes of owner', ['self to app', 'app to self'], false],
] as const) {
  late(`does not bring back ${how}`, async () => {
    const { first, second, changes, seen } = await overtaken(async (thread, open) => {
      await thread.passThreadControl(DESK);
      if (!standby) await thread.takeThreadControl();
      open();
    });
    assert.equal([(await first).status, (await second).status], [200, 200]);
    assert.equal(changes, ['unknown to self', ...changed]);
    assert.equal(seen, [false, standby]);
  });
}

late('does not bring back a change of owner though all that knew of it was over before it came', async () => {
  const { first, second, open, changes, seen } = await overtaken((thread) => thread.passThreadControl(DESK));
  assert.is((await first).status, 200);
  open();
  assert.is((await second).status, 200);
  assert.equal(changes, ['unknown to self', 'self to app']);
  assert.equal(seen, [false, true]);
});

late.run();
