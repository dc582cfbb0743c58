import { unref } from '../clock.ts';
import type { Clock } from '../ports.ts';

/** A limit that runs. */
export interface Limit {
  /** What `promise` gives, or `undefined` where the time is up before. Rejects as the promise does. */
  or<Result>(promise: Promise<Result>): Promise<Result | undefined>;
  /** Ends it: the time is never up. */
  stop(): void;
}

/** Many limits of one length on one timer: what ends in time, as nearly all does, sets none of its own. */
export interface Deadlines {
  /** Starts a limit now. */
  start(): Limit;
}

interface Entry {
  readonly at: number;
  over: boolean;
  late: (() => void) | undefined;
}

export function deadlines(clock: Clock, lengthMs: number): Deadlines {
  // All are of one length, so the first to start is the first to end.
  let waiting: Entry[] = [];
  let head = 0;
  let armed = false;

  function drop(): void {
    while (waiting[head]?.over === true) head += 1;
    if (head > 1024 && head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
  }

  function arm(): void {
    const next = waiting[head];
    if (armed || next === undefined) return;
    armed = true;
    unref(clock.setTimeout(ring, Math.max(0, next.at - clock.now())));
  }

  function ring(): void {
    armed = false;
    const now = clock.now();
    drop();
    for (let due = waiting[head]; due !== undefined && due.at <= now; due = waiting[head]) {
      due.over = true;
      due.late?.();
      drop();
    }
    arm();
  }

  return {
    start() {
      const entry: Entry = { at: clock.now() + lengthMs, over: false, late: undefined };
      let stopped = false;
      waiting.push(entry);
      arm();
      const stop = (): void => {
        if (entry.over) return;
        stopped = true;
        entry.over = true;
        drop();
      };
      return {
        stop,
        or: (promise) =>
          new Promise((resolve, reject) => {
            if (entry.over && !stopped) resolve(undefined);
            else entry.late = () => resolve(undefined);
            promise.then(resolve, reject).finally(stop);
          }),
      };
    },
  };
}
