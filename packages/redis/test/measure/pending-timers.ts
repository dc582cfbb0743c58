// Measures the memory of 100,000 pending timers in Redis, and how long a process needs to start with them: the figures
// in packages/redis/README.md. Run: node --import tsx packages/redis/test/measure/pending-timers.ts [timers]
import { createHandover, type HandoverClient } from '@handover/core';
import { bullScheduler } from '@handover/redis';
import { redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';

const timers = Number(process.argv[2] ?? 100_000);
const AT_ONCE = 200;
const DAY_MS = 86_400_000;

const server = await redisServer();
const redis = new Redis(server.url);
const memory = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);

function start(): { stop: () => Promise<void>; scheduler: ReturnType<typeof bullScheduler> } {
  const scheduler = bullScheduler({ connection: redis });
  const bot = createHandover({
    appId: '1450077300221199',
    appSecret: 'measured',
    client: {} as HandoverClient,
    scheduler,
  });
  return { scheduler, stop: () => bot.close() };
}

try {
  const first = start();
  await first.scheduler.schedule('takeback', 'warm-up', Date.now() + DAY_MS, '');
  const before = await memory();
  const settingFrom = performance.now();
  const data = JSON.stringify({ since: Date.now(), claimed: true });
  for (let from = 0; from < timers; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, timers - from) }, (_, index) => from + index);
    await Promise.all(
      some.map((index) =>
        first.scheduler.schedule(
          'takeback',
          `1450077300221199:messenger:804155501230077:${7e15 + index}`,
          Date.now() + DAY_MS,
          data,
        ),
      ),
    );
  }
  const settingMs = performance.now() - settingFrom;
  const bytes = ((await memory()) - before) / timers;
  await first.stop();

  const heapBefore = process.memoryUsage().rss;
  const startingFrom = performance.now();
  const second = start();
  const ran = new Promise<void>((resolve) => {
    second.scheduler.handle('takeback', ({ key }) => {
      if (key === 'due') resolve();
    });
  });
  await second.scheduler.schedule('takeback', 'due', Date.now(), '');
  await ran;
  const startingMs = performance.now() - startingFrom;
  const rssMb = (process.memoryUsage().rss - heapBefore) / 1e6;
  await second.stop();

  console.log(`${timers} pending timers in Redis ${/redis_version:(\S+)/.exec(await redis.info('server'))?.[1]}`);
  console.log(`memory of Redis: ${Math.round(bytes)} bytes a timer, ${Math.round((bytes * timers) / 1e6)} MB in all`);
  console.log(`set at ${Math.round((timers / settingMs) * 1000)} timers a second, ${AT_ONCE} at once`);
  console.log(
    `from start to the first run of a due timer: ${Math.round(startingMs)} ms, ${rssMb.toFixed(1)} MB more in the process`,
  );
} finally {
  redis.disconnect();
  await server.stop();
}
