import { HandlerTimeoutError, isDefinite } from '../errors.ts';

/** When an event is given up. */
export interface RetryLimits {
  /** Runs in all. */
  readonly attempts: number;
  /** How long after its first run it is given up, in ms; 0: no time limit. */
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
 * The result of a failed run: the event counts as handled if a repeat can't change anything, or it is given up, or it
 * is retried after a pause.
 */
export type NextRun = 'handled' | 'give_up' | { readonly afterMs: number };

/** Pauses before the second run, the third, …; the last pause repeats. */
const PAUSES_MS = [1_000, 5_000, 30_000, 120_000, 300_000] as const;
const LONGEST_PAUSE_MS = 300_000;
/** A handler that timed out twice will time out a third time. */
const MOST_TIMEOUTS = 2;

/** Decides from the failures of one run what happens to its event. */
export function nextRun(failures: readonly Error[], run: FailedRun, limits: RetryLimits): NextRun {
  const mendable = failures.filter((failure) => !isDefinite(failure));
  if (mendable.length === 0) return 'handled';
  if (mendable.every((failure) => isMistake(failure))) return 'give_up';
  const timedOut = mendable.every((failure) => failure instanceof HandlerTimeoutError || isMistake(failure));
  // A retried dead letter may time out twice more, whatever it did before.
  if (timedOut && run.timeouts % MOST_TIMEOUTS === 0) return 'give_up';
  const isLate = limits.retryForMs > 0 && run.now - run.firstAt >= limits.retryForMs;
  if (run.tries >= limits.attempts || isLate) return 'give_up';
  return { afterMs: PAUSES_MS[run.tries - 1] ?? LONGEST_PAUSE_MS };
}

/** Names of the errors that JavaScript throws for a mistake in the code. */
const MISTAKES: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'ReferenceError']);
/** A `TypeError` without a cause by which `fetch` reports that the network failed. */
const NETWORK = /^(fetch failed|terminated)$/;

/** Whether the handler has a programming error, so that each run fails in the same way. */
function isMistake(error: Error): boolean {
  return MISTAKES.has(error.name) && error.cause === undefined && !NETWORK.test(error.message);
}
