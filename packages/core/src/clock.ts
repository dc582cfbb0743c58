import type { Clock } from './ports.ts';

/** The system's clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/**
 * Resolves like `promise`, but rejects with `late()` once `timeoutMs` have passed. The promise itself goes on; its later
 * failure is not left unhandled.
 *
 * @param clock Where the timer runs; `globalThis` has the system's timers.
 */
export function within<T>(
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
  promise: PromiseLike<T>,
  timeoutMs: number,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(late()), timeoutMs);
    endTimer(clock, timer, promise, resolve, reject);
  });
}

/** Resolves like `promise`, but to `undefined` once `timeoutMs` have passed. The promise itself goes on. */
export function orLate<T>(clock: Clock, promise: PromiseLike<T>, timeoutMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve(undefined), timeoutMs);
    endTimer(clock, timer, promise, resolve, reject);
  });
}

/** Settles as `promise` does, unless the timer was first: of two settlements the first counts. */
function endTimer<T>(
  clock: Pick<Clock, 'clearTimeout'>,
  timer: unknown,
  promise: PromiseLike<T>,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): void {
  promise.then(
    (value) => {
      clock.clearTimeout(timer);
      resolve(value);
    },
    (reason) => {
      clock.clearTimeout(timer);
      reject(reason);
    },
  );
}

/** The clock with timers that don't keep the process alive. */
export function unreffed(clock: Clock): Clock {
  return {
    now: clock.now.bind(clock),
    setTimeout: (callback, delayMs) => {
      const timer = clock.setTimeout(callback, delayMs);
      (timer as { unref?: () => void } | undefined)?.unref?.();
      return timer;
    },
    clearTimeout: clock.clearTimeout.bind(clock),
  };
}

/** Resolves after `delayMs`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, delayMs);
  });
}

/** Lets a timer not keep the process alive, where the clock's timers know how. */
export function unref(handle: unknown): void {
  if (typeof handle === 'object' && handle !== null && 'unref' in handle && typeof handle.unref === 'function') {
    handle.unref();
  }
}

/** Whether it has to be waited for: a promise, of whatever kind. */
export function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
