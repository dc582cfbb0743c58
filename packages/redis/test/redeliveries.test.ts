import { redisStore } from '@handover/redis';
import { redeliveryCases } from '@handover/test-support/redelivery-cases';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import { suite } from 'uvu';

const redeliveries = suite('redeliveries on Redis');
let server: RedisServer;

redeliveries.before(async () => {
  server = await redisServer();
});

redeliveries.after(async () => {
  await server.stop();
});

for (const [index, { name, run }] of redeliveryCases.entries()) {
  redeliveries(name, async () => {
    const redis = new Redis(server.url);
    try {
      await run(redisStore(redis, { prefix: `case-${index}:` }));
    } finally {
      redis.disconnect();
    }
  });
}

redeliveries.run();
