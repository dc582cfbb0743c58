import { HandlerTimeoutError, isDefinite } from '../errors.ts';

/** When an event is given up. */
export interface RetryLimits {
  /** Runs in all. */
  readonly attempts: number;
  /** How long after its first run, in ms; 0: no limit by time. */
  readonly retryForMs: number;
}

/** The run that failed. */
export interface FailedRun {
  /** Runs up to now, this one included. */
  readonly tries: number;
  /** Runs that timed out, this one included; 0 where this one did not. */
  readonly timeouts: number;
  /** When the event was claimed first, in ms. */
  readonly firstAt: number;
  readonly now: number;
}

/**
 * What comes of a failed run: it counts as handled where a repeat can't change anything, the event is given up, or it is
 * run again after a while.
 */
export type NextRun = 'handled' | 'give_up' | { readonly afterMs: number };

/** Pauses ahead of the second run, the third, …; the last one stays. */
const PAUSES_MS = [1_000, 5_000, 30_000, 120_000, 300_000] as const;
const LONGEST_PAUSE_MS = 300_000;
/** A handler that did not end twice will not end the third time. */
const MOST_TIMEOUTS = 2;

/** Decides by the failures of one run what becomes of its event. */
export function nextRun(failures: readonly Error[], run: FailedRun, limits: RetryLimits): NextRun {
  const mendable = failures.filter((failure) => !isDefinite(failure));
  if (mendable.length === 0) return 'handled';
  if (mendable.every((failure) => isMistake(failure))) return 'give_up';
  const timedOut = mendable.every((failure) => failure instanceof HandlerTimeoutError || isMistake(failure));
  // A dead letter that is retried has timed out before, and may twice more.
  if (timedOut && run.timeouts % MOST_TIMEOUTS === 0) return 'give_up';
  const isLate = limits.retryForMs > 0 && run.now - run.firstAt >= limits.retryForMs;
  if (run.tries >= limits.attempts || isLate) return 'give_up';
  return { afterMs: PAUSES_MS[run.tries - 1] ?? LONGEST_PAUSE_MS };
}

/** Names of the errors that the language throws at a mistake in the code. */
const MISTAKES: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError']);
/** A `TypeError` without a cause by which `fetch` reports that the network failed. */
const NETWORK = /^(fetch failed|terminated)$/;

/** Whether the code of a handler is wrong, so that each run fails in the same way. */
function isMistake(error: Error): boolean {
  return MISTAKES.has(error.name) && error.cause === undefined && !NETWORK.test(error.message);
}
