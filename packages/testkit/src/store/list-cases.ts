import assert from 'node:assert/strict';
import type { Page } from '@handover/core';
import { type ListedThread, type Store, THREAD_LASTS_MS } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { allPages } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, seen, storeCase, THREAD } from './store-case.ts';

/** Announces the next owner of a thread. */
async function announce(store: Store, thread: string, listed: 'self' | 'others' | undefined, now = NOW): Promise<void> {
  const { announced, changes } = await store.read(thread, now);
  await store.markAnnounced(thread, { announced, owner: `${listed}`, changes, listed, now });
}

/** An event that is a sign of the customer or of a human agent. */
async function show(store: Store, by: 'customer' | 'human', at: number, thread = THREAD): Promise<void> {
  await store.begin([{ id: `1:${thread}:${by}:${at}`, thread, sign: { by, at } }], LEASE);
}

type Asked = Partial<Parameters<Store['threads']>[1]>;

async function list(store: Store, asked: Asked = {}): Promise<Page<ListedThread>> {
  return store.threads('1', { owner: 'any', limit: 10, now: NOW, ...asked });
}

async function names(store: Store, asked: Asked = {}): Promise<string[]> {
  return (await list(store, asked)).items.map(({ thread }) => thread);
}

/** The waiting list. */
export const listCases: readonly ContractCase<MakeStore>[] = [
  storeCase('adds a thread to the waiting list when it is announced, and removes it', async (store, { another }) => {
    const other = await another();
    assert.deepEqual(await list(store), { items: [] });
    await announce(store, THREAD, 'others', NOW + 1);
    assert.deepEqual(await list(other), { items: [{ thread: THREAD, owner: 'others', since: NOW + 1 }] });
    await announce(other, THREAD, 'self', NOW + 2);
    assert.deepEqual(await list(store), { items: [{ thread: THREAD, owner: 'self', since: NOW + 2 }] });
    await announce(store, THREAD, undefined, NOW + 3);
    assert.deepEqual(await list(other), { items: [] });
    await announce(store, THREAD, undefined, NOW + 4);
    await announce(store, THREAD, 'others', NOW + 5);
    assert.deepEqual(await list(other), { items: [{ thread: THREAD, owner: 'others', since: NOW + 5 }] });
  }),

  storeCase('does not list a thread that was only observed', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await show(store, 'customer', NOW);
    assert.deepEqual(await list(store), { items: [] });
  }),

  storeCase('keeps the time of a thread that goes from one other owner to the next', async (store) => {
    await announce(store, THREAD, 'others', NOW);
    await show(store, 'customer', NOW + 1);
    await announce(store, THREAD, 'others', NOW + 5);
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'others', since: NOW, customerAt: NOW + 1 }]);
  }),

  storeCase('does not change the list if the announcement was already made', async (store) => {
    await announce(store, THREAD, 'others', NOW);
    for (const listed of ['self', undefined] as const)
      await store.markAnnounced(THREAD, { announced: 0, owner: 'self', changes: 0, listed, now: NOW + 1 });
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'others', since: NOW }]);
  }),

  storeCase('records the last signs of customer and human on a thread of another owner', async (store) => {
    await announce(store, THREAD, 'others', NOW);
    await show(store, 'customer', NOW + 10);
    await show(store, 'human', NOW + 30);
    await show(store, 'human', NOW + 20);
    await show(store, 'customer', NOW + 40);
    const row = { thread: THREAD, owner: 'others', since: NOW };
    assert.deepEqual((await list(store)).items, [{ ...row, customerAt: NOW + 40, humanAt: NOW + 30 }]);
  }),

  storeCase('records a sign of a done event, and a sign older than the entry in the list', async (store) => {
    await announce(store, THREAD, 'others', NOW);
    await store.end([{ id: '1:a', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    await store.begin([{ id: '1:a', thread: THREAD, sign: { by: 'human', at: NOW - 500 } }], LEASE);
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'others', since: NOW, humanAt: NOW - 500 }]);
  }),

  storeCase('records the newest of several signs in a delivery', async (store) => {
    await announce(store, THREAD, 'others', NOW);
    await store.begin(
      [3, 9, 5].map((at) => ({ id: `1:${at}`, thread: THREAD, sign: { by: 'customer', at: NOW + at } })),
      LEASE,
    );
    assert.equal((await list(store)).items[0]?.customerAt, NOW + 9);
  }),

  storeCase('records no sign on a thread of this app, and drops the signs of the previous owner', async (store) => {
    await announce(store, THREAD, 'self', NOW);
    await show(store, 'customer', NOW + 1);
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'self', since: NOW }]);
    await announce(store, THREAD, 'others', NOW + 2);
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'others', since: NOW + 2 }]);
    await show(store, 'human', NOW + 3);
    await announce(store, THREAD, 'self', NOW + 4);
    await announce(store, THREAD, 'others', NOW + 5);
    assert.deepEqual((await list(store)).items, [{ thread: THREAD, owner: 'others', since: NOW + 5 }]);
  }),

  storeCase('lists threads by owner, longest owned first', async (store) => {
    const owners = { d: 'others', a: 'self', c: 'others', b: 'self' } as const;
    for (const [index, [name, owner]] of Object.entries(owners).entries())
      await announce(store, `1:${name}`, owner, NOW + index);
    assert.deepEqual(await names(store), ['1:d', '1:a', '1:c', '1:b']);
    assert.deepEqual(await names(store, { owner: 'self' }), ['1:a', '1:b']);
    assert.deepEqual(await names(store, { owner: 'others' }), ['1:d', '1:c']);
    await announce(store, '1:d', 'self', NOW + 9);
    await announce(store, '1:a', 'self', NOW + 9);
    assert.deepEqual(await names(store), ['1:a', '1:c', '1:b', '1:d']);
    assert.deepEqual(await names(store, { owner: 'self' }), ['1:a', '1:b', '1:d']);
  }),

  storeCase('lists the threads of one app', async (store) => {
    await announce(store, '1:messenger:2:3', 'others');
    await announce(store, '11:messenger:2:3', 'self');
    assert.deepEqual(await names(store), ['1:messenger:2:3']);
    const { items } = await store.threads('11', { owner: 'any', limit: 10, now: NOW });
    assert.deepEqual(items, [{ thread: '11:messenger:2:3', owner: 'self', since: NOW }]);
  }),

  storeCase('lists each of many threads once, in pages, whatever their owner', async (store) => {
    const threads = Array.from({ length: 60 }, (_, index) => `1:${(index * 37) % 60}`);
    for (const [index, thread] of threads.entries())
      await announce(store, thread, index % 3 === 0 ? 'self' : 'others', NOW + Math.floor(index / 20));
    for (const [owner, count] of [
      ['any', 60],
      ['self', 20],
      ['others', 40],
    ] as const) {
      const { items, pages } = await allPages((cursor) => list(store, { owner, limit: 10, cursor }));
      assert.deepEqual(
        [items.length, new Set(items.map(({ thread }) => thread)).size, pages],
        [count, count, count / 10],
      );
      assert.deepEqual(
        items.map(({ since }) => since),
        items.map(({ since }) => since).toSorted(),
      );
    }
    const last = await list(store, { limit: 60 });
    assert.ok(!Object.hasOwn(last, 'cursor'));
  }),

  storeCase('lists each thread once while others come and go between two pages', async (store) => {
    for (const [index, name] of ['a', 'b', 'c', 'd', 'e'].entries())
      await announce(store, `1:${name}`, 'others', NOW + index);
    const first = await list(store, { owner: 'others', limit: 2 });
    assert.deepEqual(
      first.items.map(({ thread }) => thread),
      ['1:a', '1:b'],
    );
    await announce(store, '1:b', undefined, NOW + 10);
    await announce(store, '1:a', 'self', NOW + 10);
    await announce(store, '1:d', 'self', NOW + 10);
    await announce(store, '1:0', 'others', NOW + 11);
    const { items } = await allPages((cursor) =>
      list(store, { owner: 'others', limit: 2, cursor: cursor ?? first.cursor }),
    );
    assert.deepEqual(
      items.map(({ thread }) => thread),
      ['1:c', '1:e', '1:0'],
    );
  }),

  storeCase('lists a thread for as long as it knows it', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await announce(store, THREAD, 'others', NOW);
    await announce(store, `${THREAD}0`, 'others', NOW);
    const dayMs = 86_400_000;
    await store.observe(THREAD, { person: seen(NOW + 20 * dayMs) }, NOW + 20 * dayMs);
    assert.deepEqual(await names(store, { now: NOW + 30 * dayMs }), [THREAD, `${THREAD}0`]);
    const over = NOW + 20 * dayMs + THREAD_LASTS_MS;
    assert.deepEqual(await names(store, { now: over - dayMs }), [THREAD]);
    assert.deepEqual(await list(store, { now: over }), { items: [] });
  }),

  storeCase('accepts any text as the key of a listed thread', async (store) => {
    const threads = AWKWARD_TEXTS.map((text) => `1:${text}`);
    for (const [index, thread] of threads.entries()) {
      await announce(store, thread, 'others', NOW + index);
      await show(store, 'customer', NOW + index, thread);
    }
    const { items } = await allPages((cursor) => list(store, { limit: 1, cursor }));
    assert.deepEqual(
      items.map(({ thread, customerAt }) => [thread, customerAt]),
      threads.map((thread, index) => [thread, NOW + index]),
    );
  }),
];
