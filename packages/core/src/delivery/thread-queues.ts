import type { ThreadRecord } from '../ownership/registers.ts';

/** The events of one thread run one after the other, in order of arrival; those of different threads side by side. */
export interface ThreadQueues {
  /** Runs `job` once the jobs before it are over; at once where there are none. `record` is the thread as the store told it. */
  run(thread: string, record: ThreadRecord, job: () => Promise<void>): Promise<void>;
  /** Notes a newer record of a thread, for jobs that still wait. */
  update(thread: string, record: ThreadRecord): void;
  /** The newest record of a thread that has jobs. */
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
      queue.record = record;
      queue.tail = follow(thread, queue, queue.tail.then(job));
      return queue.tail;
    },
    update(thread, record) {
      const queue = active.get(thread);
      if (queue !== undefined) queue.record = record;
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
