import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { gate, type MakeScheduler, schedulerCase } from './scheduler-case.ts';

/** What happens while a timer runs, and after a failed run. */
export const runCases: readonly ContractCase<MakeScheduler>[] = [
  schedulerCase('retries a timer whose handler failed', async ({ scheduler, now, eventually, quiet }) => {
    const data: string[] = [];
    scheduler.handle('job', (timer) => {
      data.push(timer.data);
      if (data.length < 3) throw new Error('not yet');
    });
    await scheduler.schedule('job', 'k', now() + 20, 'kept');
    await eventually('it has run three times', () => data.length >= 3);
    await quiet();
    assert.deepEqual(data, ['kept', 'kept', 'kept']);
  }),

  schedulerCase('waits longer after each failure', async ({ scheduler, now, eventually }) => {
    const at: number[] = [];
    scheduler.handle('job', async () => {
      at.push(now());
      if (at.length < 3) throw new Error('not yet');
    });
    await scheduler.schedule('job', 'k', now(), '');
    await eventually('it has run three times', () => at.length >= 3);
    const [first = 0, second = 0, third = 0] = at;
    assert.ok(second - first >= 100, `it was retried after ${second - first} ms`);
    assert.ok(third - second > second - first, `the pauses were ${second - first} and ${third - second} ms`);
  }),

  schedulerCase('lets others run while one fails', async ({ scheduler, now, eventually }) => {
    const runs: string[] = [];
    scheduler.handle('job', ({ key }) => {
      runs.push(key);
      if (key === 'bad') throw new Error('always');
    });
    await scheduler.schedule('job', 'bad', now(), '');
    await eventually('it has failed', () => runs.includes('bad'));
    await scheduler.schedule('job', 'good', now() + 20, '');
    await eventually('the other has run', () => runs.includes('good'));
    await scheduler.cancel('job', 'bad');
  }),

  schedulerCase('replaces a timer that waits for its retry', async ({ scheduler, now, eventually, quiet }) => {
    const data: string[] = [];
    scheduler.handle('job', (timer) => {
      data.push(timer.data);
      if (timer.data === 'fails') throw new Error('not this one');
    });
    await scheduler.schedule('job', 'k', now(), 'fails');
    await eventually('it has failed', () => data.length > 0);
    await scheduler.schedule('job', 'k', now() + 50, 'instead');
    await eventually('the new one has run', () => data.includes('instead'));
    await quiet();
    assert.deepEqual([data.indexOf('instead'), data.at(-1)], [data.length - 1, 'instead']);
  }),

  schedulerCase('forgets a timer that is cancelled while it waits for its retry', async (subject) => {
    const { scheduler, now, eventually, quiet } = subject;
    let runs = 0;
    scheduler.handle('job', () => {
      runs += 1;
      throw new Error('always');
    });
    await scheduler.schedule('job', 'k', now(), '');
    await eventually('it has failed', () => runs > 0);
    await scheduler.cancel('job', 'k');
    const before = runs;
    await quiet();
    await quiet();
    assert.equal(runs, before);
  }),

  schedulerCase(
    'runs one instance of a timer at a time, even if it is set again meanwhile',
    async ({ scheduler, now, advance, eventually }) => {
      const data: string[] = [];
      let running = 0;
      let most = 0;
      const { opened, open } = gate();
      scheduler.handle('job', async (timer) => {
        data.push(timer.data);
        running += 1;
        most = Math.max(most, running);
        await opened;
        running -= 1;
      });
      await scheduler.schedule('job', 'k', now() + 20, 'first');
      await eventually('the first runs', () => running > 0);
      await scheduler.schedule('job', 'k', now() + 20, 'second');
      await advance(200);
      assert.deepEqual([data, most], [['first'], 1]);
      open();
      await eventually('the second has run', () => data.length > 1 && running === 0);
      assert.deepEqual([data, most], [['first', 'second'], 1]);
    },
  ),

  schedulerCase('runs a timer that is cancelled and then set again while it runs', async (subject) => {
    const { scheduler, now, eventually, quiet } = subject;
    const data: string[] = [];
    const { opened, open } = gate();
    scheduler.handle('job', async (timer) => {
      data.push(timer.data);
      await opened;
    });
    await scheduler.schedule('job', 'k', now(), 'first');
    await eventually('the first runs', () => data.length > 0);
    await scheduler.cancel('job', 'k');
    await scheduler.schedule('job', 'k', now() + 20, 'second');
    open();
    await eventually('the second has run', () => data.length > 1);
    await quiet();
    assert.deepEqual(data, ['first', 'second']);
  }),

  schedulerCase('runs timers of other keys while a slow handler runs', async ({ scheduler, now, eventually }) => {
    const runs: string[] = [];
    const { opened, open } = gate();
    scheduler.handle('job', async ({ key }) => {
      if (key === 'slow') await opened;
      runs.push(key);
    });
    await scheduler.schedule('job', 'slow', now(), '');
    await scheduler.schedule('job', 'quick', now() + 20, '');
    await eventually('the quick one has run', () => runs.length > 0);
    assert.deepEqual(runs, ['quick']);
    open();
    await eventually('the slow one has run', () => runs.length > 1);
  }),

  schedulerCase(
    'keeps the new time of a timer that sets itself again',
    async ({ scheduler, now, eventually, quiet }) => {
      const runs: { data: string; at: number }[] = [];
      let dueAt = 0;
      scheduler.handle('job', async ({ key, data }) => {
        runs.push({ data, at: now() });
        if (data !== 'first') return;
        dueAt = now() + 200;
        await scheduler.schedule('job', key, dueAt, 'second');
      });
      await scheduler.schedule('job', 'k', now(), 'first');
      await eventually('both have run', () => runs.length > 1);
      await quiet();
      assert.deepEqual(
        runs.map(({ data }) => data),
        ['first', 'second'],
      );
      assert.ok((runs[1]?.at ?? 0) >= dueAt, 'the second ran before its time');
    },
  ),

  schedulerCase('keeps a timer cancelled that cancels itself, even if its run then fails', async (subject) => {
    const { scheduler, now, eventually, quiet } = subject;
    const runs: string[] = [];
    scheduler.handle('job', async ({ key }) => {
      runs.push(key);
      await scheduler.cancel('job', key);
      if (key === 'fails') throw new Error('after all');
    });
    await scheduler.schedule('job', 'ends', now(), '');
    await scheduler.schedule('job', 'fails', now(), '');
    await eventually('both have run', () => runs.length > 1);
    await quiet();
    await quiet();
    assert.deepEqual(runs.toSorted(), ['ends', 'fails']);
  }),

  schedulerCase(
    'close() waits for running handlers and starts no others',
    async ({ scheduler, now, eventually, quiet }) => {
      const log: string[] = [];
      let started = false;
      const { opened, open } = gate();
      scheduler.handle('job', async ({ key }) => {
        started = true;
        await opened;
        log.push(key);
      });
      await scheduler.schedule('job', 'running', now() + 10, '');
      await eventually('the first runs', () => started);
      await scheduler.schedule('job', 'later', now() + 1000, '');
      const closed = scheduler.close().then(() => log.push('closed'));
      open();
      await closed;
      await quiet();
      await quiet();
      assert.deepEqual(log, ['running', 'closed']);
    },
  ),

  schedulerCase('can be closed twice', async ({ scheduler, now }) => {
    scheduler.handle('job', () => undefined);
    await scheduler.schedule('job', 'k', now() + 1000, '');
    await Promise.all([scheduler.close(), scheduler.close()]);
    await scheduler.close();
  }),
];
