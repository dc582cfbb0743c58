import { bullScheduler, redisStore } from '@handover/redis';
import { Redis } from 'ioredis';
import type { Memory } from './memory.ts';

/**
 * A Redis: for as many machines as there are, each of which runs the same bot.
 *
 * @param url `redis://` or `rediss://`, with the password where it needs one.
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
