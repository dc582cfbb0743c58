import { statSync } from 'node:fs';
import { type SqliteDatabase, sqliteStore } from '@handover/sqlite';
import { driverMissing, loadDriver } from './load-driver.ts';
import type { OpenedStore } from './opened-store.ts';
import type { StoreAddress } from './store-address.ts';
import { StoreOpenError } from './store-open-error.ts';

type Database = SqliteDatabase & { close(): unknown };
type Driver = new (path: string) => Database;

/** Opens the store in a SQLite file that a bot has made. */
export async function openSqlite(
  { path, shown }: Extract<StoreAddress, { kind: 'sqlite' }>,
  folder: string,
): Promise<OpenedStore> {
  if (!isFile(path)) {
    throw new StoreOpenError('no_store', `There is no file ${path}`, 'Name the file that the bot opens as its store.');
  }
  const Driver = driverIn(folder);
  let db: Database | undefined;
  try {
    db = new Driver(path);
    const store = sqliteStore(db, { migrate: false });
    const opened = db;
    return { kind: 'sqlite', shown, store, close: async () => void opened.close() };
  } catch (error) {
    db?.close();
    throw failure(error, shown);
  }
}

function failure(error: unknown, shown: string): StoreOpenError {
  // The sentences of @handover/sqlite name the cure; those of a driver are about the file.
  const why = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && error.name === 'OptionError' ? 'no_store' : 'unreachable';
  return new StoreOpenError(code, `The store ${shown} can not be opened: ${why}`, undefined, { cause: error });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function driverIn(folder: string): Driver {
  const installed = loadDriver(['libsql', 'better-sqlite3'], folder) as Driver | undefined;
  if (installed !== undefined) return installed;
  const { DatabaseSync } = (process.getBuiltinModule?.('node:sqlite') ?? {}) as { DatabaseSync?: Driver };
  if (DatabaseSync === undefined) throw driverMissing('A store in SQLite', 'libsql');
  return DatabaseSync;
}
