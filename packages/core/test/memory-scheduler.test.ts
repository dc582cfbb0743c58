import { memoryScheduler } from '@handover/core';
import { memoryLogger } from '@handover/test-support/harness';
import { runDueContract, schedulerContract, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const scheduler = suite('memoryScheduler');

for (const { name, run } of [...schedulerContract, ...runDueContract]) {
  scheduler(name, () =>
    run(() => {
      const clock = testClock();
      const subject = memoryScheduler();
      subject.start({ clock, logger: memoryLogger() });
      return { scheduler: subject, now: clock.now, advance: clock.advance };
    }),
  );
}

scheduler('holds one timer of the platform however many it has of its own', async () => {
  const clock = testClock();
  const subject = memoryScheduler();
  subject.start({ clock, logger: memoryLogger() });
  const runs: string[] = [];
  subject.handle('job', ({ key }) => void runs.push(key));
  for (let index = 0; index < 1000; index += 1) subject.schedule('job', `k${index}`, clock.now() + 1000 - index, '');
  assert.ok(clock.timers <= 1);
  await clock.advance(1000);
  assert.is(runs.length, 1000);
  assert.is(runs[0], 'k999');
  await subject.close();
});

scheduler('waits for a timer that is further away than the platform can count', async () => {
  const clock = testClock();
  const subject = memoryScheduler();
  subject.start({ clock, logger: memoryLogger() });
  const runs: string[] = [];
  subject.handle('job', ({ key }) => void runs.push(key));
  await subject.schedule('job', 'far', clock.now() + 30 * 86_400_000, '');
  await clock.advance(29 * 86_400_000);
  assert.equal(runs, []);
  await clock.advance(86_400_000);
  assert.equal(runs, ['far']);
  await subject.close();
});

scheduler('runs a timer once that was put off a thousand times, at the last of its times', async () => {
  const clock = testClock();
  const subject = memoryScheduler();
  subject.start({ clock, logger: memoryLogger() });
  const runs: string[] = [];
  subject.handle('job', ({ data }) => void runs.push(data));
  const startedAt = clock.now();
  await subject.schedule('job', 'other', startedAt + 1_500, 'other');
  for (let time = 1; time <= 1_000; time += 1) await subject.schedule('job', 'k', startedAt + 1_000 + time, `${time}`);
  await clock.advance(1_999);
  assert.equal(runs, ['other']);
  await clock.advance(1);
  assert.equal(runs, ['other', '1000']);
  await subject.close();
});

scheduler('keeps the timers of a name until its handler is there, and runs those of others meanwhile', async () => {
  const clock = testClock();
  const subject = memoryScheduler();
  subject.start({ clock, logger: memoryLogger() });
  const runs: string[] = [];
  for (const name of ['early', 'late']) await subject.schedule(name, 'k', clock.now() + 10, name);
  subject.handle('early', ({ data }) => void runs.push(data));
  await clock.advance(10);
  assert.equal(runs, ['early']);
  subject.handle('late', ({ data }) => void runs.push(data));
  await clock.advance(0);
  assert.equal(runs, ['early', 'late']);
  await subject.close();
});

scheduler('says of a failing timer its name, not what it held', async () => {
  const clock = testClock();
  const logger = memoryLogger();
  const subject = memoryScheduler();
  subject.start({ clock, logger });
  subject.handle('job', () => {
    throw new Error('the customer wrote: my secret');
  });
  await subject.schedule('job', 'k', clock.now() + 10, 'private');
  await clock.advance(20);
  await subject.close();
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /A timer failed and will be tried again/);
  assert.not.match(logger.lines[0] ?? '', /private|my secret/);
});

scheduler.run();
