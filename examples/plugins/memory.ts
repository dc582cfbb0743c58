import type { Scheduler, Store } from '@handover/core/store';

/** The store and scheduler of a bot: thread owners, handled events and takeback timers. */
export interface Memory {
  readonly store: Store;
  readonly scheduler: Scheduler;
  /** Its description for log lines, without a password. */
  readonly place: string;
  /** Closes the connection. Call it after the bot is closed. */
  close(): void;
}
