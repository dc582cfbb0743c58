import type { Logger } from '@handover/core';
import { type SqliteSchedulerOptions, sqliteScheduler } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { rejects, type TestClock, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DatabaseFile, databaseFile } from './support/drivers.ts';

const scheduler = suite('sqliteScheduler');

interface Scene {
  readonly file: DatabaseFile;
  readonly clock: TestClock;
  /** Starts a scheduler with its own connection; the scene closes it. */
  start(options?: SqliteSchedulerOptions, logger?: Logger): ReturnType<typeof sqliteScheduler>;
}

function withScene(name: string, body: (scene: Scene) => Promise<void>): void {
  scheduler(name, async () => {
    const file = databaseFile();
    const clock = testClock();
    const started: ReturnType<typeof sqliteScheduler>[] = [];
    const start: Scene['start'] = (options, logger = memoryLogger()) => {
      const subject = sqliteScheduler(file.connect(), options);
      subject.start({ clock, logger });
      started.push(subject);
      return subject;
    };
    try {
      await body({ file, clock, start });
    } finally {
      await Promise.all(started.map((each) => each.close()));
      file.remove();
    }
  });
}

withScene('finds timers of another process within pollMs, and runs its own on time', async ({ clock, start }) => {
  const here = start({ pollMs: 2000 });
  const there = start({ pollMs: 2000 });
  const runs: string[] = [];
  here.handle('job', ({ key }) => void runs.push(key));
  // It has looked, and found no timer.
  await clock.advance(0);
  await there.schedule('job', 'theirs', clock.now() + 10, '');
  await here.schedule('job', 'ours', clock.now() + 2500, '');
  await clock.advance(1999);
  assert.equal(runs, []);
  await clock.advance(1);
  assert.equal(runs, ['theirs']);
  await clock.advance(499);
  assert.equal(runs, ['theirs']);
  await clock.advance(1);
  assert.equal(runs, ['theirs', 'ours']);
});

withScene('keeps its lease while a timer runs, and takes over expired leases', async ({ file, clock, start }) => {
  const here = start({ leaseMs: 3000, pollMs: 1000 });
  const there = start({ leaseMs: 3000, pollMs: 1000 });
  const runs: string[] = [];
  let end: () => void = () => undefined;
  here.handle('job', () => {
    runs.push('here');
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  await here.schedule('job', 'k', clock.now(), '');
  await clock.advance(0);
  there.handle('job', () => void runs.push('there'));
  await clock.advance(20_000);
  assert.equal(runs, ['here']);
  // As if the process had died: another holder has the lease, and does not renew it.
  file.connect().exec("UPDATE handover_timers SET holder = 'dead'");
  await clock.advance(2999);
  assert.equal(runs, ['here']);
  await clock.advance(1001);
  assert.equal(runs, ['here', 'there']);
  end();
});

withScene(
  'starts no second run of a timer that runs here after the machine slept past its lease',
  async ({ file, clock }) => {
    let slept = 0;
    const subject = sqliteScheduler(file.connect(), { leaseMs: 3000 });
    subject.start({ clock: { ...clock, now: () => clock.now() + slept }, logger: memoryLogger() });
    const runs: string[] = [];
    const ends: (() => void)[] = [];
    subject.handle('job', ({ key, data }) => {
      runs.push(`${key} ${data}`);
      return new Promise<void>((resolve) => ends.push(resolve));
    });
    for (const key of ['again', 'cancelled']) await subject.schedule('job', key, clock.now(), 'first');
    await clock.advance(0);
    slept = 60_000;
    await subject.cancel('job', 'cancelled');
    for (const key of ['again', 'cancelled']) await subject.schedule('job', key, clock.now(), 'second');
    await clock.advance(500);
    assert.equal(runs, ['again first', 'cancelled first']);
    for (const end of ends.splice(0)) end();
    await clock.advance(500);
    assert.equal(runs.slice(2).sort(), ['again second', 'cancelled second']);
    for (const end of ends) end();
    await subject.close();
  },
);

withScene(
  'does not run a timer that was cancelled during a run whose process then died',
  async ({ file, clock, start }) => {
    const dead = testClock();
    const first = sqliteScheduler(file.connect(), { leaseMs: 3000 });
    first.start({ clock: dead, logger: memoryLogger() });
    first.handle('job', () => new Promise(() => undefined));
    for (const key of ['cancelled', 'kept']) await first.schedule('job', key, dead.now(), '');
    await dead.advance(0);
    await first.cancel('job', 'cancelled');

    // Its clock stands still from here on, so it does not renew the lease.
    const second = start({ leaseMs: 3000, pollMs: 1000 });
    const runs: string[] = [];
    second.handle('job', ({ key }) => void runs.push(key));
    await clock.advance(60_000);
    assert.equal(runs, ['kept']);
  },
);

withScene('remembers across a restart how often a timer has failed', async ({ clock, start }) => {
  const first = start();
  let runs = 0;
  const fail = (): void => {
    runs += 1;
    throw new Error('always');
  };
  first.handle('job', fail);
  await first.schedule('job', 'k', clock.now(), '');
  await clock.advance(1000);
  assert.is(runs, 2);
  await first.close();
  start().handle('job', fail);
  await clock.advance(1999);
  assert.is(runs, 2);
  await clock.advance(1);
  assert.is(runs, 3);
});

withScene('runs `concurrency` timers at a time, and the others after them', async ({ clock, start }) => {
  const subject = start({ concurrency: 3 });
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  subject.handle('job', async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
  });
  for (let index = 0; index < 10; index += 1) await subject.schedule('job', `k${index}`, clock.now(), '');
  let ended = 0;
  for (; ended < 10; ended += 1) {
    await clock.advance(10);
    ends.shift()?.();
  }
  await clock.advance(10);
  assert.equal([most, ended, running], [3, 10, 0]);
});

withScene('keeps timers waiting while their name has no handler', async ({ clock, start }) => {
  const subject = start();
  const runs: string[] = [];
  subject.handle('known', ({ key }) => void runs.push(key));
  await subject.schedule('unknown', 'waits', clock.now(), '');
  await subject.schedule('known', 'runs', clock.now(), '');
  await clock.advance(60_000);
  assert.equal(runs, ['runs']);
  subject.handle('unknown', ({ key }) => void runs.push(key));
  await clock.advance(0);
  assert.equal(runs, ['runs', 'waits']);
});

withScene('waits for a timer beyond the longest delay of the platform', async ({ clock, start }) => {
  const subject = start({ pollMs: 2 ** 31 - 1 });
  const runs: string[] = [];
  subject.handle('job', ({ key }) => void runs.push(key));
  await subject.schedule('job', 'far', clock.now() + 30 * 86_400_000, '');
  await clock.advance(29 * 86_400_000);
  assert.equal(runs, []);
  await clock.advance(86_400_000);
  assert.equal(runs, ['far']);
});

withScene('logs the name of a failing timer, not its data', async ({ clock, start }) => {
  const logger = memoryLogger();
  const subject = start({}, logger);
  subject.handle('job', () => {
    throw Object.assign(new Error('the customer wrote: my secret'), { kind: 'rate' });
  });
  await subject.schedule('job', 'k', clock.now(), 'private');
  await clock.advance(0);
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /^warn A timer failed and will be tried again .*"rate"/);
  assert.not.match(logger.lines[0] ?? '', /private|my secret/);
});

