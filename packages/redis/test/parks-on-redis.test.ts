// What a store owes parked events, letters and lists where Redis or the way to it fails, and where their keys are apart.
import assert from 'node:assert/strict';
import { DONE_FOR_MS, type Store } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { rejects } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { type RedisConnection, redisStore } from '../src/index.ts';
import { inParts, interrupted, plain, repeating } from './support/connections.ts';
import { countingProxy } from './support/counting-proxy.ts';
import { claims, DONE, LATER, LEASE, lettersOf, NOW, PAGE, park, sweep, THREAD } from './support/parks.ts';

const onRedis = suite('parks on Redis');

let server: RedisServer;
let redis: Redis;

onRedis.before(async () => {
  server = await redisServer();
  redis = new Redis(server.url);
  // Each store listens to its connection; a bot has one store.
  redis.setMaxListeners(100);
});

onRedis.before.each(async () => {
  await redis.flushall();
});

onRedis.after(async () => {
  redis.disconnect();
  await server.stop();
});

/** Resolves once the store that asked first has looked at its Redis. */
async function looked(at: Redis): Promise<void> {
  await eventually('the first look at Redis is over', () => at.exists('handover:{63}:marker'));
  for (let turn = 0; turn < 3; turn += 1) await at.ping();
}

/** A store that asks one server for all, once it has looked at it. */
async function onOne(connection: RedisConnection = redis): Promise<Store> {
  const store = redisStore(connection);
  await store.read(THREAD, NOW);
  await looked(redis);
  return store;
}

const WAYS: readonly (readonly [string, (connection?: RedisConnection) => Promise<Store>])[] = [
  ['where one server has all', onOne],
  ['where each part is asked', async (connection = inParts(redis)) => redisStore(connection)],
];

onRedis('a delivery with signs, and the end of one that bounds letters, cost one round trip each', async () => {
  const proxy = await countingProxy(server.port);
  const through = new Redis(proxy.port, '127.0.0.1');
  try {
    const store = await onOne(through);
    const run = async (id: string): Promise<void> => {
      await store.begin([{ id, thread: THREAD, sign: { by: 'customer', at: NOW } }, { id: `${id}2` }], LEASE);
      await store.end([{ id, outcome: 'done' }], DONE);
    };
    await run('1:teaches-the-scripts');
    await through.ping();
    proxy.turns.length = 0;
    await run('1:a');
    assert.deepEqual(proxy.turns, ['client', 'server', 'client', 'server']);
    await store.begin([{ id: '1:b', thread: THREAD }], LEASE);
    await store.park([{ id: '1:b', thread: THREAD, body: 'x' }], LEASE);
    proxy.turns.length = 0;
    const [begun] = await store.begin([{ id: '1:c', thread: THREAD }], LATER);
    assert.equal(begun?.ahead?.length, 1);
    await store.end(
      ['1:b', '1:c'].map((id) => ({ id, outcome: 'dead', letter: { thread: THREAD, body: 'x' } })),
      DONE,
    );
    assert.deepEqual(proxy.turns, ['client', 'server', 'client', 'server']);
  } finally {
    through.disconnect();
    await proxy.close();
  }
});

