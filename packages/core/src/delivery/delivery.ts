import type { HandoverEvent } from '../events.ts';
import type { EndEvent } from '../ports.ts';
import type { Outcome } from './claims.ts';
import type { Item } from './item.ts';

/** What became of a delivery. */
export interface DeliveryResult {
  /** For Meta. */
  readonly status: number;
  /** One for each item, `standby` settled; those whose turn has not come as they stand now. */
  readonly events: readonly HandoverEvent[];
  /** What goes on behind the answer. */
  readonly rest: Promise<unknown>;
}

/** One delivery on its way to its answer. */
export interface Delivery {
  /** Set once Meta was told 200 while handlers still ran: it will not bring these events again. */
  accepted: boolean;
  /** Ended, and not written to the store yet. */
  ended: EndEvent[];
  failed: boolean;
  /** Events that somebody else has and that are not over. */
  othersPending: number;
  /** Until when to wait for what others have, in ms. */
  readonly until: number;
}

/** How an event ended for this delivery; `leased`: somebody else still runs it. */
export type Ending = Outcome | 'leased';

/** Its events, in wire order. */
export function eventsOf(items: readonly Item[]): readonly HandoverEvent[] {
  return items.map(({ event }) => event);
}

/** The status for Meta, where all is over. */
export function statusFor(endings: readonly Ending[]): number {
  if (endings.includes('failed')) return 500;
  return endings.includes('leased') ? 503 : 200;
}

/** Where each id stands first. */
export function placesOf(items: readonly Item[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, { id }] of items.entries()) if (!places.has(id)) places.set(id, index);
  return places;
}
