import { asError } from '../errors.ts';
import { announcer, isPending } from '../ownership/announcer.ts';
import type { Owner, Ownership } from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { PageReference } from '../ownership/routing-modes.ts';
import type { Clock, Store } from '../ports.ts';
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
  isDue(key: string, record: ThreadRecord, owner: Owner): boolean;
  /** Tells of the change that the record holds. Never rejects: what can't be told stays to be told. */
  announce(thread: Thread, key: string, record: ThreadRecord): Promise<void>;
  /** `announce` ahead of an event of the thread, and the record as it is after that; `started` begins as handlers are called. */
  ahead(thread: Thread, key: string, record: ThreadRecord, started: Turn): Promise<ThreadRecord>;
}

export function announcements(options: AnnouncementsOptions): Announcements {
  const { store, clock, dispatcher, queues, ownershipOf, withinMs, denied } = options;
  const { announce: tellOf } = announcer({ store, now: () => clock.now(), leaseMs: withinMs });
  /** Under way here: the events of their thread wait for them. */
  const telling = new Map<string, Promise<void>>();

  async function tell(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    try {
      const told = await tellOf(
        key,
        record,
        (latest) => ownershipOf(latest, thread),
        (change) => dispatcher.emit('owner_changed', { thread, ...change }),
      );
      // Another process tells of it, or died when it was about to.
      if (told === undefined) denied(key, withinMs());
      // Whoever waits in the thread's queue need not ask for the right again.
      else queues.update(key, told);
    } catch (error) {
      // The change stays unannounced: the next event of the thread meets it.
      await dispatcher.report({ error: asError(error), thread });
    }
  }

  function announce(thread: Thread, key: string, record: ThreadRecord): Promise<void> {
    const own = tell(thread, key, record);
    if (!telling.has(key)) {
      const told = own.finally(() => telling.delete(key));
      telling.set(key, told);
    }
    return own;
  }

  return {
    isDue: (key, record, owner) => (telling.size > 0 && telling.has(key)) || isPending(record, owner),
    announce,
    async ahead(thread, key, record, started) {
      await telling.get(key);
      const latest = queues.record(key) ?? record;
      if (!isPending(latest, ownershipOf(latest, thread).owner)) return latest;
      // Who listens may take long, and the events of other threads need not wait for that.
      if (dispatcher.count('owner_changed') > 0) started.take();
      await announce(thread, key, latest);
      return queues.record(key) ?? latest;
    },
  };
}
