import type { Awaitable } from '@handover/core';
import { checkDatabase, isClosed, type SqliteDatabase, type SqliteStatement } from '../sqlite-database.ts';
import { type ConnectionOptions, checkConnectionOptions } from './connection-options.ts';
import { closedFailure, isLocked, lockedFailure, storeFailure } from './failures.ts';
import { checkTables, migrate } from './schema.ts';

/** An open database with our tables. Its operations are atomic and wait for locks without blocking. */
export interface Connection {
  /** Returns the statement of this SQL, prepared once and kept. Only within `read` and `write`. */
  sql(text: string): SqliteStatement;
  /** Runs `work`, which must only read. */
  read<Result>(work: () => Result): Awaitable<Result>;
  /** Runs `work` in a transaction of its own. May run it again if the transaction failed because of a lock. */
  write<Result>(work: () => Result): Awaitable<Result>;
}

/**
 * While SQLite itself waits for a lock, the event loop stands still. This is long enough for a short transaction of
 * another connection.
 */
const BLOCKED_FOR_MS = 5;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;
/** How many waiting operations run in one go once the lock is gone. */
const AT_ONCE = 64;

const connections = new WeakMap<SqliteDatabase, Connection & { set(options: ConnectionOptions): void }>();

/**
 * Returns the connection of a database: one for a store and a scheduler that share it.
 *
 * @throws {OptionError} `db` is not an open database, or its file belongs to another program or a newer version.
 * @throws {StoreError} The file is damaged, read-only, or not a database.
 */
export function connectionOf(db: SqliteDatabase, options: ConnectionOptions): Connection {
  checkConnectionOptions(options);
  checkDatabase(db);
  let connection = connections.get(db);
  if (connection === undefined) {
    connection = connect(db);
    connections.set(db, connection);
  }
  connection.set(options);
  return connection;
}

/** An operation that waits for a lock. */
interface Waiting {
  /** When it gives up, by the machine's monotonic clock. */
  readonly until: number;
  readonly patienceMs: number;
  /** Throws while the database is still locked. */
  attempt(): void;
  reject(error: unknown): void;
}

function connect(db: SqliteDatabase): Connection & { set(options: ConnectionOptions): void } {
  const statements = new Map<string, SqliteStatement>();
  let waiting: Waiting[] = [];
  let ready = false;
  let patienceMs = 3_500;
  let synchronous: 'normal' | 'full' = 'normal';
  let mayMigrate = true;

  function sql(text: string): SqliteStatement {
    let statement = statements.get(text);
    if (statement === undefined) {
      const prepared = db.prepare(text);
      // Never calls get(): in libsql, a get() that failed stays open, and the next get() answers the failed query.
      statement = {
        run: (...values) => prepared.run(...values),
        get: (...values) => prepared.all(...values)[0],
        all: (...values) => prepared.all(...values),
      };
      statements.set(text, statement);
    }
    return statement;
  }

  /** Sets up the connection. Postponed to the first operation if the file is locked at the start. */
  function prepare(): void {
    if (ready) return;
    db.exec(`PRAGMA busy_timeout = ${BLOCKED_FOR_MS}`);
    // First, so that the file of another program stays unchanged.
    if (mayMigrate) migrate(db, sql);
    else checkTables(sql);
    // Kept like all statements: after a lock, libsql ends a statement only when it runs again or is discarded.
    sql('PRAGMA journal_mode = WAL').get();
    db.exec(`PRAGMA synchronous = ${synchronous}`);
    ready = true;
  }

  function transaction<Result>(work: () => Result): Result {
    // Not a kept statement: after a lock, libsql ends a statement only when it runs again. Until then, this
    // connection's reads would still see the file as the first of them found it.
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sql('COMMIT').run();
      return result;
    } catch (error) {
      try {
        sql('ROLLBACK').run();
      } catch {
        // SQLite has already rolled back, for example because the disk is full.
      }
      throw error;
    }
  }

  /** Returns the result at once. If the database is locked, retries until the patience ends. */
  function attempt<Result>(work: () => Result, behindOthers: boolean): Awaitable<Result> {
    const operation = (): Result => {
      if (isClosed(db)) throw closedFailure();
      prepare();
      return work();
    };
    if (!behindOthers) {
      try {
        return operation();
      } catch (error) {
        if (!isLocked(error)) return Promise.reject(storeFailure(error));
      }
    }
    return new Promise<Result>((resolve, reject) => {
      const until = performance.now() + patienceMs;
      waiting.push({ until, patienceMs, attempt: () => resolve(operation()), reject });
      if (waiting.length === 1) pause(FIRST_PAUSE_MS);
    });
  }

  // A caller waits for the answer, for a short time only, so this timer may keep the process alive.
  function pause(pauseMs: number): void {
    setTimeout(() => makeUp(pauseMs), pauseMs);
  }

  /** Runs the waiting operations in order, until one finds the database locked again. */
  function makeUp(pauseMs: number): void {
    for (let count = 0; count < AT_ONCE; count += 1) {
      const [next] = waiting;
      if (next === undefined) return;
      try {
        next.attempt();
      } catch (error) {
        if (isLocked(error)) {
          giveUp(error);
          if (waiting.length > 0) pause(Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
          return;
        }
        next.reject(storeFailure(error));
      }
      waiting.shift();
    }
    if (waiting.length > 0) setImmediate(() => makeUp(FIRST_PAUSE_MS));
  }

  /**
   * Fails the operations whose time is over. Only once the database was found locked by then: a busy process looks late,
   * and the lock may be gone.
   */
  function giveUp(locked: unknown): void {
    const now = performance.now();
    const over = waiting.filter(({ until }) => until <= now);
    waiting = waiting.filter(({ until }) => until > now);
    for (const { reject, patienceMs: waited } of over) reject(lockedFailure(waited, locked));
  }

  return {
    sql,
    // A read would work during a lock, but the caller expects to see the writes before it, so it keeps the order.
    read: (work) => attempt(work, waiting.length > 0),
    write: (work) => attempt(() => transaction(work), waiting.length > 0),
    set(options) {
      patienceMs = options.patienceMs ?? patienceMs;
      const changed = options.synchronous !== undefined && options.synchronous !== synchronous;
      synchronous = options.synchronous ?? synchronous;
      mayMigrate = options.migrate ?? mayMigrate;
      try {
        if (ready && changed) db.exec(`PRAGMA synchronous = ${synchronous}`);
        prepare();
      } catch (error) {
        if (!isLocked(error)) throw storeFailure(error);
      }
    },
  };
}
