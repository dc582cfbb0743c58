const EVENTS = 'packages/sqlite/src/store/events.ts';
const THREADS = 'packages/sqlite/src/store/threads.ts';
const VALUES = 'packages/sqlite/src/store/values.ts';
const PURGE = 'packages/sqlite/src/store/purge.ts';
const PARKS = 'packages/sqlite/src/store/parks.ts';
const JOURNAL = 'packages/sqlite/src/store/journal.ts';
const LETTERS = 'packages/sqlite/src/store/letters.ts';
const WAITING_LIST = 'packages/sqlite/src/store/waiting-list.ts';
const KEPT = 'packages/sqlite/src/store/kept-of-thread.ts';
const TOGETHER = 'packages/sqlite/src/connection/together.ts';
const CONNECTION = 'packages/sqlite/src/connection/connection.ts';
const TIMERS = 'packages/sqlite/src/scheduler/timers.ts';
const contractsTest = 'packages/sqlite/test/contracts.test.ts';
const storeTest = 'packages/sqlite/test/sqlite-store.test.ts';
const groupTest = 'packages/sqlite/test/group-commit.test.ts';
const lockedTest = 'packages/sqlite/test/locked-file.test.ts';
const schedulerTest = 'packages/sqlite/test/sqlite-scheduler.test.ts';

/** The tests for a mutant that names none. */
const usual = [contractsTest, storeTest];

