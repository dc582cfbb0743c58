import type { OutgoingMessage, OwnerChanged, Thread } from '@handover/core';
import { afterChange, type SafeChoice } from './chooser.ts';
import type { PersonaOptions } from './options.ts';
import { hasPersonas } from './platform.ts';

/** Name of the thread's value in the store: set once this app has announced itself. */
const VALUE = 'persona:announced';
const LASTS_MS = 30 * 86_400_000;

/** Returns a handler that sends the announcement when this app gets a thread from another app. */
export function announcing<Name extends string>(
  announce: NonNullable<PersonaOptions<Name>['announce']>,
  choose: SafeChoice<Name>,
): (change: OwnerChanged) => Promise<void> {
  async function textOf(change: OwnerChanged): Promise<string | OutgoingMessage | undefined> {
    if (typeof announce !== 'function') return announce;
    const { thread, previous, metadata } = change;
    const persona = hasPersonas(thread.platform) ? await choose(afterChange(change)) : null;
    return announce({ thread, previous, ...(metadata !== undefined ? { metadata } : {}), persona });
  }

  return async (change) => {
    const { thread, previous, current } = change;
    if (current.kind !== 'self') {
      await mark(thread, '1', undefined);
      return;
    }
    // If the thread was idle, or its owner unknown, people saw no change.
    if (previous.kind !== 'app') return;
    // Mark first: if core reports the change again after a crash, the message must not be sent again.
    if (!(await mark(thread, undefined, '1'))) return;
    const message = await textOf(change);
    if (message === undefined || message === null) return;
    // If another app owns the thread by now, the announcement is obsolete.
    await thread.send(message, { whenNotOwner: 'drop' });
  };
}

function mark(thread: Thread, expected: string | undefined, value: string | undefined): Promise<boolean> {
  return thread.values.compareAndSet(VALUE, value, { expected, ttlMs: LASTS_MS });
}
