import type { Awaitable } from '@handover/core';
import type { EndEvent, Store } from '@handover/core/store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import type { Random } from './random.ts';

/** A store with a bad connection. */
export interface ShakyStore {
  readonly store: Store;
  /**
   * Makes this share of the operations fail, 0 to 1. Half of them never reach the store; the other half only lose the
   * answer.
   */
  lose(share: number): void;
}

/** Puts a bad connection in front of a store, and calls `unmarked` for each done-mark that the bot sees fail. */
export function shakyStore(inner: Store, random: Random, unmarked: (eventId: string) => void): ShakyStore {
  let share = 0;

  function cross<Result>(operation: () => Awaitable<Result>): Awaitable<Result> {
    if (share === 0 || !random.chance(share)) return operation();
    if (random.chance(0.5)) return Promise.reject(new Error('the operation was lost on its way'));
    return Promise.resolve(operation()).then(() => {
      throw new Error('the answer was lost on its way');
    });
  }

  function end(ended: readonly EndEvent[], operation: () => Awaitable<unknown>): Awaitable<unknown> {
    const missed = (error: unknown): never => {
      // The store's ids carry app and platform before the event's own id.
      for (const { id } of ended) unmarked(id.split(':').slice(2).join(':'));
      throw error;
    };
    try {
      const written = cross(operation);
      return written instanceof Promise ? written.catch(missed) : written;
    } catch (error) {
      return missed(error);
    }
  }

  return {
    lose(given) {
      share = given;
    },
    store: wrappedStore(inner, (name, args, operation) =>
      name === 'end' ? end(args[0] as EndEvent[], operation) : cross(operation),
    ),
  };
}
