import { DEFINITE_KINDS, isOptionError } from '@handover/core';
import type { TakebackFailure } from './events.ts';

/** The fields of an error, from any package. Fields are compared, because an app may load two copies of one class. */
interface Facts {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly kind?: unknown;
  readonly operation?: unknown;
  readonly sent?: unknown;
}

/** Why the thread cannot come back; `undefined` if a retry may help. */
export function definiteReason(error: unknown): TakebackFailure | undefined {
  const { code, kind } = factsOf(error);
  if (code === 'no_take_right') return 'no_take_right';
  if (typeof kind === 'string' && DEFINITE_KINDS.has(kind)) return 'refused';
  return code === 'wrong_client' || code === 'unknown_page' ? 'error' : undefined;
}

/** Whether Meta refuses `thread_owner` for the page: some pages refuse every such call. */
export function isOwnerUnreadable(error: unknown): boolean {
  const { kind } = factsOf(error);
  return (kind === 'invalid' || kind === 'permission') && !isOptionError(error);
}

/** Whether a failed request for control may have reached the owner. A retry would then ask the owner twice. */
export function mayHaveAsked(error: unknown): boolean {
  const { kind, operation, sent } = factsOf(error);
  if (operation !== 'request_thread_control') return false;
  return kind === 'transient' || kind === 'timeout' || (kind === 'network' && sent !== false);
}

function factsOf(error: unknown): Facts {
  return typeof error === 'object' && error !== null ? error : {};
}
