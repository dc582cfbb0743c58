import { SlotTable } from './slot-table.ts';

/** Numbers of 32 bits in a row: half of the event's bits, its attempts, its holder; then two times of 64 bits. */
const INTS = 8;
const ATTEMPTS = 1;
const HOLDER = 2;
/** Numbers of 64 bits in a row. */
const FLOATS = 4;
const UNTIL = 2;
const FIRST_AT = 3;

/** Number of a holder that has given its lease back. */
export const NOBODY: number = -1;

/** What is known of each event, in 32 bytes. */
export class RunTable extends SlotTable {
  constructor(room: number) {
    super(room, INTS);
  }

  empty(room: number): this {
    return new RunTable(room) as this;
  }

  /** How often the event was claimed: negative once it is done. */
  get attempts(): number {
    return this.ints[this.slot * INTS + ATTEMPTS] ?? 0;
  }

  set attempts(attempts: number) {
    this.ints[this.slot * INTS + ATTEMPTS] = attempts;
  }

  /** Who has the lease. */
  get holder(): number {
    return this.ints[this.slot * INTS + HOLDER] ?? NOBODY;
  }

  set holder(holder: number) {
    this.ints[this.slot * INTS + HOLDER] = holder;
  }

  /** End of the lease, or of the memory of an event that is done, in ms. */
  get until(): number {
    return this.floats[this.slot * FLOATS + UNTIL] ?? 0;
  }

  set until(until: number) {
    this.floats[this.slot * FLOATS + UNTIL] = until;
  }

  /** When it was claimed first, in ms. */
  get firstAt(): number {
    return this.floats[this.slot * FLOATS + FIRST_AT] ?? 0;
  }

  set firstAt(firstAt: number) {
    this.floats[this.slot * FLOATS + FIRST_AT] = firstAt;
  }
}
