/**
 * One thing that every implementation of a port must do. Any test runner can run it:
 * `for (const { name, run } of storeContract) test(name, () => run(makeStore))`.
 *
 * @typeParam Make What makes a fresh, empty subject for each case.
 */
export interface ContractCase<Make> {
  /** A sentence about behaviour. */
  readonly name: string;
  /** @throws {AssertionError} The subject does not do it. */
  run(make: Make): Promise<void>;
}
