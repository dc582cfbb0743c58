// What the store promises beyond the contract: few round trips, keys that expire, exact numbers and texts, and warnings
// of a Redis that may lose data.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EMPTY_RECORD, type Mark, mergeObservation, type Store } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { propertyRuns } from '@handover/test-support/property-runs';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { delivery, items, rejects, signedRequest } from '@handover/testkit';
import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { hasRedisStore, type RedisStoreOptions, redisStore } from '../src/index.ts';
import { countingProxy } from './support/counting-proxy.ts';

const onRedis = suite('redisStore on Redis');

const NOW = 1_764_590_400_000;
const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW } as const;
const THREAD = '1:messenger:2:3';

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

const laneAt = (at: number): Mark<'lane'> => ({ at, rank: 1, tie: '', says: 'standby' });
const passAt = (at: number, appId: string, tie = ''): Mark<'event'> => ({
  ...{ at, rank: 3, tie, says: 'app', appId, source: 'pass' },
});

onRedis('hasRedisStore finds the prefix of a store that was used, and writes nothing', async () => {
  assert.equal(await hasRedisStore(redis, { prefix: 'bots' }), false);
  assert.equal(await redis.dbsize(), 0);
  await redisStore(redis, { prefix: 'bots' }).read(THREAD, NOW);
  await eventually('the store is found', () => hasRedisStore(redis, { prefix: 'bots' }));
  assert.equal(await hasRedisStore(redis), false);
  await rejects(hasRedisStore(redis, { prefix: '{x}' }), 'OptionError');
});

onRedis('a delivery of 20 events costs one round trip before its handlers and one after', async () => {
  const proxy = await countingProxy(server.port);
  const through = new Redis(proxy.port, '127.0.0.1');
  try {
    const store = redisStore(through);
    let before: readonly string[] = [];
    const { bot, handled } = makeBot({ store });
    bot.on('message', () => {
      if (before.length === 0) before = [...proxy.turns];
    });
    const bodyOf = (turn: number): unknown =>
      delivery({
        messaging: Array.from({ length: 20 }, (_, index) =>
          items.message({ userId: String(1000 + index), text: `${turn}` }),
        ),
      });
    // The first delivery loads the scripts into Redis and announces a new owner of each thread.
    await bot.handle(signedRequest(bodyOf(1), SECRET));
    await eventually('the first look at Redis is over', () => redis.exists('handover:{63}:marker'));
    await through.ping();
    before = [];
    proxy.turns.length = 0;
    const { status } = await bot.handle(signedRequest(bodyOf(2), SECRET));
    await bot.close();
    assert.equal(status, 200);
    assert.equal(handled.length, 40);
    assert.deepEqual(before, ['client', 'server']);
    assert.deepEqual(proxy.turns, ['client', 'server', 'client', 'server']);
  } finally {
    through.disconnect();
    await proxy.close();
  }
});

/** Claims each event with its own call, all in one turn. */
function beginEach(store: Store, ids: readonly string[], options: Partial<typeof LEASE> = {}): Promise<string[]> {
  return Promise.all(
    ids.map(async (id) => {
      const event = { id, thread: `${THREAD}${id}`, observation: { event: passAt(NOW, id) } };
      const [begun] = await store.begin([event], { ...LEASE, ...options });
      return `${begun?.claim} ${begun?.attempts} ${begun?.record?.registers.event?.appId}`;
    }),
  );
}

