// Timer locks that are lost or given back, and timers that are set or cancelled around a crash.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Scheduler } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';
import { type MemoryLogger, memoryLogger } from '@handover/test-support/memory-logger';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { rejects } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { type BullConnection, bullScheduler } from '../src/index.ts';
import { systemClock } from './support/system-clock.ts';

const locks = suite('bullScheduler, locks');

let server: RedisServer;
let redis: Redis;

locks.before(async () => {
  server = await redisServer();
  redis = new Redis(server.url);
});

locks.after(async () => {
  redis.disconnect();
  await server.stop();
});

interface Started {
  readonly scheduler: Scheduler;
  readonly logger: MemoryLogger;
  readonly prefix: string;
}

function started(lockMs: number, prefix: string = randomUUID(), connection: BullConnection = redis): Started {
  const scheduler = bullScheduler({ connection, prefix, lockMs, timeoutMs: 30_000 });
  const logger = memoryLogger();
  scheduler.start({ clock: systemClock, logger });
  return { scheduler, logger, prefix };
}

async function keysOf(prefix: string, pattern: string): Promise<string[]> {
  return redis.keys(`{${prefix}:*${pattern}`);
}

locks('prolonging a lock that was given back is not logged as a failure', async () => {
  // As in a busy process: BullMQ checks locks after Redis has put the alarm back and before this process knows.
  let hasRun = false;
  let release: (value?: unknown) => void = () => undefined;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const connection: BullConnection = {
    duplicate: (options: object) => {
      const copy = redis.duplicate(options);
      const send = copy.sendCommand.bind(copy);
      copy.sendCommand = (async (...given: Parameters<typeof send>) => {
        const answer = await send(...given);
        if (hasRun && given[0].args.some((arg) => /:delayed$/.test(String(arg)))) await held;
        return answer;
      }) as typeof copy.sendCommand;
      return copy;
    },
  };
  const { scheduler, logger } = started(400, randomUUID(), connection);
  scheduler.handle('job', async ({ key }) => {
    await scheduler.schedule('job', key, Date.now() + 60_000, '');
    hasRun = true;
  });
  await scheduler.schedule('job', 'k', Date.now(), '');
  try {
    await eventually('its lock is prolonged in vain', () =>
      logger.lines.some((line) => /Alarm already over/.test(line)),
    );
  } finally {
    release();
  }
  await scheduler.close();
  assert.deepEqual(logger.loud, []);
});

locks('a lock lost while its timer runs is logged as lost, and starts no second run here', async () => {
  const { scheduler, logger, prefix } = started(600);
  let running = true;
  let runs = 0;
  scheduler.handle('job', async () => {
    runs += 1;
    while (running) await sleep(10);
  });
  await scheduler.schedule('job', 'k', Date.now(), 'secret');
  await eventually('it runs', () => runs > 0);
  const [lock = ''] = await keysOf(prefix, ':lock');
  // As if this process had stalled for too long.
  await redis.del(lock);
  await eventually('it is logged', () => logger.loud.length > 0);
  await eventually('the alarm is locked again', async () => (await keysOf(prefix, ':lock')).length > 0);
  running = false;
  await eventually('nothing is left', async () => (await keysOf(prefix, ':t-*')).length === 0);
  await scheduler.close();
  assert.equal(runs, 1);
  assert.equal(logger.loud.length, 1, logger.loud.join('\n'));
  assert.match(logger.loud[0] ?? '', /^warn Timer lock lost.*"lockMs":600/);
});

locks('a timer that is postponed and cancelled after its process died leaves nothing in Redis', async () => {
  const lockMs = 400;
  const { scheduler, prefix } = started(lockMs);
  await scheduler.schedule('job', 'k', Date.now(), '');
  const child = fork(
    fileURLToPath(new URL('./support/timer-process.ts', import.meta.url)),
    [server.url, prefix, String(lockMs)],
    { execArgv: ['--import', 'tsx'] },
  );
  await once(child, 'message');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const runs: string[] = [];
  await scheduler.schedule('job', 'k', Date.now() + 60_000, 'later');
  scheduler.handle('job', ({ data }) => void runs.push(data));
  await eventually('the alarm waits for the new time', async () => (await keysOf(prefix, ':delayed')).length > 0);
  await scheduler.cancel('job', 'k');
  await scheduler.close();
  assert.deepEqual([runs, await keysOf(prefix, ':delayed'), await keysOf(prefix, ':timer:*')], [[], [], []]);
});

locks('another process at once runs a timer that was about to run when the scheduler closed', async () => {
  let hold: Promise<unknown> | undefined;
  let held = 0;
  const connection: BullConnection = {
    duplicate: (options: object) => {
      const copy = redis.duplicate(options);
      const call = copy.call.bind(copy) as (...args: unknown[]) => Promise<unknown>;
      copy.call = (async (...args: unknown[]) => {
        if (hold !== undefined) held += 1;
        await hold;
        return call(...args);
      }) as typeof copy.call;
      return copy;
    },
  };
  const prefix = randomUUID();
  const first = bullScheduler({ connection, prefix });
  first.start({ clock: systemClock, logger: memoryLogger() });
  const runs: string[] = [];
  first.handle('job', () => void runs.push('here'));
  let release: (value?: unknown) => void = () => undefined;
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const { scheduler } = started(30_000, prefix);
  await scheduler.schedule('job', 'k', Date.now(), '');
  await eventually('its alarm rings', () => held > 0);
  const closed = first.close();
  release();
  await closed;
  scheduler.handle('job', () => void runs.push('there'));
  await eventually('another has run it', () => runs.length > 0, 20_000);
  await scheduler.close();
  assert.deepEqual(runs, ['there']);
});

locks('a full Redis delays timers, and logs one line at its start and one at its end', async () => {
  const { scheduler, logger } = started(600);
  const runs: string[] = [];
  scheduler.handle('job', ({ key }) => void runs.push(key));
  await scheduler.schedule('job', 'k', Date.now() + 300, '');
  await redis.config('SET', 'maxmemory', '1');
  try {
    await eventually('it is logged', () => logger.loud.length > 0);
    const error = await rejects(Promise.resolve(scheduler.schedule('job', 'other', Date.now(), '')));
    assert.match(error.message, /OOM.*noeviction/);
  } finally {
    await redis.config('SET', 'maxmemory', '0');
  }
  await eventually('it has run', () => runs.length > 0);
  await scheduler.close();
  assert.deepEqual(
    logger.loud.map((line) => line.split(' {')[0]),
    ['error Timers are on hold: Redis failed', 'info Timers run again'],
  );
});

locks('a time that is not a number is refused, and sets no timer', async () => {
  const { scheduler, prefix } = started(600);
  for (const dueAt of [Number.NaN, Number.POSITIVE_INFINITY])
    assert.equal((await rejects(Promise.resolve(scheduler.schedule('job', 'k', dueAt, '')))).name, 'OptionError');
  await scheduler.close();
  assert.deepEqual(await keysOf(prefix, ''), []);
});

locks.run();
