// The two properties that src/thread/lanes.ts states and the engine of deliveries keeps.
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, harness } from '@handover/test-support/harness';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const lanes = suite('lanes');

const message = (mid: string, userId = '51'): unknown => items.message({ mid, text: mid, userId });

/** A store whose n-th `begin` answers after `delaysMs[n]`. */
function lateStore(delaysMs: readonly number[], wait: (delayMs: number) => Promise<void>): Store {
  const memory = memoryStore();
  let asked = 0;
  return {
    ...memory,
    async begin(...args) {
      const delayMs = delaysMs[asked] ?? 0;
      asked += 1;
      const begun = await memory.begin(...args);
      await wait(delayMs);
      return begun;
    },
  };
}

lanes('a delivery enters them before its first await: a later one overtakes it in no thread', async () => {
  const world = harness({ routing: 'on' });
  const wait = (delayMs: number): Promise<void> =>
    new Promise((resolve) => void world.clock.setTimeout(resolve, delayMs));
  const { bot, deliver } = harness({ clock: world.clock, store: lateStore([900, 500, 100], wait) });
  const runs: string[] = [];
  bot.on('message', ({ event }) => void runs.push(`${event.userId} ${event.mid}`));
  // None is awaited: what orders them is the moment of their receipt.
  const answers = [
    deliver(delivery({ messaging: [message('m_1'), message('m_2', '52')] })),
    deliver(delivery({ messaging: [message('m_3', '52'), message('m_4')] })),
    deliver(delivery({ messaging: [message('m_5'), message('m_6', '53')] })),
  ];
  await world.clock.advance(100);
  assert.equal(runs, ['53 m_6'], 'a thread of its own waits for no other');
  await world.clock.advance(900);
  for (const answer of answers) assert.is((await answer).status, 200);
  const ofThread = (userId: string): string[] => runs.filter((run) => run.startsWith(userId));
  assert.equal(ofThread('51'), ['51 m_1', '51 m_4', '51 m_5']);
  assert.equal(ofThread('52'), ['52 m_2', '52 m_3']);
  await Promise.all([bot.close(), world.bot.close()]);
});

lanes('a delivery that the store refuses holds up none behind it, and lets none overtake those ahead', async () => {
  const memory = memoryStore();
  let asked = 0;
  const store: Store = {
    ...memory,
    async begin(...args) {
      asked += 1;
      if (asked === 2) throw new Error('down, for the test');
      return memory.begin(...args);
    },
  };
  const { bot, clock, deliver } = harness({ store });
  const runs: string[] = [];
  bot.on('message', async ({ event }) => {
    if (event.mid === 'm_1') await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
    runs.push(event.mid ?? '');
  });
  const answers = ['m_1', 'm_2', 'm_3'].map((mid) => deliver(delivery({ messaging: [message(mid)] })));
  await clock.advance(500);
  assert.equal(runs, []);
  await clock.advance(500);
  const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
  assert.equal(statuses, [200, 503, 200]);
  assert.equal(runs, ['m_1', 'm_3']);
  await bot.close();
});

lanes('watches are woken on receipt: a handler may wait for an event behind its own', async () => {
  const { bot, clock, deliver } = harness({ routing: 'off' });
  const seen: string[] = [];
  bot.on('standby:message', async ({ thread }) => {
    seen.push(await thread.regain({ waitMs: 10_000 }));
  });
  bot.on('pass_thread_control', () => void seen.push('pass'));
  await deliver(delivery({ messaging: [items.pass({ to: DESK, userId: '51', timestamp: clock.now() - 60_000 })] }));
  seen.length = 0;
  const asked = deliver(delivery({ standby: [message('m_1')] }));
  await clock.advance(2_000);
  assert.equal(seen, []);
  const granted = deliver(delivery({ messaging: [items.pass({ to: APP, userId: '51', timestamp: clock.now() })] }));
  await clock.advance(0);
  assert.equal(seen, ['owned', 'pass'], 'the handler had its grant while the grant stood behind it');
  assert.equal([(await asked).status, (await granted).status], [200, 200]);
  await bot.close();
});

lanes('what another delivery showed on receipt counts for events that wait: the bot is silent at once', async () => {
  const { bot, clock, deliver } = harness();
  const seen: string[] = [];
  bot.on('message', async ({ event }) => {
    seen.push(`answers ${event.mid}`);
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 1_000));
  });
  bot.on('standby:message', ({ event }) => void seen.push(`is silent on ${event.mid}`));
  const answers = [
    deliver(delivery({ messaging: [message('m_1')] })),
    deliver(delivery({ messaging: [message('m_2')] })),
  ];
  await clock.advance(500);
  const pass = items.pass({ to: DESK, userId: '51', timestamp: clock.now() + 1 });
  answers.push(deliver(delivery({ messaging: [pass] })));
  await clock.advance(500);
  await Promise.all(answers);
  assert.equal(seen, ['answers m_1', 'is silent on m_2']);
  await bot.close();
});

lanes.run();
