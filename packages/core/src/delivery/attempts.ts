import { asError, HandlerTimeoutError, isDefinite } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable, BegunEvent, Clock, Logger, Store } from '../ports.ts';
import { isDashboardTest } from '../wire/dashboard-test.ts';
import type { Outcome } from './claims.ts';
import type { EventRunner } from './event-runner.ts';
import type { Item } from './item.ts';
import type { ThreadQueues } from './thread-queues.ts';
import { Turn } from './turn.ts';

/** What events are tried with. */
export interface AttemptsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly queues: ThreadQueues;
  readonly runner: EventRunner;
  readonly attempts: number;
  readonly retryForMs: number;
  /** Tells that an event was given up. Never rejects. */
  readonly giveUp: (event: HandoverEvent, error: Error, attempts: number) => Promise<void>;
}

/** What became of a delivery so far. */
export interface Course {
  /** Whether Meta was told 200 meanwhile: it will not bring the events again. */
  readonly accepted: boolean;
}

/** Runs claimed events in their threads' turns, again where Meta won't bring them again. */
export interface Attempts {
  /**
   * Runs a claimed event; at once where nobody is ahead of it and no handler waits for anything. Never rejects.
   *
   * @param course Of the delivery that brought it.
   * @param own Begins as the first handler starts.
   * @param before Has to have begun ahead of it.
   */
  run(item: Item, begun: BegunEvent, course: Course, own: Turn, before: Turn | undefined): Awaitable<Outcome>;
  /** Gives up what waits for its next try. */
  stop(): void;
}

const FIRST_REPEAT_MS = 1_000;
const LONGEST_REPEAT_MS = 60_000;

export function attempts(options: AttemptsOptions): Attempts {
  const { store, clock, logger, queues, runner } = options;
  const repeats = new Set<Turn>();
  let stopped = false;

  async function tryOn(
    item: Item,
    { attempts: first, firstAt, record }: BegunEvent,
    course: Course,
    firstRun: Awaitable<Error | undefined>,
  ): Promise<Outcome> {
    let run = firstRun;
    let latest = record;
    for (let tries = first; ; tries += 1) {
      const failure = await run;
      // The dashboard's Test button is pressed by hand: its failure has been reported, and a repeat helps no one.
      if (failure === undefined || isDashboardTest(item.event)) return 'done';
      const spent = tries >= options.attempts && clock.now() - firstAt >= options.retryForMs;
      if (!spent && !course.accepted) return 'failed';
      if (!spent) await pause(Math.min(FIRST_REPEAT_MS * 2 ** (tries - first), LONGEST_REPEAT_MS));
      if (spent || stopped) {
        await options.giveUp(item.event, failure, tries);
        return 'done';
      }
      latest = await readAgain(item, latest);
      run = once(item, latest, new Turn(), undefined);
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

  /** Runs the handlers once, at once where nobody is ahead; tells the failure that another run may mend. */
  function once(
    item: Item,
    record: ThreadRecord | undefined,
    own: Turn,
    before: Turn | undefined,
  ): Awaitable<Error | undefined> {
    const { thread } = item;
    if (thread === undefined || record === undefined) return runAfter(before, item, undefined, own);
    if (!queues.isBusy(thread)) {
      // What is over at once has no queue: nothing could come in between.
      const run = runAfter(before, item, record, own);
      return run instanceof Promise ? queues.lead(thread, record, run) : run;
    }
    // Behind others of its thread its turn may be far away: nobody has to wait for that.
    own.take();
    return queues.follow(thread, record, () => runAfter(before, item, queues.record(thread) ?? record, own));
  }

  function runAfter(
    before: Turn | undefined,
    item: Item,
    record: ThreadRecord | undefined,
    own: Turn,
  ): Awaitable<Error | undefined> {
    if (before !== undefined && !before.taken) return before.start.then(() => runNow(item, record, own));
    return runNow(item, record, own);
  }

  function runNow(item: Item, record: ThreadRecord | undefined, own: Turn): Awaitable<Error | undefined> {
    const run = runner.run(item, record, own);
    if (run instanceof Promise)
      return run.then((failures) => {
        own.take();
        return toMend(failures);
      });
    own.take();
    return toMend(run);
  }

  /** Waits, but not into a close. */
  async function pause(delayMs: number): Promise<void> {
    const over = new Turn();
    const timer = clock.setTimeout(() => over.take(), delayMs);
    repeats.add(over);
    await over.start;
    repeats.delete(over);
    clock.clearTimeout(timer);
  }

  return {
    run(item, begun, course, own, before) {
      const failure = once(item, begun.record, own, before);
      return failure === undefined ? 'done' : tryOn(item, begun, course, failure);
    },
    stop() {
      stopped = true;
      for (const repeat of repeats) repeat.take();
    },
  };
}

/** The failure that another run may mend. */
function toMend(failures: readonly Error[]): Error | undefined {
  return failures.length === 0
    ? undefined
    : failures.find((error) => !isDefinite(error) && !(error instanceof HandlerTimeoutError));
}