onRedis('calls of many deliveries in one turn cost one round trip, and each gets its own answer', async () => {
  const proxy = await countingProxy(server.port);
  const through = new Redis(proxy.port, '127.0.0.1');
  try {
    const store = redisStore(through);
    await beginEach(store, ['teaches-the-script']);
    await store.end([{ id: 'teaches-the-script', outcome: 'done' }], { ...LEASE, doneForMs: 1_000 });
    await eventually('the first look at Redis is over', () => redis.exists('handover:{63}:marker'));
    await through.ping();
    const ids = Array.from({ length: 30 }, (_, index) => `e${index}`);
    proxy.turns.length = 0;
    assert.deepEqual(
      await beginEach(store, ids),
      ids.map((id) => `claimed 1 ${id}`),
    );
    await Promise.all(
      ids.map((id, index) =>
        store.end([{ id, outcome: index % 2 === 0 ? 'done' : 'failed' }], { ...LEASE, doneForMs: 1_000 }),
      ),
    );
    assert.deepEqual(proxy.turns, ['client', 'server', 'client', 'server']);
    assert.deepEqual(
      await beginEach(store, ids),
      ids.map((id, index) => (index % 2 === 0 ? `done 1 ${id}` : `claimed 2 ${id}`)),
    );
  } finally {
    through.disconnect();
    await proxy.close();
  }
});

onRedis(
  'calls in one turn with different options, or too many for one script, go out separately and in order',
  async () => {
    const store = redisStore(redis);
    const ids = Array.from({ length: 240 }, (_, index) => `e${index}`);
    await beginEach(store, ['first']);
    // From here on, one script uses keys of all shards.
    await eventually('the first look at Redis is over', () => redis.exists('handover:{63}:marker'));
    const [mine, others, late] = await Promise.all([
      beginEach(store, ids),
      beginEach(store, ids, { holder: 'b' } as object),
      beginEach(store, ids, { now: NOW + 30_000 } as object),
    ]);
    assert.deepEqual(
      mine,
      ids.map((id) => `claimed 1 ${id}`),
    );
    assert.deepEqual(
      others,
      ids.map((id) => `leased 1 ${id}`),
    );
    assert.deepEqual(
      late,
      ids.map((id) => `claimed 2 ${id}`),
    );
  },
);

onRedis('one failing call of a turn does not fail the others', async () => {
  const store = redisStore(redis);
  const ids = Array.from({ length: 40 }, (_, index) => `e${index}`);
  const others = ids.filter((id) => id !== 'e20');
  await beginEach(store, ['e20']);
  // From here on, one script uses keys of all shards.
  await eventually('the first look at Redis is over', () => redis.exists('handover:{63}:marker'));
  const [key = ''] = (await redis.keys('handover:*')).filter((name) => name.includes('run:e20'));
  await redis.set(key, 'of another program');
  const asked = await Promise.allSettled(ids.map((id) => beginEach(store, [id])));
  assert.deepEqual(
    asked.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
    others.map((id) => `claimed 1 ${id}`),
  );
  const ended = await Promise.allSettled(
    ids.map(async (id) => store.end([{ id, outcome: 'done' }], { ...LEASE, doneForMs: 60_000 })),
  );
  assert.deepEqual(
    ids.filter((_, index) => ended[index]?.status === 'rejected'),
    ['e20'],
  );
  assert.deepEqual(
    await beginEach(store, others, { holder: 'b' } as object),
    others.map((id) => `done 1 ${id}`),
  );
});

