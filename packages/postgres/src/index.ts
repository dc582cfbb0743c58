export type { DatabaseOptions } from './database/database.ts';
export { migrate } from './migrate.ts';
export { PostgresError } from './postgres-error.ts';
export type { PostgresPool, SchemaOptions } from './postgres-pool.ts';
export { type PostgresSchedulerOptions, postgresScheduler } from './postgres-scheduler.ts';
export { type PostgresStoreOptions, postgresStore } from './postgres-store.ts';
export type { Listening, NotifiedClient, PostgresListener } from './scheduler/listener.ts';
