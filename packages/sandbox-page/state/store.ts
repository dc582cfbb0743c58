/** A value with listeners. Every change replaces the value. */
export interface Store<Value> {
  get(): Value;
  /** Replaces some fields and calls all listeners. */
  set(change: Partial<Value>): void;
  /** Calls `fn` after every change. Returns a function that stops it. */
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
