import type { ThreadState } from '@handover/core';
import type { Observation, Store } from '@handover/core/store';
import { SAMPLE_IDS } from '@handover/testkit';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { harness } from './harness.ts';
import { type Recorded, record, type Step, someSteps } from './recorded.ts';
import { scriptedClient } from './scripted-client.ts';

/**
 * How observations reach a store: in what order, how often, how they are grouped into deliveries, and over which of two
 * handles.
 */
interface Mixing {
  readonly order: readonly number[];
  readonly batches: readonly number[];
  readonly handles: readonly (0 | 1)[];
}

/** The steps of two machines, and two ways to give their observations to a store. */
interface Life {
  readonly steps: readonly Step[];
  readonly one: Mixing;
  readonly other: Mixing;
}

/** Steps for which the order mattered in an earlier version. */
export const KNOWN_LIVES: [Life][] = [
  [
    {
      // Two machines made the same call within a millisecond, but asked for different expiry times.
      steps: [
        { machine: 0, what: 'we extend to a day', afterMs: 0, lateMs: 0 },
        { machine: 1, what: 'we extend to a week', afterMs: 0, lateMs: 0 },
      ],
      one: { order: [0, 1], batches: [1], handles: [0] },
      other: { order: [1, 0], batches: [1], handles: [0] },
    },
  ],
];

/** Generates ways to give `count` observations, each one to three times. */
function mixings(count: number): fc.Arbitrary<Mixing> {
  const each = Array.from({ length: count }, (_, index) => index);
  return fc.record({
    order: fc
      .array(fc.nat({ max: Math.max(0, count - 1) }), { maxLength: 2 * count })
      .chain((again) => fc.shuffledSubarray([...each, ...again], { minLength: count + again.length })),
    batches: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    handles: fc.array(fc.constantFrom(0 as const, 1 as const), { minLength: 1, maxLength: 7 }),
  });
}

/**
 * The property that every store must hold: for the same observations, in any order, repetition and split over
 * deliveries and machines, all machines know the same state of the thread.
 *
 * @param handles Two handles on one store, one per machine.
 */
export function sameOwner(handles: readonly [Store, Store]): fc.IAsyncPropertyWithHooks<[Life]> {
  // Each run uses two new people, so that the store knows nothing of their threads.
  let people = 0;
  const statesAfter = (recorded: Recorded, mixing: Mixing): Promise<readonly ThreadState[]> => {
    people += 1;
    return giveAll({ recorded, mixing, handles, userId: String(FIRST_PERSON + people) });
  };
  const lives = someSteps.chain((steps) =>
    // Nearly every step makes one observation. The exact number is known only after running them.
    fc.record({ steps: fc.constant(steps), one: mixings(steps.length), other: mixings(steps.length) }),
  );
  return fc.asyncProperty(lives, async ({ steps, one, other }) => {
    const recorded = await record(steps);
    const [first, second] = [await statesAfter(recorded, one), await statesAfter(recorded, other)];
    assert.equal(first[1], first[0], 'both handles return the same state');
    assert.equal(second[1], second[0], 'both handles return the same state');
    assert.equal(second[0], first[0], 'the order and the split do not change the state');
  });
}

const FIRST_PERSON = 7_312_004_455_000_000;

/** Gives the recorded observations to a store, under another person, and reads the thread through both handles. */
async function giveAll({
  recorded,
  mixing,
  handles,
  userId,
}: {
  readonly recorded: Recorded;
  readonly mixing: Mixing;
  readonly handles: readonly [Store, Store];
  readonly userId: string;
}): Promise<readonly ThreadState[]> {
  const { observations, clock } = recorded;
  const thread = recorded.thread.replace(SAMPLE_IDS.userId, userId);
  const given = new Set(mixing.order);
  const rest = observations.filter((_, index) => !given.has(index));
  const queue = [...mixing.order.map((index) => observations[index]).filter((each) => each !== undefined), ...rest];
  for (let turn = 0; queue.length > 0; turn += 1) {
    const batch = queue.splice(0, mixing.batches[turn % mixing.batches.length] ?? 1);
    const store = handles[mixing.handles[turn % mixing.handles.length] ?? 0];
    await give(store, thread, batch, `${userId}:${turn}`, clock.now());
  }
  const client = scriptedClient(clock);
  const bots = handles.map((store) => harness({ store, clock, client }).bot);
  const states = await Promise.all(bots.map((bot) => bot.thread({ ...SAMPLE_IDS, userId }).state()));
  await Promise.all(bots.map((bot) => bot.close()));
  return states;
}

/** Gives a single observation as a call records it, several as one delivery. */
async function give(
  store: Store,
  thread: string,
  batch: readonly Observation[],
  id: string,
  now: number,
): Promise<void> {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    await store.observe(thread, only, now);
    return;
  }
  const events = batch.map((observation, index) => ({ id: `${id}:${index}`, thread, observation }));
  await store.begin(events, { holder: 'a machine', leaseMs: 1_000, now });
}
