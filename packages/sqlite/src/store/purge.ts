import { DONE_FOR_MS, THREAD_LASTS_MS } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';

/** Rows looked at in one go. */
const SLICE = 256;
/** A slice for so many operations: each event pays for more rows than it leaves behind. */
const EVERY_OPERATIONS = 64;
/** Or for so much time, where there are few. */
const EVERY_MS = 60_000;

/** A table, the column that its primary key begins with, and which of its rows are over at time `?3`. */
const TABLES = [
  { table: 'handover_events', key: 'id', isOver: `until + CASE done WHEN 1 THEN 0 ELSE ${DONE_FOR_MS} END <= ?3` },
  { table: 'handover_threads', key: 'thread', isOver: `touched_at + ${THREAD_LASTS_MS} <= ?3` },
  { table: 'handover_values', key: 'thread', isOver: 'expires_at <= ?3' },
] as const;

/**
 * Forgets what is over, little by little: walks through the tables in the order of their keys, a slice at a time, and
 * begins again at the end. That needs no index of what ends when, which every event would have to keep. Called within the
 * transaction of an operation, so that it costs none of its own.
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
