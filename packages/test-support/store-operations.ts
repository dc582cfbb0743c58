// What a store may be asked, as properties ask it: two stores that get the same operations must answer alike.
import type { Store } from '@handover/core/store';
import * as fc from 'fast-check';

const IDS = Array.from({ length: 8 }, (_, index) => `1:e${index}`);
const THREADS = ['1:x', '1:y'] as const;

/** A third of the events names no thread. */
function threadOf(id: string): { readonly thread?: string } {
  const thread = THREADS[Number(id.slice(3)) % 3];
  return thread === undefined ? {} : { thread };
}

/** An operation, and what is compared of its answer. */
export type Operation = (store: Store, now: number) => unknown;

const id = fc.constantFrom(...IDS);
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 3 });
const thread = fc.constantFrom(...THREADS);
const holder = fc.constantFrom('a', 'b');
const limit = fc.constantFrom(1, 2, 10);
// Long, because Redis also removes what is over by its own clock, which a slow run must not reach.
const LEASE_MS = 60_000;
/** How long a letter is kept. No sequence comes to a time close to its end: stores look for old ones once a second. */
const KEEP_MS = 5 * LEASE_MS - 6_000;
/** As long as no done-mark ends: a store may know the attempts of an event from before, or not. */
const DONE_FOR_MS = 1_000 * LEASE_MS;

const operations: fc.Arbitrary<Operation>[] = [
  fc.tuple(ids, holder, fc.boolean(), fc.constantFrom('customer', 'human')).map(
    ([begun, by, isSign, who]): Operation =>
      async (on, now) => {
        const more = isSign ? { sign: { by: who, at: now - 5 } as const } : {};
        const events = begun.map((each) => ({ id: each, ...threadOf(each), ...more }));
        const answers = await on.begin(events, { holder: by, leaseMs: LEASE_MS, now });
        // The attempts of a parked event that is also given ahead may be those before or after, and those of a done event matter
        // to no caller.
        return answers.map(({ claim, record, ahead, ...counted }) =>
          claim === 'parked' || claim === 'done' ? [claim, record, ahead] : [claim, record, ahead, counted],
        );
      },
  ),
  fc.tuple(ids, holder, fc.string()).map(
    ([parked, by, body]): Operation =>
      (on, now) =>
        on.park(
          parked.map((each) => ({ id: each, ...threadOf(each), body })),
          { holder: by, now },
        ),
  ),
  fc
    .tuple(ids, holder, fc.constantFrom('done', 'failed', 'dead'), fc.string(), fc.option(fc.constantFrom(1, 2, 10)))
    .map(
      ([ended, by, outcome, body, most]): Operation =>
        (on, now) =>
          on.end(
            ended.map((each) => {
              const letter = outcome === 'dead' ? { letter: { ...threadOf(each), body } } : {};
              return { id: each, outcome, ...letter };
            }),
            {
              ...{ holder: by, doneForMs: DONE_FOR_MS, now },
              ...(most === null ? {} : { letters: { keepMs: KEEP_MS, most } }),
            },
          ),
    ),
  fc.tuple(ids, holder).map(
    ([renewed, by]): Operation =>
      (on, now) =>
        on.renew(renewed, { holder: by, leaseMs: LEASE_MS, now }),
  ),
  fc.tuple(holder, limit).map(
    ([by, most]): Operation =>
      (on, now) =>
        on.claimParked('1', { holder: by, leaseMs: LEASE_MS, now, limit: most }),
  ),
  fc.tuple(id, fc.constantFrom('x', 'y'), fc.string()).map(
    ([of, name, value]): Operation =>
      (on, now) =>
        on.recordStep(of, { name, value }, { now }),
  ),
  limit.map(
    (most): Operation =>
      async (on, now) => {
        const { items, cursor } = await on.letters('1', { limit: most, now });
        return [items, cursor === undefined];
      },
  ),
  fc.tuple(id, holder).map(
    ([of, by]): Operation =>
      (on, now) =>
        on.retryLetter(of, { holder: by, leaseMs: LEASE_MS, now }),
  ),
  id.map(
    (of): Operation =>
      (on, now) =>
        on.discardLetter(of, { now }),
  ),
  fc.tuple(thread, id, fc.string()).map(
    ([of, which, body]): Operation =>
      async (on, now) => {
        const found = (await on.bodies(of, now)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const expected = found.find((each) => each.id === which)?.body ?? '';
        return [found, await on.replaceBody(which, { expected, body, now })];
      },
  ),
  fc.tuple(thread, fc.constantFrom('self', 'others', undefined)).map(
    ([of, listed]): Operation =>
      async (on, now) => {
        const { announced, changes } = await on.read(of, now);
        await on.markAnnounced(of, { announced, changes, owner: 'x', listed, now });
        const { items } = await on.threads('1', { owner: 'any', limit: 10, now });
        return items.toSorted((a, b) => (a.thread < b.thread ? -1 : 1));
      },
  ),
  thread.map(
    (of): Operation =>
      (on, now) =>
        on.forget(of, { doneForMs: DONE_FOR_MS, now }),
  ),
];

/** Operations, each with the time in ms that passes ahead of it. */
export const storeOperations: fc.Arbitrary<[Operation, number][]> = fc.array(
  fc.tuple(fc.oneof(...operations), fc.constantFrom(0, 1, 24_000, LEASE_MS)),
  {
    maxLength: 80,
    size: 'max',
  },
);
