/** A value that is replaced as a whole, and those who are told. */
export interface Store<Value> {
  get(): Value;
  /** Replaces some fields and tells everybody. */
  set(change: Partial<Value>): void;
  /** Calls `fn` after every change; returns its undo. */
  on(fn: () => void): () => void;
}

/** A store that holds `value`. */
export function createStore<Value extends object>(value: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let current = value;

  return {
    get: () => current,
    set(change) {
      current = { ...current, ...change };
      for (const listener of listeners) listener();
    },
    on(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
  };
}
