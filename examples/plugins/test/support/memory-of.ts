import { memoryScheduler, memoryStore } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { postgresScheduler, postgresStore } from '@handover/postgres';
import { bullScheduler, redisStore } from '@handover/redis';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';

/** Where the processes of a bot store their state: strings, for their environment. */
export type Place =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** A store and a scheduler at a place. */
export interface Memory {
  readonly store: Store;
  readonly scheduler: Scheduler;
  /** Closes the connections. */
  close(): void;
}

/** How long a timer stays locked after its process was killed, in ms. */
const TIMER_LOCK_MS = 1_500;

/** Opens the store and the scheduler at a place. */
export function memoryOf(place: Place): Memory {
  if (place.kind === 'memory') {
    return { store: memoryStore(), scheduler: memoryScheduler(), close: () => undefined };
  }
  if (place.kind === 'sqlite') {
    const db = new Database(place.file);
    return {
      store: sqliteStore(db),
      scheduler: sqliteScheduler(db, { leaseMs: TIMER_LOCK_MS }),
      close: () => {
        db.close();
      },
    };
  }
  if (place.kind === 'postgres') {
    const pool = new Pool({ connectionString: place.url });
    return {
      store: postgresStore(pool),
      scheduler: postgresScheduler(pool, { leaseMs: TIMER_LOCK_MS, pollMs: TIMER_LOCK_MS }),
      close: () => void pool.end(),
    };
  }
  const redis = new Redis(place.url, { maxRetriesPerRequest: 1 });
  return {
    store: redisStore(redis),
    scheduler: bullScheduler({ connection: redis, lockMs: TIMER_LOCK_MS }),
    close: () => redis.disconnect(),
  };
}
