import { memoryStore } from '@handover/core';
import { EMPTY_RECORD, mergeObservation, type Observation, type Store, type ThreadRecord } from '@handover/core/store';
import { storeContract } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const store = suite('memoryStore');
const NOW = 1_764_590_400_000;
const seen: Observation = { lane: { at: NOW, rank: 0, tie: '', says: 'standby' } };

for (const { name, run } of storeContract) {
  store(name, () =>
    run(() => {
      const subject = memoryStore();
      return { store: subject, size: () => subject.size };
    }),
  );
}

store('forgets the thread that was untouched for longest once there are too many', async () => {
  const small = memoryStore({ maxThreads: 2 });
  await small.observe('a', seen, NOW);
  await small.observe('b', seen, NOW);
  await small.observe('a', seen, NOW);
  await small.observe('c', seen, NOW);
  const known = await Promise.all(['a', 'b', 'c'].map((key) => small.read(key, NOW)));
  assert.equal(
    known.map(({ registers }) => registers.lane?.says),
    ['standby', undefined, 'standby'],
  );
});

const taken: Observation = {
  event: {
    at: NOW,
    rank: 5,
    tie: 'e1',
    says: 'app',
    appId: '880042117756310',
    source: 'take',
    previous: '1450077300221199',
  },
  lane: { at: NOW, rank: 1, tie: '', says: 'standby' },
  person: { at: NOW - 5, rank: 0, tie: '' },
};

/** A thread that another app took, which was announced. */
async function takenThread(subject: Store, key: string): Promise<ThreadRecord> {
  const { changes } = await subject.observe(key, taken, NOW);
  return subject.markAnnounced(key, { announced: 0, owner: 'app:880042117756310', changes, now: NOW });
}

store('knows all of a thread that is used again behind many others, and all of them', async () => {
  const large = memoryStore({ maxThreads: 200 });
  const known = await takenThread(large, '1:messenger:7:x');
  assert.equal(known, {
    registers: taken,
    changes: 2,
    announced: 1,
    announcedOwner: 'app:880042117756310',
  });
  const others = Array.from({ length: 100 }, (_, index) => `1:messenger:7:${index}`);
  for (const key of others) await large.observe(key, seen, NOW);
  assert.equal(await large.read('1:messenger:7:x', NOW), known);
  assert.is(large.size, 101);
  for (const key of others) assert.equal((await large.read(key, NOW)).registers, seen, key);
  assert.is(large.size, 101);
  assert.equal(await large.read('1:messenger:7:x', NOW), known);
  const left = await large.unsettled('1', { before: NOW, limit: 1000, now: NOW });
  assert.equal(new Set(left), new Set(others));
});

store('merges any observation into a thread as it stands to any other', async () => {
  const times = [NOW, NOW + 1];
  const lanes = (['messaging', 'standby'] as const).flatMap((says, rank) =>
    times.map((at) => ({ at, rank, tie: '', says })),
  );
  const persons = [undefined, ...times.map((at) => ({ at, rank: 0, tie: '' }))];
  const echoes = [undefined, { at: NOW, rank: 0, tie: 'e', says: 'app', appId: '9' } as const];
  const observations: Observation[] = lanes.flatMap((lane) =>
    persons.flatMap((person) => echoes.map((echo) => ({ lane, ...(person && { person }), ...(echo && { echo }) }))),
  );
  const large = memoryStore();
  for (const [i, first] of observations.entries())
    for (const [k, second] of observations.entries()) {
      const key = `${i}:${k}`;
      const expected = mergeObservation(mergeObservation(EMPTY_RECORD, first), second);
      await large.observe(key, first, NOW);
      assert.equal(await large.observe(key, second, NOW), expected, key);
      assert.equal(await large.read(key, NOW), expected, key);
    }
});

