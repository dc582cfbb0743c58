import type { ParkEvent, ParkedRun, ThreadRecord } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { appOf, fromText, threadOfLane, toLane, toText } from '../connection/text.ts';
import type { Events, Lease } from './events.ts';
import type { Threads } from './threads.ts';

const KEEP = `INSERT INTO handover_parked (id, app, lane, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING`;

const OF_LANE = `SELECT p.id, p.body, e.until FROM handover_parked AS p CROSS JOIN handover_events AS e ON e.id = p.id
  WHERE p.lane = ? ORDER BY p.seq`;

// Most sweeps find nothing. This cheap query spares them a search through the parked events that are running.
const SOME_WAIT = `SELECT 1 AS found FROM handover_events INDEXED BY handover_waiting
  WHERE parked = 1 AND until <= ?1 AND +id >= ?2 AND +id < ?3 LIMIT 1`;

const PARKED_AND = (lease: string): string => `SELECT 1 FROM handover_parked AS other
  CROSS JOIN handover_events AS lease ON lease.id = other.id WHERE other.lane = p.lane AND ${lease}`;

// The place of a lane is the place of its first event, even if the caller already holds that event.
const WAITING = `SELECT p.lane FROM handover_parked AS p
  WHERE p.app = ?1
    AND p.seq = (SELECT min(first.seq) FROM handover_parked AS first WHERE first.lane = p.lane)
    AND EXISTS (${PARKED_AND('lease.until <= ?2')})
    AND NOT EXISTS (${PARKED_AND('lease.until > ?2 AND lease.holder <> ?3')})
  ORDER BY p.seq LIMIT ?4`;

interface Row {
  readonly id: string;
  readonly body: string;
  readonly until: number;
}

/** The rows of parked events. Call its functions in a transaction. */
export interface Parks {
  /** Parks an event, if the holder holds it. */
  park(event: ParkEvent, holder: string, now: number): void;
  /** Makes a letter a parked event again. */
  retry(id: string, letter: Pick<ParkedRun, 'thread' | 'body'>, lease: Lease): ParkedRun;
  /** Claims the parked events of a thread that no process holds, in order of arrival. */
  claimThread(thread: string, record: ThreadRecord, lease: Lease): ParkedRun[];
  /** Claims the free parked events of at most `limit` threads. Threads that have waited longest come first. */
  claimWaiting(app: string, limit: number, lease: Lease): ParkedRun[];
}

export function parks({ sql }: Connection, events: Events, threads: Threads): Parks {
  function keep({ id, thread, body }: ParkEvent, now: number): void {
    sql(KEEP).run(toText(id), toText(appOf(id)), toLane(thread, id), toText(body));
    if (thread !== undefined) threads.mayHaveParked(thread, now);
  }

  function rowsOf(lane: string): Row[] {
    return sql(OF_LANE).all(lane) as Row[];
  }

  /** Claims the events whose lease is over. */
  function claimAll(rows: readonly Row[], of: Pick<ParkedRun, 'thread' | 'record'>, lease: Lease): ParkedRun[] {
    return rows.flatMap((row) => {
      if (row.until > lease.now) return [];
      const id = fromText(row.id);
      const claimed = events.claimParked(id, lease);
      return claimed === undefined ? [] : [{ id, ...of, body: fromText(row.body), ...claimed }];
    });
  }

  return {
    park(event, holder, now) {
      if (events.park(event.id, holder)) keep(event, now);
    },

    retry(id, letter, lease) {
      keep({ id, ...letter }, lease.now);
      const { thread } = letter;
      const record = thread === undefined ? {} : { record: threads.read(thread) };
      return { id, ...letter, ...record, ...events.retry(id, lease) };
    },

    claimThread(thread, record, lease) {
      const rows = rowsOf(toText(thread));
      if (rows.length === 0) threads.hasNoParked(thread);
      return claimAll(rows, { thread, record }, lease);
    },

    claimWaiting(app, limit, lease) {
      const { holder, now } = lease;
      if (sql(SOME_WAIT).get(now, toText(`${app}:`), toText(`${app};`)) === undefined) return [];
      const lanes = sql(WAITING).all(toText(app), now, toText(holder), limit) as { readonly lane: string }[];
      return lanes.flatMap(({ lane }) => {
        const { thread } = threadOfLane(lane);
        const of = thread === undefined ? {} : { thread, record: threads.read(thread) };
        return claimAll(rowsOf(lane), of, lease);
      });
    },
  };
}
