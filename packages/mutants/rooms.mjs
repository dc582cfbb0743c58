import { postgres } from './rooms/postgres.mjs';
import { redis } from './rooms/redis.mjs';
import { redisParks } from './rooms/redis-parks.mjs';
import { sqlite } from './rooms/sqlite.mjs';

/**
 * The mutants by room.
 *
 * @type {Readonly<Record<string, readonly import('./mutate.mjs').Mutant[]>>}
 */
export const rooms = { sqlite, redis, 'redis-parks': redisParks, postgres };
