import type { Lane } from '../model/lanes.ts';
import type { Named, PageRef } from '../timeline/timeline-entry.ts';

/** One element of `entry[]`. An entry given by hand may lack any field. */
export interface Entry {
  id?: unknown;
  /** Milliseconds; seconds in an entry with `changes` given by hand. */
  time?: unknown;
  messaging?: Record<string, unknown>[];
  standby?: Record<string, unknown>[];
  changes?: { field: string; value?: unknown }[];
  hop_context?: HopContext | HopContext[];
  /** Lists named after their field (see the quirk `namedLists`), and anything that an entry given by hand has. */
  [key: string]: unknown;
}

/** An app that an entry names as owner, or the mark of Meta's AI. */
export type HopContext = { app_id: string | number; metadata: string } | { is_ai_thread_owner: true };

/** One event to deliver to one app. */
export interface Delivery {
  appId: string;
  /** Page of all its entries; null: they are of several pages. */
  page: PageRef | null;
  /** Array of the entry that holds the item; `entry`: the entry itself, or a list with its own name. */
  lane: Lane | 'changes' | 'entry';
  field: string;
  /** Kind of event: `message`, `echo`, `pass_thread_control`, … */
  event: string;
  person?: Named;
  /** `object` of the body: its product. */
  object: string;
  entries: Entry[];
}
