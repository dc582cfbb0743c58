import type { Awaitable, Store } from '../ports.ts';
import { type Owner, type OwnerSource, type Ownership, ownerFromKey, ownerKey } from './owner.ts';
import type { ThreadRecord } from './registers.ts';

/** A change of owner that nobody has told of yet. */
export interface OwnerChange {
  readonly previous: Owner;
  readonly current: Owner;
  /** What told of the change. */
  readonly cause: OwnerSource;
  /** Metadata of the control event that caused it. */
  readonly metadata?: string;
}

/** What an announcer works with. */
export interface AnnouncerOptions {
  readonly store: Pick<Store, 'claimAnnouncement' | 'markAnnounced'>;
  readonly now: () => number;
  /** Longest time that telling may take, in ms. */
  readonly leaseMs: () => number;
}

/** A thread as it is known: its record, and the owner by that. */
export interface Known {
  readonly record: ThreadRecord;
  readonly ownership: Ownership;
}

/** Who tells of changes of owner. */
export interface Announcer {
  /**
   * Tells of the change that is known, if it is one, at once where neither the store nor `tell` has anything to wait for.
   * Gives what is known after it, or `undefined` where somebody else has the right to.
   */
  announce(
    thread: string,
    known: Known,
    ownershipOf: (record: ThreadRecord) => Ownership,
    tell: (change: OwnerChange) => Awaitable<void>,
  ): Awaitable<Known | undefined>;
}

/**
 * Tells of changes of owner: whoever holds a record whose owner differs from the last one announced asks the store for
 * the right to tell, calls `tell`, and marks it. One caller gets the right; after a crash it is free again once the lease
 * is over. A change that came up meanwhile is met by the same caller, so the final owner is always announced.
 */
export function announcer({ store, now, leaseMs }: AnnouncerOptions): Announcer {
  const announce: Announcer['announce'] = (thread, known, ownershipOf, tell) => {
    const { record } = known;
    const { owner, source, metadata } = known.ownership;
    if (!isPending(record, owner)) return known;
    const { announced, changes } = record;

    function told(): Awaitable<Known | undefined> {
      const after = store.markAnnounced(thread, { announced, owner: ownerKey(owner), changes, now: now() });
      return then(after, (latest) =>
        announce(thread, { record: latest, ownership: ownershipOf(latest) }, ownershipOf, tell),
      );
    }

    return then(store.claimAnnouncement(thread, { announced, leaseMs: leaseMs(), now: now() }), (granted) => {
      if (!granted) return undefined;
      const previous = ownerFromKey(record.announcedOwner);
      const change = { previous, current: owner, cause: source, ...(metadata !== undefined ? { metadata } : {}) };
      return then(tell(change), told);
    });
  };
  return { announce };
}

/** Goes on at once with what is there at once. */
function then<Value, Next>(value: Awaitable<Value>, next: (value: Value) => Awaitable<Next>): Awaitable<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Whether the owner is another than the one announced last; before the first announcement that is `unknown`. */
export function isPending(record: ThreadRecord, owner: Owner): boolean {
  return ownerKey(owner) !== (record.announcedOwner || 'unknown');
}
