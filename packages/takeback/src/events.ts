import type { Owner, Thread } from '@handover/core';
import type { ThreadTakeback } from './thread-takeback.ts';

/** What the plugin adds to the handler context. */
export interface TakebackContext {
  /** The takeback of the event's thread. */
  readonly takeback: ThreadTakeback;
}

/** The thread came back because the app that owned it was quiet for too long. */
export interface TakenBack {
  /** The thread. This app owned it a moment ago. */
  readonly thread: Thread;
  /** Who owned it before. */
  readonly previous: Owner;
  /** Whether a person answered while that owner had the thread. */
  readonly claimed: boolean;
  /** Whether the option `message` was sent. Also true if a process died just before it sent the message. */
  readonly said: boolean;
  /** Why the message could not be sent. It is not retried, because it might arrive twice. */
  readonly messageError?: Error;
}

/**
 * Why a thread did not come back.
 *
 * - `not_granted`: the owner did not grant the request within `grantWithinMs`. Meta's own inboxes never do.
 * - `no_take_right`: routing is on and this app may not take threads: see "take control of conversations" in the page's
 *   settings.
 * - `blind`: this app is not subscribed to the replies of people and cannot read the conversation either. Taking the
 *   thread might cut a person off.
 * - `refused`: Meta refused permanently; see `error`.
 * - `error`: retries failed for ten minutes, or a retry cannot help; `error` is the last failure.
 */
export type TakebackFailure = 'not_granted' | 'no_take_right' | 'blind' | 'refused' | 'error';

/** The thread did not come back, so its owner keeps it. The next sign of a person restarts the clock. */
export interface TakebackFailed {
  /** The thread. */
  readonly thread: Thread;
  /** Why. */
  readonly reason: TakebackFailure;
  /** Who owns it. */
  readonly owner: Owner;
  /** Whether a person answered while that owner had the thread. */
  readonly claimed: boolean;
  /** The failure, if there was one. */
  readonly error?: Error;
}

/** The events that the plugin emits, for `bot.on`. */
export interface TakebackEvents {
  /** A thread came back. Emitted once per takeback; again only if a process died while its handlers ran. */
  taken_back: TakenBack;
  /** A due thread did not come back. Emitted once each time; again only if a process died while its handlers ran. */
  takeback_failed: TakebackFailed;
}
