import type { Platform } from '../events.ts';
import type { Owner, OwnerSource, OwnerWithExpiry } from '../ownership/owner.ts';
import type { AnyMessage, CallOptions, CallResult, SendMessageOptions } from '../ports.ts';

/** Who owns a thread, and whether this app may answer. */
export interface ThreadState {
  /** Who owns the thread. */
  readonly owner: Owner;
  /** False when another app is known to own the thread, or a plugin holds it while a person answers. */
  readonly mayReply: boolean;
  /** Since when the owner owns. */
  readonly since?: Date;
  /** When the thread becomes idle unless the person writes; set while an app owns. */
  readonly expiresAt?: Date;
  /** The evidence of the owner. */
  readonly source: OwnerSource;
  /** Metadata of the control event that made the owner, where it had any. */
  readonly metadata?: string;
}

/** Options of the calls that hand metadata to the other app. */
export interface MetadataOptions extends CallOptions {
  /** One string, at most 1000 characters; `note.encode` makes a good one. */
  readonly metadata?: string;
}

/** What `thread.send` resolves to. */
export interface SentMessage {
  /** The message's id; its echo has the same. Absent where Graph gave none. */
  readonly messageId?: string;
}

/** What a call does while another app owns the thread. */
export interface WhenNotOwner {
  /** Reject with {@link NotThreadOwnerError}, or resolve to `undefined`. @default the bot's option `whenNotOwner` */
  readonly whenNotOwner?: 'throw' | 'drop';
}

/** Options without `whenNotOwner: 'drop'`: the call resolves to a {@link SentMessage}. */
export type WithoutDrop<Options extends WhenNotOwner> = Options & { readonly whenNotOwner?: 'throw' };

/** Options of {@link Thread.send}. */
export interface SendOptions extends SendMessageOptions, WhenNotOwner {
  /** `'person'`: it is a person's message that your program sends for them, so that holds do not refuse it. */
  readonly by?: 'person';
  /**
   * Names this step of the handler, which is otherwise known by its content. If an earlier run of the event sent a step
   * of this name, it is not sent again, even with other content.
   */
  readonly step?: string;
  /**
   * Sends at most one message with this key in the thread, in handlers and outside, over all processes. Later calls
   * resolve to the same message.
   */
  readonly once?: string;
  /** How long the name is remembered, in ms. @default 129_600_000 (36 h) */
  readonly onceForMs?: number;
  /** Cuts a text that is too long for the platform, at sentences and words; it resolves to the last part. @default false */
  readonly split?: boolean;
}

/** Options of {@link Thread.typing}. */
export interface TypingOptions extends CallOptions, WhenNotOwner {
  /** Persona that types; Messenger only. */
  readonly personaId?: string;
}

/** Options of {@link Thread.handOver}: a closed set, any other key is refused. */
export interface PassOptions extends MetadataOptions, WhenNotOwner {
  /** Said to the person first: a text, or a message as the Send API takes it. */
  readonly message?: string | AnyMessage;
}

/** Options of {@link Thread.regain}. */
export interface RegainOptions extends MetadataOptions {
  /** How long to wait for the owner to grant a request, in ms. @default 0 */
  readonly waitMs?: number;
  /**
   * What brings the thread back, such as the name of a plugin: `by` of `owner_changed` and of the channel
   * `handover:owner`, if a take succeeds. 1 to 64 letters, digits, `_` or `-`. @default none
   */
  readonly by?: string;
}

/** A small value that a plugin keeps for a thread, in the store. */
export interface ThreadValues {
  /** The value, or `undefined` where there is none or its time is over. */
  get(name: string): Promise<string | undefined>;
  /** Sets the value, or removes it with `undefined`, if it still is `expected`. Resolves to whether it did. */
  compareAndSet(
    name: string,
    value: string | undefined,
    options: { readonly expected: string | undefined; readonly ttlMs: number },
  ): Promise<boolean>;
}

/**
 * The conversation of one person with one page: its owner, the protocol's calls, and what may be said in it.
 * Where an event names no person, `userId` is empty and every call rejects.
 */
export interface Thread {
  /** Where the person writes. */
  readonly platform: Platform;
  /** The page's id; on Instagram the account's, on WhatsApp the phone number id. */
  readonly pageId: string;
  /** PSID or IGSID; on WhatsApp the BSUID or the phone number. */
  readonly userId: string;

