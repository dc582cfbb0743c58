import { asError } from '../errors.ts';
import { announcer, isPending, type Known } from '../ownership/announcer.ts';
import type { Ownership } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { PageReference } from '../ownership/routing-modes.ts';
import type { Awaitable, Clock, Store } from '../ports.ts';
import type { Thread } from '../thread/thread.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { ThreadQueues } from './thread-queues.ts';
import type { Turn } from './turn.ts';

/** What announcements are made with. */
export interface AnnouncementsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly queues: ThreadQueues;
  readonly ownershipOf: (record: ThreadRecord, page: PageReference) => Ownership;
  /** How long telling may take, in ms. */
  readonly withinMs: () => number;
  /** Somebody else has the right to tell of this thread's change for so long. */
  readonly denied: (key: string, forMs: number) => void;
}

/** Tells of changes of owner in this process. */
export interface Announcements {
  /** Whether the thread has a change that is not told of yet, or is being told of here. */
  isDue(key: string, known: Known): boolean;
  /**
   * Tells of the change that is known, at once where nobody has anything to wait for, and gives what is known after that.
   * Never throws or rejects: what can't be told stays to be told.
   */
  announce(thread: Thread, key: string, known: Known): Awaitable<Known>;
  /** `announce` ahead of an event of the thread, where it is still to be told; `started` begins as handlers are called. */
  ahead(thread: Thread, key: string, known: Known, started: Turn): Awaitable<Known>;
}

export function announcements(options: AnnouncementsOptions): Announcements {
  const { store, clock, dispatcher, queues, ownershipOf, withinMs, denied } = options;
  const { announce: tellOf } = announcer<Thread>({
    store,
    now: () => clock.now(),
    leaseMs: withinMs,
    ownershipOf,
    tell: (thread, change) =>
      dispatcher.count('owner_changed') === 0 ? undefined : dispatcher.emit('owner_changed', { thread, ...change }),
  });
  /** Under way here: the events of their thread wait for them. */
  const telling = new Map<string, Promise<unknown>>();

  /** What is known of the thread by now. */
  function latest(thread: Thread, key: string, { record: known }: Known): Known {
    const record = queues.newest(key) ?? known;
    return { record, ownership: ownershipOf(record, thread) };
  }

  /** Asks for the right to tell, and tells. Never throws. */
  function tell(thread: Thread, key: string, known: Known): Awaitable<Known | undefined> {
    try {
      return tellOf(thread, key, known);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What is known once somebody has told of it. */
  function noted(thread: Thread, key: string, known: Known, told: Known | undefined): Known {
    // Another process tells of it, or died when it was about to.
    if (told === undefined) denied(key, withinMs());
    // Whoever is behind in the thread need not ask for the right again.
    else queues.update(key, told.record);
    return told ?? latest(thread, key, known);
  }

  async function tellLater(
    thread: Thread,
    key: string,
    known: Known,
    told: Promise<Known | undefined>,
  ): Promise<Known> {
    try {
      return latest(thread, key, noted(thread, key, known, await told));
    } catch (error) {
      // The change stays unannounced: the next event of the thread meets it.
      await dispatcher.report({ error: asError(error), thread });
      return latest(thread, key, known);
    }
  }

  function announce(thread: Thread, key: string, known: Known): Awaitable<Known> {
    const told = tell(thread, key, known);
    if (!(told instanceof Promise)) return noted(thread, key, known, told);
    const own = tellLater(thread, key, known, told);
    if (!telling.has(key)) {
      const over = own.finally(() => telling.delete(key));
      telling.set(key, over);
    }
    return own;
  }

  /** Of several changes that came in one body only the last is told of: nobody was to be silent, or to speak, by the others. */
  function tellAhead(thread: Thread, key: string, before: Known, started: Turn): Awaitable<Known> {
    const record = queues.newest(key) ?? before.record;
    const known = record === before.record ? before : { record, ownership: ownershipOf(record, thread) };
    if (!isPending(record, known.ownership.owner)) return known;
    // Who listens may take long, and the events of other threads need not wait for that.
    if (dispatcher.count('owner_changed') > 0) started.take();
    return announce(thread, key, known);
  }

  return {
    isDue: (key, known) => (telling.size > 0 && telling.has(key)) || isPending(known.record, known.ownership.owner),
    announce,
    ahead(thread, key, known, started) {
      const others = telling.get(key);
      if (others === undefined) return tellAhead(thread, key, known, started);
      return others.then(() => tellAhead(thread, key, latest(thread, key, known), started));
    },
  };
}
