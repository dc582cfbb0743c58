import { asError, isDefinite, NotThreadOwnerError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields, handlerErrorFields } from '../logger.ts';
import { isPending, type Owner, type Owners } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { Context } from '../plugin.ts';
import type { Extensions } from '../plugins/extensions.ts';
import type { BegunEvent, Clock, EndEvent, Logger, Store } from '../ports.ts';
import { createThread } from '../thread/create-thread.ts';
import type { Holds } from '../thread/holds.ts';
import { type Lane, type Lanes, Latch, learn, type Place } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import { textsIn } from '../wire/texts-in.ts';
import type { Announcements } from './announcements.ts';
import type { Claims } from './claims.ts';
import type { Delivery, Item } from './delivery.ts';
import type { Handlers } from './handlers.ts';
import { Journal } from './journal.ts';
import { letterOf } from './letters.ts';
import type { Receipts } from './receipts.ts';
import { nextRun, type RetryLimits } from './retry-plan.ts';
import { Run } from './run.ts';
import { eraseUnsent } from './unsent-texts.ts';

/** What events are run with. */
export interface RunEventOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly owners: Owners;
  readonly handlers: Handlers;
  readonly announcements: Announcements;
  readonly extensions: Extensions;
  readonly holds: Holds;
  readonly receipts: Receipts;
  readonly claims: Claims;
  readonly threads: ThreadContext;
  /** When an event is given up. */
  readonly limits: RetryLimits;
  /** How long events behind one that waits for its next run wait with it, in ms. */
  readonly orderWaitMs: number;
  /** Whether dead letters keep what people wrote. */
  readonly keepsTexts: boolean;
}

/** What the run of an event depends on. */
export interface Course {
  readonly delivery: Pick<Delivery, 'isAccepted'>;
  /** Has to have opened before the handlers are called: the start of the event ahead in the delivery. */
  readonly before: Latch | undefined;
  /** Opens once the event waits for something, or is over. */
  readonly started: Latch;
  /** Gets the run in progress, for what is heard of its thread and of its lease meanwhile. */
  readonly onRun: (run: Run) => void;
}

/** Where an event stands between its runs. */
interface Turn {
  place: Place | undefined;
  /** Whether events behind it may have run. */
  isLate: boolean;
}

/** Runs events that this process has claimed, each in the lane of its thread. */
export class EventRunner {
  readonly #pauses = new Set<Latch>();
  #isStopped = false;

  constructor(private readonly options: RunEventOptions) {}

