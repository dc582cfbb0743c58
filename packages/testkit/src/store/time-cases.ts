import assert from 'node:assert/strict';
import { DONE_FOR_MS, type Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { giveUp, park } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, seen, storeCase, THREAD } from './store-case.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any entry must be kept. */
const ALL_IS_OVER_MS = 40 * DAY_MS;
const MANY = 300;
/** How many threads are written to at the same time, as by a busy bot. Divides {@link MANY}. */
const AT_ONCE = 20;

/** Threads, events, values, parked events and letters, {@link MANY} of each kind: what a busy quarter of an hour leaves behind. */
async function fill(store: Store): Promise<void> {
  for (let first = 0; first < MANY; first += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => fillThread(store, first + index)));
}

async function fillThread(store: Store, index: number): Promise<void> {
  const thread = `1:messenger:2:${index}`;
  const ids = [`done${index}`, `failed${index}`, `died${index}`];
  await store.begin(
    ids.map((id) => ({ id, thread, observation: { lane: laneMark(NOW, 'standby') } })),
    LEASE,
  );
  await store.end(
    [
      { id: `done${index}`, outcome: 'done' },
      { id: `failed${index}`, outcome: 'failed' },
    ],
    { ...LEASE, doneForMs: DONE_FOR_MS },
  );
  await store.setValue(thread, 'pause', { expected: undefined, value: '1', expiresAt: NOW + HOUR_MS, now: NOW });
  await store.markAnnounced(thread, { announced: 0, owner: 'app:', changes: 1, listed: 'others', now: NOW });
  await park(store, [`1:parked${index}`], { thread });
  await giveUp(store, [`1:letter${index}`], { thread });
  for (const kind of ['parked', 'letter'])
    await store.recordStep(`1:${kind}${index}`, { name: 'send', value: 'm_1' }, { now: NOW });
}

/** The caller supplies the time, and the store expires entries by it. */
export const timeCases: readonly ContractCase<MakeStore>[] = [
  storeCase('uses the time that the caller passes, not the system clock', async (store) => {
    for (const [index, now] of [1000, 4_102_444_800_000, NOW].entries()) {
      const id = `e${index}`;
      const thread = `${THREAD}${index}`;
      const ask = async (at: number): Promise<unknown> =>
        (await store.begin([{ id }], { ...LEASE, now: at })).map(({ claim }) => claim);
      assert.deepEqual(await ask(now), ['claimed']);
      assert.deepEqual(await ask(now + 29_999), ['leased']);
      assert.deepEqual(await ask(now + 30_000), ['claimed']);
      const record = await store.observe(thread, { lane: laneMark(now, 'standby') }, now);
      assert.equal(record.changes, 1);
      await store.setValue(thread, 'a', { expected: undefined, value: '1', expiresAt: now + 60_000, now });
      assert.equal(await store.getValue(thread, 'a', now + 59_999), '1');
      assert.equal(await store.getValue(thread, 'a', now + 60_000), undefined);
    }
  }),

  storeCase('accepts calls from a process whose clock is behind', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, holder: 'b', now: NOW - 5000 });
    assert.equal(begun?.claim, 'leased');
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    assert.equal((await store.read(THREAD, NOW - 5000)).registers.lane?.says, 'standby');
  }),

  storeCase('knows a thread for a month after its last observation', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    // An owner look-up with no news also counts as an observation.
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW + 20 * DAY_MS);
    await store.observe(`${THREAD}0`, { lane: laneMark(NOW, 'standby') }, NOW + 49 * DAY_MS);
    assert.equal((await store.read(THREAD, NOW + 50 * DAY_MS)).registers.lane?.says, 'standby');
  }),

  storeCase('knows the attempts of an event for as long as Meta redelivers it, a day and a half', async (store) => {
    await store.begin([{ id: 'e1' }, { id: 'e2' }], LEASE);
    await store.end([{ id: 'e1', outcome: 'failed' }], { ...LEASE, doneForMs: DONE_FOR_MS });
    await store.begin([{ id: 'e3' }], { ...LEASE, now: NOW + DONE_FOR_MS - HOUR_MS });
    const begun = await store.begin([{ id: 'e1' }, { id: 'e2' }], { ...LEASE, now: NOW + DONE_FOR_MS - 1 });
    assert.deepEqual(
      begun.map(({ claim, attempts, firstAt }) => [claim, attempts, firstAt]),
      [
        ['claimed', 2, NOW],
        ['claimed', 2, NOW],
      ],
    );
  }),

  storeCase('does not grow for ever: expired entries go while it serves others', async (store, { size }) => {
    await fill(store);
    if (size === undefined) return;
    const full = await size();
    assert.ok(full >= MANY, `it holds ${full} entries after ${MANY} threads`);
    let now = NOW + ALL_IS_OVER_MS;
    for (let turn = 0; turn < 5000 && (await size()) > 20; turn += 1) {
      now += 60_000;
      await store.begin([{ id: '1:later', thread: THREAD, observation: { person: seen(now) } }], { ...LEASE, now });
      const letters = { keepMs: HOUR_MS, most: 1000 };
      await store.end([{ id: '1:later', outcome: 'done' }], { ...LEASE, doneForMs: 1, now, letters });
    }
    assert.ok((await size()) <= 20, `it still holds ${await size()} of ${full} entries, long after all had expired`);
  }),
];