for (const [way, open] of WAYS) {
  onRedis(`calls that the connection repeats count once, ${way}`, async () => {
    const store = await open(repeating(way.includes('part') ? inParts(redis) : plain(redis)));
    await park(store);
    assert.deepEqual(await sweep(store), ['1:a 2', '1:page 2']);
    for (const value of ['first', 'second']) await store.recordStep('1:a', { name: 'send', value }, LATER);
    await store.end([{ id: '1:a', outcome: 'failed' }], { ...DONE, ...LATER });
    const [begun] = await store.begin([{ id: '1:b', thread: THREAD }], LATER);
    assert.deepEqual(
      begun?.ahead?.map(({ id, attempts, journal }) => [id, attempts, journal]),
      [['1:a', 3, { send: 'first' }]],
    );
    assert.deepEqual(await store.renew(['1:a', '1:page'], LATER), [true, true]);
    const replacing = { expected: 'body of 1:a', body: 'new', now: NOW };
    assert.equal(await store.replaceBody('1:a', replacing), true);
    assert.equal(await store.replaceBody('1:a', replacing), false);
    const letter = { thread: THREAD, body: 'a letter' };
    await store.end([{ id: '1:a', outcome: 'dead', letter }], DONE);
    assert.deepEqual(await lettersOf(store), ['1:a a letter']);
    const run = await store.retryLetter('1:a', LATER);
    assert.deepEqual([run?.body, run?.attempts, run?.journal], ['a letter', 1, { send: 'first' }]);
    assert.equal(await store.retryLetter('1:a', LATER), undefined);
    await store.end([{ id: '1:a', outcome: 'dead', letter }], DONE);
    assert.equal(await store.discardLetter('1:a', PAGE), true);
    assert.equal(await store.discardLetter('1:a', PAGE), false);
    await store.markAnnounced(THREAD, { announced: 0, owner: 'x', changes: 0, listed: 'others', now: NOW });
    await store.forget(THREAD, DONE);
    assert.deepEqual(await store.threads('1', { ...PAGE, owner: 'any' }), { items: [] });
    assert.deepEqual(await claims(store, ['1:a', '1:page']), ['done', 'parked']);
  });

  onRedis(`a sweep claims nothing of a thread that another process gets meanwhile, ${way}`, async () => {
    const other = await open();
    await park(other, ['1:a', '1:b']);
    const meanwhile = async (): Promise<void> => {
      await other.begin([{ id: '1:c', thread: THREAD }], { ...LATER, holder: 'c' });
      await other.end([{ id: '1:b', outcome: 'failed' }], { ...DONE, ...LATER, holder: 'c' });
    };
    const own = way.includes('part') ? inParts(redis) : plain(redis);
    assert.deepEqual(await sweep(await open(interrupted(own, 'claimList', meanwhile))), []);
  });

  onRedis(`a sweep passes threads that another process has in part, ${way}`, async () => {
    const store = await open();
    await park(store, ['1:a', '1:b']);
    await store.end([{ id: '1:b', outcome: 'failed' }], DONE);
    await park(store, ['1:page']);
    await store.end([{ id: '1:page', outcome: 'failed' }], DONE);
    const runs = await store.claimParked('1', { ...LATER, now: NOW, limit: 1 });
    assert.deepEqual(
      runs.map(({ id }) => id),
      ['1:page'],
    );
  });

  onRedis(`what steps came to is removed once the event is done, ${way}`, async () => {
    const store = await open();
    await park(store, ['1:a', '1:b']);
    for (const id of ['1:a', '1:b']) await store.recordStep(id, { name: 'answer', value: 'words' }, LEASE);
    assert.equal((await redis.keys('*:journal:*')).length, 2);
    await store.end([{ id: '1:a', outcome: 'done' }], DONE);
    await store.end([{ id: '1:b', outcome: 'dead', letter: { thread: THREAD, body: 'x' } }], DONE);
    assert.equal((await redis.keys('*:journal:*')).length, 1);
    await store.forget(THREAD, DONE);
    assert.deepEqual(await redis.keys('*:journal:*'), []);
    assert.deepEqual(await redis.keys('*:item:*'), []);
    assert.deepEqual(await redis.keys('*:letter:*'), []);
  });

  onRedis(`a thread's events keep their order where the clocks of its processes differ, ${way}`, async () => {
    const store = await open();
    const behind = await open();
    await store.begin([{ id: '1:a', thread: THREAD }], { ...LEASE, now: NOW + 5_000 });
    await store.park([{ id: '1:a', thread: THREAD, body: 'x' }], { ...LEASE, now: NOW + 5_000 });
    await park(behind, ['1:b', '1:c']);
    await park(store, ['1:d']);
    assert.deepEqual(await sweep(store, NOW + 60_000), ['1:a 2', '1:b 2', '1:c 2', '1:d 2']);
  });

  onRedis(`a parked event is forgotten a day and a half after its last lease, ${way}`, async () => {
    const store = await open();
    await park(store);
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, LATER);
    const over = NOW + 30_000 + DONE_FOR_MS;
    assert.deepEqual(await sweep(store, over), []);
    const [begun] = await store.begin([{ id: '1:a', thread: THREAD }], { ...LATER, now: over });
    const { record: _, ...rest } = begun ?? {};
    assert.deepEqual(rest, { claim: 'claimed', attempts: 1, firstAt: over });
    await park(store, ['1:b']);
    assert.equal((await store.begin([{ id: '1:b' }], { ...LATER, now: over }))[0]?.attempts, 1);
    assert.deepEqual(await store.bodies(THREAD, over), []);
  });

  onRedis(`what was thrown away of an event does not keep the rest, ${way}`, async () => {
    const store = await open();
    await park(store, ['1:a', '1:b', '1:page']);
    await redis.del(...(await redis.keys('*:item:1:a')), ...(await redis.keys('*:item:1:page')));
    assert.deepEqual(await store.bodies(THREAD, NOW), [{ id: '1:b', body: 'body of 1:b' }]);
    assert.deepEqual(await sweep(store), ['1:b 2']);
    assert.deepEqual(await claims(store, ['1:a', '1:b', '1:page']), ['claimed', 'parked', 'claimed']);
    await store.end([{ id: '1:b', outcome: 'dead', letter: { body: 'x' } }], DONE);
    await redis.del(...(await redis.keys('*:letter:1:b')));
    assert.deepEqual(await store.letters('1', PAGE), { items: [] });
  });

  onRedis(`an event that comes again after it was done keeps its letter, ${way}`, async () => {
    const store = await open();
    const letter = { thread: THREAD, body: 'a letter' };
    await store.end([{ id: '1:a', outcome: 'dead', letter }], { ...DONE, doneForMs: 1_000 });
    const later = { ...LATER, now: NOW + 1_000 };
    assert.deepEqual(await claims(store, ['1:a'], later as never), ['claimed']);
    await store.park([{ id: '1:a', thread: THREAD, body: 'parked' }], later);
    const bodies = (await store.bodies(THREAD, NOW)).map(({ body }) => body);
    assert.deepEqual(bodies.toSorted(), ['a letter', 'parked']);
    await store.end([{ id: '1:a', outcome: 'done' }], { ...DONE, ...later });
    assert.deepEqual(await lettersOf(store), ['1:a a letter']);
    assert.equal((await store.retryLetter('1:a', later))?.body, 'a letter');
    assert.deepEqual(await claims(store, ['1:a']), ['parked']);
    assert.deepEqual(await store.renew(['1:a'], { ...later, holder: 'c' }), [false]);
  });

  onRedis(`claims of parked events that come too late for their caller are taken back, ${way}`, async () => {
    const frozen = await redisServer();
    const connection = new Redis(frozen.url);
    try {
      const on = way.includes('part') ? inParts(connection) : connection;
      const [hurried, store] = [300, 30_000].map((timeoutMs) => redisStore(on, { timeoutMs })) as [Store, Store];
      await eventually('the store answers in time', () =>
        Promise.resolve(hurried.read(THREAD, NOW)).then(
          () => true,
          () => false,
        ),
      );
      await looked(connection);
      await park(store);
      await sweep(store, NOW);
      for (const ask of [
        () => hurried.begin([{ id: '1:b', thread: THREAD }], LATER),
        () => hurried.claimParked('1', { ...LATER, limit: 10 }),
      ]) {
        frozen.freeze();
        await rejects(Promise.resolve(ask()));
        frozen.thaw();
        const free = { ...LATER, holder: 'c', limit: 10 };
        let runs = await store.claimParked('1', free);
        await eventually('both are free again', async () => {
          if (runs.length < 2) runs = [...runs, ...(await store.claimParked('1', free))];
          return runs.length === 2;
        });
        assert.deepEqual(runs.map(({ id, attempts }) => [id, attempts]).toSorted(), [
          ['1:a', 2],
          ['1:page', 2],
        ]);
        // As it was.
        await connection.flushall();
        await park(store);
      }
    } finally {
      frozen.thaw();
      connection.disconnect();
      await frozen.stop();
    }
  });
}

onRedis.run();
