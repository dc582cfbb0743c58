import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import Database from 'libsql';
import type { Memory } from './memory.ts';

/**
 * Opens a SQLite file, for one machine.
 *
 * @param file Its path. Created if missing, with its folder.
 */
export function sqliteMemory(file: string): Memory {
  mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file);
  return {
    store: sqliteStore(db),
    scheduler: sqliteScheduler(db),
    place: file,
    close: () => {
      db.close();
    },
  };
}
