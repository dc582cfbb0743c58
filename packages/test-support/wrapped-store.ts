import type { Awaitable } from '@handover/core';
import type { Store } from '@handover/core/store';

/** Called instead of an operation; `operation` runs it. */
export type Around = (name: keyof Store, args: readonly unknown[], operation: () => Awaitable<unknown>) => unknown;

/** Wraps a store so that each operation goes through `around`. */
export function wrappedStore(store: Store, around: Around): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const operation = target[name] as (...args: unknown[]) => Awaitable<unknown>;
      if (typeof operation !== 'function') return operation;
      return (...args: unknown[]) => around(name, args, () => operation.apply(target, args));
    },
  });
}
