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
  hop_context?: { app_id: number; metadata: string }[];
}

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