  /** Runs the handlers of an event, and again after a failure where Meta won't bring it again. Never rejects. */
  async run(
    item: Item,
    { attempts: first, firstAt, record, journal: known }: BegunEvent,
    course: Course,
  ): Promise<EndEvent> {
    const { clock, lanes, limits, orderWaitMs, store } = this.options;
    const { id } = item;
    const journal = new Journal(id, known, this.options);
    const turn: Turn = { place: item.place, isLate: false };
    let holdsUntil: number | undefined;
    try {
      await this.#awaitTurn(item, course);
      for (let tries = first; ; tries += 1) {
        const run = new Run(id, journal.run(), this.options.claims);
        course.onRun(run);
        const failures = await this.#callHandlers(item, record, turn, run, course.started);
        course.started.open();
        // The dashboard's Test button is pressed by hand: its failure has been reported, and a repeat is of no use.
        if (failures.length === 0 || isDashboardTest(item.event)) return { id, outcome: 'done' };
        // Another process has its lease, and runs it.
        if (run.isLost) return { id, outcome: 'failed' };
        if (this.#isStopped && store.isDurable && run.reason !== undefined) return { id, outcome: 'failed' };
        const next = nextRun(failures, { tries, firstAt, now: clock.now() }, limits);
        if (next === 'handled' || run.reason instanceof NotThreadOwnerError) return { id, outcome: 'done' };
        const failure = failures.find((each) => !isDefinite(each)) as Error;
        if (next === 'give_up') return await this.#giveUp(item, failure, tries);
        if (!course.delivery.isAccepted) return { id, outcome: 'failed' };
        holdsUntil ??= clock.now() + orderWaitMs;
        await this.#awaitNext(item, record, turn, { at: clock.now() + next.afterMs, holdsUntil });
        if (this.#isStopped)
          return store.isDurable ? { id, outcome: 'failed' } : await this.#giveUp(item, failure, tries);
      }
    } finally {
      course.started.open();
      if (turn.place !== undefined) lanes.leave(turn.place);
    }
  }

  /**
   * True where the event may not be answered: it came on standby, another app owns its thread, or a plugin holds it. Rejects
   * if a hook of a plugin fails.
   */
  async isStandby(event: HandoverEvent, owner: Owner | undefined): Promise<boolean> {
    if (event.lane === 'standby' || owner?.kind === 'app') return true;
    const { holds, threads } = this.options;
    if (event.userId === undefined || !holds.areUsed) return false;
    return (await holds.on(createThread(threads, event, { asksHolds: false }), event)) !== undefined;
  }

  /** The owner of the event's thread, once a change of owner is announced. `started` opens where that may take long. */
  async ownerMet(
    event: HandoverEvent,
    lane: Lane | undefined,
    known: ThreadRecord | undefined,
    started: Latch,
  ): Promise<Owner | undefined> {
    if (lane === undefined || known === undefined) return undefined;
    const { owners, announcements } = this.options;
    const record = learn(lane, known);
    const { owner } = owners.of(record, event);
    if (lane.announcing === undefined && !isPending(record, owner)) return owner;
    return (await announcements.ahead(createThread(this.options.threads, event), lane, started))?.owner;
  }

  /** Gives up what waits for its next run. */
  stop(): void {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.open();
  }

  async #awaitTurn({ place }: Item, { before, started }: Course): Promise<void> {
    if (before?.isOpen === false) await before.opened;
    if (place?.ahead?.isOpen !== false) return;
    // Its turn may be far away: the events of other threads in its delivery need not wait for it.
    started.open();
    await place.ahead.opened;
  }

  async #callHandlers(
    item: Item,
    record: ThreadRecord | undefined,
    { place, isLate }: Turn,
    run: Run,
    started: Latch,
  ): Promise<readonly Error[]> {
    const { extensions, handlers, threads } = this.options;
    const { event } = item;
    const thread = createThread(threads, event, { run });
    const context: Context = {
      event,
      thread,
      ...(isLate ? { late: true as const } : {}),
      get signal() {
        return run.signal;
      },
      step: (name, work) => run.step('step', null, async () => work(), name),
    };
    try {
      const owner = await this.ownerMet(event, place?.lane, record, started);
      await this.#received(item);
      if (item.thread !== undefined) await eraseUnsent(event, item.thread, this.options);
      event.standby = await this.isStandby(event, owner);
      for (const decorate of extensions.decorations) Object.assign(context, decorate(context));
      return await handlers.run(context, started, run);
    } catch (thrown) {
      const error = asError(thrown);
      await handlers.report({ error, event, thread });
      return [error];
    }
  }

  /** Waits for what plugins do on receipt. A hook that failed is called again with the next run. */
  async #received(item: Item): Promise<void> {
    item.received ??= this.options.receipts.callHooks(item);
    try {
      await item.received;
    } catch (error) {
      delete item.received;
      throw error;
    }
  }

  /** Waits for the next run. The events behind wait with it, but not for long; then they go first. */
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
    // Between two runs the thread may have changed hands: its record is read again.
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

  async #giveUp({ event, id, thread }: Item, error: Error, attempts: number): Promise<EndEvent> {
    const { clock, logger, handlers, keepsTexts } = this.options;
    const fields = handlerErrorFields(error, textsIn(event.raw));
    logger.error({ kind: event.kind, attempts, error: fields }, 'An event was given up');
    await handlers.emit('dead_letter', { event, error, attempts });
    const body = letterOf(event, { error: fields, attempts, at: clock.now(), keepsTexts });
    return { id, outcome: 'dead', letter: { thread, body } };
  }

  /** Waits, unless `stop` ends it. */
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
