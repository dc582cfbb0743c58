// Changes of owner that a process left untold when it died, and who finds them.
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, harness } from '@handover/test-support/harness';
import { delivery, items, SAMPLE_IDS, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const leftovers = suite('leftovers');

/** Takes the threads of these people away in a process that dies before it announces any. */
async function leave(store: Store, people: readonly string[], object = 'page'): Promise<void> {
  const { bot, deliver, clock } = harness({
    store: { ...store, claimAnnouncement: () => Promise.reject(new Error('killed')) },
    maxBodyBytes: 1e7,
  });
  bot.on('error', () => undefined);
  const timestamp = clock.now();
  const takes = people.map((userId) => items.take({ from: APP, to: DESK, userId, timestamp }));
  await deliver(delivery({ object, messaging: takes }));
}

for (const [object, platform] of [
  ['page', 'messenger'],
  ['instagram', 'instagram'],
] as const) {
  leftovers(`are announced on ${platform} by the next process, even if the thread stays silent`, async () => {
    const store = memoryStore();
    await leave(store, ['51'], object);
    const { bot, clock } = harness({ store });
    const announced: unknown[] = [];
    bot.on('owner_changed', ({ thread, current }) => {
      announced.push([thread.platform, thread.pageId, thread.userId, current]);
    });
    await clock.advance(180_000);
    assert.equal(announced, [[platform, SAMPLE_IDS.pageId, '51', { kind: 'app', appId: DESK }]]);
    await bot.close();
  });
}

leftovers('are looked for again at once where there are more than one look finds', async () => {
  const store = memoryStore();
  const people = Array.from({ length: 450 }, (_, index) => String(index + 1));
  await leave(store, people);
  const looks: number[] = [];
  const counting: Store = {
    ...store,
    unsettled: async (...args) => {
      const found = await store.unsettled(...args);
      looks.push(found.length);
      return found;
    },
  };
  const { bot, clock } = harness({ store: counting });
  const announced = new Set<string>();
  bot.on('owner_changed', ({ thread }) => void announced.add(thread.userId));
  await clock.advance(300_000);
  assert.is(announced.size, 450);
  assert.ok(looks.every((found) => found <= 200));
  await bot.close();
});

leftovers('that turn out to be none are settled without a word, and the look goes on at once', async () => {
  const memory = memoryStore();
  const clock = testClock();
  const keys = new Set(Array.from({ length: 250 }, (_, index) => `${APP}:messenger:1:${index}`));
  // A key of something else than a thread, too.
  keys.add('of another program');
  const looks: number[] = [];
  const store: Store = {
    ...memory,
    unsettled: async (_appId, { limit }) => {
      looks.push(clock.now());
      return [...keys].slice(0, limit);
    },
    settle: async (key) => void keys.delete(key),
  };
  const { bot } = harness({ store, clock });
  bot.on('owner_changed', () => assert.unreachable());
  const startedAt = clock.now();
  await clock.advance(10_000);
  assert.equal([...keys], []);
  assert.equal(
    looks.map((at) => at - startedAt),
    [5_000, 5_000],
  );
  await bot.close();
});

leftovers('wait where the store fails, and are found once it is back', async () => {
  const memory = memoryStore();
  await leave(memory, ['51']);
  let down = true;
  const gone = (): Promise<never> => Promise.reject(new Error('the store of the test is gone'));
  const store: Store = { ...memory, unsettled: (...args) => (down ? gone() : memory.unsettled(...args)) };
  const { bot, clock } = harness({ store });
  let announced = 0;
  bot.on('owner_changed', () => {
    announced += 1;
  });
  await clock.advance(180_000);
  assert.is(announced, 0);
  down = false;
  await clock.advance(60_000);
  assert.is(announced, 1);
  await bot.close();
});

leftovers('are looked for no more once the bot is closed, also where it is closed while it looks', async () => {
  const memory = memoryStore();
  let looks = 0;
  let found: (keys: readonly string[]) => void = () => undefined;
  const store: Store = {
    ...memory,
    unsettled: () => {
      looks += 1;
      return new Promise((resolve) => {
        found = resolve;
      });
    },
    settle: () => assert.unreachable(),
  };
  const { bot, clock } = harness({ store });
  await clock.advance(5_000);
  assert.is(looks, 1);
  await bot.close();
  found([`${APP}:messenger:1:51`]);
  await clock.advance(600_000);
  assert.is(looks, 1);
  assert.is(clock.timers, 0);
});

leftovers.run();
