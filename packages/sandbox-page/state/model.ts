import type { PageView, StateView, ThreadView, TimelineEntry } from '../sandbox.ts';
import type { Parties } from './parties.ts';
import type { Place } from './place.ts';

/** State of the connection to the sandbox: not yet connected, connected, or lost and reconnecting. */
export type Connection = 'connecting' | 'live' | 'lost';

/** The calls that move control. */
export type ControlCall = 'pass' | 'take' | 'request' | 'release' | 'extend';

/** Result of the newest Graph call made by a button. */
export interface CallResult {
  appId: string;
  call: ControlCall;
  /** Null: no answer came. */
  status: number | null;
  /** Why there was no answer. */
  problem?: string;
  /** Meta's error, if it refused. */
  error?: { code: number; subcode?: number; message: string };
}

/** All that the page draws. Everything but the place and the results comes from the sandbox. */
export interface Model {
  connection: Connection;
  /** All pages of the run; empty until the first reading. */
  pages: readonly PageView[];
  /** Changes with a reset or an import; undefined until the first reading. */
  epoch: string | undefined;
  /** The state of the page in sight; undefined until it is read. */
  state: StateView | undefined;
  parties: Parties;
  /** The thread in sight with its messages; undefined while it loads, or when there is none. */
  thread: ThreadView | undefined;
  /** The timeline, oldest first. */
  entries: readonly TimelineEntry[];
  /** What to add to this machine's clock to get the sandbox's, in ms. */
  clockOffsetMs: number;
  place: Place;
  /** Kept until the user dismisses it or makes another call. */
  result: CallResult | undefined;
  /** What the page could not do, in words. Kept until the user dismisses it. */
  trouble: string | undefined;
}
