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
} from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';
import { AWKWARD_TEXTS } from './awkward-texts.ts';
import { pick, seeded } from './seeded.ts';
import { LEASE, type MakeStore, NOW, storeCase } from './store-case.ts';

const STEPS = 600;
const THREADS = ['1:messenger:2:3', '1:messenger:2:7312004455667001', '1:instagram:17841400008460056:4'] as const;
const APPS = ['1450077300221199', '263902037430900', '9', '10', '', 'é', '\ue000'] as const;
const TIES = ['', '', 'a', 'B', 'b', 'Z', '9', '10', 'm_a-b', 'm_a_b', 'm_aB', 'page:2:read:abc', '_', '~'] as const;

/** Makes a random mark of each register. A new register does not compile until it is added here. */
function makers(random: () => number, step: number): { readonly [Name in Register]: () => Marks[Name] } {
  const time = (): number => NOW + Math.floor(step / 8) + Math.floor(random() * 4);
  const maybe = <Field>(field: () => Field): Field | undefined => (random() < 0.3 ? field() : undefined);
  const app = () => ({ says: 'app', appId: pick(random, APPS) }) as const;
  // It may be as old as the current mark, and may have the same rank or event id.
  const seen = (): Seen => ({
    // Sometimes from the distant past, or from a clock that is years ahead.
    at: random() < 0.02 ? pick(random, [0, 1, 999, NOW + step + 0.5]) : time(),
    rank: Math.floor(random() * 6),
    tie: pick(random, TIES),
  });
  return {
    event: () => ({
      ...seen(),
      ...app(),
      source: pick(random, ['pass', 'take']),
      ...maybe(() => ({ previous: pick(random, APPS) })),
      ...maybe(() => ({ metadata: pick(random, AWKWARD_TEXTS) })),
    }),
    call: () => ({
      ...seen(),
      ...pick<Exclude<Said, { says: 'other' }>>(random, [app(), { says: 'idle' }, { says: 'unknown' }]),
      source: pick(random, ['call', 'lookup', 'refusal']),
      begunAt: time(),
      seenAt: random() < 0.5 ? 0 : time(),
      ...maybe(() => ({ rough: true as const })),
    }),
    other: () => ({ ...seen(), says: 'other', source: pick(random, ['take', 'call', 'lookup', 'refusal']) }),
    lane: () => ({ ...seen(), says: pick(random, ['messaging', 'standby']) }),
    person: seen,
    expiry: () => ({
      ...seen(),
      ...maybe(() => ({ of: pick(random, APPS) })),
      ...maybe(() => ({ until: pick(random, [time() + 604_800_000, 8_640_000_000_000_000]) })),
    }),
    inbox: () => ({ ...seen(), ...app() }),
    echo: () => ({ ...seen(), ...app() }),
  };
}

function randomObservation(random: () => number, step: number): Observation {
  const make = makers(random, step);
  const marks: { [Name in Register]?: Mark } = {};
  for (const name of REGISTERS) if (random() < 0.3) marks[name] = make[name]();
  return marks as Observation;
}

/** A store may merge in another language, or in its database. Its result must equal that of core's function. */
export const mergeCases: readonly ContractCase<MakeStore>[] = [
  storeCase('merges exactly as mergeObservation does, over hundreds of random steps', async (store, { another }) => {
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
        const returned = begun.map(({ record }) => record);
        assert.deepEqual(returned, records, `step ${step}`);
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
