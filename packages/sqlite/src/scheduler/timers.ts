import type { DueTimer } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';

// `next_at` is when to look at the timer next: its due time, its next retry or, while it runs, the end of its lease. A
// running timer keeps its lease when it is set again or cancelled, so no second run starts beside the first.
const SET = `INSERT INTO handover_timers (name, key, due_at, data, next_at) VALUES (?1, ?2, ?3, ?4, ?3)
  ON CONFLICT (name, key) DO UPDATE SET
    due_at = excluded.due_at,
    data = excluded.data,
    failures = 0,
    cancelled = 0,
    revision = revision + 1,
    next_at = CASE WHEN holder <> '' AND next_at > ?5 THEN next_at ELSE excluded.next_at END,
    holder = CASE WHEN next_at > ?5 THEN holder ELSE '' END`;

const CANCEL_RUNNING = `UPDATE handover_timers SET cancelled = 1
  WHERE name = ?1 AND key = ?2 AND holder <> '' AND next_at > ?3`;

const REMOVE = `DELETE FROM handover_timers WHERE name = ? AND key = ?`;

const NEXT = `SELECT min(next_at) AS next_at FROM handover_timers WHERE name = ?`;

const DUE = `SELECT key, due_at, data, next_at, failures, revision, cancelled FROM handover_timers
  WHERE name = ?1 AND next_at <= ?2 ORDER BY next_at LIMIT ?3`;

const LEASE = `UPDATE handover_timers SET holder = ?1, next_at = ?2 WHERE name = ?3 AND key = ?4`;

const POSTPONE = `UPDATE handover_timers SET holder = '', next_at = due_at WHERE name = ?1 AND key = ?2`;

const RENEW = `UPDATE handover_timers SET next_at = ?1 WHERE name = ?2 AND key = ?3 AND holder = ?4`;

const DONE = `DELETE FROM handover_timers WHERE name = ?1 AND key = ?2 AND holder = ?3 AND (cancelled = 1 OR revision = ?4)`;

const FAILED = `UPDATE handover_timers SET failures = ?5, next_at = ?6, holder = ''
  WHERE name = ?1 AND key = ?2 AND holder = ?3 AND cancelled = 0 AND revision = ?4`;

/** For a timer that was set again or cancelled while it ran. */
const SET_AGAIN = `UPDATE handover_timers SET holder = '', next_at = due_at WHERE name = ?1 AND key = ?2 AND holder = ?3`;

interface Row {
  readonly key: string;
  readonly due_at: number;
  readonly data: string;
  readonly next_at: number;
  readonly failures: number | bigint;
  readonly revision: number | bigint;
  readonly cancelled: number | bigint;
}

/** A timer that is leased for a run. */
export interface LeasedTimer extends DueTimer {
  readonly name: string;
  /** How often it has failed so far. */
  readonly failures: number;
  /** Shows whether the timer was set again while it ran. */
  readonly revision: number;
}

/** The rows of timers. Call the functions that change rows in a transaction. */
export interface Timers {
  set(name: string, timer: DueTimer, now: number): void;
  cancel(name: string, key: string, now: number): void;
  /** When to look at the timers of these names next. */
  next(names: Iterable<string>): number | undefined;
  /** Leases due timers to `holder`, per name those that have waited longest, up to `most` in total. */
  lease(names: Iterable<string>, options: { holder: string; until: number; now: number; most: number }): LeasedTimer[];
  renew(timer: LeasedTimer, holder: string, until: number): void;
  /** Records a run that succeeded: removes the timer, unless it was set again meanwhile. */
  done(timer: LeasedTimer, holder: string): void;
  /** Records a run that failed: retries at `retryAt`, unless the timer was set again or cancelled meanwhile. */
  failed(timer: LeasedTimer, holder: string, retryAt: number): void;
}

export function timers({ sql }: Connection): Timers {
  function due(name: string, now: number, most: number): (Row & { readonly name: string })[] {
    return (sql(DUE).all(toText(name), now, most) as Row[]).map((row) => ({ ...row, name }));
  }

  return {
    set(name, { key, dueAt, data }, now) {
      sql(SET).run(toText(name), toText(key), dueAt, toText(data), now);
    },

    cancel(name, key, now) {
      const { changes } = sql(CANCEL_RUNNING).run(toText(name), toText(key), now);
      if (Number(changes) === 0) sql(REMOVE).run(toText(name), toText(key));
    },

    next(names) {
      let next: number | undefined;
      for (const name of names) {
        const { next_at: at } = sql(NEXT).get(toText(name)) as { readonly next_at: number | null };
        if (at !== null && (next === undefined || at < next)) next = at;
      }
      return next;
    },

    lease(names, { holder, until, now, most }) {
      const found = [...names].flatMap((name) => due(name, now, most));
      const leased: LeasedTimer[] = [];
      for (const row of found.sort((a, b) => a.next_at - b.next_at)) {
        if (leased.length === most) break;
        const { name, key } = row;
        // The lease of a dead process has expired. Was the timer cancelled or set again meanwhile?
        if (Number(row.cancelled) === 1) sql(REMOVE).run(toText(name), key);
        else if (row.due_at > now) sql(POSTPONE).run(toText(name), key);
        else {
          sql(LEASE).run(holder, until, toText(name), key);
          leased.push({
            name,
            key: fromText(key),
            dueAt: row.due_at,
            data: fromText(row.data),
            failures: Number(row.failures),
            revision: Number(row.revision),
          });
        }
      }
      return leased;
    },

    renew({ name, key }, holder, until) {
      sql(RENEW).run(until, toText(name), toText(key), holder);
    },

    done({ name, key, revision }, holder) {
      const { changes } = sql(DONE).run(toText(name), toText(key), holder, revision);
      if (Number(changes) === 0) sql(SET_AGAIN).run(toText(name), toText(key), holder);
    },

    failed({ name, key, revision, failures }, holder, retryAt) {
      const { changes } = sql(FAILED).run(toText(name), toText(key), holder, revision, failures + 1, retryAt);
      if (Number(changes) > 0) return;
      // No timer has this revision, so this removes only a cancelled timer.
      sql(DONE).run(toText(name), toText(key), holder, -1);
      sql(SET_AGAIN).run(toText(name), toText(key), holder);
    },
  };
}
