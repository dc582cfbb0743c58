import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent } from '../ports.ts';
import { Halves } from './halves.ts';
import { IdHashes } from './id-hashes.ts';
import { NOBODY, RunTable } from './run-table.ts';

/** Slots of a table at first. */
const FIRST_ROOM = 1_024;
/** Meta may bring an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;

/**
 * Which events are leased or done. An event is known by 64 bits that are made of its id, and all about it is
 * numbers: with a text and an object for each, the collector would have more to do than the bot.
 */
export class Runs {
  readonly #holders: string[] = [];
  readonly #hashes = new IdHashes();
  readonly #known: Halves<RunTable>;

  /** @param most Events kept at most; at least half of them are. */
  constructor(most: number) {
    this.#known = new Halves(most, new RunTable(FIRST_ROOM));
  }

  get size(): number {
    return this.#known.size;
  }

  /** More claims begin: what ends next is probably theirs, in their order. */
  begin(): void {
    this.#hashes.rewind();
  }

  /** Claims an event, where nobody has it; `record` is passed on. */
  claim(id: string, holder: string, leaseMs: number, now: number, record: ThreadRecord | undefined): BegunEvent {
    this.#hashes.note(id);
    const run = this.#known.find(this.#hashes);
    if (run === undefined) return this.#start(this.#known.place(this.#hashes), holder, leaseMs, now, record);
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
    let run = this.#known.find(this.#hashes);
    if (run === undefined) {
      run = this.#known.place(this.#hashes);
      this.#start(run, holder, 0, now, undefined);
    }
    run.attempts = -Math.abs(run.attempts);
    run.until = now + doneForMs;
  }

  /** Ends the lease of `holder`, who keeps nothing of it. */
  release(id: string, holder: string, now: number): void {
    this.#hashes.recall(id);
    const run = this.#known.find(this.#hashes);
    if (run === undefined || !this.#isHeld(run, holder)) return;
    run.holder = NOBODY;
    run.until = now;
  }

  /** Prolongs the lease of `holder`. */
  renew(id: string, holder: string, leaseMs: number, now: number): void {
    this.#hashes.recall(id);
    const run = this.#known.find(this.#hashes);
    if (run !== undefined && this.#isHeld(run, holder)) run.until = now + leaseMs;
  }

  /** Forgets the events whose memory is over, and the attempts of those that nobody has brought again for long. */
  sweep(now: number): void {
    this.#known.sweep(({ until, attempts }) => until + (attempts < 0 ? 0 : ATTEMPTS_LAST_MS) <= now);
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
