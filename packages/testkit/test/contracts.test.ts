// The purpose of the contracts: a store or a scheduler that breaks a promise fails them.
import { memoryScheduler, memoryStore } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { runDueContract, type SchedulerSubject, schedulerContract, storeContract, testClock } from '@handover/testkit';
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
  for (const { name, run } of [...schedulerContract, ...runDueContract]) {
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

/** Cuts a text where a language without a length takes it to end. */
const cut = (text: string): string => text.split('\u0000')[0] ?? '';

const brokenStores: readonly [string, string, (store: Store) => Partial<Store>][] = [
  ['prolongs every lease', 'prolongs a lease for its holder only', () => ({ renew: (ids) => ids.map(() => true) })],
  ['parks nothing', 'answers that a parked event is parked, during its lease and after', () => ({ park() {} })],
  [
    'parks what another has',
    'parks only events that the holder holds',
    (store) => ({
      park: async (events, options) => {
        for (const holder of ['a', 'b']) await store.park(events, { ...options, holder });
      },
    }),
  ],
  [
    'cuts what it parks',
    'stores any text as id, thread or body unchanged',
    (store) => ({
      park: (events, options) =>
        store.park(
          events.map((event) => ({ ...event, body: cut(event.body) })),
          options,
        ),
    }),
  ],
  [
    'runs a thread at two holders',
    'claims no event of a thread while another holder has one of its parked events',
    (store) => ({
      claimParked: async (app, options) => {
        const runs = await store.claimParked(app, options);
        if (runs.length > 0) return runs;
        return (await store.begin([{ id: '1:more', thread: '1:messenger:2:3' }], options))[0]?.ahead ?? [];
      },
    }),
  ],
  ['records nothing', 'gives the recorded steps of an event to its next run', () => ({ recordStep() {} })],
  [
    'counts the letters of a list from its beginning',
    'lists each letter once while others come and go between two pages',
    (store) => ({
      letters: async (app, { limit, cursor = '0', now }) => {
        const { items } = await store.letters(app, { limit: 1000, now });
        const next = Number(cursor) + limit;
        const page = { items: items.slice(Number(cursor), next) };
        return next < items.length ? { ...page, cursor: String(next) } : page;
      },
    }),
  ],
  [
    'keeps letters for ever',
    'keeps the newest letters of an app, up to the requested number',
    (store) => ({
      end: (events, { letters: _, ...options }) => store.end(events, options),
    }),
  ],
  [
    'retries a letter without its recorded steps',
    'makes a letter a parked event of the caller again',
    (store) => ({
      retryLetter: async (id, options) => {
        const run = await store.retryLetter(id, options);
        if (run === undefined) return undefined;
        const { journal: _, ...rest } = run;
        return rest;
      },
    }),
  ],
  [
    'discards nothing',
    'discards a letter and its recorded steps, and leaves the event done',
    () => ({ discardLetter: () => true }),
  ],
  [
    'removes no thread from the waiting list',
    'adds a thread to the waiting list when it is announced, and removes it',
    (store) => ({
      markAnnounced: (thread, options) =>
        store.markAnnounced(thread, { ...options, listed: options.listed ?? 'others' }),
    }),
  ],
  [
    'records no sign',
    'records the last signs of customer and human on a thread of another owner',
    (store) => ({
      begin: (events, options) =>
        store.begin(
          events.map(({ sign: _, ...event }) => event),
          options,
        ),
    }),
  ],
  [
    'replaces a body without comparing it',
    'replaces a body of a parked event or letter only if it is the expected one',
    (store) => ({
      replaceBody: async (id, options) => {
        const bodies = await store.bodies('1:messenger:2:3', options.now);
        const expected = bodies.find((kept) => kept.id === id)?.body ?? options.expected;
        return store.replaceBody(id, { ...options, expected });
      },
    }),
  ],
  ['does not forget a person', 'forgets all data of a thread', () => ({ forget() {} })],
];
for (const [what, caughtBy, breakIt] of brokenStores) {
  contracts(`find the store that ${what}`, async () => {
    const failed = await failedByStore(breakIt);
    assert.ok(failed.includes(caughtBy), failed.join('\n'));
  });
}

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
  [
    'does not wait for the handlers of due timers',
    'answers once the handlers of due timers have ended',
    (scheduler) => ({
      runDue: async (now, limit) => {
        void scheduler.runDue?.(now, limit);
        return 1;
      },
    }),
  ],
  [
    'runs all due timers at once',
    'runs at most the requested number of timers at a time',
    (scheduler) => ({ runDue: async (now) => (await scheduler.runDue?.(now, 1000)) ?? 0 }),
  ],
  [
    'uses its own clock instead of the given time',
    'runs the timers due at the given time, earliest first',
    (scheduler) => ({ runDue: async (_, limit) => (await scheduler.runDue?.(0, limit)) ?? 0 }),
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
  for (const { run } of [...schedulerContract, ...runDueContract]) {
    await run(() => {
      opened += 1;
      return { ...started(memoryScheduler()), close };
    });
  }
  assert.is(closed, opened);
  assert.is(opened, storeContract.length + schedulerContract.length + runDueContract.length);
});

contracts.run();
