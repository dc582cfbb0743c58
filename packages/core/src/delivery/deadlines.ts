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

export function deadlines(clock: Clock, lengthMs: number): Deadlines {
  // All are of one length, so the first to start is the first to end.
  let waiting: (Running | undefined)[] = [];
  let head = 0;
  let armed = false;

  function drop(): void {
    while (waiting[head]?.isOver === true) {
      waiting[head] = undefined;
      head += 1;
    }
    if (head > 1024 && head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
  }

  function arm(): void {
    const next = waiting[head];
    if (armed || next === undefined) return;
    armed = true;
    // Never for longer than one limit: the clock may have been set back.
    unref(clock.setTimeout(ring, Math.min(lengthMs, Math.max(0, next.at - clock.now()))));
  }

  function ring(): void {
    armed = false;
    const now = clock.now();
    drop();
    const isDue = ({ at }: Running): boolean => at <= now || at - now > lengthMs;
    for (let due = waiting[head]; due !== undefined && isDue(due); due = waiting[head]) {
      due.ring();
      drop();
    }
    arm();
  }

  return {
    start() {
      const limit = new Running(clock.now() + lengthMs, drop);
      waiting.push(limit);
      arm();
      return limit;
    },
  };
}

class Running implements Limit {
  /** Stopped, or its time is up. */
  isOver = false;
  #isStopped = false;
  #late: (() => void) | undefined;
  readonly #drop: () => void;

  /** @param at When its time is up, in ms. */
  constructor(
    readonly at: number,
    drop: () => void,
  ) {
    this.#drop = drop;
  }

  ring(): void {
    this.isOver = true;
    this.#late?.();
  }

  stop(): void {
    if (this.isOver) return;
    this.#isStopped = true;
    this.isOver = true;
    // It waits for those ahead of it; what it would have called is free to go.
    this.#late = undefined;
    this.#drop();
  }

  onLate(callback: () => void): void {
    if (this.isOver && !this.#isStopped) callback();
    else this.#late = callback;
  }

  or<Result>(promise: Promise<Result>): Promise<Result | undefined> {
    return this.#race<Result, undefined>(promise, (resolve) => resolve(undefined));
  }

  orFail<Result>(promise: Promise<Result>, late: () => Error): Promise<Result> {
    return this.#race<Result, never>(promise, (_resolve, reject) => reject(late()));
  }

  #race<Result, Late>(
    promise: Promise<Result>,
    late: (resolve: (value: Result | Late) => void, reject: (error: Error) => void) => void,
  ): Promise<Result | Late> {
    return new Promise<Result | Late>((resolve, reject) => {
      this.onLate(() => late(resolve, reject));
      promise.then(
        (value) => {
          this.stop();
          resolve(value);
        },
        (error: unknown) => {
          this.stop();
          reject(error);
        },
      );
    });
  }
}
