// Which deliveries repeat an event and which bring a new one, for every store: the suites of core, SQLite and Redis run
// these cases.
import { dashboardTest, delivery, items } from '@handover/testkit';
import * as assert from 'uvu/assert';
import { harness } from './harness.ts';
import { type StoreCase, unsendCases } from './unsend-cases.ts';

const HOUR = 3_600_000;
const START = 1_764_590_400_000;

/** Delivers the bodies one after the other and compares how many events each one runs. */
function runsCase(name: string, bodies: readonly unknown[], expected: readonly number[]): StoreCase {
  return {
    name,
    async run(store) {
      const { bot, deliver } = harness({ store });
      let runs = 0;
      bot.on('*', () => {
        runs += 1;
      });
      const counts: number[] = [];
      for (const body of bodies) {
        const before = runs;
        assert.is((await deliver(body)).status, 200);
        counts.push(runs - before);
      }
      assert.equal(counts, expected);
      await bot.close();
    },
  };
}

const parking = (time: number): unknown => delivery({ time, changes: [{ field: 'parking' }] });
const calls = (time: number): unknown => delivery({ time, more: { calls: [{ id: 'c_1', timestamp: 1_764_590_400 }] } });
const said = (userId: string): unknown => delivery({ messaging: [items.message({ userId, mid: 'm_1' })] });

/** The redelivery cases. */
export const redeliveryCases: readonly StoreCase[] = [
  ...unsendCases,
  runsCase(
    'a change that happens again an hour later is a new event, and its redelivery is not',
    [parking(START), parking(START), parking(START + HOUR), parking(START + HOUR)],
    [1, 0, 1, 0],
  ),
  runsCase(
    'an item of a list in the entry is a new event an hour later, and its redelivery is not',
    [calls(START), calls(START), calls(START + HOUR)],
    [1, 0, 1],
  ),
  runsCase(
    'the same message id from two people is two events',
    [said('51'), said('52'), said('51'), said('52')],
    [1, 1, 0, 0],
  ),
  runsCase(
    "each press of the dashboard's Test button is a new event",
    [dashboardTest(), dashboardTest(), dashboardTest({ object: 'instagram' })],
    [1, 1, 1],
  ),
];
