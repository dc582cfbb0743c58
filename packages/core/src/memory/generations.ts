/**
 * A map that forgets what was set longest ago, in halves: what is set is young; once half of the room is taken by young
 * entries, those that were not set since the last turn go, all at once. So an entry costs nothing to forget, and at least
 * the youngest half of the room is always kept.
 */
export class Generations<Value> {
  readonly #half: number;
  readonly #keepsOld: boolean;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** @param most Entries kept at most. */
  constructor(most: number) {
    this.#half = Math.max(1, Math.floor(most / 2));
    this.#keepsOld = most > 1;
  }

  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** Sets a value that is not there. */
  set(key: string, value: Value): void {
    if (this.#young.size >= this.#half) {
      this.#old = this.#keepsOld ? this.#young : new Map();
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  *[Symbol.iterator](): Generator<[string, Value]> {
    yield* this.#old;
    yield* this.#young;
  }
}
