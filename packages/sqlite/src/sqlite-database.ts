import { OptionError } from '@handover/core';

/** Values bound to a statement: texts and numbers only. */
export type SqliteValue = string | number;

/** The parts of a prepared statement that this package uses. Parameters are positional. */
export interface SqliteStatement {
  /** Runs the statement and returns the number of changed rows. */
  run(...values: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row as an object by column, or `undefined`. */
  get(...values: SqliteValue[]): unknown;
  /** All rows. */
  all(...values: SqliteValue[]): unknown[];
}

/**
 * The parts of an open database that this package uses. `Database` of libsql and of better-sqlite3 and `DatabaseSync`
 * of `node:sqlite` have this shape. The caller opens and closes it.
 */
export interface SqliteDatabase {
  /** Runs SQL that returns no rows. */
  exec(sql: string): unknown;
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement;
}

/**
 * @throws {OptionError} `db` is not an open database of a synchronous driver, or returns rows in another shape.
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
      'db does not return rows synchronously as objects: use a synchronous driver (libsql, not @libsql/client), without returnArrays',
    );
  }
}

/** Whether the driver reports it as closed. A statement prepared before may still return rows from a closed file. */
export function isClosed(db: SqliteDatabase): boolean {
  const { open, isOpen } = db as { readonly open?: unknown; readonly isOpen?: unknown };
  return open === false || isOpen === false;
}
