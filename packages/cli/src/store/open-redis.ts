import { hasRedisStore, type RedisConnection, redisStore } from '@handover/redis';
import { driverMissing, loadDriver } from './load-driver.ts';
import { ANSWER_WITHIN_MS, type OpenedStore, quiet } from './opened-store.ts';
import type { StoreAddress } from './store-address.ts';
import { StoreOpenError } from './store-open-error.ts';

type Connection = RedisConnection & { disconnect(): void };
interface Driver {
  readonly Redis: new (url: string, options: Readonly<Record<string, unknown>>) => Connection;
}

/** Opens the store on a Redis that a bot uses. */
export async function openRedis(
  { url, prefix = 'handover', shown }: Extract<StoreAddress, { kind: 'redis' }>,
  folder: string,
): Promise<OpenedStore> {
  const driver = loadDriver(['ioredis'], folder) as Driver | undefined;
  if (driver === undefined) throw driverMissing('A store on Redis', 'ioredis');
  const redis = new driver.Redis(url, {
    connectTimeout: ANSWER_WITHIN_MS,
    // One try: a person waits for the answer.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let refusal: string | undefined;
  redis.on('error', (error) => {
    refusal ??= reasonOf(error);
  });
  try {
    const options = { prefix, timeoutMs: ANSWER_WITHIN_MS };
    if (!(await hasRedisStore(redis, options))) {
      throw new StoreOpenError(
        'no_store',
        `The Redis at ${shown} has no store under the prefix '${prefix}'`,
        'Add ?prefix= with the prefix that the bot gives redisStore, and check the number of the database.',
      );
    }
    const store = redisStore(redis, { ...options, logger: quiet });
    return { kind: 'redis', shown, store, close: async () => redis.disconnect() };
  } catch (error) {
    redis.disconnect();
    if (error instanceof StoreOpenError) throw error;
    const { message } = error as Error;
    const why = refusal === undefined ? message : `${message} (${refusal})`;
    throw new StoreOpenError('unreachable', `The store ${shown} can not be opened: ${why}`, undefined, {
      cause: error,
    });
  }
}

/** The code of an error of the connection, or the first word of Redis's refusal: never what was sent. */
function reasonOf(error: Error | undefined): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : /^[A-Z]{3,}\b/.exec(error?.message ?? '')?.[0];
}
