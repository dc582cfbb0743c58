import { unref } from '../clock.ts';
import type { Clock } from '../ports.ts';

/** A limit that runs. */
export interface Limit {
  /** What `promise` gives, or `undefined` where the time is up before. Rejects as the promise does. */
  or<Result>(promise: Promise<Result>): Promise<Result | undefined>;
  /** What `promise` gives; rejects with `late()` where the time is up before. */
  orFail<Result>(promise: Promise<Result>, late: () => Error): Promise<Result>;
  /** Calls back once the time is up, unless it was stopped before. */
  onLate(callback: () => void): void;
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
        // The entry waits for those ahead of it; what it would have called is free to go.
        entry.late = undefined;
        drop();
      };
      function race<Result, Late>(
        promise: Promise<Result>,
        late: (resolve: (value: Result | Late) => void, reject: (error: Error) => void) => void,
      ): Promise<Result | Late> {
        return new Promise<Result | Late>((resolve, reject) => {
          if (entry.over && !stopped) late(resolve, reject);
          else entry.late = () => late(resolve, reject);
          promise.then(
            (value) => {
              stop();
              resolve(value);
            },
            (error: unknown) => {
              stop();
              reject(error);
            },
          );
        });
      }
      return {
        stop,
        onLate(callback) {
          if (entry.over && !stopped) callback();
          else entry.late = callback;
        },
        or: <Result>(promise: Promise<Result>) => race<Result, undefined>(promise, (resolve) => resolve(undefined)),
        orFail: <Result>(promise: Promise<Result>, late: () => Error) =>
          race<Result, never>(promise, (_resolve, reject) => reject(late())),
      };
    },
  };
}
