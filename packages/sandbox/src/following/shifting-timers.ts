/** A timer of a clock that follows another one. It can be left out of what keeps the process alive. */
export interface FollowingTimer {
  /** The process need not stay alive for it. */
  unref(): FollowingTimer;
  /** The process stays alive for it again. */
  ref(): FollowingTimer;
}

/** Time that can be put where another clock is, and timers on it. */
export interface ShiftingTimers {
  now(): number;
  set(callback: () => void, delayMs: number): FollowingTimer;
  clear(handle: unknown): void;
  /**
   * Puts the time where it is said to be.
   *
   * @param runs Whether it goes on by itself from there.
   * @param withTimers Whether timers are shifted along, so that none rings for the jump.
   */
  put(now: number, runs: boolean, withTimers: boolean): void;
}

/** Longest delay of a real timer; a longer one would fire at once. */
const MAX_REAL_DELAY_MS = 2_147_483_647;

/** Starts at the system's time. */
export function createShiftingTimers(): ShiftingTimers {
  const timers = new Map<FollowingTimer, { dueAt: number; callback: () => void; keepsAlive: boolean }>();
  let reading = { at: Date.now(), system: Date.now(), runs: true };
  let real: NodeJS.Timeout | undefined;
  const now = (): number => (reading.runs ? reading.at + Date.now() - reading.system : reading.at);

  /** Waits for the first timer; on a clock that stands still only for one that is due. */
  function arm(): void {
    clearTimeout(real);
    const waiting = [...timers.values()];
    const leftMs = Math.min(...waiting.map(({ dueAt }) => dueAt)) - now();
    if (waiting.length === 0 || (leftMs > 0 && !reading.runs)) return;
    real = setTimeout(ring, Math.min(Math.max(leftMs, 0), MAX_REAL_DELAY_MS));
    if (!waiting.some(({ keepsAlive }) => keepsAlive)) real.unref();
  }

  /** One timer at a time, so that one that throws takes no other along. */
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
