import type { BegunEvent } from '../ports.ts';

/** Slots of a table at first; a power of two, as always. */
const FIRST_ROOM = 1_024;
/** Meta may bring an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;
/** Number of a holder that has given its lease back. */
const NOBODY = -1;

/**
 * Which events are leased or done. An event is known by 64 bits that are made of its id, and all about it stands in columns
 * of numbers: with a text and an object for each, the collector would have more to do than the bot. Once the room is full
 * the older half is forgotten at once.
 */
export class Runs {
  readonly #half: number;
  readonly #keepsOld: boolean;
  readonly #holders: string[] = [];
  #young = new Table(FIRST_ROOM);
  #old = new Table(FIRST_ROOM);

  /** @param most Events kept at most; at least half of them are. */
  constructor(most: number) {
    this.#half = Math.max(1, Math.floor(most / 2));
    this.#keepsOld = most > 1;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Claims an event, where nobody has it. */
  claim(id: string, holder: string, leaseMs: number, now: number): Pick<BegunEvent, 'claim' | 'attempts' | 'firstAt'> {
    hash(id);
    const table = this.#tableOf();
    if (table === undefined)
      return this.#start(this.#roomy().place(hashLow, hashHigh), this.#young, holder, leaseMs, now);
    const slot = table.slot;
    const attempts = table.attempts[slot] ?? 0;
    const firstAt = table.firstAt[slot] ?? now;
    const isOver = (table.until[slot] ?? 0) <= now;
    if (attempts < 0) {
      if (isOver) return this.#start(slot, table, holder, leaseMs, now);
      return { claim: 'done', attempts: -attempts, firstAt };
    }
    if (!isOver) return { claim: 'leased', attempts, firstAt };
    table.holder[slot] = this.#numberOf(holder);
    table.until[slot] = now + leaseMs;
    table.attempts[slot] = attempts + 1;
    return { claim: 'claimed', attempts: attempts + 1, firstAt };
  }

  /** Notes that an event is done, whoever says it, and though it is not known here. */
  done(id: string, holder: string, doneForMs: number, now: number): void {
    hash(id);
    const table = this.#tableOf() ?? this.#startUnknown(holder, now);
    table.attempts[table.slot] = -Math.abs(table.attempts[table.slot] ?? 1);
    table.until[table.slot] = now + doneForMs;
  }

  /** Ends the lease of `holder`, who keeps nothing of it. */
  release(id: string, holder: string, now: number): void {
    hash(id);
    const table = this.#tableOf();
    if (table === undefined || !this.#isHeld(table, holder)) return;
    table.holder[table.slot] = NOBODY;
    table.until[table.slot] = now;
  }

  /** Prolongs the lease of `holder`. */
  renew(id: string, holder: string, leaseMs: number, now: number): void {
    hash(id);
    const table = this.#tableOf();
    if (table !== undefined && this.#isHeld(table, holder)) table.until[table.slot] = now + leaseMs;
  }

  /** Forgets the events whose memory is over, and the attempts of those that nobody has brought again for long. */
  sweep(now: number): void {
    this.#young = this.#young.without(now);
    this.#old = this.#old.without(now);
  }

  /** The table that knows the event hashed last, its slot found. */
  #tableOf(): Table | undefined {
    if (this.#young.find(hashLow, hashHigh)) return this.#young;
    return this.#old.size > 0 && this.#old.find(hashLow, hashHigh) ? this.#old : undefined;
  }

  #isHeld({ attempts, holder, slot }: Table, asked: string): boolean {
    return (attempts[slot] ?? 0) > 0 && holder[slot] === this.#numberOf(asked);
  }

  #start(slot: number, table: Table, holder: string, leaseMs: number, now: number): ReturnType<Runs['claim']> {
    table.holder[slot] = this.#numberOf(holder);
    table.until[slot] = now + leaseMs;
    table.firstAt[slot] = now;
    table.attempts[slot] = 1;
    return { claim: 'claimed', attempts: 1, firstAt: now };
  }

  #startUnknown(holder: string, now: number): Table {
    const table = this.#roomy();
    this.#start(table.place(hashLow, hashHigh), table, holder, 0, now);
    return table;
  }

