import * as assert from 'uvu/assert';

/** Waits for what other processes do on the real time; they have a minute. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let waits = 0; !(await holds()); waits += 1) {
    assert.ok(waits < 600, `in a minute it did not come about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
