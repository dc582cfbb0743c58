import type { Awaitable } from '@handover/core';
import type { Mark, Seen, Store } from '@handover/core/store';
import type { ContractCase } from '../contract-case.ts';

/** A fresh and empty store under test, with what the cases need besides it. */
export interface StoreSubject {
  /** The store. */
  readonly store: Store;
  /**
   * A second handle on the same data, as in another process: another connection to the same file or server. Called at
   * most once per case. @default the store itself
   */
  another?(): Awaitable<Store>;
  /**
   * How many entries the data holds: threads, events, values, parked events and letters, each at least once. One
   * case uses it to check that the store deletes entries by the caller's time. Leave it out if a server expires entries
   * by its own clock. @default that case checks only the answers
   */
  size?(): Awaitable<number>;
  /** Called after the case, passed or failed: closes connections, removes files. */
  close?(): Awaitable<unknown>;
}

/** Makes a fresh, empty store for each case: the store alone, or a subject that holds it. */
export type MakeStore = () => Awaitable<Store | StoreSubject>;

/** What each case of the store contract receives. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly another: () => Promise<Store>;
  readonly size: (() => Awaitable<number>) | undefined;
}

/** The current time in the cases, in ms: Dec 1 2025, 12:00 UTC. */
export const NOW = 1_764_590_400_000;
/** A claim at that time. */
export const LEASE: { readonly holder: string; readonly leaseMs: number; readonly now: number } = {
  holder: 'a',
  leaseMs: 30_000,
  now: NOW,
};
/** Key of the thread of most cases. */
export const THREAD = '1:messenger:2:3';

/** A mark of the person that holds only when it was seen. */
export function seen(at: number, rank = 0, tie = ''): Seen {
  return { at, rank, tie };
}

/** A mark of the lane. */
export function laneMark(at: number, says: Mark<'lane'>['says'], rank = 0, tie = ''): Mark<'lane'> {
  return { ...seen(at, rank, tie), says };
}

/** A mark of a pass to an app, or of a take by it. */
export function eventMark(at: number, appId: string, rank: number, tie: string): Mark<'event'> {
  return { ...seen(at, rank, tie), says: 'app', appId, source: rank < 4 ? 'pass' : 'take' };
}

/** Makes a case of the store contract. */
export function storeCase(
  name: string,
  body: (store: Store, more: StoreUnderTest) => Promise<void>,
): ContractCase<MakeStore> {
  return {
    name,
    async run(make) {
      const made = await make();
      const subject: StoreSubject = 'store' in made ? made : { store: made };
      const { store } = subject;
      try {
        await body(store, {
          store,
          another: async () => (await subject.another?.()) ?? store,
          size: subject.size === undefined ? undefined : () => subject.size?.() ?? 0,
        });
      } finally {
        await subject.close?.();
      }
    },
  };
}
