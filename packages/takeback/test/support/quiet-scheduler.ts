import { memoryScheduler } from '@handover/core';
import type { Scheduler } from '@handover/core/store';

/** A scheduler that shows when no timer handler is running. */
export interface QuietScheduler extends Scheduler {
  /** Resolves once no handler runs. */
  quiet(): Promise<void>;
  /** How many timers have fired. */
  readonly rung: number;
}

/** Wraps a real scheduler and tracks the handlers that it runs. */
export function quietScheduler(inner: Scheduler = memoryScheduler()): QuietScheduler {
  const running = new Set<Promise<unknown>>();
  let rung = 0;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  return {
    start: (environment) => inner.start(environment),
    schedule: (name, key, dueAt, data) => inner.schedule(name, key, dueAt, data),
    cancel: (name, key) => inner.cancel(name, key),
    close: () => inner.close(),
    handle(name, handler) {
      inner.handle(name, (timer) => {
        rung += 1;
        const run = Promise.resolve(handler(timer));
        running.add(run);
        const over = (): boolean => running.delete(run);
        run.then(over, over);
        return run;
      });
    },
    async quiet() {
      await turn();
      while (running.size > 0) {
        await Promise.allSettled(running);
        await turn();
      }
    },
    get rung() {
      return rung;
    },
  };
}
