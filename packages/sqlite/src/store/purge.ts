import { DONE_FOR_MS, THREAD_LASTS_MS } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';

/** Rows checked in one slice. */
const SLICE = 256;
/** One slice per this many operations, so each event pays for more rows than it leaves behind. */
const EVERY_OPERATIONS = 64;
/** One slice per this much time, if there are few operations. */
const EVERY_MS = 60_000;

/** A table, the first column of its primary key, and which of its rows have expired at time `?3`. */
const TABLES = [
  { table: 'handover_events', key: 'id', isOver: `until + CASE done WHEN 1 THEN 0 ELSE ${DONE_FOR_MS} END <= ?3` },
  { table: 'handover_threads', key: 'thread', isOver: `touched_at + ${THREAD_LASTS_MS} <= ?3` },
  { table: 'handover_values', key: 'thread', isOver: 'expires_at <= ?3' },
] as const;

/**
 * Deletes expired rows little by little: walks through the tables in key order, a slice at a time, and starts again at
 * the end. This needs no index on expiry times, which every event would have to maintain. Call it within the
 * transaction of an operation, so that it needs none of its own.
 */
export function purge({ sql }: Connection): (operations: number, now: number) => void {
  const walks = TABLES.map(({ table, key, isOver }) => ({
    end: `SELECT max(${key}) AS last, count(*) AS count
      FROM (SELECT ${key} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${SLICE})`,
    remove: `DELETE FROM ${table} WHERE ${key} > ?1 AND ${key} <= ?2 AND ${isOver}`,
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
    if (last !== null) sql(walk.remove).run(walk.from, last, now);
    walk.from = last === null || Number(count) < SLICE ? '' : last;
  };
}
