import type { ParkEvent, ParkedRun, ThreadRecord } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';
import type { Claimed, Events, Lease } from './events.ts';
import { threadOf } from './letters.ts';
import type { Threads } from './threads.ts';

const KEEP = `INSERT INTO handover_parked (id, thread, body) VALUES (?1, CASE ?2 WHEN 1 THEN ?3 END, ?4)
  ON CONFLICT (id) DO NOTHING`;

const OF_THREAD = `SELECT p.id, p.body, e.until FROM handover_parked AS p CROSS JOIN handover_events AS e ON e.id = p.id
  WHERE p.thread = ? ORDER BY p.seq`;

// Other apps' events are told by their ids, but looked for in the short index of what is parked.
const NEXT = `SELECT p.id, p.thread, p.body
  FROM handover_events AS e INDEXED BY handover_waiting CROSS JOIN handover_parked AS p ON p.id = e.id
  WHERE e.parked = 1 AND e.until <= ?1 AND +e.id >= ?2 AND +e.id < ?3
    AND (p.thread IS NULL OR NOT EXISTS (
      SELECT 1 FROM handover_parked AS other CROSS JOIN handover_events AS lease ON lease.id = other.id
      WHERE other.thread = p.thread AND lease.until > ?1 AND lease.holder <> ?4))
  ORDER BY e.until, p.seq LIMIT 1`;

interface Row {
  readonly id: string;
  readonly thread: string | null;
  readonly body: string;
}

/** The rows of parked events. All of it belongs into a transaction. */
export interface Parks {
  /** Parks an event that was begun. */
  park(event: ParkEvent, holder: string, now: number): void;
  /** Makes a letter a parked event again. */
  retry(id: string, letter: Omit<ParkEvent, 'id'>, lease: Lease): ParkedRun;
  /** Claims the parked events of a thread that nobody has, in order of arrival. */
  claimThread(thread: string, record: ThreadRecord, lease: Lease): ParkedRun[];
  /** Claims the parked events of at most `limit` threads that nobody has, those that have waited for longest first. */
  claimWaiting(app: string, limit: number, lease: Lease): ParkedRun[];
}

export function parks({ sql }: Connection, events: Events, threads: Threads): Parks {
  function keep({ id, thread, body }: ParkEvent, now: number): void {
    const [hasThread, key] = thread === undefined ? [0, ''] : [1, toText(thread)];
    sql(KEEP).run(toText(id), hasThread, key, toText(body));
    if (thread !== undefined) threads.mayHaveParked(thread, now);
  }

  function claimThread(thread: string, record: ThreadRecord, lease: Lease): ParkedRun[] {
    const rows = sql(OF_THREAD).all(toText(thread)) as (Row & { readonly until: number })[];
    if (rows.length === 0) threads.hasNoParked(thread);
    return rows.flatMap((row) => {
      if (row.until > lease.now) return [];
      const id = fromText(row.id);
      const claimed = events.claimParked(id, lease);
      return claimed === undefined ? [] : [runOf(id, { thread, body: fromText(row.body), record }, claimed)];
    });
  }

  return {
    park(event, holder, now) {
      if (events.park(event.id, holder, now)) keep(event, now);
    },

    retry(id, letter, lease) {
      const { thread, body } = letter;
      keep({ id, ...letter }, lease.now);
      const what = thread === undefined ? { body } : { thread, body, record: threads.read(thread) };
      return runOf(id, what, events.retry(id, lease));
    },

    claimThread,

    claimWaiting(app, limit, lease) {
      const { holder, now } = lease;
      const runs: ParkedRun[] = [];
      for (let count = 0; count < limit; count += 1) {
        const row = sql(NEXT).get(now, toText(`${app}:`), toText(`${app};`), toText(holder)) as Row | undefined;
        if (row === undefined) break;
        const { thread } = threadOf(row.thread);
        if (thread !== undefined) runs.push(...claimThread(thread, threads.read(thread), lease));
        else {
          const id = fromText(row.id);
          const claimed = events.claimParked(id, lease);
          if (claimed !== undefined) runs.push(runOf(id, { body: fromText(row.body) }, claimed));
        }
      }
      return runs;
    },
  };
}

function runOf(id: string, what: Omit<ParkedRun, 'id' | keyof Claimed>, claimed: Claimed): ParkedRun {
  return { id, ...what, ...claimed };
}
