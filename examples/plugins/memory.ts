import type { Scheduler, Store } from '@handover/core/store';

/** Where a bot remembers who owns each thread, what it has done, and when control is to come back. */
export interface Memory {
  readonly store: Store;
  readonly scheduler: Scheduler;
  /** What to call it in a sentence; holds no password. */
  readonly place: string;
  /** Ends the connection: once the bot is closed. */
  close(): void;
}
