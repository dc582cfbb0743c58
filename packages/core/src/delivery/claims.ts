import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import {
  type BeginEvent,
  type BegunEvent,
  type Clock,
  DONE_FOR_MS,
  type EndEvent,
  type Logger,
  type Store,
} from '../ports.ts';
import type { Outcome } from './delivery.ts';

/** What claims work with. */
export interface ClaimsOptions {
  readonly store: Pick<Store, 'begin' | 'end' | 'renew'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseMs: number;
}

const MOST_REMEMBERED = 10_000;

/** Which events this process runs, by the store's word and by what it remembers itself. */
export class Claims {
  readonly #holder = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  readonly #running = new Map<string, Promise<Outcome>>();
  /** Done here, though the store has not taken it: until when to remember. */
  readonly #doneHere = new Map<string, number>();
  #renewal: unknown;

  constructor(private readonly options: ClaimsOptions) {}

  /** Claims the events. One that was done here counts as done, though the store may not know yet. */
  async begin(events: readonly BeginEvent[], now: number): Promise<readonly BegunEvent[]> {
    const { store, leaseMs } = this.options;
    const begun = await store.begin(events, { holder: this.#holder, leaseMs, now });
    if (this.#doneHere.size === 0 && this.#running.size === 0) return begun;
    const untold: EndEvent[] = [];
    const answers = begun.map((answer, index) => {
      const id = events[index]?.id ?? '';
      const own = this.#ownAnswer(id, answer, now);
      if (own.claim === 'done' && answer.claim !== 'done') untold.push({ id, outcome: 'done' });
      return own;
    });
    if (untold.length > 0) void this.end(untold);
    return answers;
  }

  /** Notes that a claimed event is run here, and keeps its lease until {@link end}. */
  run(id: string, outcome: Promise<Outcome>): void {
    this.#running.set(id, outcome);
    this.#renewal ??= this.#keepLeases();
  }

  /** How the event will end that is run here; `undefined` where it is not. */
  running(id: string): Promise<Outcome> | undefined {
    return this.#running.get(id);
  }

  /** Writes what has ended to the store. What can't be written is remembered, so that this process does not run it again. Never rejects. */
  async end(ended: readonly EndEvent[]): Promise<void> {
    const { store, clock, logger } = this.options;
    const now = clock.now();
    const written = store.end(ended, { holder: this.#holder, doneForMs: DONE_FOR_MS, now });
    // Before the store has taken it, its lease may end and the event may come again.
    for (const { id, outcome } of ended) {
      if (outcome === 'done') this.#doneHere.set(id, now + DONE_FOR_MS);
      // It is over, and free to be claimed as soon as the store knows.
      else this.#running.delete(id);
    }
    for (const id of this.#doneHere.keys()) {
      if (this.#doneHere.size <= MOST_REMEMBERED) break;
      this.#doneHere.delete(id);
    }
    try {
      await written;
      for (const { id } of ended) this.#doneHere.delete(id);
    } catch (error) {
      const fields = { events: ended.length, error: errorFields(asError(error)) };
      logger.debug(fields, 'Ended events could not be written down');
    }
    for (const { id } of ended) this.#running.delete(id);
  }

  /** Renews no lease any more. */
  close(): void {
    if (this.#renewal !== undefined) this.options.clock.clearTimeout(this.#renewal);
  }

  /** What the store says, unless this process knows better. */
  #ownAnswer(id: string, answer: BegunEvent, now: number): BegunEvent {
    if (answer.claim === 'done') return answer;
    if ((this.#doneHere.get(id) ?? 0) > now) return { ...answer, claim: 'done' };
    // Its lease ended while the store was away: a repeat waits for the run in progress here.
    return answer.claim === 'claimed' && this.#running.has(id) ? { ...answer, claim: 'leased' } : answer;
  }

  /** One timer for all leases, and only while there are any. */
  #keepLeases(): unknown {
    const { clock, leaseMs } = this.options;
    return clock.setTimeout(() => {
      this.#renewal = undefined;
      if (this.#running.size === 0) return;
      void this.#renew([...this.#running.keys()]);
      this.#renewal = this.#keepLeases();
    }, leaseMs / 3);
  }

  async #renew(ids: readonly string[]): Promise<void> {
    const { store, clock, logger, leaseMs } = this.options;
    try {
      await store.renew(ids, { holder: this.#holder, leaseMs, now: clock.now() });
    } catch (error) {
      logger.debug({ events: ids.length, error: errorFields(asError(error)) }, 'Leases could not be renewed');
    }
  }
}
