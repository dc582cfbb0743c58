import { OptionError } from './option-error.ts';

/** Handle of a timer; hand it back to `clearTimeout`. */
export type TimerHandle = number;

/**
 * The sandbox's time. It has the usual shape of an injected clock, so a bot under test can use it and follow its jumps.
 */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `fn` once the clock has moved by `ms`. The timer does not keep the process alive. */
  setTimeout(fn: () => void, ms: number): TimerHandle;
  /** Cancels a timer. Ignores anything that is not the handle of a waiting timer. */
  clearTimeout(handle: unknown): void;
  /**
   * Moves the clock by `ms` and runs every timer that falls due on the way, each at its own time. Resolves once these
   * timers have run and the webhooks have answered the retries among them. A bot that handles a retry may itself wait
   * for the clock: a retry holds up the next timer or the next `advance` for at most half of `delivery.timeoutMs`.
   *
   * @throws {OptionError} `ms` is negative or not finite, or leads beyond the year 9999.
   */
  advance(ms: number): Promise<void>;
}

/** A clock that its owner can also set. */
export interface OwnedClock extends SandboxClock {
  /**
   * Sets the time and ends an `advance` in progress. If the time goes back, timers keep their remaining time; if it
   * goes forward, they keep their due time.
   */
  set(now: number): void;
}

/** How a clock starts, and what it waits for between two steps. */
export interface ClockOptions {
  /** `running`: real time plus all advances; `manual`: moves only by `advance`. */
  mode: 'running' | 'manual';
  /** First reading in ms. @default the real time */
  startAt?: number;
  /** Awaited after every step of `advance` that ran timers, before the next step. */
  afterStep?: () => Promise<void>;
  /** Awaited before `advance` ends; timers that are set meanwhile still run. */
  beforeEnd?: () => Promise<void>;
  /** Runs after every step of `advance`, at its end, and after `set`. */
  onMoved?: () => void;
}

interface Timer {
  handle: TimerHandle;
  dueAt: number;
  fn: () => void;
}

/** Longest delay of a real timer; Node fires a longer one at once. */
const MAX_REAL_DELAY_MS = 2_147_483_647;

/** First moment after the year 9999. ISO 8601 cannot write later years with four digits. */
export const END_OF_TIME_MS = 253_402_300_800_000;

/** Creates the sandbox's clock. */
export function createClock({ mode, startAt, afterStep, beforeEnd, onMoved }: ClockOptions): OwnedClock {
  const realNow = (): number => (mode === 'running' ? Date.now() : 0);
  let offset = (startAt ?? Date.now()) - realNow();
  const timers: Timer[] = [];
  let handles = 0;
  let real: NodeJS.Timeout | undefined;
  let moving: Promise<void> = Promise.resolve();
  /** Number of advances in progress. */
  let advances = 0;
  /** How often the clock was set. Setting it ends the advances that started before. */
  let jumps = 0;
  /** Ends the wait for `beforeEnd`. */
  let wake = (): void => undefined;
  const now = (): number => realNow() + offset;

  function arm(): void {
    clearTimeout(real);
    const next = timers[0];
    if (mode !== 'running' || !next) return;
    real = setTimeout(runDue, Math.min(Math.max(next.dueAt - now(), 0), MAX_REAL_DELAY_MS));
    real.unref();
  }

  function runDue(): void {
    const until = now();
    try {
      while (timers[0] && timers[0].dueAt <= until) timers.shift()?.fn();
    } finally {
      // Arm in any case: if a timer throws, the other timers must still run.
      arm();
    }
  }

  async function move(ms: number): Promise<void> {
    const target = now() + ms;
    if (target >= END_OF_TIME_MS) throw new OptionError('clock.advance cannot go beyond the year 9999');
    try {
      await moveTo(target);
    } finally {
      arm();
      onMoved?.();
    }
  }

  async function moveTo(target: number): Promise<void> {
    const begun = jumps;
    do {
      for (let next = timers[0]; next && next.dueAt <= target; next = timers[0]) {
        offset += Math.max(next.dueAt - now(), 0);
        timers.shift();
        next.fn();
        onMoved?.();
        // The timer's work may set new timers that fall due before the target.
        await new Promise((resolve) => setImmediate(resolve));
        await afterStep?.();
        if (begun !== jumps) return;
      }
    } while (!(await isOver()));
    if (begun === jumps) offset += Math.max(target - now(), 0);
  }

  /** False: a new timer was set, so the clock must look again. Also true if another advance is waiting. */
  async function isOver(): Promise<boolean> {
    if (beforeEnd === undefined || advances > 1) return true;
    const woken = new Promise<false>((resolve) => {
      wake = () => resolve(false);
    });
    const ended = beforeEnd().then(() => true);
    return Promise.race([ended, woken]);
  }

  return {
    now,
    setTimeout(fn, ms) {
      const timer = { handle: ++handles, dueAt: now() + Math.max(Number.isFinite(ms) ? ms : 0, 0), fn };
      const after = timers.findIndex(({ dueAt }) => dueAt > timer.dueAt);
      timers.splice(after === -1 ? timers.length : after, 0, timer);
      arm();
      wake();
      return timer.handle;
    },
    set(time) {
      const by = time - now();
      jumps += 1;
      offset += by;
      // Without this shift a timer could wait for hours more.
      if (by < 0) for (const timer of timers) timer.dueAt += by;
      arm();
      onMoved?.();
    },
    clearTimeout(handle) {
      const at = timers.findIndex((timer) => timer.handle === handle);
      if (at === -1) return;
      timers.splice(at, 1);
      arm();
    },
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        return Promise.reject(new OptionError('clock.advance takes milliseconds from 0; time cannot go back'));
      }
      advances += 1;
      wake();
      const turn = moving
        .then(() => move(ms))
        .finally(() => {
          advances -= 1;
        });
      // A timer that throws rejects its own advance, but not the next ones.
      moving = turn.catch(() => undefined);
      return turn.then(() => beforeEnd?.());
    },
  };
}
