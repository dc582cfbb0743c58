import { appSecretProof } from './app-secret-proof.ts';
import { type CallChannel, type CallFacts, callChannel, callEnded } from './channels.ts';
import { isRepeatFaulty } from './classify.ts';
import { type ClientError, ConnectionError, GraphError } from './errors.ts';
import { exchange, pause } from './exchange.ts';
import { type AcceptedAnswer, acceptAnswer } from './graph-answer.ts';
import { PreparedRequest } from './prepared-request.ts';
import type { Send } from './sending.ts';

/**
 * When a request is retried. `read`: a GET, after a failed connection or a temporary failure in the answer. `refused`:
 * only if it was certainly not carried out: kind `rate` (unless Meta warns of repeats) and a refused connection.
 * `never`: not at all.
 */
export type Repeat = 'read' | 'refused' | 'never';

export interface TransportOptions {
  /** Beside the request, what messages on the channel say. */
  readonly facts: CallFacts;
  readonly accessToken: string;
  readonly appSecret: string | undefined;
  readonly send: Send;
  /** Makes the `Response` that openapi-fetch reads. */
  readonly responseOf: (answer: AcceptedAnswer) => Response;
  readonly timeoutMs: number;
  readonly retries: number;
  /** First pause between attempts; each further pause doubles. */
  readonly backOffMs: number;
}

/** A `fetch` for openapi-fetch. */
export type CallFetch = (request: Request) => Promise<Response>;

/** One call of the client, with its time limit. It may consist of several requests. */
export interface Call {
  /** When it began, by `performance.now()`. */
  readonly begunAt: number;
  /**
   * Returns a `fetch` for openapi-fetch that authorizes, limits, retries and checks. `isSettled`: reserves a part of
   * the time to look up the outcome of the call.
   */
  fetch(repeat: Repeat, options?: { readonly isSettled?: boolean }): CallFetch;
  /**
   * Waits before the next attempt, after the given number of attempts. Resolves to false at once if too little time is
   * left.
   */
  backOff(error: ClientError, attempts: number): Promise<boolean>;
}

export interface Transport {
  /** Begins a call. Its time starts to run. */
  begin(signal: AbortSignal | undefined): Call;
  /** The `fetch` of `client.api`: each request is a separate call. */
  readonly fetch: CallFetch;
}

const maxLookMs = 2500;

/**
 * Makes a transport: it sends requests to Graph with the token, within the call's time, and with errors of this
 * package.
 */
export function createTransport({
  facts,
  accessToken,
  appSecret,
  send,
  responseOf,
  timeoutMs,
  retries,
  backOffMs,
}: TransportOptions): Transport {
  let proof: string | undefined;
  const channel = callChannel();

  async function prepare(request: Request): Promise<PreparedRequest> {
    if (appSecret !== undefined) proof ??= await appSecretProof(accessToken, appSecret);
    const headers = {
      ...Object.fromEntries(request.headers),
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
    };
    const body = request.method === 'GET' ? undefined : await bodyOf(request);
    const credentials = [accessToken, appSecret, proof].filter((credential) => credential !== undefined);
    return new PreparedRequest(
      { url: addressOf(request.url, proof), method: request.method, headers, body },
      credentials,
    );
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

    function perform(request: Request, repeat: Repeat, isSettled: boolean): Promise<AcceptedAnswer> {
      const isHeard = channel?.hasSubscribers === true;
      return isHeard ? performAloud(channel, request, repeat, isSettled) : attempt(request, repeat, isSettled);
    }

    /** Publishes the end of the request. */
    async function performAloud(
      heard: CallChannel,
      request: Request,
      repeat: Repeat,
      isSettled: boolean,
    ): Promise<AcceptedAnswer> {
      const report = callEnded(request, facts);
      const counted = { attempts: 0 };
      try {
        const answer = await attempt(request, repeat, isSettled, counted);
        heard.publish(report(counted.attempts, answer));
        return answer;
      } catch (error) {
        heard.publish(report(counted.attempts, error));
        throw error;
      }
    }

    async function attempt(
      request: Request,
      repeat: Repeat,
      isSettled: boolean,
      counted?: { attempts: number },
    ): Promise<AcceptedAnswer> {
      const prepared = await prepare(request);
      for (let attempts = 1; ; attempts += 1) {
        if (counted !== undefined) counted.attempts = attempts;
        try {
          const leftMs = remainingMs();
          const limitMs = isSettled ? leftMs - Math.min(maxLookMs, leftMs / 4) : leftMs;
          return acceptAnswer(await exchange(send, prepared, { limitMs, signal }), prepared);
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
      fetch:
        (repeat, { isSettled = false } = {}) =>
        async (request) =>
          responseOf(await perform(request, repeat, isSettled)),
    };
  }

  return {
    begin,
    fetch: (request) => begin(request.signal).fetch(request.method === 'GET' ? 'read' : 'never')(request),
  };
}

/** Whether the error leaves open if Graph carried out the call. */
export function isUnknownOutcome(error: ClientError): boolean {
  if (error instanceof ConnectionError) return error.sent && error.kind !== 'aborted';
  return error instanceof GraphError && error.kind === 'transient';
}

/** Whether the error shows that Graph did not carry out the call and a retry may succeed. */
export function isSafeToRepeat(error: ClientError): boolean {
  if (error instanceof ConnectionError) return !error.sent && error.kind === 'network';
  return error instanceof GraphError && error.kind === 'rate' && !isRepeatFaulty(error);
}

/** Whether the error is of this package. */
export function isClientError(error: unknown): error is ClientError {
  return error instanceof GraphError || error instanceof ConnectionError;
}

function mayRepeat(error: ClientError, repeat: Repeat): boolean {
  if (repeat === 'never') return false;
  return isSafeToRepeat(error) || (repeat === 'read' && isUnknownOutcome(error) && error.kind !== 'timeout');
}

/**
 * The address without a fragment, with the proof, unless the caller set a proof: it may belong to a token in the
 * address.
 */
function addressOf(url: string, proof: string | undefined): string {
  if (proof === undefined && !url.includes('#')) return url;
  const address = new URL(url);
  address.hash = '';
  if (proof !== undefined && !address.searchParams.has('appsecret_proof'))
    address.searchParams.set('appsecret_proof', proof);
  return address.href;
}

/** The body: JSON as text, anything else as bytes, because a form with a file is not text. */
async function bodyOf(request: Request): Promise<string | ArrayBuffer | undefined> {
  if (/\bjson\b/i.test(request.headers.get('content-type') ?? '')) return (await request.text()) || undefined;
  const bytes = await request.arrayBuffer();
  return bytes.byteLength === 0 ? undefined : bytes;
}
