// The public API of @handover/postgres. Written by `node scripts/api.mjs`: a change here is a change for users.

import { StoreError } from "@handover/core";
import { Scheduler, Store } from "@handover/core/store";
interface PostgresPool {
    query(text: string, values: string[]): Promise<{
        readonly rows: readonly unknown[];
    }>;
}
interface SchemaOptions {
    readonly schema?: string;
}
interface DatabaseOptions extends SchemaOptions {
    readonly timeoutMs?: number;
}
declare function migrate(pool: PostgresPool, { schema }?: SchemaOptions): Promise<void>;
declare class PostgresError extends StoreError {
    readonly hint: string;
    constructor(message: string, hint: string, options?: ErrorOptions);
}
interface NotifiedClient {
    query(text: string): Promise<unknown>;
    on(event: "notification", listener: (message: {
        readonly channel: string;
        readonly payload?: string | undefined;
    }) => void): unknown;
    on(event: "error" | "end", listener: (error?: Error) => void): unknown;
}
interface Listening {
    listen(channel: string, listener: (payload: string) => void): Promise<unknown>;
}
type PostgresListener = NotifiedClient | Listening;
interface PostgresSchedulerOptions extends DatabaseOptions {
    readonly pollMs?: number;
    readonly listener?: PostgresListener;
    readonly leaseMs?: number;
    readonly concurrency?: number;
}
declare function postgresScheduler(pool: PostgresPool, options?: PostgresSchedulerOptions): Scheduler;
type PostgresStoreOptions = DatabaseOptions;
declare function postgresStore(pool: PostgresPool, options?: PostgresStoreOptions): Store;
export { PostgresError, migrate, postgresScheduler, postgresStore };
export type { DatabaseOptions, Listening, NotifiedClient, PostgresListener, PostgresPool, PostgresSchedulerOptions, PostgresStoreOptions, SchemaOptions };
