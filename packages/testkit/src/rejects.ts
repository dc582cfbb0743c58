import { AssertionError } from 'node:assert';

/**
 * Waits for `promise` to reject and returns the error, for further assertions.
 *
 * @param expected A name (`'NotThreadOwnerError'`), a pattern for the message, or a predicate. Without it, any error
 * passes.
 * @throws {AssertionError} The promise was fulfilled, or rejected with something else.
 */
export async function rejects(
  promise: Promise<unknown>,
  expected?: string | RegExp | ((error: Error) => boolean),
): Promise<Error> {
  let error: unknown;
  try {
    await promise;
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) throw new AssertionError({ message: 'expected a rejection, but the promise was fulfilled' });
  if (!(error instanceof Error))
    throw new AssertionError({ message: 'expected a rejection with an Error', actual: error });
  if (expected === undefined || fits(error, expected)) return error;
  throw new AssertionError({
    message: `rejected with another error than expected: ${error.name}: ${error.message}`,
    actual: error,
    expected,
  });
}

function fits(error: Error, expected: string | RegExp | ((error: Error) => boolean)): boolean {
  if (typeof expected === 'string') return error.name === expected;
  return expected instanceof RegExp ? expected.test(error.message) : expected(error);
}
