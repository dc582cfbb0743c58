import type { Lane } from '../model/lanes.ts';
import type { Named } from '../timeline-entry.ts';

/** One element of `entry[]`. */
export interface Entry {
  id: string;
  /** Milliseconds. */
  time: number;
  messaging?: Record<string, unknown>[];
  standby?: Record<string, unknown>[];
  changes?: { field: string; value: Record<string, unknown> }[];
  hop_context?: HopContext | HopContext[];
  /** Lists named after their field, with the quirk `namedLists`, and whatever an entry that was given by hand holds. */
  [key: string]: unknown;
}

/** An app that led to an entry, or the mark of Meta's AI. */
export type HopContext = { app_id: string | number; metadata: string } | { is_ai_thread_owner: true };

/** One event on its way to one app. */
export interface Delivery {
  appId: string;
  lane: Lane | 'changes';
  field: string;
  /** What it tells: `message`, `echo`, `pass_thread_control`, … */
  event: string;
  person?: Named;
  entries: Entry[];
}
