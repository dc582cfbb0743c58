import { DEFINITE_KINDS, isOptionError } from '@handover/core';
import type { TakebackFailure } from './events.ts';

/** What errors say of themselves, whatever package they come from: an app may hold two copies of one. */
interface Facts {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly kind?: unknown;
  readonly operation?: unknown;
  readonly sent?: unknown;
}

/** Why the thread can't come back; `undefined` where trying again may help. */
export function definiteReason(error: unknown): TakebackFailure | undefined {
  const { code, kind } = factsOf(error);
  if (code === 'no_take_right') return 'no_take_right';
  if (typeof kind === 'string' && DEFINITE_KINDS.has(kind)) return 'refused';
  return code === 'wrong_client' || code === 'unknown_page' ? 'error' : undefined;
}

/** True for a refusal of `thread_owner` that is about the page: some pages refuse it at every call. */
export function isOwnerUnreadable(error: unknown): boolean {
  const { kind } = factsOf(error);
  return (kind === 'invalid' || kind === 'permission') && !isOptionError(error);
}

/** True where a request for control may have reached the owner though its call failed: asking again would ask twice. */
export function mayHaveAsked(error: unknown): boolean {
  const { kind, operation, sent } = factsOf(error);
  if (operation !== 'request_thread_control') return false;
  return kind === 'transient' || kind === 'timeout' || (kind === 'network' && sent !== false);
}

function factsOf(error: unknown): Facts {
  return typeof error === 'object' && error !== null ? error : {};
}
