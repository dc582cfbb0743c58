import { sleep, within } from '../clock.ts';
import { asError, HandlerTimeoutError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { observationOf, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable, BegunEvent, Clock, Logger, Store } from '../ports.ts';
import type { Attempts } from './attempts.ts';
import { STORE_WITHIN_MS } from './bounded-store.ts';
import { claims as createClaims, type Outcome } from './claims.ts';
import { deadlines, type Limit } from './deadlines.ts';
import { type Delivery, type DeliveryResult, type Ending, eventsOf, placesOf, statusFor } from './delivery.ts';
import type { EventRunner } from './event-runner.ts';
import { type Item, setStandby } from './item.ts';
import type { ThreadQueues } from './thread-queues.ts';
import { Turn } from './turn.ts';

/** What the engine needs of the bot around it. */
export interface DeliveriesOptions {
  readonly appId: string;
  /** Every operation answers within a bound. */
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queues: ThreadQueues;
  readonly answerWithinMs: number | false;
  readonly leaseMs: number;
  /** How far Meta's clock is known to be ahead of ours, in ms. */
  readonly aheadMs: () => number;
  /** Key of the event's thread; `undefined` for an event that names no person. Asked once for each. */
  readonly keyOf: (event: HandoverEvent) => string | undefined;
  /** Wakes whoever waits for this event. */
  readonly notify: (thread: string, event: HandoverEvent, record: ThreadRecord | undefined) => void;
  /** Whether a handler runs that has not waited for anything yet. */
  readonly isCalling: () => boolean;
  readonly runner: EventRunner;
  readonly attempts: Attempts;
}

/** The engine: events in, the status to answer out. */
export interface Deliveries {
  /**
   * Runs the handlers of each event once, whoever else has it too.
   *
   * @param now When they came, in ms.
   * @param mayAnswerEarly Answer after `answerWithinMs` while handlers go on.
   */
  deliver(events: readonly HandoverEvent[], now: number, mayAnswerEarly: boolean): Awaitable<DeliveryResult>;
  /** Waits for what runs; gives up what waits for its next try. */
  close(): Promise<void>;
}

const POLL_MS = 250;
/** Of the second that Meta leaves behind the usual time of an early answer. */
const LOOK_WITHIN_MS = 500;
const NOTHING: Promise<unknown> = Promise.resolve();

export function deliveries(options: DeliveriesOptions): Deliveries {
  const { store, clock, logger, queues, runner, attempts, answerWithinMs } = options;
  const claims = createClaims(store, options);
  const answers = answerWithinMs === false ? undefined : deadlines(clock, answerWithinMs);
  /** What runs, and who waits for the end of all of it. */
  let atWork = 0;
  let idle: Turn | undefined;
  /** Deliveries of a thread that wait for the store; those behind them must not overtake. */
  const arrivals = new Map<string, Promise<void>>();
  let closing = false;
  /** Two apps may share one store. */
  const prefixes = { messenger: `${options.appId}:messenger:`, instagram: `${options.appId}:instagram:` };

  function itemOf(event: HandoverEvent, metaNow: number): Item {
    const thread = options.keyOf(event);
    const observation = thread === undefined ? undefined : observationOf(event, options.appId, metaNow);
    return { event, id: `${prefixes[event.platform]}${event.id}`, thread, observation };
  }

  function deliver(events: readonly HandoverEvent[], now: number, mayAnswerEarly: boolean): Awaitable<DeliveryResult> {
    // A handler that delivers something itself does not run it inside of itself.
    if (options.isCalling()) return NOTHING.then(() => deliver(events, now, mayAnswerEarly));
    if (closing) return { status: 503, events, rest: NOTHING };
    if (events.length === 0) return { status: 200, events, rest: NOTHING };

    const metaNow = now + options.aheadMs();
    const items = events.map((event) => itemOf(event, metaNow));
    const until = now + (answerWithinMs === false ? STORE_WITHIN_MS : answerWithinMs);
    const delivery: Delivery = { accepted: false, ended: [], failed: false, othersPending: 0, until };
    const begun = claims.begin(items, now);
    // A store that answers at once may still owe the answer for a delivery ahead of this one.
    if (begun instanceof Promise || areAwaited(items)) {
      return track(deliverLater(items, Promise.resolve(begun), delivery, mayAnswerEarly));
    }

    const endings = startAll(items, begun, delivery);
    const status = statusAtOnce(endings, delivery);
    if (!(status instanceof Promise)) return { status, events: eventsOf(items), rest: NOTHING };
    return track(answer(items, status, delivery, mayAnswerEarly ? answers?.start() : undefined));
  }

  /** Whether a delivery with events of the same threads waits for the store. */
  function areAwaited(items: readonly Item[]): boolean {
    return arrivals.size > 0 && items.some(({ thread = '' }) => arrivals.has(thread));
  }

  /** Goes on once the store has told, in the order in which the deliveries of each thread arrived. */
  async function deliverLater(
    items: Item[],
    asked: Promise<readonly BegunEvent[]>,
    delivery: Delivery,
    mayAnswerEarly: boolean,
  ): Promise<DeliveryResult> {
    const limit = mayAnswerEarly ? answers?.start() : undefined;
    const threads = [...new Set(items.map(({ thread = '' }) => thread))];
    const before = Promise.all(threads.map((thread) => arrivals.get(thread)));
    const own = new Turn();
    for (const thread of threads) {
      arrivals.set(thread, own.start);
      queues.ask(thread);
    }
    function leave(): void {
      own.take();
      for (const thread of threads) {
        if (arrivals.get(thread) === own.start) arrivals.delete(thread);
        queues.answered(thread);
      }
    }
    let status: Awaitable<number>;
    try {
      const begun = await asked;
      await before;
      status = statusAtOnce(startAll(items, begun, delivery), delivery);
    } catch (error) {
      limit?.stop();
      logger.debug({ error: errorFields(asError(error)) }, 'A delivery could not be begun');
      // Meta need not wait, but those behind it must not overtake those ahead of it.
      void track(before.then(leave));
      return { status: 503, events: eventsOf(items), rest: NOTHING };
    }
    leave();
    return answer(items, Promise.resolve(status), delivery, limit);
  }

  /** Waits for the end of all, or answers while they go on. */
  async function answer(
    items: readonly Item[],
    ended: Promise<number>,
    delivery: Delivery,
    limit: Limit | undefined,
  ): Promise<DeliveryResult> {
    const all = track(ended);
    const status = limit === undefined ? await all : await limit.or(all);
    if (status !== undefined) return { status, events: eventsOf(items), rest: NOTHING };

    // Time is up: what failed Meta brings again, what another one runs it asks for again, the rest is ours from here.
    delivery.accepted = !delivery.failed && delivery.othersPending === 0;
    void track(Promise.resolve(flush(delivery)));
    const early = delivery.failed ? 500 : delivery.accepted ? 200 : 503;
    return { status: early, events: await Promise.all(items.map(asItStands)), rest: all };
  }

  /** A copy, since the event itself is settled when its turn comes. */
  async function asItStands({ event, thread }: Item): Promise<HandoverEvent> {
    const record = thread === undefined ? undefined : queues.record(thread);
    if (event.standby || record === undefined) return event;
    // A plugin that is asked may take long, and Meta waits.
    const told = within(clock, isStandby(event, record), LOOK_WITHIN_MS, () => new HandlerTimeoutError(LOOK_WITHIN_MS));
    return { ...event, standby: await told.catch(() => true) };
  }

  /** Of an event that is not run here. Where nobody can tell, silence is the safe mistake. */
  async function isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Promise<boolean> {
    try {
      return await runner.isStandby(event, record);
    } catch (error) {
      logger.warn({ error: errorFields(asError(error)) }, 'Whether an event may be answered could not be told');
      return true;
    }
  }

  /**
   * Starts what was claimed, in wire order, and waits for what others have; the promises never reject. All waiters are
   * awake and all records known before the first handler starts.
   */
  function startAll(items: Item[], begun: readonly BegunEvent[], delivery: Delivery): Awaitable<Ending>[] {
    for (let index = 0; index < items.length; index += 1) note(items[index], begun[index]);
    if (items.length === 1) return startEach(items, begun, delivery);
    queues.keep(items, begun);
    try {
      return startEach(items, begun, delivery);
    } finally {
      queues.letGo();
    }
  }

  function startEach(items: Item[], begun: readonly BegunEvent[], delivery: Delivery): Awaitable<Ending>[] {
    const endings: Awaitable<Ending>[] = [];
    let before: Turn | undefined;
    let places: ReadonlyMap<string, number> | undefined;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      const answer = begun[index];
      if (item === undefined || answer === undefined) continue;
      if (answer.claim !== 'claimed') {
        places ??= placesOf(items);
        const first = places.get(item.id) ?? index;
        const same = items[first];
        if (same === undefined || first === index) {
          endings.push(awaitOther(item, answer, delivery));
        } else {
          // What stands twice in a body is one event.
          items[index] = same;
          endings.push(endings[first] ?? 'done');
        }
        continue;
      }
      // What arrives later can't overtake; each waits for the start of the one before.
      const own = new Turn();
      endings.push(start(item, answer, delivery, own, before));
      before = own;
    }
    return endings;
  }

  /** Lets everybody know of what the store told. */
  function note(item: Item | undefined, begun: BegunEvent | undefined): void {
    if (item?.thread === undefined || begun === undefined) return;
    if (begun.record !== undefined) queues.merge(item.thread, begun.record);
    if (begun.claim === 'claimed') options.notify(item.thread, item.event, begun.record);
  }

  /** The status for Meta; at once where everything is over and written down. */
  function statusAtOnce(endings: readonly Awaitable<Ending>[], delivery: Delivery): Awaitable<number> {
    for (const ending of endings) {
      if (!(ending instanceof Promise)) continue;
      // What is over has its lease kept until it is written down, which is when all is over.
      for (const { id, outcome } of delivery.ended) claims.run(id, Promise.resolve(outcome));
      return statusOf(endings, delivery);
    }
    const written = flush(delivery);
    const status = statusFor(endings as readonly Ending[]);
    return written instanceof Promise ? written.then(() => status) : status;
  }

  async function statusOf(endings: readonly Awaitable<Ending>[], delivery: Delivery): Promise<number> {
    const results = await Promise.all(endings);
    await flush(delivery);
    return statusFor(results);
  }

  function flush(delivery: Delivery): Awaitable<void> {
    const { ended } = delivery;
    if (ended.length === 0) return undefined;
    delivery.ended = [];
    return claims.end(ended);
  }

  async function awaitOther(item: Item, answer: BegunEvent, delivery: Delivery): Promise<Ending> {
    const { event, id } = item;
    delivery.othersPending += answer.claim === 'leased' ? 1 : 0;
    if (!event.standby && (await isStandby(event, answer.record))) setStandby(event, true);
    if (answer.claim === 'done') {
      await runner.meet(item, answer.record);
      return 'done';
    }
    const outcome = await (claims.running(id) ?? elsewhere(item, delivery));
    delivery.othersPending -= 1;
    return outcome;
  }

  /** An event that another process runs: asks again until it is over or the time is. */
  async function elsewhere(item: Item, delivery: Delivery): Promise<Ending> {
    while (clock.now() < delivery.until) {
      await sleep(clock, Math.min(POLL_MS, delivery.until - clock.now()));
      const ending = await askAgain(item, delivery);
      if (ending !== undefined) return ending;
    }
    return 'leased';
  }

  /** How an event ended that somebody else had; `undefined` while they have it. Run here where they have given it back. */
  async function askAgain(item: Item, delivery: Delivery): Promise<Ending | undefined> {
    const { thread = '' } = item;
    let running: Awaitable<Ending>;
    queues.ask(thread);
    try {
      const [begun] = await claims.begin([item], clock.now());
      if (begun?.claim === 'done') return 'done';
      if (begun?.claim !== 'claimed') return undefined;
      note(item, begun);
      running = start(item, begun, delivery, new Turn(), undefined);
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A leased event could not be asked for again');
      return 'leased';
    } finally {
      queues.answered(thread);
    }
    return running;
  }

  /** Runs one claimed event, and notes how it ended. */
  function start(
    item: Item,
    begun: BegunEvent,
    delivery: Delivery,
    own: Turn,
    before: Turn | undefined,
  ): Awaitable<Outcome> {
    const { id } = item;
    const run = attempts.run(item, begun, delivery, own, before);
    if (!(run instanceof Promise)) {
      delivery.ended.push({ id, outcome: run });
      return run;
    }
    const outcome = run.then(async (ended) => {
      delivery.ended.push({ id, outcome: ended });
      if (ended === 'failed') delivery.failed = true;
      if (delivery.accepted) await flush(delivery);
      return ended;
    });
    claims.run(id, outcome);
    return outcome;
  }

  function track<Result>(promise: Promise<Result>): Promise<Result> {
    atWork += 1;
    promise.then(over, over);
    return promise;
  }

  // Counted, not kept: a set leaves each of its earlier tables with a link to the next, and what they hold stays in memory
  // until the collector's slow round.
  function over(): void {
    atWork -= 1;
    if (atWork > 0) return;
    idle?.take();
    idle = undefined;
  }

  return {
    deliver,
    async close() {
      closing = true;
      attempts.stop();
      while (atWork > 0) {
        idle ??= new Turn();
        await idle.start;
      }
      claims.close();
    },
  };
}
