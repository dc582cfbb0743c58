/** A timer of a clock that follows another clock. */
export interface FollowingTimer {
  /** Lets the process end before the timer fires. */
  unref(): FollowingTimer;
  /** Keeps the process alive for the timer again. */
  ref(): FollowingTimer;
}

/** A time that can be set to that of another clock, with timers. */
export interface ShiftingTimers {
  now(): number;
  set(callback: () => void, delayMs: number): FollowingTimer;
  clear(handle: unknown): void;
  /**
   * Sets the time.
   *
   * @param runs Whether the time runs on from there.
   * @param withTimers Whether to shift the timers too, so that the jump fires none of them.
   */
  put(now: number, runs: boolean, withTimers: boolean): void;
}

/** Longest delay of a real timer; Node fires a longer one at once. */
const MAX_REAL_DELAY_MS = 2_147_483_647;

/** Creates the timers, at the system's time. */
export function createShiftingTimers(): ShiftingTimers {
  const timers = new Map<FollowingTimer, { dueAt: number; callback: () => void; keepsAlive: boolean }>();
  let reading = { at: Date.now(), system: Date.now(), runs: true };
  let real: NodeJS.Timeout | undefined;
  const now = (): number => (reading.runs ? reading.at + Date.now() - reading.system : reading.at);

  /** Waits for the next timer. If the clock stands still, waits only for a timer that is due already. */
  function arm(): void {
    clearTimeout(real);
    const waiting = [...timers.values()];
    const leftMs = Math.min(...waiting.map(({ dueAt }) => dueAt)) - now();
    if (waiting.length === 0 || (leftMs > 0 && !reading.runs)) return;
    real = setTimeout(ring, Math.min(Math.max(leftMs, 0), MAX_REAL_DELAY_MS));
    if (!waiting.some(({ keepsAlive }) => keepsAlive)) real.unref();
  }

  /** Runs one timer at a time, so that the others still run if it throws. */
  function ring(): void {
    const due = [...timers].filter(([, { dueAt }]) => dueAt <= now());
    const [first] = due.sort(([, one], [, other]) => one.dueAt - other.dueAt);
    if (first) timers.delete(first[0]);
    try {
      first?.[1].callback();
    } finally {
      arm();
    }
  }

  function keepAlive(handle: FollowingTimer, keepsAlive: boolean): FollowingTimer {
    const timer = timers.get(handle);
    if (timer) timer.keepsAlive = keepsAlive;
    arm();
    return handle;
  }

  return {
    now,
    set(callback, delayMs) {
      const handle: FollowingTimer = {
        unref: () => keepAlive(handle, false),
        ref: () => keepAlive(handle, true),
      };
      const dueAt = now() + Math.max(Number.isFinite(delayMs) ? delayMs : 0, 0);
      timers.set(handle, { dueAt, callback, keepsAlive: true });
      arm();
      return handle;
    },
    clear(handle) {
      if (timers.delete(handle as FollowingTimer)) arm();
    },
    put(at, runs, withTimers) {
      const by = at - now();
      if (withTimers) for (const timer of timers.values()) timer.dueAt += by;
      reading = { at, system: Date.now(), runs };
      arm();
    },
  };
}
