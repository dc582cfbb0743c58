// Deliveries where another process, the store or a limit of Node comes between: nothing hangs and nothing runs twice.
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { harness } from '@handover/test-support/harness';
import { delivery, items, SAMPLE_IDS, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const edges = suite('deliveries at the edge');

const forever = (): Promise<void> => new Promise(() => undefined);

edges('wait for the run of another process, also without an early answer', async () => {
  const store = memoryStore();
  const clock = testClock();
  const first = harness({ store, clock });
  const second = harness({ store, clock, answerWithinMs: false });
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  first.bot.on('message', () => opened);
  const body = delivery({ messaging: [items.message()] });
  const running = first.deliver(body);
  await clock.advance(0);
  const waiting = second.deliver(body);
  await clock.advance(1_000);
  open();
  await clock.advance(1_000);
  assert.equal([(await running).status, (await waiting).status], [200, 200]);
});

edges('do not block their thread where the store fails while they wait for another process', async () => {
  const memory = memoryStore();
  let isDown = false;
  const store: Store = {
    ...memory,
    begin: (...args) => {
      if (isDown) throw new Error('down, for the test');
      return memory.begin(...args);
    },
  };
  const clock = testClock();
  const first = harness({ store: memory, clock });
  first.bot.on('message', forever);
  const body = delivery({ messaging: [items.message({ mid: 'm_1' })] });
  void first.deliver(body);
  await clock.advance(0);

  const second = harness({ store, clock });
  const texts: (string | undefined)[] = [];
  second.bot.on('message', ({ event }) => void texts.push(event.text));
  const waiting = second.deliver(body);
  await clock.advance(100);
  isDown = true;
  await clock.advance(200);
  assert.is((await waiting).status, 503);
  isDown = false;
  const next = second.deliver(delivery({ messaging: [items.message({ mid: 'm_2', text: 'next' })] }));
  await clock.advance(0);
  assert.is((await next).status, 200);
  assert.equal(texts, ['next']);
});

edges('wait for the run in progress here where the store has forgotten its lease', async () => {
  const memory = memoryStore();
  // A store that was away: its leases ended, and it lets the same process claim again.
  const store: Store = {
    ...memory,
    begin: async (...args) => (await memory.begin(...args)).map((answer) => ({ ...answer, claim: 'claimed' as const })),
  };
  const { bot, clock, deliver } = harness({ store });
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
    return forever();
  });
  const body = delivery({ messaging: [items.message()] });
  const first = deliver(body);
  await clock.advance(1_000);
  const repeat = deliver(body);
  await clock.advance(5_000);
  assert.is((await first).status, 200);
  assert.is((await repeat).status, 503, 'its handlers are not over, and only the first answer has taken them on');
  assert.is(runs, 1);
});

edges('that name no person do not wait for each other', async () => {
  const { bot, clock, deliver } = harness();
  const fields: (string | undefined)[] = [];
  bot.on('change', ({ event }) => {
    fields.push(event.field);
    return event.field === 'feed' ? forever() : undefined;
  });
  const change = (field: string): unknown => ({
    object: 'page',
    entry: [{ id: SAMPLE_IDS.pageId, changes: [{ field, value: { item: 'post' } }] }],
  });
  void deliver(change('feed'));
  await clock.advance(0);
  const second = deliver(change('mention'));
  await clock.advance(0);
  assert.is((await second).status, 200);
  assert.equal(fields, ['feed', 'mention']);
});

edges('set no timer that is longer than Node can count, however long a handler may take', async () => {
  const clock = testClock();
  const delays: number[] = [];
  const longest = 2 ** 31 - 1;
  const recording = {
    ...clock,
    setTimeout: (callback: () => void, delayMs: number): unknown => {
      delays.push(delayMs);
      return clock.setTimeout(callback, delayMs);
    },
  };
  const { bot, deliver } = harness({ clock: recording as never, handlerTimeoutMs: longest });
  bot.use((_context, next) => next());
  bot.on('message', async () => undefined);
  assert.is((await deliver(delivery({ messaging: [items.message()] }))).status, 200);
  assert.ok(delays.includes(longest), String(delays));
  assert.ok(
    delays.every((delayMs) => delayMs <= longest),
    String(delays),
  );
});

edges.run();
