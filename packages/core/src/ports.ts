import type { Platform } from './events.ts';
import type { Observation, ThreadRecord } from './ownership/registers.ts';

/** A value now, or a promise of it: what is there at once is not waited for. */
export type Awaitable<T> = T | Promise<T>;

/** Time and timers. `Date.now` and the global timers by default; the testkit and the sandbox have movable ones. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `delayMs`; the handle ends it. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  /** Ends a timer; one that is over already is no error. */
  clearTimeout(handle: unknown): void;
}

/** Where core writes. Facts come as fields, never a token, a secret or a customer's text; pino and console fit. */
export interface Logger {
  /** What helps to find a bug. */
  debug(fields: object, message: string): void;
  /** What went well again. */
  info(fields: object, message: string): void;
  /** What somebody should look at. */
  warn(fields: object, message: string): void;
  /** What went wrong. */
  error(fields: object, message: string): void;
}

/** What every call of the port takes last. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** The answer to a call that changed who owns a thread. */
export interface CallResult {
  /** Time of Graph's answer by its `Date` header, in ms (whole seconds). */
  readonly at: number;
}

/** Who owns a thread by Meta's word. `appId` is missing where Meta doesn't name the owner to this app. */
export type ThreadOwnerResult =
  | { readonly state: 'owned'; readonly appId?: string; readonly expiresAt?: Date; readonly at?: number }
  | { readonly state: 'idle'; readonly at?: number };

/** How a page routes: Conversation Routing on or off, or the primary/secondary roles of 2021-25. */
export type RoutingMode = 'on' | 'off' | 'primary';

/** How a page routes, by Meta's answer. */
export interface RoutingStatus {
  /** The routing mode. */
  readonly mode: RoutingMode;
  /** True when Meta's answer leaves the mode open and `mode` is the likely one. */
  readonly isGuess: boolean;
}

/** A message as the Send API takes it (`text`, `attachment`, `quick_replies`, …). Source: Messenger Platform docs, Send API. */
export type OutgoingMessage = Readonly<Record<string, unknown>>;

/** How a message goes out. */
export interface SendMessageOptions extends CallOptions {
  /** Persona that speaks; Messenger only. */
  readonly personaId?: string;
  /** `HUMAN_AGENT` for people who answer up to seven days later. */
  readonly tag?: string;
  /** `RESPONSE`, `UPDATE`, `MESSAGE_TAG` or `UTILITY`. */
  readonly messagingType?: string;
  /** What happens to the thread once the message is accepted; only with routing on. */
  readonly threadControl?: { readonly type: 'pass'; readonly appId?: string } | { readonly type: 'release' };
}

/** A persona of a page. */
export interface PagePersona {
  /** For the option `personaId`. */
  readonly id: string;
  /** The name that people see. */
  readonly name: string;
}

/** The calls that the persona plugin makes. */
export interface PersonaClient {
  /** All personas of the page. */
  list(options?: CallOptions): Promise<readonly PagePersona[]>;
  /** Makes a persona. */
  create(
    persona: { readonly name: string; readonly profilePictureUrl: string },
    options?: CallOptions,
  ): Promise<{ readonly id: string }>;
}

/** A message as the page can read it back, whoever sent it. */
export interface PastMessage {
  /** Message id. */
  readonly id: string;
  /** When it was sent. */
  readonly createdAt: Date;
  /** Who sent it: the page's id, or the person's. */
  readonly fromId: string;
}

/** An app that gets deliveries for a page. */
export interface PageSubscription {
  /** App id. */
  readonly id: string;
  /** Names of the webhook fields that it gets. */
  readonly subscribedFields: readonly string[];
}

/** The calls that every client has. */
export const CLIENT_CALLS: readonly (keyof HandoverClient)[] = [
  'passThreadControl',
  'takeThreadControl',
  'requestThreadControl',
  'releaseThreadControl',
  'extendThreadControl',
  'getThreadOwner',
  'getRoutingMode',
  'sendMessage',
  'sendAction',
];

/**
 * The calls that core makes. `@handover/client` fits by shape; so may a client of your own. What is optional is asked for
 * by plugins alone, which say so when it is missing; without `getRoutingStatus` the mode counts as certain.
 */
