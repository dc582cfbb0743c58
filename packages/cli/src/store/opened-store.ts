import type { Logger } from '@handover/core';
import type { Store } from '@handover/core/store';

/** The store of a bot, opened by its address. */
export interface OpenedStore {
  readonly kind: 'sqlite' | 'redis' | 'postgres';
  /** The address without user, password and options: for output. */
  readonly shown: string;
  readonly store: Store;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** How long a database may take to answer, in ms. */
export const ANSWER_WITHIN_MS = 10_000;

/** Logs nothing: the command prints what a person has to know. */
export const quiet: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
