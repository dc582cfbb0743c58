import { OptionError, type Thread } from '@handover/core';

/** What `persona` adds to the context of handlers. */
export interface PersonaContext<Name extends string = string> {
  /** The persona of the event's thread. */
  readonly persona: ThreadPersona<Name>;
}

/**
 * The persona of one thread on one page. What is set is kept in the store, so that every process of the bot goes by it.
 * For an event that names no person every call rejects with an {@link OptionError}.
 */
export interface ThreadPersona<Name extends string = string> {
  /** The name that speaks now: what was set for the thread, else what `pick` says; `null`: the page itself. Rejects with what `pick` throws. */
  get(): Promise<Name | null>;
  /**
   * From now on this persona speaks in the thread, whoever owns it and whatever `pick` says: until another is set, it is
   * cleared, or 30 days have passed. `null`: the page itself. Rejects with an {@link OptionError} for an unknown name.
   */
  set(name: Name | null): Promise<void>;
  /** Back to what `pick` says. */
  clear(): Promise<void>;
}

/** Name of the value of a thread. */
const VALUE = 'persona';
const LASTS_MS = 30 * 86_400_000;
const TRIES = 3;

/** What was set for the thread; `undefined` where nothing was, or a name that the options no longer have. */
export async function nameSetFor<Name extends string>(
  thread: Thread,
  isName: (name: unknown) => name is Name,
): Promise<Name | null | undefined> {
  const text = await storedOf(thread);
  if (text === undefined) return undefined;
  if (text === '') return null;
  return isName(text) ? text : undefined;
}

/** Sets the value: a name, the empty text for the page itself, or `undefined` to remove it. */
export async function keepNameFor(thread: Thread, value: string | undefined): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const expected = await storedOf(thread);
    if (expected === undefined && value === undefined) return;
    if (await thread.values.compareAndSet(VALUE, value, { expected, ttlMs: LASTS_MS })) return;
  }
  // Others set it meanwhile, each time after us: theirs is the newer word.
}

function storedOf(thread: Thread): Promise<string | undefined> {
  // The store keeps what belongs to the page under the empty id.
  if (thread.userId === '') {
    throw new OptionError('thread', 'This event names no person, so it has no persona: look at event.userId first');
  }
  return thread.values.get(VALUE);
}
