import type { HandoverEvent } from '../events.ts';
import type { Observation } from '../ownership/registers.ts';
import type { BeginEvent, EndEvent } from '../ports.ts';
import type { Place } from '../thread/lanes.ts';
import type { Settling } from '../thread/own-messages.ts';

/** The result of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** The events, with `standby` settled; an event whose turn has not come is shown as it stands now. */
  readonly events: readonly HandoverEvent[];
  /** Resolves when the work that continues after the answer has ended. */
  readonly rest: Promise<unknown>;
}

/** An event with its keys and its state in this process. */
export interface Item {
  /** The event as read; whether this app may answer it is settled when its turn comes. */
  readonly event: HandoverEvent & { standby: boolean };
  /** The id under which it is claimed. It names the app, since two apps may share one store. */
  readonly id: string;
  /** Key of its thread; `undefined` for an event that names no person. */
  readonly thread: string | undefined;
  /** What it says about its thread. */
  readonly observation: Observation | undefined;
  /** Who showed themselves by it. */
  readonly sign: BeginEvent['sign'];
  /** Whether another program gets the delivery, too. */
  readonly isForwarded: boolean;
  /** Its place in the lane of its thread. */
  readonly place: Place | undefined;
  /** What earlier runs of the event have recorded. */
  journal?: Readonly<Record<string, string>> | undefined;
  /** The delivery that it runs for. */
  delivery?: Pick<Delivery, 'isAccepted'>;
  /** For a message that another message took into its burst: how that burst ends. */
  gathered?: Promise<Outcome>;
  /** Whether its person was forgotten while it ran: then no letter of it is kept. */
  isForgotten?: true;
  /** Pending look-up of the sender, awaited before anything reads the event. */
  settling?: Settling;
  /**
   * Plugin work that began on its receipt. Its handlers wait for it; the handlers of earlier events may still run
   * meanwhile.
   */
  received?: Promise<void>;
}

/** How an event that ran here ended. */
export type Outcome = EndEvent['outcome'];

/** The end of a run: how its event ended, and the ends to write to the store. */
export interface RunEnd {
  readonly outcome: Outcome;
  /** For a burst all its messages; empty for a message that another message took into its burst. */
  readonly ended: readonly EndEvent[];
}

/** How an event ended for a delivery; `leased`: another process still runs it; `parked`: it was accepted before. */
export type Ending = Outcome | 'leased' | 'parked';

/** One delivery on its way to its answer. */
export interface Delivery {
  readonly items: Item[];
  /** Until when to wait for events that other processes run, in ms. */
  readonly until: number;
  /** Whether Meta gets 200 while handlers still run: it will not redeliver these events. */
  isAccepted: boolean;
  hasFailed: boolean;
  /** Events that another process, or another delivery, runs. */
  othersPending: number;
  /** Ended events that are not written to the store yet. */
  ended: EndEvent[];
}
