import assert from 'node:assert/strict';
import { DONE_FOR_MS, type Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { park } from './parked-events.ts';
import { LEASE, type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

/** Records a step. */
async function record(store: Store, id: string, name: string, value: string): Promise<void> {
  await store.recordStep(id, { name, value }, { now: NOW });
}

/** Ends the lease of an event and claims it again. */
async function runAgain(store: Store, id: string): Promise<unknown> {
  await store.end([{ id, outcome: 'failed' }], { ...LEASE, doneForMs: 60_000 });
  const [begun] = await store.begin([{ id }], LEASE);
  assert.equal(begun?.claim, 'claimed');
  return begun.journal;
}

/** The recorded steps of an event, which its next run gets. */
export const journalCases: readonly ContractCase<MakeStore>[] = [
  storeCase('gives the recorded steps of an event to its next run', async (store, { another }) => {
    const other = await another();
    const [first] = await store.begin([{ id: '1:a' }], LEASE);
    assert.ok(first !== undefined && !Object.hasOwn(first, 'journal'));
    await record(store, '1:a', 'send', 'm_1');
    await record(other, '1:a', 'pass', '{"ok":true}');
    assert.deepEqual(await runAgain(store, '1:a'), { send: 'm_1', pass: '{"ok":true}' });
    // The same after the holder died, and once more.
    const [begun] = await other.begin([{ id: '1:a' }], { ...LEASE, holder: 'b', now: NOW + 30_000 });
    assert.deepEqual(begun, {
      claim: 'claimed',
      attempts: 3,
      firstAt: NOW,
      journal: { send: 'm_1', pass: '{"ok":true}' },
    });
  }),

  storeCase('gives the journal only to the caller that may run the event', async (store) => {
    await store.begin([{ id: '1:leased' }], LEASE);
    await park(store, ['1:parked'], { thread: null });
    for (const id of ['1:leased', '1:parked']) await record(store, id, 'send', 'm_1');
    for (const begun of await store.begin([{ id: '1:leased' }, { id: '1:parked' }], { ...LEASE, holder: 'b' }))
      assert.equal(begun.journal, undefined);
  }),

  storeCase('keeps the first value of a step that is recorded twice', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await record(store, '1:a', 'send', '');
    await record(store, '1:a', 'send', 'm_2');
    assert.deepEqual(await runAgain(store, '1:a'), { send: '' });
    await record(store, '1:a', 'send', 'm_3');
    assert.deepEqual(await runAgain(store, '1:a'), { send: '' });
  }),

  storeCase('lets one of two connections record a step that both record at once', async (store, { another }) => {
    const other = await another();
    await store.begin([{ id: '1:a' }], LEASE);
    const names = Array.from({ length: 20 }, (_, index) => `step${index}`);
    await Promise.all(
      names.flatMap((name) => [record(store, '1:a', name, 'here'), record(other, '1:a', name, 'there')]),
    );
    const journal = (await runAgain(store, '1:a')) as Readonly<Record<string, string>>;
    assert.deepEqual(Object.keys(journal).sort(), names.toSorted());
    for (const name of names) assert.ok(['here', 'there'].includes(journal[name] ?? ''));
    assert.deepEqual(await runAgain(store, '1:a'), journal);
  }),

  storeCase('keeps the journals of events apart', async (store) => {
    await store.begin([{ id: '1:a' }, { id: '1:b' }, { id: '1:c' }], LEASE);
    await record(store, '1:a', 'send', 'm_1');
    await record(store, '1:b', 'send', 'm_2');
    const journals = [];
    for (const id of ['1:a', '1:b', '1:c']) journals.push(await runAgain(store, id));
    assert.deepEqual(journals, [{ send: 'm_1' }, { send: 'm_2' }, undefined]);
  }),

  storeCase('gives the journal with a parked event, by a delivery and by a sweep', async (store) => {
    await park(store, ['1:a', '1:b']);
    await park(store, ['1:c'], { thread: null });
    await record(store, '1:a', 'send', 'm_1');
    await record(store, '1:c', 'send', 'm_3');
    const later = { holder: 'b', leaseMs: 30_000, now: NOW + 31_000 };
    const [begun] = await store.begin([{ id: '1:next', thread: THREAD }], later);
    const [a, b] = begun?.ahead ?? [];
    assert.deepEqual([a?.journal, b !== undefined && Object.hasOwn(b, 'journal')], [{ send: 'm_1' }, false]);
    const [c] = await store.claimParked('1', { ...later, limit: 10 });
    assert.deepEqual([c?.id, c?.journal], ['1:c', { send: 'm_3' }]);
  }),

  storeCase('keeps a journal until its event is done', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await record(store, '1:a', 'send', 'm_1');
    await store.end([{ id: '1:a', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    const [begun] = await store.begin([{ id: '1:a' }], { ...LEASE, now: NOW + 60_000 });
    assert.deepEqual(begun, { claim: 'claimed', attempts: 1, firstAt: NOW + 60_000 });
  }),

  storeCase('records no step of an event that is unknown or done', async (store) => {
    await store.begin([{ id: '1:done' }, { id: '1:dead' }], LEASE);
    await store.end(
      [
        { id: '1:done', outcome: 'done' },
        { id: '1:dead', outcome: 'dead' },
      ],
      { ...LEASE, doneForMs: 60_000 },
    );
    for (const id of ['1:done', '1:dead', '1:never']) await record(store, id, 'send', 'm_1');
    for (const { claim, journal } of await store.begin([{ id: '1:done' }, { id: '1:dead' }, { id: '1:never' }], {
      ...LEASE,
      now: NOW + 60_000,
    }))
      assert.deepEqual([claim, journal], ['claimed', undefined]);
  }),

  storeCase('stores any text as name or value of a step unchanged', async (store) => {
    const journal: Record<string, string> = {};
    await store.begin([{ id: '1:a' }], LEASE);
    for (const [index, name] of AWKWARD_TEXTS.entries()) {
      const value = AWKWARD_TEXTS[(index + 1) % AWKWARD_TEXTS.length] ?? '';
      journal[name] = value;
      await record(store, '1:a', name, value);
    }
    assert.deepEqual(await runAgain(store, '1:a'), journal);
  }),

  storeCase('keeps a value of 64 kB, and a hundred steps', async (store) => {
    const journal: Record<string, string> = { answer: 'ä€😀'.repeat(7000) };
    for (let index = 0; index < 100; index += 1) journal[`send:${index}`] = `m_${index}`;
    await store.begin([{ id: '1:a' }], LEASE);
    for (const [name, value] of Object.entries(journal)) await record(store, '1:a', name, value);
    assert.deepEqual(await runAgain(store, '1:a'), journal);
  }),

  storeCase('keeps a journal for a day and a half, as long as the attempts of its event', async (store) => {
    await store.begin([{ id: '1:a' }], LEASE);
    await record(store, '1:a', 'send', 'm_1');
    await store.end([{ id: '1:a', outcome: 'failed' }], { ...LEASE, doneForMs: DONE_FOR_MS });
    const again = NOW + DONE_FOR_MS - 60_000;
    await store.begin([{ id: '1:a' }], { ...LEASE, now: again });
    await store.begin([{ id: '1:b' }], { ...LEASE, now: again + DONE_FOR_MS / 2 });
    const [begun] = await store.begin([{ id: '1:a' }], { ...LEASE, now: again + DONE_FOR_MS - 1 });
    assert.deepEqual([begun?.attempts, begun?.journal], [3, { send: 'm_1' }]);
  }),
];
