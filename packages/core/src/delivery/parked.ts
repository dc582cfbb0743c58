import { orLate } from '../clock.ts';
import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Clock, Logger, ParkedRun } from '../ports.ts';
import { type Lanes, Latch, learn, type Place } from '../thread/lanes.ts';
import type { Claims } from './claims.ts';
import type { Item } from './delivery.ts';
import { bodyOf } from './event-body.ts';
import { eventWritten } from './letters.ts';
import type { EventRunner } from './run-event.ts';
import type { Running } from './running.ts';

/** What parked events are run with. */
export interface ParkedOptions {
  readonly appId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly claims: Claims;
  readonly runner: EventRunner;
  readonly running: Running;
}

/** Meta waits five seconds in all. */
const PARK_WITHIN_MS = 700;
/** Threads whose events are claimed in one look. */
const MOST_THREADS = 50;

/** Events that are written down: those that this process runs behind an early answer, and those that others left. */
export class Parked {
  constructor(private readonly options: ParkedOptions) {}

  /** Writes events down. Resolves to false where the store has not taken them in time. */
  async park(items: readonly Item[]): Promise<boolean> {
    const { claims, clock, logger } = this.options;
    try {
      const events = items.map(({ id, thread, event }) => ({ id, thread, body: bodyOf(event) }));
      const parking = claims.park(events).then(() => true);
      return (await orLate(clock, parking, PARK_WITHIN_MS)) ?? false;
    } catch (error) {
      logger.debug({ error: errorFields(asError(error)) }, 'Events could not be parked');
      return false;
    }
  }

  /**
   * Claims what processes that are gone have left, and starts it. Resolves to the runs.
   *
   * @param isOnce An event that fails is free again at once, for the next look, rather than run again here.
   * @throws {StoreError} The store failed.
   */
  async startLeft(isOnce: boolean): Promise<readonly Promise<void>[]> {
    const { appId, claims } = this.options;
    return this.start(await claims.claimParked(appId, MOST_THREADS), { isOnce });
  }

  /** Runs a dead letter again. False where there is none of that id. */
  async retryLetter(id: string): Promise<boolean> {
    const run = await this.options.claims.retryLetter(id);
    if (run === undefined) return false;
    await Promise.all(this.start([run]));
    return true;
  }

  /**
   * Starts events that were claimed, those of a thread one after the other. The promises never reject.
   *
   * @param ahead They go directly ahead of this place. Without it they go behind what the lanes of their threads hold.
   */
  start(
    runs: readonly ParkedRun[],
    { ahead, isOnce = false }: { readonly ahead?: Place | undefined; readonly isOnce?: boolean } = {},
  ): Promise<void>[] {
    const { lanes } = this.options;
    // Every place is taken before the first handler starts.
    const places = runs.map(({ thread }) => {
      if (thread === undefined) return undefined;
      return ahead === undefined ? lanes.enter(thread) : lanes.enterAhead(ahead);
    });
    return runs.map((run, index) => this.#run(run, places[index], isOnce));
  }

  async #run(parked: ParkedRun, place: Place | undefined, isOnce: boolean): Promise<void> {
    const { claims, lanes, logger, runner, running } = this.options;
    const { id, thread, record } = parked;
    const event = eventWritten(parked.body);
    if (event === undefined) {
      logger.error({ id }, 'A parked event can not be read: it is dropped');
      if (place !== undefined) lanes.leave(place);
      return claims.end([{ id, outcome: 'done' }]);
    }
    if (place !== undefined && record !== undefined) learn(place.lane, record);
    const item: Item = { event, id, thread, observation: undefined, sign: undefined, isForwarded: false, place };
    const course = { delivery: { isAccepted: !isOnce }, before: undefined, started: new Latch() };
    const ended = await running.start(item, (onRun) =>
      runner.run(item, { ...parked, claim: 'claimed' }, { ...course, onRun }),
    );
    await claims.end([ended]);
  }
}
