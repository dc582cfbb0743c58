import { StoreError } from '@handover/core';

/** Redis did not answer, or refused. `hint` says what to do; core writes it to the log, once for each outage. */
export class RedisError extends StoreError {
  constructor(
    message: string,
    /** The way out. */
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`${message}: ${hint}`, options);
  }
}

const HINTS: Readonly<Record<string, string>> = {
  READONLY: 'this Redis is a read-only replica; connect to the primary, by Sentinel or the primary endpoint',
  OOM: 'Redis is full; raise maxmemory, and keep maxmemory-policy at noeviction',
  MISCONF: 'Redis refuses to write because it could not save to disk; free the disk or mend its permissions',
  LOADING: 'Redis is still loading its data; deliveries come again meanwhile',
  NOAUTH: 'Redis wants a password; set it in the options of the connection',
  WRONGPASS: 'the password for Redis is wrong; set it in the options of the connection',
  NOPERM: 'this user of Redis may not do that; allow it EVALSHA, EVAL and the keys under the prefix',
  CLUSTERDOWN: 'the Cluster does not serve all slots; mend it',
  CROSSSLOT: 'this is a Redis Cluster; connect with new Redis.Cluster([…])',
  MOVED: 'this is a Redis Cluster; connect with new Redis.Cluster([…])',
  UNKILLABLE: 'a script of Redis is stuck; restart Redis',
  BUSY: 'another script keeps Redis busy; find it with SLOWLOG GET',
};

/**
 * What failed in Redis, as an error that can be shown: ioredis keeps the arguments of the command at its own errors, and
 * those may hold metadata of customers. Of the answer only its first word stays.
 */
export function redisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  const { name, message, code } = error as { name?: string; message?: string; code?: unknown };
  if (name !== 'ReplyError') {
    const known = typeof code === 'string' ? code : (name ?? 'Error');
    const cause = Object.assign(new Error(known), { code: known });
    return new RedisError("Redis can't be reached", 'look whether it runs and how the connection is set up', { cause });
  }
  const word = /^[A-Z]+/.exec(message ?? '')?.[0] ?? 'ERR';
  const cause = Object.assign(new Error(word), { name: 'ReplyError', code: word });
  return new RedisError(`Redis refused (${word})`, HINTS[word] ?? 'look into the log of Redis', { cause });
}

/** Whether a script broke off by what it found: what it was to do is done in part. Anything else is refused ahead of all. */
export function isOfScript(error: unknown): boolean {
  const reply = error instanceof RedisError ? error.cause : error;
  return reply instanceof Error && reply.name === 'ReplyError' && /^(?:ERR|WRONGTYPE)\b/.test(reply.message);
}
