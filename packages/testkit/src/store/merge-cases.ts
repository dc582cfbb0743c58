import assert from 'node:assert/strict';
import {
  type BeginEvent,
  EMPTY_RECORD,
  type Mark,
  type Marks,
  mergeObservation,
  type Observation,
  REGISTERS,
  type Register,
  type Said,
  type Seen,
  type ThreadRecord,
} from '@handover/core';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { pick, seeded } from './seeded.ts';
import { LEASE, type MakeStore, NOW, storeCase } from './store-case.ts';

const STEPS = 600;
const THREADS = ['1:messenger:2:3', '1:messenger:2:7312004455667001', '1:instagram:17841400008460056:4'] as const;
const APPS = ['1450077300221199', '263902037430900', '9', '10', '', 'é', '\ue000'] as const;
const TIES = ['', '', 'a', 'B', 'b', 'Z', '9', '10', 'm_a-b', 'm_a_b', 'm_aB', 'page:2:read:abc', '_', '~'] as const;

/** Makes a random mark of each register: a new one does not compile until it stands here. */
const MAKE: { readonly [Name in Register]: (random: () => number, step: number) => Marks[Name] } = {
  event: (random, step) => ({
    ...randomSeen(random, step),
    ...randomApp(random),
    source: pick(random, ['pass', 'take']),
    ...maybe(random, () => ({ previous: pick(random, APPS) })),
    ...maybe(random, () => ({ metadata: pick(random, AWKWARD_TEXTS) })),
  }),
  call: (random, step) => ({
    ...randomSeen(random, step),
    ...pick<Exclude<Said, { says: 'other' }>>(random, [randomApp(random), { says: 'idle' }, { says: 'unknown' }]),
    source: pick(random, ['call', 'lookup', 'refusal']),
    begunAt: timeAt(random, step),
    seenAt: random() < 0.5 ? 0 : timeAt(random, step),
    ...maybe(random, () => ({ rough: true as const })),
  }),
  other: (random, step) => ({
    ...randomSeen(random, step),
    says: 'other',
    source: pick(random, ['take', 'call', 'lookup', 'refusal']),
  }),
  lane: (random, step) => ({ ...randomSeen(random, step), says: pick(random, ['messaging', 'standby']) }),
  person: (random, step) => randomSeen(random, step),
  expiry: (random, step) => ({
    ...randomSeen(random, step),
    ...maybe(random, () => ({ of: pick(random, APPS) })),
    ...maybe(random, () => ({ until: pick(random, [timeAt(random, step) + 604_800_000, 8_640_000_000_000_000]) })),
  }),
  inbox: (random, step) => ({ ...randomSeen(random, step), ...randomApp(random) }),
  echo: (random, step) => ({ ...randomSeen(random, step), ...randomApp(random) }),
};

/** One that may well be as old as the mark that is there, of its rank, or of its event. */
function randomSeen(random: () => number, step: number): Seen {
  return {
    // Now and then from the far past, or from a clock that is ahead by years.
    at: random() < 0.02 ? pick(random, [0, 1, 999, NOW + step + 0.5]) : timeAt(random, step),
    rank: Math.floor(random() * 6),
    tie: pick(random, TIES),
  };
}

function randomApp(random: () => number): { readonly says: 'app'; readonly appId: string } {
  return { says: 'app', appId: pick(random, APPS) };
}

function timeAt(random: () => number, step: number): number {
  return NOW + Math.floor(step / 8) + Math.floor(random() * 4);
}

function maybe<Field extends object>(random: () => number, field: () => Field): Field | undefined {
  return random() < 0.3 ? field() : undefined;
}

function randomObservation(random: () => number, step: number): Observation {
  const marks: { [Name in Register]?: Mark } = {};
  for (const name of REGISTERS) if (random() < 0.3) marks[name] = MAKE[name](random, step);
  return marks as Observation;
}

/** A store may merge in another language, or in its database: it has to come to what core's function comes to. */
export const mergeCases: readonly ContractCase<MakeStore>[] = [
  storeCase('merges exactly as mergeObservation does, step by step of a long walk', async (store, { another }) => {
    const random = seeded(2_025_1201);
    const handles = [store, await another()] as const;
    const expected = new Map<string, ThreadRecord>();
    const recordOf = (thread: string): ThreadRecord => expected.get(thread) ?? EMPTY_RECORD;
    const merge = (thread: string, observation: Observation): void => {
      expected.set(thread, mergeObservation(recordOf(thread), observation));
    };

    for (let step = 0; step < STEPS; step += 1) {
      const handle = pick(random, handles);
      const thread = pick(random, THREADS);
      const way = random();
      if (way < 0.45) {
        const observation = randomObservation(random, step);
        merge(thread, observation);
        assert.deepEqual(await handle.observe(thread, observation, NOW), recordOf(thread), `step ${step}`);
      } else if (way < 0.9) {
        const events: BeginEvent[] = [];
        const records: ThreadRecord[] = [];
        for (let index = 0; index <= random() * 4; index += 1) {
          const of = pick(random, THREADS);
          const observation = random() < 0.8 ? randomObservation(random, step) : undefined;
          events.push({ id: `e${step}:${index}`, thread: of, ...(observation === undefined ? {} : { observation }) });
          merge(of, observation ?? {});
          records.push(recordOf(of));
        }
        const begun = await handle.begin(events, LEASE);
        const told = begun.map(({ record }) => record);
        assert.deepEqual(told, records, `step ${step}`);
      } else {
        const before = recordOf(thread);
        const owner = pick(random, ['self', 'app:', 'app:263902037430900', 'idle']);
        const { announced, changes } = before;
        expected.set(thread, { ...before, announced: announced + 1, announcedOwner: owner });
        await handle.claimAnnouncement(thread, { announced, leaseMs: 1, now: NOW + step });
        const marked = await handle.markAnnounced(thread, { announced, owner, changes, now: NOW + step });
        assert.deepEqual(marked, recordOf(thread), `step ${step}`);
      }
    }
    for (const thread of THREADS) assert.deepEqual(await store.read(thread, NOW), recordOf(thread));
  }),
];
