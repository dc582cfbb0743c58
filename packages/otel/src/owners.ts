import type { Owner, OwnerSource } from '@handover/core';
import type { Step, Way } from './journey.ts';

/** What is known of a change of owner. */
export interface Change {
  readonly current: Owner;
  readonly cause: OwnerSource;
  /** What in this app caused it, if it named itself. */
  readonly by?: string | undefined;
  /** When, in ms since 1970. */
  readonly at: number;
}

/** The step of a journey that a change of owner is; `undefined` if it leaves open who owns the thread. */
export function stepOf({ current, cause, by, at }: Change): Step | undefined {
  if (current.kind === 'app') return { kind: 'away', at, ...wayOf(current, cause) };
  // A refused call shows that the owner was not the one known. Who it is, it does not show.
  if (current.kind === 'unknown' && (cause === 'refusal' || cause === 'none')) return undefined;
  return { kind: 'back', at, by: by ?? returnedBy(current, cause) };
}

function wayOf(owner: Extract<Owner, { kind: 'app' }>, cause: OwnerSource): Way {
  return { target: owner.inbox ?? owner.appId ?? 'unknown', cause: causeOf(cause) };
}

function causeOf(cause: OwnerSource): string {
  if (cause === 'call' || cause === 'local') return 'bot';
  return cause === 'take' || cause === 'pass' ? cause : 'observed';
}

function returnedBy({ kind }: Owner, cause: OwnerSource): string {
  if (cause === 'pass') return 'owner';
  if (cause === 'expiry') return 'expiry';
  // Of an accepted message it is only known that no other app owned the thread any more.
  if ((cause === 'call' && kind === 'self') || cause === 'local') return 'bot';
  return 'done';
}
