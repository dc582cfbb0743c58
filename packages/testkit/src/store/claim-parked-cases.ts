import assert from 'node:assert/strict';
import { DONE_FOR_MS } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { bodyOf, idsOf, park, parkAndLeave } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

/** A sweep of another process, a second after the lease of {@link LEASE} ended. */
const SWEEP = { holder: 'b', leaseMs: 30_000, now: NOW + 31_000, limit: 10 };

/** Parked events whose process is gone, as a sweep claims them. */
export const claimParkedCases: readonly ContractCase<MakeStore>[] = [
  storeCase('claims parked events whose holder is gone, with their data and attempts', async (store) => {
    await park(store, ['1:a', '1:b']);
    await park(store, ['1:page'], { thread: null });
    const record = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    assert.deepEqual(await store.claimParked('1', { ...SWEEP, now: NOW + 29_999 }), []);
    const claimed = { attempts: 2, firstAt: NOW };
    assert.deepEqual(await store.claimParked('1', SWEEP), [
      { id: '1:a', thread: THREAD, body: bodyOf('1:a'), ...claimed, record },
      { id: '1:b', thread: THREAD, body: bodyOf('1:b'), ...claimed, record },
      { id: '1:page', body: bodyOf('1:page'), ...claimed },
    ]);
    // They are claimed now, until that lease ends.
    assert.deepEqual(await store.claimParked('1', { ...SWEEP, holder: 'c', now: SWEEP.now + 29_999 }), []);
    const again = await store.claimParked('1', { ...SWEEP, holder: 'c', now: SWEEP.now + 30_000 });
    assert.deepEqual(
      again.map(({ id, attempts }) => [id, attempts]),
      [
        ['1:a', 3],
        ['1:b', 3],
        ['1:page', 3],
      ],
    );
  }),

  storeCase('claims a failed parked event at once', async (store) => {
    await parkAndLeave(store, ['1:a']);
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, now: NOW })), ['1:a']);
    assert.deepEqual(await store.renew(['1:a'], { ...SWEEP, now: NOW }), [true]);
  }),

  storeCase('claims no event that was not parked', async (store) => {
    await store.begin([{ id: '1:a', thread: THREAD }], LEASE);
    assert.deepEqual(await store.claimParked('1', SWEEP), []);
  }),

  storeCase('claims no event of a thread while another holder has one of its parked events', async (store) => {
    await park(store, ['1:a', '1:b', '1:c']);
    await store.end([{ id: '1:b', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000 });
    await store.renew(['1:c'], { ...LEASE, now: NOW + 20_000 });
    assert.deepEqual(await store.claimParked('1', { ...SWEEP, now: NOW + 40_000 }), []);
    // The call leaves out the event that the caller already holds, and claims the others.
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, holder: 'a', now: NOW + 40_000 })), ['1:a', '1:b']);
  }),

  storeCase('claims the threads that wait longest, each with all its events in order of arrival', async (store) => {
    const threads = ['x', 'y', 'z'].map((name) => `1:messenger:2:${name}`);
    const [x = '', y = '', z = ''] = threads;
    await parkAndLeave(store, ['1:y9'], { thread: y });
    await parkAndLeave(store, ['1:x5', '1:x4'], { thread: x, now: NOW + 1 });
    await parkAndLeave(store, ['1:page'], { thread: null, now: NOW + 2 });
    await parkAndLeave(store, ['1:z1'], { thread: z, now: NOW + 3 });
    // One event of the thread is running. The place of the thread is still that of its first event.
    await park(store, ['1:y1'], { thread: y, now: NOW + 4 });
    await store.end([{ id: '1:y1', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000, now: NOW + 4 });
    await store.end([{ id: '1:y9', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000, now: NOW + 4 });

    const sweep = async (limit: number): Promise<unknown> =>
      idsOf(await store.claimParked('1', { ...SWEEP, now: NOW + 5, limit }));
    assert.deepEqual(await sweep(2), ['1:y9', '1:y1', '1:x5', '1:x4']);
    assert.deepEqual(await sweep(1), ['1:page']);
    assert.deepEqual(await sweep(10), ['1:z1']);
    assert.deepEqual(await sweep(10), []);
  }),

  storeCase('keeps the order of arrival of events that were parked by several calls at one time', async (store) => {
    const ids = ['9', '1', '5', '10', '0', '7'].map((id) => `1:${id}`);
    for (const id of ids) await parkAndLeave(store, [id], { thread: null });
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, now: NOW })), ids);
    // An event that failed keeps its place.
    await store.end(
      ids.toReversed().map((id) => ({ id, outcome: 'failed' })),
      { holder: 'b', doneForMs: 60_000, now: NOW + 1 },
    );
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, now: NOW + 2 })), ids);
  }),

  storeCase('claims the parked events of one app', async (store) => {
    await parkAndLeave(store, ['1:a']);
    await parkAndLeave(store, ['11:a'], { thread: '11:messenger:2:3' });
    await parkAndLeave(store, ['11:page'], { thread: null });
    assert.deepEqual(idsOf(await store.claimParked('1', SWEEP)), ['1:a']);
    assert.deepEqual(await store.claimParked('', SWEEP), []);
    assert.deepEqual(idsOf(await store.claimParked('11', SWEEP)), ['11:a', '11:page']);
  }),

  storeCase('finds the threads to claim behind many that other holders have', async (store) => {
    for (let index = 0; index < 60; index += 1)
      await park(store, [`1:busy${index}`], { thread: `${THREAD}${index}`, holder: 'c', now: NOW + 20_000 });
    await parkAndLeave(store, ['1:free'], { now: NOW + 20_001 });
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, limit: 1 })), ['1:free']);
  }),

  storeCase('claims a few of many parked threads at a time, each once', async (store, { another }) => {
    const other = await another();
    const ids = Array.from({ length: 120 }, (_, index) => `1:${index}`);
    for (const [index, id] of ids.entries()) await parkAndLeave(store, [id], { thread: `${THREAD}${index}` });
    const found: string[] = [];
    for (let turn = 0; turn < 40 && found.length < ids.length; turn += 1) {
      const runs = await Promise.all([
        store.claimParked('1', { ...SWEEP, holder: 'b' }),
        other.claimParked('1', { ...SWEEP, holder: 'c' }),
      ]);
      for (const claimed of runs) assert.ok(claimed.length <= 10);
      found.push(...runs.flat().map(({ id }) => id));
    }
    assert.deepEqual(found.toSorted(), ids.toSorted());
    assert.deepEqual(await store.claimParked('1', SWEEP), []);
  }),

  storeCase('does not free a parked event that another holder has claimed since', async (store) => {
    await park(store, ['1:a', '1:b']);
    await store.claimParked('1', SWEEP);
    await store.end(
      [
        { id: '1:a', outcome: 'failed' },
        { id: '1:b', outcome: 'done' },
      ],
      { ...LEASE, doneForMs: 600_000, now: NOW + 32_000 },
    );
    assert.deepEqual(await store.claimParked('1', { ...SWEEP, holder: 'c', now: NOW + 33_000 }), []);
    const runs = await store.claimParked('1', { ...SWEEP, holder: 'c', now: SWEEP.now + 30_000 });
    assert.deepEqual(idsOf(runs), ['1:a']);
  }),

  storeCase('keeps a waiting parked event for a day and a half after its last lease', async (store) => {
    await parkAndLeave(store, ['1:a']);
    const first = NOW + DONE_FOR_MS - 60_000;
    assert.deepEqual(idsOf(await store.claimParked('1', { ...SWEEP, now: first })), ['1:a']);
    await store.end([{ id: '1:a', outcome: 'failed' }], { holder: 'b', doneForMs: DONE_FOR_MS, now: first });
    // The store serves other calls meanwhile.
    await store.begin([{ id: '1:b', thread: `${THREAD}0` }], { ...LEASE, now: first + DONE_FOR_MS / 2 });
    const [run] = await store.claimParked('1', { ...SWEEP, now: first + DONE_FOR_MS - 1 });
    assert.deepEqual([run?.id, run?.body, run?.attempts, run?.firstAt], ['1:a', bodyOf('1:a'), 3, NOW]);
  }),
];
