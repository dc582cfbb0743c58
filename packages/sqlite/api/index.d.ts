// The public API of @handover/sqlite. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Scheduler, Store } from "@handover/core/store";
interface ConnectionOptions {
    readonly synchronous?: "normal" | "full";
    readonly patienceMs?: number;
    readonly migrate?: boolean;
}
type SqliteValue = string | number;
interface SqliteStatement {
    run(...values: SqliteValue[]): {
        readonly changes: number | bigint;
    };
    get(...values: SqliteValue[]): unknown;
    all(...values: SqliteValue[]): unknown[];
}
interface SqliteDatabase {
    exec(sql: string): unknown;
    prepare(sql: string): SqliteStatement;
}
interface SqliteSchedulerOptions extends ConnectionOptions {
    readonly pollMs?: number;
    readonly leaseMs?: number;
    readonly concurrency?: number;
}
declare function sqliteScheduler(db: SqliteDatabase, options?: SqliteSchedulerOptions): Scheduler;
type SqliteStoreOptions = ConnectionOptions;
declare function sqliteStore(db: SqliteDatabase, options?: SqliteStoreOptions): Store;
export { sqliteScheduler, sqliteStore };
export type { ConnectionOptions, SqliteDatabase, SqliteSchedulerOptions, SqliteStatement, SqliteStoreOptions, SqliteValue };
