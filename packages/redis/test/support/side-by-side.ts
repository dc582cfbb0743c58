/**
 * Starts `tasks` in order, at most `most` at a time, and returns the outcome of each. A failed task rejects where its
 * outcome is awaited.
 */
export function sideBySide(tasks: readonly (() => Promise<void>)[], most: number): readonly Promise<void>[] {
  const outcomes: Promise<void>[] = [];
  for (const [index, task] of tasks.entries()) {
    const before = index < most ? Promise.resolve() : free(outcomes.slice(0, index), index - most + 1);
    const outcome = before.then(task);
    // It may fail before the caller awaits it.
    outcome.catch(() => undefined);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** Resolves once `count` of the promises are settled. */
function free(promises: readonly Promise<void>[], count: number): Promise<void> {
  let left = count;
  return new Promise((resolve) => {
    const settled = (): void => {
      left -= 1;
      if (left === 0) resolve();
    };
    for (const promise of promises) promise.then(settled, settled);
  });
}
