import assert from 'node:assert/strict';
import { memoryStore } from '@handover/core';
import { redisStore } from '@handover/redis';
import { eventually } from '@handover/test-support/eventually';
import { propertyRuns } from '@handover/test-support/property-runs';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { storeOperations } from '@handover/test-support/store-operations';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { inParts, plain, repeating } from '../support/connections.ts';

const store = suite('redisStore and memoryStore');

const NOW = 1_764_590_400_000;

let server: RedisServer;
let redis: Redis;

store.before(async () => {
  server = await redisServer();
  redis = new Redis(server.url);
});

store.after(async () => {
  redis.disconnect();
  await server.stop();
});

for (const [way, connection] of [
  ['where one server has all keys', () => plain(redis)],
  ['where each part is asked', () => inParts(redis)],
  ['where one server has all keys and the connection repeats each call', () => repeating(plain(redis))],
  ['where each part is asked and the connection repeats each call', () => repeating(inParts(redis))],
] as const) {
  store(`answer alike, ${way}`, async () => {
    let runs = 0;
    await redis.flushall();
    const first = redisStore(connection());
    await first.read('1:x', NOW);
    await eventually('the first look at Redis is over', () => redis.exists('handover:{63}:marker'));
    const property = fc.asyncProperty(storeOperations, async (steps) => {
      runs += 1;
      const own = redisStore(connection(), { prefix: `run${runs}` });
      await own.read('1:x', NOW);
      await eventually('the first look at Redis is over', () => redis.exists(`run${runs}:{63}:marker`));
      const memory = memoryStore();
      let now = NOW;
      for (const [operation, afterMs] of steps) {
        now += afterMs;
        const expected = await operation(memory, now);
        assert.deepEqual(await operation(own, now), expected);
      }
    });
    await fc.assert(property, propertyRuns(30));
  });
}

store.run();
