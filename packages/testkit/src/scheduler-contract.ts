import assert from 'node:assert/strict';
import type { DueTimer, Scheduler } from '@handover/core';
import type { ContractCase } from './contract-case.ts';

/** A scheduler under test, started, and the way to let time pass for it. */
export interface SchedulerSubject {
  /** The scheduler, started. */
  readonly scheduler: Scheduler;
  /** The time by the scheduler's clock, in ms. */
  now(): number;
  /** Lets at least `ms` pass and what came due run: by moving a clock, or by waiting. */
  advance(ms: number): Promise<void>;
}

/** Makes a fresh subject. */
export type MakeScheduler = () => SchedulerSubject | Promise<SchedulerSubject>;

function contractCase(name: string, body: (subject: SchedulerSubject) => Promise<void>): ContractCase<MakeScheduler> {
  return {
    name,
    async run(make) {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.scheduler.close();
      }
    },
  };
}

/** What every {@link Scheduler} must do, as cases for any test runner. */
export const schedulerContract: readonly ContractCase<MakeScheduler>[] = [
  contractCase('runs a timer once it is due, and once only', async ({ scheduler, now, advance }) => {
    const runs: DueTimer[] = [];
    scheduler.handle('job', (timer) => void runs.push(timer));
    const dueAt = now() + 100;
    await scheduler.schedule('job', 'k', dueAt, 'data');
    await advance(50);
    assert.deepEqual(runs, []);
    await advance(100);
    await advance(500);
    assert.deepEqual(runs, [{ key: 'k', dueAt, data: 'data' }]);
  }),

  contractCase('replaces the timer of a name and key', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    scheduler.handle('job', ({ data }) => void runs.push(data));
    await scheduler.schedule('job', 'k', now() + 100, 'old');
    await scheduler.schedule('job', 'k', now() + 300, 'new');
    await advance(200);
    assert.deepEqual(runs, []);
    await advance(300);
    assert.deepEqual(runs, ['new']);
  }),

  contractCase('can bring a timer forward', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    scheduler.handle('job', ({ data }) => void runs.push(data));
    await scheduler.schedule('job', 'k', now() + 60_000, 'late');
    await scheduler.schedule('job', 'k', now() + 50, 'soon');
    await advance(200);
    assert.deepEqual(runs, ['soon']);
  }),

  contractCase('does not run a timer that was cancelled', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    scheduler.handle('job', ({ key }) => void runs.push(key));
    await scheduler.schedule('job', 'gone', now() + 50, '');
    await scheduler.schedule('job', 'stays', now() + 50, '');
    await scheduler.cancel('job', 'gone');
    await scheduler.cancel('job', 'never-was');
    await advance(200);
    assert.deepEqual(runs, ['stays']);
  }),

  contractCase('keeps names apart', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    scheduler.handle('a', ({ data }) => void runs.push(`a:${data}`));
    scheduler.handle('b', ({ data }) => void runs.push(`b:${data}`));
    await scheduler.schedule('a', 'k', now() + 20, '1');
    await scheduler.schedule('b', 'k', now() + 40, '2');
    await advance(200);
    assert.deepEqual(runs.sort(), ['a:1', 'b:2']);
  }),

  contractCase('runs at once what is due already', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    scheduler.handle('job', ({ key }) => void runs.push(key));
    await scheduler.schedule('job', 'past', now() - 5000, '');
    await advance(50);
    assert.deepEqual(runs, ['past']);
  }),

  contractCase('runs what came due while nobody handled it', async ({ scheduler, now, advance }) => {
    const runs: string[] = [];
    await scheduler.schedule('job', 'k', now() + 20, 'kept');
    await advance(200);
    scheduler.handle('job', ({ data }) => void runs.push(data));
    await advance(200);
    assert.deepEqual(runs, ['kept']);
  }),

  contractCase('runs a timer again whose handler failed', async ({ scheduler, now, advance }) => {
    let runs = 0;
    scheduler.handle('job', () => {
      runs += 1;
      if (runs < 3) throw new Error('not yet');
    });
    await scheduler.schedule('job', 'k', now() + 20, '');
    for (let turn = 0; turn < 20 && runs < 3; turn += 1) await advance(1000);
    await advance(5000);
    assert.equal(runs, 3);
  }),

  contractCase(
    'runs one instance of a timer at a time, also when it is set anew meanwhile',
    async ({ scheduler, now, advance }) => {
      let running = 0;
      let most = 0;
      let runs = 0;
      let release: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      scheduler.handle('job', async () => {
        running += 1;
        runs += 1;
        most = Math.max(most, running);
        await gate;
        running -= 1;
      });
      await scheduler.schedule('job', 'k', now() + 20, 'first');
      await advance(100);
      await scheduler.schedule('job', 'k', now() + 20, 'second');
      await advance(200);
      assert.equal(most, 1);
      release();
      for (let turn = 0; turn < 20 && runs < 2; turn += 1) await advance(1000);
      assert.deepEqual([runs, most], [2, 1]);
    },
  ),

  contractCase('waits on close for what runs, and starts nothing after', async ({ scheduler, now, advance }) => {
    const log: string[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    scheduler.handle('job', async ({ key }) => {
      await gate;
      log.push(key);
    });
    await scheduler.schedule('job', 'running', now() + 10, '');
    await scheduler.schedule('job', 'later', now() + 500, '');
    await advance(100);
    const closed = scheduler.close().then(() => log.push('closed'));
    release();
    await closed;
    await advance(1000);
    assert.deepEqual(log, ['running', 'closed']);
  }),
];
