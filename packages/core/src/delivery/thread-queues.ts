import { mergeObservation, type ThreadRecord } from '../ownership/registers.ts';

/** The events of one thread run one after the other, in order of arrival; those of different threads side by side. */
export interface ThreadQueues {
  /** Runs `job` once the jobs before it are over; at once where there are none. `record` is the thread as the store told it. */
  run(thread: string, record: ThreadRecord, job: () => Promise<void>): Promise<void>;
  /** Notes what the store told of a thread that has jobs. */
  update(thread: string, record: ThreadRecord): void;
  /** What is known of a thread that has jobs. */
  record(thread: string): ThreadRecord | undefined;
}

export function threadQueues(): ThreadQueues {
  const active = new Map<string, { tail: Promise<void>; record: ThreadRecord }>();

  return {
    run(thread, record, job) {
      const queue = active.get(thread);
      if (queue === undefined) {
        const entry = { tail: Promise.resolve(), record };
        active.set(thread, entry);
        entry.tail = follow(thread, entry, job());
        return entry.tail;
      }
      queue.record = merged(queue.record, record);
      queue.tail = follow(thread, queue, queue.tail.then(job));
      return queue.tail;
    },
    update(thread, record) {
      const queue = active.get(thread);
      if (queue !== undefined) queue.record = merged(queue.record, record);
    },
    record: (thread) => active.get(thread)?.record,
  };

  function follow(thread: string, queue: { tail: Promise<void> }, run: Promise<void>): Promise<void> {
    const tail = run.finally(() => {
      if (queue.tail === tail) active.delete(thread);
    });
    return tail;
  }
}

/** Answers of a store may overtake each other: of each register the newest mark stays. */
function merged(known: ThreadRecord, told: ThreadRecord): ThreadRecord {
  if (known === told) return known;
  const [older, newer] = told.announced >= known.announced ? [known, told] : [told, known];
  return { ...mergeObservation(newer, older.registers), changes: Math.max(known.changes, told.changes) };
}
