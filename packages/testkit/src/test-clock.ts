import type { Clock } from '@handover/core';

/** A clock that stands still until it is moved. Fits the `clock` option of `createHandover`. */
export interface TestClock extends Clock {
  /** Moves the time on by `ms` and runs due timers in order. Lets promises settle after each timer. */
  advance(ms: number): Promise<void>;
  /** How many timers are pending. */
  readonly timers: number;
}

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly callback: () => void;
}

/**
 * Makes a clock for tests.
 *
 * @param startAt Milliseconds since 1970. @default 1_764_590_400_000 (Dec 1 2025, 12:00 UTC)
 */
export function testClock(startAt = 1_764_590_400_000): TestClock {
  const timers = new Map<number, Timer>();
  let now = startAt;
  let ids = 0;

  return {
    now: () => now,
    setTimeout(callback, delayMs) {
      ids += 1;
      timers.set(ids, { id: ids, at: now + Math.max(0, delayMs), callback });
      return ids;
    },
    clearTimeout(handle) {
      timers.delete(handle as number);
    },
    get timers() {
      return timers.size;
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let next = nextDue(timers, end); next !== undefined; next = nextDue(timers, end)) {
        timers.delete(next.id);
        now = Math.max(now, next.at);
        next.callback();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

function nextDue(timers: ReadonlyMap<number, Timer>, end: number): Timer | undefined {
  let next: Timer | undefined;
  for (const timer of timers.values()) {
    if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
  }
  return next;
}

/** Waits for a turn of the event loop, in which all promises settle that do not depend on I/O. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
