import type { Observation, ThreadRecord } from './ownership/registers.ts';

export type * from './client-port.ts';
export { CLIENT_CALLS } from './client-port.ts';

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
