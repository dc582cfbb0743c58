import { redisStore } from '@handover/redis';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { redeliveryCases } from '../../core/test/support/redelivery-cases.ts';
import { type RedisServer, redisServer } from './support/redis-server.ts';

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
