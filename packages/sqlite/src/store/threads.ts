import {
  type BeginEvent,
  EMPTY_RECORD,
  mergeObservation,
  type Observation,
  type Store,
  type ThreadRecord,
} from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { appOf, fromText, toText } from '../connection/text.ts';
import type { WaitingList } from './waiting-list.ts';

/** If an observation changes only the expiry of a thread, the row is written at most once in this time. */
const TOUCH_EVERY_MS = 86_400_000;

const READ = `SELECT registers, changes, announced, announced_owner, touched_at, parked, listed FROM handover_threads WHERE thread = ?`;

const SAVE = `INSERT INTO handover_threads (thread, registers, changes, changed_at, touched_at) VALUES (?1, ?2, ?3, ?4, ?4)
  ON CONFLICT (thread) DO UPDATE SET
    registers = excluded.registers,
    changed_at = CASE WHEN changes = excluded.changes THEN changed_at ELSE excluded.changed_at END,
    changes = excluded.changes,
    touched_at = excluded.touched_at`;

const MAKE = `INSERT INTO handover_threads (thread, registers, changed_at, touched_at) VALUES (?1, '{}', ?2, ?2)
  ON CONFLICT (thread) DO NOTHING`;

const MAY_HAVE_PARKED = `INSERT INTO handover_threads (thread, registers, changed_at, touched_at, parked) VALUES (?1, '{}', ?2, ?2, 1)
  ON CONFLICT (thread) DO UPDATE SET parked = 1, touched_at = max(touched_at, ?2)`;

const HAS_NO_PARKED = `UPDATE handover_threads SET parked = 0 WHERE thread = ?`;

const CLAIM = `UPDATE handover_threads SET announcing_until = ?1, touched_at = ?2
  WHERE thread = ?3 AND announced = ?4 AND announcing_until <= ?2`;

const MARK = `UPDATE handover_threads SET
    announced = announced + 1, announced_owner = ?1, settled = max(settled, ?2), announcing_until = 0, touched_at = ?3,
    app = ?6,
    listed = nullif(?7, ''),
    listed_at = CASE WHEN listed = ?7 THEN listed_at ELSE ?3 END,
    customer_at = CASE WHEN listed = ?7 AND ?7 = 'others' THEN customer_at END,
    human_at = CASE WHEN listed = ?7 AND ?7 = 'others' THEN human_at END
  WHERE thread = ?4 AND announced = ?5`;

// The app of a thread is in its key, but the rows are found through the short index of unsettled threads.
const UNSETTLED = `SELECT thread FROM handover_threads INDEXED BY handover_unsettled
  WHERE changes > settled AND changed_at <= ?1 AND +thread >= ?2 AND +thread < ?3
  ORDER BY changed_at LIMIT ?4`;

const SETTLE = `UPDATE handover_threads SET settled = max(settled, ?1) WHERE thread = ?2`;

interface Row {
  readonly registers: string;
  readonly changes: number | bigint;
  readonly announced: number | bigint;
  readonly announced_owner: string;
  readonly touched_at: number;
  readonly parked: number | bigint;
  readonly listed: string | null;
}

/** An event of a thread. */
export type ThreadEvent = Pick<BeginEvent, 'observation' | 'sign'> & { readonly thread: string };

/** The rows of threads. Call the functions that change them in a transaction. */
export interface Threads {
  read(thread: string): ThreadRecord;
  /** Merges an event into its thread. Returns the record after it, and whether the thread may have parked events. */
  receive(event: ThreadEvent, now: number): { readonly record: ThreadRecord; readonly mayHaveParked: boolean };
  merge(thread: string, observation: Observation, now: number): ThreadRecord;
  claimAnnouncement(thread: string, announced: number, until: number, now: number): boolean;
  markAnnounced(thread: string, mark: Parameters<Store['markAnnounced']>[1]): ThreadRecord;
  unsettled(app: string, before: number, limit: number): string[];
  settle(thread: string, changes: number): void;
  /** Records that the thread may have parked events. */
  mayHaveParked(thread: string, now: number): void;
  /** Records that the thread has no parked events. */
  hasNoParked(thread: string): void;
}

export function threads({ sql }: Connection, { note }: WaitingList): Threads {
  function rowOf(thread: string): Row | undefined {
    return sql(READ).get(toText(thread)) as Row | undefined;
  }

  function read(thread: string): ThreadRecord {
    const row = rowOf(thread);
    return row === undefined ? EMPTY_RECORD : recordOf(row);
  }

  function merge(thread: string, row: Row | undefined, observation: Observation, now: number): ThreadRecord {
    const record = row === undefined ? EMPTY_RECORD : recordOf(row);
    const merged = mergeObservation(record, observation);
    if (merged !== record || (row !== undefined && now - row.touched_at >= TOUCH_EVERY_MS))
      sql(SAVE).run(toText(thread), JSON.stringify(merged.registers), merged.changes, now);
    return merged;
  }

  return {
    read,

    receive({ thread, observation, sign }, now) {
      const row = rowOf(thread);
      if (sign !== undefined && row?.listed === 'others') note(thread, sign);
      const known = (): ThreadRecord => (row === undefined ? EMPTY_RECORD : recordOf(row));
      const record = observation === undefined ? known() : merge(thread, row, observation, now);
      return { record, mayHaveParked: Number(row?.parked ?? 0) === 1 };
    },

    merge: (thread, observation, now) => merge(thread, rowOf(thread), observation, now),

    claimAnnouncement(thread, announced, until, now) {
      if (announced === 0) sql(MAKE).run(toText(thread), now);
      return Number(sql(CLAIM).run(until, now, toText(thread), announced).changes) > 0;
    },

    markAnnounced(thread, { announced, owner, changes, listed, now }) {
      const key = toText(thread);
      if (announced === 0) sql(MAKE).run(key, now);
      sql(MARK).run(toText(owner), changes, now, key, announced, toText(appOf(thread)), listed ?? '');
      return read(thread);
    },

    unsettled(app, before, limit) {
      // The semicolon is the character after the colon: all keys that begin with the app and a colon are between the
      // two.
      const rows = sql(UNSETTLED).all(before, toText(`${app}:`), toText(`${app};`), limit);
      return rows.map((row) => fromText((row as { readonly thread: string }).thread));
    },

    settle(thread, changes) {
      sql(SETTLE).run(changes, toText(thread));
    },

    mayHaveParked(thread, now) {
      sql(MAY_HAVE_PARKED).run(toText(thread), now);
    },

    hasNoParked(thread) {
      sql(HAS_NO_PARKED).run(toText(thread));
    },
  };
}

function recordOf(row: Row): ThreadRecord {
  return {
    registers: JSON.parse(row.registers) as Observation,
    changes: Number(row.changes),
    announced: Number(row.announced),
    announcedOwner: fromText(row.announced_owner),
  };
}
