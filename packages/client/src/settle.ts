import { type ClientError, ConnectionError, GraphError } from './errors.ts';
import type { HandoverResult } from './handover-result.ts';
import type { ThreadOwner } from './thread-owner.ts';
import { type Call, isClientError, isSafeToRepeat, isUnknownOutcome } from './transport.ts';

/** A handover call that can be settled by reading the owner. */
export interface Settleable {
  readonly call: Call;
  readonly retries: number;
  readonly post: () => Promise<HandoverResult>;
  readonly readOwner: () => Promise<ThreadOwner>;
  /** The owner is what was asked for. */
  readonly isDone: (owner: ThreadOwner) => boolean;
  /** The owner is as it must have been before the call, so that nothing was carried out and a repeat is right. */
  readonly isUnchanged: (owner: ThreadOwner) => boolean;
}

/**
 * Makes a handover call and settles it where its outcome is unknown: Meta may have carried out what it did not answer, and
 * a blind repeat would undo what happened since. Rejects with the error of the call where the owner doesn't tell.
 */
export async function settle({
  call,
  retries,
  post,
  readOwner,
  isDone,
  isUnchanged,
}: Settleable): Promise<HandoverResult> {
  let wasUnknown = false;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await post();
    } catch (error) {
      if (retries === 0 || !isClientError(error)) throw error;
      if (!isSafeToRepeat(error)) {
        if (!isUnknownOutcome(error) && !(wasUnknown && refusesWhatIsDone(error))) throw error;
        if (error instanceof GraphError && error.kind === 'already_owner') return { at: error.at };
        const owner = await readOwner().catch(unlessAborted);
        if (owner !== undefined && isDone(owner)) return { at: owner.at };
        if (owner === undefined || !isUnknownOutcome(error) || !isUnchanged(owner)) throw error;
        wasUnknown = true;
      }
      if (attempts > retries || !(await call.backOff(error, attempts))) throw error;
    }
  }
}

/** A look that failed tells nothing, but the caller's own end of the call counts. */
function unlessAborted(error: unknown): undefined {
  if (error instanceof ConnectionError && error.kind === 'aborted') throw error;
}

/** After an unknown outcome, a refusal may mean that the first attempt was carried out late. */
function refusesWhatIsDone(error: ClientError): boolean {
  return error instanceof GraphError && (error.kind === 'already_owner' || error.kind === 'not_owner');
}
