import { DONE_FOR_MS, THREAD_LASTS_MS } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';

/** Rows checked in one slice. */
const SLICE = 256;
/** One slice per this many operations, so each event pays for more rows than it leaves behind. */
const EVERY_OPERATIONS = 64;
/** One slice per this much time, if there are few operations. */
const EVERY_MS = 60_000;

/** Events of a slice that have expired at time `?3`. Their parked bodies and recorded steps are deleted before them. */
const EVENTS_OVER = `FROM handover_events
  WHERE id > ?1 AND id <= ?2 AND until + CASE done WHEN 1 THEN 0 ELSE ${DONE_FOR_MS} END <= ?3`;

/** Tables, the first column of their keys, and the SQL that deletes the rows of a slice that expired by time `?3`. */
const TABLES = [
  {
    table: 'handover_events',
    key: 'id',
    removals: [
      `DELETE FROM handover_parked WHERE id IN (SELECT id ${EVENTS_OVER} AND parked = 1)`,
      `DELETE FROM handover_steps WHERE id IN (SELECT id ${EVENTS_OVER} AND recorded = 1)
        AND NOT EXISTS (SELECT 1 FROM handover_letters AS letter WHERE letter.id = handover_steps.id)`,
      `DELETE ${EVENTS_OVER}`,
    ],
  },
  {
    table: 'handover_threads',
    key: 'thread',
    removals: [
      `DELETE FROM handover_threads WHERE thread > ?1 AND thread <= ?2 AND touched_at + ${THREAD_LASTS_MS} <= ?3`,
    ],
  },
  {
    table: 'handover_values',
    key: 'thread',
    removals: ['DELETE FROM handover_values WHERE thread > ?1 AND thread <= ?2 AND expires_at <= ?3'],
  },
] as const;

/**
 * Deletes expired rows little by little: walks through the tables in key order, a slice at a time, and starts again at
 * the end. This needs no index on expiry times, which every event would have to maintain. Call it within the
 * transaction of an operation, so that it needs none of its own.
 */
export function purge({ sql }: Connection): (operations: number, now: number) => void {
  const walks = TABLES.map(({ table, key, removals }) => ({
    end: `SELECT max(${key}) AS last, count(*) AS count
      FROM (SELECT ${key} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${SLICE})`,
    removals,
    from: '',
  }));
  let turn = 0;
  let operationsLeft = EVERY_OPERATIONS;
  let nextAt = 0;

  return (operations, now) => {
    operationsLeft -= operations;
    if (operationsLeft > 0 && now < nextAt) return;
    operationsLeft = EVERY_OPERATIONS;
    nextAt = now + EVERY_MS;
    turn = (turn + 1) % walks.length;
    const walk = walks[turn];
    if (walk === undefined) return;
    const { last, count } = sql(walk.end).get(walk.from) as { last: string | null; count: number | bigint };
    if (last !== null) for (const removal of walk.removals) sql(removal).run(walk.from, last, now);
    walk.from = last === null || Number(count) < SLICE ? '' : last;
  };
}
