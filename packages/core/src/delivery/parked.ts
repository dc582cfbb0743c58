import { orLate } from '../clock.ts';
import { asError } from '../errors.ts';
import { errorFields } from '../logger.ts';
import type { ParkedRun } from '../ports.ts';
import { eventWritten, parkedBodyOf, wasForwarded } from '../records/letters.ts';
import { learn, type Place } from '../thread/lanes.ts';
import type { ThreadContext } from '../thread/thread-core.ts';
import type { Bursts } from './bursts.ts';
import type { Claims } from './claims.ts';
import { Item } from './item.ts';
import type { EventRunner } from './run-event.ts';

/** Options of {@link Parked}. */
export interface ParkedOptions extends ThreadContext {
  readonly bursts: Bursts;
  readonly claims: Claims;
  readonly runner: EventRunner;
}

/** Meta waits five seconds in all. */
const PARK_WITHIN_MS = 700;
/** Limit on threads whose events one claim takes. */
const MOST_THREADS = 50;
/** Limit on claims in one tick, which has to run all that is due. */
const MOST_LOOKS = 20;

/** Parks events: those that this process runs after an early answer. Also runs those that dead processes left. */
export class Parked {
  constructor(private readonly options: ParkedOptions) {}

  /** Parks events. Resolves to false if the store did not save them in time. */
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
   * Claims and starts the events that dead processes left. Resolves to the runs.
   *
   * @param isOnce If true, an event that fails is released for the next claim and not retried here.
   * @throws {StoreError} The store failed.
   */
  async startLeft(isOnce: boolean): Promise<readonly Promise<void>[]> {
    const { appId, claims, runner } = this.options;
    const left: ParkedRun[] = [];
    // All are claimed before the first run, so that an event that fails meanwhile is not claimed twice.
    for (let looks = isOnce ? MOST_LOOKS : 1; looks > 0; looks -= 1) {
      const found = await claims.claimParked(appId, MOST_THREADS);
      left.push(...found);
      if (found.length < MOST_THREADS) break;
    }
    if (!runner.isStopped) return this.start(left, { isOnce });
    // The bot was closed meanwhile, so the next process runs them.
    await claims.end(left.map(({ id }) => ({ id, outcome: 'failed' })));
    return [];
  }

  /** Runs a dead letter again. Resolves to false if no letter has that id. */
  async retryLetter(id: string): Promise<boolean> {
    const run = await this.options.claims.retryLetter(id);
    if (run === undefined) return false;
    await Promise.all(this.start([run]));
    return true;
  }

  /**
   * Starts claimed events, those of a thread one after the other. The promises never reject.
   *
   * @param ahead The events go directly before this place; without it, to the end of the lanes of their threads.
   */
  start(
    runs: readonly ParkedRun[],
    { ahead, isOnce = false }: { readonly ahead?: Place | undefined; readonly isOnce?: boolean } = {},
  ): Promise<void>[] {
    // Every place is taken, and every message is known, before the first handler starts.
    const items = runs.map((run) => this.#itemOf(run, ahead));
    return items.map((item, index) => this.#run(runs[index] as ParkedRun, item, isOnce));
  }

  /** `undefined` if the parked body is not an event. */
  #itemOf({ id, thread, body, record }: ParkedRun, ahead: Place | undefined): Item | undefined {
    const { bursts, lanes } = this.options;
    const event = eventWritten(body);
    if (event === undefined) return undefined;
    const enter = (key: string): Place => (ahead === undefined ? lanes.enter(key) : lanes.enterAhead(ahead));
    const place = thread === undefined ? undefined : enter(thread);
    if (place !== undefined && record !== undefined) learn(place.lane, record);
    const item = new Item({ event, id, thread, place, isForwarded: wasForwarded(body) });
    bursts.received(item);
    return item;
  }

  async #run(parked: ParkedRun, item: Item | undefined, isOnce: boolean): Promise<void> {
    const { claims, logger, runner } = this.options;
    if (item === undefined) {
      logger.error({ id: parked.id }, 'A parked event could not be read and was dropped');
      return claims.end([{ id: parked.id, outcome: 'done' }]);
    }
    item.delivery = { isAccepted: !isOnce, isParked: true };
    await claims.end(await runner.run(item, parked));
  }
}
