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
 */
export async function within<T>(
  clock: Clock,
  promise: PromiseLike<T>,
  timeoutMs: number,
  late: () => Error,
): Promise<T> {
  let timer: unknown;
  const timeout = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => reject(late()), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clock.clearTimeout(timer);
  }
}

/** Resolves like `promise`, but to `undefined` once `timeoutMs` have passed. The promise itself goes on. */
export async function orLate<T>(clock: Clock, promise: PromiseLike<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: unknown;
  const timeout = new Promise<undefined>((resolve) => {
    timer = clock.setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clock.clearTimeout(timer);
  }
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
