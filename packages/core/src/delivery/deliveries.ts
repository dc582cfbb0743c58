import { orLate, sleep, unreffed } from '../clock.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { asError, StoreError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { Owners } from '../ownership/owner.ts';
import { observationOf, type ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent, Clock, Logger } from '../ports.ts';
import { type Lanes, Latch, receive } from '../thread/lanes.ts';
import type { MetaClock } from '../thread/meta-clock.ts';
import { threadKey } from '../thread-key.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import { STORE_WITHIN_MS } from './bounded-store.ts';
import type { Claims } from './claims.ts';
import type { Delivery, DeliveryResult, Ending, Item, Outcome } from './delivery.ts';
import type { Course, EventRunner } from './run-event.ts';

/** What the engine works with. */
export interface DeliveriesOptions {
  readonly appId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metaClock: MetaClock;
  readonly lanes: Lanes;
  readonly claims: Claims;
  readonly owners: Owners;
  readonly runner: EventRunner;
  readonly diagnosis: Diagnosis;
  readonly answerWithinMs: number | false;
}

const POLL_MS = 250;
/** Of the second that Meta leaves behind the usual time of an early answer. */
const LOOK_WITHIN_MS = 500;
const NOTHING: Promise<unknown> = Promise.resolve();

/** The engine: events in, the status to answer out. */
export class Deliveries {
  /** Deliveries that are not over, and what opens once none is left. */
  #atWork = 0;
  #idle: Latch | undefined;
  #isClosing = false;

  /** An answer that waits for handlers does not keep the process alive. */
  readonly #background: Clock;

  constructor(private readonly options: DeliveriesOptions) {
    this.#background = unreffed(options.clock);
  }

  /**
   * Runs the handlers of each event once, whichever process has it too.
   *
   * @param now When they came, in ms.
   * @param mayAnswerEarly Answer after `answerWithinMs` while handlers go on.
   */
  async deliver(events: readonly HandoverEvent[], now: number, mayAnswerEarly: boolean): Promise<DeliveryResult> {
    if (this.#isClosing) return { status: 503, events, rest: NOTHING };
    if (events.length === 0) return { status: 200, events, rest: NOTHING };

    const { clock, metaClock, answerWithinMs } = this.options;
    const metaNow = now + metaClock.aheadMs;
    const items: Item[] = [];
    for (const event of events) items.push(this.#enter(event, metaNow));
    // Synchronous up to here: the lanes have the order of arrival (property 1 of Lanes).
    this.#atWork += 1;
    const begun = await this.#begin(items, now);
    if (begun === undefined) return { status: 503, events, rest: NOTHING };

    const until = now + (answerWithinMs === false ? STORE_WITHIN_MS : answerWithinMs);
    const delivery = { items, until, isAccepted: false, hasFailed: false, othersPending: 0, ended: [] };
    const all = this.#run(delivery, begun);
    const isBounded = mayAnswerEarly && answerWithinMs !== false;
    const status = isBounded ? await orLate(this.#background, all, Math.max(0, until - clock.now())) : await all;
    if (status === undefined) return this.#answerEarly(delivery, all);
    const settled: HandoverEvent[] = [];
    for (const { event } of items) settled.push(event);
    return { status, events: settled, rest: NOTHING };
  }

  /** Waits for what runs; gives up what waits for its next run. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.options.runner.stop();
    while (this.#atWork > 0) {
      this.#idle ??= new Latch();
      await this.#idle.opened;
    }
    this.options.claims.close();
  }

  #enter(event: HandoverEvent, metaNow: number): Item {
    const { appId, lanes } = this.options;
    const { platform, pageId, userId } = event;
    const id = `${appId}:${platform}:${event.id}`;
    // A test of the dashboard is about no real thread: it neither changes what is known of one nor waits for it.
    if (userId === undefined || isDashboardTest(event)) {
      return { event, id, thread: undefined, observation: undefined, place: undefined };
    }
    const thread = threadKey(appId, { platform, pageId, userId });
    return { event, id, thread, observation: observationOf(event, appId, metaNow), place: lanes.enter(thread) };
  }

  /** Claims the events. `undefined`: the store failed, and Meta brings them again. */
  async #begin(items: readonly Item[], now: number): Promise<readonly BegunEvent[] | undefined> {
    const { claims, logger } = this.options;
    try {
      const begun = await claims.begin(items, now);
      if (begun.length === items.length) return begun;
      throw new StoreError('The store answered for another number of events than it was asked for');
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A delivery could not be begun');
      for (const item of items) this.#leave(item);
      this.#end();
      return undefined;
    }
  }

  /** Runs what was claimed. Resolves to the status for Meta once all is over. */
  async #run(delivery: Delivery, begun: readonly BegunEvent[]): Promise<number> {
    try {
      for (const [index, item] of delivery.items.entries()) this.#receive(item, begun[index] as BegunEvent);
      const endings = await Promise.all(this.#start(delivery, begun));
      await this.#flush(delivery);
      if (endings.includes('failed')) return 500;
      return endings.includes('leased') ? 503 : 200;
    } finally {
      this.#end();
    }
  }

  /** On receipt, ahead of all lanes: everything is known, and all watches are awake, before the first handler starts. */
  #receive({ event, place }: Item, { claim, record }: BegunEvent): void {
    if (place === undefined) return;
    if (record !== undefined) receive(place.lane, record);
    if (claim !== 'claimed') return;
    for (const hear of place.lane.watches) hear(event);
    this.options.diagnosis.received(event, record);
  }

  /** Starts what was claimed, in wire order, and waits for what others have. The promises never reject. */
  #start(delivery: Delivery, begun: readonly BegunEvent[]): Promise<Ending>[] {
    const { items } = delivery;
    const { claims } = this.options;
    const endings: Promise<Ending>[] = [];
    const firsts = new Map<string, number>();
    let before: Latch | undefined;
    for (const [index, item] of items.entries()) {
      const answer = begun[index] as BegunEvent;
      const first = firsts.get(item.id);
      if (answer.claim === 'claimed') {
        const started = new Latch();
        const ending = this.#runEvent(item, answer, { delivery, before, started });
        claims.run(item.id, ending);
        endings.push(ending);
        before = started;
      } else {
        this.#leave(item);
        // What stands twice in a body is one event.
        if (first !== undefined) items[index] = items[first] ?? item;
        endings.push(endings[first ?? -1] ?? this.#awaitOther(item, answer, delivery));
      }
      if (first === undefined) firsts.set(item.id, index);
    }
    return endings;
  }

  /** Runs one claimed event, and notes how it ended. */
  async #runEvent(item: Item, begun: BegunEvent, course: Course): Promise<Outcome> {
    const { delivery } = course;
    const outcome = await this.options.runner.run(item, begun, course);
    delivery.ended.push({ id: item.id, outcome });
    if (outcome === 'failed') delivery.hasFailed = true;
    if (delivery.isAccepted) await this.#flush(delivery);
    return outcome;
  }

