import type { Clock } from '@handover/core';

/** One timer of the platform that only ever moves forward, to the earliest time that was asked for. */
export interface Alarm {
  /** Rings at `at`, in ms, unless it rings earlier anyway. */
  at(at: number): void;
  /** Does not ring. */
  stop(): void;
}

/** The timers of Node count no further: an alarm that is further away rings early, and is set again by who looks. */
const MOST_MS = 2 ** 31 - 1;

/** An alarm that calls `ring`. It does not keep the process alive. */
export function alarm(clock: () => Clock, ring: () => void): Alarm {
  let set: { readonly at: number; readonly handle: unknown } | undefined;

  function stop(): void {
    if (set !== undefined) clock().clearTimeout(set.handle);
    set = undefined;
  }

  return {
    at(at) {
      if (set !== undefined && set.at <= at) return;
      stop();
      const delayMs = Math.min(Math.max(0, at - clock().now()), MOST_MS);
      const handle = clock().setTimeout(() => {
        set = undefined;
        ring();
      }, delayMs);
      unref(handle);
      set = { at, handle };
    },
    stop,
  };
}

function unref(handle: unknown): void {
  if (typeof handle === 'object' && handle !== null && 'unref' in handle && typeof handle.unref === 'function')
    handle.unref();
}
