import { ConnectionError } from './errors.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { safeCause, wasRefused } from './safe-cause.ts';
import type { RawAnswer, Send, Sending } from './sending.ts';
import { onAbort } from './signal-tasks.ts';

/** Sends one request and reads its answer. The limit and the signal end it even if the `fetch` ignores both. */
export function exchange(
  send: Send,
  request: PreparedRequest,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal | undefined },
): Promise<RawAnswer> {
  if (signal?.aborted) return Promise.reject(abortedError(request.operation, signal, false));
  return new Promise((resolve, reject) => {
    let sending: Sending | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      forget();
    };
    const endWith = (error: ConnectionError): void => {
      settle();
      reject(error);
      sending?.cancel();
    };
    // Set up before the request is sent: the caller's own fetch may abort the signal.
    const timer = setTimeout(() => endWith(timeoutError(request, limitMs)), Math.max(0, limitMs));
    const forget = onAbort(signal, () => endWith(abortedError(request.operation, signal, true)));
    sending = send(request.outgoing);
    sending.answer.then(
      (answer) => {
        settle();
        resolve(answer);
      },
      (error: unknown) => {
        settle();
        reject(failedError(request, error));
      },
    );
  });
}

function timeoutError(request: PreparedRequest, limitMs: number): ConnectionError {
  const message = `${request.title} got no answer within ${Math.max(1, Math.round(limitMs))} ms.${cautionOf(request)}`;
  return new ConnectionError(message, { kind: 'timeout', operation: request.operation, sent: true });
}

/** The caller's fetch may reject even with an error of this package's classes, so every error is copied. */
function failedError(request: PreparedRequest, error: unknown): ConnectionError {
  const { title, operation, redact } = request;
  const sent = !wasRefused(error);
  const message = sent
    ? `The connection for ${title} failed.${cautionOf(request)}`
    : `${title} did not reach Graph: nothing listens at baseUrl, or its host was not found.`;
  return new ConnectionError(message, { kind: 'network', operation, sent, cause: safeCause(error, redact) });
}

function cautionOf({ mayChange }: PreparedRequest): string {
  return mayChange ? ' It may have been carried out: read the state before repeating it.' : '';
}

/** The error of a call that its signal ended, with the caller's reason. */
function abortedError(operation: string, signal: AbortSignal | undefined, sent: boolean): ConnectionError {
  return new ConnectionError(`${operation} was ended by its signal.`, {
    kind: 'aborted',
    operation,
    sent,
    cause: signal?.reason,
  });
}

/** Waits. Rejects if the signal ends the call meanwhile. */
export function pause(
  ms: number,
  { signal, operation, sent }: { signal: AbortSignal | undefined; operation: string; sent: boolean },
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortedError(operation, signal, sent));
      return;
    }
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(abortedError(operation, signal, sent));
    });
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
  });
}
