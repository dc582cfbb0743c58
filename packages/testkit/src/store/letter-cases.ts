import assert from 'node:assert/strict';
import type { Page } from '@handover/core';
import type { Letter, Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { allPages, bodyOf, giveUp, idsOf, park } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

const DAY_MS = 86_400_000;
const RETRY = { holder: 'b', leaseMs: 30_000, now: NOW + 1000 };

async function letters(store: Store, limit = 10, cursor?: string): Promise<Page<Letter>> {
  return store.letters('1', { limit, cursor, now: NOW });
}

/** Events that were given up, until an operator retries or discards them. */
export const letterCases: readonly ContractCase<MakeStore>[] = [
  storeCase('keeps a letter of an event that was given up, and marks the event as done', async (store, { another }) => {
    const other = await another();
    assert.deepEqual(await letters(store), { items: [] });
    await store.begin([{ id: '1:a', thread: THREAD }, { id: '1:page' }], LEASE);
    await store.end([{ id: '1:page', outcome: 'dead', letter: { body: 'x' } }], { ...LEASE, doneForMs: 60_000 });
    await store.end([{ id: '1:a', outcome: 'dead', letter: { thread: THREAD, body: 'y' } }], {
      ...LEASE,
      doneForMs: 60_000,
      now: NOW + 5,
    });
    assert.deepEqual(await letters(other), {
      items: [
        { id: '1:page', at: NOW, body: 'x' },
        { id: '1:a', thread: THREAD, at: NOW + 5, body: 'y' },
      ],
    });
    const begun = await other.begin([{ id: '1:a', thread: THREAD }, { id: '1:page' }], { ...LEASE, now: NOW + 59_999 });
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['done', 'done'],
    );
    assert.equal((await other.begin([{ id: '1:page' }], { ...LEASE, now: NOW + 60_000 }))[0]?.claim, 'claimed');
  }),

  storeCase('keeps no letter if `end` gets none for a dead event', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await store.end([{ id: '1:a', outcome: 'dead' }], { ...LEASE, doneForMs: 60_000 });
    assert.deepEqual(await letters(store), { items: [] });
    assert.equal((await store.begin([{ id: '1:a' }], LEASE))[0]?.claim, 'done');
  }),

  storeCase('keeps a letter from any process, even if the event is unknown or another holder has it', async (store) => {
    await store.begin([{ id: '1:taken' }], LEASE);
    await store.begin([{ id: '1:taken' }], { ...LEASE, holder: 'b', now: NOW + 30_000 });
    await giveUpAs(store, ['1:taken', '1:never'], 'a');
    assert.deepEqual(idsOf((await letters(store)).items)?.toSorted(), ['1:never', '1:taken']);
  }),

  storeCase('keeps no letter of a done event, and the first of two letters of one event', async (store) => {
    await store.begin([{ id: '1:done' }, { id: '1:dead' }], LEASE);
    await store.end([{ id: '1:done', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    await giveUpAs(store, ['1:dead'], 'a');
    await store.end(
      ['1:done', '1:dead'].map((id) => ({ id, outcome: 'dead', letter: { body: 'late' } })),
      { ...LEASE, doneForMs: 60_000, now: NOW + 9 },
    );
    assert.deepEqual((await letters(store)).items, [{ id: '1:dead', at: NOW, body: bodyOf('1:dead') }]);
  }),

  storeCase('lists letters in pages, oldest first', async (store) => {
    const ids = Array.from({ length: 7 }, (_, index) => `1:${9 - index}`);
    for (const [index, id] of ids.entries()) await giveUp(store, [id], { now: NOW + index });
    const seven = await allPages((cursor) => letters(store, 3, cursor));
    assert.deepEqual([idsOf(seven.items), seven.pages], [ids, 3]);
    // A page that is full may be the last one.
    assert.equal((await letters(store, 7)).cursor, undefined);
    assert.ok(!Object.hasOwn(await letters(store, 7), 'cursor'));
    assert.equal(typeof (await letters(store, 6)).cursor, 'string');
  }),

  storeCase('lists each of many letters of the same time once', async (store) => {
    const ids = Array.from({ length: 50 }, (_, index) => `1:${(index * 37) % 50}`);
    await giveUp(store, ids);
    const all = await allPages((cursor) => letters(store, 7, cursor));
    assert.deepEqual([idsOf(all.items)?.toSorted(), all.pages], [ids.toSorted(), 8]);
  }),

  storeCase('lists each letter once while others come and go between two pages', async (store) => {
    for (const [index, id] of ['a', 'b', 'c', 'd', 'e'].entries())
      await giveUp(store, [`1:${id}`], { now: NOW + index });
    const first = await letters(store, 2);
    assert.deepEqual(idsOf(first.items), ['1:a', '1:b']);
    for (const id of ['1:a', '1:b', '1:d']) await store.discardLetter(id, { now: NOW });
    await giveUp(store, ['1:0'], { now: NOW + 9 });
    const second = await letters(store, 2, first.cursor);
    assert.deepEqual(idsOf(second.items), ['1:c', '1:e']);
    const third = await letters(store, 2, second.cursor);
    assert.deepEqual([idsOf(third.items), third.cursor], [['1:0'], undefined]);
  }),

  storeCase('lists the letters of one app', async (store) => {
    await giveUp(store, ['1:a', '1:b']);
    await giveUp(store, ['11:a'], { thread: '11:messenger:2:3' });
    assert.deepEqual(idsOf((await letters(store)).items)?.toSorted(), ['1:a', '1:b']);
    assert.deepEqual(idsOf((await store.letters('11', { limit: 10, now: NOW })).items), ['11:a']);
  }),

  storeCase('makes a letter a parked event of the caller again', async (store, { another }) => {
    const other = await another();
    await park(store, ['1:a']);
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW });
    await store.begin([{ id: '1:next', thread: THREAD }], { ...LEASE, now: NOW + 30_000 });
    await giveUpAs(store, ['1:a'], 'a', THREAD);
    const record = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    const run = await other.retryLetter('1:a', RETRY);
    const journal = { send: 'm_1' };
    const first = { attempts: 1, firstAt: RETRY.now };
    assert.deepEqual(run, { id: '1:a', thread: THREAD, body: bodyOf('1:a'), ...first, record, journal });
    assert.deepEqual(await letters(store), { items: [] });
    const [begun] = await store.begin([{ id: '1:a', thread: THREAD }], { ...RETRY, holder: 'c' });
    assert.deepEqual([begun?.claim, begun?.attempts, begun?.ahead], ['parked', 1, undefined]);
    assert.deepEqual(await store.renew(['1:a'], RETRY), [true]);
    // Its process dies. Other processes find the event.
    const [again] = await store.claimParked('1', { ...RETRY, holder: 'c', now: RETRY.now + 30_000, limit: 9 });
    assert.deepEqual(again, { ...run, attempts: 2 });
    await store.end([{ id: '1:a', outcome: 'done' }], { holder: 'c', doneForMs: 60_000, now: NOW + 40_000 });
    assert.equal((await store.begin([{ id: '1:a' }], { ...LEASE, now: NOW + 40_000 }))[0]?.claim, 'done');
  }),

  storeCase('leaves a letter that is retried without a lease to the next process', async (store, { another }) => {
    const other = await another();
    await store.begin([{ id: '1:a', thread: THREAD }], LEASE);
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW });
    await giveUpAs(store, ['1:a'], 'a', THREAD);
    await giveUp(store, ['1:page'], { thread: null });
    for (const id of ['1:a', '1:page']) assert.ok(await store.retryLetter(id, { ...RETRY, leaseMs: 0 }));
    assert.deepEqual(await letters(store), { items: [] });
    const runs = await other.claimParked('1', { ...RETRY, holder: 'c', limit: 9 });
    assert.deepEqual(runs.map(({ id, attempts, firstAt, journal }) => [id, attempts, firstAt, journal]).toSorted(), [
      ['1:a', 2, RETRY.now, { send: 'm_1' }],
      ['1:page', 2, RETRY.now, undefined],
    ]);
    assert.deepEqual(await store.claimParked('1', { ...RETRY, holder: 'd', limit: 9 }), []);
  }),

  storeCase('makes a letter about a page a parked event without a thread', async (store) => {
    await giveUp(store, ['1:page'], { thread: null });
    const run = await store.retryLetter('1:page', RETRY);
    assert.deepEqual(run, { id: '1:page', body: bodyOf('1:page'), attempts: 1, firstAt: RETRY.now });
  }),

  storeCase('retries a letter once, and only an event that is a letter', async (store, { another }) => {
    const other = await another();
    await giveUp(store, ['1:a']);
    const runs = await Promise.all([
      store.retryLetter('1:a', RETRY),
      other.retryLetter('1:a', { ...RETRY, holder: 'c' }),
    ]);
    assert.equal(runs.filter((run) => run !== undefined).length, 1);
    assert.equal(await store.retryLetter('1:a', RETRY), undefined);
    assert.equal(await store.retryLetter('1:never', RETRY), undefined);
    await park(store, ['1:parked']);
    assert.equal(await store.retryLetter('1:parked', RETRY), undefined);
  }),

  storeCase('keeps a letter again if its retry is given up, with the steps of all runs', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await store.recordStep('1:a', { name: 'first', value: '1' }, { now: NOW });
    await giveUpAs(store, ['1:a'], 'a');
    await store.retryLetter('1:a', RETRY);
    await store.recordStep('1:a', { name: 'second', value: '2' }, { now: NOW });
    await store.end([{ id: '1:a', outcome: 'dead', letter: { body: 'again' } }], {
      holder: 'b',
      doneForMs: 60_000,
      now: NOW + 2000,
    });
    assert.deepEqual((await letters(store)).items, [{ id: '1:a', at: NOW + 2000, body: 'again' }]);
    const run = await store.retryLetter('1:a', RETRY);
    assert.deepEqual([run?.attempts, run?.journal], [1, { first: '1', second: '2' }]);
  }),

  storeCase('records a step of an event that is already a letter', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await giveUpAs(store, ['1:a'], 'a');
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW });
    const run = await store.retryLetter('1:a', RETRY);
    assert.deepEqual(run?.journal, { send: 'm_1' });
  }),

  storeCase('discards a letter and its recorded steps, and leaves the event done', async (store) => {
    await store.begin([{ id: '1:a' }, { id: '1:b' }], LEASE);
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW });
    await giveUpAs(store, ['1:a', '1:b'], 'a');
    assert.equal(await store.discardLetter('1:a', { now: NOW }), true);
    assert.equal(await store.discardLetter('1:a', { now: NOW }), false);
    assert.equal(await store.discardLetter('1:never', { now: NOW }), false);
    assert.deepEqual(idsOf((await letters(store)).items), ['1:b']);
    assert.equal(await store.retryLetter('1:a', RETRY), undefined);
    assert.equal((await store.begin([{ id: '1:a' }], LEASE))[0]?.claim, 'done');
    const [later] = await store.begin([{ id: '1:a' }], { ...LEASE, now: NOW + 60_000 });
    assert.deepEqual([later?.claim, later?.journal], ['claimed', undefined]);
  }),

  storeCase('keeps the newest letters of an app, up to the requested number', async (store) => {
    await giveUp(store, ['11:a'], { thread: '11:messenger:2:3' });
    await giveUp(store, ['1:a', '1:b']);
    const bounds = { keepMs: DAY_MS, most: 3 };
    for (const [index, id] of ['1:c', '1:d', '1:e'].entries())
      await store.end([{ id, outcome: 'dead', letter: { body: 'x' } }], {
        ...LEASE,
        doneForMs: 60_000,
        now: NOW + 1 + index,
        letters: bounds,
      });
    assert.deepEqual(idsOf((await letters(store)).items), ['1:c', '1:d', '1:e']);
    // A removed letter can't be retried, and its event counts as done.
    assert.equal(await store.retryLetter('1:a', RETRY), undefined);
    assert.equal((await store.begin([{ id: '1:a' }], LEASE))[0]?.claim, 'done');
    // Each app has its own limit.
    assert.deepEqual(idsOf((await store.letters('11', { limit: 10, now: NOW })).items), ['11:a']);
    await store.end([{ id: '1:f', outcome: 'done' }], { ...LEASE, doneForMs: 1, letters: { ...bounds, most: 1 } });
    assert.deepEqual(idsOf((await letters(store)).items), ['1:e']);
  }),

  storeCase('keeps a letter for the requested time, even after the done mark has expired', async (store) => {
    const bounds = { keepMs: 14 * DAY_MS, most: 100 };
    const end = (id: string, now: number): unknown =>
      store.end([{ id, outcome: 'done' }], { ...LEASE, doneForMs: 60_000, now, letters: bounds });
    await store.begin([{ id: '1:a', thread: THREAD }], LEASE);
    await store.recordStep('1:a', { name: 'send', value: 'm_1' }, { now: NOW });
    await giveUpAs(store, ['1:a'], 'a', THREAD);
    for (const day of [1, 7, 13]) {
      await store.begin([{ id: `1:${day}`, thread: `${THREAD}0` }], { ...LEASE, now: NOW + day * DAY_MS });
      await end(`1:${day}`, NOW + day * DAY_MS);
    }
    const now = NOW + 14 * DAY_MS;
    await end('1:later', now);
    assert.deepEqual(idsOf((await store.letters('1', { limit: 10, now })).items), ['1:a']);
    const run = await store.retryLetter('1:a', { ...RETRY, now });
    assert.deepEqual([run?.body, run?.journal], [bodyOf('1:a'), { send: 'm_1' }]);
    await store.end([{ id: '1:a', outcome: 'dead', letter: { body: 'x' } }], {
      holder: 'b',
      doneForMs: 60_000,
      now,
      letters: bounds,
    });
    await end('1:later', now + 14 * DAY_MS + 1);
    assert.deepEqual(await store.letters('1', { limit: 10, now: now + 14 * DAY_MS + 1 }), { items: [] });
    assert.equal(await store.discardLetter('1:a', { now: now + 14 * DAY_MS + 1 }), false);
  }),

  storeCase('stores any text as id, thread or body of a letter unchanged', async (store) => {
    for (const [index, text] of AWKWARD_TEXTS.entries())
      await store.end([{ id: `1:${text}`, outcome: 'dead', letter: { thread: `1:t:${text}`, body: text } }], {
        ...LEASE,
        doneForMs: 60_000,
        now: NOW + index,
      });
    const { items } = await allPages((cursor) => letters(store, 1, cursor));
    assert.deepEqual(
      items.map(({ id, thread, body }) => [id, thread, body]),
      AWKWARD_TEXTS.map((text) => [`1:${text}`, `1:t:${text}`, text]),
    );
    for (const text of AWKWARD_TEXTS) assert.equal((await store.retryLetter(`1:${text}`, RETRY))?.body, text);
  }),

  storeCase('keeps a letter of 64 kB', async (store) => {
    const body = 'ä€😀'.repeat(7000);
    await store.end([{ id: '1:a', outcome: 'dead', letter: { body } }], { ...LEASE, doneForMs: 60_000 });
    assert.equal((await letters(store)).items[0]?.body, body);
    assert.equal((await store.retryLetter('1:a', RETRY))?.body, body);
  }),
];

/** Gives events up as `holder`, without beginning them. */
async function giveUpAs(store: Store, ids: readonly string[], holder: string, thread?: string): Promise<void> {
  await store.end(
    ids.map((id) => ({ id, outcome: 'dead', letter: { thread, body: bodyOf(id) } })),
    { holder, doneForMs: 60_000, now: NOW },
  );
}
