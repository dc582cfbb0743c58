import { redis } from './rooms/redis.mjs';
import { redisParks } from './rooms/redis-parks.mjs';
import { sqlite } from './rooms/sqlite.mjs';

/**
 * The mutants of each room of the house, by its name.
 *
 * @type {Readonly<Record<string, readonly import('./mutate.mjs').Mutant[]>>}
 */
export const rooms = { sqlite, redis, 'redis-parks': redisParks };
