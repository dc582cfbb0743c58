// The purpose of the contracts: a store or a scheduler that breaks a promise fails them.
import { memoryScheduler, memoryStore } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { type SchedulerSubject, schedulerContract, storeContract, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const contracts = suite('contracts');
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Names of the cases that a store fails after `breakIt` has changed it. */
async function failedByStore(breakIt: (store: Store) => Partial<Store>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of storeContract) {
    await run(() => {
      const store = memoryStore();
      return { store: { ...store, ...breakIt(store) }, size: () => store.size };
    }).catch(() => failed.push(name));
  }
  return failed;
}

function started(scheduler: Scheduler): SchedulerSubject {
  const clock = testClock();
  scheduler.start({ clock, logger: quiet });
  return { scheduler, now: clock.now, advance: clock.advance };
}

async function failedByScheduler(breakIt: (scheduler: Scheduler) => Partial<Scheduler>): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of schedulerContract) {
    await run(() => {
      const scheduler = memoryScheduler();
      return started({ ...scheduler, ...breakIt(scheduler) });
    }).catch(() => failed.push(name));
  }
  return failed;
}

contracts('find the store that never deletes anything', async () => {
  // As if time stood still: nothing ever expires.
  const failed = await failedByStore((store) => ({
    begin: (events, options) => store.begin(events, { ...options, now: 0 }),
  }));
  assert.ok(failed.includes('does not grow for ever: expired entries go while it serves others'));
});

contracts('find the store that merges differently from core', async () => {
  const failed = await failedByStore((store) => ({
    observe: (thread, { call, ...observation }, now) => {
      // Treats zero as a missing number, as happens in languages that do not distinguish the two.
      const { seenAt, ...rest } = call ?? { seenAt: 0 };
      const mark = call === undefined || seenAt !== 0 ? call : (rest as typeof call);
      return store.observe(thread, mark === undefined ? observation : { ...observation, call: mark }, now);
    },
  }));
  assert.equal(failed, ['merges exactly as mergeObservation does, over hundreds of random steps']);
});

contracts('find the store that cuts a text, or treats an empty text as missing', async () => {
  const cutting = await failedByStore((store) => ({
    setValue: (thread, name, options) => store.setValue(thread, name.split('\u0000')[0] ?? '', options),
    getValue: (thread, name, now) => store.getValue(thread, name.split('\u0000')[0] ?? '', now),
  }));
  assert.equal(cutting, ['accepts any text as the name of a value']);
  const confusing = await failedByStore((store) => ({
    getValue: async (...asked) => (await store.getValue(...asked)) || undefined,
  }));
  assert.equal(confusing, ['stores any text as a value, and distinguishes an empty text from no value']);
});

const brokenSchedulers: readonly [string, string, (scheduler: Scheduler) => Partial<Scheduler>][] = [
  ['forgets to cancel', 'does not run a timer that was cancelled', () => ({ cancel: () => undefined })],
  [
    'never retries a failing timer',
    'retries a timer whose handler failed',
    (scheduler) => ({
      handle: (name, handler) =>
        scheduler.handle(name, async (timer) => {
          await Promise.resolve(timer)
            .then(handler)
            .catch(() => undefined);
        }),
    }),
  ],
  [
    'retries at once',
    'waits longer after each failure',
    (scheduler) => ({
      handle: (name, handler) =>
        scheduler.handle(name, async (timer) => {
          const attempt = async (): Promise<void> => handler(timer);
          await attempt().catch(attempt).catch(attempt);
        }),
    }),
  ],
  [
    'runs early',
    'runs a timer when it is due, and only once',
    (scheduler) => ({ schedule: (name, key, dueAt, data) => scheduler.schedule(name, key, dueAt - 50, data) }),
  ],
  [
    'trims its data',
    'stores any text as data or key unchanged',
    (scheduler) => ({ schedule: (name, key, dueAt, data) => scheduler.schedule(name, key, dueAt, data.trim()) }),
  ],
  [
    'does not wait on close',
    'close() waits for running handlers and starts no others',
    () => ({ close: async () => undefined }),
  ],
];
for (const [what, caughtBy, breakIt] of brokenSchedulers) {
  contracts(`find the scheduler that ${what}`, async () => {
    assert.ok((await failedByScheduler(breakIt)).includes(caughtBy));
  });
}

contracts('close what a case has opened, even if it fails', async () => {
  let opened = 0;
  let closed = 0;
  const close = (): void => {
    closed += 1;
  };
  for (const { run } of storeContract) {
    await run(() => {
      opened += 1;
      return { store: { ...memoryStore(), read: () => Promise.reject(new Error('broken')) }, close };
    }).catch(() => undefined);
  }
  for (const { run } of schedulerContract) {
    await run(() => {
      opened += 1;
      return { ...started(memoryScheduler()), close };
    });
  }
  assert.is(closed, opened);
  assert.is(opened, storeContract.length + schedulerContract.length);
});

contracts.run();
