import type { BegunEvent } from '../ports.ts';
import { Generations } from './generations.ts';

/** Meta may deliver an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;

/** What is remembered of one event. */
interface Run {
  attempts: number;
  firstAt: number;
  /** The holder of the lease; none once the event is done or was given back. */
  holder: string | undefined;
  isDone: boolean;
  /** End of the lease, or of the done-mark, in ms. */
  until: number;
}

/** Which events are leased or done, in a memory store. */
export class Runs {
  readonly #known: Generations<Run>;

  /** @param most Events kept at most; at least half of them are. */
  constructor(most: number) {
    this.#known = new Generations(most);
  }

  get size(): number {
    return this.#known.size;
  }

  /** Claims an event for `holder`, unless it is done or leased. */
  claim(id: string, holder: string, leaseMs: number, now: number): Omit<BegunEvent, 'record'> {
    const run = this.#known.get(id);
    if (run === undefined || (run.isDone && run.until <= now)) {
      this.#known.set(id, { attempts: 1, firstAt: now, holder, isDone: false, until: now + leaseMs });
      return { claim: 'claimed', attempts: 1, firstAt: now };
    }
    const { firstAt } = run;
    if (run.until > now) return { claim: run.isDone ? 'done' : 'leased', attempts: run.attempts, firstAt };
    run.attempts += 1;
    run.holder = holder;
    run.until = now + leaseMs;
    return { claim: 'claimed', attempts: run.attempts, firstAt };
  }

  /** Marks an event done, whichever process reports it, and though it is unknown here. */
  done(id: string, doneForMs: number, now: number): void {
    const { attempts, firstAt } = this.#known.get(id) ?? { attempts: 1, firstAt: now };
    this.#known.set(id, { attempts, firstAt, holder: undefined, isDone: true, until: now + doneForMs });
  }

  /** Ends the lease of `holder`: the event may be claimed at once. */
  release(id: string, holder: string, now: number): void {
    const run = this.#known.get(id);
    if (run?.holder !== holder) return;
    run.holder = undefined;
    run.until = now;
  }

  /** Prolongs the lease of `holder`. */
  renew(id: string, holder: string, leaseMs: number, now: number): void {
    const run = this.#known.get(id);
    if (run?.holder === holder) run.until = now + leaseMs;
  }

  /** Forgets done-marks that are over, and attempts that were last made too long ago. */
  sweep(now: number): void {
    this.#known.sweep(({ isDone, until }) => until + (isDone ? 0 : ATTEMPTS_LAST_MS) <= now);
  }
}
