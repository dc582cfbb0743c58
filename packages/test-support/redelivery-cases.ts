// What is the same event again and what is another one, with every store: the suites of core, SQLite and Redis run these.
import { dashboardTest, delivery, items } from '@handover/testkit';
import * as assert from 'uvu/assert';
import { harness } from './harness.ts';
import { type StoreCase, unsendCases } from './unsend-cases.ts';

const HOUR = 3_600_000;
const START = 1_764_590_400_000;

/** Delivers the bodies one after the other and compares how many events each runs. */
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

/** The cases. */
export const redeliveryCases: readonly StoreCase[] = [
  ...unsendCases,
  runsCase(
    'a change that happens again an hour later is another event, and its redelivery is none',
    [parking(START), parking(START), parking(START + HOUR), parking(START + HOUR)],
    [1, 0, 1, 0],
  ),
  runsCase(
    'an item of a list of the entry is another event an hour later, and its redelivery is none',
    [calls(START), calls(START), calls(START + HOUR)],
    [1, 0, 1],
  ),
  runsCase(
    'one message id of two people is two events',
    [said('51'), said('52'), said('51'), said('52')],
    [1, 1, 0, 0],
  ),
  runsCase(
    'each press of the Test button of the dashboard is another event',
    [dashboardTest(), dashboardTest(), dashboardTest({ object: 'instagram' })],
    [1, 1, 1],
  ),
];
