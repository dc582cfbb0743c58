/**
 * A map in two generations, bounded by count: what is set or renewed is young. Once half of the room is taken by young
 * entries they become the old ones, and the old ones are forgotten all at once. So forgetting costs nothing per entry, and
 * at least the youngest half of the room is always kept.
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

  /** Entries of both generations. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The value, which stays as young or old as it is. */
  get(key: string): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** The value, which becomes young. */
  renew(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) {
      this.#old.delete(key);
      this.set(key, old);
    }
    return old;
  }

  /** Sets a value, which is young. */
  set(key: string, value: Value): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#keepsOld ? this.#young : new Map();
      this.#young = new Map();
    }
    this.#old.delete(key);
    this.#young.set(key, value);
  }

  /** Forgets an entry. */
  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** Forgets the entries that are over. */
  sweep(isOver: (value: Value) => boolean): void {
    for (const [key, value] of this) if (isOver(value)) this.delete(key);
  }

  /** Each entry, old ones first. */
  *[Symbol.iterator](): Generator<[string, Value]> {
    yield* this.#old;
    yield* this.#young;
  }
}
