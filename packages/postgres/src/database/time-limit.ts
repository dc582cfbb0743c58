import { within } from '@handover/core/store';
import { PostgresError } from '../postgres-error.ts';

/** How a call is bounded. */
export interface Bound<Result> {
  /** When it was asked for, by the machine's monotonic clock. @default now */
  readonly since?: number | undefined;
  /** Receives a result that arrives after the time limit. */
  readonly late?: ((result: Result) => void) | undefined;
}

/** Runs calls that settle within a time limit, whatever PostgreSQL does. */
export interface TimeLimit {
  /**
   * Starts `call` and settles as it does, or rejects after the time limit.
   *
   * @throws {PostgresError} The time limit passed, or too many earlier calls are still unanswered.
   */
  run<Result>(call: (until: number) => Promise<Result>, bound: Bound<Result>): Promise<Result>;
}

/** While PostgreSQL is frozen, unanswered calls stay in the memory of this process: at most this many. */
const MOST_UNANSWERED = 1_000;

/**
 * The share of the time limit that is left at least to a call which has waited for others. With less, a server that has
 * just come back would seem to be away again.
 */
const LEAST_SHARE = 0.25;

/** Makes a limit. All its calls count together. */
export function timeLimit(timeoutMs: number): TimeLimit {
  let unanswered = 0;

  function tooLate(): PostgresError {
    return new PostgresError(
      `PostgreSQL did not answer within ${timeoutMs} ms`,
      'check whether it is overloaded, locked or unreachable, and whether the pool has free connections',
    );
  }

  return {
    run(call, { since = performance.now(), late }) {
      if (unanswered >= MOST_UNANSWERED) return Promise.reject(tooLate());
      const now = performance.now();
      const leftMs = Math.max(since + timeoutMs - now, timeoutMs * LEAST_SHARE);
      const answer = call(now + leftMs);
      return within(globalThis, answer, leftMs, () => {
        unanswered += 1;
        const settled = answer.finally(() => {
          unanswered -= 1;
        });
        settled.then(late, () => undefined);
        return tooLate();
      });
    },
  };
}
