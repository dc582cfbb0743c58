import type { Store } from '../ports.ts';
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

/** Who tells of changes of owner. */
export interface Announcer {
  /**
   * Tells of the change that `record` holds, if there is one. Resolves to the record after it, or to `undefined` where
   * somebody else has the right to.
   */
  announce(
    thread: string,
    record: ThreadRecord,
    ownershipOf: (record: ThreadRecord) => Ownership,
    tell: (change: OwnerChange) => Promise<void>,
  ): Promise<ThreadRecord | undefined>;
}

/**
 * Tells of changes of owner: whoever holds a record whose owner differs from the last one announced asks the store for
 * the right to tell, calls `tell`, and marks it. One caller gets the right; after a crash it is free again once the lease
 * is over. A change that came up meanwhile is met by the same caller, so the final owner is always announced.
 */
export function announcer({ store, now, leaseMs }: AnnouncerOptions): Announcer {
  return {
    async announce(thread, record, ownershipOf, tell) {
      let latest = record;
      for (let ownership = ownershipOf(latest); isPending(latest, ownership.owner); ownership = ownershipOf(latest)) {
        const { announced, changes } = latest;
        const granted = await store.claimAnnouncement(thread, { announced, leaseMs: leaseMs(), now: now() });
        if (!granted) return undefined;
        const { owner, source, metadata } = ownership;
        await tell({
          previous: ownerFromKey(latest.announcedOwner),
          current: owner,
          cause: source,
          ...(metadata !== undefined ? { metadata } : {}),
        });
        latest = await store.markAnnounced(thread, { announced, owner: ownerKey(owner), changes, now: now() });
      }
      return latest;
    },
  };
}

/** Whether the owner is another than the one announced last; before the first announcement that is `unknown`. */
export function isPending(record: ThreadRecord, owner: Owner): boolean {
  return ownerKey(owner) !== (record.announcedOwner || 'unknown');
}
