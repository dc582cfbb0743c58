import { within } from '@handover/core/store';
import { RedisError } from './redis-error.ts';

/** Calls that end within a bound, whatever Redis does. */
export interface TimeLimit {
  /**
   * Starts `call` and settles as it does, or rejects once the time is up.
   *
   * @param late Gets a result that comes after that.
   * @throws {RedisError} The time is up, or too many calls before it were never answered.
   */
  run<Result>(call: () => Promise<Result>, late?: (result: Result) => void): Promise<Result>;
}

/** A Redis that is frozen keeps what it was asked in the memory of this process: no more than this. */
const MOST_UNANSWERED = 1_000;

/** Makes a limit; all its calls are counted together. */
export function timeLimit(timeoutMs: number): TimeLimit {
  let unanswered = 0;

  function tooLate(): RedisError {
    return new RedisError(`Redis did not answer within ${timeoutMs} ms`, 'look whether it is stuck or far away');
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
