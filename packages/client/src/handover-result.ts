import { timeOf, unexpectedAnswer } from './answer.ts';
import { readThreadOwner } from './thread-owner.ts';

/** The answer to a handover call. */
export interface HandoverResult {
  /** Time of Graph's answer in ms since 1970, by the server's `Date` header (whole seconds), else by the local clock. */
  readonly at: number;
  /** App that owns the thread now; only from servers that answer in the form of 2022 to 2024. */
  readonly owner?: string;
  /** When its control ends; only from servers that answer in the form of 2022 to 2024. */
  readonly expiresAt?: Date;
}

/**
 * Reads the answer to a handover call: `success`, or the owner in the form of 2022 to 2024; anything else without an error
 * counts as success.
 *
 * @throws {GraphError} Graph said `success: false`.
 */
export function readHandoverResult(
  { data, response }: { data?: unknown; response: Response },
  operation: string,
): HandoverResult {
  const at = timeOf(response.headers);
  const success = typeof data === 'object' && data !== null && 'success' in data ? data.success : true;
  if (success === false || success === 'false')
    throw unexpectedAnswer('Graph answered success: false', response.headers, operation);
  const owner = readThreadOwner(data, at);
  if (owner.state === 'idle') return { at };
  return {
    at,
    ...(owner.appId !== undefined && { owner: owner.appId }),
    ...(owner.expiresAt !== undefined && { expiresAt: owner.expiresAt }),
  };
}
