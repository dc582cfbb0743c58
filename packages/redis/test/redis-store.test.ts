import { randomUUID } from 'node:crypto';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { storeContract } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { redisStore } from '../src/index.ts';

const store = suite('redisStore');

const given = process.env['REDIS_URL'];
let server: RedisServer | undefined;
let url = given ?? '';

store.before(async () => {
  if (given !== undefined) return;
  server = await redisServer();
  url = server.url;
});

store.after(async () => {
  await server?.stop();
});

for (const clause of storeContract) {
  store(clause.name, () =>
    clause.run(() => {
      const prefix = randomUUID();
      const connections: Redis[] = [];
      const open = (): Redis => {
        const redis = new Redis(url);
        connections.push(redis);
        return redis;
      };
      return {
        store: redisStore(open(), { prefix }),
        another: () => redisStore(open(), { prefix }),
        close: async () => {
          const redis = connections[0];
          const keys = (await redis?.keys(`${prefix}:*`)) ?? [];
          if (keys.length > 0) await redis?.del(...keys);
          for (const each of connections) each.disconnect();
        },
      };
    }),
  );
}

store.run();
