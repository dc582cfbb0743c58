import assert from 'node:assert/strict';
import type { Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

const DAY_MS = 86_400_000;
/** How long values last. A database may also remove them by its own clock, so it is longer than a case takes. */
const LAST_MS = 60_000;

/** Sets a value of {@link THREAD} that lasts {@link LAST_MS}. */
async function set(
  store: Store,
  name: string,
  expected: string | undefined,
  value: string | undefined,
): Promise<boolean> {
  return store.setValue(THREAD, name, { expected, value, expiresAt: NOW + LAST_MS, now: NOW });
}

/** The small values of plugins. */
export const valueCases: readonly ContractCase<MakeStore>[] = [
  storeCase('sets a value only if the current one is the expected one', async (store) => {
    assert.equal(await store.getValue(THREAD, 'pause', NOW), undefined);
    assert.equal(await set(store, 'pause', 'x', 'one'), false);
    assert.equal(await set(store, 'pause', undefined, 'one'), true);
    assert.equal(await set(store, 'pause', undefined, 'two'), false);
    assert.equal(await store.getValue(THREAD, 'pause', NOW), 'one');
    assert.equal(await set(store, 'pause', 'one', undefined), true);
    assert.equal(await store.getValue(THREAD, 'pause', NOW), undefined);
  }),

  storeCase('lets one of many callers set a value', async (store) => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      store.setValue(THREAD, 'n', { expected: undefined, value: String(index), expiresAt: NOW + LAST_MS, now: NOW }),
    );
    assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
  }),

  storeCase('lets one of two connections that ask at once set a value', async (store, { another }) => {
    const other = await another();
    for (let turn = 0; turn < 20; turn += 1) {
      const asked = [store, other].map((handle, index) => set(handle, `n${turn}`, undefined, String(index)));
      const answers = await Promise.all(asked);
      assert.equal(answers.filter(Boolean).length, 1);
      const kept = await other.getValue(THREAD, `n${turn}`, NOW);
      assert.equal(kept, String(answers.indexOf(true)));
    }
  }),

  storeCase('stores any text as a value, and distinguishes an empty text from no value', async (store) => {
    let expected: string | undefined;
    for (const value of AWKWARD_TEXTS) {
      assert.equal(await set(store, 'text', expected, value), true);
      assert.equal(await store.getValue(THREAD, 'text', NOW), value);
      expected = value;
    }
    assert.equal(await set(store, 'empty', undefined, ''), true);
    assert.equal(await set(store, 'empty', undefined, 'x'), false);
    assert.equal(await set(store, 'empty', '', 'x'), true);
  }),

  storeCase('accepts any text as the name of a value', async (store) => {
    for (const [index, name] of AWKWARD_TEXTS.entries()) await set(store, `n${name}`, undefined, String(index));
    for (const [index, name] of AWKWARD_TEXTS.entries())
      assert.equal(await store.getValue(THREAD, `n${name}`, NOW), String(index));
  }),

  storeCase('accepts the removal of a value that does not exist, and stores nothing', async (store) => {
    assert.equal(await set(store, 'pause', undefined, undefined), true);
    assert.equal(await set(store, 'pause', 'one', undefined), false);
    assert.equal(await store.getValue(THREAD, 'pause', NOW), undefined);
  }),

  storeCase('keeps a value that is set again until its latest expiry', async (store) => {
    await set(store, 'pause', undefined, '1');
    const longer = { expected: '1', value: '1', expiresAt: NOW + 5 * LAST_MS, now: NOW };
    assert.equal(await store.setValue(THREAD, 'pause', longer), true);
    assert.equal(await store.getValue(THREAD, 'pause', NOW + 5 * LAST_MS - 1), '1');
    assert.equal(await store.setValue(THREAD, 'pause', { ...longer, expiresAt: NOW + 10 }), true);
    assert.equal(await store.getValue(THREAD, 'pause', NOW + 10), undefined);
  }),

  storeCase('forgets a value when it expires', async (store) => {
    await store.setValue(THREAD, 'pause', { expected: undefined, value: '1', expiresAt: NOW + LAST_MS, now: NOW });
    assert.equal(await store.getValue(THREAD, 'pause', NOW + LAST_MS - 1), '1');
    assert.equal(await store.getValue(THREAD, 'pause', NOW + LAST_MS), undefined);
    const again = { expected: undefined, value: '2', expiresAt: NOW + 2 * LAST_MS, now: NOW + LAST_MS };
    assert.equal(await store.setValue(THREAD, 'pause', again), true);
  }),

  storeCase('keeps a value for the requested time without observations of its thread', async (store) => {
    const options = { expected: undefined, value: 'p1', expiresAt: NOW + 90 * DAY_MS, now: NOW };
    await store.setValue(THREAD, 'persona', options);
    for (const day of [1, 30, 60, 89]) {
      // Only other threads are observed meanwhile.
      await store.observe(`${THREAD}0`, {}, NOW + day * DAY_MS);
      assert.equal(await store.getValue(THREAD, 'persona', NOW + day * DAY_MS), 'p1');
    }
  }),

  storeCase('keeps values of one name apart by thread, and of one thread by name', async (store) => {
    const put = (thread: string, name: string, value: string): unknown =>
      store.setValue(thread, name, { expected: undefined, value, expiresAt: NOW + LAST_MS, now: NOW });
    await put(THREAD, 'a', '1');
    await put(THREAD, 'b', '2');
    await put(`${THREAD}0`, 'a', '3');
    const read = [
      store.getValue(THREAD, 'a', NOW),
      store.getValue(THREAD, 'b', NOW),
      store.getValue(`${THREAD}0`, 'a', NOW),
    ];
    assert.deepEqual(await Promise.all(read), ['1', '2', '3']);
  }),
];
