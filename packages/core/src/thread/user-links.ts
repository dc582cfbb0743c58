import { BoundedMap } from '../bounded-map.ts';
import type { HandoverEvent, PageReference, ThreadReference } from '../events.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { type Awaitable, type Clock, type Store, THREAD_LASTS_MS } from '../ports.ts';
import { threadKey, threadOfKey } from '../thread-key.ts';
import { phoneOf } from '../wire/whatsapp/person.ts';

/** What links are kept with. */
export interface UserLinksOptions {
  readonly appId: string;
  readonly store: Pick<Store, 'getValue' | 'setValue' | 'read' | 'observe' | 'bodies' | 'forget'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What is kept of a thread: the id that its person has now, and all that they had. */
interface Names {
  readonly now: string;
  readonly ids: readonly string[];
}

interface Link {
  readonly root: string;
  /** When the store had it, in ms. */
  readonly seenAt: number;
  /** When it was written, in ms. */
  readonly writtenAt: number;
}

/** Name of the value that an id has: the id that its thread is kept under. */
const LINK = 'link';
/** Name of the value that a thread has. */
const NAMES = 'names';
/** A link outlives its thread, and is written again once a day. */
const LASTS_MS = 2 * THREAD_LASTS_MS;
const WRITTEN_FOR_MS = 86_400_000;
/** Another process may end a link: it forgets the person, or learns that a phone number was given up. */
const FRESH_FOR_MS = 60_000;
const MOST_LINKS = 10_000;
/** Ids that are kept of one person; of more the oldest go. */
const MOST_IDS = 10;
/** Of several writes at the same time one succeeds each time. */
const MOST_TRIES = 20;

/**
 * Which ids are the same person. On WhatsApp a person has a phone number, a business-scoped user id (BSUID), or both, and each may
 * change. A thread is kept under the id that it was known by first, its root, and every later id has a link to that; so what
 * the store and plugins keep of a thread stays where it is. A link never changes while it is kept, so it is cached for a minute.
 * Source: WhatsApp docs, Business-scoped user ids; system webhook reference.
 */
export class UserLinks {
  readonly #links = new BoundedMap<string, Link>(MOST_LINKS);
  /** By the key of the root: the id that its person has now, as it was seen last, and when it was written, in ms. */
  readonly #now = new BoundedMap<string, { readonly id: string; readonly writtenAt: number }>(MOST_LINKS);
  /** The newest delivery whose ids are being looked up. */
  #last: Promise<unknown> | undefined;

  constructor(private readonly options: UserLinksOptions) {}

  /**
   * Links the ids that events name, and gives each event the id that its person has now. Returns a promise where the store is
   * asked: deliveries go on in the order in which they came. Rejects where the store fails.
   */
  settle(events: readonly HandoverEvent[]): Promise<void> | undefined {
    const named = events.filter(hasLinks);
    if (named.length === 0) return undefined;
    if (this.#last === undefined && named.every((event) => this.#isKnown(event))) {
      for (const event of named) rename(event, this.#now.get(this.#rootKey(event))?.id ?? event.userId);
      return undefined;
    }
    const settled = (this.#last ?? Promise.resolve()).then(async () => {
      for (const event of named) await this.#settle(event);
    });
    const last = settled.catch(() => undefined);
    this.#last = last;
    // What waits for `settled` goes on first.
    void last.then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return settled;
  }

  /** The key that the thread of a key is kept under. */
  keyOf(key: string): Awaitable<string> {
    const thread = linkedThread(key);
    if (thread === undefined) return key;
    const cached = this.#cached(thread, thread.userId);
    if (cached !== undefined) return this.#keyAt(thread, cached);
    return this.#read(thread, thread.userId).then((root) => this.#keyAt(thread, root ?? thread.userId));
  }

