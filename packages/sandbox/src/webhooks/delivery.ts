import type { Lane } from '../model/lanes.ts';
import type { Named } from '../timeline-entry.ts';

/** One element of `entry[]`. One that is given by hand may lack anything. */
export interface Entry {
  id?: unknown;
  /** Milliseconds; seconds in an entry with `changes` that was given by hand. */
  time?: unknown;
  messaging?: Record<string, unknown>[];
  standby?: Record<string, unknown>[];
  changes?: { field: string; value?: unknown }[];
  hop_context?: HopContext | HopContext[];
  /** Lists named after their field, with the quirk `namedLists`, and whatever an entry that was given by hand holds. */
  [key: string]: unknown;
}

/** An app that led to an entry, or the mark of Meta's AI. */
export type HopContext = { app_id: string | number; metadata: string } | { is_ai_thread_owner: true };

/** One event on its way to one app. */
export interface Delivery {
  appId: string;
  /** Array of the entry in which the item stands; `entry`: the entry itself, or a list with a name of its own. */
  lane: Lane | 'changes' | 'entry';
  field: string;
  /** What it tells: `message`, `echo`, `pass_thread_control`, … */
  event: string;
  person?: Named;
  /** Of which product it is. @default that of the platform */
  object?: string;
  entries: Entry[];
}
