import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PacingClock, pacingOf } from '../../src/recording/pacing.ts';

const pacing = suite('pace of a replay');

/** A clock on which waiting takes no time. */
function clockAt(now: number): PacingClock & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  };
}

const never = new AbortController().signal;

pacing('gaps last as long as in the recording, less what the sending took', async () => {
  const clock = clockAt(5_000_000);
  const pace = pacingOf(1, clock, never, () => {});
  await pace(1_000);
  await pace(3_500);
  await clock.wait(400, never);
  await pace(4_500);
  assert.equal(clock.waits, [2_500, 400, 600]);
});

pacing('a factor shortens gaps, and max has none', async () => {
  const clock = clockAt(0);
  const pace = pacingOf(10, clock, never, () => {});
  await pace(1_000);
  await pace(3_000);
  assert.equal(clock.waits, [200]);
  const fast = pacingOf('max', clock, never, () => {});
  await fast(1_000);
  await fast(9_000);
  assert.equal(clock.waits, [200]);
});

pacing('a time before an earlier one has come, and a gap of weeks is waited for and announced', async () => {
  const clock = clockAt(0);
  const gaps: number[] = [];
  const pace = pacingOf(1, clock, never, (waitMs) => gaps.push(waitMs));
  await pace(1_000);
  await pace(500);
  assert.equal(clock.waits, []);
  await pace(30 * 86_400_000 + 1_000);
  assert.equal(gaps, [30 * 86_400_000]);
  assert.equal(clock.waits, [2_147_483_647, 30 * 86_400_000 - 2_147_483_647]);
});

pacing('nothing is waited for once the replay was stopped', async () => {
  const clock = clockAt(0);
  const pace = pacingOf(1, clock, AbortSignal.abort(), () => {});
  await pace(0);
  await pace(60_000);
  assert.equal(clock.waits, []);
});

pacing.run();
