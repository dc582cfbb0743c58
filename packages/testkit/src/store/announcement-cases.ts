import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { eventMark, LEASE, laneMark, type MakeStore, NOW, seen, storeCase, THREAD } from './store-case.ts';

/** Which process may announce an owner change, and which changes are still unannounced. */
export const announcementCases: readonly ContractCase<MakeStore>[] = [
  storeCase('lets one of many callers claim an announcement', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    const asked = Array.from({ length: 20 }, () =>
      store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW }),
    );
    assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
  }),

  storeCase('lets one of two connections that ask at once claim an announcement', async (store, { another }) => {
    const other = await another();
    for (let turn = 0; turn < 20; turn += 1) {
      const thread = `${THREAD}${turn}`;
      await store.observe(thread, { lane: laneMark(NOW, 'standby') }, NOW);
      const asked = [store, other].map((handle) =>
        handle.claimAnnouncement(thread, { announced: 0, leaseMs: 30_000, now: NOW }),
      );
      assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
    }
  }),

  storeCase('lets another caller claim an announcement after a crash', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    const claim = { announced: 0, leaseMs: 30_000, now: NOW };
    assert.equal(await store.claimAnnouncement(THREAD, claim), true);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 29_999 }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 30_000 }), true);
  }),

  storeCase(
    'keeps an announcement claim for exactly the requested time, whatever is observed meanwhile',
    async (store) => {
      // Several handlers, each of which may run until its timeout.
      const leaseMs = 3 * 86_400_000 + 30_000;
      await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
      const claim = { announced: 0, leaseMs, now: NOW };
      assert.equal(await store.claimAnnouncement(THREAD, claim), true);
      for (const [index, now] of [NOW + 1000, NOW + 86_400_000, NOW + leaseMs - 1].entries()) {
        await store.observe(THREAD, { lane: laneMark(now, index % 2 === 0 ? 'messaging' : 'standby') }, now);
        await store.begin([{ id: `e${index}`, thread: THREAD, observation: { person: seen(now) } }], {
          ...LEASE,
          now,
        });
        await store.settle(THREAD, { changes: 1, now });
        // A caller with a shorter lease cannot claim it meanwhile.
        assert.equal(await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 1, now }), false);
      }
      assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + leaseMs }), true);
    },
  ),

  storeCase('lets a caller claim the next announcement at once, and never one that was already made', async (store) => {
    const { changes } = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    const claim = { announced: 0, leaseMs: 30_000, now: NOW };
    await store.claimAnnouncement(THREAD, claim);
    // The first process is late, and another has claimed meanwhile: only one of the two marks counts.
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 30_000 }), true);
    for (const owner of ['app:', 'self'])
      await store.markAnnounced(THREAD, { announced: 0, owner, changes, now: NOW + 30_001 });
    const { announced, announcedOwner } = await store.read(THREAD, NOW + 30_001);
    assert.deepEqual([announced, announcedOwner], [1, 'app:']);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 90_000 }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, announced: 2, now: NOW + 90_000 }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, announced: 1, now: NOW + 30_001 }), true);
  }),

  storeCase('counts an announcement once, and reports changes made meanwhile', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.observe(THREAD, { lane: laneMark(NOW + 5, 'messaging') }, NOW);
    const marked = await store.markAnnounced(THREAD, { announced: 0, owner: 'app:', changes: 1, now: NOW });
    assert.deepEqual([marked.announced, marked.announcedOwner, marked.registers.lane?.says], [1, 'app:', 'messaging']);
    const again = await store.markAnnounced(THREAD, { announced: 0, owner: 'self', changes: 2, now: NOW });
    assert.deepEqual([again.announced, again.announcedOwner], [1, 'app:']);
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 1, now: NOW }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 1, leaseMs: 1, now: NOW }), true);
  }),

  storeCase('keeps the announced owner while it observes more', async (store, { another }) => {
    const other = await another();
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.markAnnounced(THREAD, { announced: 0, owner: 'app:12', changes: 1, now: NOW });
    const seen = await other.observe(THREAD, { lane: laneMark(NOW + 1, 'messaging') }, NOW);
    assert.deepEqual([seen.announced, seen.announcedOwner, seen.changes], [1, 'app:12', 2]);
    const [begun] = await store.begin(
      [{ id: 'e1', thread: THREAD, observation: { lane: laneMark(NOW + 2, 'standby') } }],
      {
        holder: 'a',
        leaseMs: 30_000,
        now: NOW,
      },
    );
    assert.deepEqual(
      [begun?.record?.announced, begun?.record?.announcedOwner, begun?.record?.changes],
      [1, 'app:12', 3],
    );
  }),

  storeCase('lists threads with unsettled changes, longest unsettled first', async (store) => {
    const ask = (app: string, before: number, limit = 10): unknown => store.unsettled(app, { before, limit, now: NOW });
    await store.observe('1:messenger:2:late', { lane: laneMark(NOW, 'standby') }, NOW + 3);
    await store.observe('1:messenger:2:early', { lane: laneMark(NOW, 'standby') }, NOW + 1);
    await store.observe('1:messenger:2:person', { person: seen(NOW) }, NOW + 1);
    await store.observe('11:messenger:2:other', { lane: laneMark(NOW, 'standby') }, NOW + 2);
    assert.deepEqual(await ask('1', NOW + 3), ['1:messenger:2:early', '1:messenger:2:late']);
    assert.deepEqual(await ask('1', NOW + 2), ['1:messenger:2:early']);
    assert.deepEqual(await ask('1', NOW + 3, 1), ['1:messenger:2:early']);
    assert.deepEqual(await ask('11', NOW + 3), ['11:messenger:2:other']);
  }),

  storeCase('leaves out a thread that changed again a moment ago', async (store) => {
    const ask = (before: number): unknown => store.unsettled('1', { before, limit: 10, now: NOW + 99 });
    await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    // An observation that changes nothing does not restart the wait.
    await store.observe(THREAD, { person: seen(NOW + 5) }, NOW + 5);
    assert.deepEqual(await ask(NOW), [THREAD]);
    await store.observe(THREAD, { lane: laneMark(NOW + 9, 'messaging') }, NOW + 9);
    assert.deepEqual(await ask(NOW + 8), []);
    assert.deepEqual(await ask(NOW + 9), [THREAD]);
  }),

  storeCase('lists unsettled threads in batches until none is left', async (store, { another }) => {
    const other = await another();
    const threads = Array.from({ length: 120 }, (_, index) => `1:messenger:2:${1000 + index}`);
    for (const [index, thread] of threads.entries())
      await store.observe(thread, { lane: laneMark(NOW, 'standby') }, NOW + index);
    const found: string[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      for (const thread of await other.unsettled('1', { before: NOW + 999, limit: 10, now: NOW + 999 })) {
        found.push(thread);
        await other.settle(thread, { changes: 1, now: NOW + 999 });
      }
    }
    assert.deepEqual(found, threads);
    assert.deepEqual(await store.unsettled('1', { before: NOW + 999, limit: 10, now: NOW + 999 }), []);
  }),

  storeCase('treats an announced change as settled', async (store) => {
    const { changes } = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.markAnnounced(THREAD, { announced: 0, owner: 'app:', changes, now: NOW + 6 });
    assert.deepEqual(await store.unsettled('1', { before: NOW + 99, limit: 10, now: NOW }), []);
  }),

  storeCase('treats changes as settled once announced or marked as no change, but not later changes', async (store) => {
    const unsettled = (): unknown => store.unsettled('1', { before: NOW + 99, limit: 10, now: NOW });
    const { changes } = await store.observe(THREAD, { lane: laneMark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.observe(THREAD, { event: eventMark(NOW + 5, '12', 5, 'take') }, NOW + 5);
    await store.markAnnounced(THREAD, { announced: 0, owner: 'app:', changes, now: NOW + 6 });
    assert.deepEqual(await unsettled(), [THREAD]);
    await store.settle(THREAD, { changes: changes + 1, now: NOW + 7 });
    assert.deepEqual(await unsettled(), []);
    await store.settle('1:messenger:2:never-seen', { changes: 5, now: NOW + 7 });
    await store.observe(THREAD, { lane: laneMark(NOW + 9, 'messaging') }, NOW + 9);
    await store.settle(THREAD, { changes: changes + 1, now: NOW + 10 });
    assert.deepEqual(await unsettled(), [THREAD]);
  }),
];
