import { BoundedMap } from '../bounded-map.ts';
import { eventChannel } from '../channels.ts';
import {
  asError,
  HandlerTimeoutError,
  isDefinite,
  LeaseLostError,
  NotThreadOwnerError,
  OptionError,
} from '../errors.ts';
import { errorFields, handlerErrorFields } from '../logger.ts';
import type { RunHook } from '../plugin.ts';
import type { Awaitable, BegunEvent, EndEvent } from '../ports.ts';
import { type LetterFacts, letterOf } from '../records/letters.ts';
import { asParked } from '../records/unsent-texts.ts';
import { Latch, learn } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import { textsIn } from '../wire/texts-in.ts';
import type { Bursts, GatheredItem } from './bursts.ts';
import type { HandlerCalls } from './call-handlers.ts';
import type { Claims } from './claims.ts';
import { EventReport } from './event-report.ts';
import type { Handlers } from './handlers.ts';
import type { Item, Outcome } from './item.ts';
import { nextRun, type RetryLimits } from './retry-plan.ts';
import { Run, type RunOptions } from './run.ts';
import { BurstRun } from './run-burst.ts';

/** What events are run with. */
export interface RunEventOptions extends ThreadContext {
  /** Called around each run. */
  readonly runHooks: readonly RunHook[];
  readonly handlers: Handlers;
  readonly calls: HandlerCalls;
  readonly bursts: Bursts;
  readonly claims: Claims;
  /** When an event is given up. */
  readonly limits: RetryLimits;
  /** How long later events of the thread wait while an event waits for its retry, in ms. */
  readonly orderWaitMs: number;
  /** Whether dead letters keep what people wrote. */
  readonly keepsTexts: boolean;
}

/** What a claimed event begins with. */
type Claimed = Omit<BegunEvent, 'claim'>;

/** The end of an event, and those of the messages in its burst. */
type Ends = readonly [EndEvent, ...EndEvent[]];

/** Limit on events whose unrecorded steps are remembered. */
const MOST_UNRECORDED = 200;

/** Runs events that this process has claimed, each in the lane of its thread. */
export class EventRunner {
  readonly #pauses = new Set<Latch>();
  readonly #runs: RunOptions;
  #isStopped = false;

  constructor(private readonly options: RunEventOptions) {
    this.#runs = { ...options, unrecorded: new BoundedMap(MOST_UNRECORDED) };
  }

  /** Whether {@link stop} was called. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /**
   * Runs the handlers of a claimed event in the lane of its thread, and retries after a failure if Meta won't redeliver
   * it. Resolves to what to write to the store: the end of the event, of a burst those of all its messages, and nothing
   * for a message that another message took into its burst. Never rejects.
   *
   * @param before The handlers are called only after this has opened: the start of the previous event of the delivery.
   */
  async run(item: Item, begun: Claimed, before?: Latch): Promise<readonly EndEvent[]> {
    const { bursts, claims, handlers, lanes } = this.options;
    const { lane, place, started } = item;
    item.record = begun.record;
    item.recorded = begun.journal;
    if (lane !== undefined) lanes.addRun(lane, item);
    claims.run(item);
    if (eventChannel.hasSubscribers) item.report = new EventReport(item, this.options);
    let outcome: Outcome = 'failed';
    try {
      if (before?.isOpen === false) await before.opened;
      if (place?.ahead?.isOpen === false) {
        // Its turn may come late; the events of other threads in its delivery need not wait for it.
        started.open();
        await place.ahead.opened;
      }
      if (item.gathered !== undefined) {
        // The leader of the burst may have to queue behind this message in the lane.
        this.#leave(item);
        outcome = await item.gathered;
        return [];
      }
      const isBurst = bursts.isGathered(item) && handlers.count('burst') > 0;
      const ended: Ends = isBurst
        ? await this.#runBurst(item, begun)
        : [await this.#runUntilOver(item, begun, () => this.#call(item))];
      ({ outcome } = ended[0]);
      return ended;
    } finally {
      bursts.over(item);
      started.open();
      this.#leave(item);
      if (lane !== undefined) lanes.removeRun(lane, item);
      item.report?.end(outcome);
      // Calls still in progress would otherwise overlap with the next run.
      if (outcome === 'failed') item.abort(new LeaseLostError());
      item.finish(outcome);
    }
  }

  #leave(item: Item): void {
    if (item.place !== undefined) this.options.lanes.leave(item.place);
    item.place = undefined;
  }

