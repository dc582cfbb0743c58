// The contract, in real time. Its cases mostly wait, so several of them run at once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheduler } from '@handover/core/store';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { type SchedulerSubject, schedulerContract } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { openScheduler } from './support/open-scheduler.ts';
import { sideBySide } from './support/side-by-side.ts';

const scheduler = suite('bullScheduler');

const given = process.env['REDIS_URL'];
let server: RedisServer | undefined;
let url = given ?? '';

/** Makes a scheduler for one case, under its own prefix. */
async function subject(): Promise<SchedulerSubject> {
  const prefix = randomUUID();
  const redis = new Redis(url);
  const open = (): Promise<Scheduler> => openScheduler({ connection: redis, prefix });
  return {
    scheduler: await open(),
    another: open,
    now: () => Date.now(),
    advance: (ms) => sleep(ms),
    close: async () => {
      const keys = await redis.keys(`{${prefix}:*`);
      if (keys.length > 0) await redis.del(...keys);
      redis.disconnect();
    },
  };
}

const AT_ONCE = 4;
let outcomes: readonly Promise<void>[] = [];

scheduler.before(async () => {
  if (given === undefined) {
    server = await redisServer();
    url = server.url;
  }
  outcomes = sideBySide(
    schedulerContract.map(
      ({ run }) =>
        () =>
          run(subject),
    ),
    AT_ONCE,
  );
});

scheduler.after(async () => {
  await server?.stop();
});

for (const [index, { name }] of schedulerContract.entries()) {
  scheduler(name, async () => {
    const outcome = outcomes[index];
    assert.ok(outcome, 'no case was started: there is no Redis');
    await outcome;
  });
}

scheduler.run();
