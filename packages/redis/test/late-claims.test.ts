// A claim that reaches Redis after its caller timed out. No caller would run the event, so the store takes the claim
// back.
import assert from 'node:assert/strict';
import type { Store } from '@handover/core/store';
import { eventually } from '@handover/test-support/eventually';
import { redisServer } from '@handover/test-support/redis-server';
import { rejects } from '@handover/testkit';
import { Redis } from 'ioredis';
import { suite } from 'uvu';
import { redisStore } from '../src/index.ts';

const late = suite('late claims');

const NOW = 1_764_590_400_000;

/** Calls `store` until it has answered in time, as it may not do at first on a busy machine. */
async function warm(store: Store): Promise<void> {
  await eventually('the store answers', () =>
    Promise.resolve(store.begin([{ id: 'before' }], { holder: 'a', leaseMs: 600_000, now: NOW })).then(
      () => true,
      () => false,
    ),
  );
}

late('a claim that arrives after its caller timed out is taken back, and not counted as an attempt', async () => {
  const server = await redisServer();
  const redis = new Redis(server.url);
  try {
    const hurried = redisStore(redis, { timeoutMs: 200 });
    const patient = redisStore(redis, { timeoutMs: 30_000 });
    const lease = { holder: 'a', leaseMs: 600_000, now: NOW };
    await warm(hurried);
    await warm(patient);
    server.freeze();
    const given = Promise.resolve(hurried.begin([{ id: 'e1', thread: '1:messenger:2:3' }, { id: 'e2' }], lease));
    const error = await rejects(given);
    assert.match(error.message, /did not answer within 200 ms/);
    server.thaw();
    let begun = await patient.begin([{ id: 'e1' }, { id: 'e2' }], lease);
    await eventually('both are free again', async () => {
      if (begun.some(({ claim }) => claim !== 'claimed'))
        begun = await patient.begin([{ id: 'e1' }, { id: 'e2' }], lease);
      return begun.every(({ claim, attempts }) => claim === 'claimed' && attempts === 1);
    });
  } finally {
    server.thaw();
    redis.disconnect();
    await server.stop();
  }
});

late('a late claim does not take back the claim of another process', async () => {
  const server = await redisServer();
  // One connection, so that Redis sees the calls in this order.
  const redis = new Redis(server.url);
  try {
    const hurried = redisStore(redis, { timeoutMs: 200 });
    const patient = redisStore(redis, { timeoutMs: 30_000 });
    const lease = { holder: 'a', leaseMs: 1_000, now: NOW };
    const later = { holder: 'b', leaseMs: 600_000, now: NOW + 1_001 };
    await warm(hurried);
    await warm(patient);
    server.freeze();
    const refused = rejects(Promise.resolve(hurried.begin([{ id: 'e1' }], lease)));
    const inTime = patient.begin([{ id: 'e1' }], later);
    await refused;
    server.thaw();
    assert.equal((await inTime)[0]?.claim, 'claimed');
    // Claims are taken back at once: the answer to this call comes after that.
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await patient.begin([{ id: 'e1' }], { ...later, holder: 'c' }))[0]?.claim, 'leased');
    }
  } finally {
    server.thaw();
    redis.disconnect();
    await server.stop();
  }
});

late.run();
