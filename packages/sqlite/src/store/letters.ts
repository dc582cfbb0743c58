import type { Page } from '@handover/core';
import type { Letter } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { appOf, fromText, threadOfLane, toLane, toText } from '../connection/text.ts';
import type { Journal } from './journal.ts';
import { type Place, pageOf } from './page.ts';

const KEEP = `INSERT INTO handover_letters (id, app, lane, at, body) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (id) DO UPDATE SET lane = excluded.lane, at = excluded.at, body = excluded.body`;

const LIST = `SELECT seq, id, lane, at, body FROM handover_letters
  WHERE app = ?1 AND (at, seq) > (?2, ?3) ORDER BY at, seq LIMIT ?4`;

const REMOVE = `DELETE FROM handover_letters WHERE id = ? RETURNING lane, body`;

const OLD = `SELECT id FROM handover_letters WHERE app = ?1 AND at < ?2 ORDER BY at, seq LIMIT ?3`;

const COUNT = `SELECT count FROM handover_letter_counts WHERE app = ?`;

/** At most this many expired letters are removed at once: after a long pause there may be many. */
const SLICE = 256;
/** How often to check an app's letters for expiry if no new letter came. */
const LOOK_EVERY_MS = 1_000;

interface Row {
  readonly seq: number | bigint;
  readonly id: string;
  readonly lane: string;
  readonly at: number;
  readonly body: string;
}

/** The rows of events that were given up. Call the functions that change them in a transaction. */
export interface Letters {
  /** Stores a letter. It replaces an earlier letter of the same event. */
  keep(id: string, letter: { readonly thread?: string | undefined; readonly body: string }, now: number): void;
  /** Removes letters of an app: those that are too old, and the oldest if there are too many. */
  trim(app: string, bounds: { readonly keepMs: number; readonly most: number }, now: number): void;
  list(app: string, from: Place, limit: number): Page<Letter>;
  /** Removes a letter and returns its thread and body. The recorded steps of the event stay. */
  take(id: string): { readonly thread?: string; readonly body: string } | undefined;
  /** Removes a letter and the recorded steps of its event. Returns false if there is no letter. */
  discard(id: string): boolean;
}

export function letters({ sql }: Connection, journal: Journal): Letters {
  /** The last trim of each app. Nearly every event that ends asks for a trim; there is rarely anything to remove. */
  const trimmed = new Map<string, { readonly at: number; readonly keepMs: number; readonly most: number }>();

  function take(id: string): ReturnType<Letters['take']> {
    const row = sql(REMOVE).get(toText(id)) as Row | undefined;
    return row === undefined ? undefined : { ...threadOfLane(row.lane), body: fromText(row.body) };
  }

  function discard(id: string): boolean {
    if (take(id) === undefined) return false;
    journal.clear(id);
    return true;
  }

  function discardOldest(app: string, until: number, most: number): void {
    for (const row of sql(OLD).all(toText(app), until, most)) discard(fromText((row as { readonly id: string }).id));
  }

  return {
    keep(id, { thread, body }, now) {
      const app = appOf(id);
      trimmed.delete(app);
      sql(KEEP).run(toText(id), toText(app), toLane(thread, id), now, toText(body));
    },

    trim(app, { keepMs, most }, now) {
      const last = trimmed.get(app);
      if (last?.keepMs === keepMs && last.most === most && Math.abs(now - last.at) < LOOK_EVERY_MS) return;
      trimmed.set(app, { at: now, keepMs, most });
      discardOldest(app, now - keepMs, SLICE);
      const row = sql(COUNT).get(toText(app)) as { readonly count: number | bigint } | undefined;
      const tooMany = Number(row?.count ?? 0) - most;
      if (tooMany > 0) discardOldest(app, Number.MAX_VALUE, tooMany);
    },

    list(app, { at, rest }, limit) {
      const rows = sql(LIST).all(toText(app), at, Number(rest), limit + 1) as Row[];
      return pageOf(rows, limit, letterOf, (row) => ({ at: row.at, rest: String(row.seq) }));
    },

    take,
    discard,
  };
}

function letterOf({ id, lane, at, body }: Row): Letter {
  return { id: fromText(id), ...threadOfLane(lane), at, body: fromText(body) };
}
