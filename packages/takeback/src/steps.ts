// What `next` is given and what it answers.
import type { TakebackFailure } from './events.ts';
import type { Limits, State } from './state.ts';

/** What was seen of an owner. */
export interface Sighting {
  readonly appId?: string;
  readonly sinceMs: number;
  /** `sinceMs` is when it became owner, not when it was last found to be. */
  readonly isDated: boolean;
  readonly metadata?: string;
}

/** What happens to a thread. An event with a `token` comes from the holder of the lease, and counts only while it is held. */
export type TakebackEvent =
  /** Another app owns the thread. `isWanted`: what the option `only` says, once asked. */
  | { readonly kind: 'owned'; readonly by: Sighting; readonly isWanted?: boolean }
  /** The thread is this app's, or nobody's. */
  | { readonly kind: 'gone'; readonly owner: 'self' | 'idle' }
  /** A person was at work in the thread. */
  | { readonly kind: 'sign'; readonly atMs: number }
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'rang'; readonly token: string }
  | Held<{ readonly kind: 'renewed' }>
  /** Who owns the thread, looked up. */
  | Held<{ readonly kind: 'found'; readonly owner: 'self' | 'idle' | 'unknown' | Sighting }>
  /** The newest reply of a person that the conversation shows, if any. */
  | Held<{ readonly kind: 'read'; readonly reply: number | 'blind' | undefined }>
  | Held<{ readonly kind: 'regained' | 'requested' }>
  /** The handlers of `taken_back`, or of `takeback_failed`, have run. */
  | Held<{ readonly kind: 'announced' | 'reported' }>
  /** A step failed. `reason`: why repeating it can't help. */
  | Held<{ readonly kind: 'failed'; readonly reason: TakebackFailure | undefined }>;

type Held<Event> = Event & { readonly token: string };
/** An event of the lease's holder. */
export type HolderEvent = Exclude<
  TakebackEvent,
  { readonly kind: 'owned' | 'gone' | 'sign' | 'limits' | 'cancelled' | 'rang' }
>;
/** Who was found to own a thread. */
export type Found = Extract<TakebackEvent, { readonly kind: 'found' }>['owner'];

/** What the caller has to do next. */
export type Task =
  /** Ask the option `only` about this owner. */
  | { readonly do: 'askOnly'; readonly by: Sighting }
  /** Look who owns the thread, and follow. */
  | { readonly do: 'follow' }
  | { readonly do: 'lookUp' }
  | { readonly do: 'read'; readonly sinceMs: number }
  /** Take the thread, or ask its owner for it. */
  | { readonly do: 'regain' }
  /** Say the message unless `isSaid`, and emit `taken_back`. */
  | { readonly do: 'announce'; readonly appId?: string; readonly claimed: boolean; readonly isSaid: boolean }
  | { readonly do: 'report'; readonly appId?: string; readonly claimed: boolean; readonly reason: TakebackFailure }
  /** Let the scheduler ring again after a pause. */
  | { readonly do: 'retry' };

/** What comes of an event. `state` is the same object where nothing changes. */
export interface Step {
  readonly state: State;
  /** When the timer is to ring, in ms; it may ring too early, never too late. It stays as it is where this is missing. */
  readonly timer?: number | 'off' | undefined;
  readonly task?: Task;
}

/** The options that rules need. */
export interface Rules extends Limits {
  readonly afterMs: number;
  readonly grantWithinMs: number;
}
