import type { RedisConnection } from './redis-connection.ts';

/** Whether the keys of one script may belong to several shards. */
export interface Slots {
  /** True if each shard needs a script of its own. */
  readonly isApart: boolean;
  /** Records whether one server holds the keys of all shards. */
  learn(isSingle: boolean): void;
  /** Runs `ask`. If Redis refuses keys of several shards in one script, separates the shards and runs it once more. */
  run<Result>(ask: () => Promise<Result>): Promise<Result>;
}

/**
 * A Cluster accepts a script only if all its keys are on one node, and so may a proxy that looks like a single Redis.
 * So each shard gets its own script until a check shows that one server holds all shards. Then a script may use keys of
 * all.
 */
export function slots(redis: Pick<RedisConnection, 'isCluster'>): Slots {
  let isApart = true;
  return {
    get isApart() {
      return isApart;
    },
    learn(isSingle) {
      isApart = redis.isCluster === true || !isSingle;
    },
    async run(ask) {
      if (isApart) return ask();
      try {
        return await ask();
      } catch (error) {
        // Redis refused the script before running it, so nothing was done.
        if (!isOfSlots(error)) throw error;
        isApart = true;
        return ask();
      }
    },
  };
}

function isOfSlots(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('CROSSSLOT');
}
