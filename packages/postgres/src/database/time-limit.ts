import { within } from '@handover/core/store';
import { PostgresError } from '../postgres-error.ts';

/** Runs calls that settle within a time limit, whatever PostgreSQL does. */
export interface TimeLimit {
  /**
   * Starts `call` and settles as it does, or rejects after the time limit.
   *
   * @param late Receives a result that arrives after that.
   * @throws {PostgresError} The time limit passed, or too many earlier calls are still unanswered.
   */
  run<Result>(call: () => Promise<Result>, late?: (result: Result) => void): Promise<Result>;
}

/** While PostgreSQL is frozen, unanswered calls stay in the memory of this process: at most this many. */
const MOST_UNANSWERED = 1_000;

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
    run(call, late) {
      if (unanswered >= MOST_UNANSWERED) return Promise.reject(tooLate());
      const answer = call();
      return within(globalThis, answer, timeoutMs, () => {
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
