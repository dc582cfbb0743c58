import { setTimeout as sleep } from 'node:timers/promises';

/** How fast a recording is played: `max`, or a factor of the speed at which it was recorded. */
export type Speed = number | 'max';

/** The time that pacing goes by. */
export interface PacingClock {
  /** In ms since 1970. */
  now(): number;
  /** Resolves after so many ms, or as soon as the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The longest that a timer of Node holds, in ms. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** A longer gap is announced, in ms. */
const NOTED_GAP_MS = 30_000;

/** The clock of the machine. */
export const SYSTEM_CLOCK: PacingClock = {
  now: Date.now,
  wait: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      // It was aborted.
    }
  },
};

/**
 * Makes the function that waits until a recorded time has come. The first time that it is asked for has come at once. Times that lie
 * before it, as a clock that was set back leaves them, have come too.
 *
 * @param onGap Called ahead of a long wait, with its length in ms.
 */
export function pacingOf(
  speed: Speed,
  clock: PacingClock,
  signal: AbortSignal,
  onGap: (waitMs: number) => void,
): (at: number) => Promise<void> {
  let first: { readonly at: number; readonly now: number } | undefined;
  return async (at) => {
    if (speed === 'max') return;
    first ??= { at, now: clock.now() };
    const due = first.now + (at - first.at) / speed;
    let waitMs = due - clock.now();
    if (waitMs > NOTED_GAP_MS) onGap(waitMs);
    for (; waitMs > 0 && !signal.aborted; waitMs = due - clock.now()) {
      await clock.wait(Math.min(waitMs, LONGEST_TIMER_MS), signal);
    }
  };
}
