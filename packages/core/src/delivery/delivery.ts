import type { HandoverEvent } from '../events.ts';
import type { Observation } from '../ownership/registers.ts';
import type { BeginEvent, EndEvent } from '../ports.ts';
import type { Place } from '../thread/lanes.ts';
import type { Settling } from '../thread/own-messages.ts';

/** What became of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** One for each event, `standby` settled; those whose turn has not come as they stand now. */
  readonly events: readonly HandoverEvent[];
  /** What goes on behind the answer. */
  readonly rest: Promise<unknown>;
}

/** An event, with what it is known by. */
export interface Item {
  /** The reader makes it; whether it may be answered is settled when its turn comes. */
  readonly event: HandoverEvent & { standby: boolean };
  /** By which it is claimed: two apps may share one store. */
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
  /** Of a message that another one took into its burst: how that ends. */
  gathered?: Promise<Outcome>;
  /** Its person was forgotten while it ran: no letter is kept of it. */
  isForgotten?: true;
  /** Who sent it has to be found out, ahead of all that looks at it. */
  settling?: Settling;
  /** Work of plugins that began on its receipt: ahead of its handlers, and while those of earlier events still run. */
  received?: Promise<void>;
}

/** How an event that ran here ended. */
export type Outcome = EndEvent['outcome'];

/** The end of a run: how its event ended, and what is to be written to the store. */
export interface RunEnd {
  readonly outcome: Outcome;
  /** Of a burst all its messages; of a message that another one took into its burst nothing. */
  readonly ended: readonly EndEvent[];
}

/** How an event ended for a delivery; `leased`: another process still runs it; `parked`: it was accepted before. */
export type Ending = Outcome | 'leased' | 'parked';

/** One delivery on its way to its answer. */
export interface Delivery {
  readonly items: Item[];
  /** Until when to wait for what other processes run, in ms. */
  readonly until: number;
  /** Whether Meta gets 200 while handlers still run: it will not bring these events again. */
  isAccepted: boolean;
  hasFailed: boolean;
  /** Events that another process, or another delivery, runs. */
  othersPending: number;
  /** Ended, and not written to the store yet. */
  ended: EndEvent[];
}
