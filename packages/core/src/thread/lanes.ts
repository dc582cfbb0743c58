import type { HandoverEvent } from '../events.ts';
import { mergeObservation, type ThreadRecord } from '../ownership/registers.ts';
import type { Clock } from '../ports.ts';

/** Something that opens once, for others to wait for. */
export class Latch {
  /** Whether it has opened. */
  isOpen = false;
  #opened: Promise<void> | undefined;
  #resolve: (() => void) | undefined;

  /** Resolves when it opens. Made only where something waits for it. */
  get opened(): Promise<void> {
    this.#opened ??= this.isOpen
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#resolve = resolve;
        });
    return this.#opened;
  }

  /** Opens it. */
  open(): void {
    this.isOpen = true;
    this.#resolve?.();
  }
}

/** What this process has at hand of a thread while anything of it is under way. */
export class Lane {
  /** Places, runs, announcements and watches that are not over; the last one takes the lane with it. */
  users = 0;
  /** Opens when the last place is over. */
  tail: Latch | undefined = undefined;
  /** What is known of the thread to the event that runs. */
  record: ThreadRecord | undefined = undefined;
  /** The same, plus what the store returned for events that were received and have not run. */
  newest: ThreadRecord | undefined = undefined;
  /** Opens when the announcement that is under way is over. */
  announcing: Latch | undefined = undefined;
  /** Called with each event of the thread, on its receipt. */
  watches: readonly ((event: HandoverEvent) => void)[] = [];
  /** Runs of events of the thread that are under way. */
  runs: readonly LaneRun[] = [];

  /** @param key The thread's key. */
  constructor(readonly key: string) {}
}

/** A run of handlers, as the events that come in meanwhile see it. */
export interface LaneRun {
  /** By which its event is claimed. */
  readonly id: string;
  readonly event: HandoverEvent;
  /** Whether its event may be answered. */
  readonly mayAnswer: boolean;
  /** Ends its calls. */
  abort(reason: Error): void;
  /** Keeps no letter of it. */
  forget(): void;
}

/**
 * Notes the record that the store returned for an event, on its receipt. Until another record is known, each event sees
 * the record returned for it; from then on every event sees the newest known record.
 */
export function receive(lane: Lane, record: ThreadRecord): void {
  lane.newest = merged(lane.newest, record);
  if (lane.record !== undefined) lane.record = lane.newest;
}

/** Adds to what is known of a thread, and gives all of it. */
export function learn(lane: Lane, record: ThreadRecord): ThreadRecord {
  lane.newest = merged(lane.newest, record);
  lane.record = merged(lane.record, record);
  return lane.record;
}

/** The place of one event in the lane of its thread. It is reached once `ahead` is open. */
export interface Place {
  readonly lane: Lane;
  /** Opens when the place ahead of it is over; `undefined` where there was none. */
  ahead: Latch | undefined;
  /** Opens when this one is. */
  readonly over: Latch;
}

/** Waits for an event of a thread. */
export interface EventWatch {
  /** The first event seen since the watch began that fits, or `undefined` once `waitMs` have passed or `signal` aborts. */
  first(
    fits: (event: HandoverEvent) => boolean,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<HandoverEvent | undefined>;
  stop(): void;
}

/** A watch holds what came in while its call was under way: a webhook can be faster than the call's answer. */
const MOST_HELD = 100;

/**
 * The lanes of the threads: the events of one thread run one after the other, in order of arrival; those of different
 * threads side by side. Two properties hold here, and the engine of deliveries keeps them:
 *
 * 1. A delivery enters the lanes of its threads synchronously, before its first `await`. So the order of arrival is the
 *    order of the lane, however long the store takes to answer each delivery.
 * 2. Watches are woken on receipt, ahead of the lane. So a handler may wait for an event that stands behind
 *    its own, such as the grant of its request.
 */
export class Lanes {
  #lanes = new Map<string, Lane>();

  constructor(private readonly clock: Clock) {}

  /** Takes the next place in a thread's lane. */
  enter(key: string): Place {
    const lane = this.use(key);
    const place = { lane, ahead: lane.tail, over: new Latch() };
    lane.tail = place.over;
    return place;
  }

  /** Takes a place directly ahead of one that nothing has waited for yet. */
  enterAhead(place: Place): Place {
    const { lane } = place;
    lane.users += 1;
    const taken = { lane, ahead: place.ahead, over: new Latch() };
    place.ahead = taken.over;
    return taken;
  }

  /** Gives a place up. Those behind it still wait for those ahead. */
  leave(place: Place): void {
    const { ahead, over, lane } = place;
    if (ahead?.isOpen === false) {
      void ahead.opened.then(() => this.leave(place));
      return;
    }
    over.open();
    this.release(lane);
  }

  /** The lane of a thread that has one. */
  of(key: string): Lane | undefined {
    return this.#lanes.get(key);
  }

  /** The lane of a thread, kept until it is released as often as it was used. */
  use(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      lane = new Lane(key);
      this.#lanes.set(key, lane);
    }
    lane.users += 1;
    return lane;
  }

  /** Undoes one {@link use}. */
  release(lane: Lane): void {
    lane.users -= 1;
    if (lane.users > 0) return;
    this.#lanes.delete(lane.key);
    // A map keeps what it held reachable until the next full collection of garbage: one that is empty is replaced.
    if (this.#lanes.size === 0) this.#lanes = new Map();
  }

  /** Notes a run of an event of the thread, and keeps the lane until {@link removeRun}. */
  addRun(lane: Lane, run: LaneRun): void {
    lane.users += 1;
    lane.runs = [...lane.runs, run];
  }

  /** A run of the thread is over. */
  removeRun(lane: Lane, run: LaneRun): void {
    lane.runs = lane.runs.filter((each) => each !== run);
    this.release(lane);
  }

  /** Begins to watch the events of a thread. */
  watch(key: string): EventWatch {
    const lane = this.use(key);
    const seen: HandoverEvent[] = [];
    let wake: ((event: HandoverEvent) => void) | undefined;
    const hear = (event: HandoverEvent): void => {
      if (seen.length < MOST_HELD) seen.push(event);
      wake?.(event);
    };
    lane.watches = [...lane.watches, hear];
    return {
      first: (fits, waitMs, signal) => {
        const held = seen.find(fits);
        if (held !== undefined || signal?.aborted === true) return Promise.resolve(held);
        return new Promise((resolve) => {
          const finish = (event: HandoverEvent | undefined): void => {
            this.clock.clearTimeout(timer);
            signal?.removeEventListener('abort', aborted);
            wake = undefined;
            resolve(event);
          };
          const aborted = (): void => finish(undefined);
          const timer = this.clock.setTimeout(aborted, waitMs);
          signal?.addEventListener('abort', aborted, { once: true });
          wake = (event) => {
            if (fits(event)) finish(event);
          };
        });
      },
      stop: () => {
        if (!lane.watches.includes(hear)) return;
        lane.watches = lane.watches.filter((each) => each !== hear);
        this.release(lane);
      },
    };
  }
}

/** Of each register the newest mark: the answers of a store may overtake each other. */
function merged(known: ThreadRecord | undefined, returned: ThreadRecord): ThreadRecord {
  if (known === undefined || known === returned) return returned;
  const [older, newer] = returned.announced >= known.announced ? [known, returned] : [returned, known];
  return { ...mergeObservation(newer, older.registers), changes: Math.max(known.changes, returned.changes) };
}
