const STORE = 'packages/core/src/memory/memory-store.ts';
const KNOWN = 'packages/core/src/memory/known-thread.ts';
const RUNS = 'packages/core/src/memory/runs.ts';
const TABLE = 'packages/core/src/memory/run-table.ts';
const HASHES = 'packages/core/src/memory/id-hashes.ts';
const GENERATIONS = 'packages/core/src/memory/generations.ts';
const storeTest = 'packages/core/test/memory-store.test.ts';
const ownershipTest = 'packages/core/test/ownership.test.ts';

/** The store of one process. */
export const memory = [
  {
    file: STORE,
    find: '|| thread.announcingUntil > now',
    replace: '',
    breaks: 'Two are given the right to tell of one change.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: 'thread.announcingUntil = now + leaseMs;',
    replace: 'thread.announcingUntil = Number.POSITIVE_INFINITY;',
    breaks: 'The right to tell of a change dies with the process that had it.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: 'if (thread.announced === announced) thread.markAnnounced',
    replace: 'thread.markAnnounced',
    breaks: 'An announcement that is marked twice counts twice, and a change is skipped.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: 'if (current !== expected) return false;',
    replace: '',
    breaks: 'Two plugins overwrite what the other one has set.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: 'value !== undefined && value.expiresAt > now ? value.value : undefined',
    replace: 'value?.value',
    breaks: 'A value outlives its time.',
    tests: [storeTest],
  },
  {
    file: KNOWN,
    find: 'if (merged.changes !== this.#changes) this.changedAt = now;',
    replace: '',
    breaks: 'A thread that changed again a moment ago is taken from those who tell of it.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: '&& key.startsWith(`${app}:`)',
    replace: '',
    breaks: 'A bot tells of the threads of another app.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: 'thread.touchedAt = now;',
    replace: '',
    breaks: 'A thread is forgotten in the middle of a conversation of a month.',
    tests: [storeTest],
  },
  {
    file: STORE,
    find: '.sort((a, b) => a.changedAt - b.changedAt)',
    replace: '',
    breaks: 'Changes that wait for longest may wait for ever.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: "if (!isOver) return begun('leased', attempts, firstAt, record);",
    replace: '',
    breaks: 'An event that is run is run once more beside itself.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: 'const isOver = run.until <= now;',
    replace: 'const isOver = run.until < now;',
    breaks: 'A lease lasts beyond its end.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: 'run.attempts = -Math.abs(run.attempts);',
    replace: '',
    breaks: 'An event that was done runs again once its lease is over.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: 'if (run === undefined || !this.#isHeld(run, holder)) return;',
    replace: 'if (run === undefined) return;',
    breaks: 'A process that lost its lease ends that of the next one.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: 'run.holder = NOBODY;',
    replace: '',
    breaks: 'A renewal on its way brings back a lease that was given back.',
    tests: [storeTest],
  },
  {
    file: RUNS,
    find: 'run !== undefined && this.#isHeld(run, holder)) run.until',
    replace: 'run !== undefined) run.until',
    breaks: 'A process that lost its lease prolongs that of the next one.',
    tests: [storeTest],
  },
  {
    file: TABLE,
    find: '(this.attempts < 0 ? 0 : ATTEMPTS_LAST_MS)',
    replace: '0',
    breaks: 'The attempts of a failing event are forgotten, and it is never given up.',
    tests: [storeTest],
  },
  {
    file: TABLE,
    find: '(taken !== low || this.#ints[slot * INTS + HIGH] !== high)',
    replace: 'taken !== low',
    breaks: 'Of a hundred thousand events a few are taken for others, and are lost.',
    tests: [storeTest],
  },
  {
    file: HASHES,
    find: 'if (this.#ids[at] !== id) {',
    replace: "if (this.#ids[at] === '') {",
    breaks: 'One event is marked done in the place of another.',
    tests: [storeTest],
  },
  {
    file: KNOWN,
    find: 'const oddLane = hasPlainLane ? undefined : lane;',
    replace: 'const oddLane = undefined;',
    breaks: 'A mark of the lane that says more than usual is forgotten.',
    tests: [storeTest],
  },
  {
    file: KNOWN,
    find: 'rest?.event === registers.event &&',
    replace: '',
    breaks: 'The thread is taken, and the bot does not know.',
    tests: [storeTest, ownershipTest],
  },
  {
    file: KNOWN,
    find: 'this.#laneRank = lane.rank;',
    replace: '',
    breaks: 'Of two messages of one time the one on standby may lose.',
    tests: [storeTest],
  },
  {
    file: KNOWN,
    find: 'this.settled = Math.max(this.settled, changes);',
    replace: '',
    breaks: 'A change that was told of is looked for again and again.',
    tests: [storeTest],
  },
  {
    file: GENERATIONS,
    find: 'this.#young.size >= this.#half',
    replace: 'false',
    breaks: 'The store grows for ever.',
    tests: [storeTest],
  },
  {
    file: GENERATIONS,
    find: 'this.set(key, old);',
    replace: 'this.#old.set(key, old);',
    breaks: 'A thread in use is forgotten like one that is not.',
    tests: [storeTest],
  },
];
