import type { BegunEvent } from '../ports.ts';

/** Slots of a table at first; a power of two, as always. */
const FIRST_ROOM = 1_024;
/** Meta may bring an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;
/** Number of a holder that has given its lease back. */
const NOBODY = -1;

/**
 * Which events are leased or done. An event is known by 64 bits that are made of its id, and all about it is
 * numbers: with a text and an object for each, the collector would have more to do than the bot. Once the room is full
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
    const run = this.#known();
    if (run === undefined) return this.#start(this.#placed(), holder, leaseMs, now);
    const { attempts, firstAt } = run;
    const isOver = run.until <= now;
    if (attempts < 0) {
      return isOver ? this.#start(run, holder, leaseMs, now) : { claim: 'done', attempts: -attempts, firstAt };
    }
    if (!isOver) return { claim: 'leased', attempts, firstAt };
    run.holder = this.#numberOf(holder);
    run.until = now + leaseMs;
    run.attempts = attempts + 1;
    return { claim: 'claimed', attempts: attempts + 1, firstAt };
  }

  /** Notes that an event is done, whoever says it, and though it is not known here. */
  done(id: string, holder: string, doneForMs: number, now: number): void {
    hash(id);
    let run = this.#known();
    if (run === undefined) {
      run = this.#placed();
      this.#start(run, holder, 0, now);
    }
    run.attempts = -Math.abs(run.attempts);
    run.until = now + doneForMs;
  }

  /** Ends the lease of `holder`, who keeps nothing of it. */
  release(id: string, holder: string, now: number): void {
    hash(id);
    const run = this.#known();
    if (run === undefined || !this.#isHeld(run, holder)) return;
    run.holder = NOBODY;
    run.until = now;
  }

  /** Prolongs the lease of `holder`. */
  renew(id: string, holder: string, leaseMs: number, now: number): void {
    hash(id);
    const run = this.#known();
    if (run !== undefined && this.#isHeld(run, holder)) run.until = now + leaseMs;
  }

  /** Forgets the events whose memory is over, and the attempts of those that nobody has brought again for long. */
  sweep(now: number): void {
    this.#young = this.#young.without(now);
    this.#old = this.#old.without(now);
  }

  /** The table that knows the event hashed last, at its slot. */
  #known(): Table | undefined {
    if (this.#young.find(hashLow, hashHigh)) return this.#young;
    return this.#old.size > 0 && this.#old.find(hashLow, hashHigh) ? this.#old : undefined;
  }

  /** The young table, at a slot for the event hashed last, which is not known. */
  #placed(): Table {
    if (this.#young.size >= this.#half) {
      const old = this.#old;
      this.#old = this.#keepsOld ? this.#young : old;
      this.#young = this.#keepsOld ? old : this.#young;
      this.#young.clear();
    }
    if (this.#young.size * 2 >= this.#young.room) this.#young = this.#young.grown();
    this.#young.place(hashLow, hashHigh);
    return this.#young;
  }

  #isHeld(run: Table, holder: string): boolean {
    return run.attempts > 0 && run.holder === this.#numberOf(holder);
  }

  #start(run: Table, holder: string, leaseMs: number, now: number): ReturnType<Runs['claim']> {
    run.holder = this.#numberOf(holder);
    run.until = now + leaseMs;
    run.firstAt = now;
    run.attempts = 1;
    return { claim: 'claimed', attempts: 1, firstAt: now };
  }

  /** Few have ever leases here: the bots of this process. */
  #numberOf(holder: string): number {
    const known = this.#holders.indexOf(holder);
    return known >= 0 ? known : this.#holders.push(holder) - 1;
  }
}

/** Numbers of 32 bits in a record: two of the event's bits, its attempts, its holder; then two times of 64 bits. */
const INTS = 8;
const LOW = 0;
const HIGH = 1;
const ATTEMPTS = 2;
const HOLDER = 3;
/** Numbers of 64 bits in a record. */
const FLOATS = 4;
const UNTIL = 2;
const FIRST_AT = 3;

/**
 * Records of 32 bytes in one stretch of memory, so that all about an event comes with one look. A record is found by the
 * bits of its event, or else in those after it.
 */
class Table {
  readonly room: number;
  readonly #ints: Int32Array;
  readonly #floats: Float64Array;
  size = 0;
  /** Where `find` looked last: the event's slot, or the free one that it would get. */
  slot = 0;

  constructor(room: number) {
    const memory = new ArrayBuffer(room * INTS * Int32Array.BYTES_PER_ELEMENT);
    this.room = room;
    this.#ints = new Int32Array(memory);
    this.#floats = new Float64Array(memory);
  }

  /** How often the event was claimed: negative once it is done, zero in a slot that is free. */
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
    const ints = this.#ints;
    const mask = this.room - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * INTS;
      const isFree = ints[at + ATTEMPTS] === 0;
      if (!isFree && (ints[at + LOW] !== low || ints[at + HIGH] !== high)) continue;
      this.slot = slot;
      return !isFree;
    }
  }

  /** Takes a slot for an event that has none; it counts once its `attempts` are set. */
  place(low: number, high: number): void {
    this.find(low, high);
    this.#ints[this.slot * INTS + LOW] = low;
    this.#ints[this.slot * INTS + HIGH] = high;
    this.size += 1;
  }

  clear(): void {
    this.#ints.fill(0);
    this.size = 0;
  }

  /** All of it, in twice the room. */
  grown(): Table {
    return this.#copied(this.room * 2, () => true);
  }

  /** What is not over, in a table of its own. */
  without(now: number): Table {
    return this.#copied(this.room, () => this.until + (this.attempts < 0 ? 0 : ATTEMPTS_LAST_MS) > now);
  }

  #copied(room: number, isKept: () => boolean): Table {
    const copy = new Table(room);
    for (this.slot = 0; this.slot < this.room; this.slot += 1) {
      if (this.attempts === 0 || !isKept()) continue;
      const at = this.slot * INTS;
      copy.place(this.#ints[at + LOW] ?? 0, this.#ints[at + HIGH] ?? 0);
      copy.attempts = this.attempts;
      copy.holder = this.holder;
      copy.until = this.until;
      copy.firstAt = this.firstAt;
    }
    return copy;
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
