import assert from 'node:assert/strict';
import { EMPTY_RECORD, type Mark, type Observation, type Store } from '@handover/core';
import type { ContractCase } from './contract-case.ts';

/** Makes a fresh, empty store. */
export type MakeStore = () => Store | Promise<Store>;

const NOW = 1_764_590_400_000;
const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW } as const;
const THREAD = '1:messenger:2:3';

function mark(at: number, says: string, rank = 0, tie = ''): Mark {
  return { at, rank, tie, says };
}

function contractCase(name: string, body: (store: Store) => Promise<void>): ContractCase<MakeStore> {
  return { name, run: async (make) => body(await make()) };
}

/** All orders of a short list. */
function permutations<Item>(list: readonly Item[]): Item[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((item, index) => permutations(list.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const observations: readonly Observation[] = [
  { event: mark(NOW + 1000, '11', 2, 'pass') },
  { event: mark(NOW + 1000, '12', 5, 'take') },
  { call: mark(NOW + 900, '13', 1), expiry: { ...mark(NOW + 900, ''), until: NOW + 99_000 } },
  { lane: mark(NOW + 500, 'standby', 1, 'm1'), person: mark(NOW + 500, '') },
  { echo: mark(NOW + 700, '14', 1, 'e1') },
];

/** What every {@link Store} must do, as cases for any test runner. */
export const storeContract: readonly ContractCase<MakeStore>[] = [
  contractCase('knows nothing of a thread that was never observed', async (store) => {
    assert.deepEqual(await store.read(THREAD, NOW), EMPTY_RECORD);
  }),

  contractCase('keeps the newest mark of each register', async (store) => {
    await store.observe(THREAD, { lane: mark(NOW + 2, 'standby') }, NOW);
    const record = await store.observe(THREAD, { lane: mark(NOW + 1, 'messaging') }, NOW);
    assert.equal(record.registers.lane?.says, 'standby');
  }),

  contractCase('decides marks of one time by rank, then by id', async (store) => {
    await store.observe(THREAD, { event: mark(NOW, '11', 2, 'b') }, NOW);
    assert.equal((await store.observe(THREAD, { event: mark(NOW, '12', 4, 'a') }, NOW)).registers.event?.says, '12');
    assert.equal((await store.observe(THREAD, { event: mark(NOW, '13', 2, 'z') }, NOW)).registers.event?.says, '12');
    assert.equal((await store.observe(THREAD, { event: mark(NOW, '14', 4, 'c') }, NOW)).registers.event?.says, '14');
  }),

  contractCase('has the same registers after every order and repetition of the same observations', async (store) => {
    const expected = new Set<string>();
    for (const [index, order] of permutations(observations).entries()) {
      const thread = `${THREAD}${index}`;
      for (const observation of [...order, order[0] ?? {}]) await store.observe(thread, observation, NOW);
      const { registers } = await store.read(thread, NOW);
      expected.add(JSON.stringify(Object.entries(registers).sort(([a], [b]) => (a < b ? -1 : 1))));
    }
    assert.equal(expected.size, 1);
  }),

  contractCase('keeps every field of a mark', async (store) => {
    const full: Mark = {
      ...mark(NOW, '11', 2, 'x'),
      previous: '9',
      metadata: '{"é":"/"}',
      rough: true,
      seenAt: 4,
      begunAt: 5,
      via: 'call',
    };
    await store.observe(THREAD, { call: full }, NOW);
    assert.deepEqual((await store.read(THREAD, NOW)).registers.call, full);
  }),

  contractCase('counts what changes the owner, and not what only confirms it', async (store) => {
    const first = await store.observe(THREAD, { lane: mark(NOW, 'messaging') }, NOW);
    const same = await store.observe(THREAD, { lane: mark(NOW + 1, 'messaging'), person: mark(NOW + 1, '') }, NOW);
    const other = await store.observe(THREAD, { lane: mark(NOW + 2, 'standby') }, NOW);
    assert.deepEqual([first.changes, same.changes, other.changes], [1, 1, 2]);
  }),

  contractCase('keeps threads apart', async (store) => {
    await store.observe(THREAD, { lane: mark(NOW, 'messaging') }, NOW);
    assert.deepEqual(await store.read(`${THREAD}0`, NOW), EMPTY_RECORD);
  }),

  contractCase('lets one of many callers run an event', async (store) => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      store.begin([{ id: 'e1' }], { ...LEASE, holder: `h${index}` }),
    );
    const answers = (await Promise.all(asked)).map(([begun]) => begun?.claim);
    assert.equal(answers.filter((claim) => claim === 'claimed').length, 1);
    assert.equal(answers.filter((claim) => claim === 'leased').length, 19);
  }),

  contractCase('answers a whole delivery in its order, with the threads as they are then', async (store) => {
    const begun = await store.begin(
      [
        { id: 'e1', thread: THREAD, observation: { lane: mark(NOW, 'messaging') } },
        { id: 'e2' },
        { id: 'e3', thread: THREAD, observation: { lane: mark(NOW + 1, 'standby') } },
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

  contractCase('merges what an event says though the event is done', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    const [begun] = await store.begin(
      [{ id: 'e1', thread: THREAD, observation: { lane: mark(NOW, 'standby') } }],
      LEASE,
    );
    assert.equal(begun?.claim, 'done');
    assert.equal(begun?.record?.registers.lane?.says, 'standby');
  }),

  contractCase('does not give a leased event away, not to its holder either', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const again = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 29_999 });
    assert.equal(again[0]?.claim, 'leased');
  }),

  contractCase('frees an event when its lease is over, and counts the attempt', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, holder: 'b', now: NOW + 30_000 });
    assert.deepEqual([begun?.claim, begun?.attempts, begun?.firstAt], ['claimed', 2, NOW]);
  }),

  contractCase('prolongs a lease for its holder alone', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    await store.renew(['e1'], { ...LEASE, now: NOW + 20_000 });
    await store.renew(['e1'], { ...LEASE, holder: 'b', now: NOW + 40_000 });
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 49_999 }))[0]?.claim, 'leased');
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 50_000 }))[0]?.claim, 'claimed');
  }),

  contractCase('frees a failed event at once and keeps its count of attempts', async (store) => {
    for (const attempt of [1, 2, 3]) {
      const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + attempt });
      assert.deepEqual([begun?.claim, begun?.attempts, begun?.firstAt], ['claimed', attempt, NOW + 1]);
      await store.end([{ id: 'e1', outcome: 'failed' }], { ...LEASE, doneForMs: 60_000, now: NOW + attempt });
    }
  }),

  contractCase(
    'does not free an event that another holder has taken over, but takes its word that it is done',
    async (store) => {
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
    },
  ),

  contractCase('remembers that an event is done for as long as asked', async (store) => {
    await store.begin([{ id: 'e1' }], LEASE);
    await store.end([{ id: 'e1', outcome: 'done' }], { ...LEASE, doneForMs: 60_000 });
    assert.equal((await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 59_999 }))[0]?.claim, 'done');
    const [begun] = await store.begin([{ id: 'e1' }], { ...LEASE, now: NOW + 60_000 });
    assert.deepEqual([begun?.claim, begun?.attempts], ['claimed', 1]);
  }),

  contractCase('gives the right to announce to one of many callers', async (store) => {
    await store.observe(THREAD, { lane: mark(NOW, 'standby') }, NOW);
    const asked = Array.from({ length: 20 }, () =>
      store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW }),
    );
    assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
  }),

  contractCase('gives the right to announce anew after a crash', async (store) => {
    await store.observe(THREAD, { lane: mark(NOW, 'standby') }, NOW);
    const claim = { announced: 0, leaseMs: 30_000, now: NOW };
    assert.equal(await store.claimAnnouncement(THREAD, claim), true);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 29_999 }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { ...claim, now: NOW + 30_000 }), true);
  }),

  contractCase('counts an announcement once, and tells what came up meanwhile', async (store) => {
    await store.observe(THREAD, { lane: mark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.observe(THREAD, { lane: mark(NOW + 5, 'messaging') }, NOW);
    const marked = await store.markAnnounced(THREAD, { announced: 0, owner: 'app:', changes: 1, now: NOW });
    assert.deepEqual([marked.announced, marked.announcedOwner, marked.registers.lane?.says], [1, 'app:', 'messaging']);
    const again = await store.markAnnounced(THREAD, { announced: 0, owner: 'self', changes: 2, now: NOW });
    assert.deepEqual([again.announced, again.announcedOwner], [1, 'app:']);
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 1, now: NOW }), false);
    assert.equal(await store.claimAnnouncement(THREAD, { announced: 1, leaseMs: 1, now: NOW }), true);
  }),

  contractCase('tells of threads whose changes were not settled, longest unsettled first', async (store) => {
    const ask = (app: string, before: number, limit = 10): unknown => store.unsettled(app, { before, limit, now: NOW });
    await store.observe('1:messenger:2:late', { lane: mark(NOW, 'standby') }, NOW + 3);
    await store.observe('1:messenger:2:early', { lane: mark(NOW, 'standby') }, NOW + 1);
    await store.observe('1:messenger:2:person', { person: mark(NOW, '') }, NOW + 1);
    await store.observe('11:messenger:2:other', { lane: mark(NOW, 'standby') }, NOW + 2);
    assert.deepEqual(await ask('1', NOW + 3), ['1:messenger:2:early', '1:messenger:2:late']);
    assert.deepEqual(await ask('1', NOW + 2), ['1:messenger:2:early']);
    assert.deepEqual(await ask('1', NOW + 3, 1), ['1:messenger:2:early']);
    assert.deepEqual(await ask('11', NOW + 3), ['11:messenger:2:other']);
  }),

  contractCase('takes changes as settled that were announced or noted as none, and later ones not', async (store) => {
    const unsettled = (): unknown => store.unsettled('1', { before: NOW + 99, limit: 10, now: NOW });
    const { changes } = await store.observe(THREAD, { lane: mark(NOW, 'standby') }, NOW);
    await store.claimAnnouncement(THREAD, { announced: 0, leaseMs: 30_000, now: NOW });
    await store.observe(THREAD, { event: mark(NOW + 5, '12', 5, 'take') }, NOW + 5);
    await store.markAnnounced(THREAD, { announced: 0, owner: 'app:', changes, now: NOW + 6 });
    assert.deepEqual(await unsettled(), [THREAD]);
    await store.settle(THREAD, { changes: changes + 1, now: NOW + 7 });
    assert.deepEqual(await unsettled(), []);
    await store.settle('1:messenger:2:never-seen', { changes: 5, now: NOW + 7 });
    await store.observe(THREAD, { lane: mark(NOW + 9, 'messaging') }, NOW + 9);
    await store.settle(THREAD, { changes: changes + 1, now: NOW + 10 });
    assert.deepEqual(await unsettled(), [THREAD]);
  }),

  contractCase('sets a value only where it still is what was expected', async (store) => {
    const set = async (expected: string | undefined, value: string | undefined): Promise<boolean> =>
      store.setValue(THREAD, 'pause', { expected, value, expiresAt: NOW + 1000, now: NOW });
    assert.equal(await store.getValue(THREAD, 'pause', NOW), undefined);
    assert.equal(await set('x', 'one'), false);
    assert.equal(await set(undefined, 'one'), true);
    assert.equal(await set(undefined, 'two'), false);
    assert.equal(await store.getValue(THREAD, 'pause', NOW), 'one');
    assert.equal(await set('one', undefined), true);
    assert.equal(await store.getValue(THREAD, 'pause', NOW), undefined);
  }),

  contractCase('lets one of many callers set a value', async (store) => {
    const asked = Array.from({ length: 20 }, (_, index) =>
      store.setValue(THREAD, 'n', { expected: undefined, value: String(index), expiresAt: NOW + 1000, now: NOW }),
    );
    assert.equal((await Promise.all(asked)).filter(Boolean).length, 1);
  }),

  contractCase('forgets a value when its time is over', async (store) => {
    await store.setValue(THREAD, 'pause', { expected: undefined, value: '1', expiresAt: NOW + 1000, now: NOW });
    assert.equal(await store.getValue(THREAD, 'pause', NOW + 999), '1');
    assert.equal(await store.getValue(THREAD, 'pause', NOW + 1000), undefined);
    const anew = { expected: undefined, value: '2', expiresAt: NOW + 2000, now: NOW + 1000 };
    assert.equal(await store.setValue(THREAD, 'pause', anew), true);
  }),

  contractCase('keeps values of one name apart by thread, and of one thread by name', async (store) => {
    const set = (thread: string, name: string, value: string): unknown =>
      store.setValue(thread, name, { expected: undefined, value, expiresAt: NOW + 1000, now: NOW });
    await set(THREAD, 'a', '1');
    await set(THREAD, 'b', '2');
    await set(`${THREAD}0`, 'a', '3');
    const read = [
      store.getValue(THREAD, 'a', NOW),
      store.getValue(THREAD, 'b', NOW),
      store.getValue(`${THREAD}0`, 'a', NOW),
    ];
    assert.deepEqual(await Promise.all(read), ['1', '2', '3']);
  }),
];