onRedis('every key expires, except for the markers, whose number is fixed', async () => {
  const store = redisStore(redis);
  const ids = Array.from({ length: 50 }, (_, index) => `e${index}`);
  await store.begin(
    ids.map((id) => ({ id, thread: `${THREAD}${id}`, observation: { lane: laneAt(NOW) } })),
    LEASE,
  );
  await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 129_600_000 });
  await store.end([{ id: 'e2', outcome: 'failed' }], { ...LEASE, doneForMs: 129_600_000 });
  await store.end([{ id: 'never-begun', outcome: 'done' }], { ...LEASE, doneForMs: 129_600_000 });
  await store.claimAnnouncement(`${THREAD}e3`, { announced: 0, leaseMs: 1000, now: NOW });
  await store.markAnnounced('1:messenger:2:new', { announced: 0, owner: 'self', changes: 0, now: NOW });
  await store.settle('1:messenger:2:never-seen', { changes: 3, now: NOW });
  await store.markAnnounced(THREAD, { announced: 0, owner: 'x', changes: 0, listed: 'others', now: NOW });
  await store.begin([{ id: '1:sign', thread: THREAD, sign: { by: 'customer', at: NOW } }], LEASE);
  const parked = ['e4', 'e5', 'e6', 'e7', 'e8'];
  await store.park(
    parked.map((id) => ({ id, thread: `${THREAD}${id}`, body: 'x' })),
    LEASE,
  );
  for (const id of ['e4', 'e9']) await store.recordStep(id, { name: 'send', value: 'm_1' }, LEASE);
  await store.renew(['e5', 'e9'], { ...LEASE, now: NOW + 1000 });
  await store.claimParked('e6', { ...LEASE, now: NOW + 60_000, limit: 10 });
  const letters = { keepMs: 1_209_600_000, most: 100 };
  await store.end(
    ['e7', 'e8'].map((id) => ({ id, outcome: 'dead', letter: { thread: `${THREAD}${id}`, body: 'x' } })),
    { ...LEASE, doneForMs: 129_600_000, letters },
  );
  await store.retryLetter('e7', LEASE);
  await store.discardLetter('e8', LEASE);
  await store.end([{ id: 'e10', outcome: 'dead', letter: { body: 'x' } }], { ...LEASE, doneForMs: 1, letters });
  await store.recordStep('e10', { name: 'send', value: 'm_1' }, LEASE);
  const value = { expected: undefined, value: 'v', expiresAt: NOW + 1000, now: NOW };
  await store.setValue(THREAD, 'kept', value);
  await store.setValue(THREAD, 'removed', value);
  await store.setValue(THREAD, 'removed', { ...value, expected: 'v', value: undefined });
  await eventually('all markers are set', async () => (await redis.keys('handover:*:marker')).length === 64);
  for (const key of await redis.keys('*')) {
    if (key.endsWith(':marker')) continue;
    assert.ok((await redis.pttl(key)) > 0, `${key} never expires`);
  }
});

onRedis('values and done-marks expire in time by the clock of Redis', async () => {
  const store = redisStore(redis);
  await store.setValue(THREAD, 'soon', { expected: undefined, value: 'v', expiresAt: NOW + 50, now: NOW });
  await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 50 });
  await eventually('both are gone', async () => (await redis.keys('*')).every((key) => key.endsWith(':marker')));
});

onRedis('a thread without observations for a month starts empty, though Redis still has it', async () => {
  const store = redisStore(redis);
  const month = 31 * 86_400_000;
  await store.observe(THREAD, { event: passAt(NOW, '880042117756310', 'e1') }, NOW);
  assert.equal((await store.read(THREAD, NOW + month - 1)).changes, 1);
  assert.deepEqual(await store.read(THREAD, NOW + month), EMPTY_RECORD);
  const lane = laneAt(NOW + month);
  const record = await store.observe(THREAD, { lane }, NOW + month);
  assert.deepEqual(record, mergeObservation(EMPTY_RECORD, { lane }));
});

onRedis('a name with colons never reads the value of another name', async () => {
  const store = redisStore(redis);
  const options = { expected: undefined, value: 'v', expiresAt: NOW + 60_000, now: NOW };
  // Some of these threads share a shard with the thread that has the values.
  const heads = Array.from({ length: 600 }, (_, index) => String(index));
  await Promise.all(heads.map((head) => store.setValue(THREAD, `x:${head}`, options)));
  const read = await Promise.all(heads.map((head) => store.getValue(`${head}:${THREAD}`, 'x', NOW)));
  assert.deepEqual(new Set(read), new Set([undefined]));
});

