import { randomUUID } from 'node:crypto';
import { systemClock } from './clock.ts';
import { OptionError } from './errors.ts';
import type { ThreadReference } from './events.ts';
import { checkKnownKeys } from './known-keys.ts';
import { Owners, type Ownership, ownerFromKey } from './ownership/owner.ts';
import type { ThreadRecord } from './ownership/registers.ts';
import type { Clock, Page, Store } from './ports.ts';
import { checkedId, type DeadLetters, deadLetters } from './records/letters.ts';
import { checkAppId } from './thread/arguments.ts';
import { UserLinks } from './thread/user-links.ts';
import { type WaitingOptions, type WaitingThread, waitingKeys } from './thread/waiting-list.ts';
import { threadOfKey } from './thread-key.ts';

/** Options of {@link storeAdmin}. */
export interface StoreAdminOptions {
  /** Id of the bot's app. */
  readonly appId: string;
  /** The store that the bot uses. */
  readonly store: Store;
  /** The time. @default the system's clock */
  readonly clock?: Pick<Clock, 'now'>;
}

/** A thread of the waiting list, for a program without handlers and without a client. */
export interface ListedWaitingThread extends Omit<WaitingThread, 'thread'> {
  readonly thread: Required<ThreadReference>;
}

/** What a program beside the bot sees of the bot's store. Its promises reject with what the store rejects with. */
export interface StoreAdmin {
  /** The waiting list, as `bot.threads` reads it. */
  threads(options?: WaitingOptions): Promise<Page<ListedWaitingThread>>;
  /**
   * The events that were given up. `retry` runs nothing here: the event is parked, and the next process of the bot that
   * looks for parked events runs it (each looks every half of `leaseMs`, which is 15 s). Recorded steps are not repeated.
   */
  readonly deadLetters: DeadLetters;
}

/**
 * Looks after the store of a bot from another program, such as a dashboard or a command line: reads the waiting list, and
 * lists, retries and discards dead letters. It calls no client, and claims no event and no timer of the bot.
 *
 * @throws {OptionError} `appId` or `store` is missing or of the wrong kind, or there is no such option.
 * @example
 * const admin = storeAdmin({ appId, store: memoryStore() }); // in practice sqliteStore(db), redisStore(redis) or postgresStore(pool)
 * const { items } = await admin.threads({ owner: 'others' });
 * for (const { thread, since } of items) console.log(thread.userId, 'waits since', since.toISOString());
 */
export function storeAdmin(options: StoreAdminOptions): StoreAdmin {
  checkKnownKeys(options, ['appId', 'store', 'clock'], 'storeAdmin');
  const { appId, store, clock = systemClock } = (options ?? {}) as StoreAdminOptions;
  checkAppId(appId, "storeAdmin needs the id of the bot's app");
  if (typeof (store as Store | undefined)?.letters !== 'function') {
    throw new OptionError('store', 'store must be the store of the bot, such as sqliteStore(db)');
  }
  const links = new UserLinks({ appId, store, clock });
  const owners = ownersAsAnnounced(appId, clock);
  /** Whose lease the events have that are put back: over at once, and no process's. */
  const holder = `admin-${randomUUID()}`;
  const letters = deadLetters({
    appId,
    store,
    clock,
    retry: async (id) => (await store.retryLetter(id, { holder, leaseMs: 0, now: clock.now() })) !== undefined,
  });
  const isOfApp = (id: string): boolean => id.startsWith(`${appId}:`);
  return {
    async threads(options) {
      const page = await waitingKeys({ appId, clock, store, owners }, options);
      const items: ListedWaitingThread[] = [];
      for (const { key, ...waiting } of page.items) {
        const thread = threadOfKey(await links.keyNow(key));
        if (thread !== undefined) items.push({ thread, ...waiting });
      }
      return { ...page, items };
    },
    deadLetters: {
      list: letters.list,
      // Apps may share a store: a letter of another app is none of this one.
      retry: async (id) => isOfApp(checkedId(id)) && letters.retry(id),
      discard: async (id) => isOfApp(checkedId(id)) && letters.discard(id),
    },
  };
}

/**
 * Who owns a thread without asking Meta how its page routes: where that decides, the owner is the one that the bot, which
 * asks, announced.
 */
function ownersAsAnnounced(appId: string, clock: Pick<Clock, 'now'>): Pick<Owners, 'of'> {
  const owners = new Owners(appId, 'auto', { known: () => undefined }, clock);
  return {
    of(record: ThreadRecord, page): Ownership {
      const known = owners.of(record, page);
      return known.owner.kind === 'unknown' ? { ...known, owner: ownerFromKey(record.announcedOwner) } : known;
    },
  };
}
