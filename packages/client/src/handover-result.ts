import { timeOf } from './graph-answer.ts';
import type { AnswerHead } from './sending.ts';
import { ownerIn } from './thread-owner.ts';

/** The answer to a handover call. */
export interface HandoverResult {
  /** Time of the answer in ms since 1970, by the server's `Date` header (whole seconds), or by the local clock. */
  readonly at: number;
  /** App that owns the thread now; only from servers that answer in the form of 2022 to 2024. */
  readonly owner?: string;
  /** When its control ends; only from servers that answer in the form of 2022 to 2024. */
  readonly expiresAt?: Date;
}

/**
 * Reads the answer to a handover call: `success`, or the owner in the form of 2022 to 2024. Any other answer without an
 * error counts as success.
 */
export function readHandoverResult({ data, response }: { data?: unknown; response: AnswerHead }): HandoverResult {
  const { appId, expiresAt } = ownerIn(data) ?? {};
  return {
    at: timeOf(response.headers),
    ...(appId !== undefined && { owner: appId }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
