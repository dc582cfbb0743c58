// The input and output types of `next`.
import type { TakebackFailure } from './events.ts';
import type { Limits, State } from './state.ts';

/** One observation of an owner. */
export interface Sighting {
  readonly appId?: string;
  readonly sinceMs: number;
  /** True if `sinceMs` is when it became owner; false if it is when it was last seen as owner. */
  readonly isDated: boolean;
  readonly metadata?: string;
}

/**
 * What happens to a thread. An event with a `token` comes from the lease's holder, and counts only under that lease.
 */
export type TakebackEvent =
  /** Another app owns the thread. `isWanted`: the answer of the option `only`, once it has been called. */
  | { readonly kind: 'owned'; readonly by: Sighting; readonly isWanted?: boolean }
  /** This app owns the thread, or the thread is idle. */
  | { readonly kind: 'gone'; readonly owner: 'self' | 'idle' }
  /** A person worked in the thread. */
  | { readonly kind: 'sign'; readonly atMs: number }
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'rang'; readonly token: string }
  | Held<{ readonly kind: 'renewed' }>
  /** The result of the owner look-up. */
  | Held<{ readonly kind: 'found'; readonly owner: 'self' | 'idle' | 'unknown' | Sighting }>
  /** The newest reply of a person that the conversation shows, if any. */
  | Held<{ readonly kind: 'read'; readonly reply: number | 'blind' | undefined }>
  | Held<{ readonly kind: 'regained' | 'requested' }>
  /** The handlers of `taken_back`, or of `takeback_failed`, have run. */
  | Held<{ readonly kind: 'announced' | 'reported' }>
  /** A step failed. `reason`: why a retry cannot help; `undefined` if it may. */
  | Held<{ readonly kind: 'failed'; readonly reason: TakebackFailure | undefined }>;

type Held<Event> = Event & { readonly token: string };
/** An event of the lease's holder. */
export type HolderEvent = Exclude<
  TakebackEvent,
  { readonly kind: 'owned' | 'gone' | 'sign' | 'limits' | 'cancelled' | 'rang' }
>;
/** The owner that the look-up found. */
export type Found = Extract<TakebackEvent, { readonly kind: 'found' }>['owner'];

/** What the caller must do next. */
export type Task =
  /** Call the option `only` for this owner. */
  | { readonly do: 'askOnly'; readonly by: Sighting }
  /** Read who owns the thread, and apply that. */
  | { readonly do: 'follow' }
  | { readonly do: 'lookUp' }
  | { readonly do: 'read'; readonly sinceMs: number }
  /** Take the thread, or ask its owner for it. */
  | { readonly do: 'regain' }
  /** Send the message unless `isSaid`, and emit `taken_back`. */
  | { readonly do: 'announce'; readonly appId?: string; readonly claimed: boolean; readonly isSaid: boolean }
  | { readonly do: 'report'; readonly appId?: string; readonly claimed: boolean; readonly reason: TakebackFailure }
  /** Let the scheduler fire the timer again after a pause. */
  | { readonly do: 'retry' };

/** The result of an event. `state` is the same object if nothing changes. */
export interface Step {
  readonly state: State;
  /** When the timer must fire, in ms; it may fire too early, never too late. If missing, the timer stays as it is. */
  readonly timer?: number | 'off' | undefined;
  readonly task?: Task;
}

/** The options that rules need. */
export interface Rules extends Limits {
  readonly afterMs: number;
  readonly grantWithinMs: number;
}
