import { once } from 'node:events';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { signedRequest } from '@handover/testkit';
import { UsageError } from '../usage-error.ts';

/** Meta's own limit is about 5 s; a bot under a debugger gets longer. */
const TIMEOUT_MS = 30_000;
/** A webhook answers with a word or a sentence; what is longer is cut. */
const MOST_ANSWER_BYTES = 4_096;

/** A request to a webhook. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** What bounds a call to a webhook. */
export interface CallOptions {
  /** How long to wait for the answer, in ms. @default 30_000 */
  readonly timeoutMs?: number;
  /** Gives the call up when it aborts; the call then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** What a webhook answered. */
export interface WebhookAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first 4 kB of the body. */
  readonly text: string;
  /** From the request to the head of the answer. */
  readonly durationMs: number;
}

/** The webhook gave no answer. The message names its address without the query, and what to look at. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  /** As in the errors of the client. */
  readonly kind = 'connection';
  /** Of the system, such as `ECONNREFUSED`; `TIMEOUT` if the time was up. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Signs a delivery as Meta does, and sends it to a webhook.
 *
 * @param body A webhook body, or its bytes.
 * @throws {WebhookError} There is no answer. Every status, also a redirect, is an answer.
 */
export function deliver(url: URL, body: unknown, appSecret: string, options?: CallOptions): Promise<WebhookAnswer> {
  return callWebhook(url, signedRequest(body, appSecret), options);
}

/**
 * Sends a request to a webhook. Follows no redirect, as Meta does not.
 *
 * @throws {WebhookError} There is no answer. Every status, also a redirect, is an answer.
 */
export async function callWebhook(
  url: URL,
  { method, headers = {}, body }: WebhookRequest,
  { timeoutMs = TIMEOUT_MS, signal }: CallOptions = {},
): Promise<WebhookAnswer> {
  signal?.throwIfAborted();
  const timeUp = AbortSignal.timeout(timeoutMs);
  const ended = signal === undefined ? timeUp : AbortSignal.any([timeUp, signal]);
  // Not fetch: that of Node 20 waits for ever when the other side closes the connection at once.
  const { request } = url.protocol === 'https:' ? https : http;
  const started = performance.now();
  // A connection of its own: one that is kept may be closed by the other side in the moment in which it is used again.
  const call = request(url, { method, headers, signal: ended, agent: false });
  call.end(body);
  try {
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const durationMs = performance.now() - started;
    const text = await beginningOf(answer);
    signal?.throwIfAborted();
    return { status: answer.statusCode ?? 0, headers: answer.headers, text, durationMs };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw timeUp.aborted ? timedOut(url, timeoutMs) : unreachable(url, error);
  } finally {
    // An answer that is cut, or a connection without one.
    call.on('error', () => {}).destroy();
  }
}

/** An address as messages name it: without user, password and query, which may hold a secret. */
export function plainAddress({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/**
 * The address of a webhook.
 *
 * @param name How messages name what was given, such as `--to`.
 * @throws {UsageError} It is no address that a delivery can be sent to.
 */
export function webhookUrlOf(value: string, name: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UsageError(
    `${name} must be an http: or https: address without user and password, such as http://127.0.0.1:3000/webhook`,
  );
}

/** The head counts: of a body that breaks off, this is what came. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      parts.push(part);
      length += part.byteLength;
      if (length >= MOST_ANSWER_BYTES) break;
    }
  } catch {
    // Also where the time is up.
  }
  return Buffer.concat(parts).subarray(0, MOST_ANSWER_BYTES).toString('utf8');
}

function timedOut(url: URL, timeoutMs: number): WebhookError {
  return new WebhookError('TIMEOUT', `${plainAddress(url)} did not answer within ${timeoutMs / 1000} s`);
}

/** What the codes of the system mean for a webhook. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there. Start the bot, or give its address',
  ENOTFOUND: 'the host name is not known. Check its spelling',
  EAI_AGAIN: 'the host name could not be looked up. Check the network',
  ECONNRESET: 'it closed the connection without an answer',
  ETIMEDOUT: 'the host does not react. Check the address and the firewall',
  EHOSTUNREACH: 'there is no way to this host. Check the address and the network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed, which Meta does not accept',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate lacks the chain to a known authority, which Meta needs',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
};

function unreachable(url: URL, error: unknown): WebhookError {
  const code = codeOf(error) ?? 'UNKNOWN';
  return new WebhookError(code, `${plainAddress(url)} did not answer: ${REASONS[code] ?? code}`, { cause: error });
}

/** Of several attempts, one for each address of the host, the first counts. */
function codeOf(error: unknown): string | undefined {
  const first = error instanceof AggregateError ? error.errors[0] : undefined;
  const { code } = (first ?? error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