  /**
   * As {@link keyOf}, for something that is to be kept: an id that has no link gets one to itself, so that what is kept stays the
   * person's when an event names them by more ids.
   */
  keyToKeep(key: string): Awaitable<string> {
    const thread = linkedThread(key);
    if (thread === undefined) return key;
    const { userId } = thread;
    const cached = this.#cached(thread, userId);
    if (cached !== undefined) return this.#keyAt(thread, cached);
    return this.#read(thread, userId)
      .then((root) => root ?? this.#link(thread, userId, userId))
      .then((root) => this.#keyAt(thread, root));
  }

  /** The key with the id that the person has now, of a key of {@link keyOf}. */
  async keyNow(key: string): Promise<string> {
    const thread = linkedThread(key);
    if (thread === undefined) return key;
    const names = await this.#names(key);
    return this.#keyAt(thread, names?.now ?? thread.userId);
  }

  /** The keys with each id that the person of a key has or had. */
  async keysOf(key: string): Promise<readonly string[]> {
    const root = await this.keyOf(key);
    const thread = linkedThread(root);
    if (thread === undefined) return [];
    return ((await this.#names(root))?.ids ?? []).map((id) => this.#keyAt(thread, id));
  }

  /** The id that a person has now. */
  async userNow(thread: Required<ThreadReference>): Promise<string> {
    const root = await this.keyOf(threadKey(this.options.appId, thread));
    return (await this.#names(root))?.now ?? thread.userId;
  }

  /**
   * Forgets a person with all ids. The links go last: if the store fails before, a second call finds the same keys.
   *
   * @param key As {@link keyOf} gives it.
   * @param forgetKey Removes what is kept under a key.
   */
  async forget(key: string, forgetKey: (key: string) => Awaitable<void>): Promise<void> {
    const thread = linkedThread(key);
    if (thread === undefined) return forgetKey(key);
    const { store, clock } = this.options;
    const root = thread.userId;
    const others = ((await this.#names(key))?.ids ?? []).filter((id) => id !== root);
    const ids = [...others, root];
    for (const id of ids) {
      // A phone number may be another person's by now.
      const isTheirs = id === root || (await store.getValue(this.#linkKey(thread, id), LINK, clock.now())) === root;
      // The names are kept under the root, which comes last.
      if (isTheirs) await forgetKey(this.#keyAt(thread, id));
    }
    for (const id of ids) await this.#unlink(thread, id, root);
    this.#now.delete(key);
  }

  /** Whether nothing of the event's ids is new. Another process may have learnt the BSUID behind a phone number. */
  #isKnown(event: LinkedEvent): boolean {
    if (event.kind === 'user_changed' || isPhone(event.userId)) return false;
    const roots = idsOf(event).map((id) => this.#cached(event, id));
    const [root] = roots;
    return (
      roots.every((each) => each !== undefined && each === root) &&
      this.#now.get(this.#keyAt(event, root ?? '')) !== undefined
    );
  }

  #rootKey(event: LinkedEvent): string {
    return this.#keyAt(event, this.#cached(event, event.userId) as string);
  }

  async #settle(event: LinkedEvent): Promise<void> {
    const before = previousIdsOf(event);
    const ids = [...before, ...idsOf(event)];
    const cached = ids.map((id) => this.#cached(event, id));
    // With a new id the store decides on all: another process may have learnt that a phone number was given up.
    const isNew = cached.includes(undefined);
    const roots = isNew ? await Promise.all(ids.map((id) => this.#read(event, id))) : cached;
    let root = roots.find((each) => each !== undefined) ?? event.aliases?.bsuid ?? event.userId;
    const fresh = ids.filter((_, index) => roots[index] === undefined);
    // Of several processes that meet a person at the same time, the first to link the phone number decides for all its ids.
    for (const id of fresh.toSorted((one, other) => Number(isPhone(other)) - Number(isPhone(one)))) {
      root = await this.#link(event, id, root);
    }
    if (event.kind === 'user_changed') {
      const early = roots[ids.indexOf(event.userId)];
      if (early !== undefined && early !== root && !isPhone(event.userId)) {
        const ofEarly = ids.filter((_, index) => roots[index] === early);
        await this.#merge(event, ofEarly, { from: early, into: root });
        fresh.push(...ofEarly);
      }
    }
    const now = await this.#rename(this.#keyAt(event, root), event, fresh);
    // A phone number that was given up may be another person's some day.
    if (event.kind === 'user_changed') {
      for (const id of before) {
        // The root of a thread without a BSUID keeps its link: the next person would get the same root without it.
        const isGivenUp = isPhone(id) && !idsOf(event).includes(id) && (id !== root || !isPhone(now));
        if (isGivenUp) await this.#unlink(event, id, root);
      }
    }
    rename(event, now);
  }

  /**
   * Makes a thread that began under the new id of a person, ahead of the change, part of the person's own. What plugins keep of it
   * is lost. It goes by BSUID, which no other person gets; a phone number may have been another person's.
   */
  async #merge(
    page: PageReference,
    ids: readonly string[],
    { from, into }: { readonly from: string; readonly into: string },
  ): Promise<void> {
    const { store, clock } = this.options;
    const now = clock.now();
    const [old, own] = [this.#keyAt(page, from), this.#keyAt(page, into)];
    await store.observe(own, (await store.read(old, now)).registers, now);
    // The BSUID last: if the store fails, the redelivery begins again.
    for (const id of ids.toReversed()) {
      await this.#unlink(page, id, from);
      await this.#link(page, id, into);
    }
    // What is parked of it still runs.
    if ((await store.bodies(old, now)).length === 0) await store.forget(old, { doneForMs: 0, now });
  }

  /** Notes new ids of a person. An id that was known before is never the present one again. */
  async #rename(key: string, event: LinkedEvent, fresh: readonly string[]): Promise<string> {
    const { store, clock } = this.options;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const now = clock.now();
      const expected = await store.getValue(key, NAMES, now);
      const names = namesOf(expected);
      const isNew =
        names === undefined || (fresh.includes(event.userId) && !(isPhone(event.userId) && !isPhone(names.now)));
      const present = isNew ? event.userId : names.now;
      const ids = [...new Set([...(names?.ids ?? []), ...fresh, present])].slice(-MOST_IDS);
      const isSame = names !== undefined && present === names.now && ids.length === names.ids.length;
      const writtenAt = this.#now.get(key)?.writtenAt ?? 0;
      if (isSame && now - writtenAt < WRITTEN_FOR_MS) {
        this.#now.set(key, { id: present, writtenAt });
        return present;
      }
      const value = JSON.stringify({ now: present, ids } satisfies Names);
      if (await store.setValue(key, NAMES, { expected, value, expiresAt: now + LASTS_MS, now })) {
        this.#now.set(key, { id: present, writtenAt: now });
        return present;
      }
    }
    return event.userId;
  }

  async #names(key: string): Promise<Names | undefined> {
    const { store, clock } = this.options;
    return namesOf(await store.getValue(key, NAMES, clock.now()));
  }

  #cached(page: PageReference, id: string): string | undefined {
    const link = this.#links.get(this.#linkKey(page, id));
    return link !== undefined && this.options.clock.now() - link.seenAt < FRESH_FOR_MS ? link.root : undefined;
  }

  /** The root of an id, by the store; once a day the link is kept for longer. */
  async #read(page: PageReference, id: string): Promise<string | undefined> {
    const { store, clock } = this.options;
    const now = clock.now();
    const key = this.#linkKey(page, id);
    const root = await store.getValue(key, LINK, now);
    if (root === undefined) return undefined;
    const known = this.#links.get(key);
    const isWritten = known?.root === root && now - known.writtenAt < WRITTEN_FOR_MS;
    if (!isWritten) await store.setValue(key, LINK, { expected: root, value: root, expiresAt: now + LASTS_MS, now });
    this.#links.set(key, { root, seenAt: now, writtenAt: isWritten ? known.writtenAt : now });
    return root;
  }

  /** Links an id that has no link. Resolves to the root that it has then: another process may be faster. */
  async #link(page: PageReference, id: string, root: string): Promise<string> {
    const { store, clock } = this.options;
    const now = clock.now();
    const key = this.#linkKey(page, id);
    const isSet = await store.setValue(key, LINK, { expected: undefined, value: root, expiresAt: now + LASTS_MS, now });
    if (!isSet) return (await this.#read(page, id)) ?? root;
    this.#links.set(key, { root, seenAt: now, writtenAt: now });
    return root;
  }

  /** Ends the link of an id to this root, if it has it: a phone number may be another person's by now. */
  async #unlink(page: PageReference, id: string, root: string): Promise<void> {
    const { store, clock } = this.options;
    const now = clock.now();
    const key = this.#linkKey(page, id);
    const expected = await store.getValue(key, LINK, now);
    if (expected === root) await store.setValue(key, LINK, { expected, value: undefined, expiresAt: now, now });
    this.#links.delete(key);
  }

  /** Values of an id stand under a key that no thread has. */
  #linkKey(page: PageReference, id: string): string {
    return this.#keyAt(page, `@${id}`);
  }

  #keyAt({ platform, pageId }: PageReference, userId: string): string {
    return threadKey(this.options.appId, { platform, pageId, userId });
  }
}

/** An event of a person whose ids may be several. */
type LinkedEvent = HandoverEvent & { readonly userId: string };

function hasLinks(event: HandoverEvent): event is LinkedEvent {
  return PLATFORMS[event.platform].hasSeveralIds && event.userId !== undefined;
}

function linkedThread(key: string): Required<ThreadReference> | undefined {
  const thread = threadOfKey(key);
  return thread !== undefined && PLATFORMS[thread.platform].hasSeveralIds ? thread : undefined;
}

/** The ids of the event's person, the one of the event first. */
function idsOf({ userId, aliases }: LinkedEvent): readonly string[] {
  const { bsuid = userId, waId = userId } = aliases ?? {};
  return [...new Set([userId, bsuid, waId])];
}

/** The ids that the person had before. */
function previousIdsOf(event: LinkedEvent): readonly string[] {
  if (event.kind !== 'user_changed') return [];
  return [event.previousUserId, phoneOf(event.raw['from']) ?? ''].filter((id) => id !== '');
}

function isPhone(id: string): boolean {
  return /^\d+$/.test(id);
}

function rename(event: LinkedEvent, userId: string): void {
  (event as { userId: string }).userId = userId;
}

function namesOf(value: string | undefined): Names | undefined {
  return value === undefined ? undefined : (JSON.parse(value) as Names);
}
