// Compiled by `check`, never run: the databases of three drivers fit without a cast.
import { createHandover, type HandoverClient } from '@handover/core';
import { type SqliteDatabase, sqliteScheduler, sqliteStore } from '@handover/sqlite';
import Libsql from 'libsql';

declare const client: HandoverClient;

const libsql = new Libsql('handover.db');
createHandover({
  appId: '1',
  appSecret: 's',
  client,
  store: sqliteStore(libsql, { synchronous: 'full', patienceMs: 1000 }),
  scheduler: sqliteScheduler(libsql, { pollMs: 1000, leaseMs: 60_000, concurrency: 10 }),
});

/** The declaration of `DatabaseSync` of `node:sqlite`, from Node 22 on. */
interface NodeStatement {
  run(...anonymousParameters: (null | number | bigint | string | Uint8Array)[]): {
    changes: number | bigint;
    lastInsertRowid: number | bigint;
  };
  get(...anonymousParameters: (null | number | bigint | string | Uint8Array)[]): Record<string, unknown> | undefined;
  all(...anonymousParameters: (null | number | bigint | string | Uint8Array)[]): Record<string, unknown>[];
}
declare const nodeSqlite: { exec(sql: string): void; prepare(sql: string): NodeStatement; close(): void };
sqliteStore(nodeSqlite);

/** The declaration of `Database` of better-sqlite3. */
interface BetterStatement<Parameters extends unknown[], Result = unknown> {
  run(...params: Parameters): { changes: number; lastInsertRowid: number | bigint };
  get(...params: Parameters): Result | undefined;
  all(...params: Parameters): Result[];
}
declare const better: {
  exec(source: string): typeof better;
  prepare<Parameters extends unknown[] | object = unknown[], Result = unknown>(
    source: string,
  ): Parameters extends unknown[] ? BetterStatement<Parameters, Result> : BetterStatement<[Parameters], Result>;
};
sqliteStore(better);

declare const promising: { exec(sql: string): Promise<void> };
// @ts-expect-error a driver that only returns promises has no such prepare()
const wrong: SqliteDatabase = promising;
void wrong;

// @ts-expect-error 'off' is not a value of this option
sqliteStore(libsql, { synchronous: 'off' });
