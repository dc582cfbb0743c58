// What is left where a process, or one server of several, is gone in the middle of what takes several turns.
import assert from 'node:assert/strict';
import type { Store } from '@handover/core/store';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { redisStore } from '../src/index.ts';
import { goneAfter, inParts } from './support/connections.ts';
import { claims, DONE, LATER, LEASE, lettersOf, NOW, PAGE, park, sweep, THREAD } from './support/parks.ts';

const broken = suite('parts of a call');

let server: RedisServer;
let redis: Redis;

broken.before(async () => {
  server = await redisServer();
  redis = new Redis(server.url);
});

broken.after(async () => {
  redis.disconnect();
  await server.stop();
});

/** Does something by a process that is gone after each of its turns in turn, and looks at what another one makes of it. */
function whereItBreaksOff(
  what: string,
  {
    before,
    act,
    after,
  }: {
    readonly before: (store: Store) => Promise<unknown>;
    readonly act: (store: Store) => unknown;
    readonly after: (store: Store) => Promise<unknown>;
  },
): void {
  broken(`${what}, wherever it breaks off`, async () => {
    const store = redisStore(inParts(redis), { logger: memoryLogger() });
    // Redis is to know all scripts.
    await before(store);
    await act(store);
    for (let turns = 1; ; turns += 1) {
      await redis.flushall();
      await before(store);
      const going = goneAfter(inParts(redis), turns);
      let failed = false;
      try {
        await act(redisStore(going));
      } catch {
        failed = true;
      }
      assert.equal(failed, going.isGone);
      await after(store);
      if (!failed) return assert.ok(turns > 1, 'it breaks off nowhere');
    }
  });
}

const DEAD = { id: '1:a', outcome: 'dead', letter: { thread: THREAD, body: 'a letter' } } as const;

whereItBreaksOff('an event that is being parked is run', {
  before: (store) => store.begin([{ id: '1:a', thread: THREAD }], LEASE) as Promise<unknown>,
  act: (store) => store.park([{ id: '1:a', thread: THREAD, body: 'x' }], LEASE),
  async after(store) {
    assert.ok(['leased', 'parked'].includes(String(await claims(store, ['1:a'], LEASE))));
    assert.deepEqual(await store.renew(['1:a'], LEASE), [true]);
    const [begun] = await store.begin([{ id: '1:a', thread: THREAD }], LATER);
    const runs = [begun?.claim === 'claimed' ? begun : undefined, ...(begun?.ahead ?? [])].filter(Boolean);
    assert.deepEqual(
      runs.map((run) => run?.attempts),
      [2],
    );
    assert.deepEqual(await sweep(store), []);
  },
});

whereItBreaksOff('an event that is said to be done runs no more', {
  before: (store) => park(store),
  act: (store) => store.end([{ id: '1:a', outcome: 'done' }], DONE),
  async after(store) {
    assert.deepEqual(await sweep(store), ['1:page 2']);
    assert.deepEqual(await claims(store, ['1:a']), ['done']);
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
  },
});

whereItBreaksOff('an event that is given up is not lost', {
  before: (store) => park(store, ['1:a']),
  act: (store) => store.end([DEAD], DONE),
  async after(store) {
    // What runs again is given up again.
    if ((await sweep(store)).length > 0) await store.end([DEAD], { ...DONE, holder: 'b' });
    assert.deepEqual(await lettersOf(store), ['1:a a letter']);
    assert.deepEqual(await claims(store, ['1:a']), ['done']);
    assert.deepEqual(await store.bodies(THREAD, NOW), [{ id: '1:a', body: 'a letter' }]);
  },
});

whereItBreaksOff('a letter that is retried is not lost', {
  before: (store) => store.end([DEAD], DONE) as Promise<unknown>,
  act: (store) => store.retryLetter('1:a', LEASE),
  async after(store) {
    const runs = await sweep(store);
    const run = await store.retryLetter('1:a', LATER);
    assert.equal(runs.length + (run === undefined ? 0 : 1), 1);
    assert.deepEqual(await claims(store, ['1:a']), ['parked']);
    assert.deepEqual(await lettersOf(store), []);
  },
});

whereItBreaksOff('a letter that is discarded is gone, at the second time', {
  before: (store) => store.end([DEAD], DONE) as Promise<unknown>,
  act: (store) => store.discardLetter('1:a', PAGE),
  async after(store) {
    await store.discardLetter('1:a', PAGE);
    assert.deepEqual(await lettersOf(store), []);
    assert.equal(await store.retryLetter('1:a', LATER), undefined);
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
    assert.deepEqual(await claims(store, ['1:a']), ['done']);
  },
});

whereItBreaksOff('a thread that is forgotten is gone, at the second time', {
  async before(store) {
    await park(store, ['1:a', '1:b']);
    await store.end([DEAD], DONE);
  },
  act: (store) => store.forget(THREAD, DONE),
  async after(store) {
    await store.forget(THREAD, DONE);
    assert.deepEqual(await claims(store, ['1:a', '1:b']), ['done', 'done']);
    assert.deepEqual([await store.bodies(THREAD, NOW), await lettersOf(store), await sweep(store)], [[], [], []]);
  },
});

broken.run();
