import { randomUUID } from 'node:crypto';
import http, { type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { BodyCopies, type BodyCopy } from './body-copies.ts';

/** A request that passes, once its body is complete. */
export interface PassingRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as received; `undefined` if they are too many to keep. */
  readonly body: Uint8Array | undefined;
  /** When it began, in ms since 1970. */
  readonly at: number;
}

/** How a request ended. */
export interface Outcome {
  /** What the sender got; `undefined` if it left before. */
  readonly status: number | undefined;
  /** From the first byte of the request to the end of the answer. */
  readonly durationMs: number;
}

/** What the proxy works with. */
export interface ProxyOptions {
  /** Where requests go. Without a path, they keep theirs. Their queries they always keep. */
  readonly to: URL;
  /** Called when the body of a request is complete. What it returns is called when the request has ended. */
  readonly onRequest: (request: PassingRequest) => ((outcome: Outcome) => void) | undefined;
  /** Called each time the bot gives no answer, with the code of the system; `LOOP` if `to` leads back to this proxy. */
  readonly onNoAnswer: (code: string) => void;
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
/** Headers about one connection. `host` becomes that of the bot; `expect` is answered here. Source: RFC 9110, section 7.6.1. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** A server that passes every request on to the bot and the bot's answer back, both as they are. It does not listen yet. */
export function recordingProxy(options: ProxyOptions): Server {
  const copies = new BodyCopies();
  const via = `1.1 handover-${randomUUID()}`;
  return http.createServer((request, response) => {
    if (request.headers.via?.includes(via) === true) {
      options.onNoAnswer('LOOP');
      response.writeHead(508, TEXT).end('This proxy passes requests on to itself.');
      return;
    }
    const copy = copies.start();
    // Not with the answer: a bot may answer before it has read everything, and a sender may leave without an answer.
    request.once('close', () => copy.release());
    // The sender is gone, or the answer broke off: a cut connection says so.
    pass(request, response, copy, { ...options, via }).catch(() => response.destroy());
  });
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  copy: BodyCopy,
  { to, via, onRequest, onNoAnswer }: ProxyOptions & { readonly via: string },
): Promise<void> {
  const at = Date.now();
  const started = performance.now();
  const gone = new AbortController();
  let ended: ReturnType<ProxyOptions['onRequest']>;
  const report = (): void =>
    ended?.({
      status: response.writableFinished ? response.statusCode : undefined,
      durationMs: performance.now() - started,
    });
  response.once('close', () => {
    gone.abort();
    report();
  });
  const isComplete = new Promise<void>((resolve) => {
    request.on('data', (part: Buffer) => copy.add(part));
    request.once('end', () => {
      ended = onRequest({ method: request.method ?? 'GET', headers: request.headers, body: copy.bytes(), at });
      if (response.closed) report();
      resolve();
    });
    gone.signal.addEventListener('abort', () => resolve());
  });
  try {
    const answer = await answerTo(request, { to, via, signal: gone.signal });
    const { statusCode = 502, statusMessage, rawHeaders, headers } = answer;
    response.writeHead(statusCode, statusMessage, passedOn(rawHeaders, headers.connection));
    await pipeline(answer, response);
  } catch (error) {
    if (gone.signal.aborted || response.headersSent) throw error;
    onNoAnswer((error as NodeJS.ErrnoException).code ?? 'unknown');
    // The delivery is recorded all the same, and the sender reads the answer once it has sent everything.
    request.resume();
    await isComplete;
    gone.signal.throwIfAborted();
    response.writeHead(502, TEXT).end('The bot did not answer.');
  }
}

/** Sends the request to the bot while it comes in. Rejects if the bot gives no answer. */
function answerTo(
  request: IncomingMessage,
  { to, via, signal }: { readonly to: URL; readonly via: string; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = to.protocol === 'https:';
    // Without it, Node sends the body of a GET as if it were the next request.
    const framing = request.headers['transfer-encoding'] === undefined ? [] : ['transfer-encoding', 'chunked'];
    const call = (isSecure ? https : http).request({
      host: to.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: to.port || (isSecure ? 443 : 80),
      method: request.method ?? 'GET',
      path: pathOf(to, request.url ?? '/'),
      headers: ['host', to.host, 'via', via, ...framing, ...passedOn(request.rawHeaders, request.headers.connection)],
      agent: false,
      signal,
    });
    call.once('response', resolve);
    // Also behind the answer: a bot may refuse a body that it has not read to its end, and close.
    call.on('error', (error) => {
      request.unpipe(call);
      request.resume();
      reject(error);
    });
    request.pipe(call);
  });
}

/** The path of the bot with the query of the request. */
function pathOf(to: URL, target: string): string {
  const [path = '/', query] = splitAt(target.startsWith('/') ? target : originForm(target));
  const ownQuery = to.search.slice(1);
  const queries = [ownQuery, query].filter((one) => one !== undefined && one !== '');
  return `${to.pathname === '/' ? path : to.pathname}${queries.length > 0 ? `?${queries.join('&')}` : ''}`;
}

/** A request to a proxy names the complete address. */
function originForm(target: string): string {
  const { pathname, search } = URL.canParse(target) ? new URL(target) : { pathname: '/', search: '' };
  return `${pathname}${search}`;
}

function splitAt(target: string): [string, string?] {
  const at = target.indexOf('?');
  return at < 0 ? [target] : [target.slice(0, at), target.slice(at + 1)];
}

/** Names and values in turn, without those about the connection. */
function passedOn(rawHeaders: readonly string[], connection: string | undefined): string[] {
  const named = new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  // It says where the body ends.
  named.delete('content-length');
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    if (!HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
