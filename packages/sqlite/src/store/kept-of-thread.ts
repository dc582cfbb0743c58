import type { Store } from '@handover/core/store';
import type { Connection } from '../connection/connection.ts';
import { fromText, toText } from '../connection/text.ts';
import type { Events } from './events.ts';
import type { Letters } from './letters.ts';

const BODIES = `SELECT id, body FROM handover_parked WHERE lane = ?1
  UNION ALL SELECT id, body FROM handover_letters WHERE lane = ?1`;

const IDS = `SELECT id FROM handover_parked WHERE lane = ?1 UNION ALL SELECT id FROM handover_letters WHERE lane = ?1`;

const REPLACE = ['handover_parked', 'handover_letters'].map(
  (table) => `UPDATE ${table} SET body = ?1 WHERE id = ?2 AND body = ?3`,
);

const FORGET = ['handover_threads', 'handover_values'].map((table) => `DELETE FROM ${table} WHERE thread = ?`);

/** All data of a thread. Call the functions that change it in a transaction. */
export interface KeptOfThread {
  bodies(thread: string): { readonly id: string; readonly body: string }[];
  replaceBody(id: string, expected: string, body: string): boolean;
  forget(thread: string, options: Parameters<Store['forget']>[1]): void;
}

export function keptOfThread({ sql }: Connection, events: Events, letters: Letters): KeptOfThread {
  return {
    bodies(thread) {
      const rows = sql(BODIES).all(toText(thread)) as { readonly id: string; readonly body: string }[];
      return rows.map(({ id, body }) => ({ id: fromText(id), body: fromText(body) }));
    },

    replaceBody(id, expected, body) {
      const changes = REPLACE.map((text) => sql(text).run(toText(body), toText(id), toText(expected)).changes);
      return changes.some((count) => Number(count) > 0);
    },

    forget(thread, { doneForMs, now }) {
      const key = toText(thread);
      for (const row of sql(IDS).all(key)) {
        const id = fromText((row as { readonly id: string }).id);
        events.done(id, '', now + doneForMs, now);
        letters.discard(id);
      }
      for (const text of FORGET) sql(text).run(key);
    },
  };
}
