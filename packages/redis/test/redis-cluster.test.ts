import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scheduler } from '@handover/core/store';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { delivery, items, schedulerContract, signedRequest, storeContract } from '@handover/testkit';
import type { Cluster } from 'ioredis';
import { suite } from 'uvu';
import { redisStore } from '../src/index.ts';
import { openScheduler } from './support/open-scheduler.ts';
import { type RedisCluster, redisCluster } from './support/redis-cluster.ts';

const onCluster = suite('a Redis Cluster');

let cluster: RedisCluster;
let redis: Cluster;

onCluster.before(async () => {
  cluster = await redisCluster();
  redis = cluster.connect();
  redis.setMaxListeners(200);
});

onCluster.after(async () => {
  redis.disconnect();
  await cluster.stop();
});

for (const clause of storeContract) {
  onCluster(`a store ${clause.name}`, () =>
    clause.run(() => {
      const prefix = randomUUID();
      return { store: redisStore(redis, { prefix }), another: () => redisStore(redis, { prefix }) };
    }),
  );
}

/** The cases whose commands may differ in a Cluster. The full contract runs on one Redis. */
const TIMERS = [
  'moves a timer forward when it is set again for an earlier time',
  'sets a timer again after it was cancelled or has run',
  'keeps names apart',
  'retries a timer whose handler failed',
  'keeps the new time of a timer that sets itself again',
  'runs each timer on one of two schedulers',
];
for (const clause of schedulerContract.filter(({ name }) => TIMERS.includes(name))) {
  onCluster(`a scheduler ${clause.name}`, () =>
    clause.run(async () => {
      const prefix = randomUUID();
      const open = (): Promise<Scheduler> => openScheduler({ connection: redis, prefix });
      return { scheduler: await open(), another: open, now: () => Date.now(), advance: (ms) => sleep(ms) };
    }),
  );
}

onCluster('a delivery about many threads is spread over the nodes and handled once', async () => {
  const { bot, handled, logger } = makeBot({ store: redisStore(redis, { prefix: 'spread' }) });
  const texts = Array.from({ length: 60 }, (_, index) => String(index));
  const body = delivery({ messaging: texts.map((text) => items.message({ text, userId: `70${text}` })) });
  const answers = [await bot.handle(signedRequest(body, SECRET)), await bot.handle(signedRequest(body, SECRET))];
  await bot.close();
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.deepEqual(handled.toSorted(), texts.toSorted());
  assert.deepEqual(logger.loud, []);
  for (const node of redis.nodes('master')) assert.ok((await node.keys('spread:*:run:*')).length > 0);
});

onCluster.run();
