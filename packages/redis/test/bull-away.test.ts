// What happens to timers when a process or Redis goes away, and what a scheduler leaves behind.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@handover/core';
import type { Scheduler } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';
import { type MemoryLogger, memoryLogger } from '@handover/test-support/memory-logger';
import { freePort, type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { rejects } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { type BullSchedulerOptions, bullScheduler } from '../src/index.ts';
import { systemClock } from './support/system-clock.ts';

const away = suite('bullScheduler, away');

let server: RedisServer;
const children = new Set<ChildProcess>();

away.before(async () => {
  server = await redisServer({ appendOnly: true });
});

away.after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await server.stop();
});

/** A started scheduler and its log. It has time to connect also on a busy machine. */
function started(
  options: BullSchedulerOptions,
  clock: Clock = systemClock,
): { scheduler: Scheduler; logger: MemoryLogger } {
  const scheduler = bullScheduler({ timeoutMs: 30_000, ...options });
  const logger = memoryLogger();
  scheduler.start({ clock, logger });
  return { scheduler, logger };
}

function forked(file: string, args: readonly string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'] });
  children.add(child);
  return child;
}

away('a timer whose process was killed runs in another process once its lock expires', async () => {
  const lockMs = 1_500;
  const prefix = randomUUID();
  const redis = new Redis(server.url);
  const { scheduler } = started({ connection: redis, prefix, lockMs });
  await scheduler.schedule('job', 'k', Date.now(), 'kept');
  const child = forked('./support/timer-process.ts', [server.url, prefix, String(lockMs)]);
  const [running] = await once(child, 'message');
  assert.equal(running, 'k');
  const runs: string[] = [];
  scheduler.handle('job', ({ data }) => void runs.push(data));
  let left = lockMs;
  for (let turn = 0; turn < 2; turn += 1) {
    await eventually('its lock is prolonged', async () => {
      const [lock = ''] = await redis.keys(`{${prefix}:*:lock`);
      const before = left;
      left = await redis.pttl(lock);
      return left > before;
    });
  }
  assert.deepEqual(runs, [], 'a living process prolongs its lock');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await eventually('another has run it', () => runs.length > 0);
  await scheduler.close();
  redis.disconnect();
  assert.deepEqual(runs, ['kept']);
});

away('a Redis that is killed and restarted with its log loses no timer, and the outage is logged once', async () => {
  const { scheduler, logger } = started({ connection: { port: server.port }, prefix: randomUUID(), lockMs: 3_000 });
  const runs: string[] = [];
  scheduler.handle('job', ({ key }) => void runs.push(key));
  scheduler.handle('other', ({ key }) => void runs.push(key));
  const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
  await Promise.all(keys.map((key) => scheduler.schedule('job', key, Date.now() + 1_500, '')));
  await server.kill();
  await sleep(1_000);
  await server.restart();
  await eventually('all have run', () => runs.length >= keys.length);
  await scheduler.close();
  assert.deepEqual(runs.toSorted(), keys.toSorted());
  assert.deepEqual(
    logger.loud.map((line) => line.split(' {')[0]),
    ['error Timers are on hold: Redis failed', 'info Timers run again'],
  );
});

away('a run during which Redis froze is not repeated', async () => {
  const { scheduler } = started({ connection: { port: server.port }, prefix: randomUUID(), lockMs: 3_000 });
  let runs = 0;
  scheduler.handle('job', async () => {
    runs += 1;
    server.freeze();
    await sleep(1_000);
    setTimeout(() => server.thaw(), 200);
  });
  try {
    await scheduler.schedule('job', 'k', Date.now(), '');
    await eventually('it runs', () => runs > 0);
    await sleep(3_000);
  } finally {
    server.thaw();
  }
  await scheduler.close();
  assert.equal(runs, 1);
});

away('without Redis, setting and cancelling a timer fail within the time limit, and close ends', async () => {
  const port = await freePort();
  const { scheduler, logger } = started({ connection: { port }, timeoutMs: 300 });
  scheduler.handle('job', () => undefined);
  for (const asked of [scheduler.schedule('job', 'k', Date.now(), ''), scheduler.cancel('job', 'k')]) {
    const error = await rejects(Promise.resolve(asked));
    assert.deepEqual([error.name, (error as { code?: string }).code], ['StoreError', 'store_failed']);
  }
  await scheduler.close();
  assert.equal(logger.loud.length, 1, logger.loud.join('\n'));
});

away('close ends while Redis is frozen', async () => {
  const { scheduler } = started({ connection: { port: server.port }, prefix: randomUUID() });
  scheduler.handle('job', () => undefined);
  await scheduler.schedule('job', 'k', Date.now() + 60_000, '');
  server.freeze();
  try {
    await scheduler.close();
  } finally {
    server.thaw();
  }
});

