const THREADS = 'packages/postgres/src/schema/threads.ts';
const EVENTS = 'packages/postgres/src/schema/events.ts';
const LETTERS = 'packages/postgres/src/schema/letters.ts';
const TIMERS = 'packages/postgres/src/schema/timers.ts';
const contractTest = 'packages/postgres/test/on-pglite.test.ts';
const storeTest = 'packages/postgres/test/store-on-postgres.test.ts';
const awayTest = 'packages/postgres/test/postgres-away.test.ts';
const propertyTest = 'packages/postgres/test/properties/store.test.ts';

/** The functions in which PostgreSQL keeps threads, events and timers. */
export const postgres = [
  {
    file: THREADS,
    find: "(mark ->> 'tie' <> '' AND mark ->> 'tie' = known ->> 'tie')",
    replace: 'false',
    breaks: 'An event that is redelivered with a later time undoes what came in between.',
    tests: [contractTest],
  },
  {
    file: THREADS,
    find: "OR mark ->> 'appId' IS DISTINCT FROM known ->> 'appId')",
    replace: ')',
    breaks: 'A pass from one app to another is never announced.',
    tests: [contractTest],
  },
  {
    file: THREADS,
    find: 'changed_at = CASE WHEN t.changes = changes_after THEN t.changed_at ELSE at_ms END',
    replace: 'changed_at = at_ms',
    breaks: 'A customer who keeps writing delays the announcement of a change for ever.',
    tests: [contractTest],
  },
  {
    file: THREADS,
    find: '(has_marks AND at_ms - kept.touched_at >= ${DAY_MS})',
    replace: 'false',
    breaks: 'A thread in use is forgotten after a month without news.',
    tests: [storeTest],
  },
  {
    file: THREADS,
    find: "AND t.announced = (given -> 'announced')::integer AND t.announcing_until <= at_ms",
    replace: "AND t.announced = (given -> 'announced')::integer",
    breaks: 'Two machines announce one change.',
    tests: [contractTest],
  },
  {
    file: THREADS,
    find: 'listed_at = CASE WHEN t.listed = owner_listed THEN t.listed_at ELSE at_ms END',
    replace: 'listed_at = at_ms',
    breaks: 'A thread that goes from one desk to the next is put at the end of the waiting list.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: 'WHERE e.until <= at_ms AND NOT e.parked',
    replace: 'WHERE e.until <= at_ms',
    breaks: 'A redelivery runs a parked event ahead of those before it.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: 'PERFORM 1 FROM handover.events AS e WHERE e.id = ANY (ids || waiting) ORDER BY e.id FOR UPDATE;',
    replace: '',
    breaks: 'Two machines that get events of a thread with parked ones block each other.',
    tests: [storeTest],
  },
  {
    file: EVENTS,
    find: 'attempts = CASE WHEN e.done THEN 1 ELSE e.attempts + 1 END',
    replace: 'attempts = e.attempts + 1',
    breaks: 'An event whose done-mark is over counts the attempts of before.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: "WHEN each.nth_of_id = 1 AND e.id = ANY (claimed) THEN 'claimed'",
    replace: "WHEN e.id = ANY (claimed) THEN 'claimed'",
    breaks: 'An event that is twice in a delivery runs twice.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: "UPDATE handover.events AS e SET until = at_ms, holder = '', attempts = e.attempts - 1",
    replace: "UPDATE handover.events AS e SET holder = ''",
    breaks: 'An event whose claim came too late waits for the end of the lease.',
    tests: [awayTest],
  },
  {
    file: EVENTS,
    find: "AND e.until = (given -> 'until')::double precision AND NOT e.done",
    replace: 'AND false',
    breaks: 'A claim that came too late is never taken back.',
    tests: [awayTest],
  },
  {
    file: EVENTS,
    find: "UPDATE handover.events AS e SET until = at_ms, holder = '', gone_at",
    replace: 'UPDATE handover.events AS e SET until = at_ms, gone_at',
    breaks: 'A renewal on its way restores the lease of an event that failed.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: 'ON CONFLICT (id) DO UPDATE SET body = excluded.body; -- It keeps its place.',
    replace: 'ON CONFLICT (id) DO NOTHING;',
    breaks: 'An event that is parked again keeps the older text.',
    tests: [propertyTest],
  },
  {
    file: EVENTS,
    find: 'AND NOT bool_or(e.until > at_ms AND e.holder <> by_holder)',
    replace: '',
    breaks: 'Two machines run events of one thread at once.',
    tests: [contractTest],
  },
  {
    file: EVENTS,
    find: "IF FOUND OR EXISTS (SELECT 1 FROM handover.letters AS l WHERE l.id = given ->> 'id') THEN",
    replace: 'IF true THEN',
    breaks: 'A step that is recorded late is found by the next event of that id.',
    tests: [storeTest],
  },
  {
    file: LETTERS,
    find: 'IF last_at IS NULL OR last_at < old_at THEN',
    replace: 'IF last_at IS NULL THEN',
    breaks: 'Old letters stay as long as there are too many.',
    tests: [storeTest],
  },
  {
    file: LETTERS,
    find: "DELETE FROM handover.values AS v WHERE v.thread = given ->> 'thread';",
    replace: '',
    breaks: 'What plugins keep of a person is not forgotten.',
    tests: [contractTest],
  },
  {
    file: LETTERS,
    find: 'DELETE FROM handover.parked AS p WHERE p.id = ANY (removed);',
    replace: '',
    breaks: 'Texts of parked events that expired stay in the database.',
    tests: [contractTest],
  },
  {
    file: TIMERS,
    find: "THEN greatest(t.next_at, (given -> 'until')::double precision) ELSE excluded.next_at END",
    replace: 'THEN excluded.next_at ELSE excluded.next_at END',
    breaks: 'A timer that is set again while it runs, runs twice at once.',
    tests: [contractTest],
  },
];
