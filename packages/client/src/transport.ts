import { type AnsweredCall, acceptAnswer } from './answer.ts';
import { appSecretProof } from './app-secret-proof.ts';
import { type ClientError, ConnectionError, GraphError } from './errors.ts';
import { exchange, type Fetch, type PreparedRequest, pause } from './exchange.ts';
import { textsOf } from './safe-text.ts';

/**
 * What is repeated. `read`: a GET, after trouble that may pass and came back as an answer or an error. `refused`: only what
 * was certainly not carried out, which is kind `rate` and a refused connection. `never`: nothing.
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
  /** A `fetch` for openapi-fetch that authorises, limits, repeats and checks. `isSettled`: a part of the time is kept back for a look at what became of the call. */
  fetch(repeat: Repeat, options?: { readonly isSettled?: boolean }): (request: Request) => Promise<Response>;
  /** Waits before the attempt after the given number of attempts; false, at once, where the time of the call is too short. */
  backOff(error: ClientError, attempts: number): Promise<boolean>;
}

export interface Transport {
  /** Begins a call: its time runs from here. */
  begin(signal: AbortSignal | undefined): Call;
  /** What requests through `client.api` go through: each is a call of its own. */
  fetch(request: Request): Promise<Response>;
}

const maxLookMs = 2500;

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
      credentials.push(appSecret, await proof);
      // One that the caller made, with a time, is the caller's: it may be for a token that is in the address as well.
      if (!url.searchParams.has('appsecret_proof')) url.searchParams.set('appsecret_proof', await proof);
    }
    for (const name of ['appsecret_proof', 'access_token']) credentials.push(...url.searchParams.getAll(name));
    const headers = new Headers(request.headers);
    headers.set('authorization', `Bearer ${accessToken}`);
    headers.set('accept', 'application/json');
    // As bytes: a form with a file is no text.
    const body = request.method === 'GET' ? undefined : await request.arrayBuffer();
    const lastSegment = url.pathname.split('/').at(-1) ?? '';
    const operation = /^[a-z_]+$/.test(lastSegment) && lastSegment !== 'me' ? lastSegment : 'node';
    return {
      url: url.href,
      // A redirect would repeat the call elsewhere, or turn a POST into a GET.
      init: {
        method: request.method,
        headers,
        redirect: 'manual',
        ...(body !== undefined && body.byteLength > 0 && { body: bodyOf(body, headers) }),
      },
      call: {
        title: `${request.method} ${operation}`,
        operation,
        mayChange: request.method !== 'GET' && request.method !== 'HEAD',
        secrets: { credentials: credentials.filter((secret) => secret !== ''), texts: textsIn(body) },
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
      await pause(waitMs, { signal, operation: error.operation, sent: isUnknownOutcome(error) });
      return true;
    }

    async function perform(request: Request, repeat: Repeat, isSettled: boolean): Promise<Response> {
      const prepared = await prepare(request);
      for (let attempts = 1; ; attempts += 1) {
        try {
          const leftMs = remainingMs();
          const limitMs = isSettled ? leftMs - Math.min(maxLookMs, leftMs / 4) : leftMs;
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
        (repeat, { isSettled = false } = {}) =>
        (request) =>
          perform(request, repeat, isSettled),
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

/** Whether the error is one of this package's. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof GraphError || error instanceof ConnectionError;
}

function mayRepeat(error: ClientError, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  return isSafeToRepeat(error) || (repeat === 'read' && isUnknownOutcome(error) && error.kind !== 'timeout');
}

/** JSON as a string, which every fetch takes and a wrapper can read. */
function bodyOf(bytes: ArrayBuffer, headers: Headers): string | ArrayBuffer {
  return /\bjson\b/i.test(headers.get('content-type') ?? '') ? new TextDecoder().decode(bytes) : bytes;
}

function textsIn(body: ArrayBuffer | undefined): AnsweredCall['secrets']['texts'] {
  if (body === undefined || body.byteLength === 0) return [];
  const text = new TextDecoder().decode(body);
  try {
    return textsOf(JSON.parse(text));
  } catch {
    // A body of another form, which a caller of client.api may send: all of it may be text.
    return [text];
  }
}
