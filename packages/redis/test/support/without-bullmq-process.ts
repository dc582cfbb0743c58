// Uses the package as if BullMQ were not installed, and sends what happened. Argument: URL of a Redis.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(`
    export const resolve = (specifier, context, next) => {
      if (specifier === 'bullmq') throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(specifier, context);
    };
  `)}`,
);

const { Redis } = await import('ioredis');
const { bullScheduler, redisStore } = await import('../../src/index.ts');
const { memoryLogger } = await import('@handover/test-support/memory-logger');
const { systemClock } = await import('./system-clock.ts');

const redis = new Redis(process.argv[2] ?? '');
const record = await redisStore(redis).read('1:messenger:2:3', Date.now());
const logger = memoryLogger();
const scheduler = bullScheduler({ connection: redis });
scheduler.start({ clock: systemClock, logger });
scheduler.handle('job', () => undefined);
let message = '';
try {
  await scheduler.schedule('job', 'k', Date.now(), '');
} catch (error) {
  message = (error as Error).message;
}
await scheduler.close();
redis.disconnect();
process.send?.({ changes: record.changes, message, lines: logger.loud });
