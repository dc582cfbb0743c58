import { BoundedMap } from '../bounded-map.ts';
import { asError, HandlerTimeoutError, isDefinite, NotThreadOwnerError } from '../errors.ts';
import { errorFields, handlerErrorFields } from '../logger.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent, Clock, EndEvent, Logger, Store } from '../ports.ts';
import { Journal, type JournalOptions } from '../records/journal.ts';
import { letterOf } from '../records/letters.ts';
import { asParked } from '../records/unsent-texts.ts';
import { type Lanes, Latch, learn, type Place } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import { textsIn } from '../wire/texts-in.ts';
import type { Bursts, GatheredItem } from './bursts.ts';
import type { HandlerCall, HandlerCalls } from './call-handlers.ts';
import type { Claims } from './claims.ts';
import type { Delivery, Item, Outcome, RunEnd } from './delivery.ts';
import type { Handlers } from './handlers.ts';
import { nextRun, type RetryLimits } from './retry-plan.ts';
import { Run } from './run.ts';
import { BurstRun } from './run-burst.ts';

/** What events are run with. */
export interface RunEventOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly handlers: Handlers;
  readonly calls: HandlerCalls;
  readonly bursts: Bursts;
  readonly claims: Claims;
  readonly threads: ThreadContext;
  /** When an event is given up. */
  readonly limits: RetryLimits;
  /** How long later events of the thread wait while an event waits for its retry, in ms. */
  readonly orderWaitMs: number;
  /** Whether dead letters keep what people wrote. */
  readonly keepsTexts: boolean;
}

/** Options of the run of an event. */
export interface Course {
  readonly delivery: Pick<Delivery, 'isAccepted'>;
  /** The handlers are called only after this has opened: the start of the previous event of the delivery. */
  readonly before: Latch | undefined;
  /** Opens once the event waits for something, or has ended. */
  readonly started: Latch;
  /** Called with each run, so that a lost thread or lease can abort it. */
  readonly onRun: (run: Run) => void;
}

/** The state of an event between its runs. */
interface Turn {
  readonly journal: Journal;
  place: Place | undefined;
  /** Whether later events of the thread may have run already. */
  isLate: boolean;
}

/** Calls the handlers once; `run` is the run that the failures belong to. */
type CallOnce = (call: Omit<HandlerCall, 'run'>) => {
  readonly run: () => Run | undefined;
  readonly failures: Promise<readonly Error[]>;
};

/** Limit on events whose unrecorded steps are remembered. */
const MOST_UNRECORDED = 200;

/** Runs events that this process has claimed, each in the lane of its thread. */
export class EventRunner {
  readonly #pauses = new Set<Latch>();
  readonly #journals: JournalOptions;
  #isStopped = false;

  constructor(private readonly options: RunEventOptions) {
    this.#journals = { ...options, unrecorded: new BoundedMap(MOST_UNRECORDED) };
  }

  /** Whether {@link stop} was called. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Runs the handlers of an event, and retries after a failure if Meta won't redeliver it. Never rejects. */
  async run(item: Item, begun: BegunEvent, course: Course): Promise<RunEnd> {
    const { bursts, lanes } = this.options;
    const journal = new Journal(item.id, begun.journal, this.#journals);
    const turn: Turn = { journal, place: item.place, isLate: false };
    item.delivery = course.delivery;
    try {
      await this.#awaitTurn(item, course);
      if (item.gathered !== undefined) return await this.#awaitBurst(item.gathered, turn);
      return await this.#runTurn(item, begun, course, turn);
    } finally {
      bursts.over(item);
      course.started.open();
      if (turn.place !== undefined) lanes.leave(turn.place);
    }
  }

  /** The leader of the burst may have to queue behind this message in the lane. */
  async #awaitBurst(gathered: Promise<Outcome>, turn: Turn): Promise<RunEnd> {
    if (turn.place !== undefined) this.options.lanes.leave(turn.place);
    turn.place = undefined;
    return { outcome: await gathered, ended: [] };
  }

