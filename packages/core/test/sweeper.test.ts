// What a process that died has left behind, and who finds it.
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, harness } from '@handover/test-support/harness';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const sweeper = suite('sweeper');

const START = 1_764_590_400_000;
const lane = { at: START, rank: 0, tie: 'e1', says: 'standby' } as const;

sweeper('looks at hundreds of threads with nothing to tell of in one go', async () => {
  const store = memoryStore();
  // A message on messaging shows nothing of the owner if the mode is not known.
  for (let user = 0; user < 450; user += 1) {
    const observation = { lane: { ...lane, says: 'messaging' } } as const;
    await store.observe(`${APP}:messenger:1:${user}`, observation, START - 120_000);
  }
  const { bot, client, clock } = harness({ store, routing: 'auto' });
  client.mode = new Error('no permission');
  await clock.advance(6_000);
  assert.equal(await store.unsettled(APP, { before: clock.now(), limit: 1_000, now: clock.now() }), []);
  await bot.close();
});

sweeper('keeps on its list what could not be announced, and announces it once it can', async () => {
  const kept = memoryStore();
  await kept.observe(`${APP}:messenger:1:2`, { lane }, START - 120_000);
  let isDown = true;
  const store: Store = {
    ...kept,
    claimAnnouncement: (...args) => {
      if (isDown) throw new Error('down, for the test');
      return kept.claimAnnouncement(...args);
    },
  };
  const { bot, clock } = harness({ store });
  const owners: string[] = [];
  bot.on('error', () => undefined);
  bot.on('owner_changed', ({ current, thread }) => void owners.push(`${thread.userId} ${current.kind}`));
  await clock.advance(90_000);
  assert.equal(owners, []);
  isDown = false;
  await clock.advance(120_000);
  assert.equal(owners, ['2 app']);
  await bot.close();
});

sweeper('leaves a thread on its list that changed while it was looked at', async () => {
  const kept = memoryStore();
  const key = `${APP}:messenger:1:2`;
  await kept.observe(key, { lane: { ...lane, says: 'messaging' } }, START - 120_000);
  let between = (): unknown => kept.observe(key, { lane: { ...lane, at: START + 1, tie: 'e2' } }, START - 120_000);
  const store: Store = {
    ...kept,
    async read(...args) {
      const record = await kept.read(...args);
      await between();
      between = () => undefined;
      return record;
    },
  };
  const { bot, client, clock } = harness({ store, routing: 'auto' });
  client.mode = new Error('no permission');
  const owners: string[] = [];
  bot.on('owner_changed', ({ current, thread }) => void owners.push(`${thread.userId} ${current.kind}`));
  await clock.advance(120_000);
  assert.equal(owners, ['2 app']);
  await bot.close();
});

sweeper('starts no timer for a call whose answer comes after the bot was closed', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const store: Store = { ...memoryStore(), claimAnnouncement: () => opened.then(() => false) };
  const { bot, clock } = harness({ store });
  const passed = bot.thread({ pageId: '1', userId: '2' }).passThreadControl(DESK);
  await clock.advance(0);
  await bot.close();
  open();
  await passed;
  assert.is(clock.timers, 0);
});

sweeper('waits by one timer for a thread that another process is to announce, however much comes', async () => {
  const store = memoryStore();
  const { bot, clock, deliver } = harness({ store });
  const key = `${APP}:messenger:804155501230077:51`;
  await store.observe(key, { lane }, clock.now());
  assert.is(await store.claimAnnouncement(key, { announced: 0, leaseMs: 3_600_000, now: clock.now() }), true);
  const body = (): unknown => delivery({ standby: [items.message({ userId: '51', timestamp: clock.now() })] });
  await deliver(body());
  const { timers } = clock;
  for (let count = 0; count < 20; count += 1) await deliver(body());
  assert.is(clock.timers, timers);
  await bot.close();
});

sweeper.run();
