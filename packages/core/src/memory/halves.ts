import type { SlotTable } from './slot-table.ts';
import type { TextHash } from './text-hash.ts';

/**
 * A young and an old table, of which the old one takes nothing new. What is new is young; once half of the room is taken
 * by young entries, they are the old ones, and the old ones are forgotten all at once. So an entry costs nothing to
 * forget, and at least the youngest half of the room is always kept.
 */
export class Halves<Table extends SlotTable> {
  readonly #half: number;
  readonly #keepsOld: boolean;
  #young: Table;
  #old: Table;

  /**
   * @param most Entries kept at most.
   * @param first An empty table.
   */
  constructor(most: number, first: Table) {
    this.#half = Math.max(1, Math.floor(most / 2));
    this.#keepsOld = most > 1;
    this.#young = first;
    this.#old = first.empty(first.room);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The table that knows the entry with these bits, at its slot. */
  find({ low, high }: TextHash): Table | undefined {
    if (this.#young.find(low, high)) return this.#young;
    return this.#old.size > 0 && this.#old.find(low, high) ? this.#old : undefined;
  }

  /** Makes an entry young again that `find` found with these bits; gives its table, at its slot. */
  renew(found: Table, hash: TextHash): Table {
    if (found === this.#young) return found;
    const young = this.place(hash);
    young.adopt(found);
    found.drop();
    return young;
  }

  /** The young table, at a slot for the entry that `find` has just not found in it. It may be another table than before. */
  place({ low, high }: TextHash): Table {
    const before = this.#young;
    if (before.size >= this.#half) {
      if (this.#keepsOld) this.#old = before;
      this.#young = before.empty(before.room);
    }
    if (this.#young.size * 2 >= this.#young.room) {
      this.#young = this.#young.copied(this.#young.room * 2, () => true);
    }
    // The look for it ended at its slot, in the table as it was.
    if (this.#young !== before) this.#young.find(low, high);
    this.#young.take(low, high);
    return this.#young;
  }

  /** Forgets the entries that are over. */
  sweep(isOver: (table: Table) => boolean): void {
    this.#young = this.#young.copied(this.#young.room, () => !isOver(this.#young));
    this.#old = this.#old.copied(this.#old.room, () => !isOver(this.#old));
  }

  /** Each entry: its table, at its slot. No other may be looked for meanwhile. */
  *[Symbol.iterator](): Generator<Table> {
    for (const table of [this.#old, this.#young])
      for (let more = table.seek(0); more; more = table.seek(table.slot + 1)) yield table;
  }
}
