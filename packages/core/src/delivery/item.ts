import type { HandoverEvent } from '../events.ts';
import { type Observation, observationOf, signOf, type ThreadRecord } from '../ownership/registers.ts';
import type { BeginEvent, BegunEvent, EndEvent } from '../ports.ts';
import { Journal, type JournalOptions } from '../records/journal.ts';
import { type Lane, type LaneRun, type Lanes, Latch, type Place } from '../thread/lanes.ts';
import type { Settling } from '../thread/own-messages.ts';
import { threadKey } from '../thread-key.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import type { EventReport } from './event-report.ts';
import type { Run } from './run.ts';

/** How an event that ran here ended. */
export type Outcome = EndEvent['outcome'];

/** Whether Meta gets 200 for an event while it still runs: then Meta will not redeliver it. */
export interface Acceptance {
  readonly isAccepted: boolean;
  /** In messages on channels; none for an event from the store. */
  readonly deliveryId?: string | undefined;
  /** Whether it came from the store, which keeps it until it has ended. */
  readonly isParked?: boolean;
}

/** What an event is known by in this process. */
export interface ItemKeys {
  readonly event: HandoverEvent;
  /** The id under which it is claimed. It names the app, since two apps may share one store. */
  readonly id: string;
  /** Key of its thread; `undefined` for an event that names no person. */
  readonly thread?: string | undefined;
  /** Its place in the lane of its thread. */
  readonly place?: Place | undefined;
  /** What it says about its thread. */
  readonly observation?: Observation | undefined;
  /** Who showed themselves by it. */
  readonly sign?: BeginEvent['sign'];
  /** Whether another program gets the delivery, too. */
  readonly isForwarded: boolean;
}

/** What an event is received with. */
export interface Receipt {
  readonly appId: string;
  readonly lanes: Lanes;
  /** By Meta's clock, in ms. */
  readonly metaNow: number;
  readonly isForwarded: boolean;
}

const NOT_ACCEPTED: Acceptance = { isAccepted: false };

/** An event in this process: its keys, its place in the lane of its thread, and the state of its runs. */
export class Item implements LaneRun {
  /** The event as read; whether this app may answer it is settled when its turn comes. */
  readonly event: HandoverEvent & { standby: boolean };
  readonly id: string;
  readonly thread: string | undefined;
  readonly lane: Lane | undefined;
  readonly observation: Observation | undefined;
  readonly sign: BeginEvent['sign'];
  readonly isForwarded: boolean;
  /** Its place in its lane, while it has one. */
  place: Place | undefined;

  /** The thread as known when the event was claimed. */
  record: ThreadRecord | undefined = undefined;
  /** What earlier runs of the event have recorded. */
  recorded: BegunEvent['journal'] = undefined;
  /** The delivery that it runs for. */
  delivery: Acceptance = NOT_ACCEPTED;
  /** Opens once the event waits for something, or has ended. */
  readonly started: Latch = new Latch();
  /** Whether later events of the thread may have run already. */
  isLate = false;
  /** The current run of its handlers. */
  run: Run | undefined = undefined;
  /** When its lease was renewed last, in ms. */
  renewedAt = 0;
  /** Publishes what becomes of it; set only while something listens. */
  report: EventReport | undefined = undefined;
  /** For a message that another message took into its burst: that one. */
  gatheredBy: Item | undefined = undefined;
  /** How it ended. */
  ended: Outcome | undefined = undefined;
  /** For a message that another message took into its burst: how that burst ends. */
  gathered: Promise<Outcome> | undefined = undefined;
  /** Whether its person was forgotten while it ran: then no letter of it is kept. */
  isForgotten = false;
  /** Pending look-up of the sender, awaited before anything reads the event. */
  settling: Settling | undefined = undefined;
  /**
   * Plugin work that began on its receipt. Its handlers wait for it; the handlers of earlier events may still run
   * meanwhile.
   */
  received: Promise<void> | undefined = undefined;
  #journal: Journal | undefined = undefined;
  #stopped: Error | undefined = undefined;
  #over: Latch | undefined = undefined;

  constructor({ event, id, thread, place, observation, sign, isForwarded }: ItemKeys) {
    this.event = event;
    this.id = id;
    this.thread = thread;
    this.lane = place?.lane;
    this.place = place;
    this.observation = observation;
    this.sign = sign;
    this.isForwarded = isForwarded;
  }

  /** Its steps, made with the first one. */
  journal(options: JournalOptions): Journal {
    this.#journal ??= new Journal(this.id, this.recorded, options);
    return this.#journal;
  }

  /** Whether handlers run that may answer. */
  get mayAnswer(): boolean {
    return this.run !== undefined && !this.event.standby;
  }

  /** Makes `run` the current run of its handlers. */
  begin(run: Run): Run {
    this.run = run;
    if (this.#stopped !== undefined) run.abort(this.#stopped);
    return run;
  }

  /** Aborts the current run. */
  abort(reason: Error): void {
    this.run?.abort(reason);
  }

  /** Aborts the current run and those that follow. */
  stop(reason: Error): void {
    this.#stopped ??= reason;
    this.abort(reason);
  }

  forget(): void {
    this.isForgotten = true;
  }

  /** Its runs are over. */
  finish(outcome: Outcome): void {
    this.ended = outcome;
    this.#over?.open();
  }

  /** Resolves to how it ends, for a repeat that waits for it. */
  async outcome(): Promise<Outcome> {
    this.#over ??= new Latch();
    if (this.ended === undefined) await this.#over.opened;
    return this.ended ?? 'failed';
  }
}

/** Makes the item of an event, and takes its place in the lane of its thread. */
export function itemOf(event: HandoverEvent, { appId, lanes, metaNow, isForwarded }: Receipt): Item {
  const { platform, pageId, userId } = event;
  const id = `${appId}:${platform}:${event.id}`;
  // A dashboard test concerns no real thread, so it neither changes a record nor waits in a lane.
  if (userId === undefined || isDashboardTest(event)) return new Item({ event, id, isForwarded });
  const thread = threadKey(appId, { platform, pageId, userId });
  const by = signOf(event);
  const sign = by === undefined ? undefined : { by, at: event.timestamp };
  const observation = observationOf(event, appId, metaNow);
  return new Item({ event, id, isForwarded, thread, observation, sign, place: lanes.enter(thread) });
}
