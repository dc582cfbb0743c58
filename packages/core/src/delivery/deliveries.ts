import { orLate, unreffed } from '../clock.ts';
import { asError, StoreError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { BegunEvent, Clock } from '../ports.ts';
import { Latch } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { STORE_WITHIN_MS } from './bounded-store.ts';
import type { Bursts } from './bursts.ts';
import type { HandlerCalls } from './call-handlers.ts';
import type { Claims } from './claims.ts';
import type { Delivery, DeliveryResult, Ending } from './delivery.ts';
import { type Item, itemOf, type Outcome } from './item.ts';
import { OtherRuns } from './other-runs.ts';
import type { Parked } from './parked.ts';
import type { Receipts } from './receipts.ts';
import type { EventRunner } from './run-event.ts';

/** What the engine works with. */
export interface DeliveriesOptions extends ThreadContext {
  readonly claims: Claims;
  readonly runner: EventRunner;
  readonly calls: HandlerCalls;
  readonly bursts: Bursts;
  readonly receipts: Receipts;
  readonly parked: Parked;
  readonly answerWithinMs: number | false;
}

/** How a delivery is answered. */
export interface DeliverOptions {
  /** Answer after `answerWithinMs` while handlers go on. */
  readonly mayAnswerEarly: boolean;
  /** Whether another program gets the delivery, too. @default false */
  readonly isForwarded?: boolean | undefined;
  /** In messages on channels. */
  readonly deliveryId?: string | undefined;
}

/** Nothing goes on behind the answer. */
const OVER = { rest: Promise.resolve(), isEarly: false } as const;

/** The engine: takes events, and returns the status to answer. */
export class Deliveries {
  /** Unfinished deliveries, and the latch that opens once none is left. */
  #atWork = 0;
  #idle: Latch | undefined;
  #isClosing = false;

  /** The timer of an answer that waits for handlers does not keep the process alive. */
  readonly #background: Clock;
  readonly #others: OtherRuns;

  constructor(private readonly options: DeliveriesOptions) {
    this.#background = unreffed(options.clock);
    this.#others = new OtherRuns({
      ...options,
      onAnswer: (item, answer) => {
        this.#receive(item, answer);
        this.#startAhead(item, answer);
      },
      run: (item, answer, delivery) => this.#runEvent(item, answer, delivery),
    });
  }

  /**
   * Runs the handlers of each event once, even if other processes receive it too.
   *
   * @param now When the events arrived, in ms.
   */
  async deliver(
    events: readonly HandoverEvent[],
    now: number,
    { mayAnswerEarly, isForwarded = false, deliveryId }: DeliverOptions,
  ): Promise<DeliveryResult> {
    if (this.#isClosing) return { status: 503, events, ...OVER };
    if (events.length === 0) return { status: 200, events, ...OVER };

    const { appId, clock, lanes, metaClock, answerWithinMs } = this.options;
    const metaNow = now + metaClock.aheadMs;
    const receipt = { appId, lanes, metaNow, isForwarded };
    const items = events.map((event) => itemOf(event, receipt));
    // Synchronous up to here: the lanes have the order of arrival (property 1 of Lanes).
    this.#atWork += 1;
    const begun = await this.#begin(items, now);
    if (begun === undefined) return { status: 503, events, ...OVER };

    const until = now + (answerWithinMs === false ? STORE_WITHIN_MS : answerWithinMs);
    const delivery = { deliveryId, items, until, isAccepted: false, hasFailed: false, othersPending: 0, ended: [] };
    if (answerWithinMs === 0 && !(await this.#parkAll(delivery, begun))) return { status: 503, events, ...OVER };
    const all = this.#run(delivery, begun);
    if (delivery.isAccepted) return this.#answered(delivery, 200, all);
    const isBounded = mayAnswerEarly && answerWithinMs !== false;
    const status = isBounded ? await this.#orEarly(items, all, until - clock.now()) : await all;
    if (status === undefined) return this.#answerEarly(delivery, all);
    return { status, events: items.map(({ event }) => event), ...OVER };
  }

  /** Resolves to the status once all events have ended, or to `undefined` if Meta must get its answer before. */
  #orEarly(items: readonly Item[], all: Promise<number>, withinMs: number): Promise<number | undefined> {
    const longer = items.flatMap(({ settling }) => (settling === undefined ? [] : [settling.longer]));
    const first = longer.length === 0 ? all : Promise.race([all, ...longer.map((each) => each.then(() => undefined))]);
    return orLate(this.#background, first, Math.max(0, withinMs));
  }

  /** Waits for running events, and leaves those that wait for a retry. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.options.runner.stop();
    while (this.#atWork > 0) {
      this.#idle ??= new Latch();
      await this.#idle.opened;
    }
    this.options.claims.close();
  }

  /** Counts `work` among what {@link close} waits for. */
  async atWork<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#atWork += 1;
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  /** Claims the events. Resolves to `undefined` if the store failed: Meta then redelivers them. */
  async #begin(items: readonly Item[], now: number): Promise<readonly BegunEvent[] | undefined> {
    const { claims, logger } = this.options;
    try {
      const begun = await claims.begin(items, now);
      if (begun.length === items.length) return begun;
      throw new StoreError('The store answered for another number of events than it was asked for');
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'The events of a delivery could not be claimed');
      for (const item of items) this.#leave(item);
      this.#end();
      return undefined;
    }
  }

  /** Runs the claimed events. Resolves to the status for Meta once all have ended. */
  async #run(delivery: Delivery, begun: readonly BegunEvent[]): Promise<number> {
    try {
      for (const [index, item] of delivery.items.entries()) this.#receive(item, begun[index] as BegunEvent);
      const endings = await Promise.all(this.#start(delivery, begun));
      await this.#flush(delivery);
      if (delivery.isAccepted) return 200;
      if (endings.includes('failed')) return 500;
      return endings.includes('leased') ? 503 : 200;
    } finally {
      this.#end();
    }
  }

  /**
   * Called on receipt, before any lane: every event is noted and every watch is woken before the first handler starts.
   */
  #receive(item: Item, { claim, record }: BegunEvent): void {
    this.options.receipts.hear(item, record, claim === 'claimed');
    if (claim === 'claimed') this.options.bursts.received(item);
    if (claim === 'claimed' && item.lane !== undefined) this.options.diagnosis.received(item.event, record);
  }

  /**
   * Starts the claimed events in wire order, and waits for those that other processes run. The promises never reject.
   */
  #start(delivery: Delivery, begun: readonly BegunEvent[]): Promise<Ending>[] {
    const { items } = delivery;
    const endings: Promise<Ending>[] = [];
    let before: Latch | undefined;
    for (const [index, item] of items.entries()) {
      const answer = begun[index] as BegunEvent;
      this.#startAhead(item, answer);
      if (answer.claim === 'claimed') {
        endings.push(this.#runEvent(item, answer, delivery, before));
        before = item.started;
        continue;
      }
      this.#leave(item);
      // An event that a body holds twice runs once: the second one is leased.
      const first = answer.claim === 'leased' ? items.findIndex(({ id }) => id === item.id) : index;
      items[index] = items[first] ?? item;
      endings.push(endings[first] ?? this.#others.await(item, answer, delivery));
    }
    return endings;
  }

  /** Events of the thread that a dead process left run first. Meta's answer does not wait for them. */
  #startAhead({ place }: Item, { ahead = [] }: BegunEvent): void {
    const { parked } = this.options;
    if (ahead.length > 0) void this.atWork(() => Promise.all(parked.start(ahead, { ahead: place })));
  }

  /** Runs one claimed event, and records how it ended. */
  async #runEvent(item: Item, begun: BegunEvent, delivery: Delivery, before?: Latch): Promise<Outcome> {
    item.delivery = delivery;
    const ended = await this.options.runner.run(item, begun, before);
    delivery.ended.push(...ended);
    const outcome = item.ended ?? 'failed';
    if (outcome === 'failed') delivery.hasFailed = true;
    if (delivery.isAccepted) await this.#flush(delivery);
    return outcome;
  }

  /**
   * Parks all claimed events before the first handler runs. Resolves to false if the store did not save them; then none
   * runs.
   */
  async #parkAll(delivery: Delivery, begun: readonly BegunEvent[]): Promise<boolean> {
    const { claims, parked } = this.options;
    const claimed = delivery.items.filter((_, index) => begun[index]?.claim === 'claimed');
    if (claimed.length === 0 || (await parked.park(claimed))) {
      // Events that another process runs may not be parked yet.
      delivery.isAccepted = begun.every(({ claim }) => claim !== 'leased');
      return true;
    }
    const left = begun.flatMap(({ ahead = [] }) => ahead);
    await claims.end([...claimed, ...left].map(({ id }) => ({ id, outcome: 'failed' })));
    for (const item of delivery.items) this.#leave(item);
    this.#end();
    return false;
  }

  /**
   * Settles the delivery when its time is up. Meta redelivers failed events and events that another process runs; this
   * process finishes the rest. With a durable store those are parked first.
   */
  async #answerEarly(delivery: Delivery, all: Promise<unknown>): Promise<DeliveryResult> {
    const { answerWithinMs, parked, store } = this.options;
    delivery.isAccepted = !delivery.hasFailed && delivery.othersPending === 0;
    if (delivery.isAccepted && store.isDurable && answerWithinMs !== 0) {
      const ended = new Set(delivery.ended.map(({ id }) => id));
      const unfinished = delivery.items.filter(({ id }) => !ended.has(id));
      // This process retries an event that fails meanwhile, since Meta may get 200.
      delivery.isAccepted = await parked.park(unfinished);
    }
    return this.#answered(delivery, delivery.isAccepted ? 200 : delivery.hasFailed ? 500 : 503, all);
  }

  async #answered(delivery: Delivery, status: number, all: Promise<unknown>): Promise<DeliveryResult> {
    void this.atWork(() => this.#flush(delivery));
    return {
      status,
      events: await Promise.all(delivery.items.map((item) => this.#others.asItStands(item))),
      rest: all,
      isEarly: true,
    };
  }

  /** Writes to the store the events that have ended since the last call. */
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
