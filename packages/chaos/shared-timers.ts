import { type Awaitable, memoryScheduler } from '@handover/core';
import type { DueTimer, Scheduler } from '@handover/core/store';

type Handler = (timer: DueTimer) => Awaitable<void>;

/** Timers in simulated time that outlive the machines, as those of a durable scheduler do. */
export interface SharedTimers {
  /** Opens the timers for another machine. */
  open(): Scheduler;
  close(): Promise<void>;
}

/** Makes timers that run on the machine that was opened last and still lives. */
export function sharedTimers(): SharedTimers {
  const inner = memoryScheduler();
  const handlers = new Map<string, Handler[]>();
  let started = false;

  function run(name: string, timer: DueTimer): Awaitable<void> {
    const handler = handlers.get(name)?.at(-1);
    // The scheduler retries a timer that failed.
    if (handler === undefined) throw new Error(`no machine can run a timer of ${name}`);
    return handler(timer);
  }

  return {
    open() {
      const own: [name: string, handler: Handler][] = [];
      return {
        start(environment) {
          if (!started) inner.start(environment);
          started = true;
        },
        schedule: (...args) => inner.schedule(...args),
        cancel: (...args) => inner.cancel(...args),
        handle(name, handler) {
          own.push([name, handler]);
          const all = handlers.get(name) ?? [];
          handlers.set(name, [...all, handler]);
          if (all.length === 0) inner.handle(name, (timer) => run(name, timer));
        },
        async close() {
          for (const [name, handler] of own) {
            handlers.set(name, handlers.get(name)?.filter((one) => one !== handler) ?? []);
          }
        },
      };
    },
    close: () => inner.close(),
  };
}