  #call(item: Item): Awaitable<readonly Error[]> {
    const { calls, store } = this.options;
    const run = item.begin(new Run(item, this.#runs));
    // If the event stays parked, the next process runs its handlers.
    return run.reason !== undefined && store.isDurable ? [run.reason] : calls.call(item, run);
  }

  async #runBurst(leader: GatheredItem, begun: Claimed): Promise<Ends> {
    let settle: (outcome: Outcome) => void = () => undefined;
    const gathered = new Promise<Outcome>((resolve) => {
      settle = resolve;
    });
    const burst = new BurstRun(leader, {
      ...this.#runs,
      ...this.options,
      onMember: (item) => Object.assign(item, { gathered, gatheredBy: leader }),
    });
    const { delivery } = leader;
    // Meta does not redeliver events that it got 200 for, so this process retries them all.
    leader.delivery = {
      ...delivery,
      get isAccepted() {
        return delivery.isAccepted || burst.members.slice(1).some((each) => each.delivery.isAccepted);
      },
    };
    const end = await this.#runUntilOver(leader, begun, () => burst.call());
    settle(end.outcome);
    const rest = await Promise.all(burst.members.slice(1).map((item) => this.#endLike(end, item)));
    return [end, ...rest];
  }

  /** If a burst is given up, each of its messages becomes a letter. */
  async #endLike({ outcome, letter }: EndEvent, item: Item): Promise<EndEvent> {
    const { id } = item;
    return letter === undefined ? { id, outcome } : this.#dead(item, JSON.parse(letter.body));
  }

  /** Calls the handlers, by `call`, until they succeed, the event is given up, or Meta redelivers it. */
  async #runUntilOver(
    item: Item,
    { attempts: first, firstAt }: Claimed,
    call: () => Awaitable<readonly Error[]>,
  ): Promise<EndEvent> {
    const { clock, limits, orderWaitMs, runHooks, store } = this.options;
    const { id } = item;
    let holdsUntil: number | undefined;
    for (let tries = first; ; tries += 1) {
      item.report?.begin();
      const failures = await (runHooks.length === 0 ? call() : this.#throughHooks(item, call));
      item.report?.ran(tries, failures);
      const { run } = item;
      // A developer presses the dashboard's Test button: the failure has been reported, and a retry has no use.
      if (failures.length === 0 || isDashboardTest(item.event)) return { id, outcome: 'done' };
      // Another process has taken the lease, and runs the event.
      if (run?.isLost === true) return { id, outcome: 'failed' };
      if (this.#isStopped && store.isDurable && run?.reason !== undefined) return { id, outcome: 'failed' };
      const hasTimedOut = failures.some((each) => each instanceof HandlerTimeoutError);
      const timeouts = hasTimedOut ? await item.journal(this.#runs).countTimeout() : 0;
      const next = nextRun(failures, { tries, timeouts, firstAt, now: clock.now() }, limits);
      if (next === 'handled' || run?.reason instanceof NotThreadOwnerError) return { id, outcome: 'done' };
      const failure = failures.find((each) => !isDefinite(each)) as Error;
      if (next === 'give_up' || item.delivery.isAccepted) item.started.open();
      if (next === 'give_up') return await this.#giveUp(item, failure, tries);
      if (!item.delivery.isAccepted) return { id, outcome: 'failed' };
      // A run that timed out has kept the thread waiting long enough.
      holdsUntil ??= clock.now() + (hasTimedOut ? 0 : orderWaitMs);
      await this.#awaitNext(item, clock.now() + next.afterMs, holdsUntil);
      if (this.#isStopped) return store.isDurable ? { id, outcome: 'failed' } : this.#giveUp(item, failure, tries);
    }
  }

  /** Resolves to the failures of the run, and to that of a hook, which is reported here. */
  async #throughHooks(item: Item, call: () => Awaitable<readonly Error[]>): Promise<readonly Error[]> {
    const { runHooks, handlers } = this.options;
    const { event } = item;
    let failures: readonly Error[] | undefined;
    const run = async (index: number): Promise<void> => {
      const hook = runHooks[index];
      if (hook === undefined) failures = await call();
      else await hook({ event }, () => run(index + 1));
    };
    try {
      await run(0);
      if (failures !== undefined) return failures;
      throw new OptionError(
        'hook',
        'A hook of onRun ended without next, so no handler has run: call await next() in it',
      );
    } catch (thrown) {
      const error = asError(thrown);
      await handlers.report({ error, event });
      return [...(failures ?? []), error];
    }
  }

  /** Releases the events that wait for a retry. */
  stop(): void {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.open();
  }

  /** Waits for the next run. Later events of the thread wait for up to `orderWaitMs`, then run first. */
  async #awaitNext(item: Item, at: number, holdsUntil: number): Promise<void> {
    const { clock, lanes, store, logger } = this.options;
    const { record, thread } = item;
    if (item.place !== undefined && at > holdsUntil) {
      await this.#pause(holdsUntil - clock.now());
      this.#leave(item);
      item.isLate = true;
    }
    await this.#pause(at - clock.now());
    if (thread === undefined || record === undefined || this.#isStopped) return;
    // The owner may change between two runs, so the record is read again.
    item.place ??= lanes.enter(thread);
    const { ahead, lane } = item.place;
    learn(lane, record);
    try {
      learn(lane, await store.read(thread, clock.now()));
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'A thread could not be read before a retry');
    }
    if (ahead?.isOpen === false) await ahead.opened;
  }

  async #giveUp(item: Item, error: Error, attempts: number): Promise<EndEvent> {
    const { event, id } = item;
    const { clock, logger, handlers } = this.options;
    const fields = handlerErrorFields(error, textsIn(event.raw));
    logger.error({ kind: event.kind, attempts, error: fields }, 'An event became a dead letter');
    await handlers.emit('dead_letter', { event, error, attempts });
    if (item.isForgotten) return { id, outcome: 'dead' };
    return this.#dead(item, { error: fields, attempts, at: clock.now() });
  }

  async #dead(item: Item, { error, attempts, at }: LetterFacts): Promise<EndEvent> {
    const { keepsTexts } = this.options;
    const body = letterOf(await asParked(item, this.options), { error, attempts, at, keepsTexts });
    return { id: item.id, outcome: 'dead', letter: { thread: item.thread, body } };
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