onRedis('merges any number and any text as core does', async () => {
  const store = redisStore(redis);
  const text = fc.oneof(
    fc.constantFrom('', 'a', 'B', '_', 'é', '\ue000', '\u{1f600}', '\ud83d', 'a\nb', '\u0000', '\x7f'),
    fc.string({ unit: 'binary' }),
  );
  const seen = {
    at: fc.oneof(fc.constantFrom(NOW, NOW + 0.5, 0), fc.integer({ min: 0, max: 4e12 })),
    rank: fc.constantFrom(0, 1, 5),
    tie: text,
  };
  const app = { ...seen, says: fc.constant('app' as const), appId: text };
  const anObservation = fc.record(
    {
      event: fc.record(
        { ...app, source: fc.constantFrom('pass' as const, 'take' as const), metadata: text },
        { requiredKeys: ['at', 'rank', 'tie', 'says', 'appId', 'source'], noNullPrototype: true },
      ),
      echo: fc.record(app, { noNullPrototype: true }),
      lane: fc.record(
        { ...seen, says: fc.constantFrom('messaging' as const, 'standby' as const) },
        { noNullPrototype: true },
      ),
      expiry: fc.record({ ...seen, until: fc.integer() }, { noNullPrototype: true }),
      person: fc.record(seen, { noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anObservation, { maxLength: 6 }), async (observations) => {
      const thread = `1:messenger:2:${randomUUID()}`;
      let expected = EMPTY_RECORD;
      for (const observation of observations) {
        expected = mergeObservation(expected, observation);
        assert.deepEqual(await store.observe(thread, observation, NOW), expected);
      }
    }),
    propertyRuns(150),
  );
});

onRedis('a Redis that forgot the scripts gets them again, and no call fails', async () => {
  const store = redisStore(redis);
  const begin = async (id: string): Promise<unknown> =>
    (await store.begin([{ id, thread: THREAD }, { id: `${id}-2` }], LEASE)).map(({ claim }) => claim);
  assert.deepEqual(await begin('e1'), ['claimed', 'claimed']);
  await redis.script('FLUSH');
  assert.deepEqual(await begin('e2'), ['claimed', 'claimed']);
  await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
  assert.deepEqual(await begin('e1'), ['done', 'claimed'].with(1, 'leased'));
});

/** The hash tags of a command's keys. */
const tagsOf = (args: readonly unknown[]): Set<string> =>
  new Set(args.flatMap((arg) => (typeof arg === 'string' ? (/^handover:\{(\d+)\}/.exec(arg)?.[1] ?? []) : [])));

/**
 * A proxy in front of several servers. The first key of a command decides which server gets it; `refuses` decides
 * whether to reject keys of several.
 */
function proxyInFront(servers: readonly [Redis, Redis], refuses: (tags: Set<string>) => boolean): Redis {
  const call = async (...args: string[]): Promise<unknown> => {
    const tags = tagsOf(args);
    const message = "CROSSSLOT Keys in request don't hash to the same slot";
    if (refuses(tags)) throw Object.assign(new Error(message), { name: 'ReplyError' });
    const [first = '0'] = tags;
    const [name = '', ...rest] = args;
    return (Number(first) % 2 === 0 ? servers[0] : servers[1]).call(name, ...rest);
  };
  const pipeline = (commands: string[][]) => ({
    exec: async () =>
      Promise.all(
        commands.map(async (command): Promise<[Error | null, unknown]> => {
          try {
            return [null, await call(...command)];
          } catch (error) {
            return [error as Error, undefined];
          }
        }),
      ),
  });
  return { call, pipeline, on: () => undefined } as unknown as Redis;
}

const looked = async (on: Redis): Promise<void> => {
  await eventually('the first look at Redis is over', () => on.exists('handover:{63}:marker'));
  // After the markers, the store asks which server holds them.
  for (let turn = 0; turn < 3; turn += 1) await on.ping();
};

for (const [how, refuses] of [
  ['refuses', (tags: Set<string>) => tags.size > 1],
  ['sends all keys to one of them', () => false],
] as const) {
  onRedis(`behind a proxy that divides the keys and ${how}, no event runs twice`, async () => {
    const other = redis.duplicate({ db: 1 });
    await other.flushdb();
    try {
      const store = redisStore(proxyInFront([redis, other], refuses));
      const ids = Array.from({ length: 60 }, (_, index) => `e${index}`);
      await store.read(THREAD, NOW);
      await looked(other);
      const begun = await store.begin(
        ids.map((id) => ({ id, thread: THREAD })),
        LEASE,
      );
      assert.deepEqual(new Set(begun.map(({ claim }) => claim)), new Set(['claimed']));
      await store.renew(ids, LEASE);
      await store.end(
        ids.map((id) => ({ id, outcome: 'done' })),
        { ...LEASE, doneForMs: 60_000 },
      );
      for (const id of ids) assert.equal((await store.begin([{ id }], LEASE))[0]?.claim, 'done', id);
    } finally {
      other.disconnect();
    }
  });
}

onRedis('after it refuses a script with keys of all shards, gets one script per shard', async () => {
  let divided = false;
  const store = redisStore(proxyInFront([redis, redis], (tags) => divided && tags.size > 1));
  await store.read(THREAD, NOW);
  await looked(redis);
  const ids = Array.from({ length: 9 }, (_, index) => `e${index}`);
  divided = true;
  const claims = async (): Promise<unknown> =>
    (
      await store.begin(
        ids.map((id) => ({ id, thread: THREAD })),
        LEASE,
      )
    ).map(({ claim }) => claim);
  assert.deepEqual(
    await claims(),
    ids.map(() => 'claimed'),
  );
  await store.end(
    ids.map((id) => ({ id, outcome: 'done' })),
    { ...LEASE, doneForMs: 60_000 },
  );
  assert.deepEqual(
    await claims(),
    ids.map(() => 'done'),
  );
});

onRedis('a call that the connection repeats counts once', async () => {
  const repeating: Redis = redis.duplicate();
  const { call, pipeline } = repeating;
  // ioredis does this after a reconnect, because it can't know whether the command or the answer was lost.
  repeating.call = (async (...args: Parameters<typeof call>) => {
    await call.apply(repeating, args);
    return call.apply(repeating, args);
  }) as typeof call;
  repeating.pipeline = (commands) => {
    const twice = pipeline.call(repeating, commands);
    const { exec } = twice;
    twice.exec = async () => {
      await pipeline.call(repeating, commands).exec();
      return exec.call(twice);
    };
    return twice;
  };
  try {
    const store = redisStore(repeating);
    const ids = ['e1', 'e2', 'e3'];
    const begun = await store.begin(
      ids.map((id) => ({ id, thread: THREAD, observation: { event: passAt(NOW, id, id) } })),
      LEASE,
    );
    assert.deepEqual(
      begun.map(({ claim, attempts }) => [claim, attempts]),
      ids.map(() => ['claimed', 1]),
    );
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 1000, now: NOW }), true);
    const marked = await store.markAnnounced(THREAD, { announced: 0, owner: 'self', changes: 1, now: NOW });
    assert.equal(marked.announced, 1);
    const value = { expected: undefined, value: 'v', expiresAt: NOW + 1000, now: NOW };
    assert.equal(await store.setValue(THREAD, 'lock', value), true);
    assert.equal(await store.setValue(THREAD, 'lock', value), false);
    assert.equal(await store.setValue(THREAD, 'lock', { ...value, expected: 'v', value: undefined }), true);
  } finally {
    repeating.disconnect();
  }
});