  async #runTurn(item: Item, begun: BegunEvent, course: Course, turn: Turn): Promise<RunEnd> {
    const { bursts, calls, claims, handlers, store } = this.options;
    if (!bursts.isGathered(item) || handlers.count('burst') === 0) {
      const outcome = await this.#runUntilOver(item, begun, course, turn, (call) => {
        const run = new Run(item.id, turn.journal.run(), claims);
        course.onRun(run);
        // If the event stays parked, the next process runs its handlers.
        const isLeft = run.reason !== undefined && store.isDurable;
        const failures = isLeft ? Promise.resolve([run.reason]) : calls.call(item, { ...call, run });
        return { run: () => run, failures };
      });
      return { outcome: outcome.outcome, ended: [outcome] };
    }
    return this.#runBurst(item, begun, course, turn);
  }

  async #runBurst(leader: GatheredItem, begun: BegunEvent, course: Course, turn: Turn): Promise<RunEnd> {
    let settle: (outcome: Outcome) => void = () => undefined;
    const gathered = new Promise<Outcome>((resolve) => {
      settle = resolve;
    });
    const burst = new BurstRun(leader, turn.journal, {
      ...this.#journals,
      ...this.options,
      onMember: (item) => Object.assign(item, { gathered }),
    });
    let current: Run | undefined;
    // Meta does not redeliver events that it got 200 for, so this process retries them all.
    const delivery = {
      get isAccepted() {
        return burst.members.some(({ item }) => item.delivery?.isAccepted === true);
      },
    };
    const end = await this.#runUntilOver(leader, begun, { ...course, delivery }, turn, (call) => ({
      run: () => current,
      failures: burst.call(call, (run) => {
        current = run;
        course.onRun(run);
      }),
    }));
    settle(end.outcome);
    const rest = await Promise.all(burst.members.slice(1).map(({ item }) => this.#endLike(end, item)));
    return { outcome: end.outcome, ended: [end, ...rest] };
  }

  /** If a burst is given up, each of its messages becomes a letter. */
  async #endLike({ outcome, letter }: EndEvent, item: Item): Promise<EndEvent> {
    const { id, thread } = item;
    if (letter === undefined) return { id, outcome };
    const { error, attempts, at } = JSON.parse(letter.body);
    const event = await asParked(item, this.options);
    const body = letterOf(event, { error, attempts, at, keepsTexts: this.options.keepsTexts });
    return { id, outcome, letter: { thread, body } };
  }

  async #runUntilOver(
    item: Item,
    { attempts: first, firstAt, record }: BegunEvent,
    course: Course,
    turn: Turn,
    call: CallOnce,
  ): Promise<EndEvent> {
    const { clock, limits, orderWaitMs, store } = this.options;
    const { id } = item;
    let holdsUntil: number | undefined;
    for (let tries = first; ; tries += 1) {
      const called = call({ record, isLate: turn.isLate, started: course.started });
      const failures = await called.failures;
      const run = called.run();
      // A developer presses the dashboard's Test button: the failure has been reported, and a retry has no use.
      if (failures.length === 0 || isDashboardTest(item.event)) return { id, outcome: 'done' };
      // Another process has taken the lease, and runs the event.
      if (run?.isLost === true) return { id, outcome: 'failed' };
      if (this.#isStopped && store.isDurable && run?.reason !== undefined) return { id, outcome: 'failed' };
      const hasTimedOut = failures.some((each) => each instanceof HandlerTimeoutError);
      const timeouts = hasTimedOut ? await turn.journal.countTimeout() : 0;
      const next = nextRun(failures, { tries, timeouts, firstAt, now: clock.now() }, limits);
      if (next === 'handled' || run?.reason instanceof NotThreadOwnerError) return { id, outcome: 'done' };
      const failure = failures.find((each) => !isDefinite(each)) as Error;
      if (next === 'give_up' || course.delivery.isAccepted) course.started.open();
      if (next === 'give_up') return await this.#giveUp(item, failure, tries);
      if (!course.delivery.isAccepted) return { id, outcome: 'failed' };
      // A run that timed out has kept the thread waiting long enough.
      holdsUntil ??= clock.now() + (hasTimedOut ? 0 : orderWaitMs);
      await this.#awaitNext(item, record, turn, { at: clock.now() + next.afterMs, holdsUntil });
      if (this.#isStopped) return store.isDurable ? { id, outcome: 'failed' } : this.#giveUp(item, failure, tries);
    }
  }

  /** Releases the events that wait for a retry. */
  stop(): void {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.open();
  }

  async #awaitTurn({ place }: Item, { before, started }: Course): Promise<void> {
    if (before?.isOpen === false) await before.opened;
    if (place?.ahead?.isOpen !== false) return;
    // Its turn may come late; the events of other threads in its delivery need not wait for it.
    started.open();
    await place.ahead.opened;
  }

  /** Waits for the next run. Later events of the thread wait for up to `orderWaitMs`, then run first. */
  async #awaitNext(
    { thread }: Item,
    known: ThreadRecord | undefined,
    turn: Turn,
    { at, holdsUntil }: { readonly at: number; readonly holdsUntil: number },
  ): Promise<void> {
    const { clock, lanes, store, logger } = this.options;
    if (turn.place !== undefined && at > holdsUntil) {
      await this.#pause(holdsUntil - clock.now());
      lanes.leave(turn.place);
      turn.place = undefined;
      turn.isLate = true;
    }
    await this.#pause(at - clock.now());
    if (thread === undefined || known === undefined || this.#isStopped) return;
    // The owner may change between two runs, so the record is read again.
    turn.place ??= lanes.enter(thread);
    const { ahead, lane } = turn.place;
    learn(lane, known);
    try {
      learn(lane, await store.read(thread, clock.now()));
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A thread could not be read again');
    }
    if (ahead?.isOpen === false) await ahead.opened;
  }

  async #giveUp(item: Item, error: Error, attempts: number): Promise<EndEvent> {
    const { event, id, thread } = item;
    const { clock, logger, handlers, keepsTexts } = this.options;
    const fields = handlerErrorFields(error, textsIn(event.raw));
    logger.error({ kind: event.kind, attempts, error: fields }, 'An event was given up');
    await handlers.emit('dead_letter', { event, error, attempts });
    if (item.isForgotten === true) return { id, outcome: 'dead' };
    const kept = await asParked(item, this.options);
    const body = letterOf(kept, { error: fields, attempts, at: clock.now(), keepsTexts });
    return { id, outcome: 'dead', letter: { thread, body } };
  }

  /** Waits until the time is up or `stop` is called. */
  async #pause(delayMs: number): Promise<void> {
    if (delayMs <= 0 || this.#isStopped) return;
    const { clock } = this.options;
    const over = new Latch();
    const timer = clock.setTimeout(() => over.open(), delayMs);
    this.#pauses.add(over);
    await over.opened;
    this.#pauses.delete(over);
    clock.clearTimeout(timer);
  }
}
