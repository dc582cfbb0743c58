export type * from './client-port.ts';
export type * from './store-port.ts';
export { DONE_FOR_MS, THREAD_LASTS_MS } from './store-port.ts';

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
  /** Faults that a person should look at. */
  warn(fields: object, message: string): void;
  /** What went wrong. */
  error(fields: object, message: string): void;
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
  /**
   * Runs at most `limit` timers that are due at `now`, those due first ahead, and resolves to how many it ran, failed ones
   * included, once their handlers have ended. A timer that runs already is left, and once closed it runs none. For
   * programs without a process that waits: see `bot.tick()`. A scheduler whose timers another program runs lacks it.
   */
  runDue?(now: number, limit: number): Promise<number>;
  /** Starts nothing new and waits for what runs. */
  close(): Promise<void>;
}