away('the given connection stays open, and works with any options', async () => {
  const redis = new Redis(server.url, {
    maxRetriesPerRequest: 1,
    keyPrefix: 'mine:',
    commandTimeout: 200,
    lazyConnect: true,
  });
  const { scheduler, logger } = started({ connection: redis, prefix: randomUUID() });
  let runs = 0;
  scheduler.handle('job', () => {
    runs += 1;
  });
  await scheduler.schedule('job', 'k', Date.now() + 500, '');
  await eventually('it has run', () => runs > 0);
  await scheduler.close();
  // Its first command may take longer than it allows.
  await eventually('the connection answers', () => redis.ping().catch(() => false));
  assert.deepEqual(logger.loud, []);
  redis.disconnect();
});

away("a due time by the bot's clock is kept if that clock differs from real time", async () => {
  const days = 86_400_000 * 10;
  const clock: Clock = { ...systemClock, now: () => Date.now() + days };
  const { scheduler } = started({ connection: { port: server.port }, prefix: randomUUID() }, clock);
  const dueAts: number[] = [];
  scheduler.handle('job', ({ dueAt }) => void dueAts.push(dueAt));
  const dueAt = clock.now() + 100;
  await scheduler.schedule('job', 'k', dueAt, '');
  await eventually('it has run', () => dueAts.length > 0);
  await scheduler.close();
  assert.deepEqual(dueAts, [dueAt]);
});

away('timers that have run, or were replaced or cancelled, leave nothing in Redis', async () => {
  const prefix = randomUUID();
  const redis = new Redis(server.url);
  const { scheduler } = started({ connection: redis, prefix });
  let runs = 0;
  scheduler.handle('job', () => {
    runs += 1;
  });
  for (let turn = 0; turn < 10; turn += 1) await scheduler.schedule('job', 'replaced', Date.now() + 60_000 - turn, '');
  await scheduler.schedule('job', 'replaced', Date.now(), '');
  await scheduler.schedule('job', 'cancelled', Date.now() + 60_000, '');
  await scheduler.cancel('job', 'cancelled');
  await eventually('one has run', () => runs > 0);
  await scheduler.close();
  const left = await redis.keys(`{${prefix}:*`);
  redis.disconnect();
  assert.deepEqual(
    left.filter((key) => /:timer:|:t-|:delayed$|:active$|:wait$|:completed$|:failed$/.test(key)),
    [],
  );
});

away(
  'a timer that Redis lost and that was set again runs once, though the alarm of the first still rings',
  async () => {
    const prefix = randomUUID();
    const redis = new Redis(server.url);
    const { scheduler } = started({ connection: redis, prefix });
    const runs: string[] = [];
    await scheduler.schedule('job', 'lost', Date.now() + 300, 'first');
    assert.equal(await redis.del(`{${prefix}:job}:timer:lost`), 1);
    await scheduler.schedule('job', 'lost', Date.now() + 600, 'second');
    // Only now, so that the first can't run while Redis has it.
    scheduler.handle('job', async ({ data }) => {
      runs.push(data);
      await sleep(200);
    });
    await eventually('it has run', () => runs.length > 0);
    await scheduler.schedule('job', 'after', Date.now() + 400, 'after');
    await eventually('another one has run after it', () => runs.includes('after'));
    await scheduler.close();
    redis.disconnect();
    assert.deepEqual(runs, ['second', 'after']);
  },
);

away('the store works without BullMQ, and the scheduler names the missing package', async () => {
  const child = forked('./support/without-bullmq-process.ts', [server.url]);
  const [met] = (await once(child, 'message')) as [{ changes: number; message: string; lines: string[] }];
  assert.equal(met.changes, 0);
  assert.match(met.message, /npm install bullmq/);
  assert.equal(met.lines.length, 1);
  assert.match(met.lines[0] ?? '', /npm install bullmq/);
});

for (const [what, options, option] of [
  ['no connection', {}, 'connection'],
  ['a URL instead of a connection', { connection: 'redis://127.0.0.1' }, 'connection'],
  ['a prefix with braces', { connection: {}, prefix: '{x}' }, 'prefix'],
  ['a concurrency of 0', { connection: {}, concurrency: 0 }, 'concurrency'],
  ['a lock of 1 ms', { connection: {}, lockMs: 1 }, 'lockMs'],
] as const) {
  away(`${what} is refused at once with the option's name`, () => {
    assert.throws(() => bullScheduler(options as unknown as BullSchedulerOptions), { name: 'OptionError', option });
  });
}

away('a scheduler that was not started, or is closed, rejects timers with that reason', async () => {
  const scheduler = bullScheduler({ connection: { port: server.port } });
  assert.match(
    (await rejects(Promise.resolve(scheduler.schedule('job', 'k', 0, '')))).message,
    /pass it to createHandover/,
  );
  await scheduler.close();
  scheduler.start({ clock: systemClock, logger: memoryLogger() });
  await scheduler.close();
  assert.match((await rejects(Promise.resolve(scheduler.cancel('job', 'k')))).message, /closed/);
});

away.run();
