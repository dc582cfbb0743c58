import type { Letter, Page, Store } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { appOf, fromText, toText } from '../connection/text.ts';
import type { Journal } from './journal.ts';
import { pageOf, placeOf } from './page.ts';

const KEEP = `INSERT INTO handover_letters (id, app, thread, at, body) VALUES (?1, ?2, CASE ?3 WHEN 1 THEN ?4 END, ?5, ?6)
  ON CONFLICT (id) DO UPDATE SET thread = excluded.thread, at = excluded.at, body = excluded.body`;

const LIST = `SELECT seq, id, thread, at, body FROM handover_letters
  WHERE app = ?1 AND (at, seq) > (?2, ?3) ORDER BY at, seq LIMIT ?4`;

const REMOVE = `DELETE FROM handover_letters WHERE id = ? RETURNING id, thread, body`;

const OLD = `SELECT id FROM handover_letters WHERE app = ?1 AND at <= ?2 ORDER BY at, seq LIMIT ?3`;

const COUNT = `SELECT count FROM handover_letter_counts WHERE app = ?`;

/** Letters that are removed for their age in one go: after a long silence there may be many. */
const SLICE = 256;

interface Row {
  readonly seq: number | bigint;
  readonly id: string;
  readonly thread: string | null;
  readonly at: number;
  readonly body: string;
}

/** The rows of events that were given up. What changes them belongs into a transaction. */
export interface Letters {
  /** Keeps a letter, in place of an earlier one of the event. */
  keep(id: string, letter: { readonly thread?: string | undefined; readonly body: string }, now: number): void;
  /** Removes the letters of an app that are too old, or too many, the oldest first. */
  trim(app: string, bounds: { readonly keepMs: number; readonly most: number }, now: number): void;
  list(app: string, options: Parameters<Store['letters']>[1]): Page<Letter>;
  /** Removes a letter and gives what it held; what was recorded of the event stays. */
  take(id: string): { readonly thread?: string; readonly body: string } | undefined;
  /** Removes a letter with what was recorded of the event. */
  discard(id: string): boolean;
}

export function letters({ sql }: Connection, journal: Journal): Letters {
  function take(id: string): ReturnType<Letters['take']> {
    const row = sql(REMOVE).get(toText(id)) as Row | undefined;
    if (row === undefined) return undefined;
    return { ...threadOf(row.thread), body: fromText(row.body) };
  }

  function discard(id: string): boolean {
    if (take(id) === undefined) return false;
    journal.clear(id);
    return true;
  }

  function discardOldest(app: string, until: number, most: number): void {
    for (const row of sql(OLD).all(app, until, most)) discard(fromText((row as { readonly id: string }).id));
  }

  return {
    keep(id, { thread, body }, now) {
      const [hasThread, key] = thread === undefined ? [0, ''] : [1, toText(thread)];
      sql(KEEP).run(toText(id), toText(appOf(id)), hasThread, key, now, toText(body));
    },

    trim(app, { keepMs, most }, now) {
      const key = toText(app);
      discardOldest(key, now - keepMs, SLICE);
      const row = sql(COUNT).get(key) as { readonly count: number | bigint } | undefined;
      const tooMany = Number(row?.count ?? 0) - most;
      if (tooMany > 0) discardOldest(key, Number.MAX_VALUE, tooMany);
    },

    list(app, { limit, cursor }) {
      const { at, rest } = placeOf(cursor);
      const rows = sql(LIST).all(toText(app), at, Number(rest), limit + 1) as Row[];
      return pageOf(rows, limit, letterOf, (row) => ({ at: row.at, rest: String(row.seq) }));
    },

    take,
    discard,
  };
}

function letterOf({ id, thread, at, body }: Row): Letter {
  return { id: fromText(id), ...threadOf(thread), at, body: fromText(body) };
}

/** The thread of a row that may have none. */
export function threadOf(thread: string | null): { readonly thread?: string } {
  return thread === null ? {} : { thread: fromText(thread) };
}
