import { StoreError } from '@handover/core';

/** Redis did not answer, or refused a command. `hint` says what to do; core logs it, once per outage. */
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
  MISCONF: 'Redis refuses to write because it could not save to disk; free disk space or fix its permissions',
  LOADING: 'Redis is still loading its data; Meta redelivers meanwhile',
  NOAUTH: 'Redis requires a password; set it in the options of the connection',
  WRONGPASS: 'the password for Redis is wrong; set it in the options of the connection',
  NOPERM: 'this Redis user lacks a permission; allow EVALSHA, EVAL and the keys under the prefix',
  CLUSTERDOWN: 'the Cluster does not serve all slots; repair it',
  CROSSSLOT: 'this is a Redis Cluster; connect with new Redis.Cluster([…])',
  MOVED: 'this is a Redis Cluster; connect with new Redis.Cluster([…])',
  UNKILLABLE: 'a script of Redis is stuck; restart Redis',
  BUSY: 'another script keeps Redis busy; find it with SLOWLOG GET',
};

/**
 * Makes an error that is safe to show: ioredis attaches the command's arguments to its errors, and those may hold
 * metadata of customers. Of Redis's reply, only the first word stays.
 */
export function redisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  const { name, message, code } = error as { name?: string; message?: string; code?: unknown };
  if (name !== 'ReplyError') {
    const known = typeof code === 'string' ? code : (name ?? 'Error');
    const cause = Object.assign(new Error(known), { code: known });
    return new RedisError("Redis can't be reached", 'check that it runs and that the connection options are right', {
      cause,
    });
  }
  const word = /^[A-Z]+/.exec(message ?? '')?.[0] ?? 'ERR';
  const cause = Object.assign(new Error(word), { name: 'ReplyError', code: word });
  return new RedisError(`Redis refused (${word})`, HINTS[word] ?? 'read the log of Redis', { cause });
}

/**
 * Whether a script failed on the data it found, and so ran in part. For any other error Redis refused it before running
 * it.
 */
export function isOfScript(error: unknown): boolean {
  const reply = error instanceof RedisError ? error.cause : error;
  return reply instanceof Error && reply.name === 'ReplyError' && /^(?:ERR|WRONGTYPE)\b/.test(reply.message);
}
