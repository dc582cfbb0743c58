import type { SandboxClock } from '../clock.ts';
import type { Job } from './job.ts';

/** Deliveries that wait on the sandbox's clock. */
export interface WaitingRoom {
  /** Runs `fn` once the clock reads `dueAt`, unless the job is forgotten before. */
  wait(job: Job, dueAt: number, fn: () => void): void;
  /** How many wait for this app. */
  count(appId: string): number;
  /** All that wait, in the order in which they came. */
  list(): { job: Job; dueAt: number }[];
  /** Forgets those of one app, or all. */
  forget(appId?: string): void;
}

/** An empty waiting room. */
export function createWaitingRoom(clock: SandboxClock): WaitingRoom {
  const waiting = new Map<number, { job: Job; dueAt: number }>();

  return {
    wait(job, dueAt, fn) {
      const handle = clock.setTimeout(() => {
        waiting.delete(handle);
        fn();
      }, dueAt - clock.now());
      waiting.set(handle, { job, dueAt });
    },
    count(appId) {
      let count = 0;
      for (const { job } of waiting.values()) if (job.delivery.appId === appId) count += 1;
      return count;
    },
    list: () => [...waiting.values()],
    forget(appId) {
      for (const [handle, { job }] of waiting) {
        if (appId !== undefined && job.delivery.appId !== appId) continue;
        clock.clearTimeout(handle);
        waiting.delete(handle);
      }
    },
  };
}
