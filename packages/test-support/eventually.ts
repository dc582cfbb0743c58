import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits, in real time, until `condition` holds. A condition that has held once is not checked again.
 *
 * @throws {AssertionError} It does not hold within `withinMs`.
 */
export async function eventually(what: string, condition: () => unknown, withinMs = 60_000): Promise<void> {
  for (const until = performance.now() + withinMs; !(await condition()); await sleep(10))
    assert.ok(performance.now() < until, `within ${withinMs} ms: ${what}`);
}
