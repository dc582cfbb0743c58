import { keysUnder } from './keys.ts';
import { checkConnection, checkMs, checkPrefix, type RedisConnection } from './redis-connection.ts';
import { redisError } from './redis-error.ts';
import type { RedisStoreOptions } from './redis-store.ts';
import { timeLimit } from './time-limit.ts';

/**
 * Whether a bot's store has been used with this prefix: for programs that only look after the store of a bot, since
 * {@link redisStore} starts a new one under any prefix. Writes nothing.
 *
 * @throws {OptionError} `redis` is not a connection of ioredis, or an option is wrong.
 * @throws {RedisError} Redis failed, or did not answer within `timeoutMs`.
 */
export async function hasRedisStore(
  redis: RedisConnection,
  { prefix = 'handover', timeoutMs = 3_000 }: Pick<RedisStoreOptions, 'prefix' | 'timeoutMs'> = {},
): Promise<boolean> {
  checkConnection('redis', redis);
  checkPrefix(prefix);
  checkMs('timeoutMs', timeoutMs, 1);
  try {
    // Every store writes the markers at its first operation, and they never expire.
    const found = await timeLimit(timeoutMs).run(() => redis.call('exists', keysUnder(prefix).marker(0)));
    return Number(found) === 1;
  } catch (error) {
    throw redisError(error);
  }
}
