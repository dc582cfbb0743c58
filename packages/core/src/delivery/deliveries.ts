import { sleep } from '../clock.ts';
import { asError, HandlerTimeoutError, isDefinite } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { type Observation, observationOf, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable, BeginEvent, BegunEvent, Clock, EndEvent, Logger, Store } from '../ports.ts';
import { STORE_WITHIN_MS } from './bounded-store.ts';
import { claims as createClaims, type Outcome } from './claims.ts';
import { deadlines } from './deadlines.ts';
import type { ThreadQueues } from './thread-queues.ts';
import { type Turn, turn } from './turn.ts';

/** What the engine needs of the bot around it. */
export interface DeliveriesOptions {
  readonly appId: string;
  /** Every operation answers within a bound. */
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queues: ThreadQueues;
  readonly answerWithinMs: number | false;
  readonly attempts: number;
  readonly retryForMs: number;
  readonly leaseMs: number;
  /** The present by Meta's clock, as far as it is known to be ahead of ours. */
  readonly metaNow: () => number;
  /** Key of the event's thread; `undefined` for an event that names no person. Asked once for each. */
  readonly keyOf: (event: HandoverEvent) => string | undefined;
  /** Wakes whoever waits for this event. */
  readonly notify: (thread: string, event: HandoverEvent) => void;
  /**
   * Announces a change of owner, settles `standby` and runs the handlers; tells their failures. Never rejects. Calls
   * `started` as the first handler starts.
   */
  readonly run: (item: Item, record: ThreadRecord | undefined, started: () => void) => Promise<readonly Error[]>;
  /** Whether the event may not be answered, by this record. Rejects where a plugin that is asked fails. */
  readonly isStandby: (event: HandoverEvent, record: ThreadRecord | undefined) => Awaitable<boolean>;
  /** Announces a change of owner that an event meets which is not run again. Never rejects. */
  readonly meet: (item: Item, record: ThreadRecord | undefined) => Promise<void>;
  /** Tells that an event was given up. Never rejects. */
  readonly giveUp: (event: HandoverEvent, error: Error, attempts: number) => Promise<void>;
}

/** An event, with what it is known by. */
export interface Item {
  readonly event: HandoverEvent;
  /** By which it is claimed: two apps may share one store. */
  readonly id: string;
  /** Key of its thread; absent for an event that names no person. */
  readonly thread: string | undefined;
}

/** What became of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** One for each item, `standby` settled; those whose turn has not come as they stand now. */
  readonly events: readonly HandoverEvent[];
  /** What goes on behind the answer. */
  readonly rest: Promise<unknown>;
}

/** The engine: events in, the status to answer out. */
export interface Deliveries {
  /**
   * Runs the handlers of each event once, whoever else has it too.
   *
   * @param mayAnswerEarly Answer after `answerWithinMs` while handlers go on.
   */
  deliver(events: readonly HandoverEvent[], mayAnswerEarly: boolean): Promise<DeliveryResult>;
  /** Waits for what runs; gives up what waits for its next try. */
  close(): Promise<void>;
}

const POLL_MS = 250;
const FIRST_REPEAT_MS = 1_000;
const LONGEST_REPEAT_MS = 60_000;
const NOTHING: Promise<unknown> = Promise.resolve();

/** One delivery on its way to its answer. */
interface Delivery {
  /** Set once Meta was told 200 while handlers still ran: it will not bring these events again. */
  accepted: boolean;
  /** Ended, and not written to the store yet. */
  ended: EndEvent[];
  failed: boolean;
  /** Events that somebody else has and that are not over. */
  othersPending: number;
}

