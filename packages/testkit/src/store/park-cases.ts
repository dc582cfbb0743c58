import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { bodyOf, idsOf, park, parkAndLeave } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

/** A claim of another process, a second after the lease of {@link LEASE} ended. */
const LATER = { holder: 'b', leaseMs: 30_000, now: NOW + 31_000 };

/** Parked events, and how a later delivery of their thread gets them. */
export const parkCases: readonly ContractCase<MakeStore>[] = [
  storeCase('reports whether it outlives the process', async (store) => {
    assert.equal(typeof store.isDurable, 'boolean');
  }),

  storeCase('answers that a parked event is parked, during its lease and after', async (store) => {
    await park(store, ['1:a'], { thread: null });
    for (const now of [NOW, NOW + 29_999, NOW + 30_000, NOW + 60_000]) {
      const [begun] = await store.begin([{ id: '1:a' }], { ...LATER, now });
      assert.deepEqual(begun, { claim: 'parked', attempts: 1, firstAt: NOW });
    }
  }),

  storeCase('answers that a failed parked event is parked, and that a finished one is done', async (store) => {
    await parkAndLeave(store, ['1:a', '1:b'], { thread: null });
    await store.end([{ id: '1:b', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    const begun = await store.begin([{ id: '1:a' }, { id: '1:b' }], LEASE);
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['parked', 'done'],
    );
    const [later] = await store.begin([{ id: '1:b' }], { ...LEASE, now: NOW + 60_000 });
    assert.deepEqual(later, { claim: 'claimed', attempts: 1, firstAt: NOW + 60_000 });
  }),

  storeCase('does not change the leases of events that it parks', async (store) => {
    await store.begin([{ id: '1:a', thread: THREAD }], LEASE);
    await store.park([{ id: '1:a', thread: THREAD, body: 'x' }], { holder: 'a', now: NOW + 29_000 });
    assert.deepEqual(await store.claimParked('1', { ...LATER, now: NOW + 29_999, limit: 10 }), []);
    const runs = await store.claimParked('1', { ...LATER, now: NOW + 30_000, limit: 10 });
    assert.deepEqual(idsOf(runs), ['1:a']);
  }),

  storeCase('parks only events that the holder holds', async (store) => {
    await store.begin([{ id: '1:done' }, { id: '1:taken' }, { id: '1:failed' }], LEASE);
    await store.end(
      [
        { id: '1:done', outcome: 'done' },
        { id: '1:failed', outcome: 'failed' },
      ],
      { ...LEASE, doneForMs: 600_000 },
    );
    await store.begin([{ id: '1:taken' }], LATER);
    const ids = ['1:done', '1:taken', '1:failed', '1:never'];
    await store.park(
      ids.map((id) => ({ id, body: 'x' })),
      { holder: 'a', now: LATER.now },
    );
    assert.deepEqual(await store.claimParked('1', { ...LATER, now: NOW + 90_000, limit: 10 }), []);
    const begun = await store.begin(
      ids.map((id) => ({ id })),
      { ...LATER, now: LATER.now + 1 },
    );
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['done', 'leased', 'claimed', 'claimed'],
    );
  }),

  storeCase('parks an event whose lease is over, if no other holder has claimed it', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await store.park([{ id: '1:a', body: 'x' }], { holder: 'a', now: NOW + 40_000 });
    const runs = await store.claimParked('1', { ...LATER, now: NOW + 40_000, limit: 10 });
    assert.deepEqual(runs, [{ id: '1:a', body: 'x', attempts: 2, firstAt: NOW }]);
  }),

  storeCase('accepts a call that parks no event, and one that parks a thousand', async (store) => {
    await store.park([], { holder: 'a', now: NOW });
    const ids = Array.from({ length: 1000 }, (_, index) => `1:${index}`);
    await park(store, ids);
    const [begun] = await store.begin([{ id: '1:next', thread: THREAD }], LATER);
    assert.deepEqual(idsOf(begun?.ahead), ids);
    assert.equal(begun?.ahead?.at(-1)?.body, bodyOf('1:999'));
  }),

  storeCase('gives the free parked events of a thread to its next delivery', async (store) => {
    await park(store, ['1:a', '1:b']);
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await parkAndLeave(store, ['1:elsewhere'], { thread: `${THREAD}0` });
    await parkAndLeave(store, ['1:page'], { thread: null });
    const [begun] = await store.begin(
      [{ id: '1:c', thread: THREAD, observation: { lane: laneMark(NOW + 5, 'messaging') } }],
      LATER,
    );
    assert.deepEqual([begun?.claim, begun?.record?.registers.lane?.says], ['claimed', 'messaging']);
    const more = { thread: THREAD, attempts: 2, firstAt: NOW, record: begun?.record };
    assert.deepEqual(begun?.ahead, [
      { id: '1:a', body: bodyOf('1:a'), ...more },
      { id: '1:b', body: bodyOf('1:b'), ...more },
    ]);
    // Now the caller holds them.
    assert.deepEqual(await store.renew(['1:a', '1:b'], { ...LATER, holder: 'a' }), [false, false]);
    assert.deepEqual(await store.renew(['1:a', '1:b'], LATER), [true, true]);
  }),

  storeCase('gives no parked event ahead that a holder has, even if that is the caller', async (store) => {
    await park(store, ['1:a', '1:b', '1:c']);
    await store.end([{ id: '1:b', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000 });
    for (const [holder, ahead] of [
      ['a', ['1:b']],
      ['b', undefined],
    ] as const) {
      const [begun] = await store.begin([{ id: `1:of-${holder}`, thread: THREAD }], { ...LEASE, holder });
      assert.deepEqual(idsOf(begun?.ahead), ahead);
      assert.equal(Object.hasOwn(begun ?? {}, 'ahead'), ahead !== undefined);
    }
  }),

  storeCase('gives parked events ahead only on the first event of each thread', async (store) => {
    const other = `${THREAD}0`;
    await park(store, ['1:a1', '1:a2']);
    await park(store, ['1:b1'], { thread: other });
    const begun = await store.begin(
      [
        { id: '1:page' },
        { id: '1:a3', thread: THREAD },
        { id: '1:b2', thread: other },
        { id: '1:a4', thread: THREAD },
        { id: '1:c1', thread: `${THREAD}1` },
      ],
      LATER,
    );
    assert.deepEqual(
      begun.map(({ ahead }) => idsOf(ahead)),
      [undefined, ['1:a1', '1:a2'], ['1:b1'], undefined, undefined],
    );
  }),

  storeCase('gives a redelivered parked event to the caller as an event ahead', async (store) => {
    await park(store, ['1:a', '1:b']);
    const begun = await store.begin(
      [
        { id: '1:b', thread: THREAD },
        { id: '1:c', thread: THREAD },
      ],
      LATER,
    );
    assert.deepEqual(
      begun.map(({ claim, ahead }) => [claim, idsOf(ahead)]),
      [
        ['parked', ['1:a', '1:b']],
        ['claimed', undefined],
      ],
    );
  }),

  storeCase('keeps the body and the attempts of a parked event whose run fails', async (store) => {
    await park(store, ['1:a']);
    await store.end([{ id: '1:a', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000 });
    for (const attempts of [2, 3, 4]) {
      const now = NOW + attempts;
      const [begun] = await store.begin([{ id: `1:${attempts}`, thread: THREAD }], { ...LEASE, now });
      assert.deepEqual(
        begun?.ahead?.map(({ record: _, ...run }) => run),
        [{ id: '1:a', thread: THREAD, body: bodyOf('1:a'), attempts, firstAt: NOW }],
      );
      await store.end([{ id: '1:a', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000, now });
    }
  }),

  storeCase('removes a parked event once any process marks it as done or dead', async (store) => {
    await park(store, ['1:done', '1:dead']);
    await store.end(
      [
        { id: '1:done', outcome: 'done' },
        { id: '1:dead', outcome: 'dead' },
      ],
      { holder: 'b', doneForMs: 60_000, now: NOW },
    );
    const [begun] = await store.begin([{ id: '1:next', thread: THREAD }], LATER);
    assert.equal(begun?.ahead, undefined);
    assert.deepEqual(await store.claimParked('1', { ...LATER, now: NOW + 90_000, limit: 10 }), []);
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
  }),

  storeCase('stores any text as id, thread or body unchanged', async (store) => {
    for (const [index, text] of AWKWARD_TEXTS.entries()) {
      const id = `1:${text}`;
      const thread = `1:messenger:2:${text}`;
      const body = AWKWARD_TEXTS[(index + 1) % AWKWARD_TEXTS.length] ?? '';
      await store.begin([{ id, thread }], LEASE);
      await store.park([{ id, thread, body }], { holder: 'a', now: NOW });
    }
    for (const [index, text] of AWKWARD_TEXTS.entries()) {
      const thread = `1:messenger:2:${text}`;
      const [begun] = await store.begin([{ id: `1:next${index}`, thread }], LATER);
      const body = AWKWARD_TEXTS[(index + 1) % AWKWARD_TEXTS.length] ?? '';
      assert.deepEqual(
        begun?.ahead?.map((run) => [run.id, run.thread, run.body]),
        [[`1:${text}`, thread, body]],
      );
    }
  }),

  storeCase('keeps a body of 64 kB', async (store) => {
    const body = 'ä€😀'.repeat(7000);
    await store.begin([{ id: '1:a' }], LEASE);
    await store.park([{ id: '1:a', body }], { holder: 'a', now: NOW });
    const [run] = await store.claimParked('1', { ...LATER, limit: 1 });
    assert.equal(run?.body, body);
  }),

  storeCase('gives a parked event to one of two connections that ask at once', async (store, { another }) => {
    const other = await another();
    for (let turn = 0; turn < 20; turn += 1) {
      const thread = `${THREAD}${turn}`;
      const now = NOW + turn * 100_000;
      await park(store, [`1:a${turn}`], { thread, now });
      const later = { leaseMs: 30_000, now: now + 31_000 };
      const [begun, swept] = await Promise.all([
        store.begin([{ id: `1:b${turn}`, thread }], { ...later, holder: 'b' }),
        other.claimParked('1', { ...later, holder: 'c', limit: 10 }),
      ]);
      assert.deepEqual([...(idsOf(begun[0]?.ahead) ?? []), ...(idsOf(swept) ?? [])], [`1:a${turn}`]);
      await store.end([{ id: `1:a${turn}`, outcome: 'done' }], { holder: 'b', doneForMs: 60_000, now });
    }
  }),
];
