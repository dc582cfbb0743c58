import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { gate, type MakeScheduler, recorder, schedulerCase } from './scheduler-case.ts';

/** How two schedulers on the same data share their timers. */
export const sharingCases: readonly ContractCase<MakeScheduler>[] = [
  schedulerCase('runs each timer on one of two schedulers', async ({ scheduler, another, now, eventually, quiet }) => {
    if (another === undefined) return;
    const other = await another();
    const here = recorder(now);
    const there = recorder(now);
    scheduler.handle('job', here.handler);
    other.handle('job', there.handler);
    const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
    for (const [index, key] of keys.entries())
      await (index % 2 === 0 ? scheduler : other).schedule('job', key, now() + 200, key);
    await eventually('all have run', () => here.runs.length + there.runs.length >= keys.length);
    await quiet();
    assert.deepEqual([...here.data(), ...there.data()].sort(), keys.toSorted());
  }),

  schedulerCase(
    'runs the timers that a closed scheduler left behind',
    async ({ scheduler, another, now, eventually, quiet }) => {
      if (another === undefined) return;
      const other = await another();
      const here = recorder(now);
      const there = recorder(now);
      scheduler.handle('job', here.handler);
      const dueAt = now() + 400;
      await scheduler.schedule('job', 'k', dueAt, 'left');
      await scheduler.close();
      other.handle('job', there.handler);
      await eventually('the other has run it', () => there.runs.length > 0);
      await quiet();
      assert.deepEqual([here.data(), there.data()], [[], ['left']]);
      assert.ok((there.runs[0]?.at ?? 0) >= dueAt, 'it ran before it was due');
    },
  ),

  schedulerCase(
    'runs timers that another scheduler set or replaced',
    async ({ scheduler, another, now, eventually, quiet }) => {
      if (another === undefined) return;
      const other = await another();
      const { data, handler } = recorder(now);
      scheduler.handle('job', handler);
      await scheduler.schedule('job', 'replaced', now() + 2000, 'old');
      await scheduler.schedule('job', 'cancelled', now() + 2000, 'never');
      await other.schedule('job', 'replaced', now() + 50, 'new');
      await other.cancel('job', 'cancelled');
      await other.schedule('job', 'set', now() + 50, 'set');
      await eventually('both have run', () => data().length > 1);
      await quiet();
      await quiet();
      assert.deepEqual(data().sort(), ['new', 'set']);
    },
  ),

  schedulerCase(
    'runs one instance of a timer at a time on two schedulers',
    async ({ scheduler, another, now, eventually, quiet }) => {
      if (another === undefined) return;
      const other = await another();
      const data: string[] = [];
      let running = 0;
      let most = 0;
      const { opened, open } = gate();
      const handler = async (timer: { readonly data: string }): Promise<void> => {
        data.push(timer.data);
        running += 1;
        most = Math.max(most, running);
        await opened;
        running -= 1;
      };
      scheduler.handle('job', handler);
      await scheduler.schedule('job', 'k', now(), 'first');
      await eventually('the first runs', () => running > 0);
      other.handle('job', handler);
      await other.schedule('job', 'k', now() + 20, 'second');
      await quiet();
      assert.deepEqual([data, most], [['first'], 1]);
      open();
      await eventually('the second has run', () => data.length > 1 && running === 0);
      await quiet();
      assert.deepEqual([data, most], [['first', 'second'], 1]);
    },
  ),
];
