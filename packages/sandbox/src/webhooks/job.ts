import type { Delivery } from './delivery.ts';

/** A delivery with the state of its attempts. Without `done` it is plain data, fit for JSON. */
export interface Job {
  delivery: Delivery;
  /** The same for all attempts, and for both deliveries of a duplicate. */
  number: number;
  /** The body to serialise and sign. */
  body: Record<string, unknown>;
  /** How many attempts were made. */
  attempt: number;
  /** How many of the later retries were made. */
  later: number;
  /** Time of the first failed attempt. The later retries count from it. */
  firstFailureAt: number;
  /** Fault that was applied to the delivery as a whole. */
  fault?: string;
  /** Called when the job is done for now: answered, given up, or waiting on the clock. */
  done?: () => void;
}

/** A job without its listener. */
export type PlainJob = Omit<Job, 'done'>;

/** The job as plain data. */
export function plainJob({ done: _, ...job }: Job): PlainJob {
  return job;
}

/** All pending deliveries, as plain data. */
export interface DispatchState {
  /** Number of the newest delivery. */
  lastNumber: number;
  /** Queued or in progress, in order. An import sends those in progress again. */
  queued: PlainJob[];
  /** Jobs that wait on the clock: a retry (`attempt` above 0) or a delayed delivery. */
  waiting: { dueAt: number; job: PlainJob }[];
  /** Incomplete groups: index of their fault in the list for deliveries, and their deliveries. */
  groups: { fault: number; deliveries: Delivery[] }[];
  /** Failing webhooks, by app id. */
  illnesses: Record<string, { failures: number; switchOffAt: number }>;
}
