import type { SandboxClock } from '../clock.ts';

/** Deliveries that wait on the sandbox's clock, by app. */
export interface WaitingRoom {
  /** Runs `fn` after `ms` of the clock, unless it is forgotten before. */
  wait(appId: string, ms: number, fn: () => void): void;
  /** How many wait for this app. */
  count(appId: string): number;
  /** Forgets those of one app, or all. */
  forget(appId?: string): void;
}

/** An empty waiting room. */
export function createWaitingRoom(clock: SandboxClock): WaitingRoom {
  const waiting = new Map<number, string>();

  return {
    wait(appId, ms, fn) {
      const handle = clock.setTimeout(() => {
        waiting.delete(handle);
        fn();
      }, ms);
      waiting.set(handle, appId);
    },
    count(appId) {
      let count = 0;
      for (const id of waiting.values()) if (id === appId) count += 1;
      return count;
    },
    forget(appId) {
      for (const [handle, id] of waiting) {
        if (appId !== undefined && id !== appId) continue;
        clock.clearTimeout(handle);
        waiting.delete(handle);
      }
    },
  };
}
