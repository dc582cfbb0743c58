import type { HandoverEvent } from '../events.ts';
import type { Observation } from '../ownership/registers.ts';

/** An event, with what it is known by: what the store is asked about it. */
export interface Item {
  readonly event: HandoverEvent;
  /** By which it is claimed: two apps may share one store. */
  readonly id: string;
  /** Key of its thread; undefined for an event that names no person. */
  readonly thread: string | undefined;
  /** What it says about its thread. */
  readonly observation: Observation | undefined;
}

/** An event is made by the reader; whether it may be answered is known when its turn comes. */
export function setStandby(event: HandoverEvent, standby: boolean): void {
  (event as { standby: boolean }).standby = standby;
}
