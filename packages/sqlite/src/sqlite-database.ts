import { OptionError } from '@handover/core';

/** What is bound to a statement: texts and numbers alone. */
export type SqliteValue = string | number;

/** A prepared statement, as far as it is used. Parameters are positional. */
export interface SqliteStatement {
  /** Runs it and tells how many rows changed. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row as an object by column, or `undefined`. */
  get(...values: SqliteValue[]): unknown;
  /** All rows. */
  all(...values: SqliteValue[]): unknown[];
}

/**
 * An open database, as far as it is used: `Database` of libsql and of better-sqlite3 and `DatabaseSync` of `node:sqlite`
 * fit by shape. The caller opens it and closes it.
 */
export interface SqliteDatabase {
  /** Runs SQL that gives no rows. */
  exec(sql: string): unknown;
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement;
}

/**
 * @throws {OptionError} `db` is no open database of a synchronous driver, or gives rows in another shape.
 */
export function checkDatabase(db: SqliteDatabase): void {
  const given: unknown = db;
  const fits =
    typeof given === 'object' &&
    given !== null &&
    typeof (given as SqliteDatabase).exec === 'function' &&
    typeof (given as SqliteDatabase).prepare === 'function';
  if (!fits) {
    throw new OptionError(
      'db',
      "db must be an open database with exec() and prepare(): pass new Database('handover.db') of libsql or better-sqlite3, or new DatabaseSync('handover.db') of node:sqlite",
    );
  }
  if (isClosed(db)) throw new OptionError('db', 'db is closed: open it, and close it after bot.close()');
  const row: unknown = db.prepare('SELECT 1 AS one').get();
  if (typeof row !== 'object' || row === null || Number((row as { one?: unknown }).one) !== 1) {
    throw new OptionError(
      'db',
      'db gives no rows as objects at once: use a synchronous driver (libsql, not @libsql/client), without returnArrays',
    );
  }
}

/** Whether the driver says so: a statement that was prepared before may answer on, from a file that is no more. */
export function isClosed(db: SqliteDatabase): boolean {
  const { open, isOpen } = db as { readonly open?: unknown; readonly isOpen?: unknown };
  return open === false || isOpen === false;
}
