import type { StateView, ThreadView } from '../../src/control/views.ts';
import type { TimelineEntry } from '../../src/timeline-entry.ts';
import type { Parties } from './parties.ts';
import type { Place } from './place.ts';

/** How the page and the sandbox stand: not yet connected, in touch, or out of touch and trying again. */
export type Connection = 'connecting' | 'live' | 'lost';

/** The calls that move control. */
export type ControlCall = 'pass' | 'take' | 'request' | 'release' | 'extend';

/** What came of the newest call that a button made. */
export interface CallResult {
  appId: string;
  call: ControlCall;
  /** Null: no answer came. */
  status: number | null;
  /** Why none came. */
  problem?: string;
  /** Meta's error, where it refused. */
  error?: { code: number; subcode?: number; message: string };
}

/** All that the page draws. The sandbox is the source of everything but the place and the results. */
export interface Model {
  connection: Connection;
  /** Undefined until it was read once. */
  state: StateView | undefined;
  parties: Parties;
  /** The thread in sight with its messages; undefined while it is read, or where there is none. */
  thread: ThreadView | undefined;
  /** The timeline, oldest first. */
  entries: readonly TimelineEntry[];
  /** What to add to this machine's clock to get the sandbox's, in ms. */
  clockOffsetMs: number;
  place: Place;
  /** Until it is dismissed or another call is made. */
  result: CallResult | undefined;
  /** What the page could not do, in words; until it is dismissed. */
  trouble: string | undefined;
}
