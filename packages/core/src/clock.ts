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
  promise: Promise<T>,
  timeoutMs: number,
  late: () => Error,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(late()), timeoutMs);
    promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
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
