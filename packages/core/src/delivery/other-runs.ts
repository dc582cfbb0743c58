import { orLate, sleep } from '../clock.ts';
import { asError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent } from '../ports.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import type { HandlerCalls } from './call-handlers.ts';
import type { Claims } from './claims.ts';
import type { Delivery, Ending } from './delivery.ts';
import { reportDuplicate } from './event-report.ts';
import { Item, type Outcome } from './item.ts';

/** Options of {@link OtherRuns}. */
export interface OtherRunsOptions extends ThreadContext {
  readonly claims: Claims;
  readonly calls: HandlerCalls;
  /** Called with each answer of the store when a leased event is claimed again. */
  readonly onAnswer: (item: Item, answer: BegunEvent) => void;
  /** Runs an event that another process has given back. */
  readonly run: (item: Item, answer: BegunEvent, delivery: Delivery) => Promise<Outcome>;
}

const POLL_MS = 250;
/** Part of the second that is left of Meta's time-out after the usual early answer. */
const LOOK_WITHIN_MS = 500;

/** Handles events that this delivery does not run: another delivery or process runs them, or they are done. */
export class OtherRuns {
  constructor(private readonly options: OtherRunsOptions) {}

  /** Waits for the end of an event that was not claimed. */
  async await(item: Item, { claim, record }: BegunEvent, delivery: Delivery): Promise<Ending> {
    const { calls, claims } = this.options;
    const { event, id } = item;
    if (claim === 'leased') delivery.othersPending += 1;
    if (!event.standby && (await this.#isStandby(event, record))) event.standby = true;
    if (claim === 'done' || claim === 'parked') {
      item.record = record;
      await calls.ownerMet(item);
      reportDuplicate(event, this.options, delivery);
      return claim;
    }
    const ending = await (claims.running(id) ?? this.#awaitProcess(item, delivery));
    delivery.othersPending -= 1;
    if (item.ended === undefined) reportDuplicate(event, this.options, delivery);
    return ending;
  }

  /** An event as it stands now. A copy, since the event itself is settled when its turn comes. */
  async asItStands({ event, lane }: Item): Promise<HandoverEvent> {
    const record = lane?.newest;
    if (event.standby || record === undefined) return event;
    // The hook of a plugin may take long while Meta waits.
    const looked = await orLate(this.options.clock, this.#isStandby(event, record), LOOK_WITHIN_MS);
    return { ...event, standby: looked ?? true };
  }

  /** Tries to claim an event that another process runs, until it has ended or the time is up. */
  async #awaitProcess(item: Item, delivery: Delivery): Promise<Ending> {
    const { clock, logger } = this.options;
    while (clock.now() < delivery.until) {
      await sleep(clock, Math.min(POLL_MS, delivery.until - clock.now()));
      try {
        const ending = await this.#askAgain(item, delivery);
        if (ending !== 'leased') return ending;
      } catch (error) {
        logger.debug(
          { error: errorFields(asError(error)) },
          'An event that another process runs could not be looked up',
        );
        return 'leased';
      }
    }
    return 'leased';
  }

  /** Runs an event that another process has given back. */
  async #askAgain(asked: Item, delivery: Delivery): Promise<Ending> {
    const { lanes, claims, clock, onAnswer, run } = this.options;
    const { thread } = asked;
    const item = new Item({ ...asked, place: thread === undefined ? undefined : lanes.enter(thread) });
    let answer: BegunEvent | undefined;
    try {
      [answer] = await claims.begin([item], clock.now());
      if (answer !== undefined) onAnswer(item, answer);
    } finally {
      if (answer?.claim !== 'claimed' && item.place !== undefined) lanes.leave(item.place);
    }
    if (answer?.claim !== 'claimed') return answer?.claim ?? 'leased';
    asked.ended = await run(item, answer, delivery);
    return asked.ended;
  }

  /**
   * Settles `standby` of an event that does not run here. If a hook fails, it counts as standby: silence is the safe
   * mistake.
   */
  async #isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Promise<boolean> {
    const { calls, owners, logger } = this.options;
    try {
      return await calls.isStandby(event, record === undefined ? undefined : owners.of(record, event).owner);
    } catch (error) {
      logger.warn({ error: errorFields(asError(error)) }, 'A holdWhile hook failed; the event counts as standby');
      return true;
    }
  }
}
