import { OptionError } from '@handover/core';
import type { Redis } from 'ioredis';

/** Options of an ioredis connection, such as `{ host, port, username, password, tls }`. */
export interface BullConnectionOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 6379 */
  readonly port?: number;
  /** Any other option of ioredis. */
  readonly [option: string]: unknown;
}

/** An ioredis connection, standalone or Cluster. It is copied, and stays yours. */
export interface BullConnection {
  /** True of a Cluster. */
  readonly isCluster?: boolean;
  /** Opens another connection to the same Redis. */
  duplicate(...args: never[]): unknown;
}

/** @throws {OptionError} `connection` is neither a connection nor options of one. */
export function checkBullConnection(connection: unknown): void {
  if (typeof connection === 'object' && connection !== null && !Array.isArray(connection)) return;
  throw new OptionError(
    'connection',
    "connection must be a connection of ioredis, such as new Redis('redis://127.0.0.1:6379'), or its options, such as { host: '127.0.0.1', port: 6379 }",
  );
}

/**
 * BullMQ waits for work in one long command and continues after any outage. Limits on single commands would break that.
 */
const FOR_BULL = {
  maxRetriesPerRequest: null,
  enableOfflineQueue: true,
  lazyConnect: false,
  keyPrefix: '',
  commandTimeout: undefined,
  socketTimeout: undefined,
} as const;

/** Our own connections, for BullMQ. */
export interface OwnConnection {
  readonly redis: Redis;
  /** Ends it and all connections that BullMQ made from it. Commands still waiting for Redis fail. */
  end(): void;
}

/** Opens the connection. */
export async function openBullConnection(given: BullConnection | BullConnectionOptions): Promise<OwnConnection> {
  const redis = await openConnection(given);
  const copies: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis) as (...args: unknown[]) => Redis;
  // A worker waits for work on a copy, which BullMQ does not close while Redis is down. Keep the copies to close them.
  redis.duplicate = ((...args: unknown[]) => {
    const copy = duplicate(...args);
    copies.push(copy);
    return copy;
  }) as typeof redis.duplicate;
  return {
    redis,
    end() {
      for (const each of [redis, ...copies]) each.disconnect();
    },
  };
}

async function openConnection(given: BullConnection | BullConnectionOptions): Promise<Redis> {
  if (typeof given['duplicate'] !== 'function') {
    const { Redis } = await import('ioredis');
    return new Redis({ ...given, ...FOR_BULL });
  }
  if (given['isCluster'] !== true) return (given as unknown as Redis).duplicate(FOR_BULL);
  const cluster = given as unknown as {
    readonly options: { readonly redisOptions?: object };
    duplicate(nodes: [], options: object): Redis;
  };
  const redisOptions = { ...cluster.options.redisOptions, ...FOR_BULL };
  return cluster.duplicate([], { ...FOR_BULL, redisOptions });
}
