import type { AnsweredCall, RawAnswer } from './answer.ts';
import { ConnectionError } from './errors.ts';
import { safeCause, wasRefused } from './safe-cause.ts';
import { onAbort } from './signal-tasks.ts';

/** The part of `fetch` that is used: called with an address and plain options, so that older implementations fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request that is ready to be sent. */
export interface PreparedRequest {
  readonly url: string;
  readonly init: RequestInit;
  readonly call: AnsweredCall;
}

// Graph's longest lists stay far below; a body without an end would fill the memory.
const maxBodyBytes = 8 * 1024 * 1024;

/** One request and the whole of its answer, ended by the limit or the signal even where `send` heeds neither. */
export async function exchange(
  send: Fetch,
  { url, init, call }: PreparedRequest,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal | undefined },
): Promise<RawAnswer> {
  const { title, operation } = call;
  if (signal?.aborted) throw abortedError(operation, signal, false);
  const caution = call.mayChange ? ' It may have been carried out: read the state before repeating it.' : '';
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = (): void => undefined;
  // An error of its own class may come from `send` as well, which is not to be trusted.
  let end: ConnectionError | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    const endWith = (error: ConnectionError): void => {
      end = error;
      reject(error);
      controller.abort();
    };
    const message = `${title} got no answer within ${Math.max(1, Math.round(limitMs))} ms.${caution}`;
    timer = setTimeout(
      () => endWith(new ConnectionError(message, { kind: 'timeout', operation, sent: true })),
      Math.max(0, limitMs),
    );
    forget = onAbort(signal, () => endWith(abortedError(operation, signal, true)));
  });

  try {
    return await Promise.race([received(send(url, { ...init, signal: controller.signal })), ended]);
  } catch (error) {
    if (end !== undefined) throw end;
    const sent = !wasRefused(error);
    const message = sent
      ? `The connection for ${title} failed.${caution}`
      : `${title} did not reach Graph: nothing listens at baseUrl, or its host is not found.`;
    throw new ConnectionError(message, { kind: 'network', operation, sent, cause: safeCause(error, call.secrets) });
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** The error of a call that its signal ended; with the reason that its caller gave. */
function abortedError(operation: string, signal: AbortSignal | undefined, sent: boolean): ConnectionError {
  return new ConnectionError(`${operation} was ended by its signal.`, {
    kind: 'aborted',
    operation,
    sent,
    cause: signal?.reason,
  });
}

/** Waits; rejects where the signal ends the call meanwhile. */
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

async function received(answer: Promise<Response>): Promise<RawAnswer> {
  const response = await answer;
  return { status: response.status, headers: response.headers, text: await boundedText(response) };
}

/** The body as text, undefined where it is too long. */
async function boundedText(response: Response): Promise<string | undefined> {
  // Some implementations have a body of another kind.
  if (typeof response.body?.getReader !== 'function') {
    const text = await response.text();
    return text.length > maxBodyBytes ? undefined : text;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > maxBodyBytes) {
      // Its own outcome is of no interest: the body is given up either way.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
