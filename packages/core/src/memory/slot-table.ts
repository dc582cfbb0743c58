/** Half of an entry's bits are the first number of its row. */
const HIGH = 0;
/** Stands in a slot whose entry is gone, in place of half of its bits: a look for those that lie behind it must not end there. */
const GONE = 1;

/**
 * Rows of numbers in one stretch of memory, so that all about an entry comes with one look, and the collector has nothing
 * to look at. A row is found by the other half of its entry's bits, which stand by themselves: nearly every look for a new
 * event finds nothing, and those stay in the processor's cache. Slots lie in a row from the one that the bits name, so that
 * a look is over at the first free one.
 */
export abstract class SlotTable {
  /** Slots; a power of two. */
  readonly room: number;
  /** Entries. */
  size = 0;
  /** The slot that is looked at: after `find` the entry's, or the free one that it would get. Any other look moves it. */
  slot = 0;
  /** The rows, as numbers of 32 bits. */
  protected readonly ints: Int32Array;
  /** The rows, as numbers of 64 bits. */
  protected readonly floats: Float64Array;
  /** The half that the slot is found by, in a slot that is taken; zero in one that is free. */
  readonly #lows: Int32Array;
  readonly #rowInts: number;

  /** @param rowInts Numbers of 32 bits in a row; even. */
  constructor(room: number, rowInts: number) {
    const memory = new ArrayBuffer(room * rowInts * Int32Array.BYTES_PER_ELEMENT);
    this.room = room;
    this.ints = new Int32Array(memory);
    this.floats = new Float64Array(memory);
    this.#lows = new Int32Array(room);
    this.#rowInts = rowInts;
  }

  /** A table of this kind without an entry. */
  abstract empty(room: number): this;

  /** Goes to the slot of the entry with these bits; where there is none, to the free one that it would get. */
  find(low: number, high: number): boolean {
    const lows = this.#lows;
    const mask = this.room - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const taken = lows[slot];
      if (taken !== 0 && (taken !== low || this.ints[slot * this.#rowInts + HIGH] !== high)) continue;
      this.slot = slot;
      return taken !== 0;
    }
  }

  /** Takes the free slot that `find` found; what is in its row is left of another entry. */
  take(low: number, high: number): void {
    this.#lows[this.slot] = low;
    this.ints[this.slot * this.#rowInts + HIGH] = high;
    this.size += 1;
  }

  /**
   * Forgets the entry at the slot. Only of a table that takes no more: its slot stays taken, and a table full of such slots
   * has no end to a look.
   */
  drop(): void {
    this.#lows[this.slot] = GONE;
    this.size -= 1;
  }

  /** Goes to the first entry from `slot` on; false where there is none. */
  seek(slot: number): boolean {
    for (this.slot = slot; this.slot < this.room; this.slot += 1) if (this.#isTaken()) return true;
    return false;
  }

  /** Its entries at which `isKept` is true, in a table of their own. */
  copied(room: number, isKept: () => boolean): this {
    const copy = this.empty(room);
    for (let more = this.seek(0); more; more = this.seek(this.slot + 1)) {
      if (!isKept()) continue;
      const low = this.#lows[this.slot] ?? 0;
      const high = this.ints[this.slot * this.#rowInts + HIGH] ?? 0;
      copy.find(low, high);
      copy.take(low, high);
      copy.adopt(this);
    }
    return copy;
  }

  /** Copies the row at the slot of another table to its own slot. */
  adopt(from: this): void {
    const at = this.slot * this.#rowInts;
    const fromAt = from.slot * this.#rowInts;
    for (let index = 0; index < this.#rowInts; index += 1) this.ints[at + index] = from.ints[fromAt + index] ?? 0;
  }

  #isTaken(): boolean {
    const low = this.#lows[this.slot];
    return low !== 0 && low !== GONE;
  }
}
