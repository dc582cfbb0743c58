import { isThenable } from '../clock.ts';
import type { Awaitable, BegunEvent, ParkedRun, Store } from '../ports.ts';
import type { UserLinks } from './user-links.ts';

/**
 * The store with the threads of one person as one: every key goes in as the one that the thread is kept under, and comes out
 * with the id that the person has now.
 *
 * @param store Keeps the links as well.
 */
export function linkedStore(store: Store, links: UserLinks): Store {
  /** Does an operation that takes the key of a thread first. */
  function of<Rest extends unknown[], Result>(
    operation: (thread: string, ...rest: Rest) => Awaitable<Result>,
    keyOf = (thread: string): Awaitable<string> => links.keyOf(thread),
  ): (thread: string, ...rest: Rest) => Awaitable<Result> {
    return (thread, ...rest) => andThen(keyOf(thread), (key) => operation.call(store, key, ...rest));
  }

  const toKeep = (thread: string): Awaitable<string> => links.keyToKeep(thread);

  /** Entries with the keys that their threads are kept under. */
  function kept<Entry extends { readonly thread?: string | undefined }>(
    entries: readonly Entry[],
  ): Awaitable<readonly Entry[]> {
    const keys = entries.map(({ thread }) => (thread === undefined ? undefined : links.keyOf(thread)));
    const place = (found: readonly (string | undefined)[]): readonly Entry[] =>
      entries.map((entry, index) => (entry.thread === found[index] ? entry : { ...entry, thread: found[index] }));
    return keys.some(isThenable) ? Promise.all(keys).then(place) : place(keys as readonly (string | undefined)[]);
  }

  async function shown<Entry extends { readonly thread?: string }>(entry: Entry): Promise<Entry> {
    return entry.thread === undefined ? entry : { ...entry, thread: await links.keyNow(entry.thread) };
  }

  return {
    isDurable: store.isDurable,
    begin: (events, options) =>
      andThen(kept(events), (under) =>
        andThen(store.begin(under, options), (begun) =>
          begun.map((answer, index) => withThread(answer, events[index]?.thread)),
        ),
      ),
    end: (events, options) =>
      andThen(kept(events.map(({ letter }) => ({ thread: letter?.thread }))), (under) =>
        store.end(
          events.map((event, index) =>
            event.letter === undefined
              ? event
              : { ...event, letter: { ...event.letter, thread: under[index]?.thread } },
          ),
          options,
        ),
      ),
    renew: (ids, options) => store.renew(ids, options),
    park: (events, options) => andThen(kept(events), (under) => store.park(under, options)),
    claimParked: async (app, options) => Promise.all((await store.claimParked(app, options)).map(shown)),
    recordStep: (id, step, options) => store.recordStep(id, step, options),
    letters: async (app, options) => {
      const page = await store.letters(app, options);
      return { ...page, items: await Promise.all(page.items.map(shown)) };
    },
    retryLetter: async (id, options) => {
      const run = await store.retryLetter(id, options);
      return run === undefined ? undefined : shown(run);
    },
    discardLetter: (id, options) => store.discardLetter(id, options),
    observe: of(store.observe, toKeep),
    read: of(store.read),
    claimAnnouncement: of(store.claimAnnouncement),
    markAnnounced: of(store.markAnnounced),
    unsettled: async (app, options) =>
      Promise.all((await store.unsettled(app, options)).map((key) => links.keyNow(key))),
    settle: of(store.settle),
    threads: async (app, options) => {
      const page = await store.threads(app, options);
      return { ...page, items: await Promise.all(page.items.map(shown)) };
    },
    bodies: of(store.bodies),
    replaceBody: (id, options) => store.replaceBody(id, options),
    forget: async (thread, options) => {
      await links.forget(await links.keyOf(thread), (key) => store.forget(key, options));
    },
    getValue: of(store.getValue),
    setValue: of(store.setValue, toKeep),
  };
}

/** Parked events that come with an event are of its thread. */
function withThread(answer: BegunEvent, thread: string | undefined): BegunEvent {
  const { ahead } = answer;
  if (ahead === undefined || thread === undefined) return answer;
  return { ...answer, ahead: ahead.map((run): ParkedRun => ({ ...run, thread })) };
}

/** Does `next` with a value, now where it is there. */
function andThen<Value, Result>(value: Awaitable<Value>, next: (value: Value) => Awaitable<Result>): Awaitable<Result> {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value as Value);
}
