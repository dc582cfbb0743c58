import assert from 'node:assert/strict';
import { EMPTY_RECORD, type Mark, type Observation, type Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { seeded, shuffled } from './seeded.ts';
import { eventMark, LEASE, laneMark, type MakeStore, NOW, seen, storeCase, THREAD } from './store-case.ts';

/** A mark of one of our own calls that made an app the owner. */
function callMark(at: number): Extract<Mark<'call'>, { says: 'app' }> {
  return { ...seen(at, 1), says: 'app', appId: '11', source: 'call', begunAt: 5, seenAt: 4 };
}

/** All marks differ, so exactly one set of marks is the newest. */
const observations: readonly Observation[] = [
  { event: eventMark(NOW + 1000, '11', 2, 'pass') },
  { event: eventMark(NOW + 1000, '12', 5, 'take') },
  { call: { ...callMark(NOW + 900), appId: '13' }, expiry: { ...seen(NOW + 900), until: NOW + 99_000 } },
  { lane: laneMark(NOW + 500, 'standby', 1, 'm1'), person: seen(NOW + 500) },
  { echo: { ...seen(NOW + 700, 1, 'e1'), says: 'app', appId: '14' } },
];

/** All orders of a short list. */
function permutations<Item>(list: readonly Item[]): Item[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((item, index) => permutations(list.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** The registers as one text, independent of their order. */
async function registersOf(store: Store, thread: string): Promise<string> {
  const { registers } = await store.read(thread, NOW);
  return JSON.stringify(Object.entries(registers).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a store remembers of threads, and which of two marks it keeps. */
export const registerCases: readonly ContractCase<MakeStore>[] = [
  storeCase('knows nothing of a thread that was never observed', async (store) => {
    assert.deepEqual(await store.read(THREAD, NOW), EMPTY_RECORD);
    const [begun] = await store.begin([{ id: 'e1', thread: THREAD }], LEASE);
    assert.deepEqual(begun?.record, EMPTY_RECORD);
  }),

  storeCase('keeps the newest mark of each register', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW + 2, 'standby') }, NOW);
    const record = await store.observe(THREAD, { lane: laneMark(NOW + 1, 'messaging') }, NOW);
    assert.equal(record.registers.lane?.says, 'standby');
  }),

  storeCase('compares marks of the same time by rank, then by id', async (store) => {
    await store.observe(THREAD, { event: eventMark(NOW, '11', 2, 'b') }, NOW);
    assert.equal(
      (await store.observe(THREAD, { event: eventMark(NOW, '12', 4, 'a') }, NOW)).registers.event?.appId,
      '12',
    );
    assert.equal(
      (await store.observe(THREAD, { event: eventMark(NOW, '13', 2, 'z') }, NOW)).registers.event?.appId,
      '12',
    );
    assert.equal(
      (await store.observe(THREAD, { event: eventMark(NOW, '14', 4, 'c') }, NOW)).registers.event?.appId,
      '14',
    );
  }),

  storeCase('compares ids of marks of the same time character by character, upper case first', async (store) => {
    // Compared by character code, not in dictionary order or as numbers. A store in another language must do this
    // explicitly.
    const rising = ['10', '9', 'B', 'Z', '_', 'a', 'a-', 'a.', 'aB', 'aa', 'm_-b', 'm_A', 'm_a'];
    for (const [index, tie] of rising.entries()) {
      const record = await store.observe(THREAD, { event: eventMark(NOW, String(index), 2, tie) }, NOW);
      assert.equal(record.registers.event?.tie, tie);
    }
    for (const tie of rising.slice(0, -1)) await store.observe(THREAD, { event: eventMark(NOW, 'late', 2, tie) }, NOW);
    assert.equal((await store.read(THREAD, NOW)).registers.event?.tie, 'm_a');
  }),

  storeCase('has the same registers whatever the order and repetition of the same observations', async (store) => {
    const expected = new Set<string>();
    for (const [index, order] of permutations(observations).entries()) {
      const thread = `${THREAD}${index}`;
      for (const observation of [...order, order[0] ?? {}]) await store.observe(thread, observation, NOW);
      expected.add(await registersOf(store, thread));
    }
    assert.equal(expected.size, 1);
  }),

  storeCase(
    'has the same registers however the observations are split over deliveries, calls and connections',
    async (store, { another }) => {
      const random = seeded(4);
      const handles = [store, await another()] as const;
      const expected = new Set<string>();
      for (let turn = 0; turn < 40; turn += 1) {
        const thread = `${THREAD}${turn}`;
        const rest = shuffled(random, [...observations, ...observations, ...observations]);
        while (rest.length > 0) {
          const part = rest.splice(0, 1 + Math.floor(random() * 4));
          const handle = handles[random() < 0.5 ? 0 : 1];
          if (random() < 0.5) for (const observation of part) await handle.observe(thread, observation, NOW);
          else
            await handle.begin(
              part.map((observation, index) => ({ id: `${turn}:${rest.length}:${index}`, thread, observation })),
              LEASE,
            );
        }
        expected.add(await registersOf(store, thread));
      }
      assert.equal(expected.size, 1);
    },
  ),

  storeCase('keeps every field of a mark', async (store) => {
    const full: Required<Observation> = {
      event: { ...eventMark(NOW, '11', 2, 'x'), previous: '9', metadata: '{"é":"/"}' },
      call: { ...callMark(NOW), rough: true },
      other: { ...seen(NOW, 1, 'y'), says: 'other', source: 'refusal' },
      lane: laneMark(NOW, 'standby', 1, 'm1'),
      person: seen(NOW),
      expiry: { ...seen(NOW), of: '11', until: NOW + 604_800_000 },
      inbox: { ...seen(NOW, 0, 'e1'), says: 'app', appId: '263902037430900' },
      echo: { ...seen(NOW, 0, 'e2'), says: 'app', appId: '14' },
    };
    await store.observe(THREAD, full, NOW);
    assert.deepEqual((await store.read(THREAD, NOW)).registers, full);
    const call: Mark = { ...seen(NOW + 1, 1), says: 'idle', source: 'lookup', begunAt: 5, seenAt: 4 };
    await store.observe(THREAD, { call }, NOW);
    assert.deepEqual((await store.read(THREAD, NOW)).registers, { ...full, call });
  }),

  storeCase('stores texts and numbers unchanged', async (store) => {
    for (const [index, metadata] of AWKWARD_TEXTS.entries()) {
      const at = NOW + index;
      const previous = '263902037430900';
      const event: Mark<'event'> = { ...eventMark(at, '17841400008460056', 5, `m_${index}`), previous, metadata };
      // The last moment that a Date can hold, a fraction of a millisecond, and zero, which differs from a missing
      // number.
      const call: Mark<'call'> = { ...callMark(8_640_000_000_000_000), begunAt: NOW + 0.25, seenAt: 0 };
      const [begun] = await store.begin([{ id: `e${index}`, thread: THREAD, observation: { event, call } }], LEASE);
      assert.deepEqual(begun?.record?.registers, { event, call });
      assert.deepEqual((await store.read(THREAD, NOW)).registers, { event, call });
    }
  }),

  storeCase('counts observations that change the owner, and not those that only confirm it', async (store) => {
    const first = await store.observe(THREAD, { lane: laneMark(NOW, 'messaging') }, NOW);
    const same = await store.observe(THREAD, { lane: laneMark(NOW + 1, 'messaging'), person: seen(NOW + 1) }, NOW);
    const other = await store.observe(THREAD, { lane: laneMark(NOW + 2, 'standby') }, NOW);
    assert.deepEqual([first.changes, same.changes, other.changes], [1, 1, 2]);
  }),

  storeCase('keeps threads apart', async (store) => {
    await store.observe(THREAD, { lane: laneMark(NOW, 'messaging') }, NOW);
    assert.deepEqual(await store.read(`${THREAD}0`, NOW), EMPTY_RECORD);
  }),

  storeCase('shows a second connection what the first one saw', async (store, { another }) => {
    const other = await another();
    await store.observe(THREAD, { lane: laneMark(NOW, 'messaging') }, NOW);
    assert.equal((await other.read(THREAD, NOW)).registers.lane?.says, 'messaging');
    await other.observe(THREAD, { lane: laneMark(NOW + 1, 'standby') }, NOW);
    assert.equal((await store.read(THREAD, NOW)).registers.lane?.says, 'standby');
  }),
];
