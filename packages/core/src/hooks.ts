import type { HandoverEvent } from './events.ts';
import type { Owner } from './ownership/owner.ts';
import type { AnyMessage, Awaitable, SendMessageOptions } from './ports.ts';
import type { Thread } from './thread/thread.ts';

/** Something on its way to the person; hooks may change `message` and `options`. */
export interface Outgoing {
  /** Where it goes. */
  readonly thread: Thread;
  /** Absent for a typing action. */
  message?: AnyMessage;
  /** Set for a typing action, absent for a message. */
  readonly action?: 'typing_on' | 'typing_off';
  /** How it goes out; a hook may replace them. */
  options: SendMessageOptions;
  /** Who owns the thread, as the gate found it a moment ago. */
  readonly owner: Owner;
  /** Metadata of the control event that made the owner, where it had any. */
  readonly metadata?: string;
}

/**
 * Called at send time, once the gate has let the message pass. `next` sends (or calls the next hook) and may be called
 * again to repeat a send that was refused; its result is to be returned.
 */
export type SendHook = (outgoing: Outgoing, next: () => Promise<unknown>) => Promise<unknown>;

/** What a hook of `holdWhile` gets. */
export interface HoldContext {
  /** The thread; its `state()` asks no hooks. */
  readonly thread: Thread;
  /** The bot's time, in ms. */
  readonly now: number;
  /** The event whose handlers are about to run; absent for a send, and for `state()`. */
  readonly event?: HandoverEvent;
}

/**
 * Answers whether this app keeps quiet in a thread though no other app owns it, and until when where it knows. Meanwhile events are
 * `standby`, and `send` and `typing` reject with {@link NotThreadOwnerError}, `reason: 'hold'`.
 */
export type HoldHook = (context: HoldContext) => Awaitable<boolean | { readonly until: Date }>;

/** What a hook of `onReceive` gets. */
export interface ReceiveContext {
  /** The event, whose turn has not come. */
  readonly event: HandoverEvent;
  /** Its thread. */
  readonly thread: Thread;
  /** Ends the handlers of the thread that run now: their signal aborts for `reason`. */
  readonly abort: (reason: Error) => void;
}

/** Called on the receipt of an event. One that fails is called again with the next run of the event. */
export type ReceiveHook = (context: ReceiveContext) => Awaitable<void>;

/**
 * Called around each run of an event. `next` resolves once the run is over, and never rejects. A hook that rejects, or ends
 * without `next`, fails the run.
 */
export type RunHook = (run: { readonly event: HandoverEvent }, next: () => Promise<void>) => Promise<void>;
