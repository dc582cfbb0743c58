import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheduler } from '@handover/core';
import { schedulerContract } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { bullScheduler } from '../src/index.ts';
import { memoryLogger } from './support/memory-logger.ts';
import { type RedisServer, redisServer } from './support/redis-server.ts';
import { systemClock } from './support/system-clock.ts';

const scheduler = suite('bullScheduler');

const given = process.env['REDIS_URL'];
let server: RedisServer | undefined;
let url = given ?? '';

scheduler.before(async () => {
  if (given !== undefined) return;
  server = await redisServer();
  url = server.url;
});

scheduler.after(async () => {
  await server?.stop();
});

for (const clause of schedulerContract) {
  scheduler(clause.name, () =>
    clause.run(() => {
      const prefix = randomUUID();
      const redis = new Redis(url);
      const open = (): Scheduler => {
        const opened = bullScheduler({ connection: redis, prefix });
        opened.start({ clock: systemClock, logger: memoryLogger() });
        return opened;
      };
      return {
        scheduler: open(),
        another: open,
        now: () => Date.now(),
        advance: (ms) => sleep(ms),
        close: async () => {
          const keys = await redis.keys(`{${prefix}:*`);
          if (keys.length > 0) await redis.del(...keys);
          redis.disconnect();
        },
      };
    }),
  );
}

scheduler.run();
