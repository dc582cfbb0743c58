import { mergeObservation, type ThreadRecord } from '../ownership/registers.ts';
import type { Awaitable, BegunEvent } from '../ports.ts';
import type { Item } from './item.ts';

/** The events of one thread run one after the other, in order of arrival; those of different threads side by side. */
export interface ThreadQueues {
  /** Whether a job of the thread is not over. */
  isBusy(thread: string): boolean;
  /** Puts a job that was begun while the thread was not busy at the head of its queue. `record` is the thread as the store told it. */
  lead<Result>(thread: string, record: ThreadRecord, job: Promise<Result>): Promise<Result>;
  /** Runs `job`, which never throws or rejects, once the jobs before it are over. */
  follow<Result>(thread: string, record: ThreadRecord, job: () => Awaitable<Result>): Promise<Result>;
  /** The store is asked about the thread: until its answer, which may be older, what becomes known meanwhile is kept. */
  ask(thread: string): void;
  /** What was asked for is answered, or never will be. */
  answered(thread: string): void;
  /** Notes what became known of a thread that has jobs, or about which the store is being asked; between `keep` and `letGo` of any. */
  update(thread: string, record: ThreadRecord): void;
  /** Events that were begun together are started now: each has to know what became known with one before. */
  keep(items: readonly Item[], begun: readonly BegunEvent[]): void;
  /** They are started. */
  letGo(): void;
  /** Adds what the store told with an event to what is known already. */
  merge(thread: string, record: ThreadRecord): void;
  /** What is known of such a thread. */
  record(thread: string): ThreadRecord | undefined;
  /** `record`, and what the store told with the events that are started together, also those behind. */
  newest(thread: string): ThreadRecord | undefined;
}

export function threadQueues(): ThreadQueues {
  const active = new Map<string, Queue>();
  /** Of threads without a queue. */
  const kept = new Map<string, ThreadRecord>();
  let together: { readonly items: readonly Item[]; readonly begun: readonly BegunEvent[] } | undefined;

  /** Nearly always nobody waits for anything, and then there is nothing to look up. */
  function queueOf(thread: string): Queue | undefined {
    return active.size === 0 ? undefined : active.get(thread);
  }

  function keptOf(thread: string): ThreadRecord | undefined {
    return kept.size === 0 ? undefined : kept.get(thread);
  }

  function record(thread: string): ThreadRecord | undefined {
    return queueOf(thread)?.record ?? keptOf(thread);
  }

  function madeFor(thread: string): Queue {
    const known = queueOf(thread);
    if (known !== undefined) return known;
    const made: Queue = { tail: undefined, record: keptOf(thread), asked: 0 };
    active.set(thread, made);
    return made;
  }

  function forget(thread: string, queue: Queue): void {
    if (queue.tail === undefined && queue.asked === 0) active.delete(thread);
  }

  function learn(queue: Queue, record: ThreadRecord): void {
    queue.record = queue.record === undefined ? record : merged(queue.record, record);
  }

  function append<Result>(thread: string, queue: Queue, job: Promise<Result>): Promise<Result> {
    const tail = job.then((result) => {
      if (queue.tail === tail) {
        queue.tail = undefined;
        forget(thread, queue);
      }
      return result;
    });
    queue.tail = tail;
    return tail;
  }

  return {
    isBusy: (thread) => queueOf(thread)?.tail !== undefined,
    lead(thread, record, job) {
      const queue = madeFor(thread);
      learn(queue, record);
      return append(thread, queue, job);
    },
    follow(thread, record, job) {
      const queue = madeFor(thread);
      learn(queue, record);
      return append(thread, queue, (queue.tail ?? Promise.resolve()).then(job));
    },
    ask(thread) {
      madeFor(thread).asked += 1;
    },
    answered(thread) {
      const queue = queueOf(thread);
      if (queue === undefined) return;
      queue.asked -= 1;
      forget(thread, queue);
    },
    update(thread, record) {
      const queue = queueOf(thread);
      if (queue !== undefined) learn(queue, record);
      else if (together !== undefined) kept.set(thread, record);
    },
    keep(items, begun) {
      together = { items, begun };
    },
    letGo() {
      together = undefined;
      if (kept.size > 0) kept.clear();
    },
    merge(thread, record) {
      const queue = queueOf(thread);
      // Where nothing else is known, each event meets its thread as the store told it with that event.
      if (queue?.record !== undefined) learn(queue, record);
    },
    record,
    newest(thread) {
      let known = record(thread);
      for (const [index, item] of together?.items.entries() ?? []) {
        const told = item.thread === thread ? together?.begun[index]?.record : undefined;
        if (told !== undefined) known = known === undefined ? told : merged(known, told);
      }
      return known;
    },
  };
}

interface Queue {
  /** The last job; undefined where none is left. */
  tail: Promise<unknown> | undefined;
  record: ThreadRecord | undefined;
  /** How often the store is being asked. */
  asked: number;
}

/** Answers of a store may overtake each other: of each register the newest mark stays. */
function merged(known: ThreadRecord, told: ThreadRecord): ThreadRecord {
  if (known === told) return known;
  const [older, newer] = told.announced >= known.announced ? [known, told] : [told, known];
  return { ...mergeObservation(newer, older.registers), changes: Math.max(known.changes, told.changes) };
}