  /** The young table, with room for one more. */
  #roomy(): Table {
    if (this.#young.size >= this.#half) {
      const old = this.#old;
      this.#old = this.#keepsOld ? this.#young : new Table(FIRST_ROOM);
      this.#young = this.#keepsOld ? old : this.#young;
      this.#young.clear();
    }
    if (this.#young.size * 2 >= this.#young.room) this.#young = this.#young.grown();
    return this.#young;
  }

  /** Few have ever leases here: the bots of this process. */
  #numberOf(holder: string): number {
    const known = this.#holders.indexOf(holder);
    return known >= 0 ? known : this.#holders.push(holder) - 1;
  }
}

/** Columns by slot; a slot is found by the bits of an event, or else in those after it. */
class Table {
  readonly room: number;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  /** End of the lease, or of the memory of an event that is done. */
  readonly until: Float64Array;
  readonly firstAt: Float64Array;
  /** How often it was claimed: negative once it is done, zero in a slot that is free. */
  readonly attempts: Int32Array;
  readonly holder: Int32Array;
  size = 0;
  /** Where `find` looked last: the event's slot, or the free one that it would get. */
  slot = 0;

  constructor(room: number) {
    this.room = room;
    this.#low = new Int32Array(room);
    this.#high = new Int32Array(room);
    this.until = new Float64Array(room);
    this.firstAt = new Float64Array(room);
    this.attempts = new Int32Array(room);
    this.holder = new Int32Array(room);
  }

  find(low: number, high: number): boolean {
    const mask = this.room - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.attempts[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) continue;
      this.slot = slot;
      return this.attempts[slot] !== 0;
    }
  }

  /** Takes a slot for an event that has none; it counts once its `attempts` are set. */
  place(low: number, high: number): number {
    this.find(low, high);
    this.#low[this.slot] = low;
    this.#high[this.slot] = high;
    this.size += 1;
    return this.slot;
  }

  clear(): void {
    this.attempts.fill(0);
    this.size = 0;
  }

  /** All of it, in twice the room. */
  grown(): Table {
    const wider = new Table(this.room * 2);
    for (let slot = 0; slot < this.room; slot += 1) if (this.attempts[slot] !== 0) wider.#copy(this, slot);
    return wider;
  }

  /** What is not over, in a table of its own. */
  without(now: number): Table {
    const left = new Table(this.room);
    for (let slot = 0; slot < this.room; slot += 1) {
      const attempts = this.attempts[slot] ?? 0;
      const lastsMs = attempts < 0 ? 0 : ATTEMPTS_LAST_MS;
      if (attempts !== 0 && (this.until[slot] ?? 0) + lastsMs > now) left.#copy(this, slot);
    }
    return left;
  }

  #copy(from: Table, slot: number): void {
    const to = this.place(from.#low[slot] ?? 0, from.#high[slot] ?? 0);
    this.until[to] = from.until[slot] ?? 0;
    this.firstAt[to] = from.firstAt[slot] ?? 0;
    this.attempts[to] = from.attempts[slot] ?? 0;
    this.holder[to] = from.holder[slot] ?? 0;
  }
}

// The 64 bits of the text hashed last: two numbers without an object to carry them.
let hashLow = 0;
let hashHigh = 0;

/** Mixes a text into 64 bits (two rounds of multiply and rotate a character, the finish of MurmurHash3). */
function hash(text: string): void {
  let low = 0x9e3779b9 | 0;
  let high = 0x85ebca6b | 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0xcc9e2d51);
    low = (low << 15) | (low >>> 17);
    high = Math.imul(high ^ code, 0x1b873593);
    high = (high << 13) | (high >>> 19);
  }
  hashLow = finish(low ^ Math.imul(high, 5));
  hashHigh = finish(high ^ Math.imul(low, 3));
}

function finish(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