/** The store and the timers of one machine. */
export const sqlite = [
  {
    file: EVENTS,
    find: 'WHERE until <= ?4',
    replace: 'WHERE true',
    breaks: 'A running or done event can be claimed again.',
  },
  {
    file: EVENTS,
    find: 'attempts = CASE done WHEN 1 THEN 1 ELSE attempts + 1 END,',
    replace: '',
    breaks: 'No attempt is counted, and a failing event is never given up.',
  },
  {
    file: EVENTS,
    find: 'attempts = CASE done WHEN 1 THEN 1 ELSE attempts + 1 END,',
    replace: 'attempts = attempts + 1,',
    breaks: 'An event that returns after its expiry starts with its old attempts.',
  },
  {
    file: EVENTS,
    find: 'first_at = CASE done WHEN 1 THEN excluded.first_at ELSE first_at END,',
    replace: 'first_at = excluded.first_at,',
    breaks: 'A failing event never ages, and is never given up.',
  },
  {
    file: EVENTS,
    find: "SET until = ?1, holder = '' WHERE id",
    replace: 'SET until = ?1 WHERE id',
    breaks: 'A renewal on its way restores a lease that was given back.',
  },
  {
    file: EVENTS,
    find: 'DO UPDATE SET until = excluded.until, done = 1',
    replace: 'DO UPDATE SET until = excluded.until, done = 1 WHERE holder = excluded.holder',
    breaks: 'The done-mark of a process that lost its lease is refused, and the event runs again.',
  },
  {
    file: EVENTS,
    find: 'const RENEW = `UPDATE handover_events SET until = ?1 WHERE id = ?2 AND holder = ?3 AND done = 0`;',
    replace: "const RENEW = `UPDATE handover_events SET until = ?1 WHERE id = ?2 AND ?3 <> '' AND done = 0`;",
    breaks: 'A process that lost its lease prolongs the lease of the next process.',
  },
  {
    file: THREADS,
    find: 'AND announced = ?4 AND announcing_until <= ?2',
    replace: 'AND announced = ?4 AND ?2 > 0',
    breaks: 'Two processes claim the announcement of the same change.',
  },
  {
    file: THREADS,
    find: 'announced = announced + 1, announced_owner = ?1, settled = max(settled, ?2), announcing_until = 0,',
    replace: 'announced = announced + 1, announced_owner = ?1, settled = max(settled, ?2),',
    breaks: 'The next change cannot be announced until the claim on the previous one expires.',
  },
  {
    file: THREADS,
    find: 'WHERE thread = ?4 AND announced = ?5',
    replace: 'WHERE thread = ?4 AND ?5 >= 0',
    breaks: 'An announcement that is marked twice counts twice, and a change is skipped.',
  },
  {
    file: THREADS,
    find: 'changed_at = CASE WHEN changes = excluded.changes THEN changed_at ELSE excluded.changed_at END,',
    replace: 'changed_at = excluded.changed_at,',
    breaks: 'A person who writes every minute keeps a change from being announced.',
  },
  {
    file: THREADS,
    find: 'AND +thread >= ?2 AND +thread < ?3',
    replace: 'AND ?2 < ?3',
    breaks: 'A bot announces changes in the threads of another app.',
  },
  {
    file: THREADS,
    find: 'ORDER BY changed_at LIMIT ?4',
    replace: 'ORDER BY changed_at DESC LIMIT ?4',
    breaks: 'The changes that have waited longest may wait for ever.',
  },
  {
    file: THREADS,
    find: 'SET settled = max(settled, ?1) WHERE',
    replace: 'SET settled = changes + 0 * ?1 WHERE',
    breaks: 'A change that happens meanwhile counts as settled.',
  },
  {
    file: VALUES,
    find: ' AND expires_at > ?`',
    replace: ' AND ? > 0`',
    breaks: 'A value outlives its expiry.',
  },
  {
    file: PURGE,
    find: 'CASE done WHEN 1 THEN 0 ELSE ${DONE_FOR_MS} END',
    replace: '0',
    breaks: 'The attempts of a failing event are forgotten, and it is never given up.',
  },
  {
    file: PURGE,
    find: '`DELETE ${EVENTS_OVER}`,',
    replace: '`DELETE ${EVENTS_OVER} AND ?3 < 0`,',
    breaks: 'The file grows for ever.',
  },
  {
    file: EVENTS,
    find: 'WHERE until <= ?4 AND parked = 0',
    replace: 'WHERE until <= ?4',
    breaks: 'The redelivery of a parked event runs beside the event itself.',
  },
  {
    file: EVENTS,
    find: 'AND holder = ?2 AND done = 0`;\n\nconst RETRY',
    replace: "AND ?2 <> '' AND done = 0`;\n\nconst RETRY",
    breaks: 'A process that lost its lease parks what another one runs.',
  },
  {
    file: EVENTS,
    find: 'attempts = 1,\n    first_at = excluded.first_at,\n    parked = 1,',
    replace: 'first_at = excluded.first_at,\n    parked = 1,',
    breaks: 'A letter that is retried is given up at its first failure.',
  },
  {
    file: EVENTS,
    find: 'parked = 1,\n    recorded = excluded.recorded',
    replace: 'parked = 1',
    breaks: 'A retried letter repeats sends that it already made.',
  },
  {
    file: PARKS,
    find: "    AND NOT EXISTS (${PARKED_AND('lease.until > ?2 AND lease.holder <> ?3')})\n",
    replace: '',
    breaks: 'Two processes run events of one thread at a time.',
  },
  {
    file: PARKS,
    find: 'ORDER BY p.seq LIMIT ?4',
    replace: 'ORDER BY p.seq DESC LIMIT ?4',
    breaks: 'Threads that wait for longest may wait for ever.',
  },
  {
    file: PARKS,
    find: 'WHERE p.app = ?1',
    replace: "WHERE ?1 <> ''",
    breaks: 'A bot runs the parked events of another app.',
  },
  {
    file: PARKS,
    find: 'WHERE p.lane = ? ORDER BY p.seq`',
    replace: 'WHERE p.lane = ? ORDER BY p.seq DESC`',
    breaks: 'The messages of a thread run in the wrong order.',
  },
  {
    file: JOURNAL,
    find: 'ON CONFLICT (id, name) DO NOTHING',
    replace: 'ON CONFLICT (id, name) DO UPDATE SET value = excluded.value',
    breaks: 'If two runs record a step, it resolves to the second value, which the customer did not get.',
  },
  {
    file: JOURNAL,
    find: '\n  AND NOT EXISTS (SELECT 1 FROM handover_letters WHERE id = ?1)`',
    replace: '`',
    breaks: 'A letter loses what was recorded of it, and its retry sends it once more.',
  },
  {
    file: LETTERS,
    find: 'ORDER BY at, seq LIMIT ?3',
    replace: 'ORDER BY at DESC, seq DESC LIMIT ?3',
    breaks: 'Where letters are too many, the newest go.',
  },
  {
    file: LETTERS,
    find: 'WHERE app = ?1 AND at < ?2',
    replace: 'WHERE app = ?1 AND ?2 >= ?2',
    breaks: 'Letters go ahead of their time.',
  },
  {
    file: THREADS,
    find: 'listed_at = CASE WHEN listed = ?7 THEN listed_at ELSE ?3 END,',
    replace: 'listed_at = ?3,',
    breaks: 'The waiting time of a customer starts again when the thread passes between two other owners.',
  },
  {
    file: WAITING_LIST,
    find: 'SET customer_at = max(coalesce(customer_at, ?1), ?1)',
    replace: 'SET customer_at = ?1',
    breaks: 'A late redelivery makes a customer seem silent.',
  },
  {
    file: WAITING_LIST,
    find: ' AND touched_at > ?4`',
    replace: ' AND ?4 < ?4 + 1`',
    breaks: 'The waiting list holds threads that are long over.',
  },
  {
    file: KEPT,
    find: "['handover_threads', 'handover_values']",
    replace: "['handover_threads']",
    breaks: 'The values of plugins stay after a person asked to be forgotten.',
  },
  {
    file: TOGETHER,
    find: 'if (isOfOne) void commit([part]);\n        else part.reject(error);',
    replace: 'part.reject(error);',
    breaks: 'One refused row fails all deliveries of the same moment.',
    tests: [groupTest],
  },
  {
    file: TOGETHER,
    find: 'if (isShared && !isLocked(error))',
    replace: 'if (!isLocked(error))',
    breaks: 'A caller whose row is refused asks again for ever.',
    tests: [groupTest],
  },
  {
    file: CONNECTION,
    find: 'get: (...values) => prepared.all(...values)[0],',
    replace: 'get: (...values) => prepared.get(...values),',
    breaks: 'After a lock, the store returns the data of another thread.',
    tests: [lockedTest, storeTest],
  },
  {
    file: TIMERS,
    find: "next_at = CASE WHEN holder <> '' AND next_at > ?5 THEN next_at ELSE excluded.next_at END,",
    replace: 'next_at = excluded.next_at,',
    breaks: 'A timer that is set again while it runs starts a second run.',
    tests: [contractsTest, schedulerTest],
  },
  {
    file: TIMERS,
    find: 'AND (cancelled = 1 OR revision = ?4)',
    replace: 'AND ?4 > -2',
    breaks: 'A timer that is set again while it runs is lost.',
    tests: [contractsTest, schedulerTest],
  },
].map((mutant) => ({ tests: usual, ...mutant }));
