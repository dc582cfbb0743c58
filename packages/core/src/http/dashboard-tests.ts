import type { Warnings } from '../diagnosis/warnings.ts';
import type { HandoverEvent } from '../events.ts';
import type { Clock } from '../ports.ts';
import { isDashboardTest } from '../wire/event-base.ts';

/** Bounds what comes without deduplication. */
export interface DashboardTests {
  /** False for an event of the dashboard's Test button that comes on top of {@link MOST} within a minute. */
  readonly admits: (event: HandoverEvent) => boolean;
}

const MOST = 30;
const WITHIN_MS = 60_000;

/** Each press of the Test button in Meta's app dashboard runs the handlers; more than a person presses is not run. */
export function dashboardTests({
  clock,
  warnings,
}: {
  readonly clock: Clock;
  readonly warnings: Warnings;
}): DashboardTests {
  /** When the latest of them came, oldest first; at most {@link MOST}. */
  let times: readonly number[] = [];

  return {
    admits(event) {
      if (!isDashboardTest(event)) return true;
      const now = clock.now();
      times = times.filter((at) => at > now - WITHIN_MS);
      if (times.length < MOST) {
        times = [...times, now];
        return true;
      }
      warnings.warn('too_many_dashboard_tests', { fields: { most: MOST, withinMs: WITHIN_MS } });
      return false;
    },
  };
}
