import type { Delivery } from './delivery.ts';

/** A delivery on its way, through all its attempts. Without `done` it is plain data, fit for JSON. */
export interface Job {
  delivery: Delivery;
  /** The same for all attempts, and for the two of a duplicate. */
  number: number;
  /** What is serialised and signed. */
  body: Record<string, unknown>;
  /** How many attempts are behind it. */
  attempt: number;
  /** How many of the later repeats are behind it. */
  later: number;
  /** Time of the first failed attempt, from which the later repeats count. */
  firstFailureAt: number;
  /** Fault that was applied to the delivery as a whole. */
  fault?: string;
  /** Runs once nothing more happens to it for now. */
  done?: () => void;
}

/** A job without its listener. */
export type PlainJob = Omit<Job, 'done'>;

/** The job as plain data. */
export function plainJob({ done: _, ...job }: Job): PlainJob {
  return job;
}

/** Everything on its way to webhooks, as plain data. */
export interface DispatchState {
  /** Number of the newest delivery. */
  lastNumber: number;
  /** Queued or under way, in order; what was under way is sent again. */
  queued: PlainJob[];
  /** What waits on the clock: a repeat (`attempt` above 0) or a delayed delivery. */
  waiting: { dueAt: number; job: PlainJob }[];
  /** Incomplete groups: place of their fault in the list of faults for deliveries, and what they hold. */
  groups: { fault: number; deliveries: Delivery[] }[];
  /** Webhooks that have been failing, by app id. */
  illnesses: Record<string, { failures: number; switchOffAt: number }>;
}
