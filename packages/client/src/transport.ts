import { type AnsweredCall, acceptAnswer, type RawAnswer } from './answer.ts';
import { appSecretProof } from './app-secret-proof.ts';
import { type ClientError, ConnectionError, GraphError } from './errors.ts';
import { type Secrets, safeCause, textsOf } from './safe-text.ts';

/** The part of `fetch` that is used: called with an address and plain options, so that older implementations fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * What is repeated. `read`: a GET, after trouble that may pass. `refused`: only what was certainly not carried out, which
 * is kind `rate` and a refused connection. `never`: nothing.
 */
export type Repeat = 'read' | 'refused' | 'never';

export interface TransportOptions {
  readonly accessToken: string;
  readonly appSecret: string | undefined;
  readonly fetch: Fetch | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
  /** First pause between attempts; each further one doubles it. */
  readonly backOffMs: number;
}

/** One call of the client, with its time: several requests may belong to it. */
export interface Call {
  /** A `fetch` for openapi-fetch that authorises, limits, repeats and checks. `share` is the part of the remaining time that an attempt may use. */
  fetch(repeat: Repeat, share?: number): (request: Request) => Promise<Response>;
  /** Waits before the attempt after the given number of attempts; false, at once, where the time of the call is too short. */
  backOff(error: ClientError, attempts: number): Promise<boolean>;
}

export interface Transport {
  /** Begins a call: its time runs from here. */
  begin(signal: AbortSignal | undefined): Call;
  /** What requests through `client.api` go through: each is a call of its own. */
  fetch(request: Request): Promise<Response>;
}

