import type { Routing } from '@handover/sandbox';
import type { Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PlaceName } from '../places.ts';
import { tenDays } from '../ten-days.ts';
import { printed, tenDaysVerdicts } from '../verdicts.ts';
import { seed } from './seed.ts';

/** Small enough to end within the runner's minute on a busy machine. */
const SHORT = { people: 10, scenesPerDay: 1, deedsPerScene: 8, outageMinutes: 3 };

/** The short form, with less in each day. Only the long form checks memory. */
export function shortDays(test: Test, place: PlaceName, routing: Routing, days: number): void {
  test(`${days} days of trouble lose no event, handle none twice and leave no owner wrong or in dispute (seed ${seed})`, async () => {
    const report = await tenDays({ place, routing, seed, days, ...SHORT });
    const verdicts = tenDaysVerdicts(report, { long: false });
    assert.ok(
      verdicts.every(({ holds }) => holds),
      `seed ${seed}\n${printed(verdicts)}`,
    );
  });
}
