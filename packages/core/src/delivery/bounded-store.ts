import { isThenable, within } from '../clock.ts';
import { asError, StoreError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Awaitable, Clock, Logger, Store } from '../ports.ts';
import { STORE_OPERATIONS } from '../store-operations.ts';

type Operation = (...args: unknown[]) => Awaitable<unknown>;

/** A store that takes longer counts as down: Meta waits five seconds in all. */
export const STORE_WITHIN_MS = 4_000;

/**
 * Wraps the user's store: limits every wait, and logs once when the store fails and once when it is back. An operation
 * that returns synchronously needs no timer.
 *
 * @throws {StoreError} (each operation) The store failed or timed out; `cause` is the failure.
 */
export function boundedStore(
  store: Store,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Store {
  let failing = false;

  function failed(error: unknown): StoreError {
    const cause = asError(error);
    if (!failing)
      logger.error({ error: errorFields(cause) }, 'The store failed: deliveries get 503, and Meta delivers them again');
    failing = true;
    return cause instanceof StoreError ? cause : new StoreError('The store failed', { cause });
  }

  function answered<Result>(result: Result): Result {
    if (failing) logger.info({}, 'The store answers again');
    failing = false;
    return result;
  }

  function bounded<Result>(operation: () => Awaitable<Result>): Awaitable<Result> {
    let answer: Awaitable<Result>;
    try {
      answer = operation();
    } catch (error) {
      return Promise.reject(failed(error));
    }
    if (!isThenable(answer)) return answered(answer);
    // A driver's own kind of promise counts as well.
    return within(
      clock,
      Promise.resolve(answer),
      STORE_WITHIN_MS,
      () => new StoreError('The store did not answer in time'),
    ).then(answered, (error: unknown) => Promise.reject(failed(error)));
  }

  const operations = STORE_OPERATIONS.map((name) => {
    const operation = store[name] as Operation;
    return [name, (...args: unknown[]) => bounded(() => operation.apply(store, args))];
  });
  return { ...Object.fromEntries(operations), isDurable: store.isDurable };
}
