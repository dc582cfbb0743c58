import type { Clock } from '@handover/core';

/** A single timer of the platform that only moves forward, to the earliest requested time. */
export interface Alarm {
  /** Makes the alarm ring at `at`, in ms, unless it already rings earlier. */
  at(at: number): void;
  /** Cancels the alarm. */
  stop(): void;
}

/** The longest delay of a Node timer. An alarm further away rings early, and the scheduler sets it again. */
const MOST_MS = 2 ** 31 - 1;

/** Makes an alarm that calls `ring`. It does not keep the process alive. */
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
