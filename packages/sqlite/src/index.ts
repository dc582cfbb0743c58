export type { ConnectionOptions } from './connection/connection-options.ts';
export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts';
export { type SqliteSchedulerOptions, sqliteScheduler } from './sqlite-scheduler.ts';
export { type SqliteStoreOptions, sqliteStore } from './sqlite-store.ts';
