import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';

const READ = `SELECT value FROM handover_values WHERE thread = ? AND name = ? AND expires_at > ?`;

const SAVE = `INSERT INTO handover_values (thread, name, value, expires_at) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (thread, name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`;

const REMOVE = `DELETE FROM handover_values WHERE thread = ? AND name = ?`;

/** The rows of plugins' values. */
export interface Values {
  get(thread: string, name: string, now: number): string | undefined;
  /** Call it in a transaction. */
  set(thread: string, name: string, value: string | undefined, expiresAt: number): void;
}

export function values({ sql }: Connection): Values {
  return {
    get(thread, name, now) {
      const row = sql(READ).get(toText(thread), toText(name), now) as { readonly value: string } | undefined;
      return row === undefined ? undefined : fromText(row.value);
    },

    set(thread, name, value, expiresAt) {
      if (value === undefined) sql(REMOVE).run(toText(thread), toText(name));
      else sql(SAVE).run(toText(thread), toText(name), toText(value), expiresAt);
    },
  };
}
