import { OptionError, type Thread } from '@handover/core';

/** What `persona` adds to the context of handlers. */
export interface PersonaContext<Name extends string = string> {
  /** The persona of the event's thread. */
  readonly persona: ThreadPersona<Name>;
}

/**
 * The persona of one thread on one page. The store keeps the choice, so every process of the bot uses it.
 * If the event names no person, every call rejects with an {@link OptionError}.
 */
export interface ThreadPersona<Name extends string = string> {
  /**
   * Resolves to the persona in use: the one that was set, otherwise the one that `pick` returns. `null`: the page
   * itself. Rejects if `pick` throws.
   */
  get(): Promise<Name | null>;
  /**
   * Uses this persona in the thread, regardless of the owner and of `pick`, until another is set, it is cleared, or 30
   * days have passed. `null`: the page itself. Rejects with an {@link OptionError} for an unknown name.
   */
  set(name: Name | null): Promise<void>;
  /** Goes back to `pick`. */
  clear(): Promise<void>;
}

/** Name of the thread's value in the store. */
const VALUE = 'persona';
const LASTS_MS = 30 * 86_400_000;
const TRIES = 3;

/** The name that was set for the thread; `undefined` if none was, or if the options no longer have that name. */
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
  // Other processes changed it each time. Their choice is newer.
}

function storedOf(thread: Thread): Promise<string | undefined> {
  // Without a user id, this would read a value of the page.
  if (thread.userId === '') {
    throw new OptionError('thread', 'This event names no person, so it has no persona: look at event.userId first');
  }
  return thread.values.get(VALUE);
}
