import { OptionError } from '../errors.ts';
import type { Owner, Owners } from '../ownership/owner.ts';
import type { Clock, Page, Store } from '../ports.ts';
import { threadOfKey } from '../thread-key.ts';
import { checkLimit } from './arguments.ts';
import { createThread } from './create-thread.ts';
import type { Thread } from './thread.ts';
import type { ThreadContext } from './thread-core.ts';

/** Options of `bot.threads`. */
export interface WaitingOptions {
  /** `others`: another app owns. `self`: this app does. @default 'others' */
  readonly owner?: 'others' | 'self' | 'any';
  /** Threads at most, from 1 to 1,000. @default 100 */
  readonly limit?: number;
  /** Of the page before. */
  readonly cursor?: string | undefined;
}

/** A thread of the waiting list. */
export interface WaitingThread {
  /** The thread. */
  readonly thread: Thread;
  /** Who owns it. */
  readonly owner: Owner;
  /** Since when. */
  readonly since: Date;
  /** When the customer wrote last, for a thread of another app. */
  readonly lastCustomerAt?: Date;
  /** When a person answered last, for a thread of another app. */
  readonly lastHumanAt?: Date;
}

/** A thread of the waiting list, by its key. */
export interface WaitingKey extends Omit<WaitingThread, 'thread'> {
  readonly key: string;
}

const OWNERS = ['others', 'self', 'any'] as const;

/** Reads one page of the waiting list. */
export async function waitingThreads(context: ThreadContext, options?: WaitingOptions): Promise<Page<WaitingThread>> {
  const page = await waitingKeys(context, options);
  const items = page.items.flatMap(({ key, ...waiting }) => {
    const reference = threadOfKey(key);
    return reference === undefined ? [] : [{ thread: createThread(context, reference), ...waiting }];
  });
  return { ...page, items };
}

/**
 * Reads one page of the waiting list. The store lists threads by the owner that was announced last; those whose owner is another one by now
 * are left out.
 */
export async function waitingKeys(
  {
    appId,
    clock,
    store,
    owners,
  }: Pick<ThreadContext, 'appId'> & {
    readonly clock: Pick<Clock, 'now'>;
    readonly store: Pick<Store, 'threads' | 'read'>;
    readonly owners: Pick<Owners, 'of'>;
  },
  { owner = 'others', limit = 100, cursor }: WaitingOptions = {},
): Promise<Page<WaitingKey>> {
  if (!OWNERS.includes(owner)) throw new OptionError('owner', "owner must be 'others', 'self' or 'any'");
  checkLimit(limit);
  const now = clock.now();
  const page = await store.threads(appId, { owner, limit, cursor, now });
  const items: WaitingKey[] = [];
  for (const listed of page.items) {
    const reference = threadOfKey(listed.thread);
    if (reference === undefined) continue;
    const known = owners.of(await store.read(listed.thread, now), reference);
    if ((known.owner.kind === 'app' ? 'others' : known.owner.kind) !== listed.owner) continue;
    const { customerAt, humanAt } = listed;
    items.push({
      key: listed.thread,
      owner: known.owner,
      since: new Date(known.sinceMs ?? listed.since),
      ...(customerAt === undefined ? {} : { lastCustomerAt: new Date(customerAt) }),
      ...(humanAt === undefined ? {} : { lastHumanAt: new Date(humanAt) }),
    });
  }
  return { items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
}
