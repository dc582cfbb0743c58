import { mergeObservation, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable } from '../ports.ts';

/** The events of one thread run one after the other, in order of arrival; those of different threads side by side. */
export interface ThreadQueues {
  /**
   * Runs `job`, which never throws or rejects, once the jobs before it are over; at once where there are none. `record` is
   * the thread as the store told it.
   */
  run<Result>(thread: string, record: ThreadRecord, job: () => Awaitable<Result>): Awaitable<Result>;
  /** Notes what the store told of a thread that has jobs. */
  update(thread: string, record: ThreadRecord): void;
  /** What is known of a thread that has jobs. */
  record(thread: string): ThreadRecord | undefined;
}

export function threadQueues(): ThreadQueues {
  const active = new Map<string, Queue>();

  return {
    run(thread, record, job) {
      const queue = active.get(thread);
      if (queue === undefined) {
        // What is over at once has no queue: nothing could come in between.
        const result = job();
        if (!(result instanceof Promise)) return result;
        const entry: Queue = { tail: result, record };
        active.set(thread, entry);
        return follow(thread, entry, result);
      }
      queue.record = merged(queue.record, record);
      return follow(thread, queue, queue.tail.then(job));
    },
    update(thread, record) {
      const queue = active.get(thread);
      if (queue !== undefined) queue.record = merged(queue.record, record);
    },
    record: (thread) => active.get(thread)?.record,
  };

  function follow<Result>(thread: string, queue: Queue, run: Promise<Result>): Promise<Result> {
    const tail = run.then((result) => {
      if (queue.tail === tail) active.delete(thread);
      return result;
    });
    queue.tail = tail;
    return tail;
  }
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
