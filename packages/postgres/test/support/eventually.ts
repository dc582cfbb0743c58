import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds. @throws {AssertionError} It does not hold within `withinMs`. */
export async function eventually(what: string, condition: () => unknown, withinMs = 60_000): Promise<void> {
  const until = performance.now() + withinMs;
  while (!(await condition()) && performance.now() < until) await sleep(10);
  assert.ok(await condition(), `within ${withinMs} ms: ${what}`);
}