export interface HandoverClient {
  /** The app whose token the client holds, where it was given: it has to be the bot's. */
  readonly appId?: string | undefined;
  /** The page whose token the client holds; `'me'` when only the token tells. */
  readonly pageId?: string;
  /** Platform of the threads it acts on. */
  readonly platform?: Platform;
  /** POST pass_thread_control; without a target to the default app. */
  passThreadControl(
    userId: string,
    options?: CallOptions & { readonly targetAppId?: string; readonly metadata?: string },
  ): Promise<CallResult>;
  /** POST take_thread_control. */
  takeThreadControl(userId: string, options?: CallOptions & { readonly metadata?: string }): Promise<CallResult>;
  /** POST request_thread_control. */
  requestThreadControl(userId: string, options?: CallOptions & { readonly metadata?: string }): Promise<CallResult>;
  /** POST release_thread_control. */
  releaseThreadControl(userId: string, options?: CallOptions): Promise<CallResult>;
  /** POST extend_thread_control. */
  extendThreadControl(userId: string, options: CallOptions & { readonly durationSeconds: number }): Promise<CallResult>;
  /** GET thread_owner. */
  getThreadOwner(userId: string, options?: CallOptions): Promise<ThreadOwnerResult>;
  /** GET messaging_feature_status of the page. */
  getRoutingMode(options?: CallOptions): Promise<RoutingMode>;
  /** The same, and whether the mode is only a guess. */
  getRoutingStatus?(options?: CallOptions): Promise<RoutingStatus>;
  /** POST messages. */
  sendMessage(
    userId: string,
    message: OutgoingMessage,
    options?: SendMessageOptions,
  ): Promise<{ readonly messageId?: string; readonly at?: number }>;
  /** POST messages with a sender action. */
  sendAction(
    userId: string,
    action: 'typing_on' | 'typing_off' | 'mark_seen',
    options?: CallOptions & { readonly personaId?: string },
  ): Promise<unknown>;
  /** The page's personas; Messenger only. */
  readonly personas?: PersonaClient;
  /** GET subscribed_apps: which deliveries each app gets. */
  getSubscriptions?(options?: CallOptions): Promise<readonly PageSubscription[]>;
  /** GET conversations: the newest messages with a person, newest first, at most 20. */
  getLatestMessages?(userId: string, options?: CallOptions): Promise<readonly PastMessage[]>;
}

/** Parts of a client that may be missing. */
type OptionalCall = 'personas' | 'getRoutingStatus' | 'getSubscriptions' | 'getLatestMessages';

/**
 * A page's client, as plugins get it. Every call first waits for the client. It rejects with a `HandoverError` if there is
 * none: `unknown_page`, `wrong_client` (it is for another page, or lacks calls) or `client_timeout`. Optional calls that the
 * client lacks resolve to `undefined`.
 */
export interface PageClient extends Omit<HandoverClient, 'pageId' | 'platform' | 'getRoutingMode' | OptionalCall> {
  /** How the page routes, by Meta's word; with a client that only has `getRoutingMode` it counts as certain. */
  getRoutingStatus(options?: CallOptions): Promise<RoutingStatus>;
  /** The page's personas; Messenger only. */
  readonly personas: {
    /** All personas of the page, or `undefined`. */
    list(...args: Parameters<PersonaClient['list']>): Promise<readonly PagePersona[] | undefined>;
    /** Makes a persona, or resolves to `undefined`. */
    create(...args: Parameters<PersonaClient['create']>): Promise<{ readonly id: string } | undefined>;
  };
  /** GET subscribed_apps, or `undefined`. */
  getSubscriptions(options?: CallOptions): Promise<readonly PageSubscription[] | undefined>;
  /** GET conversations: the newest messages with a person, newest first, at most 20, or `undefined`. */
  getLatestMessages(userId: string, options?: CallOptions): Promise<readonly PastMessage[] | undefined>;
}

/** One event of a delivery, as the store is asked about it. */
export interface BeginEvent {
  /** Who may run it is settled by this id. */
  readonly id: string;
  /** Key of its thread; absent for events about a page. */
  readonly thread?: string | undefined;
  /** What the event says about the thread. Merging it twice changes nothing. */
  readonly observation?: Observation | undefined;
}

/** The store's answer for one event. */
export interface BegunEvent {
  /** `claimed`: the caller runs it. `leased`: somebody else does, until the lease ends. `done`: it has been handled. */
  readonly claim: 'claimed' | 'leased' | 'done';
  /** How often it has been claimed, this time included. */
  readonly attempts: number;
  /** When it was claimed first, in ms. */
  readonly firstAt: number;
  /** The thread after the observation; absent for events about a page. */
  readonly record?: ThreadRecord;
}

/** How the run of one event ended. */
export interface EndEvent {
  /** The id it was begun with. */
  readonly id: string;
  /** `done`: never again, for `doneForMs`. `failed`: free to be claimed again, the attempts kept. */
  readonly outcome: 'done' | 'failed';
}

