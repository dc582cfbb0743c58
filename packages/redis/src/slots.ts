import type { RedisConnection } from './redis-connection.ts';

/** Whether the keys of one script may be of several parts. */
export interface Slots {
  /** True where each part has to be asked by itself. */
  readonly isApart: boolean;
  /** Notes whether one server has the keys of all parts. */
  learn(isSingle: boolean): void;
  /** Runs `ask`; once more, with the parts apart, where Redis refuses keys of several parts in one script. */
  run<Result>(ask: () => Promise<Result>): Promise<Result>;
}

/**
 * A Cluster takes a script whose keys are all on one node, and so may a proxy that looks like a single Redis and is none.
 * So the parts are asked apart until it is known that one server has them all; then a script may have keys of all.
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
        // Refused ahead of everything, so nothing was done.
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
