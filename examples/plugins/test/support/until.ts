import * as assert from 'uvu/assert';

/** Waits for a result of other processes, in real time, for up to a minute. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waits = 0; !(await holds()); waits += 1) {
    assert.ok(waits < 600, `not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
