import { sleep, unref, within } from '../clock.ts';
import { asError, HandlerTimeoutError, isDefinite, StoreError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import { type Observation, observationOf, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable, BegunEvent, Clock, EndEvent, Logger, Store } from '../ports.ts';
import { type Deadlines, deadlines } from './deadlines.ts';
import type { ThreadQueues } from './thread-queues.ts';

/** What the engine needs of the bot around it. */
export interface DeliveriesOptions {
  readonly appId: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queues: ThreadQueues;
  readonly answerWithinMs: number | false;
  readonly attempts: number;
  readonly retryForMs: number;
  readonly leaseMs: number;
  /** Key of the event's thread; `undefined` for an event that names no person. */
  readonly keyOf: (event: HandoverEvent) => string | undefined;
  /** Wakes whoever waits for this event. */
  readonly notify: (thread: string, event: HandoverEvent) => void;
  /**
   * Announces a change of owner, settles `standby` and runs the handlers; tells their failures. Never rejects. Calls
   * `started` as the first handler starts.
   */
  readonly run: (
    event: HandoverEvent,
    record: ThreadRecord | undefined,
    started: () => void,
  ) => Promise<readonly Error[]>;
  /** The event with `standby` as it is by this record: for a look at an event whose turn has not come. */
  readonly preview: (event: HandoverEvent, record: ThreadRecord) => HandoverEvent;
  /** Settles `standby` of an event that is not run here. */
  readonly settle: (event: HandoverEvent, record: ThreadRecord | undefined) => void;
  /** Tells that an event was given up. Never rejects. */
  readonly giveUp: (event: HandoverEvent, error: Error, attempts: number) => Promise<void>;
}

/** What became of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** The events, `standby` settled; those whose turn has not come as they stand now. */
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

/** Meta may bring an event again for more than a day. Source: Graph API docs, Webhooks, "repeats with falling frequency over 36 hours". */
const DONE_FOR_MS = 36 * 3_600_000;
/** A store that has not answered by then is down for this delivery. */
const STORE_WITHIN_MS = 4_000;
const POLL_MS = 250;
const FIRST_REPEAT_MS = 1_000;
const LONGEST_REPEAT_MS = 60_000;
const MOST_REMEMBERED = 10_000;

const NOTHING: Promise<unknown> = Promise.resolve();

type Outcome = 'done' | 'failed';

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
  const { store, clock, logger, queues, leaseMs, answerWithinMs } = options;
  const answers = answerWithinMs === false ? undefined : deadlines(clock, answerWithinMs);
  const holder = `${process.pid}-${Math.random().toString(36).slice(2)}`;
  /** Claimed here and not ended yet. */
  const running = new Map<string, Promise<Outcome>>();
  /** Done here, though the store could not be told: until when to remember. */
  const doneHere = new Map<string, number>();
  const work = new Set<Promise<unknown>>();
  const repeats = new Set<() => void>();
  let renewal: unknown;
  let storeFails = false;
  let closing = false;

  /** The store's answer within a bound. What it answers at once costs no timer. */
  async function ask<Result>(operation: () => Awaitable<Result>): Promise<Result> {
    try {
      const answer = operation();
      const result =
        answer instanceof Promise
          ? await within(clock, answer, STORE_WITHIN_MS, () => new StoreError('The store did not answer in time'))
          : answer;
      if (storeFails) logger.info({}, 'The store answers again');
      storeFails = false;
      return result;
    } catch (error) {
      if (!storeFails)
        logger.error({ error: errorFields(asError(error)) }, 'The store failed: deliveries get 503 and come again');
      storeFails = true;
      throw error;
    }
  }

  function claimId(event: HandoverEvent): string {
    return `${options.appId}:${event.platform}:${event.id}`;
  }

  function begin(events: readonly HandoverEvent[], now: number): Promise<readonly BegunEvent[]> {
    const asked = events.map((event) => {
      const thread = options.keyOf(event);
      const observation: Observation | undefined =
        thread === undefined ? undefined : observationOf(event, options.appId, now);
      return {
        id: claimId(event),
        ...(thread === undefined ? {} : { thread }),
        ...(observation === undefined ? {} : { observation }),
      };
    });
    return ask(() => store.begin(asked, { holder, leaseMs, now }));
  }

  /** Writes down what has ended. What can't be written is remembered here, so that this process does not run it again. */
  async function flush(delivery: Delivery): Promise<void> {
    const ended = delivery.ended;
    if (ended.length === 0) return;
    delivery.ended = [];
    const now = clock.now();
    try {
      await ask(() => store.end(ended, { holder, doneForMs: DONE_FOR_MS, now }));
    } catch {
      for (const { id, outcome } of ended) if (outcome === 'done') rememberDone(id, now);
    }
    for (const { id } of ended) running.delete(id);
  }

  function rememberDone(id: string, now: number): void {
    doneHere.set(id, now + DONE_FOR_MS);
    const oldest = doneHere.keys().next();
    if (doneHere.size > MOST_REMEMBERED && oldest.done !== true) doneHere.delete(oldest.value);
  }

  /** One timer for all leases, and only while there are any. */
  function keepLeases(): void {
    if (renewal !== undefined) return;
    renewal = clock.setTimeout(() => {
      renewal = undefined;
      if (running.size === 0) return;
      const ids = [...running.keys()];
      ask(() => store.renew(ids, { holder, leaseMs, now: clock.now() })).catch((error: unknown) =>
        logger.debug({ error: errorFields(asError(error)) }, 'Leases could not be renewed'),
      );
      keepLeases();
    }, leaseMs / 3);
    unref(renewal);
  }

  /** Runs one claimed event in its thread's turn, again where Meta won't bring it again, and notes how it ended. */
  function start(
    event: HandoverEvent,
    begun: BegunEvent,
    delivery: Delivery,
    own: Turn = turn(),
    before?: Turn,
  ): Promise<Outcome> {
    const id = claimId(event);
    const thread = options.keyOf(event);
    const outcome = attempt(event, begun.attempts, begun.firstAt).then((ended) => {
      delivery.ended.push({ id, outcome: ended });
      if (ended === 'failed') delivery.failed = true;
      return delivery.accepted ? flush(delivery).then(() => ended) : ended;
    });
    running.set(id, outcome);
    return outcome;

    async function attempt(event: HandoverEvent, attempts: number, firstAt: number): Promise<Outcome> {
      for (let tries = attempts; ; tries += 1) {
        const failure = await once(event, thread, begun.record, own, before);
        if (failure === undefined) return 'done';
        if (tries >= options.attempts && clock.now() - firstAt >= options.retryForMs) {
          await options.giveUp(event, failure, tries);
          return 'done';
        }
        if (!delivery.accepted) return 'failed';
        await pause(Math.min(FIRST_REPEAT_MS * 2 ** (tries - attempts), LONGEST_REPEAT_MS));
        if (closing) {
          await options.giveUp(event, failure, tries);
          return 'done';
        }
      }
    }
  }

  /** Runs the handlers once; tells the failure that another run may mend. */
  async function once(
    event: HandoverEvent,
    thread: string | undefined,
    record: ThreadRecord | undefined,
    own: Turn,
    before: Turn | undefined,
  ): Promise<Error | undefined> {
    let failures: readonly Error[] = [];
    const run = async (latest: ThreadRecord | undefined): Promise<void> => {
      if (before !== undefined && !before.taken) await before.start;
      failures = await options.run(event, latest, own.take);
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

  async function pause(delayMs: number): Promise<void> {
    let wake: (() => void) | undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const timer = clock.setTimeout(() => wake?.(), delayMs);
    const stop = (): void => wake?.();
    repeats.add(stop);
    await woken;
    repeats.delete(stop);
    clock.clearTimeout(timer);
  }

  /** An event that another process runs: asks again until it is over or the time is. */
  async function elsewhere(event: HandoverEvent, delivery: Delivery, until: number): Promise<Outcome | 'leased'> {
    while (clock.now() < until) {
      await sleep(clock, Math.min(POLL_MS, until - clock.now()));
      const [begun] = await begin([event], clock.now());
      if (begun?.claim === 'done') return 'done';
      if (begun?.claim === 'claimed') return start(event, begun, delivery);
    }
    return 'leased';
  }

  async function deliver(delivered: readonly HandoverEvent[], mayAnswerEarly: boolean): Promise<DeliveryResult> {
    const now = clock.now();
    if (closing) return { status: 503, events: delivered, rest: NOTHING };
    // One for each item; an item that stands twice is one event.
    const items = delivered.length < 2 ? delivered : pooled(delivered);
    const events = items.length < 2 ? items : [...new Set(items)];
    let begun: readonly BegunEvent[];
    try {
      begun = events.length === 0 ? [] : await begin(events, now);
    } catch {
      return { status: 503, events: items, rest: NOTHING };
    }

    const delivery: Delivery = { accepted: false, ended: [], failed: false, othersPending: 0 };
    const outcomes: Promise<Outcome | 'leased'>[] = [];
    const claimed: [HandoverEvent, BegunEvent][] = [];
    const until = now + (answerWithinMs === false ? STORE_WITHIN_MS : answerWithinMs);
    for (const [index, event] of events.entries()) {
      const answer = begun[index];
      if (answer === undefined) continue;
      const thread = options.keyOf(event);
      if (thread !== undefined && answer.record !== undefined) queues.update(thread, answer.record);
      if (answer.claim === 'claimed' && !wasDoneHere(event, delivery, now)) {
        if (thread !== undefined) options.notify(thread, event);
        claimed.push([event, answer]);
        continue;
      }
      options.settle(event, answer.record);
      if (answer.claim === 'leased') outcomes.push(awaitOther(event, delivery, until));
    }
    // All waiters are awake and all records known before the first handler starts.
    if (claimed.length > 0) keepLeases();
    const all = track(settled(outcomes, claimed, delivery));
    const status = mayAnswerEarly && answers !== undefined ? await inTime(answers, all) : await all;
    if (status !== undefined) return { status, events: items, rest: NOTHING };
    // Time is up: what failed Meta brings again, what another one runs it asks for again, the rest is ours from here.
    delivery.accepted = !delivery.failed && delivery.othersPending === 0;
    await flush(delivery);
    return { status: delivery.failed ? 500 : delivery.accepted ? 200 : 503, events: items.map(previewed), rest: all };
  }

  function pooled(events: readonly HandoverEvent[]): readonly HandoverEvent[] {
    const byId = new Map<string, HandoverEvent>();
    return events.map((event) => {
      const id = claimId(event);
      const first = byId.get(id) ?? event;
      byId.set(id, first);
      return first;
    });
  }

  function previewed(event: HandoverEvent): HandoverEvent {
    const thread = options.keyOf(event);
    const record = thread === undefined ? undefined : queues.record(thread);
    return record === undefined ? event : options.preview(event, record);
  }

  /** Done here before, though the store does not know: tells it now. */
  function wasDoneHere(event: HandoverEvent, delivery: Delivery, now: number): boolean {
    const id = claimId(event);
    if ((doneHere.get(id) ?? 0) <= now) return false;
    doneHere.delete(id);
    delivery.ended.push({ id, outcome: 'done' });
    return true;
  }

  async function awaitOther(event: HandoverEvent, delivery: Delivery, until: number): Promise<Outcome | 'leased'> {
    delivery.othersPending += 1;
    const outcome = await (running.get(claimId(event)) ?? elsewhere(event, delivery, until));
    delivery.othersPending -= 1;
    return outcome;
  }

  /** Starts what was claimed, in wire order, and tells the status once all is over. */
  async function settled(
    others: readonly Promise<Outcome | 'leased'>[],
    claimed: readonly [HandoverEvent, BegunEvent][],
    delivery: Delivery,
  ): Promise<number> {
    // Queued at once, so that what arrives later can't overtake; each waits for the start of the one before.
    let before: Turn | undefined;
    const outcomes = [...others];
    for (const [event, begun] of claimed) {
      const own = turn();
      outcomes.push(start(event, begun, delivery, own, before));
      before = own;
    }
    const results = await Promise.all(outcomes);
    await flush(delivery);
    if (results.includes('failed')) return 500;
    return results.includes('leased') ? 503 : 200;
  }

  function track<Result>(promise: Promise<Result>): Promise<Result> {
    work.add(promise);
    return promise.finally(() => work.delete(promise));
  }

  return {
    deliver: (events, mayAnswerEarly) => track(deliver(events, mayAnswerEarly)),
    async close() {
      closing = true;
      for (const stop of repeats) stop();
      while (work.size > 0) await Promise.all(work);
      if (renewal !== undefined) clock.clearTimeout(renewal);
    },
  };
}

/** The start of an event, for the next one in the delivery to wait for. */
interface Turn {
  readonly taken: boolean;
  readonly start: Promise<void>;
  readonly take: () => void;
}

function turn(): Turn {
  let resolve: () => void = () => undefined;
  const start = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const own = {
    taken: false,
    start,
    take: () => {
      own.taken = true;
      resolve();
    },
  };
  return own;
}

/** What `promise` gives, or `undefined` where the deadline comes first. */
function inTime<Result>(deadline: Deadlines, promise: Promise<Result>): Promise<Result | undefined> {
  return new Promise((resolve) => {
    const stop = deadline.start(() => resolve(undefined));
    promise.then(resolve).finally(stop);
  });
}
