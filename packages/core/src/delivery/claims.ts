import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import {
  type BeginEvent,
  type BegunEvent,
  type Clock,
  DONE_FOR_MS,
  type EndEvent,
  type Logger,
  type ParkEvent,
  type ParkedRun,
  type Store,
} from '../ports.ts';
import type { Outcome } from './delivery.ts';

/** What claims work with. */
export interface ClaimsOptions {
  readonly store: Pick<Store, 'begin' | 'end' | 'renew' | 'park' | 'claimParked' | 'retryLetter'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseMs: number;
  /** How long dead letters are kept, and how many of them. */
  readonly letters: { readonly keepMs: number; readonly most: number };
}

/** An event that this process runs. */
interface RunningEvent {
  readonly outcome: Promise<Outcome>;
  /** When its lease was renewed last, in ms. */
  renewedAt: number;
  /** Called once, when another process has taken its lease over. */
  readonly onLost: () => void;
}

const MOST_REMEMBERED = 10_000;

/** Which events this process runs, by the store's word and by what it remembers itself. */
export class Claims {
  readonly #holder = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  readonly #running = new Map<string, RunningEvent>();
  /** Ended here, though the store has not taken it: how, and until when to remember. */
  readonly #endedHere = new Map<string, { readonly ended: EndEvent; readonly until: number }>();
  #renewal: unknown;

  constructor(private readonly options: ClaimsOptions) {}

  /** Claims the events. One that was done here counts as done, though the store may not know yet. */
  async begin(events: readonly BeginEvent[], now: number): Promise<readonly BegunEvent[]> {
    const { store, leaseMs } = this.options;
    const begun = await store.begin(events, { holder: this.#holder, leaseMs, now });
    if (this.#endedHere.size === 0 && this.#running.size === 0) return begun;
    const untold: EndEvent[] = [];
    const answers = begun.map((answer, index) => {
      const id = events[index]?.id ?? '';
      const own = this.#ownAnswer(id, answer, now);
      const ended = this.#endedHere.get(id)?.ended;
      if (own.claim === 'done' && answer.claim !== 'done' && ended !== undefined) untold.push(ended);
      return own.ahead === undefined ? own : { ...own, ahead: this.#notKnownHere(own.ahead) };
    });
    if (untold.length > 0) void this.end(untold);
    return answers;
  }

  /** Writes down what this process has begun. @throws {StoreError} The store has not taken it. */
  async park(events: readonly ParkEvent[]): Promise<void> {
    const { store, clock } = this.options;
    await store.park(events, { holder: this.#holder, now: clock.now() });
  }

  /** Claims what was parked by processes that are gone. */
  async claimParked(app: string, limit: number): Promise<readonly ParkedRun[]> {
    const { store, clock, leaseMs } = this.options;
    return this.#notKnownHere(await store.claimParked(app, { holder: this.#holder, leaseMs, now: clock.now(), limit }));
  }

  /** Claims a dead letter. */
  async retryLetter(id: string): Promise<ParkedRun | undefined> {
    const { store, clock, leaseMs } = this.options;
    return store.retryLetter(id, { holder: this.#holder, leaseMs, now: clock.now() });
  }

  /** Notes that a claimed event is run here, and keeps its lease until {@link end}. */
  run(id: string, outcome: Promise<Outcome>, onLost: () => void): void {
    this.#running.set(id, { outcome, renewedAt: this.options.clock.now(), onLost });
    this.#renewal ??= this.#keepLeases();
  }

  /** How the event will end that is run here; `undefined` where it is not. */
  running(id: string): Promise<Outcome> | undefined {
    return this.#running.get(id)?.outcome;
  }

  /**
   * Renews the lease of an event that is run here, where it may be another process's by now; `onLost` is called if it is.
   *
   * @throws {StoreError} The store has not answered, so that nothing is known.
   */
  async confirm(id: string): Promise<void> {
    const { clock, leaseMs } = this.options;
    const running = this.#running.get(id);
    if (running !== undefined && clock.now() - running.renewedAt >= leaseMs / 2) await this.#renew([id]);
  }

  /** Writes what has ended to the store. What can't be written is remembered, so that this process does not run it again. Never rejects. */
  async end(ended: readonly EndEvent[]): Promise<void> {
    const { store, clock, logger, letters } = this.options;
    const now = clock.now();
    const written = store.end(ended, { holder: this.#holder, doneForMs: DONE_FOR_MS, now, letters });
    // Before the store has taken it, its lease may end and the event may come again.
    for (const each of ended) {
      if (each.outcome !== 'failed') this.#endedHere.set(each.id, { ended: each, until: now + DONE_FOR_MS });
      // It is over, and free to be claimed as soon as the store knows.
      else this.#running.delete(each.id);
    }
    for (const id of this.#endedHere.keys()) {
      if (this.#endedHere.size <= MOST_REMEMBERED) break;
      this.#endedHere.delete(id);
    }
    try {
      await written;
      for (const { id } of ended) this.#endedHere.delete(id);
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
    if ((this.#endedHere.get(id)?.until ?? 0) > now) return { ...answer, claim: 'done' };
    // Its lease ended while the store was away: a repeat waits for the run in progress here.
    return answer.claim === 'claimed' && this.#running.has(id) ? { ...answer, claim: 'leased' } : answer;
  }

  /**
   * Without what runs here, or has ended here: its lease ended while this process was stopped, or while the store was away. What has
   * ended is written down again.
   */
  #notKnownHere(runs: readonly ParkedRun[]): readonly ParkedRun[] {
    const untold = runs.flatMap(({ id }) => this.#endedHere.get(id)?.ended ?? []);
    if (untold.length > 0) void this.end(untold);
    return runs.filter(({ id }) => !this.#running.has(id) && !this.#endedHere.has(id));
  }

  /** One timer for all leases, and only while there are any. */
  #keepLeases(): unknown {
    const { clock, leaseMs } = this.options;
    return clock.setTimeout(() => {
      this.#renewal = undefined;
      if (this.#running.size === 0) return;
      void this.#renew([...this.#running.keys()]).catch(() => undefined);
      this.#renewal = this.#keepLeases();
    }, leaseMs / 3);
  }

  /** @throws {StoreError} The store has not answered, so that nothing is known. */
  async #renew(ids: readonly string[]): Promise<void> {
    const { store, clock, logger, leaseMs } = this.options;
    const now = clock.now();
    try {
      const held = await store.renew(ids, { holder: this.#holder, leaseMs, now });
      for (const [index, id] of ids.entries()) {
        const running = this.#running.get(id);
        if (running === undefined || this.#endedHere.has(id)) continue;
        if (held[index] !== false) running.renewedAt = now;
        else if (this.#running.delete(id)) running.onLost();
      }
    } catch (error) {
      logger.debug({ events: ids.length, error: errorFields(asError(error)) }, 'Leases could not be renewed');
      throw error;
    }
  }
}