export function deliveries(options: DeliveriesOptions): Deliveries {
  const { store, clock, logger, queues, answerWithinMs } = options;
  const claims = createClaims(store, options);
  const answers = answerWithinMs === false ? undefined : deadlines(clock, answerWithinMs);
  const work = new Set<Promise<unknown>>();
  const repeats = new Set<() => void>();
  /** Deliveries of a thread that wait for the store; those behind them must not overtake. */
  const arrivals = new Map<string, Promise<void>>();
  let closing = false;

  function itemOf(event: HandoverEvent): Item {
    return { event, id: `${options.appId}:${event.platform}:${event.id}`, thread: options.keyOf(event) };
  }

  function asked({ event, id, thread }: Item): BeginEvent {
    if (thread === undefined) return { id };
    const observation: Observation | undefined = observationOf(event, options.appId, options.metaNow());
    return observation === undefined ? { id, thread } : { id, thread, observation };
  }

  /** Asks for the events, and gives the answers in the order in which the deliveries of each thread arrived. */
  async function begin(items: readonly Item[]): Promise<{ begun: readonly BegunEvent[]; release: () => void }> {
    const answer = claims.begin(items.map(asked), clock.now());
    if (!(answer instanceof Promise)) return { begun: answer, release: () => undefined };

    const threads = [...new Set(items.map(({ thread = '' }) => thread))];
    const before = threads.map((thread) => arrivals.get(thread));
    const own = turn();
    for (const thread of threads) arrivals.set(thread, own.start);
    const release = (): void => {
      own.take();
      for (const thread of threads) if (arrivals.get(thread) === own.start) arrivals.delete(thread);
    };
    try {
      const begun = await answer;
      await Promise.all(before);
      return { begun, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async function deliver(delivered: readonly HandoverEvent[], mayAnswerEarly: boolean): Promise<DeliveryResult> {
    // One for each event of the body; what stands twice in it is one item.
    const listed = pooled(delivered.map(itemOf));
    const items = listed.length < 2 ? listed : [...new Set(listed)];
    const events = listed.map(({ event }) => event);
    if (closing) return { status: 503, events, rest: NOTHING };
    if (items.length === 0) return { status: 200, events, rest: NOTHING };

    const received = clock.now();
    const limit = mayAnswerEarly ? answers?.start() : undefined;
    try {
      const { begun, release } = await begin(items);
      const delivery: Delivery = { accepted: false, ended: [], failed: false, othersPending: 0 };
      const until = received + (answerWithinMs === false ? STORE_WITHIN_MS : answerWithinMs);
      const all = track(statusOf(startAll(items, begun, delivery, until), delivery));
      release();
      const status = limit === undefined ? await all : await limit.or(all);
      if (status !== undefined) return { status, events, rest: NOTHING };

      // Time is up: what failed Meta brings again, what another one runs it asks for again, the rest is ours from here.
      delivery.accepted = !delivery.failed && delivery.othersPending === 0;
      void track(flush(delivery));
      const early = delivery.failed ? 500 : delivery.accepted ? 200 : 503;
      return { status: early, events: await Promise.all(listed.map(asItStands)), rest: all };
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A delivery could not be begun');
      return { status: 503, events, rest: NOTHING };
    } finally {
      limit?.stop();
    }
  }

  function pooled(items: readonly Item[]): readonly Item[] {
    if (items.length < 2) return items;
    const byId = new Map<string, Item>();
    return items.map((item) => {
      const first = byId.get(item.id) ?? item;
      byId.set(item.id, first);
      return first;
    });
  }

  /** A copy, since the event itself is settled when its turn comes. */
  async function asItStands({ event, thread }: Item): Promise<HandoverEvent> {
    const record = thread === undefined ? undefined : queues.record(thread);
    if (event.standby || record === undefined) return event;
    return { ...event, standby: await isStandby(event, record) };
  }

  /** Of an event that is not run here. Where nobody can tell, silence is the safe mistake. */
  async function isStandby(event: HandoverEvent, record: ThreadRecord | undefined): Promise<boolean> {
    try {
      return await options.isStandby(event, record);
    } catch (error) {
      logger.warn({ error: errorFields(asError(error)) }, 'Whether an event may be answered could not be told');
      return true;
    }
  }

  /** Starts what was claimed, in wire order, and waits for what others have; the promises never reject. */
  function startAll(
    items: readonly Item[],
    begun: readonly BegunEvent[],
    delivery: Delivery,
    until: number,
  ): Promise<Outcome | 'leased'>[] {
    const claimed: [Item, BegunEvent][] = [];
    const outcomes: Promise<Outcome | 'leased'>[] = [];
    for (const [index, item] of items.entries()) {
      const answer = begun[index];
      if (answer === undefined) continue;
      note(item, answer);
      if (answer.claim === 'claimed') claimed.push([item, answer]);
      else outcomes.push(awaitOther(item, answer, delivery, until));
    }
    // All waiters are awake and all records known before the first handler starts. All are queued at once, so that
    // what arrives later can't overtake; each waits for the start of the one before.
    let before: Turn | undefined;
    for (const [item, answer] of claimed) {
      const own = turn();
      outcomes.push(start(item, answer, delivery, own, before));
      before = own;
    }
    return outcomes;
  }

  /** Lets everybody know of what the store told. */
  function note({ event, thread }: Item, { claim, record }: BegunEvent): void {
    if (thread === undefined) return;
    if (record !== undefined) queues.update(thread, record);
    if (claim === 'claimed') options.notify(thread, event);
  }

  async function statusOf(outcomes: readonly Promise<Outcome | 'leased'>[], delivery: Delivery): Promise<number> {
    const results = await Promise.all(outcomes);
    await flush(delivery);
    if (results.includes('failed')) return 500;
    return results.includes('leased') ? 503 : 200;
  }

  function flush(delivery: Delivery): Promise<void> {
    return claims.end(delivery.ended.splice(0));
  }

  async function awaitOther(
    item: Item,
    answer: BegunEvent,
    delivery: Delivery,
    until: number,
  ): Promise<Outcome | 'leased'> {
    const { event, id } = item;
    delivery.othersPending += answer.claim === 'leased' ? 1 : 0;
    if (!event.standby && (await isStandby(event, answer.record))) setStandby(event, true);
    if (answer.claim === 'done') {
      await options.meet(item, answer.record);
      return 'done';
    }
    const outcome = await (claims.running(id) ?? elsewhere(item, delivery, until));
    delivery.othersPending -= 1;
    return outcome;
  }

  /** An event that another process runs: asks again until it is over or the time is. */
  async function elsewhere(item: Item, delivery: Delivery, until: number): Promise<Outcome | 'leased'> {
    while (clock.now() < until) {
      await sleep(clock, Math.min(POLL_MS, until - clock.now()));
      let begun: BegunEvent | undefined;
      try {
        [begun] = await claims.begin([asked(item)], clock.now());
      } catch (error) {
        logger.debug({ error: errorFields(asError(error)) }, 'A leased event could not be asked for again');
        return 'leased';
      }
      if (begun?.claim === 'done') return 'done';
      if (begun?.claim !== 'claimed') continue;
      note(item, begun);
      return start(item, begun, delivery, turn(), undefined);
    }
    return 'leased';
  }

  /** Runs one claimed event in its thread's turn, again where Meta won't bring it again, and notes how it ended. */
  function start(
    item: Item,
    begun: BegunEvent,
    delivery: Delivery,
    own: Turn,
    before: Turn | undefined,
  ): Promise<Outcome> {
    const { id } = item;
    const outcome = attempts(item, begun, delivery, own, before).then(async (ended) => {
      delivery.ended.push({ id, outcome: ended });
      if (ended === 'failed') delivery.failed = true;
      if (delivery.accepted) await flush(delivery);
      return ended;
    });
    claims.run(id, outcome);
    return outcome;
  }

  async function attempts(
    item: Item,
    { attempts: first, firstAt, record }: BegunEvent,
    delivery: Delivery,
    own: Turn,
    before: Turn | undefined,
  ): Promise<Outcome> {
    let latest = record;
    for (let tries = first; ; tries += 1) {
      const failure = await once(item, latest, own, before);
      if (failure === undefined) return 'done';
      const spent = tries >= options.attempts && clock.now() - firstAt >= options.retryForMs;
      if (!spent && !delivery.accepted) return 'failed';
      if (!spent) await pause(Math.min(FIRST_REPEAT_MS * 2 ** (tries - first), LONGEST_REPEAT_MS));
      if (spent || closing) {
        await options.giveUp(item.event, failure, tries);
        return 'done';
      }
      latest = await readAgain(item, latest);
    }
  }

  /** Between two runs the thread may have changed hands. */
  async function readAgain({ thread }: Item, known: ThreadRecord | undefined): Promise<ThreadRecord | undefined> {
    if (thread === undefined) return known;
    try {
      return await store.read(thread, clock.now());
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A thread could not be read again');
      return known;
    }
  }

  /** Runs the handlers once; tells the failure that another run may mend. */
  async function once(
    item: Item,
    record: ThreadRecord | undefined,
    own: Turn,
    before: Turn | undefined,
  ): Promise<Error | undefined> {
    const { thread } = item;
    let failures: readonly Error[] = [];
    const run = async (latest: ThreadRecord | undefined): Promise<void> => {
      if (before !== undefined && !before.taken) await before.start;
      failures = await options.run(item, latest, own.take);
      own.take();
    };
    if (thread === undefined || record === undefined) {
      await run(undefined);
    } else {
      // Behind others of its thread its turn may be far away: nobody has to wait for that.
      if (queues.record(thread) !== undefined) own.take();
      await queues.run(thread, record, () => run(queues.record(thread) ?? record));
    }
    return failures.find((error) => !isDefinite(error) && !(error instanceof HandlerTimeoutError));
  }

  /** Waits, but not into a close. */
  async function pause(delayMs: number): Promise<void> {
    const over = turn();
    const timer = clock.setTimeout(over.take, delayMs);
    repeats.add(over.take);
    await over.start;
    repeats.delete(over.take);
    clock.clearTimeout(timer);
  }

  function track<Result>(promise: Promise<Result>): Promise<Result> {
    const tracked: Promise<Result> = promise.finally(() => work.delete(tracked));
    work.add(tracked);
    return tracked;
  }

  return {
    deliver: (events, mayAnswerEarly) => track(deliver(events, mayAnswerEarly)),
    async close() {
      closing = true;
      for (const stop of repeats) stop();
      while (work.size > 0) await Promise.all(work);
      claims.close();
    },
  };
}

/** An event is made by the reader; whether it may be answered is known when its turn comes. */
export function setStandby(event: HandoverEvent, standby: boolean): void {
  (event as { standby: boolean }).standby = standby;
}
