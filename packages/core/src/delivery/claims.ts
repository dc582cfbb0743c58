import { asError, LeaseLostError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import {
  type Awaitable,
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

/** What claims work with. */
export interface ClaimsOptions {
  readonly store: Pick<Store, 'begin' | 'end' | 'renew' | 'park' | 'claimParked' | 'retryLetter'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseMs: number;
  /** How long dead letters are kept, and how many of them. */
  readonly letters: { readonly keepMs: number; readonly most: number };
  /** How long the done-mark of an event is needed, in ms, where that differs by platform. @default {@link DONE_FOR_MS} */
  readonly doneForMsOf?: ((id: string) => number) | undefined;
}

/** A claimed event that this process runs. */
export interface ClaimedEvent {
  readonly id: string;
  /** When the lease was renewed last, in ms. */
  renewedAt: number;
  /** How it ended; the store may not have it yet. */
  readonly ended: EndEvent['outcome'] | undefined;
  /** Resolves to how it ends. */
  outcome(): Promise<EndEvent['outcome']>;
  /** Aborts its run and those that follow: another process has taken the lease over, or the bot is closed. */
  stop(reason: Error): void;
}

const MOST_REMEMBERED = 10_000;

/** Tracks which events this process runs, by the store's answers and by its own memory. */
export class Claims {
  readonly #holder = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  #running = new Map<string, ClaimedEvent>();
  /** Events that ended here and that the store failed to save: how, and how long to remember it. */
  readonly #unwritten = new Map<string, { readonly end: EndEvent; readonly until: number }>();
  /** For each question to the store that waits for its answer: what has ended here meanwhile. */
  readonly #watching = new Set<Set<string>>();
  #renewal: unknown;
  /** Why no event may call Graph any more. */
  #closed: Error | undefined;

  constructor(private readonly options: ClaimsOptions) {}

  /** Claims the events. An event that was done here counts as done even if the store does not know yet. */
  async begin(events: readonly BeginEvent[], now: number): Promise<readonly BegunEvent[]> {
    const { store, leaseMs } = this.options;
    const [begun, ended] = await this.#watched(() => store.begin(events, { holder: this.#holder, leaseMs, now }));
    if (this.#unwritten.size === 0 && this.#running.size === 0 && ended.size === 0) return begun;
    const unwritten: EndEvent[] = [];
    const answers = begun.map((answer, index) => {
      const id = events[index]?.id ?? '';
      const own = this.#ownAnswer(id, answer, { now, ended });
      const end = this.#unwritten.get(id)?.end;
      if (own.claim === 'done' && answer.claim !== 'done' && end !== undefined) unwritten.push(end);
      return own.ahead === undefined ? own : { ...own, ahead: this.#notKnownHere(own.ahead, ended) };
    });
    if (unwritten.length > 0) void this.end(unwritten);
    return answers;
  }

  /** Parks events that this process has begun. @throws {StoreError} The store did not save them. */
  async park(events: readonly ParkEvent[]): Promise<void> {
    const { store, clock } = this.options;
    await store.park(events, { holder: this.#holder, now: clock.now() });
  }

  /** Claims events parked by processes that are gone. */
  async claimParked(app: string, limit: number): Promise<readonly ParkedRun[]> {
    const { store, clock, leaseMs } = this.options;
    const options = { holder: this.#holder, leaseMs, now: clock.now(), limit };
    return this.#notKnownHere(...(await this.#watched(() => store.claimParked(app, options))));
  }

  /** Claims a dead letter. */
  async retryLetter(id: string): Promise<ParkedRun | undefined> {
    const { store, clock, leaseMs } = this.options;
    return store.retryLetter(id, { holder: this.#holder, leaseMs, now: clock.now() });
  }

  /** Notes that this process runs a claimed event, and renews its lease until {@link end}. */
  run(event: ClaimedEvent): void {
    event.renewedAt = this.options.clock.now();
    this.#running.set(event.id, event);
    this.#renewal ??= this.#keepLeases();
    if (this.#closed !== undefined) event.stop(this.#closed);
  }

  /** Resolves to how the event ends that this process runs; `undefined` if it does not run it. */
  running(id: string): Promise<EndEvent['outcome']> | undefined {
    return this.#running.get(id)?.outcome();
  }

  /** Ends the calls of all events that run here, also of those that start later. */
  abort(reason: Error): void {
    this.#closed = reason;
    for (const event of this.#running.values()) event.stop(reason);
  }

  /**
   * Renews the lease of an event that runs here, if another process may have it by now. If one has, the event is stopped.
   *
   * @throws {StoreError} The store has not answered, so that nothing is known.
   */
  async confirm(id: string): Promise<void> {
    if (this.#mayBeLost(id)) await this.#renew([id]);
  }

  /**
   * Writes ended events to the store. If that fails, this process remembers them and does not run them again. Never
   * rejects.
   */
  async end(ended: readonly EndEvent[]): Promise<void> {
    const { store, clock, logger, letters } = this.options;
    const now = clock.now();
    const { doneForMsOf } = this.options;
    const doneForMs = doneForMsOf === undefined ? DONE_FOR_MS : Math.max(...ended.map(({ id }) => doneForMsOf(id)));
    const written = store.end(ended, { holder: this.#holder, doneForMs, now, letters });
    // A failed event may be claimed again as soon as the store knows.
    for (const { id, outcome } of ended) if (outcome === 'failed') this.#forget(id);
    try {
      await written;
      for (const { id } of ended) this.#unwritten.delete(id);
    } catch (error) {
      const fields = { events: ended.length, error: errorFields(asError(error)) };
      logger.debug(fields, 'Outcomes of events could not be written to the store');
      // The lease may end, and Meta may deliver the event again.
      for (const end of ended)
        if (end.outcome !== 'failed') this.#unwritten.set(end.id, { end, until: now + doneForMs });
      for (const id of this.#unwritten.keys()) {
        if (this.#unwritten.size <= MOST_REMEMBERED) break;
        this.#unwritten.delete(id);
      }
    }
    for (const { id, outcome } of ended) {
      if (outcome !== 'failed' && this.#mayBeLost(id)) for (const each of this.#watching) each.add(id);
      this.#forget(id);
    }
  }

  /** Stops renewing leases. */
  close(): void {
    if (this.#renewal !== undefined) this.options.clock.clearTimeout(this.#renewal);
  }

  /** Whether the lease of an event that runs here may be over, so that the store gives the event to whom it may. */
  #mayBeLost(id: string): boolean {
    const { clock, leaseMs } = this.options;
    const running = this.#running.get(id);
    return running !== undefined && clock.now() - running.renewedAt >= leaseMs / 2;
  }

  /**
   * Asks the store for events. Its answer may be older than the end of an event here whose lease was over: such events
   * come with it.
   */
  async #watched<Answer>(ask: () => Awaitable<Answer>): Promise<readonly [Answer, ReadonlySet<string>]> {
    const ended = new Set<string>();
    this.#watching.add(ended);
    try {
      return [await ask(), ended];
    } finally {
      this.#watching.delete(ended);
    }
  }

  /** The store's answer, corrected by what this process knows. */
  #ownAnswer(
    id: string,
    answer: BegunEvent,
    { now, ended }: { readonly now: number; readonly ended: ReadonlySet<string> },
  ): BegunEvent {
    if (answer.claim === 'done') return answer;
    if (ended.has(id)) return { ...answer, claim: 'done' };
    if ((this.#unwritten.get(id)?.until ?? 0) > now) return { ...answer, claim: 'done' };
    const running = this.#running.get(id);
    if (running === undefined) return answer;
    if (running.ended === 'done' || running.ended === 'dead') return { ...answer, claim: 'done' };
    // Its lease ended while the store was away: a repeat waits for the run in progress here.
    return answer.claim === 'claimed' ? { ...answer, claim: 'leased' } : answer;
  }

  /** A map keeps what it held reachable until the next full collection of garbage: one that is empty is replaced. */
  #forget(id: string): void {
    if (this.#running.delete(id) && this.#running.size === 0) this.#running = new Map();
  }

  /**
   * Leaves out events that run or have ended here: their lease ended while this process was stopped or the store was
   * down. Those that have ended are written to the store again.
   */
  #notKnownHere(runs: readonly ParkedRun[], ended: ReadonlySet<string>): readonly ParkedRun[] {
    const unwritten = runs.flatMap(({ id }) => this.#unwritten.get(id)?.end ?? []);
    if (unwritten.length > 0) void this.end(unwritten);
    return runs.filter(({ id }) => !this.#running.has(id) && !this.#unwritten.has(id) && !ended.has(id));
  }

  /** One timer for all leases, and only while there are any. */
  #keepLeases(): unknown {
    const { clock, leaseMs } = this.options;
    return clock.setTimeout(() => {
      this.#renewal = undefined;
      if (this.#running.size === 0) return;
      // `#renew` has logged its failure, and the next turn tries again.
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
        if (running === undefined || running.ended !== undefined) continue;
        if (held[index] !== false) running.renewedAt = now;
        else {
          this.#forget(id);
          running.stop(new LeaseLostError());
        }
      }
    } catch (error) {
      logger.debug({ events: ids.length, error: errorFields(asError(error)) }, 'Leases could not be renewed');
      throw error;
    }
  }
}