store('begins a thread again that was silent for a month, also between two rounds of tidying up', async () => {
  const large = memoryStore();
  const monthMs = 31 * 86_400_000;
  await takenThread(large, 'x');
  await large.observe('y', seen, NOW + monthMs - 60_000);
  assert.equal(await large.observe('x', seen, NOW + monthMs), await memoryStore().observe('x', seen, NOW + monthMs));
  assert.equal(await large.read('x', NOW + monthMs), await memoryStore().observe('x', seen, NOW + monthMs));
});

store('offers no change of a thread that was silent for a month since', async () => {
  const large = memoryStore();
  const monthMs = 31 * 86_400_000;
  await large.observe('1:x', seen, NOW);
  await large.observe('1:y', seen, NOW + monthMs - 60_000);
  const now = NOW + monthMs;
  assert.equal(await large.read('1:x', now), EMPTY_RECORD);
  assert.equal(await large.unsettled('1', { before: now, limit: 10, now }), ['1:y']);
  assert.equal(await large.unsettled('1', { before: now, limit: 10, now: now + monthMs }), []);
  assert.is(large.size, 0);
});

store('takes any number of changes as settled', async () => {
  for (const changes of [2 ** 31, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    const large = memoryStore();
    await large.observe('1:x', seen, NOW);
    await large.settle('1:x', { changes, now: NOW });
    assert.equal(await large.unsettled('1', { before: NOW, limit: 10, now: NOW }), []);
    await large.observe('1:x', { lane: { at: NOW + 1, rank: 0, tie: '', says: 'messaging' } }, NOW);
    assert.equal(await large.unsettled('1', { before: NOW, limit: 10, now: NOW }), []);
  }
});

store('forgets the oldest event once there are too many', async () => {
  const small = memoryStore({ maxEvents: 1 });
  const lease = { holder: 'a', leaseMs: 1000, now: NOW };
  await small.begin([{ id: 'e1' }], lease);
  await small.begin([{ id: 'e2' }], lease);
  assert.is((await small.begin([{ id: 'e1' }], lease))[0]?.claim, 'claimed');
});

store('knows an event that is done behind newer ones, as long as there are not too many', async () => {
  const small = memoryStore({ maxEvents: 4 });
  const lease = { holder: 'a', leaseMs: 1000, now: NOW };
  await small.begin([{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }], lease);
  await small.end([{ id: 'e1', outcome: 'done' }], { holder: 'a', doneForMs: 60_000, now: NOW });
  await small.begin([{ id: 'e4' }], lease);
  const later = { ...lease, now: NOW + 1000 };
  assert.equal(
    (await small.begin([{ id: 'e1' }, { id: 'e2' }], later)).map(({ claim }) => claim),
    ['done', 'claimed'],
  );
});

/** Parks events that the holder `a` then has. */
async function parked(subject: Store, ids: readonly string[], thread?: string): Promise<void> {
  await subject.begin(
    ids.map((id) => ({ id, thread })),
    { holder: 'a', leaseMs: 1000, now: NOW },
  );
  await subject.park(
    ids.map((id) => ({ id, thread, body: id })),
    { holder: 'a', now: NOW },
  );
}

store('forgets the parked event that came first once there are too many', async () => {
  const small = memoryStore({ maxEvents: 3 });
  for (const id of ['1:a', '1:b', '1:c', '1:d']) await parked(small, [id], '1:messenger:2:3');
  assert.is(small.size, 3);
  const [begun] = await small.begin([{ id: '1:e', thread: '1:messenger:2:3' }], {
    holder: 'b',
    leaseMs: 1000,
    now: NOW + 1000,
  });
  assert.equal(
    begun?.ahead?.map(({ id }) => id),
    ['1:b', '1:c', '1:d'],
  );
});

store('keeps an event that is parked behind any number of others that are not', async () => {
  const small = memoryStore({ maxEvents: 4 });
  await parked(small, ['1:a']);
  const lease = { holder: 'b', leaseMs: 1000, now: NOW + 1000 };
  for (let index = 0; index < 100; index += 1) await small.begin([{ id: `1:${index}` }], lease);
  const runs = await small.claimParked('1', { ...lease, limit: 10 });
  assert.equal(runs, [{ id: '1:a', body: '1:a', attempts: 2, firstAt: NOW }]);
});

store('keeps no more letters than events where it is given no bound for them', async () => {
  const small = memoryStore({ maxEvents: 3 });
  for (let index = 0; index < 10; index += 1)
    await small.end([{ id: `1:${index}`, outcome: 'dead', letter: { body: 'x' } }], {
      holder: 'a',
      doneForMs: 1000,
      now: NOW + index,
    });
  const { items } = await small.letters('1', { limit: 10, now: NOW });
  assert.equal(
    items.map(({ id }) => id),
    ['1:7', '1:8', '1:9'],
  );
});

store('answers a cursor that is none of its own with an end', async () => {
  const large = memoryStore();
  await large.end([{ id: '1:a', outcome: 'dead', letter: { body: 'x' } }], { holder: 'a', doneForMs: 1000, now: NOW });
  for (const cursor of ['x', '99', ''])
    assert.ok((await large.letters('1', { limit: 10, cursor, now: NOW })).items.length <= 1);
  assert.equal(await large.letters('1', { limit: 10, cursor: 'x', now: NOW }), { items: [] });
});

store('says that it does not last', () => {
  assert.is(memoryStore().isDurable, false);
});

store('keeps ids apart by any character, however long they are', async () => {
  const large = memoryStore();
  const options = { holder: 'a', leaseMs: 1000, now: NOW };
  const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 60, 1_019, 1_020, 1_021, 1_022, 1_023, 1_024, 1_025, 5_000];
  const ends = ['a', 'b', '\0', 'é', 'e\u0301', '\ud800', '\ud801', '\udc00', '\ufffd', '\ud83d\ude00'];
  const beginnings = lengths.flatMap((length) => ['m'.repeat(length), `é${'m'.repeat(length)}`]);
  const ids = beginnings.flatMap((beginning) => [...ends, ''].map((end) => beginning + end));
  const different = [...new Set(ids)];
  const claimsOf = async (asked: readonly string[]) => {
    const begun = await Promise.all(asked.map((id) => large.begin([{ id }], options)));
    return begun.flat().map(({ claim }) => claim);
  };
  assert.equal(new Set(await claimsOf(different)), new Set(['claimed']));
  assert.equal(new Set(await claimsOf(different.toReversed())), new Set(['leased']));
});

