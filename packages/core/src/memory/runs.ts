import type { ThreadRecord } from '../ownership/registers.ts';
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
  readonly #hashes = new Hashes();
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

  /** More claims begin: what ends next is probably theirs, in their order. */
  begin(): void {
    this.#hashes.rewind();
  }

  /** Claims an event, where nobody has it; `record` is passed on. */
  claim(id: string, holder: string, leaseMs: number, now: number, record: ThreadRecord | undefined): BegunEvent {
    this.#hashes.note(id);
    const run = this.#known();
    if (run === undefined) return this.#start(this.#placed(), holder, leaseMs, now, record);
    const { attempts, firstAt } = run;
    const isOver = run.until <= now;
    if (attempts < 0) {
      if (isOver) return this.#start(run, holder, leaseMs, now, record);
      return begun('done', -attempts, firstAt, record);
    }
    if (!isOver) return begun('leased', attempts, firstAt, record);
    run.holder = this.#numberOf(holder);
    run.until = now + leaseMs;
    run.attempts = attempts + 1;
    return begun('claimed', attempts + 1, firstAt, record);
  }

  /** Notes that an event is done, whoever says it, and though it is not known here. */
  done(id: string, holder: string, doneForMs: number, now: number): void {
    this.#hashes.recall(id);
    let run = this.#known();
    if (run === undefined) {
      run = this.#placed();
      this.#start(run, holder, 0, now, undefined);
    }
    run.attempts = -Math.abs(run.attempts);
    run.until = now + doneForMs;
  }

  /** Ends the lease of `holder`, who keeps nothing of it. */
  release(id: string, holder: string, now: number): void {
    this.#hashes.recall(id);
    const run = this.#known();
    if (run === undefined || !this.#isHeld(run, holder)) return;
    run.holder = NOBODY;
    run.until = now;
  }

  /** Prolongs the lease of `holder`. */
  renew(id: string, holder: string, leaseMs: number, now: number): void {
    this.#hashes.recall(id);
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
    const { low, high } = this.#hashes;
    if (this.#young.find(low, high)) return this.#young;
    return this.#old.size > 0 && this.#old.find(low, high) ? this.#old : undefined;
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
    this.#young.place(this.#hashes.low, this.#hashes.high);
    return this.#young;
  }

  #isHeld(run: Table, holder: string): boolean {
    return run.attempts > 0 && run.holder === this.#numberOf(holder);
  }

  #start(run: Table, holder: string, leaseMs: number, now: number, record: ThreadRecord | undefined): BegunEvent {
    run.holder = this.#numberOf(holder);
    run.until = now + leaseMs;
    run.firstAt = now;
    run.attempts = 1;
    return begun('claimed', 1, now, record);
  }

  /** Few have ever leases here: the bots of this process. */
  #numberOf(holder: string): number {
    const known = this.#holders.indexOf(holder);
    return known >= 0 ? known : this.#holders.push(holder) - 1;
  }
}

function begun(
  claim: BegunEvent['claim'],
  attempts: number,
  firstAt: number,
  record: ThreadRecord | undefined,
): BegunEvent {
  return record === undefined ? { claim, attempts, firstAt } : { claim, attempts, firstAt, record };
}

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
class Table {
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

/** How many ids are kept with their bits; a power of two. */
const KEPT = 64;

/** The 64 bits that stand for an id, as two numbers: no object has to carry them. */
class Hashes {
  /** Half of the bits of the id looked at last; never zero. */
  low = 1;
  /** The other half. */
  high = 0;
  // Of the ids claimed last: they are asked for once more, in their order, as they end.
  readonly #ids: string[] = new Array<string>(KEPT).fill('');
  readonly #lows = new Int32Array(KEPT);
  readonly #highs = new Int32Array(KEPT);
  #noted = 0;
  #next = 0;

  /** What is noted from here on is recalled next. */
  rewind(): void {
    this.#next = this.#noted;
  }

  /** Works out the bits of an id, and keeps them. */
  note(id: string): void {
    this.#mix(id);
    const at = this.#noted;
    this.#ids[at] = id;
    this.#lows[at] = this.low;
    this.#highs[at] = this.high;
    this.#noted = (at + 1) & (KEPT - 1);
  }

  /** The bits of an id that was probably noted. */
  recall(id: string): void {
    const at = this.#next;
    if (this.#ids[at] !== id) {
      this.#mix(id);
      return;
    }
    this.#ids[at] = '';
    this.low = this.#lows[at] ?? 0;
    this.high = this.#highs[at] ?? 0;
    this.#next = (at + 1) & (KEPT - 1);
  }

  /** Two rounds of multiply and rotate for two characters, then the finish of MurmurHash3. */
  #mix(text: string): void {
    const { length } = text;
    const isOdd = length & 1;
    let low = 0x9e3779b9 ^ length;
    let high = 0x85ebca6b ^ (isOdd === 1 ? text.charCodeAt(0) : -1);
    for (let index = isOdd; index < length; index += 2) {
      const codes = text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16);
      low = Math.imul(low ^ codes, 0xcc9e2d51);
      low = (low << 15) | (low >>> 17);
      high = Math.imul(high ^ codes, 0x1b873593);
      high = (high << 13) | (high >>> 19);
    }
    this.low = finish(low ^ Math.imul(high, 5)) || 1;
    this.high = finish(high ^ Math.imul(low, 3));
  }
}

function finish(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
