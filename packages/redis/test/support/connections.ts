import type { Redis } from 'ioredis';
import type { RedisConnection } from '../../src/index.ts';

/** A connection to one server that says nothing of its life. */
export function plain(redis: Redis): RedisConnection {
  return {
    call: (command, ...args) => redis.call(command, ...args),
    pipeline: (commands) => redis.pipeline(commands),
    on: () => undefined,
  };
}

/** Each part of the keys is asked by itself, as on a Cluster. */
export function inParts(redis: Redis): RedisConnection {
  return { ...plain(redis), isCluster: true, nodes: () => [redis] };
}

/** Asks all twice, as ioredis does after a reconnect: it can't know whether the answer or the question was lost. */
export function repeating(redis: RedisConnection): RedisConnection {
  return {
    ...redis,
    call: async (command, ...args) => {
      await redis.call(command, ...args);
      return redis.call(command, ...args);
    },
    pipeline: (commands) => ({
      exec: async () => {
        await redis.pipeline(commands).exec();
        return redis.pipeline(commands).exec();
      },
    }),
  };
}

/** Does what is asked in the first so many turns of the event loop that ask for anything, and is gone then. */
export function goneAfter(redis: RedisConnection, turns: number): RedisConnection & { readonly isGone: boolean } {
  let begun = 0;
  let isOpen = false;
  return {
    ...redis,
    get isGone() {
      return begun > turns;
    },
    call: async (command, ...args) => {
      // A look at Redis is none of what is tested.
      if (!command.startsWith('eval') || args.some((arg) => arg.endsWith(':marker')))
        return redis.call(command, ...args);
      if (!isOpen) {
        begun += 1;
        isOpen = true;
        setImmediate(() => {
          isOpen = false;
        });
      }
      if (begun > turns) throw new Error('Connection is closed.');
      return redis.call(command, ...args);
    },
  };
}

/** Lets another process act once, right ahead of the first call that has this step. */
export function interrupted(redis: RedisConnection, step: string, act: () => Promise<unknown>): RedisConnection {
  let isDue = true;
  const wait = async (args: readonly string[]): Promise<void> => {
    if (!isDue || !args.includes(step)) return;
    isDue = false;
    await act();
  };
  return {
    ...redis,
    call: async (command, ...args) => {
      await wait(args);
      return redis.call(command, ...args);
    },
  };
}
