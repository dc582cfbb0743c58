import type { Awaitable, Store } from '../ports.ts';
import { type Owner, type OwnerSource, type Ownership, ownerFromKey, ownerKey } from './owner.ts';
import type { ThreadRecord } from './registers.ts';
import type { PageReference } from './routing-modes.ts';

/** A change of owner that nobody has told of yet. */
export interface OwnerChange {
  readonly previous: Owner;
  readonly current: Owner;
  /** What told of the change. */
  readonly cause: OwnerSource;
  /** Metadata of the control event that caused it. */
  readonly metadata?: string;
}

/**
 * What an announcer works with.
 *
 * @typeParam Thread What a change is told of.
 */
export interface AnnouncerOptions<Thread> {
  readonly store: Pick<Store, 'claimAnnouncement' | 'markAnnounced'>;
  readonly now: () => number;
  /** Longest time that telling may take, in ms. */
  readonly leaseMs: () => number;
  readonly ownershipOf: (record: ThreadRecord, page: PageReference) => Ownership;
  /** Tells of a change. Never throws or rejects. */
  readonly tell: (thread: Thread, change: OwnerChange) => Awaitable<void>;
}

/** A thread as it is known: its record, and the owner by that. */
export interface Known {
  readonly record: ThreadRecord;
  readonly ownership: Ownership;
}

/** Who tells of changes of owner. */
export interface Announcer<Thread> {
  /**
   * Tells of the change that is known, if it is one, at once where nobody has anything to wait for. Gives what is known after
   * it, or `undefined` where somebody else has the right to.
   */
  announce(thread: Thread, key: string, known: Known): Awaitable<Known | undefined>;
}

/**
 * Tells of changes of owner: whoever holds a record whose owner differs from the last one announced asks the store for
 * the right to tell, tells, and marks it. One caller gets the right; after a crash it is free again once the lease is over.
 * A change that came up meanwhile is met by the same caller, so the final owner is always announced.
 */
export function announcer<Thread extends PageReference>({
  store,
  now,
  leaseMs,
  ownershipOf,
  tell,
}: AnnouncerOptions<Thread>): Announcer<Thread> {
  function announce(thread: Thread, key: string, known: Known): Awaitable<Known | undefined> {
    if (!isPending(known.record, known.ownership.owner)) return known;
    const { announced } = known.record;
    const granted = store.claimAnnouncement(key, { announced, leaseMs: leaseMs(), now: now() });
    if (granted instanceof Promise) return granted.then((mayTell) => withRight(thread, key, known, mayTell));
    return withRight(thread, key, known, granted);
  }

  function withRight(thread: Thread, key: string, known: Known, mayTell: boolean): Awaitable<Known | undefined> {
    if (!mayTell) return undefined;
    const { owner, source, metadata } = known.ownership;
    const previous = ownerFromKey(known.record.announcedOwner);
    const change = { previous, current: owner, cause: source, ...(metadata !== undefined ? { metadata } : {}) };
    const telling = tell(thread, change);
    if (telling instanceof Promise) return telling.then(() => told(thread, key, known));
    return told(thread, key, known);
  }

  function told(thread: Thread, key: string, { record, ownership }: Known): Awaitable<Known | undefined> {
    const { announced, changes } = record;
    const owner = ownerKey(ownership.owner);
    const after = store.markAnnounced(key, { announced, owner, changes, now: now() });
    if (after instanceof Promise) return after.then((latest) => announceRest(thread, key, latest));
    return announceRest(thread, key, after);
  }

  function announceRest(thread: Thread, key: string, record: ThreadRecord): Awaitable<Known | undefined> {
    return announce(thread, key, { record, ownership: ownershipOf(record, thread) });
  }

  return { announce };
}

/** Whether the owner is another than the one announced last; before the first announcement that is `unknown`. */
export function isPending(record: ThreadRecord, owner: Owner): boolean {
  return ownerKey(owner) !== (record.announcedOwner || 'unknown');
}
