import type { ThreadState } from '@handover/core';
import type { Observation, Store } from '@handover/core/store';
import { SAMPLE_IDS } from '@handover/testkit';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { harness } from './harness.ts';
import { type Recorded, record, type Step, someSteps } from './recorded.ts';
import { scriptedClient } from './scripted-client.ts';

/** How observations reach a store: shuffled and repeated, some of them in one delivery, over two handles. */
interface Mixing {
  readonly order: readonly number[];
  readonly batches: readonly number[];
  readonly handles: readonly (0 | 1)[];
}

/** What is lived, and two ways of telling it. */
interface Life {
  readonly steps: readonly Step[];
  readonly one: Mixing;
  readonly other: Mixing;
}

/** Lives in which the order mattered once. */
export const KNOWN_LIVES: [Life][] = [
  [
    {
      // Two machines made the same call within a millisecond, and asked for different ends.
      steps: [
        { machine: 0, what: 'we extend to a day', afterMs: 0, lateMs: 0 },
        { machine: 1, what: 'we extend to a week', afterMs: 0, lateMs: 0 },
      ],
      one: { order: [0, 1], batches: [1], handles: [0] },
      other: { order: [1, 0], batches: [1], handles: [0] },
    },
  ],
];

/** Ways to give `count` observations, each once to three times. */
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
 * The property that every store holds: whatever the order, the repetitions and the split of the same observations over
 * deliveries and machines, all machines know the same state of the thread.
 *
 * @param handles Two handles on one store, as two machines have them.
 */
export function sameOwner(handles: readonly [Store, Store]): fc.IAsyncPropertyWithHooks<[Life]> {
  // Each run has a person of its own, twice: nothing is known of the thread before.
  let people = 0;
  const statesAfter = (recorded: Recorded, mixing: Mixing): Promise<readonly ThreadState[]> => {
    people += 1;
    return tell({ recorded, mixing, handles, userId: String(FIRST_PERSON + people) });
  };
  const lives = someSteps.chain((steps) =>
    // Nearly each step makes one observation; how many there are shows in living them.
    fc.record({ steps: fc.constant(steps), one: mixings(steps.length), other: mixings(steps.length) }),
  );
  return fc.asyncProperty(lives, async ({ steps, one, other }) => {
    const recorded = await record(steps);
    const [first, second] = [await statesAfter(recorded, one), await statesAfter(recorded, other)];
    assert.equal(first[1], first[0], 'both handles know the same');
    assert.equal(second[1], second[0], 'both handles know the same');
    assert.equal(second[0], first[0], 'no way of telling changes what is known');
  });
}

const FIRST_PERSON = 7_312_004_455_000_000;

/** Tells a store what was recorded, of another person, and reads the thread through both handles. */
async function tell({
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
  const told = new Set(mixing.order);
  const untold = observations.filter((_, index) => !told.has(index));
  const queue = [...mixing.order.map((index) => observations[index]).filter((each) => each !== undefined), ...untold];
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

/** One alone as a call would be noted, several as one delivery. */
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
