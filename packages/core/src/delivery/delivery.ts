import type { HandoverEvent } from '../events.ts';
import type { EndEvent } from '../ports.ts';
import type { Item, Outcome } from './item.ts';

/** The result of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** The events, with `standby` settled; an event whose turn has not come is shown as it stands now. */
  readonly events: readonly HandoverEvent[];
  /** Resolves when the work that continues after the answer has ended. */
  readonly rest: Promise<unknown>;
  /** Whether handlers go on behind the answer. */
  readonly isEarly: boolean;
}

/** How an event ended for a delivery; `leased`: another process still runs it; `parked`: it was accepted before. */
export type Ending = Outcome | 'leased' | 'parked';

/** One delivery on its way to its answer. */
export interface Delivery {
  /** In messages on channels; `undefined` if nothing listens. */
  readonly deliveryId: string | undefined;
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
