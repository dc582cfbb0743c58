/** Meta may bring an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;
/** Number of a holder that has given its lease back. */
export const NOBODY: number = -1;
/** Numbers of 32 bits in a record: half of the event's bits, its attempts, its holder; then two times of 64 bits. */
const INTS = 8;
const HIGH = 0;
const ATTEMPTS = 1;
const HOLDER = 2;
/** Numbers of 64 bits in a record. */
const FLOATS = 4;
const UNTIL = 2;
const FIRST_AT = 3;

/**
 * Records of 32 bytes in one stretch of memory, so that all about an event comes with one look. A record is found by the
 * other half of its event's bits, which stand by themselves: nearly every look finds nothing, and those stay in the
 * processor's cache.
 */
export class RunTable {
  readonly room: number;
  /** The half that the slot is found by, in a slot that is taken; zero in one that is free. */
  readonly #lows: Int32Array;
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  size = 0;
  /** Where `find` looked last: the event's slot, or the free one that it would get. */
  slot = 0;

  constructor(room: number) {
    const memory = new ArrayBuffer(room * INTS * Int32Array.BYTES_PER_ELEMENT);
    this.room = room;
    this.#lows = new Int32Array(room);
    this.#ints = new Int32Array(memory);
    this.#floats = new Float64Array(memory);
  }

  /** How often the event was claimed: negative once it is done. */
  get attempts(): number {
    return this.#ints[this.slot * INTS + ATTEMPTS] ?? 0;
  }

  set attempts(attempts: number) {
    this.#ints[this.slot * INTS + ATTEMPTS] = attempts;
  }

  /** Who has the lease. */
  get holder(): number {
    return this.#ints[this.slot * INTS + HOLDER] ?? NOBODY;
  }

  set holder(holder: number) {
    this.#ints[this.slot * INTS + HOLDER] = holder;
  }

  /** End of the lease, or of the memory of an event that is done, in ms. */
  get until(): number {
    return this.#floats[this.slot * FLOATS + UNTIL] ?? 0;
  }

  set until(until: number) {
    this.#floats[this.slot * FLOATS + UNTIL] = until;
  }

  /** When it was claimed first, in ms. */
  get firstAt(): number {
    return this.#floats[this.slot * FLOATS + FIRST_AT] ?? 0;
  }

  set firstAt(firstAt: number) {
    this.#floats[this.slot * FLOATS + FIRST_AT] = firstAt;
  }

  find(low: number, high: number): boolean {
    const lows = this.#lows;
    const mask = this.room - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const taken = lows[slot];
      if (taken !== 0 && (taken !== low || this.#ints[slot * INTS + HIGH] !== high)) continue;
      this.slot = slot;
      return taken !== 0;
    }
  }

  /** Takes a slot for an event that has none. */
  place(low: number, high: number): void {
    this.find(low, high);
    this.#lows[this.slot] = low;
    this.#ints[this.slot * INTS + HIGH] = high;
    this.size += 1;
  }

  clear(): void {
    this.#lows.fill(0);
    this.size = 0;
  }

  /** All of it, in twice the room. */
  grown(): RunTable {
    return this.#copied(this.room * 2, () => true);
  }

  /** What is not over, in a table of its own. */
  without(now: number): RunTable {
    return this.#copied(this.room, () => this.until + (this.attempts < 0 ? 0 : ATTEMPTS_LAST_MS) > now);
  }

  #copied(room: number, isKept: () => boolean): RunTable {
    const copy = new RunTable(room);
    for (this.slot = 0; this.slot < this.room; this.slot += 1) {
      const low = this.#lows[this.slot] ?? 0;
      if (low === 0 || !isKept()) continue;
      copy.place(low, this.#ints[this.slot * INTS + HIGH] ?? 0);
      copy.attempts = this.attempts;
      copy.holder = this.holder;
      copy.until = this.until;
      copy.firstAt = this.firstAt;
    }
    return copy;
  }
}
