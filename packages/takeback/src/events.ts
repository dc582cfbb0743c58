import type { Owner, Thread } from '@handover/core';
import type { ThreadTakeback } from './thread-takeback.ts';

/** What the plugin adds to the context of handlers. */
export interface TakebackContext {
  /** The takeback of the event's thread. */
  readonly takeback: ThreadTakeback;
}

/** The thread came back, since the app that owned it was quiet for too long. */
export interface TakenBack {
  /** The thread. This app owned it a moment ago. */
  readonly thread: Thread;
  /** Who had it. */
  readonly previous: Owner;
  /** Whether a person had answered while they had it: `false` where nobody came. */
  readonly claimed: boolean;
  /** Whether the option `message` was said to the person; also where a process died while it was about to say it. */
  readonly said: boolean;
  /** Why it was not said, where that failed. It is not tried again: it might be said twice. */
  readonly messageError?: Error;
}

/**
 * Why a thread did not come back.
 *
 * - `not_granted`: the owner was asked and has not given it within `grantWithinMs`. Meta's own inboxes never do.
 * - `no_take_right`: routing is on and this app may not take threads: see "take control of conversations" in the page's
 *   settings.
 * - `blind`: this app is not subscribed to what tells it that people answer, and can't read the conversation either; taking
 *   the thread might cut somebody off.
 * - `refused`: Meta refused for good; `error` tells why.
 * - `error`: trouble that went on for ten minutes, or a fault that repeating does not mend; `error` is the last of it.
 */
export type TakebackFailure = 'not_granted' | 'no_take_right' | 'blind' | 'refused' | 'error';

/** The thread did not come back; the app that owns it keeps it. Its next sign of a person starts the clock anew. */
export interface TakebackFailed {
  /** The thread. */
  readonly thread: Thread;
  /** Why. */
  readonly reason: TakebackFailure;
  /** Who has it. */
  readonly owner: Owner;
  /** Whether a person had answered while they had it. */
  readonly claimed: boolean;
  /** What went wrong, where something did. */
  readonly error?: Error;
}

/** What the plugin emits: for `bot.on`. */
export interface TakebackEvents {
  /** A thread came back. Once for each; again only where a process died while it told. */
  taken_back: TakenBack;
  /** A thread did not come back. Once for each time that it was due; again only where a process died while it told. */
  takeback_failed: TakebackFailed;
}
