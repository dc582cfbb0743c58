// A Redis that freezes, dies and comes back, under a bot that the sandbox delivers to.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@handover/test-support/eventually';
import { type Made, makeBot, SECRET } from '@handover/test-support/make-bot';
import { assertOneOutage, everything, outageStage, playThrough } from '@handover/test-support/outage-stage';
import { freePort, redisServer } from '@handover/test-support/redis-server';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { redisStore } from '../src/index.ts';

const away = suite('Redis away');

const NOW = 1_764_590_400_000;

away('a Redis frozen for five seconds under load causes 503s, and each event is handled once', async () => {
  const server = await redisServer();
  const redis = new Redis(server.url);
  const on = await outageStage(redisStore(redis, { timeoutMs: 3_000 }));
  try {
    await playThrough(on, async () => {
      server.freeze();
      await sleep(5_000);
      server.thaw();
    });
    assert.deepEqual(on.handled.toSorted(), everything.toSorted());
    assert.deepEqual([...on.statuses()].sort(), [200, 503]);
    assertOneOutage(on);
  } finally {
    server.thaw();
    await on.close();
    redis.disconnect();
    await server.stop();
  }
});

away('a Redis that is killed and restarted with its log loses nothing', async () => {
  const server = await redisServer({ appendOnly: true });
  const redis = new Redis(server.url);
  const on = await outageStage(redisStore(redis, { timeoutMs: 2_000 }));
  try {
    await playThrough(on, async () => {
      await server.kill();
      await eventually('a delivery is refused', () => on.statuses().has(503));
      await server.restart();
    });
    // An event is handled twice only if its done-mark could not be written, and this process remembers those.
    assert.deepEqual(on.handled.toSorted(), everything.toSorted());
    assert.ok(on.statuses().has(503));
    assertOneOutage(on);
  } finally {
    await on.close();
    redis.disconnect();
    await server.stop();
  }
});

away('an event is handled twice only by another process, after its done-mark could not be written', async () => {
  const server = await redisServer({ appendOnly: true });
  // With other options, the connection would write the mark once Redis is back.
  const connections = [new Redis(server.url, { maxRetriesPerRequest: 0 }), new Redis(server.url)] as const;
  const [first, second] = connections.map((redis) =>
    makeBot({ store: redisStore(redis, { timeoutMs: 10_000 }), leaseMs: 300 }),
  ) as [Made, Made];
  try {
    let killed = false;
    first.bot.on('message', async ({ event }) => {
      if (event.text === 'fatal') await server.kill();
      killed ||= event.text === 'fatal';
    });
    const deliver = async ({ bot }: Made, text: string): Promise<number> => {
      const body = delivery({ messaging: [items.message({ text, mid: `m_${text}`, userId: `9${text.length}` })] });
      return (await bot.handle(signedRequest(body, SECRET))).status;
    };
    assert.equal(await deliver(first, 'marked'), 200);
    assert.equal(await deliver(first, 'fatal'), 200);
    assert.ok(killed);
    await server.restart();
    const unwritten = first.logger.lines.filter((line) => line.includes('Outcomes of events could not be written'));
    assert.equal(unwritten.length, 1);
    // Its own process remembers the event; another finds the lease of an unfinished run.
    for (const text of ['marked', 'fatal']) await eventually(text, async () => (await deliver(second, text)) === 200);
    for (const text of ['marked', 'fatal']) await eventually(text, async () => (await deliver(first, text)) === 200);
    assert.deepEqual([first.handled, second.handled], [['marked', 'fatal'], ['fatal']]);
  } finally {
    await Promise.all([first.bot.close(), second.bot.close()]);
    for (const redis of connections) redis.disconnect();
    await server.stop();
  }
});

away('calls to a frozen Redis do not pile up: after a thousand unanswered ones, others fail at once', async () => {
  const server = await redisServer();
  const redis = new Redis(server.url);
  let sent = 0;
  const { call } = redis;
  redis.call = ((...args: Parameters<typeof call>) => {
    sent += 1;
    return call.apply(redis, args);
  }) as typeof call;
  try {
    const store = redisStore(redis, { timeoutMs: 100 });
    const read = (): Promise<unknown> => Promise.resolve(store.read('1:messenger:2:3', NOW));
    const isAnswered = (): Promise<boolean> =>
      read().then(
        () => true,
        () => false,
      );
    await eventually('it answers', isAnswered);
    server.freeze();
    await Promise.allSettled(Array.from({ length: 1_000 }, read));
    const before = sent;
    await rejects(read());
    assert.equal(sent, before);
    server.thaw();
    await eventually('it answers again', isAnswered);
  } finally {
    server.thaw();
    redis.disconnect();
    await server.stop();
  }
});

away('an unreachable Redis causes an error within the time limit, whatever the options of the connection', async () => {
  const port = await freePort();
  for (const options of [
    {},
    { maxRetriesPerRequest: null },
    { enableOfflineQueue: false },
    { maxRetriesPerRequest: 1, retryStrategy: () => null },
  ]) {
    const redis = new Redis(port, '127.0.0.1', options);
    const store = redisStore(redis, { timeoutMs: 300 });
    const asked: Promise<unknown>[] = [
      Promise.resolve(store.read('1:messenger:2:3', NOW)),
      Promise.resolve(store.begin([{ id: 'e1' }, { id: 'e2' }], { holder: 'a', leaseMs: 1, now: NOW })),
      Promise.resolve(store.unsettled('1', { before: NOW, limit: 1, now: NOW })),
    ];
    for (const error of await Promise.all(asked.map((each) => rejects(each)))) {
      assert.equal((error as { code?: string }).code, 'store_failed');
      assert.ok((error as { hint?: string }).hint);
    }
    redis.disconnect();
  }
});

away.run();
