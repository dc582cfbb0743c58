// The public API of @handover/redis. Written by `node scripts/api.mjs`: a change here is a change for users.

import { Scheduler, Store } from "@handover/core/store";
import { Logger, StoreError } from "@handover/core";
interface BullConnectionOptions {
    readonly host?: string;
    readonly port?: number;
    readonly [option: string]: unknown;
}
interface BullConnection {
    readonly isCluster?: boolean;
    duplicate(...args: never[]): unknown;
}
interface BullSchedulerOptions {
    readonly connection: BullConnection | BullConnectionOptions;
    readonly prefix?: string;
    readonly concurrency?: number;
    readonly lockMs?: number;
    readonly timeoutMs?: number;
}
declare function bullScheduler({ connection, prefix, concurrency, lockMs, timeoutMs, }: BullSchedulerOptions): Scheduler;
interface RedisConnection {
    readonly isCluster?: boolean;
    call(command: string, ...args: string[]): Promise<unknown>;
    pipeline(commands: string[][]): {
        exec(): Promise<[
            error: Error | null,
            result: unknown
        ][] | null>;
    };
    nodes?(role: "master"): {
        call(command: string, ...args: string[]): Promise<unknown>;
    }[];
    on(event: "ready" | "error", listener: (error?: Error) => void): unknown;
}
interface RedisStoreOptions {
    readonly prefix?: string;
    readonly timeoutMs?: number;
    readonly lookEveryMs?: number;
    readonly logger?: Logger;
}
declare function redisStore(redis: RedisConnection, { prefix, timeoutMs, lookEveryMs, logger }?: RedisStoreOptions): Store;
declare function hasRedisStore(redis: RedisConnection, { prefix, timeoutMs }?: Pick<RedisStoreOptions, "prefix" | "timeoutMs">): Promise<boolean>;
declare class RedisError extends StoreError {
    readonly hint: string;
    constructor(message: string, hint: string, options?: ErrorOptions);
}
export { RedisError, bullScheduler, hasRedisStore, redisStore };
export type { BullConnection, BullConnectionOptions, BullSchedulerOptions, RedisConnection, RedisStoreOptions };
