/** A map that keeps the `most` entries that were added last: what is kept for each page must not grow with all that ever came. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Adds an entry, or replaces its value; the oldest gives way where there are too many. */
  set(key: Key, value: Value): void {
    this.#entries.set(key, value);
    // A map keeps the order of insertion.
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.most && oldest.done !== true) this.#entries.delete(oldest.value);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}