withScene('logs once that timers cannot be read, and once that they run again', async ({ file, clock, start }) => {
  const logger = memoryLogger();
  const subject = start({ pollMs: 1000 }, logger);
  const runs: string[] = [];
  subject.handle('job', ({ key }) => void runs.push(key));
  await subject.schedule('job', 'k', clock.now() + 1500, '');
  const db = file.connect();
  db.exec('ALTER TABLE handover_timers RENAME TO moved');
  await clock.advance(5000);
  assert.equal(runs, []);
  db.exec('ALTER TABLE moved RENAME TO handover_timers');
  await clock.advance(1000);
  assert.equal(runs, ['k']);
  assert.equal(
    logger.lines.map((line) => line.split(' {')[0]),
    ['error Timers could not be read; retrying', 'info Timers run again'],
  );
});

withScene('runs on demand more timers than may run at one time', async ({ clock, start }) => {
  const subject = start({ concurrency: 2 });
  const runs: string[] = [];
  let running = 0;
  let most = 0;
  subject.handle('job', async ({ key }) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    runs.push(key);
  });
  const at = clock.now() + 60_000;
  for (const [index, key] of ['a', 'b', 'c', 'd', 'e'].entries()) await subject.schedule('job', key, at + index, '');
  assert.is(await subject.runDue?.(at + 9, 10), 5);
  assert.equal([runs, most], [['a', 'b', 'c', 'd', 'e'], 2]);
});

withScene('tries a timer that failed on demand no sooner than after its pause', async ({ clock, start }) => {
  const subject = start();
  let runs = 0;
  subject.handle('job', () => {
    runs += 1;
    throw new Error('always');
  });
  const at = clock.now() + 60_000;
  await subject.schedule('job', 'k', at, '');
  assert.is(await subject.runDue?.(at, 10), 1);
  assert.is(await subject.runDue?.(at + 999, 10), 0);
  assert.is(await subject.runDue?.(at + 1000, 10), 1);
  assert.is(runs, 2);
});

withScene('rejects on demand where timers can not be read', async ({ file, clock, start }) => {
  const subject = start();
  subject.handle('job', () => undefined);
  await clock.advance(0);
  file.connect().exec('ALTER TABLE handover_timers RENAME TO moved');
  await rejects(subject.runDue?.(clock.now(), 10) ?? Promise.resolve(), 'StoreError');
});

withScene('needs to be started, and a time that is one', async ({ file, clock, start }) => {
  const idle = sqliteScheduler(file.connect());
  assert.throws(() => idle.schedule('job', 'k', 0, ''), /not started: pass it to createHandover/);
  await idle.close();
  const subject = start();
  const given = Promise.resolve().then(() => subject.schedule('job', 'k', Number.NaN, ''));
  await rejects(given, /dueAt must be a time in ms/);
  await clock.advance(0);
});

scheduler.run();
