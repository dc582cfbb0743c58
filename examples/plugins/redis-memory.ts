import { bullScheduler, redisStore } from '@handover/redis';
import { Redis } from 'ioredis';
import type { Memory } from './memory.ts';

/**
 * Opens a Redis, for any number of machines that run the same bot.
 *
 * @param url `redis://` or `rediss://`, with a password if needed.
 */
export function redisMemory(url: string): Memory {
  const redis = new Redis(url);
  return {
    store: redisStore(redis),
    scheduler: bullScheduler({ connection: redis }),
    place: 'Redis',
    close: () => redis.disconnect(),
  };
}
