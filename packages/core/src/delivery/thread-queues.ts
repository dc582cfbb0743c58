import { mergeObservation, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable } from '../ports.ts';

/** The events of one thread run one after the other, in order of arrival; those of different threads side by side. */
export interface ThreadQueues {
  /** Whether a job of the thread is not over. */
  isBusy(thread: string): boolean;
  /** Puts a job that was begun while the thread was not busy at the head of its queue. `record` is the thread as the store told it. */
  lead<Result>(thread: string, record: ThreadRecord, job: Promise<Result>): Promise<Result>;
  /** Runs `job`, which never throws or rejects, once the jobs before it are over. */
  follow<Result>(thread: string, record: ThreadRecord, job: () => Awaitable<Result>): Promise<Result>;
  /** Notes what the store told of a thread that has jobs. */
  update(thread: string, record: ThreadRecord): void;
  /** What is known of a thread that has jobs. */
  record(thread: string): ThreadRecord | undefined;
}

export function threadQueues(): ThreadQueues {
  const active = new Map<string, Queue>();

  /** Nearly always nobody waits for anything, and then there is nothing to look up. */
  function queueOf(thread: string): Queue | undefined {
    return active.size === 0 ? undefined : active.get(thread);
  }

  function append<Result>(thread: string, queue: Queue, job: Promise<Result>): Promise<Result> {
    const tail = job.then((result) => {
      if (queue.tail === tail) active.delete(thread);
      return result;
    });
    queue.tail = tail;
    return tail;
  }

  return {
    isBusy: (thread) => queueOf(thread) !== undefined,
    lead(thread, record, job) {
      const queue: Queue = { tail: job, record };
      active.set(thread, queue);
      return append(thread, queue, job);
    },
    follow(thread, record, job) {
      const queue = queueOf(thread);
      if (queue === undefined) return this.lead(thread, record, Promise.resolve().then(job));
      queue.record = merged(queue.record, record);
      return append(thread, queue, queue.tail.then(job));
    },
    update(thread, record) {
      const queue = queueOf(thread);
      if (queue !== undefined) queue.record = merged(queue.record, record);
    },
    record: (thread) => queueOf(thread)?.record,
  };
}

interface Queue {
  tail: Promise<unknown>;
  record: ThreadRecord;
}

/** Answers of a store may overtake each other: of each register the newest mark stays. */
function merged(known: ThreadRecord, told: ThreadRecord): ThreadRecord {
  if (known === told) return known;
  const [older, newer] = told.announced >= known.announced ? [known, told] : [told, known];
  return { ...mergeObservation(newer, older.registers), changes: Math.max(known.changes, told.changes) };
}