  /**
   * Who owns the thread, from the store: no network call.
   *
   * @example
   * const { owner, mayReply } = await thread.state();
   * if (mayReply) await thread.send('Hello');
   * else console.log('owned by', owner.kind);
   */
  state(): Promise<ThreadState>;
  /** Gives the thread to another app. Rejects with the client's error where this app does not own it. */
  passThreadControl(targetAppId: string, options?: MetadataOptions): Promise<CallResult>;
  /** Gives the thread to the people who answer in Meta's inbox of the platform. */
  passThreadControlToPageInbox(options?: MetadataOptions): Promise<CallResult>;
  /** Takes the thread; with routing off Meta refuses, and a thread that is ours already counts as taken. */
  takeThreadControl(options?: MetadataOptions): Promise<CallResult>;
  /** Asks the owner for the thread. Success means asked, not granted. */
  requestThreadControl(options?: MetadataOptions): Promise<CallResult>;
  /** Lets go of the thread: it is idle then. */
  releaseThreadControl(options?: CallOptions): Promise<CallResult>;
  /** Keeps control for `durationSeconds` from now, at most 604 800 (seven days). */
  extendThreadControl(options: CallOptions & { readonly durationSeconds: number }): Promise<CallResult>;
  /**
   * Asks Meta who owns the thread, notes the answer, and resolves to it. An app that Meta doesn't name is `{ kind: 'app' }`
   * without `appId`; {@link state} may still know its name.
   */
  getThreadOwner(options?: CallOptions): Promise<OwnerWithExpiry>;
  /**
   * Whether this app is known to own the thread: from the state, over the network only where that is unknown. Also false
   * where Meta refuses `thread_owner` for this page.
   */
  isThreadOwner(options?: CallOptions): Promise<boolean>;

  /**
   * Hands the thread over, in a way that is right in every routing mode: to `'inbox'` (where people answer), to
   * `'default'` (the page's default app) or to an app id. If Meta's refusal shows that routing was switched off meanwhile, the
   * hand-over goes the other way once. The message is sent once. On WhatsApp only `'inbox'`: the people on the phone, to whom Meta
   * passes no thread. There it keeps this app quiet, and each reply on the phone prolongs that.
   *
   * @throws {NotThreadOwnerError} Another app owns the thread: nothing was said or passed. With `whenNotOwner: 'drop'` it
   *   resolves to `undefined` instead.
   * @throws {PassFailedError} The message went out, the pass failed.
   * @throws {OptionError} The target is missing or none of the three, or an option is unknown.
   * @example
   * await thread.handOver('inbox', { message: 'One moment, please.' });
   */
  handOver(to: string, options?: WithoutDrop<PassOptions>): Promise<SentMessage>;
  /** Resolves to `undefined` while another app owns the thread, if `whenNotOwner` is `'drop'`. */
  handOver(to: string, options: PassOptions): Promise<SentMessage | undefined>;
  /**
   * Gets the thread back: takes it where the routing mode allows, else asks for it. `'requested'` means that the owner
   * was asked and has not granted it (yet). While `'off'` is a guess, it takes first, and asks only if Meta says that routing
   * is off. On WhatsApp it ends the hand-over to the phone, without a call.
   *
   * @throws {HandoverError} Code `no_take_right`: routing is on and this app may not take threads; on WhatsApp it takes none.
   * @example
   * const outcome = await thread.regain({ waitMs: 10_000 });
   * if (outcome === 'owned') await thread.send('I am back.');
   */
  regain(options?: RegainOptions): Promise<'owned' | 'requested'>;
  /**
   * Says something to the person, if this app may. The bot's option `whenNotOwner: 'drop'` does not show in the type of the
   * result: if you set it and read the result, write `whenNotOwner` in the call as well.
   *
   * In a handler it is a step: if the event is run again, what was sent is not sent again, and resolves to what it resolved to
   * before. A step is known by what it sends, and by its number among equal ones. What remains: if the process is killed
   * between Meta's answer and the record of it, the next run sends it once more.
   *
   * @throws {NotThreadOwnerError} Another app owns the thread, or a plugin holds it (with `whenNotOwner: 'drop'` it resolves to
   *   `undefined`).
   * @throws {OptionError} The text is longer than the platform takes, and `split` is not set.
   * @throws {LeaseLostError} Another process runs the event now.
   * @example
   * // In a timer, a person may have answered meanwhile.
   * await bot.thread({ pageId, userId }).send('Still there?', { whenNotOwner: 'drop' });
   */
  send(message: string | AnyMessage, options?: WithoutDrop<SendOptions>): Promise<SentMessage>;
  /** Resolves to `undefined` while another app owns the thread, if `whenNotOwner` is `'drop'`. */
  send(message: string | AnyMessage, options: SendOptions): Promise<SentMessage | undefined>;
  /**
   * Shows or hides that something is being typed, if this app may answer. On WhatsApp in handlers of `message` alone, for that
   * message, which is marked as read.
   */
  typing(on: boolean, options?: TypingOptions): Promise<void>;

  /**
   * Notes that a message was sent past this bot, such as by a call of your own: its echo then is `sentBy: 'self'` where the
   * platform's echoes name no app (Instagram).
   *
   * @param mid The `message_id` of the answer to the send.
   */
  noteSent(mid: string): Promise<void>;

  /** What plugins keep for this thread. */
  readonly values: ThreadValues;
}
