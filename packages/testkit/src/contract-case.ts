/**
 * One thing that every implementation of a port must do. Any test runner can run it:
 * `for (const { name, run } of storeContract) test(name, () => run(makeStore))`.
 *
 * @typeParam Make A function that makes a fresh, empty subject for each case.
 */
export interface ContractCase<Make> {
  /** A sentence that describes the behaviour. */
  readonly name: string;
  /** @throws {AssertionError} The subject does not behave so. */
  run(make: Make): Promise<void>;
}
