import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createClock } from '../src/clock.ts';
import { OptionError } from '../src/option-error.ts';

const clock = suite('clock');

clock('a manual clock moves only by advance and runs timers at their own time, in order', async () => {
  const time = createClock({ mode: 'manual', startAt: 1000 });
  const ran: [string, number][] = [];
  const note = (name: string) => (): void => void ran.push([name, time.now()]);
  time.setTimeout(note('late'), 50);
  time.setTimeout(note('early'), 10);
  const cancelled = time.setTimeout(note('cancelled'), 20);
  time.setTimeout(() => {
    note('outer')();
    time.setTimeout(note('inner'), 5);
  }, 30);
  time.clearTimeout(cancelled);
  time.clearTimeout(undefined);
  assert.is(time.now(), 1000);
  await time.advance(100);
  assert.equal(ran, [
    ['early', 1010],
    ['outer', 1030],
    ['inner', 1035],
    ['late', 1050],
  ]);
  assert.is(time.now(), 1100);
});

clock('a running clock is real time plus all advances', async () => {
  const time = createClock({ mode: 'running' });
  const before = Date.now();
  await time.advance(3_600_000);
  const now = time.now();
  assert.ok(now >= before + 3_600_000 && now <= Date.now() + 3_600_000);
  await new Promise<void>((resolve) => {
    time.setTimeout(resolve, 1);
    // The clock's own timers do not keep the process alive; this one does until they have run.
    const keep = setInterval(() => undefined, 1000);
    time.setTimeout(() => clearInterval(keep), 1);
  });
});

clock('advances run one after another, and a timer that throws breaks only its own advance', async () => {
  const time = createClock({ mode: 'manual', startAt: 0 });
  time.setTimeout(() => {
    throw new Error('broken timer');
  }, 10);
  const [first, second] = await Promise.allSettled([time.advance(20), time.advance(5)]);
  assert.is(first?.status, 'rejected');
  assert.is(second?.status, 'fulfilled');
});

clock('advance only goes forward', async () => {
  const time = createClock({ mode: 'manual', startAt: 0 });
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const error = await time.advance(ms).catch((thrown: unknown) => thrown);
    assert.instance(error, OptionError);
  }
});

clock('other timers still run when a timer throws', async () => {
  const time = createClock({ mode: 'running' });
  const HOUR_MS = 3_600_000;
  time.setTimeout(() => {
    throw new Error('broken timer');
  }, HOUR_MS);
  const other = new Promise<void>((resolve) => {
    const keep = setInterval(() => undefined, 1000);
    time.setTimeout(() => {
      clearInterval(keep);
      resolve();
    }, HOUR_MS + 1);
  });
  assert.instance(await time.advance(HOUR_MS).catch((thrown: unknown) => thrown), Error);
  await other;
});

clock('the clock stays within the dates that a time stamp can name', async () => {
  const time = createClock({ mode: 'manual', startAt: 1000 });
  const error = await time.advance(1e300).catch((thrown: unknown) => thrown);
  assert.instance(error, OptionError);
  assert.match((error as Error).message, /year 9999/);
  assert.is(time.now(), 1000);
});

clock('timers keep their remaining time when the clock is set back, and fire when it is set forward', async () => {
  const time = createClock({ mode: 'manual', startAt: 1_000_000 });
  const rang: number[] = [];
  time.setTimeout(() => rang.push(time.now()), 500);
  time.set(0);
  await time.advance(499);
  assert.equal(rang, []);
  await time.advance(1);
  assert.equal(rang, [500]);
  time.setTimeout(() => rang.push(time.now()), 500);
  time.set(5000);
  await time.advance(0);
  assert.equal(rang, [500, 5000]);
});

clock('setting the clock ends an advance in progress', async () => {
  const time = createClock({ mode: 'manual', startAt: 0 });
  time.setTimeout(() => time.set(7), 10);
  time.setTimeout(() => assert.unreachable('this timer is due after the set time'), 20);
  await time.advance(15);
  assert.is(time.now(), 7);
});

clock('the clock reports every move', async () => {
  const moves: number[] = [];
  const time = createClock({ mode: 'manual', startAt: 0, onMoved: () => moves.push(time.now()) });
  time.setTimeout(() => undefined, 10);
  await time.advance(15);
  time.set(3);
  assert.equal(moves, [10, 15, 3]);
});

clock.run();
