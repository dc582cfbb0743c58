import { orLate } from '../clock.ts';
import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { Clock, Logger, ParkedRun } from '../ports.ts';
import { eventWritten, parkedBodyOf, wasForwarded } from '../records/letters.ts';
import { type Lanes, Latch, learn, type Place } from '../thread/lanes.ts';
import type { Bursts } from './bursts.ts';
import type { Claims } from './claims.ts';
import type { Item } from './delivery.ts';
import type { Running } from './run.ts';
import type { EventRunner } from './run-event.ts';

/** What parked events are run with. */
export interface ParkedOptions {
  readonly appId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly bursts: Bursts;
  readonly claims: Claims;
  readonly runner: EventRunner;
  readonly running: Running;
}

/** Meta waits five seconds in all. */
const PARK_WITHIN_MS = 700;
/** Threads whose events are claimed in one look. */
const MOST_THREADS = 50;
/** Looks of one tick, which has to run all that is due. */
const MOST_LOOKS = 20;

/** Events that are written down: those that this process runs behind an early answer, and those that others left. */
export class Parked {
  constructor(private readonly options: ParkedOptions) {}

  /** Writes events down. Resolves to false where the store has not taken them in time. */
  async park(items: readonly Item[]): Promise<boolean> {
    const { claims, clock, logger } = this.options;
    try {
      const events = items.map((item) => ({ id: item.id, thread: item.thread, body: parkedBodyOf(item) }));
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
    const { appId, claims, runner } = this.options;
    const left: ParkedRun[] = [];
    // All are claimed ahead of the first run: one that fails meanwhile must not come again.
    for (let looks = isOnce ? MOST_LOOKS : 1; looks > 0; looks -= 1) {
      const found = await claims.claimParked(appId, MOST_THREADS);
      left.push(...found);
      if (found.length < MOST_THREADS) break;
    }
    if (!runner.isStopped) return this.start(left, { isOnce });
    // The bot was closed meanwhile: the next process runs them.
    await claims.end(left.map(({ id }) => ({ id, outcome: 'failed' })));
    return [];
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
    // Every place is taken, and every message is known, before the first handler starts.
    const items = runs.map((run) => this.#itemOf(run, ahead));
    return items.map((item, index) => this.#run(runs[index] as ParkedRun, item, isOnce));
  }

  /** `undefined`: what was written down is no event. */
  #itemOf({ id, thread, body, record, journal }: ParkedRun, ahead: Place | undefined): Item | undefined {
    const { bursts, lanes } = this.options;
    const event = eventWritten(body);
    if (event === undefined) return undefined;
    const isForwarded = wasForwarded(body);
    const enter = (key: string): Place => (ahead === undefined ? lanes.enter(key) : lanes.enterAhead(ahead));
    const place = thread === undefined ? undefined : enter(thread);
    if (place !== undefined && record !== undefined) learn(place.lane, record);
    const item = { event, id, thread, journal, place, observation: undefined, sign: undefined, isForwarded };
    bursts.received(item);
    return item;
  }

  async #run(parked: ParkedRun, item: Item | undefined, isOnce: boolean): Promise<void> {
    const { claims, logger, runner, running } = this.options;
    if (item === undefined) {
      logger.error({ id: parked.id }, 'A parked event can not be read: it is dropped');
      return claims.end([{ id: parked.id, outcome: 'done' }]);
    }
    const course = { delivery: { isAccepted: !isOnce }, before: undefined, started: new Latch() };
    const { ended } = await running.start(item, (onRun) =>
      runner.run(item, { ...parked, claim: 'claimed' }, { ...course, onRun }),
    );
    await claims.end(ended);
  }
}