onRedis('two apps on one prefix keep their threads, events and sweeps apart', async () => {
  const one = makeBot({ store: redisStore(redis), appId: '1' });
  const two = makeBot({ store: redisStore(redis), appId: '2' });
  const request = signedRequest(delivery({ messaging: [items.message({ text: 'both' })] }), SECRET);
  const answers = await Promise.all([one.bot.handle(request), two.bot.handle(request)]);
  await Promise.all([one.bot.close(), two.bot.close()]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.deepEqual([one.handled, two.handled], [['both'], ['both']]);
});

onRedis('prefixes keep bots apart', async () => {
  const here: Store = redisStore(redis, { prefix: 'here' });
  await here.observe(THREAD, { lane: laneAt(NOW) }, NOW);
  assert.deepEqual(await redisStore(redis, { prefix: 'there' }).read(THREAD, NOW), EMPTY_RECORD);
});

for (const [what, make, option] of [
  ['no connection', () => redisStore({} as Redis), 'redis'],
  ['nothing at all', () => redisStore(undefined as unknown as Redis), 'redis'],
  ['a prefix with braces', () => redisStore(redis, { prefix: '{a}' }), 'prefix'],
  ['an empty prefix', () => redisStore(redis, { prefix: '' }), 'prefix'],
  ['a time-out of 0', () => redisStore(redis, { timeoutMs: 0 }), 'timeoutMs'],
  ['an endless interval between checks', () => redisStore(redis, { lookEveryMs: Infinity }), 'lookEveryMs'],
] as const) {
  onRedis(`${what} is refused at once with the option's name`, () => {
    assert.throws(make, { name: 'OptionError', option });
  });
}

/** A store that checks Redis at each operation, and its log. */
function watching(options: RedisStoreOptions = {}): { look: () => Promise<unknown>; warnings: () => string[] } {
  const logger = memoryLogger();
  const store = redisStore(redis, { lookEveryMs: 1, logger, ...options });
  return { look: async () => store.read(THREAD, NOW), warnings: () => logger.loud };
}

onRedis('a wiped Redis is logged once', async () => {
  const { look, warnings } = watching();
  await look();
  await eventually('the markers are set', () => redis.exists('handover:{63}:marker'));
  for (let turn = 0; turn < 20; turn += 1) await look();
  assert.deepEqual(warnings(), []);
  await redis.flushall();
  await eventually('it is logged', async () => {
    await look();
    return warnings().length > 0;
  });
  for (let turn = 0; turn < 50; turn += 1) await look();
  assert.equal(warnings().length, 1);
  assert.match(warnings()[0] ?? '', /^warn Redis has lost data .*persistence/);
});

onRedis('a Redis that may evict keys is logged once', async () => {
  await redis.config('SET', 'maxmemory', '200mb');
  await redis.config('SET', 'maxmemory-policy', 'volatile-lru');
  try {
    const { look, warnings } = watching();
    await eventually('it is logged', async () => {
      await look();
      return warnings().length > 0;
    });
    for (let turn = 0; turn < 50; turn += 1) await look();
    assert.equal(warnings().length, 1);
    assert.match(warnings()[0] ?? '', /volatile-lru.*noeviction/);
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.config('SET', 'maxmemory', '0');
  }
});

onRedis('a read-only replica is logged, and its refusals carry a hint', async () => {
  await redis.replicaof('127.0.0.1', 1);
  try {
    const { look, warnings } = watching();
    await eventually('it is logged', async () => {
      await look();
      return warnings().length > 0;
    });
    assert.match(warnings()[0] ?? '', /read-only replica.*primary/);
    const refused = await rejects(
      Promise.resolve(
        redisStore(redis, { logger: memoryLogger() }).observe(
          THREAD,
          { event: { ...passAt(NOW, '1'), metadata: 'a secret of Ana' } },
          NOW,
        ),
      ),
    );
    assert.equal(refused.name, 'StoreError');
    assert.match(refused.message, /READONLY.*connect to the primary/);
    assert.equal((refused.cause as { code?: string }).code, 'READONLY');
    assert.doesNotMatch(JSON.stringify([refused, refused.cause, refused.stack]), /Ana/);
  } finally {
    await redis.replicaof('NO', 'ONE');
  }
});

onRedis('a Redis that refuses INFO causes no warning', async () => {
  await redis.acl('SETUSER', 'narrow', 'on', '>pass', '~*', '+@all', '-info', '-config');
  const narrow = new Redis(server.port, '127.0.0.1', { username: 'narrow', password: 'pass', enableReadyCheck: false });
  const logger = memoryLogger();
  try {
    const store = redisStore(narrow, { lookEveryMs: 1, logger });
    for (let turn = 0; turn < 20; turn += 1) await store.read(THREAD, NOW);
    await eventually('it was checked', () => logger.lines.length > 0);
    assert.deepEqual(logger.loud, []);
  } finally {
    narrow.disconnect();
    await redis.acl('DELUSER', 'narrow');
  }
});

onRedis.run();