/**
 * How long a store keeps a thread that was not observed since, in ms: 31 days. Control can be extended to seven days and an
 * ad may give a month (Source: Messenger Platform docs, Conversation Routing), so a thread that was silent for longer is
 * idle, whatever was known of it.
 */
export const THREAD_LASTS_MS: number = 31 * 86_400_000;

/**
 * How long done-marks last, and the attempts of an event that failed, in ms: 36 hours, as Meta may deliver an event again
 * for so long. Source: Graph API docs, Webhooks ("over 36 hours").
 */
export const DONE_FOR_MS: number = 36 * 3_600_000;

/**
 * What core remembers. Every operation is atomic, takes the time as an argument and may answer at once or by promise;
 * several processes may share one store. The testkit's `storeContract` is the list of what must hold.
 */
export interface Store {
  /**
   * Ahead of the handlers of a delivery, all its events in one go, in order: merges the observations into the threads,
   * and claims each event for `holder` until `now + leaseMs` (an expired lease is free again, a holder's own is not).
   * Of an id that stands twice the first is claimed, and the second is `leased`.
   */
  begin(
    events: readonly BeginEvent[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<readonly BegunEvent[]>;
  /** After the handlers: ends the holder's leases. A lease that another holder has taken over meanwhile is left alone, but `done` counts for all. */
  end(
    events: readonly EndEvent[],
    options: { readonly holder: string; readonly doneForMs: number; readonly now: number },
  ): Awaitable<void>;
  /** Prolongs leases that `holder` still has, to `now + leaseMs`. */
  renew(
    ids: readonly string[],
    options: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): Awaitable<void>;
  /** Merges one observation and tells the thread as it is then. */
  observe(thread: string, observation: Observation, now: number): Awaitable<ThreadRecord>;
  /** The thread as it is; an empty record where nothing was observed. */
  read(thread: string, now: number): Awaitable<ThreadRecord>;
  /**
   * Asks for the right to announce a change of owner: granted to one caller at a time, until `now + leaseMs`, and only
   * while `announced` is still the record's count of announcements.
   */
  claimAnnouncement(
    thread: string,
    options: { readonly announced: number; readonly leaseMs: number; readonly now: number },
  ): Awaitable<boolean>;
  /**
   * Marks the announcement made: counts one more, remembers whom it named, settles the changes up to `changes` (the
   * record's count when the owner was worked out), and tells the thread as it is then.
   */
  markAnnounced(
    thread: string,
    options: { readonly announced: number; readonly owner: string; readonly changes: number; readonly now: number },
  ): Awaitable<ThreadRecord>;
  /**
   * Keys of threads that changed at `before` or earlier and whose changes nobody has settled since: what a process that
   * died left to announce. Longest unsettled first, at most `limit`.
   *
   * @param app The threads' keys up to the first colon: a store may be shared by several apps.
   */
  unsettled(
    app: string,
    options: { readonly before: number; readonly limit: number; readonly now: number },
  ): Awaitable<readonly string[]>;
  /** Notes that the changes of a thread up to `changes` have nothing (more) to announce. */
  settle(thread: string, options: { readonly changes: number; readonly now: number }): Awaitable<void>;
  /** A plugin's small value for a thread (a string of at most a few hundred characters), or `undefined`. */
  getValue(thread: string, name: string, now: number): Awaitable<string | undefined>;
  /**
   * Sets a plugin's value, or removes it with `undefined`, if it still is `expected`; tells whether it did.
   * It is forgotten at `expiresAt`.
   */
  setValue(
    thread: string,
    name: string,
    options: {
      readonly expected: string | undefined;
      readonly value: string | undefined;
      readonly expiresAt: number;
      readonly now: number;
    },
  ): Awaitable<boolean>;
}

/** A timer that came due. */
export interface DueTimer {
  /** The key it was scheduled with. */
  readonly key: string;
  /** When it was due, in ms. */
  readonly dueAt: number;
  /** What was given to `schedule`. */
  readonly data: string;
}

/** Timers by name and key: at least once, one run of a key at a time; the durable ones survive a crash. */
export interface Scheduler {
  /** Called once by `createHandover`, ahead of all else. */
  start(environment: { readonly clock: Clock; readonly logger: Logger }): void;
  /** Sets the timer `key` of `name`; one that is there is replaced. A time in the past is due at once. */
  schedule(name: string, key: string, dueAt: number, data: string): Awaitable<void>;
  /** Forgets a timer; one that is not there is no error. */
  cancel(name: string, key: string): Awaitable<void>;
  /** Who runs the timers of `name`. A handler that throws is called again later, with growing pauses. */
  handle(name: string, handler: (timer: DueTimer) => Awaitable<void>): void;
  /** Starts nothing new and waits for what runs. */
  close(): Promise<void>;
}
