import assert from 'node:assert/strict';
import { DONE_FOR_MS, EMPTY_RECORD } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { bodyOf, giveUp, idsOf, park } from './parked-events.ts';
import { LEASE, laneMark, type MakeStore, NOW, storeCase, THREAD } from './store-case.ts';

const OTHER = `${THREAD}0`;
const LATER = { holder: 'b', leaseMs: 30_000, now: NOW + 31_000 };

/** The data of a person, and how the store replaces or forgets it. */
export const forgetCases: readonly ContractCase<MakeStore>[] = [
  storeCase('gives the bodies of the parked events and letters of a thread', async (store, { another }) => {
    const other = await another();
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
    await park(store, ['1:a', '1:b', '1:done']);
    await giveUp(store, ['1:c', '1:discarded']);
    await park(store, ['1:page'], { thread: null });
    await park(store, ['1:d'], { thread: OTHER });
    await giveUp(store, ['1:e'], { thread: OTHER });
    await store.end([{ id: '1:done', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    await store.discardLetter('1:discarded', { now: NOW });
    const bodies = [...(await other.bodies(THREAD, NOW))].sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(
      bodies,
      ['1:a', '1:b', '1:c'].map((id) => ({ id, body: bodyOf(id) })),
    );
    assert.deepEqual(idsOf(await store.bodies(OTHER, NOW))?.toSorted(), ['1:d', '1:e']);
  }),

  storeCase('replaces a body of a parked event or letter only if it is the expected one', async (store) => {
    await park(store, ['1:parked']);
    await giveUp(store, ['1:letter']);
    for (const id of ['1:parked', '1:letter']) {
      const replace = async (expected: string, body: string): Promise<boolean> =>
        store.replaceBody(id, { expected, body, now: NOW });
      assert.equal(await replace('x', 'y'), false);
      assert.equal(await replace(bodyOf(id), 'new'), true);
      assert.equal(await replace(bodyOf(id), 'newer'), false);
      const body = `newest ${'ä€😀'.repeat(6900)}`;
      assert.equal(await replace('new', body), true);
      assert.equal((await store.bodies(THREAD, NOW)).find((each) => each.id === id)?.body, body);
    }
    const [run] = await store.claimParked('1', { ...LATER, limit: 10 });
    assert.ok(run?.body.startsWith('newest'));
    assert.ok((await store.letters('1', { limit: 10, now: NOW })).items[0]?.body.startsWith('newest'));
    assert.ok((await store.retryLetter('1:letter', LATER))?.body.startsWith('newest'));
  }),

  storeCase('does not replace the body of an event without a body', async (store) => {
    await park(store, ['1:done']);
    await store.begin([{ id: '1:begun', thread: THREAD }], LEASE);
    await store.end([{ id: '1:done', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    for (const id of ['1:done', '1:begun', '1:never'])
      assert.equal(await store.replaceBody(id, { expected: bodyOf(id), body: 'x', now: NOW }), false);
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
  }),

  storeCase('lets one of two connections that ask at once replace a body', async (store, { another }) => {
    const other = await another();
    for (let turn = 0; turn < 20; turn += 1) {
      const id = `1:${turn}`;
      await park(store, [id]);
      const answers = await Promise.all(
        [store, other].map((handle, index) =>
          handle.replaceBody(id, { expected: bodyOf(id), body: `${index}`, now: NOW }),
        ),
      );
      assert.equal(answers.filter(Boolean).length, 1);
      const kept = (await store.bodies(THREAD, NOW)).find((each) => each.id === id);
      assert.equal(kept?.body, `${answers.indexOf(true)}`);
    }
  }),

  storeCase('replaces a body with any text, and distinguishes an empty body from no body', async (store) => {
    await park(store, ['1:a']);
    await giveUp(store, ['1:b']);
    for (const id of ['1:a', '1:b']) {
      let expected = bodyOf(id);
      for (const body of [...AWKWARD_TEXTS, '']) {
        assert.equal(await store.replaceBody(id, { expected, body, now: NOW }), true);
        assert.equal((await store.bodies(THREAD, NOW)).find((each) => each.id === id)?.body, body);
        expected = body;
      }
    }
  }),

  storeCase('forgets all data of a thread', async (store, { another }) => {
    const other = await another();
    const value = { expected: undefined, value: '1', expiresAt: NOW + 60_000, now: NOW };
    for (const [index, thread] of [THREAD, OTHER].entries()) {
      const { changes } = await store.observe(thread, { lane: laneMark(NOW, 'standby') }, NOW);
      await store.markAnnounced(thread, { announced: 0, owner: 'app:', changes, listed: 'others', now: NOW });
      await store.observe(thread, { lane: laneMark(NOW + 1, 'messaging') }, NOW);
      for (const name of ['pause', 'persona', '']) await store.setValue(thread, name, value);
      await park(store, [`1:parked${index}`], { thread });
      await giveUp(store, [`1:letter${index}`], { thread });
    }
    await other.forget(THREAD, { doneForMs: 60_000, now: NOW });

    assert.deepEqual(await store.read(THREAD, NOW), EMPTY_RECORD);
    for (const name of ['pause', 'persona', '']) {
      assert.equal(await store.getValue(THREAD, name, NOW), undefined);
      assert.equal(await store.getValue(OTHER, name, NOW), '1');
    }
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
    const rest = { limit: 10, now: NOW };
    assert.deepEqual(idsOf((await store.letters('1', rest)).items), ['1:letter1']);
    const listed = await store.threads('1', { ...rest, owner: 'any' });
    assert.deepEqual(
      listed.items.map(({ thread }) => thread),
      [OTHER],
    );
    assert.deepEqual(await store.unsettled('1', { ...rest, before: NOW }), [OTHER]);
    assert.deepEqual(idsOf(await store.claimParked('1', { ...LATER, limit: 10 })), ['1:parked1']);
    assert.equal(await store.retryLetter('1:letter0', LATER), undefined);
    assert.equal((await store.read(OTHER, NOW)).registers.lane?.says, 'messaging');
  }),

  storeCase(
    'counts the parked events and letters of a forgotten thread as done, and keeps done-marks',
    async (store) => {
      await park(store, ['1:parked', '1:free']);
      await store.recordStep('1:parked', { name: 'answer', value: 'words' }, { now: NOW });
      await giveUp(store, ['1:letter']);
      await store.recordStep('1:letter', { name: 'answer', value: 'words' }, { now: NOW });
      await store.begin([{ id: '1:done', thread: THREAD }], LEASE);
      await store.end([{ id: '1:done', outcome: 'done' }], { ...LEASE, doneForMs: DONE_FOR_MS });
      await store.end([{ id: '1:free', outcome: 'failed' }], { ...LEASE, doneForMs: DONE_FOR_MS });
      await store.forget(THREAD, { doneForMs: 120_000, now: NOW + 1000 });

      const ids = ['1:parked', '1:free', '1:letter', '1:done'];
      const claims = async (now: number): Promise<unknown> => {
        const begun = await store.begin(
          ids.map((id) => ({ id, thread: THREAD })),
          { ...LATER, now },
        );
        return begun.map(({ claim, journal, ahead }) => [claim, journal, ahead]);
      };
      assert.deepEqual(await claims(NOW + 120_999), Array(4).fill(['done', undefined, undefined]));
      const claimed = ['claimed', undefined, undefined];
      assert.deepEqual(await claims(NOW + 121_000), [claimed, claimed, claimed, ['done', undefined, undefined]]);
    },
  ),

  storeCase('keeps a forgotten event done, whatever its former holder reports', async (store) => {
    await park(store, ['1:failed', '1:dead', '1:done']);
    await store.forget(THREAD, { doneForMs: 60_000, now: NOW });
    assert.deepEqual(await store.renew(['1:failed', '1:dead', '1:done'], LEASE), [false, false, false]);
    await store.recordStep('1:failed', { name: 'send', value: 'm_1' }, { now: NOW });
    await store.park([{ id: '1:failed', thread: THREAD, body: 'x' }], { holder: 'a', now: NOW });
    await store.end(
      [
        { id: '1:failed', outcome: 'failed' },
        { id: '1:dead', outcome: 'dead', letter: { thread: THREAD, body: 'x' } },
        { id: '1:done', outcome: 'done' },
      ],
      { ...LEASE, doneForMs: 60_000 },
    );
    assert.deepEqual(await store.bodies(THREAD, NOW), []);
    const begun = await store.begin([{ id: '1:failed' }, { id: '1:dead' }, { id: '1:done' }], LEASE);
    assert.deepEqual(
      begun.map(({ claim }) => claim),
      ['done', 'done', 'done'],
    );
  }),

  storeCase('accepts forgetting an unknown thread, and stores the thread again afterwards', async (store) => {
    await store.forget(THREAD, { doneForMs: 60_000, now: NOW });
    await park(store, ['1:a']);
    await store.forget(THREAD, { doneForMs: 60_000, now: NOW });
    const record = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    assert.deepEqual([record.changes, record.announced], [1, 0]);
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 1000, now: NOW }), true);
    await park(store, ['1:b']);
    assert.deepEqual(idsOf(await store.bodies(THREAD, NOW)), ['1:b']);
  }),

  storeCase('forgets threads with any text as key, each by itself', async (store) => {
    const threads = AWKWARD_TEXTS.map((text) => `1:${text}`);
    const value = { expected: undefined, value: '1', expiresAt: NOW + 60_000, now: NOW };
    for (const [index, thread] of threads.entries()) {
      await store.setValue(thread, 'pause', value);
      await park(store, [`1:p${index}`], { thread });
      await giveUp(store, [`1:l${index}`], { thread });
    }
    for (const [index, thread] of threads.entries()) {
      assert.equal(await store.getValue(thread, 'pause', NOW), '1');
      assert.deepEqual(idsOf(await store.bodies(thread, NOW))?.toSorted(), [`1:l${index}`, `1:p${index}`]);
      await store.forget(thread, { doneForMs: 60_000, now: NOW });
      assert.equal(await store.getValue(thread, 'pause', NOW), undefined);
      assert.deepEqual(await store.bodies(thread, NOW), []);
    }
  }),
];