store('takes none of three hundred thousand events for another', async () => {
  const large = memoryStore({ maxEvents: 1_000_000 });
  const options = { holder: 'a', leaseMs: 1000, now: NOW };
  let claimed = 0;
  for (let page = 0; page < 300; page += 1) {
    const events = Array.from({ length: 1_000 }, (_, index) => ({ id: `1:messenger:m_${page}.${index}` }));
    for (const { claim } of await large.begin(events, options)) if (claim === 'claimed') claimed += 1;
  }
  assert.is(claimed, 300_000);
});

store('forgets a thread after a month of silence', async () => {
  const long = memoryStore();
  await long.observe('a', seen, NOW);
  assert.is((await long.read('a', NOW + 30 * 86_400_000)).changes, 1);
  assert.is((await long.read('a', NOW + 31 * 86_400_000)).changes, 0);
});

store('forgets the value that was set longest ago once there are too many', async () => {
  const small = memoryStore({ maxValues: 1 });
  const one = { expected: undefined, value: '1', expiresAt: NOW + 1000, now: NOW };
  await small.setValue('a', 'pause', one);
  await small.setValue('b', 'pause', one);
  assert.is(await small.getValue('a', 'pause', NOW), undefined);
  assert.is(await small.getValue('b', 'pause', NOW), '1');
  assert.is(small.size, 1);
});

store('refuses a bound that is not a positive integer', () => {
  assert.throws(() => memoryStore({ maxThreads: 0 }), /maxThreads must be a positive integer/);
  assert.throws(() => memoryStore({ maxEvents: 1.5 }), /maxEvents must be a positive integer/);
  assert.throws(() => memoryStore({ maxValues: -1 }), /maxValues must be a positive integer/);
});

store.run();
