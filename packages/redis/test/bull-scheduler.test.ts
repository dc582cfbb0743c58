import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Logger, Scheduler } from '@handover/core';
import { schedulerContract } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { bullScheduler } from '../src/index.ts';
import { type RedisServer, redisServer } from './support/redis-server.ts';

const scheduler = suite('bullScheduler');

const given = process.env['REDIS_URL'];
let server: RedisServer | undefined;
let url = given ?? '';

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
const quiet = (): undefined => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

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
        opened.start({ clock, logger });
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
