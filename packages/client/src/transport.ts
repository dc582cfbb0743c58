import { type AcceptedAnswer, acceptAnswer, responseOf } from './answer.ts';
import { appSecretProof } from './app-secret-proof.ts';
import type { Carrier, OutgoingRequest } from './carrier.ts';
import { isRepeatFaulty } from './classify.ts';
import { type ClientError, ConnectionError, GraphError } from './errors.ts';
import { exchange, pause } from './exchange.ts';
import { OwnRequest, type SendOwn } from './own-request.ts';
import { PreparedRequest } from './prepared-request.ts';

/**
 * What is repeated. `read`: a GET, after trouble that may pass and came back as an answer or an error. `refused`: only what
 * was certainly not carried out, which is kind `rate` (unless Meta warns of repeats) and a refused connection. `never`:
 * nothing.
 */
export type Repeat = 'read' | 'refused' | 'never';

export interface TransportOptions {
  readonly accessToken: string;
  readonly appSecret: string | undefined;
  readonly carry: Carrier;
  readonly timeoutMs: number;
  readonly retries: number;
  /** First pause between attempts; each further one doubles it. */
  readonly backOffMs: number;
}

/** Sends what openapi-fetch made, or a request of the client's own. */
export type CallFetch = ((request: Request) => Promise<Response>) & SendOwn;

/** One call of the client, with its time: several requests may belong to it. */
export interface Call {
  /** When it began, by `performance.now()`. */
  readonly begunAt: number;
  /**
   * A `fetch` for openapi-fetch, and for own requests, that authorises, limits, repeats and checks. `isSettled`: a part of
   * the time is kept back for a look at what became of the call.
   */
  fetch(repeat: Repeat, options?: { readonly isSettled?: boolean }): CallFetch;
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
  carry,
  timeoutMs,
  retries,
  backOffMs,
}: TransportOptions): Transport {
  const authorization = `Bearer ${accessToken}`;
  const credentials = [accessToken, ...(appSecret === undefined ? [] : [appSecret])];
  let proof: string | undefined;

  /** At once where it can: most calls have nothing to wait for. */
  function prepare(request: Request | OwnRequest): PreparedRequest | Promise<PreparedRequest> {
    if (appSecret !== undefined && proof === undefined) {
      return appSecretProof(accessToken, appSecret).then((made) => {
        proof = made;
        credentials.push(made);
        return prepare(request);
      });
    }
    if (request instanceof OwnRequest)
      return new PreparedRequest(ownOutgoing(request, authorization, proof), credentials);
    return outgoingOf(request, authorization, proof).then((outgoing) => new PreparedRequest(outgoing, credentials));
  }

  function begin(signal: AbortSignal | undefined): Call {
    const begunAt = performance.now();
    const remainingMs = (): number => begunAt + timeoutMs - performance.now();

    async function backOff(error: ClientError, attempts: number): Promise<boolean> {
      const jittered = backOffMs * 2 ** (attempts - 1) * (0.5 + Math.random() / 2);
      const waitMs = Math.max(jittered, (error instanceof GraphError ? error.retryAfterMs : undefined) ?? 0);
      if (waitMs >= remainingMs()) return false;
      await pause(waitMs, { signal, operation: error.operation, sent: isUnknownOutcome(error) });
      return true;
    }

    async function perform(request: Request | OwnRequest, repeat: Repeat, isSettled: boolean): Promise<AcceptedAnswer> {
      const preparing = prepare(request);
      const prepared = preparing instanceof Promise ? await preparing : preparing;
      for (let attempts = 1; ; attempts += 1) {
        try {
          const leftMs = remainingMs();
          const limitMs = isSettled ? leftMs - Math.min(maxLookMs, leftMs / 4) : leftMs;
          return acceptAnswer(await exchange(carry, prepared, { limitMs, signal }), prepared);
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
      begunAt,
      backOff,
      fetch: (repeat, { isSettled = false } = {}) => {
        const send = (request: Request | OwnRequest): Promise<Response | AcceptedAnswer> => {
          const answer = perform(request, repeat, isSettled);
          return request instanceof OwnRequest ? answer : answer.then(responseOf);
        };
        return send as CallFetch;
      },
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
  return error instanceof GraphError && error.kind === 'rate' && !isRepeatFaulty(error);
}

/** Whether the error is one of this package's. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof GraphError || error instanceof ConnectionError;
}

function mayRepeat(error: ClientError, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  return isSafeToRepeat(error) || (repeat === 'read' && isUnknownOutcome(error) && error.kind !== 'timeout');
}

function ownOutgoing(
  { url, method, body }: OwnRequest,
  authorization: string,
  proof: string | undefined,
): OutgoingRequest {
  const json = 'application/json';
  return {
    url: proof === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}appsecret_proof=${proof}`,
    method,
    headers:
      body === undefined ? { authorization, accept: json } : { authorization, accept: json, 'content-type': json },
    body,
  };
}

async function outgoingOf(
  request: Request,
  authorization: string,
  proof: string | undefined,
): Promise<OutgoingRequest> {
  const url = new URL(request.url);
  url.hash = '';
  // One that the caller made, with a time, is the caller's: it may be for a token that is in the address as well.
  if (proof !== undefined && !url.searchParams.has('appsecret_proof')) url.searchParams.set('appsecret_proof', proof);
  // As bytes: a form with a file is no text.
  const bytes = request.method === 'GET' ? undefined : await request.arrayBuffer();
  const isJson = /\bjson\b/i.test(request.headers.get('content-type') ?? '');
  return {
    url: url.href,
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), authorization, accept: 'application/json' },
    body: bytes === undefined || bytes.byteLength === 0 ? undefined : isJson ? new TextDecoder().decode(bytes) : bytes,
  };
}
