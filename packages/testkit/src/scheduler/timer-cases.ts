import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from '../store/awkward-texts.ts';
import { type MakeScheduler, recorder, schedulerCase } from './scheduler-case.ts';

/** Setting, replacing and cancelling timers, and when they run. */
export const timerCases: readonly ContractCase<MakeScheduler>[] = [
  schedulerCase('runs a timer when it is due, and only once', async ({ scheduler, now, eventually, quiet }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job', handler);
    const dueAt = now() + 100;
    await scheduler.schedule('job', 'k', dueAt, 'data');
    await eventually('the timer has run', () => runs.length > 0);
    await quiet();
    assert.deepEqual(
      runs.map(({ at: _, ...timer }) => timer),
      [{ key: 'k', dueAt, data: 'data' }],
    );
    assert.ok((runs[0]?.at ?? 0) >= dueAt, 'it ran before it was due');
  }),

  schedulerCase('replaces the timer of a name and key', async ({ scheduler, now, eventually, quiet }) => {
    const { runs, data, handler } = recorder(now);
    scheduler.handle('job', handler);
    await scheduler.schedule('job', 'k', now() + 2000, 'old');
    const dueAt = now() + 2300;
    await scheduler.schedule('job', 'k', dueAt, 'new');
    await eventually('the new timer has run', () => data().includes('new'));
    await quiet();
    assert.deepEqual(data(), ['new']);
    assert.ok((runs[0]?.at ?? 0) >= dueAt, 'it ran at the old time');
  }),

  schedulerCase(
    'moves a timer forward when it is set again for an earlier time',
    async ({ scheduler, now, eventually, quiet }) => {
      const { data, handler } = recorder(now);
      scheduler.handle('job', handler);
      await scheduler.schedule('job', 'k', now() + 600_000, 'late');
      await scheduler.schedule('job', 'k', now() + 50, 'soon');
      await eventually('the timer has run', () => data().length > 0);
      await quiet();
      assert.deepEqual(data(), ['soon']);
    },
  ),

  schedulerCase('does not run a timer that was cancelled', async ({ scheduler, now, eventually, quiet }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job', handler);
    await scheduler.schedule('job', 'gone', now() + 2000, '');
    await scheduler.schedule('job', 'stays', now() + 2000, '');
    await scheduler.cancel('job', 'gone');
    await scheduler.cancel('job', 'never-was');
    await scheduler.cancel('never-was', 'stays');
    await eventually('the other timer has run', () => runs.length > 0);
    await quiet();
    assert.deepEqual(
      runs.map(({ key }) => key),
      ['stays'],
    );
  }),

  schedulerCase(
    'sets a timer again after it was cancelled or has run',
    async ({ scheduler, now, eventually, quiet }) => {
      const { data, handler } = recorder(now);
      scheduler.handle('job', handler);
      await scheduler.schedule('job', 'k', now() + 2000, 'first');
      await scheduler.cancel('job', 'k');
      await scheduler.schedule('job', 'k', now() + 50, 'second');
      await eventually('the second has run', () => data().length > 0);
      await scheduler.schedule('job', 'k', now() + 50, 'third');
      await eventually('the third has run', () => data().length > 1);
      await quiet();
      assert.deepEqual(data(), ['second', 'third']);
    },
  ),

  schedulerCase('keeps names apart', async ({ scheduler, now, eventually, quiet }) => {
    const a = recorder(now);
    const b = recorder(now);
    scheduler.handle('a', a.handler);
    scheduler.handle('b', b.handler);
    await scheduler.schedule('a', 'k', now() + 20, '1');
    await scheduler.schedule('b', 'k', now() + 40, '2');
    await eventually('both have run', () => a.runs.length > 0 && b.runs.length > 0);
    await quiet();
    assert.deepEqual([a.data(), b.data()], [['1'], ['2']]);
  }),

  schedulerCase('runs a timer at once if it is already due', async ({ scheduler, now, eventually }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job', handler);
    const dueAt = now() - 5000;
    await scheduler.schedule('job', 'past', dueAt, '');
    await eventually('it has run', () => runs.length > 0);
    assert.deepEqual([runs[0]?.key, runs[0]?.dueAt], ['past', dueAt]);
  }),

  schedulerCase(
    'runs timers that came due before a handler was registered',
    async ({ scheduler, now, advance, eventually }) => {
      const { data, handler } = recorder(now);
      await scheduler.schedule('job', 'k', now() + 20, 'kept');
      await advance(200);
      scheduler.handle('job', handler);
      await eventually('it has run', () => data().length > 0);
      assert.deepEqual(data(), ['kept']);
    },
  ),

  schedulerCase('runs hundreds of timers due at the same time, each once', async (subject) => {
    const { scheduler, now, eventually, quiet } = subject;
    const a = recorder(now);
    const b = recorder(now);
    scheduler.handle('a', a.handler);
    scheduler.handle('b', b.handler);
    const dueAt = now() + 300;
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    for (const key of keys) {
      await scheduler.schedule('a', key, dueAt, key);
      await scheduler.schedule('b', key, dueAt, key);
    }
    await eventually('all have run', () => a.runs.length >= keys.length && b.runs.length >= keys.length);
    await quiet();
    assert.deepEqual([a.data().sort(), b.data().sort()], [keys.toSorted(), keys.toSorted()]);
  }),

  schedulerCase('stores any text as data or key unchanged', async ({ scheduler, now, eventually }) => {
    const { runs, handler } = recorder(now);
    scheduler.handle('job:with.a name', handler);
    const dueAt = now() + 50;
    // The key of a thread, a number, and texts that a plugin may build from a page's name.
    const keys = ['1450077300221199:messenger:2:3', '42', ...AWKWARD_TEXTS.map((text) => `k${text}`)];
    for (const [index, key] of keys.entries())
      await scheduler.schedule('job:with.a name', key, dueAt, AWKWARD_TEXTS[index % AWKWARD_TEXTS.length] ?? '');
    await eventually('all have run', () => runs.length >= keys.length);
    for (const [index, key] of keys.entries()) {
      const run = runs.find((each) => each.key === key);
      assert.deepEqual([run?.dueAt, run?.data], [dueAt, AWKWARD_TEXTS[index % AWKWARD_TEXTS.length]]);
    }
    assert.equal(runs.length, keys.length);
  }),
];
