import { within } from '../clock.ts';
import { asError, HandlerTimeoutError, isDefinite } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { isPending, type Owner, type Owners } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { Extensions } from '../plugins/extensions.ts';
import type { BegunEvent, Clock, Logger, Store } from '../ports.ts';
import { createThread } from '../thread/create-thread.ts';
import { type Lane, type Lanes, Latch, learn, type Place } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import type { Announcements } from './announcements.ts';
import type { Delivery, Item, Outcome } from './delivery.ts';
import type { Handlers } from './handlers.ts';

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
  readonly threads: ThreadContext;
  /** How long a hook may take, in ms. */
  readonly handlerTimeoutMs: number;
  /** Runs after which an event is given up, once `retryForMs` is over too. */
  readonly attempts: number;
  /** How long after its first run an event is not given up, in ms. */
  readonly retryForMs: number;
}

/** What the run of an event depends on. */
export interface Course {
  readonly delivery: Delivery;
  /** Has to have opened before the handlers are called: the start of the event ahead in the delivery. */
  readonly before: Latch | undefined;
  /** Opens once the event waits for something, or is over. */
  readonly started: Latch;
}

const FIRST_REPEAT_MS = 1_000;
const LONGEST_REPEAT_MS = 60_000;

/** Runs events that this process has claimed, each in the lane of its thread. */
export class EventRunner {
  readonly #pauses = new Set<Latch>();
  #isStopped = false;

  constructor(private readonly options: RunEventOptions) {}

  /** Runs the handlers of an event, and again after a failure where Meta won't bring it again. Never rejects. */
  async run(item: Item, { attempts: first, firstAt, record }: BegunEvent, course: Course): Promise<Outcome> {
    const { clock, attempts, retryForMs } = this.options;
    let { place } = item;
    for (let tries = first; ; tries += 1) {
      const failure = await this.#runOnce(item, record, place, course);
      // The dashboard's Test button is pressed by hand: its failure has been reported, and a repeat is of no use.
      if (failure === undefined || isDashboardTest(item.event)) return 'done';
      const isSpent = tries >= attempts && clock.now() - firstAt >= retryForMs;
      if (!isSpent && !course.delivery.isAccepted) return 'failed';
      if (!isSpent) await this.#pause(Math.min(FIRST_REPEAT_MS * 2 ** (tries - first), LONGEST_REPEAT_MS));
      if (isSpent || this.#isStopped) {
        await this.#giveUp(item.event, failure, tries);
        return 'done';
      }
      place = await this.#enterAgain(item, record);
    }
  }

  /**
   * True where the event may not be answered: it came on standby, another app owns its thread, or a plugin holds it. Rejects
   * if a hook of a plugin fails.
   */
  async isStandby(event: HandoverEvent, owner: Owner | undefined): Promise<boolean> {
    if (event.lane === 'standby' || owner?.kind === 'app') return true;
    return event.userId !== undefined && this.options.extensions.holdHooks.length > 0 && (await this.#isHeld(event));
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

  /** Runs the handlers once, in the event's place. Resolves to a failure that another run may mend. */
  async #runOnce(
    item: Item,
    record: ThreadRecord | undefined,
    place: Place | undefined,
    { before, started }: Course,
  ): Promise<Error | undefined> {
    try {
      if (before?.isOpen === false) await before.opened;
      if (place?.ahead?.isOpen === false) {
        // Its turn may be far away: the events of other threads in its delivery need not wait for it.
        started.open();
        await place.ahead.opened;
      }
      return (await this.#callHandlers(item.event, record, place, started)).find(isToMend);
    } finally {
      started.open();
      if (place !== undefined) this.options.lanes.leave(place);
    }
  }

  async #callHandlers(
    event: Item['event'],
    record: ThreadRecord | undefined,
    place: Place | undefined,
    started: Latch,
  ): Promise<readonly Error[]> {
    const { extensions, handlers } = this.options;
    const thread = createThread(this.options.threads, event);
    const context = { event, thread };
    try {
      const owner = await this.ownerMet(event, place?.lane, record, started);
      event.standby = await this.isStandby(event, owner);
      for (const decorate of extensions.decorations) Object.assign(context, decorate(context));
      return await handlers.run(context, started);
    } catch (thrown) {
      const error = asError(thrown);
      await handlers.report({ error, event, thread });
      return [error];
    }
  }

  async #isHeld(event: HandoverEvent): Promise<boolean> {
    const { clock, extensions, handlers, handlerTimeoutMs } = this.options;
    for (const hold of extensions.holdHooks) {
      const thread = createThread(this.options.threads, event);
      // A turn later, so that a hook that throws at once fails as one that rejects.
      const asked = Promise.resolve().then(() => hold({ event, thread }));
      try {
        if (await within(clock, asked, handlerTimeoutMs, () => new HandlerTimeoutError(handlerTimeoutMs))) return true;
      } catch (thrown) {
        if (!(thrown instanceof HandlerTimeoutError)) throw thrown;
        // The hook has not answered, so silence is the safe mistake.
        await handlers.report({ error: thrown, event, thread });
        return true;
      }
    }
    return false;
  }

  /** Between two runs the thread may have changed hands: its record is read again. */
  async #enterAgain({ thread }: Item, known: ThreadRecord | undefined): Promise<Place | undefined> {
    if (thread === undefined || known === undefined) return undefined;
    const { lanes, store, clock, logger } = this.options;
    const place = lanes.enter(thread);
    learn(place.lane, known);
    try {
      learn(place.lane, await store.read(thread, clock.now()));
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A thread could not be read again');
    }
    return place;
  }

  async #giveUp(event: HandoverEvent, error: Error, attempts: number): Promise<void> {
    const { logger, handlers } = this.options;
    logger.error({ kind: event.kind, attempts, error: errorFields(error) }, 'An event was given up');
    await handlers.emit('dead_letter', { event, error, attempts });
  }

  /** Waits, unless `stop` ends it. */
  async #pause(delayMs: number): Promise<void> {
    const { clock } = this.options;
    const over = new Latch();
    const timer = clock.setTimeout(() => over.open(), delayMs);
    this.#pauses.add(over);
    await over.opened;
    this.#pauses.delete(over);
    clock.clearTimeout(timer);
  }
}

function isToMend(error: Error): boolean {
  return !isDefinite(error) && !(error instanceof HandlerTimeoutError);
}
