import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { LEASE, laneMark, type MakeStore, NOW, seen, storeCase, THREAD } from './store-case.ts';

/** Which process may run an event: claims, their leases, the count of attempts, and done marks. */
export const claimCases: readonly ContractCase<MakeStore>[] = [
  storeCase('lets one of many callers run an event', async (store) => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      store.begin([{ id: 'e1' }], { ...LEASE, holder: `h${index}` }),
    );
    const answers = (await Promise.all(asked)).map(([begun]) => begun?.claim);
    assert.equal(answers.filter((claim) => claim === 'claimed').length, 1);
    assert.equal(answers.filter((claim) => claim === 'leased').length, 19);
  }),

  storeCase('lets one of two connections that ask at once run an event', async (store, { another }) => {
    const other = await another();
    for (let turn = 0; turn < 20; turn += 1) {
      const asked = [store, other].map((handle, index) =>
        handle.begin([{ id: `e${turn}` }], { ...LEASE, holder: `h${index}` }),
      );
      const answers = (await Promise.all(asked)).map(([begun]) => begun?.claim);
      assert.deepEqual(answers.sort(), ['claimed', 'leased']);
    }
  }),

  storeCase('returns the claims of a delivery in order, each with its thread as of then', async (store) => {
    const begun = await store.begin(
      [
        { id: 'e1', thread: THREAD, observation: { lane: laneMark(NOW, 'messaging') } },
        { id: 'e2' },
        { id: 'e3', thread: THREAD, observation: { lane: laneMark(NOW + 1, 'standby') } },
      ],
      LEASE,
    );
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['claimed', 'claimed', 'claimed'],
    );
    assert.deepEqual(
      begun.map(({ record }) => record?.registers.lane?.says),
      ['messaging', undefined, 'standby'],
    );
  }),

  storeCase('accepts an empty delivery, and a delivery of a thousand events', async (store) => {
    assert.deepEqual(await store.begin([], LEASE), []);
    await store.end([], { ...LEASE, doneForMs: 60_000 });
    assert.deepEqual(await store.renew([], LEASE), []);

    const ids = Array.from({ length: 1000 }, (_, index) => `e${index}`);
    const delivery = ids.map((id, index) => ({
      id,
      thread: `${THREAD}:${index % 50}`,
      observation: { person: seen(NOW + index) },
    }));
    const begun = await store.begin(delivery, LEASE);
    for (const [index, { claim, record }] of begun.entries()) {
      assert.equal(claim, 'claimed');
      assert.equal(record?.registers.person?.at, NOW + index);
    }
    const renewed = await store.renew(ids, { ...LEASE, now: NOW + 10_000 });
    assert.deepEqual([renewed.length, new Set(renewed)], [ids.length, new Set([true])]);
    await store.end(
      ids.map((id) => ({ id, outcome: 'done' })),
      { ...LEASE, doneForMs: 60_000 },
    );
    const again = await store.begin(delivery, LEASE);
    assert.deepEqual(new Set(again.map(({ claim }) => claim)), new Set(['done']));
  }),

  storeCase('runs an event once that appears twice in a delivery', async (store) => {
    const lane = laneMark(NOW, 'standby');
    const event = { id: 'e1', thread: THREAD, observation: { lane } };
    const begun = await store.begin([event, { id: 'e2' }, event], LEASE);
    assert.deepEqual(
      begun.map(({ claim, attempts }) => [claim, attempts]),
      [
        ['claimed', 1],
        ['claimed', 1],
        ['leased', 1],
      ],
    );
    assert.deepEqual([begun[0]?.record?.changes, begun[2]?.record?.changes], [1, 1]);
  }),

  storeCase('merges the observation of an event that is already done', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    const [begun] = await store.begin(
      [{ id: 'e1', thread: THREAD, observation: { lane: laneMark(NOW, 'standby') } }],
      LEASE,
    );
    assert.equal(begun?.claim, 'done');
    assert.equal(begun?.record?.registers.lane?.says, 'standby');
  }),

  storeCase('refuses a leased event to every caller, including its holder', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const again = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 29_999 });
    assert.equal(again[0]?.claim, 'leased');
  }),

  storeCase('frees an event when its lease ends, and counts the attempt', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, holder: 'b', now: NOW + 30_000 });
    assert.deepEqual([begun?.claim, begun?.attempts, begun?.firstAt], ['claimed', 2, NOW]);
  }),

  storeCase('prolongs a lease for its holder only', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    assert.deepEqual(await store.renew(['e1'], { ...LEASE, now: NOW + 20_000 }), [true]);
    assert.deepEqual(await store.renew(['e1'], { ...LEASE, holder: 'b', now: NOW + 40_000 }), [false]);
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 49_999 }))[0]?.claim, 'leased');
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 50_000 }))[0]?.claim, 'claimed');
  }),

  storeCase('does not prolong a lease that was given back, is done or was never claimed', async (store) => {
    await store.begin([{ id: 'failed' }, { id: 'done' }], LEASE);
    await store.end(
      [
        { id: 'failed', outcome: 'failed' },
        { id: 'done', outcome: 'done' },
      ],
      { ...LEASE, doneForMs: 60_000 },
    );
    await store.begin([{ id: 'had' }], LEASE);
    const renewed = await store.renew(['failed', 'done', 'had', 'never'], { ...LEASE, leaseMs: 600_000 });
    assert.deepEqual(renewed, [false, false, true, false]);
    const begun = await store.begin([{ id: 'failed' }, { id: 'done' }, { id: 'never' }], LEASE);
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['claimed', 'done', 'claimed'],
    );
    const [later] = await store.begin([{ id: 'done' }], { ...LEASE, now: NOW + 60_000 });
    assert.equal(later?.claim, 'claimed');
  }),

  storeCase('prolongs a lease that is over for as long as no other holder has taken it', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    assert.deepEqual(await store.renew(['e1'], { ...LEASE, now: NOW + 30_000 }), [true]);
    const later = { ...LEASE, holder: 'b', now: NOW + 59_999 };
    assert.equal((await store.begin([{ id: 'e1' }], later))[0]?.claim, 'leased');
    assert.equal((await store.begin([{ id: 'e1' }], { ...later, now: NOW + 60_000 }))[0]?.claim, 'claimed');
    assert.deepEqual(await store.renew(['e1'], { ...LEASE, now: NOW + 60_001 }), [false]);
    assert.deepEqual(await store.renew(['e1'], { ...later, now: NOW + 60_001 }), [true]);
  }),

  storeCase('frees a failed event at once and keeps its count of attempts', async (store) => {
    for (const attempt of [1, 2, 3]) {
      const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + attempt });
      assert.deepEqual([begun?.claim, begun?.attempts, begun?.firstAt], ['claimed', attempt, NOW + 1]);
      await store.end([{ id: 'e1', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000, now: NOW + attempt });
    }
  }),

  storeCase('reports when and how often a leased or finished event was claimed', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const ask = async (now: number): Promise<unknown> => (await store.begin([{ id: 'e1' }], { ...LEASE, now }))[0];
    assert.deepEqual(await ask(NOW + 1), { claim: 'leased', attempts: 1, firstAt: NOW });
    assert.deepEqual(await ask(NOW + 30_000), { claim: 'claimed', attempts: 2, firstAt: NOW });
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000, now: NOW + 30_001 });
    assert.deepEqual(await ask(NOW + 30_002), { claim: 'done', attempts: 2, firstAt: NOW });
  }),

  storeCase('ignores a former holder that frees an event, but accepts its done mark', async (store) => {
    await store.begin([{ id: 'e1' }, { id: 'e2' }], LEASE);
    const later = { ...LEASE, holder: 'b', now: NOW + 30_000 };
    await store.begin([{ id: 'e1' }, { id: 'e2' }], later);
    await store.end(
      [
        { id: 'e1', outcome: 'failed' },
        { id: 'e2', outcome: 'done' },
      ],
      { ...LEASE, doneForMs: 60_000, now: NOW + 30_001 },
    );
    const begun = await store.begin([{ id: 'e1' }, { id: 'e2' }], { ...later, holder: 'c', now: NOW + 30_002 });
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['leased', 'done'],
    );
  }),

  storeCase('remembers for the requested time that an event is done', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 59_999 }))[0]?.claim, 'done');
    const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 60_000 });
    assert.deepEqual([begun?.claim, begun?.attempts], ['claimed', 1]);
  }),

  storeCase('records an event as done even if it does not know the event', async (store) => {
    // The store was wiped, or has forgotten the event.
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    await store.end([{ id: 'e2', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000 });
    const begun = await store.begin([{ id: 'e1' }, { id: 'e2' }], LEASE);
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['done', 'claimed'],
    );
  }),

  storeCase('shows a second connection what the first has claimed and finished', async (store, { another }) => {
    const other = await another();
    await store.begin([{ id: 'leased' }, { id: 'done' }, { id: 'failed' }], LEASE);
    await store.end(
      [
        { id: 'done', outcome: 'done' },
        { id: 'failed', outcome: 'failed' },
      ],
      { ...LEASE, doneForMs: 60_000 },
    );
    const ids = ['leased', 'done', 'failed'].map((id) => ({ id }));
    const begun = await other.begin(ids, { ...LEASE, holder: 'b' });
    assert.deepEqual(
      begun.map(({ claim, attempts }) => [claim, attempts]),
      [
        ['leased', 1],
        ['done', 1],
        ['claimed', 2],
      ],
    );
  }),
];
