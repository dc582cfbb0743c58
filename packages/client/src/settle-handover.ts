import { ConnectionError, GraphError } from './errors.ts';
import { type HandoverResult, readHandoverResult } from './handover-result.ts';
import type { ThreadOwner } from './thread-owner.ts';
import { type Call, isClientError, isSafeToRepeat, isUnknownOutcome } from './transport.ts';

/** A handover call that can be settled by reading the owner. */
export interface Settleable {
  readonly call: Call;
  readonly retries: number;
  readonly post: () => Promise<Parameters<typeof readHandoverResult>[0]>;
  /** The owner tells whether a call that got no answer was carried out; otherwise its time has no part for the look. */
  readonly isTold: boolean;
  readonly readOwner: () => Promise<ThreadOwner>;
  /** The owner is what was asked for. `begunAt`: when the call began, by `performance.now()`. */
  readonly isDone: (owner: ThreadOwner, begunAt: number) => boolean;
  /** The owner is as it must have been before the call, so that nothing was carried out and a repeat is right. */
  readonly isUnchanged: (owner: ThreadOwner, begunAt: number) => boolean;
}

/**
 * Settles a handover call that failed. Where its outcome is unknown, Meta may have carried out what it did not answer, and a
 * blind repeat would undo what happened since. Rejects with the first error of an unknown outcome where the owner doesn't
 * tell, whatever came of the repeats: what they were refused for may be that the first was carried out late.
 */
export async function settle(
  failure: unknown,
  { call, retries, post, isTold, readOwner, isDone, isUnchanged }: Settleable,
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
      // A target that isn't connected to the page was not passed to by any attempt.
      if (error instanceof GraphError && error.kind === 'bad_target') throw error;
      const isRefused = !isUnknownOutcome(error) && !isSafeToRepeat(error);
      if (isRefused && error.kind !== 'not_owner') throw unknown;

      const first = unknown;
      if (error.kind === 'timeout' && !isTold) throw first;
      const owner = await readOwner().catch((trouble: unknown) => {
        // A look that failed tells nothing, but the caller's own end of the call counts.
        if (isAborted(trouble)) throw afterSending(trouble, first);
        return undefined;
      });
      if (owner !== undefined && isDone(owner, call.begunAt)) return { at: owner.at };
      // What got no answer may still be carried out after the look.
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

/** The end by the caller's signal, told as the end of the call whose outcome is unknown. */
function afterSending(aborted: ConnectionError, first: ConnectionError | GraphError | undefined): ConnectionError {
  if (first === undefined) return aborted;
  const { operation } = first;
  const message = `${operation} was ended by its signal. It may have been carried out: read the state before repeating it.`;
  return new ConnectionError(message, { kind: 'aborted', operation, sent: true, cause: aborted.cause });
}
