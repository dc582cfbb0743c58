import type { Scheduler } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';

/** An option `pollMs` with which no timer of another process is found by a look. */
export const NEVER_MS = 2 ** 31 - 1;

/**
 * Sets timers in one process until another runs one.
 *
 * @param here A scheduler that looks for timers of others only after {@link NEVER_MS}, or after a short pause.
 */
export async function runsWhatOthersSet(here: Scheduler, there: Scheduler): Promise<void> {
  const runs: string[] = [];
  here.handle('job', ({ key }) => void runs.push(key));
  // A timer that is set before the other listens is not announced to it.
  let set = 0;
  await eventually('a timer that another process set has run', async () => {
    set += 1;
    await there.schedule('job', `k${set}`, Date.now() + 20, '');
    return runs.length > 0;
  });
}
