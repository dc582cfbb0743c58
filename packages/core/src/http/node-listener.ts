import type { IncomingMessage, ServerResponse } from 'node:http';
import { OptionError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { checkKnownKeys } from '../known-keys.ts';
import { DEFAULT_PLATFORM } from '../platform/platforms.ts';
import type { Handover, HandoverAnswer } from '../plugin.ts';
import type { Thread } from '../thread/thread.ts';
import type { ForwardedBody, ForwardMode } from '../wire/forward.ts';
import { type KeptBody, UNPARSED_BODY, unparsedOf } from './node-body.ts';

/** What a body parser or a host ahead of us may have put on a bare request. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown };

/** What handlers of a framework find at `ctx.handover` or `req.handover`. */
export interface HandoverHelpers {
  /** The bot that was mounted. */
  readonly bot: Handover;
  /** The events of this delivery, `standby` settled; empty on every other request. */
  readonly events: readonly HandoverEvent[];
  /** The helpers of a thread: of an event, of an item of the webhook body (echoes have their sender), or by its ids. */
  thread(of: Parameters<Handover['thread']>[0]): Thread;
}

/** Makes what handlers of a framework find; an item of a body is of the platform that its delivery is of. */
export function helpersOf(bot: Handover, events: readonly HandoverEvent[]): HandoverHelpers {
  const { platform = DEFAULT_PLATFORM } = events[0] ?? {};
  return { bot, events, thread: (of) => bot.thread({ platform, ...of }) };
}

/** Options of the webhook in a framework. */
export interface WebhookMountOptions {
  /**
   * What an existing handler behind this one gets: nothing (`false`), only what it may answer (`'active'`: standby items
   * and threads that another app owns are taken out, and it does not run where nothing is left), or `'all'`.
   * @default false
   */
  readonly forward?: false | ForwardMode;
}

/** Options of the webhook that a framework's app answers at a path. */
export interface HandoverMountOptions extends WebhookMountOptions {
  /** Where Meta delivers; case and a slash at the end make no difference. @default '/webhook' */
  readonly path?: string;
}

/**
 * Checks what an adapter was given.
 *
 * @throws {OptionError} `bot` is not a bot, `forward` is not one of its values, `path` does not begin with a slash, or an
 *   option is unknown.
 */
export function checkMount(
  bot: Handover,
  options: HandoverMountOptions,
  known: readonly (keyof HandoverMountOptions)[] = ['forward', 'path'],
): void {
  if (typeof bot?.handle !== 'function') throw new OptionError('bot', 'Pass the bot that createHandover made');
  checkKnownKeys(options, known, 'This mount');
  const { forward = false, path = '/' } = options;
  if (![false, 'active', 'all'].includes(forward))
    throw new OptionError('forward', "forward must be false, 'active' or 'all'");
  if (!path.startsWith('/'))
    throw new OptionError('path', `path must begin with a slash: '/${path}' instead of '${path}'`);
}

/** What became of a request: its answer, and what is left for an existing handler to run on. */
export interface Received {
  /** What to answer to Meta. */
  readonly answer: HandoverAnswer;
  /** The delivery that the existing handler gets; `'as it is'`: a verification that the bot has no token for. */
  readonly left?: ForwardedBody | 'as it is';
}

/** How {@link receiveNode} goes about a request. */
export interface ReceiveOptions<Request extends IncomingMessage> {
  /** What an existing handler gets. */
  readonly forward: false | ForwardMode;
  /** The parsed query; asked for with a GET alone. */
  readonly query: (request: Request) => URLSearchParams | Readonly<Record<string, unknown>>;
}

/** Answers a webhook request of `node:http` up to the point where an existing handler takes over. For adapters. */
export async function receiveNode<Request extends IncomingMessage>(
  bot: Handover,
  request: Request,
  kept: KeptBody,
  options: ReceiveOptions<Request>,
): Promise<Received> {
  const { headers, method = 'GET' } = request;
  const isForwarded = options.forward !== false;
  if (method !== 'POST') {
    if (method === 'GET' && isForwarded && !bot.answersVerification) return { answer: NOT_OURS, left: 'as it is' };
    return { answer: await bot.handle({ method, headers, query: options.query(request) }) };
  }
  const read = await bot.readBody(request, kept);
  if (!('bytes' in read)) {
    // The rest of a body that is too large or too slow is not waited for: the connection ends with the answer.
    const refused = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };
    return { answer: { status: read.status, headers: refused, body: read.message, events: [] } };
  }
  const answer = await bot.handle({ method, headers, body: read.bytes, isForwarded });
  if (options.forward === false) return { answer };
  // Signed by Meta, and of a product that this bot does not serve: all of it is the existing handler's.
  if (answer.foreignObject !== undefined) return leftOver(answer, bot.forward(read.bytes, [], 'all'));
  if (answer.status !== 200) return { answer };
  return leftOver(answer, bot.forward(read.bytes, answer.events, options.forward));
}

