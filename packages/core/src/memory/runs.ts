import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent } from '../ports.ts';
import { IdHashes } from './id-hashes.ts';
import { NOBODY, RunTable } from './run-table.ts';

/** Slots of a table at first; a power of two, as always. */
const FIRST_ROOM = 1_024;

/**
 * Which events are leased or done. An event is known by 64 bits that are made of its id, and all about it is
 * numbers: with a text and an object for each, the collector would have more to do than the bot. Once the room is full
 * the older half is forgotten at once.
 */
export class Runs {
  readonly #half: number;
  readonly #keepsOld: boolean;
  readonly #holders: string[] = [];
  readonly #hashes = new IdHashes();
  #young = new RunTable(FIRST_ROOM);
  #old = new RunTable(FIRST_ROOM);

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
  #known(): RunTable | undefined {
    const { low, high } = this.#hashes;
    if (this.#young.find(low, high)) return this.#young;
    return this.#old.size > 0 && this.#old.find(low, high) ? this.#old : undefined;
  }

  /** The young table, at a slot for the event hashed last, which is not known. */
  #placed(): RunTable {
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

  #isHeld(run: RunTable, holder: string): boolean {
    return run.attempts > 0 && run.holder === this.#numberOf(holder);
  }

  #start(run: RunTable, holder: string, leaseMs: number, now: number, record: ThreadRecord | undefined): BegunEvent {
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
