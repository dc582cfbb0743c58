import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Handover, HandoverAnswer } from '@handover/core';
import {
  bodyInShapeOf,
  checkMount,
  type ForwardedBody,
  type HandoverHelpers,
  type HandoverMountOptions,
  helpersOf,
  isAt,
  receiveNode,
  replaceHeaders,
  type WebhookMountOptions,
} from '@handover/core/adapter';

/** The parts of a Koa context that this package uses. The contexts of Koa 2 and 3 both fit. */
export interface KoaContext {
  /** Node's request. */
  req: IncomingMessage;
  /** Koa's request; parsers leave `body` and `rawBody` on it. */
  readonly request: object;
  /** The address, without the prefix of outer mounts. */
  readonly url: string;
  /** Its path. */
  readonly path: string;
  /** Parsed query. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Status of the answer. */
  status: number;
  /** Body of the answer. */
  body: unknown;
  /** Sets headers of the answer. */
  set(headers: Readonly<Record<string, string>>): void;
  /** The helpers that this package adds. */
  handover?: HandoverHelpers;
}

/** A middleware of Koa 2 or 3. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/**
 * Sets `ctx.handover` on every request, and answers Meta's webhook at `path`. Mount it before body parsers, or let them
 * keep the bytes.
 *
 * @example app.use(handover(bot, { path: '/webhook' }));
 * @throws {OptionError} `bot` is not a bot, or an option is wrong; `option` names it.
 */
export function handover(bot: Handover, options: HandoverMountOptions = {}): KoaMiddleware {
  checkMount(bot, options);
  const { path = '/webhook', ...rest } = options;
  const answer = webhook(bot, rest);
  return async (context, next) => {
    // Compared first because Meta nearly always requests the bare path, and Koa's parsing of an address is slow.
    if (context.url === path || isAt(context.path, path)) return answer(context, next);
    // Another bot's webhook before this one may have set the events of a delivery. The existing handler needs those.
    if (!context.handover?.events.length) context.handover = helpersOf(bot, []);
    await next();
  };
}

/**
 * Answers Meta's webhook wherever it is mounted, for a router.
 *
 * @example router.all('/webhook', webhook(bot, { forward: 'active' }), existingHandler);
 * @throws {OptionError} `bot` is not a bot, or an option is wrong; `option` names it.
 */
export function webhook(bot: Handover, given: WebhookMountOptions = {}): KoaMiddleware {
  checkMount(bot, given, ['forward']);
  const { forward = false } = given;
  return async (context, next) => {
    const options = { forward, query: () => context.query };
    const request = context.request as KoaBody;
    // Serverless hosts put the bytes on Node's request.
    const rawBody = request.rawBody ?? (context.req as KoaBody).rawBody;
    const { answer, left } = await receiveNode(bot, context.req, { body: request.body, rawBody }, options);
    context.handover = helpersOf(bot, answer.events);
    if (left === undefined) return respond(context, answer);
    if (left !== 'as it is') place(context, request, left);
    await next();
  };
}

/** The fields in which Koa's parsers store what they read. */
interface KoaBody {
  body?: unknown;
  rawBody?: unknown;
}

function respond(context: KoaContext, { status, headers, body }: HandoverAnswer): void {
  context.status = status;
  context.set(headers);
  context.body = body;
}

/** Sets the body, so that a later parser skips it. koa-body does not check, so it gets a request to read again. */
function place(context: KoaContext, request: KoaBody, left: ForwardedBody): void {
  const { req } = context;
  replaceHeaders(req, left);
  request.body = bodyInShapeOf(request.body, left);
  request.rawBody = bodyInShapeOf(request.rawBody ?? '', left);
  const { headers, method, url, socket, httpVersion } = req;
  const replayed = Object.assign(Readable.from([left.bytes]), { headers, method, url, socket, httpVersion });
  for (const key of ['body', 'rawBody'] as const) {
    const before = (req as KoaBody)[key];
    if (before !== undefined) Object.assign(replayed, { [key]: bodyInShapeOf(before, left) });
  }
  context.req = replayed as unknown as IncomingMessage;
}