/** Sends requests to Graph: with the token in the header, within the call's time, and with errors of this package. */
export function createTransport({
  accessToken,
  appSecret,
  fetch,
  timeoutMs,
  retries,
  backOffMs,
}: TransportOptions): Transport {
  // Looked up at each call: the global may be replaced later, by a tracer for example.
  const send: Fetch = fetch ?? ((url, init) => globalThis.fetch(url, init));
  let proof: Promise<string> | undefined;

  async function prepare(request: Request): Promise<PreparedRequest> {
    const url = new URL(request.url);
    const credentials = [accessToken];
    if (appSecret !== undefined) {
      proof ??= appSecretProof(accessToken, appSecret);
      url.searchParams.set('appsecret_proof', await proof);
      credentials.push(appSecret, await proof);
    }
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${accessToken}`);
    headers.set('accept', 'application/json');
    const body = request.method === 'GET' ? '' : await request.text();
    const lastSegment = url.pathname.split('/').at(-1) ?? '';
    const operation = /^[a-z_]+$/.test(lastSegment) && lastSegment !== 'me' ? lastSegment : 'node';
    return {
      url: url.href,
      // A redirect would repeat the call elsewhere, or turn a POST into a GET.
      init: { method: request.method, headers, redirect: 'manual', ...(body !== '' && { body }) },
      call: {
        title: `${request.method} ${operation}`,
        operation,
        secrets: { credentials, texts: textsIn(body) },
      },
    };
  }

  function begin(signal: AbortSignal | undefined): Call {
    const deadline = performance.now() + timeoutMs;
    const remainingMs = (): number => deadline - performance.now();

    async function backOff(error: ClientError, attempts: number): Promise<boolean> {
      const jittered = backOffMs * 2 ** (attempts - 1) * (0.5 + Math.random() / 2);
      const waitMs = Math.max(jittered, (error instanceof GraphError ? error.retryAfterMs : undefined) ?? 0);
      if (waitMs >= remainingMs()) return false;
      await pause(waitMs, signal, error.operation);
      return true;
    }

    async function perform(request: Request, repeat: Repeat, share: number): Promise<Response> {
      const prepared = await prepare(request);
      for (let attempts = 1; ; attempts += 1) {
        const isLast = attempts > retries || repeat !== 'read';
        try {
          const limitMs = remainingMs() * (isLast ? share : Math.min(share, 0.5));
          return acceptAnswer(await exchange(send, prepared, { limitMs, signal }), prepared.call);
        } catch (error) {
          if (
            !isClientError(error) ||
            attempts > retries ||
            !mayRepeat(error, repeat) ||
            !(await backOff(error, attempts))
          )
            throw error;
        }
      }
    }

    return {
      backOff,
      fetch:
        (repeat, share = 1) =>
        (request) =>
          perform(request, repeat, share),
    };
  }

  return {
    begin,
    fetch: (request) => begin(request.signal).fetch(request.method === 'GET' ? 'read' : 'never')(request),
  };
}

/** Whether the error leaves open if Graph carried the call out. */
export function isUnknownOutcome(error: ClientError): boolean {
  if (error instanceof ConnectionError) return error.sent && error.kind !== 'aborted';
  return error instanceof GraphError && error.kind === 'transient';
}

/** Whether the error says that Graph did not carry the call out, though it may later. */
export function isSafeToRepeat(error: ClientError): boolean {
  if (error instanceof ConnectionError) return !error.sent && error.kind === 'network';
  return error instanceof GraphError && error.kind === 'rate';
}

function textsIn(body: string): string[] {
  if (body === '') return [];
  try {
    return textsOf(JSON.parse(body));
  } catch {
    // A body of another form, which a caller of client.api may send: all of it may be text.
    return [body];
  }
}

interface PreparedRequest {
  readonly url: string;
  readonly init: RequestInit;
  readonly call: AnsweredCall;
}

function mayRepeat(error: ClientError, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  return isSafeToRepeat(error) || (repeat === 'read' && isUnknownOutcome(error));
}

/** Whether the error is one of this package's. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof GraphError || error instanceof ConnectionError;
}

/** One request and the whole of its answer, ended by the limit or the signal even where `send` heeds neither. */
async function exchange(
  send: Fetch,
  { url, init, call }: PreparedRequest,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal | undefined },
): Promise<RawAnswer> {
  const { title, operation, secrets } = call;
  if (signal?.aborted) throw aborted(title, operation, signal, false);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (error: ConnectionError): void => {
      reject(error);
      controller.abort();
    };
    const message = `${title} got no answer within ${Math.max(1, Math.round(limitMs))} ms. It may have been carried out: read the state before repeating it.`;
    timer = setTimeout(
      () => end(new ConnectionError(message, { kind: 'timeout', operation, sent: true })),
      Math.max(0, limitMs),
    );
    onAbort = () => end(aborted(title, operation, signal, true));
    signal?.addEventListener('abort', onAbort, { once: true });
  });

  try {
    return await Promise.race([received(send(url, { ...init, signal: controller.signal })), ended]);
  } catch (error) {
    throw error instanceof ConnectionError ? error : failed(error, title, operation, secrets);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}

async function received(answer: Promise<Response>): Promise<RawAnswer> {
  const response = await answer;
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function failed(error: unknown, title: string, operation: string, secrets: Secrets): ConnectionError {
  const sent = !wasRefused(error, 4);
  const message = sent
    ? `The connection for ${title} failed. It may have been carried out: read the state before repeating it.`
    : `${title} did not reach Graph: nothing listens at baseUrl, or its host is not found.`;
  return new ConnectionError(message, { kind: 'network', operation, sent, cause: safeCause(error, secrets) });
}

function aborted(title: string, operation: string, signal: AbortSignal | undefined, sent: boolean): ConnectionError {
  return new ConnectionError(`${title} was ended by its signal.`, {
    kind: 'aborted',
    operation,
    sent,
    cause: signal?.reason,
  });
}

/** Node says ECONNREFUSED somewhere down the causes, Bun ConnectionRefused, Deno only in words. */
function wasRefused(error: unknown, depth: number): boolean {
  if (typeof error !== 'object' || error === null || depth === 0) return false;
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  if (['ECONNREFUSED', 'ConnectionRefused', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(code))) return true;
  return (typeof message === 'string' && /connection refused/i.test(message)) || wasRefused(cause, depth - 1);
}

function pause(ms: number, signal: AbortSignal | undefined, operation: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(aborted(operation, operation, signal, true));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
  });
}