  /** Waits for an event that is done, or that another delivery or process runs. */
  async #awaitOther(item: Item, { claim, record }: BegunEvent, delivery: Delivery): Promise<Ending> {
    const { runner, claims } = this.options;
    const { event, id } = item;
    if (claim === 'leased') delivery.othersPending += 1;
    if (!event.standby && (await this.#isStandby(event, record))) event.standby = true;
    if (claim === 'done') {
      await runner.ownerMet(event, item.place?.lane, record, new Latch());
      return 'done';
    }
    const ending = await (claims.running(id) ?? this.#awaitOtherProcess(item, delivery));
    delivery.othersPending -= 1;
    return ending;
  }

  /** Asks for an event that another process runs until it is over, or the time is. */
  async #awaitOtherProcess(item: Item, delivery: Delivery): Promise<Ending> {
    const { clock, logger } = this.options;
    while (clock.now() < delivery.until) {
      await sleep(clock, Math.min(POLL_MS, delivery.until - clock.now()));
      try {
        const ending = await this.#askAgain(item, delivery);
        if (ending !== undefined) return ending;
      } catch (error) {
        logger.debug({ error: errorFields(asError(error)) }, 'A leased event could not be asked for again');
        return 'leased';
      }
    }
    return 'leased';
  }

  /** `undefined` while another process has the event. What it has given back is run here. */
  async #askAgain(asked: Item, delivery: Delivery): Promise<Ending | undefined> {
    const { lanes, claims, clock } = this.options;
    const { thread } = asked;
    const item = { ...asked, place: thread === undefined ? undefined : lanes.enter(thread) };
    let answer: BegunEvent | undefined;
    try {
      [answer] = await claims.begin([item], clock.now());
    } finally {
      if (answer?.claim !== 'claimed') this.#leave(item);
    }
    if (answer?.claim !== 'claimed') return answer?.claim === 'done' ? 'done' : undefined;
    this.#receive(item, answer);
    const ending = this.#runEvent(item, answer, { delivery, before: undefined, started: new Latch() });
    claims.run(item.id, ending);
    return ending;
  }

  /** Time is up: what failed Meta brings again, what another process runs it asks for again, the rest is ours from here. */
  async #answerEarly(delivery: Delivery, all: Promise<unknown>): Promise<DeliveryResult> {
    delivery.isAccepted = !delivery.hasFailed && delivery.othersPending === 0;
    this.#atWork += 1;
    void this.#flush(delivery).then(() => this.#end());
    const status = delivery.hasFailed ? 500 : delivery.isAccepted ? 200 : 503;
    return { status, events: await Promise.all(delivery.items.map((item) => this.#asItStands(item))), rest: all };
  }

  /** A copy, since the event itself is settled when its turn comes. */
  async #asItStands({ event, place }: Item): Promise<HandoverEvent> {
    const record = place?.lane.newest;
    if (event.standby || record === undefined) return event;
    // A plugin that is asked may take long, and Meta waits.
    const looked = await orLate(this.options.clock, this.#isStandby(event, record), LOOK_WITHIN_MS);
    return { ...event, standby: looked ?? true };
  }

  /** Of an event that is not run here. Where a hook fails, silence is the safe mistake. */
  async #isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Promise<boolean> {
    const { runner, owners, logger } = this.options;
    try {
      return await runner.isStandby(event, record === undefined ? undefined : owners.of(record, event).owner);
    } catch (error) {
      logger.warn({ error: errorFields(asError(error)) }, 'A holdWhile hook failed: the event counts as standby');
      return true;
    }
  }

  /** Writes to the store what has ended since the last time. */
  async #flush(delivery: Delivery): Promise<void> {
    const { ended } = delivery;
    if (ended.length === 0) return;
    delivery.ended = [];
    await this.options.claims.end(ended);
  }

  #leave({ place }: Item): void {
    if (place !== undefined) this.options.lanes.leave(place);
  }

  /** A delivery is over. */
  #end(): void {
    this.#atWork -= 1;
    if (this.#atWork > 0) return;
    this.#idle?.open();
    this.#idle = undefined;
  }
}
