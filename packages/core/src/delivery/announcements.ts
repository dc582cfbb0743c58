import { ownerChannel } from '../channels.ts';
import { asError } from '../errors.ts';
import {
  isPending,
  type Owner,
  type OwnerSource,
  type Owners,
  type Ownership,
  ownerFromKey,
  ownerKey,
} from '../ownership/owner.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { OwnerChanged } from '../plugin.ts';
import type { Clock, Store } from '../ports.ts';
import { type Lane, type Lanes, Latch, learn } from '../thread/lanes.ts';
import type { Thread } from '../thread/thread.ts';
import type { Handlers } from './handlers.ts';

/** What changes of owner are announced with. */
export interface AnnouncementsOptions {
  readonly botId: string;
  readonly appId: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly handlers: Handlers;
  readonly lanes: Lanes;
  readonly owners: Owners;
  readonly leaseMs: number;
  readonly handlerTimeoutMs: number;
}

/**
 * The result of checking a thread: its owner was announced, there was nothing to announce, or the change is still
 * pending.
 */
export type Settled = 'announced' | 'nothing' | 'pending';

/** Limit on threads that get a timer of their own for the next check; the sweep finds the others. */
const MOST_LOOKS = 1_000;

/**
 * Announces changes of owner. A record is pending while its owner differs from the owner announced last. One process
 * leases the announcement, calls the handlers of `owner_changed`, and marks the change as announced. If that process
 * crashes, another may announce once the lease has expired. The same process also announces changes that arrive
 * meanwhile, so the last owner is always announced.
 */
export class Announcements {
  readonly #looks = new Map<string, unknown>();
  #isStopped = false;

  constructor(private readonly options: AnnouncementsOptions) {}

  /**
   * Announces the newest known change of a thread, and resolves to the owner after it. Never rejects: a change that
   * can't be announced stays pending. Of several changes in one delivery only the last is announced, since no handler
   * ran under the others.
   *
   * @param by What made the call that caused the change, if one did and named itself.
   */
  async announce(thread: Thread, key: string, known: ThreadRecord, by?: string): Promise<Ownership> {
    const { lanes, owners, handlers } = this.options;
    const lane = lanes.use(key);
    const over = new Latch();
    lane.announcing ??= over;
    try {
      learn(lane, await this.#announceAll(thread, key, known, by));
    } catch (error) {
      // The change stays pending: the next event of the thread, or the sweep, announces it.
      await handlers.report({ error: asError(error), thread });
    } finally {
      if (lane.announcing === over) lane.announcing = undefined;
      over.open();
      lanes.release(lane);
    }
    return owners.of(lane.newest ?? known, thread);
  }

  /**
   * Announces before an event runs. `started` opens first if handlers may take long, so that other threads need not
   * wait.
   */
  async ahead(thread: Thread, lane: Lane, started: Latch): Promise<Ownership | undefined> {
    await lane.announcing?.opened;
    const { owners, handlers } = this.options;
    const record = lane.newest;
    if (record === undefined) return undefined;
    const ownership = owners.of(record, thread);
    if (!isPending(record, ownership.owner)) return ownership;
    if (handlers.count('owner_changed') > 0) started.open();
    return this.announce(thread, lane.key, record);
  }

  /** Announces a change of owner that a call of this bot showed. */
  async afterCall(thread: Thread, key: string, record: ThreadRecord, by?: string): Promise<void> {
    const { lanes, owners } = this.options;
    const lane = lanes.of(key);
    if (lane !== undefined) learn(lane, record);
    if (isPending(record, owners.of(record, thread).owner)) await this.announce(thread, key, record, by);
  }

  /** Checks a thread whose change another process left: announces it, or notes that there is none. */
  async settle(thread: Thread, key: string): Promise<Settled> {
    const { store, clock, owners } = this.options;
    const record = await store.read(key, clock.now());
    if (isPending(record, owners.of(record, thread).owner)) {
      await this.announce(thread, key, record);
      // A successful announcement settles the thread. One that fails, or that another process makes, is checked again
      // later.
      const { announced } = await store.read(key, clock.now());
      return announced > record.announced ? 'announced' : 'pending';
    }
    await store.settle(key, { changes: record.changes, now: clock.now() });
    return 'nothing';
  }

  /** Cancels all pending checks. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#looks.values()) this.options.clock.clearTimeout(timer);
    this.#looks.clear();
  }

  async #announceAll(thread: Thread, key: string, known: ThreadRecord, by?: string): Promise<ThreadRecord> {
    const { store, clock, handlers, owners } = this.options;
    let record = known;
    for (;;) {
      const ownership = owners.of(record, thread);
      if (!isPending(record, ownership.owner)) return record;
      const { announced, changes } = record;
      const mayAnnounce = await store.claimAnnouncement(key, { announced, leaseMs: this.#leaseMs(), now: clock.now() });
      if (!mayAnnounce) {
        // Another process is announcing it, or crashed before it could.
        this.#lookAgain(thread, key);
        return record;
      }
      const change = changeIn(record, ownership, by);
      await handlers.emit('owner_changed', { thread, ...change } satisfies OwnerChanged);
      const owner = ownerKey(ownership.owner);
      const listed = listedAs(ownership.owner);
      record = await store.markAnnounced(key, { announced, owner, changes, listed, now: clock.now() });
      if (ownerChannel.hasSubscribers) this.#publish(thread, change);
    }
  }

  #publish({ platform, pageId, userId }: Thread, change: Change): void {
    const { appId, botId, clock } = this.options;
    const { metadata: _, since, ...facts } = change;
    const dated = since === undefined ? {} : { since: since.getTime() };
    ownerChannel.publish({ botId, appId, platform, pageId, userId, at: clock.now(), ...dated, ...facts });
  }

  /** The lease on an announcement: long enough for every `owner_changed` handler to time out. */
  #leaseMs(): number {
    const { leaseMs, handlerTimeoutMs, handlers } = this.options;
    return leaseMs + handlerTimeoutMs * handlers.count('owner_changed');
  }

  #lookAgain(thread: Thread, key: string): void {
    if (this.#isStopped || this.#looks.has(key) || this.#looks.size >= MOST_LOOKS) return;
    const timer = this.options.clock.setTimeout(() => {
      this.#looks.delete(key);
      // The store has logged its failure. The thread stays unsettled, so the sweep finds it.
      this.settle(thread, key).catch(() => undefined);
    }, this.#leaseMs());
    this.#looks.set(key, timer);
  }
}

/** Where the waiting list has a thread of this owner. */
function listedAs({ kind }: Owner): 'self' | 'others' | undefined {
  if (kind === 'app') return 'others';
  return kind === 'self' ? 'self' : undefined;
}

type Change = Omit<OwnerChanged, 'thread'> & { readonly cause: OwnerSource };

function changeIn(
  { announcedOwner }: ThreadRecord,
  { owner, source, metadata, sinceMs }: Ownership,
  by: string | undefined,
): Change {
  const isOwnCall = source === 'call' || source === 'local';
  return {
    previous: ownerFromKey(announcedOwner),
    current: owner,
    cause: source,
    ...(metadata !== undefined ? { metadata } : {}),
    ...(sinceMs !== undefined ? { since: new Date(sinceMs) } : {}),
    ...(by !== undefined && isOwnCall ? { by } : {}),
  };
}
