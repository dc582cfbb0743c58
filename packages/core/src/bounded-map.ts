/** A map that holds at most `most` entries and drops the oldest: memory per page must not grow with the number of pages. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Adds an entry or replaces its value; drops the oldest entry when there are too many. */
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
