import type { PostgresPool } from '@handover/postgres';
import { type TestClock, testClock } from '@handover/testkit';

/** A pool that knows what is under way, and a clock that waits for it. */
export interface QuietPool {
  readonly pool: PostgresPool;
  readonly clock: TestClock;
  /** Moves the clock on in small steps, and lets the database answer after each. */
  advance(ms: number): Promise<void>;
}

const STEP_MS = 50;

export function quietPool(on: PostgresPool): QuietPool {
  const clock = testClock();
  let asked = 0;

  /** Waits until some turns of the event loop have passed without a statement under way. */
  async function quiet(): Promise<void> {
    for (let turns = 0; turns < 3; turns += 1) {
      await new Promise(setImmediate);
      if (asked > 0) turns = 0;
    }
  }

  return {
    pool: {
      async query(text, values) {
        asked += 1;
        try {
          return await on.query(text, values);
        } finally {
          asked -= 1;
        }
      },
    },
    clock,
    async advance(ms) {
      await quiet();
      for (let left = ms; left > 0; left -= STEP_MS) {
        await clock.advance(Math.min(STEP_MS, left));
        await quiet();
      }
    },
  };
}
