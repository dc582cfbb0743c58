import assert from 'node:assert/strict';
import type { Scheduler } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { gate, type MakeScheduler, recorder, schedulerCase } from './scheduler-case.ts';

/** So far ahead that no timer comes due by itself while a case runs. */
const AHEAD_MS = 600_000;
const LONG_AHEAD_MS = 86_400_000;

async function runDue(scheduler: Scheduler, now: number, limit = 10): Promise<number> {
  assert.ok(scheduler.runDue !== undefined, 'the scheduler has no runDue: leave these cases out');
  return scheduler.runDue(now, limit);
}

/** What runs because a program asks for it. */
export const dueCases: readonly ContractCase<MakeScheduler>[] = [
  schedulerCase('runs the timers due at the given time, earliest first', async ({ scheduler, now }) => {
    const { runs, data, handler } = recorder(now);
    scheduler.handle('a', handler);
    scheduler.handle('b', handler);
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('a', 'late', dueAt + 2, '3');
    await scheduler.schedule('b', 'early', dueAt, '1');
    await scheduler.schedule('a', 'early', dueAt + 1, '2');
    assert.equal(await runDue(scheduler, dueAt - 1), 0);
    assert.equal(await runDue(scheduler, dueAt + 1), 2);
    assert.deepEqual(data(), ['1', '2']);
    assert.deepEqual([runs[0]?.key, runs[0]?.dueAt], ['early', dueAt]);
    assert.equal(await runDue(scheduler, dueAt + 1), 0);
    assert.equal(await runDue(scheduler, dueAt + LONG_AHEAD_MS), 1);
    assert.deepEqual(data(), ['1', '2', '3']);
  }),

  schedulerCase('runs at most the requested number of timers at a time', async ({ scheduler, now }) => {
    const { data, handler } = recorder(now);
    scheduler.handle('job', handler);
    const dueAt = now() + AHEAD_MS;
    for (const key of ['1', '2', '3', '4', '5']) await scheduler.schedule('job', key, dueAt + Number(key), key);
    const counts = [];
    for (let turn = 0; turn < 4; turn += 1) counts.push(await runDue(scheduler, dueAt + AHEAD_MS, 2));
    assert.deepEqual(counts, [2, 2, 1, 0]);
    assert.deepEqual(data().toSorted(), ['1', '2', '3', '4', '5']);
  }),

  schedulerCase('answers once the handlers of due timers have ended', async ({ scheduler, now, eventually, quiet }) => {
    const log: string[] = [];
    const { opened, open } = gate();
    scheduler.handle('job', async ({ key }) => {
      log.push(`${key} begins`);
      if (key === 'slow') await opened;
      log.push(`${key} ends`);
    });
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('job', 'slow', dueAt, '');
    const asked = runDue(scheduler, dueAt).then((count) => log.push(`${count} ran`));
    await eventually('it runs', () => log.length > 0);
    await quiet();
    const meanwhile = [...log];
    open();
    await asked;
    assert.deepEqual(meanwhile, ['slow begins']);
    assert.deepEqual(log, ['slow begins', 'slow ends', '1 ran']);
  }),

  schedulerCase('leaves what was cancelled or replaced, and what has no handler', async ({ scheduler, now }) => {
    const { data, handler } = recorder(now);
    scheduler.handle('job', handler);
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('job', 'cancelled', dueAt, 'cancelled');
    await scheduler.schedule('job', 'replaced', dueAt, 'old');
    await scheduler.schedule('other', 'k', dueAt, 'kept');
    await scheduler.cancel('job', 'cancelled');
    await scheduler.schedule('job', 'replaced', dueAt + LONG_AHEAD_MS, 'new');
    assert.equal(await runDue(scheduler, dueAt), 0);
    scheduler.handle('other', handler);
    assert.equal(await runDue(scheduler, dueAt), 1);
    assert.equal(await runDue(scheduler, dueAt + LONG_AHEAD_MS), 1);
    assert.deepEqual(data(), ['kept', 'new']);
  }),

  schedulerCase('counts a timer whose handler failed, and tries it again later', async ({ scheduler, now }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job', (timer) => {
      handler(timer);
      if (runs.length === 1) throw new Error('not yet');
    });
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('job', 'k', dueAt, 'kept');
    const counts = [await runDue(scheduler, dueAt)];
    for (let turn = 0; turn < 2; turn += 1) counts.push(await runDue(scheduler, dueAt + LONG_AHEAD_MS));
    assert.deepEqual(counts, [1, 1, 0]);
    assert.deepEqual(
      runs.map(({ at: _, ...timer }) => timer),
      Array(2).fill({ key: 'k', dueAt, data: 'kept' }),
    );
  }),

  schedulerCase('does not run a timer a second time while it runs', async ({ scheduler, now, eventually }) => {
    const { data, handler } = recorder(now);
    const { opened, open } = gate();
    scheduler.handle('job', async (timer) => {
      handler(timer);
      await opened;
    });
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('job', 'k', dueAt, 'first');
    const first = runDue(scheduler, dueAt);
    await eventually('the first runs', () => data().length > 0);
    await scheduler.schedule('job', 'k', dueAt, 'second');
    const meanwhile = await runDue(scheduler, dueAt);
    open();
    assert.deepEqual([meanwhile, await first], [0, 1]);
    assert.equal(await runDue(scheduler, dueAt), 1);
    assert.deepEqual(data(), ['first', 'second']);
  }),

  schedulerCase('runs a timer that sets itself again once per call', async ({ scheduler, now }) => {
    const { data, handler } = recorder(now);
    const dueAt = now() + AHEAD_MS;
    scheduler.handle('job', async (timer) => {
      handler(timer);
      await scheduler.schedule('job', timer.key, timer.dueAt + 1, `${Number(timer.data) + 1}`);
    });
    await scheduler.schedule('job', 'k', dueAt, '1');
    assert.equal(await runDue(scheduler, dueAt), 1);
    assert.equal(await runDue(scheduler, dueAt + 1), 1);
    assert.equal(await runDue(scheduler, dueAt + 1), 0);
    assert.deepEqual(data(), ['1', '2']);
  }),

  schedulerCase('runs each timer once where two ask at the same time', async ({ scheduler, another, now }) => {
    const other = (await another?.()) ?? scheduler;
    const { data, handler } = recorder(now);
    scheduler.handle('job', handler);
    other.handle('job', handler);
    const dueAt = now() + AHEAD_MS;
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    for (const key of keys) await scheduler.schedule('job', key, dueAt, key);
    const counts = await Promise.all([scheduler, other].map((each) => runDue(each, dueAt, 100)));
    assert.equal((counts[0] ?? 0) + (counts[1] ?? 0), keys.length);
    assert.deepEqual(data().toSorted(), keys.toSorted());
  }),

  schedulerCase('runs nothing once it is closed', async ({ scheduler, now }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job', handler);
    const dueAt = now() + AHEAD_MS;
    await scheduler.schedule('job', 'k', dueAt, '');
    await scheduler.close();
    assert.equal(await runDue(scheduler, dueAt), 0);
    assert.equal(runs.length, 0);
  }),
];
