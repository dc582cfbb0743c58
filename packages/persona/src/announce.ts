import type { OutgoingMessage, OwnerChanged, Thread } from '@handover/core';
import { afterChange, type SafeChoice } from './chooser.ts';
import type { PersonaOptions } from './options.ts';
import { hasPersonas } from './platform.ts';

/** Value of a thread: this app has it and has said so. */
const VALUE = 'persona:announced';
const LASTS_MS = 30 * 86_400_000;

/** Says something when this app gets a thread from another app. */
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
    // A thread that nobody owned, or of which nothing was known, brings no change that people could notice.
    if (previous.kind !== 'app') return;
    // Ahead of the message: a change that is told again after a crash must not be announced again.
    if (!(await mark(thread, undefined, '1'))) return;
    const message = await textOf(change);
    if (message === undefined || message === null) return;
    // Where the thread has gone on meanwhile, there is nothing to announce any more.
    await thread.send(message, { whenNotOwner: 'drop' });
  };
}

function mark(thread: Thread, expected: string | undefined, value: string | undefined): Promise<boolean> {
  return thread.values.compareAndSet(VALUE, value, { expected, ttlMs: LASTS_MS });
}
