import type { HandoverEvent } from '../events.ts';
import type { Clock } from '../ports.ts';

/** Somebody who waits for an event of a thread. */
export interface Watch {
  /** The first event seen since the watch began that fits, or `undefined` once `waitMs` have passed or `signal` aborts. */
  first(
    fits: (event: HandoverEvent) => boolean,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<HandoverEvent | undefined>;
  stop(): void;
}

/** Wakes those who wait for an event on receipt, ahead of the thread's queue: a handler may wait for what comes behind it. */
export interface Waiters {
  watch(thread: string): Watch;
  notify(thread: string, event: HandoverEvent): void;
}

/** A watch holds what came in while its call was under way: a webhook can be faster than the call's answer. */
const MOST_HELD = 100;

export function waiters(clock: Clock): Waiters {
  const watches = new Map<string, Set<(event: HandoverEvent) => void>>();

  return {
    notify(thread, event) {
      const listening = watches.size === 0 ? undefined : watches.get(thread);
      if (listening !== undefined) for (const hear of listening) hear(event);
    },
    watch(thread) {
      const seen: HandoverEvent[] = [];
      let wake: ((event: HandoverEvent) => void) | undefined;
      const hear = (event: HandoverEvent): void => {
        if (seen.length < MOST_HELD) seen.push(event);
        wake?.(event);
      };
      const listening = watches.get(thread) ?? new Set();
      listening.add(hear);
      watches.set(thread, listening);
      return {
        first(fits, waitMs, signal) {
          const held = seen.find(fits);
          if (held !== undefined || signal?.aborted === true) return Promise.resolve(held);
          return new Promise((resolve) => {
            const finish = (event: HandoverEvent | undefined): void => {
              clock.clearTimeout(timer);
              signal?.removeEventListener('abort', aborted);
              wake = undefined;
              resolve(event);
            };
            const aborted = (): void => finish(undefined);
            const timer = clock.setTimeout(aborted, waitMs);
            signal?.addEventListener('abort', aborted, { once: true });
            wake = (event) => {
              if (fits(event)) finish(event);
            };
          });
        },
        stop() {
          listening.delete(hear);
          if (listening.size === 0 && watches.get(thread) === listening) watches.delete(thread);
        },
      };
    },
  };
}
