import type { RedisConnection } from './redis-connection.ts';

/** Whether the keys of one script may be of several parts. */
export interface Slots {
  /** True where each part has to be asked by itself. */
  readonly isApart: boolean;
  /** Runs `ask`; once more, with the parts apart, where Redis refuses keys of several parts in one script. */
  run<Result>(ask: () => Promise<Result>): Promise<Result>;
}

/**
 * A Cluster takes a script whose keys are all on one node, and so may a proxy that looks like a single Redis and is none:
 * it tells by its refusal, ahead of which nothing was done. Any other Redis takes all keys in one script.
 */
export function slots(redis: Pick<RedisConnection, 'isCluster'>): Slots {
  let isApart = redis.isCluster === true;
  return {
    get isApart() {
      return isApart;
    },
    async run(ask) {
      if (isApart) return ask();
      try {
        return await ask();
      } catch (error) {
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
