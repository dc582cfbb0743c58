import type { SandboxClock } from '../clock.ts';
import type { Delivery } from './delivery.ts';
import type { Job } from './job.ts';

/** Deliveries that wait on the sandbox's clock. */
export interface WaitingRoom {
  /** Runs `fn` when the clock reaches `dueAt`, unless the job is forgotten before. */
  wait(job: Job, dueAt: number, fn: () => void): void;
  /** How many jobs wait for this app. */
  count(appId: string): number;
  /** All waiting jobs, in the order in which they came. */
  list(): { job: Job; dueAt: number }[];
  /** Forgets the jobs for whose delivery `fits` is true. */
  forget(fits: (delivery: Delivery) => boolean): void;
}

/** Creates an empty waiting room. */
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
    forget(fits) {
      for (const [handle, { job }] of waiting) {
        if (!fits(job.delivery)) continue;
        clock.clearTimeout(handle);
        waiting.delete(handle);
      }
    },
  };
}
