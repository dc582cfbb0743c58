import { ConnectionError, GraphError } from './errors.ts';
import { type HandoverResult, readHandoverResult } from './handover-result.ts';
import type { ThreadOwner } from './thread-owner.ts';
import { type Call, isClientError, isSafeToRepeat, isUnknownOutcome } from './transport.ts';

/** A handover call that can be settled by reading the owner. */
export interface Settleable {
  readonly call: Call;
  readonly retries: number;
  readonly post: () => Promise<Parameters<typeof readHandoverResult>[0]>;
  /** Whether the owner shows if an unanswered call was carried out. If false, no time is reserved for the look-up. */
  readonly canSettle: boolean;
  readonly readOwner: () => Promise<ThreadOwner>;
  /** Whether the owner is what the call asked for. `begunAt`: when the call began, by `performance.now()`. */
  readonly isDone: (owner: ThreadOwner, begunAt: number) => boolean;
  /** Whether the owner is the same as before the call, so that nothing was carried out and a retry is right. */
  readonly isUnchanged: (owner: ThreadOwner, begunAt: number) => boolean;
}

/**
 * Settles a handover call that failed. If its outcome is unknown, Meta may have carried it out, and a blind retry would
 * undo what happened since. If the owner does not show the outcome, rejects with the first error of an unknown outcome,
 * whatever the retries returned: a retry may have been refused only because Meta carried out the first attempt late.
 */
export async function settle(
  failure: unknown,
  { call, retries, post, canSettle, readOwner, isDone, isUnchanged }: Settleable,
): Promise<HandoverResult> {
  let error = failure;
  let unknown: ConnectionError | GraphError | undefined;
  for (let attempts = 1; ; attempts += 1) {
    if (retries === 0 || !isClientError(error)) throw error;
    if (isAborted(error)) throw afterSending(error, unknown);
    if (isUnknownOutcome(error)) unknown ??= error as ConnectionError | GraphError;
    if (unknown === undefined) {
      if (!isSafeToRepeat(error) || attempts > retries || !(await call.backOff(error, attempts))) throw error;
    } else {
      if (error instanceof GraphError && error.kind === 'already_owner') return { at: error.at };
      // No attempt can have passed the thread to a target that is not connected to the page.
      if (error instanceof GraphError && error.kind === 'bad_target') throw error;
      const isRefused = !isUnknownOutcome(error) && !isSafeToRepeat(error);
      if (isRefused && error.kind !== 'not_owner') throw unknown;

      const first = unknown;
      if (error.kind === 'timeout' && !canSettle) throw first;
      const owner = await readOwner().catch((trouble: unknown) => {
        // A failed look-up shows nothing, but an abort by the caller counts.
        if (isAborted(trouble)) throw afterSending(trouble, first);
        return undefined;
      });
      if (owner !== undefined && isDone(owner, call.begunAt)) return { at: owner.at };
      // Meta may still carry out an unanswered call after the look-up.
      if (isRefused || error.kind === 'timeout' || owner === undefined || !isUnchanged(owner, call.begunAt))
        throw first;
      if (attempts > retries || !(await backOff(call, error, attempts, first))) throw first;
    }
    try {
      return readHandoverResult(await post());
    } catch (again) {
      error = again;
    }
  }
}

async function backOff(
  call: Call,
  error: Parameters<Call['backOff']>[0],
  attempts: number,
  first: ConnectionError | GraphError,
): Promise<boolean> {
  try {
    return await call.backOff(error, attempts);
  } catch (trouble) {
    throw isAborted(trouble) ? afterSending(trouble, first) : trouble;
  }
}

function isAborted(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError && error.kind === 'aborted';
}

/** Converts the caller's abort into the error of the call whose outcome is unknown. */
function afterSending(aborted: ConnectionError, first: ConnectionError | GraphError | undefined): ConnectionError {
  if (first === undefined) return aborted;
  const { operation } = first;
  const message = `${operation} was ended by its signal. It may have been carried out: read the state before repeating it.`;
  return new ConnectionError(message, { kind: 'aborted', operation, sent: true, cause: aborted.cause });
}
