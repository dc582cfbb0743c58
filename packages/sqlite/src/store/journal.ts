import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';

const IS_OPEN = `UPDATE handover_events SET recorded = 1 WHERE id = ? AND done = 0`;

const IS_LETTER = `SELECT 1 AS found FROM handover_letters WHERE id = ?`;

const RECORD = `INSERT INTO handover_steps (id, name, value) VALUES (?, ?, ?) ON CONFLICT (id, name) DO NOTHING`;

const READ = `SELECT name, value FROM handover_steps WHERE id = ?`;

const CLEAR = `DELETE FROM handover_steps WHERE id = ?1
  AND NOT EXISTS (SELECT 1 FROM handover_events WHERE id = ?1 AND done = 0)
  AND NOT EXISTS (SELECT 1 FROM handover_letters WHERE id = ?1)`;

/** The recorded steps of events. Call its functions in a transaction. */
export interface Journal {
  /** Records a step if its event is open or has a letter, and ignores it otherwise. The first value of a name stays. */
  record(id: string, name: string, value: string): void;
  /** Returns the values recorded under an event, by name of the step, or `undefined` if there are none. */
  read(id: string): Readonly<Record<string, string>> | undefined;
  /** Removes the recorded steps of an event, unless it is open or has a letter. */
  clear(id: string): void;
}

/** The rows of recorded steps. */
export function journal({ sql }: Connection): Journal {
  return {
    record(id, name, value) {
      const key = toText(id);
      if (Number(sql(IS_OPEN).run(key).changes) > 0 || sql(IS_LETTER).get(key) !== undefined)
        sql(RECORD).run(key, toText(name), toText(value));
    },

    read(id) {
      const rows = sql(READ).all(toText(id)) as { readonly name: string; readonly value: string }[];
      if (rows.length === 0) return undefined;
      // fromEntries, not assignment: a step may be named `__proto__`.
      return Object.fromEntries(rows.map(({ name, value }) => [fromText(name), fromText(value)]));
    },

    clear(id) {
      sql(CLEAR).run(toText(id));
    },
  };
}