function leftOver(answer: HandoverAnswer, left: ForwardedBody | undefined): Received {
  return left === undefined ? { answer } : { answer, left };
}

/** Stands in for an answer where the existing handler gives it. */
const NOT_OURS: HandoverAnswer = { status: 403, headers: {}, body: '', events: [] };

/**
 * The delivery as the usual parsers would have left it, so that one behind us skips: in the shape it was in before, which
 * is bytes, text, or an object that may carry the text, as with older releases of koa-body.
 */
export function bodyInShapeOf(before: unknown, { body, bytes }: ForwardedBody): unknown {
  if (before instanceof Uint8Array) return Buffer.from(bytes);
  const text = (): string => Buffer.from(bytes).toString('utf8');
  if (typeof before === 'string') return text();
  if (unparsedOf(before) !== undefined) Object.defineProperty(body, UNPARSED_BODY, { value: text() });
  return body;
}

/** Gives a request the headers that belong to what is left of its body. */
export function replaceHeaders(request: IncomingMessage, { headers }: ForwardedBody): void {
  Object.assign(request.headers, headers);
  // The length says it all: a parser would wait for chunks, or inflate what is inflated.
  delete request.headers['transfer-encoding'];
  delete request.headers['content-encoding'];
}

/** Writes an answer to a response of `node:http`, unless other code has answered already. */
export function answerNode(response: ServerResponse, answer: HandoverAnswer): void {
  if (response.headersSent || response.destroyed) return;
  // Not chained: some middleware replaces writeHead with a function that returns undefined.
  response.writeHead(answer.status, headOf(answer));
  response.end(answer.body);
}

/**
 * The headers with the length of the body: of a known length an answer leaves in one piece; without, in chunks. An object
 * of each answer's own, since middleware that watches the head (compression, response-time) may write into it, and may
 * misread a list.
 */
function headOf({ headers, body }: HandoverAnswer): Record<string, string> {
  return { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

/** Options of {@link nodeHandler}. */
export interface NodeHandlerOptions {
  /** Where Meta delivers; every other path is answered with 404. @default every path */
  readonly path?: string;
}

/**
 * A plain listener for `http.createServer` and for serverless hosts that hand over a request of `node:http`, also one
 * whose body they have read (`rawBody`, or `body` as bytes or text).
 *
 * @example createServer(nodeHandler(bot, { path: '/webhook' })).listen(3000);
 * @throws {OptionError} `bot` is not a bot, `path` does not begin with a slash, or an option is unknown.
 */
export function nodeHandler(
  bot: Handover,
  options: NodeHandlerOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  checkMount(bot, options, ['path']);
  const { path } = options;
  return async (request, response) => {
    if (path !== undefined && request.url !== path && !isAt(pathnameOf(request.url), path)) {
      request.resume();
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Nothing is here.');
      return;
    }
    const { answer } = await receiveNode(bot, request, keptBy(request), WITHOUT_FORWARD);
    answerNode(response, answer);
  };
}

const WITHOUT_FORWARD = { forward: false, query: ({ url }: IncomingMessage) => queryOf(url) } as const;

/** The body that a host put on a request. Some hosts parse on first access and throw then, so it is caught here. */
function keptBy(request: NodeRequest): KeptBody {
  const { rawBody } = request;
  try {
    return { rawBody, body: request.body };
  } catch {
    return { rawBody, body: undefined };
  }
}

// Proxies may send the whole address; routers take the path out of it, so a webhook that did not would be passed by.
const ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?(?=[/?]|$)/i;

/** The path of a request's address, which may be anything. */
export function pathnameOf(address = '/'): string {
  const url = address.replace(ORIGIN, '');
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

/** The query of a request's address. */
export function queryOf(address = '/'): URLSearchParams {
  const mark = address.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : address.slice(mark + 1));
}

/**
 * Whether an address lies at the webhook's path. Case and a slash at the end make no difference, as with the routes of
 * Express and Koa: an old route that answers there must not be reached past the webhook.
 */
export function isAt(pathname: string, path: string): boolean {
  return plainPath(pathname) === plainPath(path);
}

function plainPath(path: string): string {
  const lower = path.toLowerCase();
  return lower.endsWith('/') ? lower.slice(0, -1) : lower;
}
