import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ForwardedBody, ForwardMode, Handover, HandoverAnswer, HandoverEvent, Thread } from '@handover/core';

/** What handlers find at `ctx.handover`. */
export interface HandoverHelpers {
  readonly bot: Handover;
  /** The events of this delivery, `standby` settled; empty on every other request. */
  readonly events: readonly HandoverEvent[];
  /** The helpers of a thread: of an event, of an item of the webhook body (echoes told apart), or by its ids. */
  thread(of: Parameters<Handover['thread']>[0]): Thread;
}

/** What is used of a Koa context; those of Koa 2 and 3 both fit. */
export interface KoaContext {
  req: IncomingMessage;
  readonly request: object;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  status: number;
  body: unknown;
  set(headers: { [name: string]: string }): void;
  handover?: HandoverHelpers;
}

/** A middleware of Koa 2 or 3. */
export type KoaMiddleware = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/** Options of {@link webhook}. */
export interface WebhookOptions {
  /**
   * What an existing handler behind this one gets: nothing (`false`), only what it may answer (`'active'`: standby items
   * and threads that another app owns are taken out, and it does not run where nothing is left), or `'all'`.
   * @default false
   */
  readonly forward?: false | ForwardMode;
}

/** Options of {@link handover}. */
export interface HandoverMiddlewareOptions extends WebhookOptions {
  /** Where Meta delivers. @default '/webhook' */
  readonly path?: string;
}

/**
 * Gives every request `ctx.handover`, and answers Meta's webhook at `path`. Mount it ahead of body parsers, or let them
 * keep the bytes.
 *
 * @example app.use(handover(bot, { path: '/webhook' }));
 * @throws {TypeError} `path` does not begin with a slash, or `forward` is none of its values.
 */
export function handover(
  bot: Handover,
  { path = '/webhook', ...options }: HandoverMiddlewareOptions = {},
): KoaMiddleware {
  if (!path.startsWith('/')) throw new TypeError(`path must begin with a slash: '/${path}' instead of '${path}'`);
  const answer = webhook(bot, options);
  return async (context, next) => {
    if (context.path === path) return answer(context, next);
    context.handover = helpers(bot, []);
    await next();
  };
}

/**
 * Answers Meta's webhook wherever it is mounted, for a router.
 *
 * @example router.all('/webhook', webhook(bot, { forward: 'active' }), existingHandler);
 * @throws {TypeError} `bot` is none, or `forward` is none of its values.
 */
export function webhook(bot: Handover, { forward = false }: WebhookOptions = {}): KoaMiddleware {
  if (typeof bot?.handle !== 'function') throw new TypeError('Pass the bot that createHandover made');
  if (![false, 'active', 'all'].includes(forward)) throw new TypeError("forward must be false, 'active' or 'all'");
  return async (context, next) => {
    context.handover = helpers(bot, []);
    const { method, req, query } = context;
    if (method === 'GET' && forward !== false && !bot.answersVerification) return void (await next());
    if (method !== 'POST') return respond(context, await bot.handle({ method, query, headers: req.headers }));

    const request = context.request as { body?: unknown; rawBody?: unknown };
    const read = await bot.readBody(req, { body: request.body, rawBody: request.rawBody ?? rawBodyOf(req) });
    if (!('bytes' in read)) return refuse(context, read);

    const answer = await bot.handle({ method, headers: req.headers, body: read.bytes });
    context.handover = helpers(bot, answer.events);
    const left =
      forward === false || answer.status !== 200 ? undefined : bot.forward(read.bytes, answer.events, forward);
    if (left === undefined) return respond(context, answer);
    place(context, request, left);
    await next();
  };
}

function helpers(bot: Handover, events: readonly HandoverEvent[]): HandoverHelpers {
  // An item of the body does not say which platform it is of; its delivery does.
  const { platform = 'messenger' } = events[0] ?? {};
  return { bot, events, thread: (of) => bot.thread({ platform, ...of }) };
}

/** Serverless hosts put it on the bare request. */
function rawBodyOf(req: IncomingMessage & { rawBody?: unknown }): unknown {
  return req.rawBody;
}

function respond(context: KoaContext, { status, headers, body }: HandoverAnswer): void {
  context.status = status;
  context.set({ ...headers });
  context.body = body;
}

/** The rest of a body that is too large or too slow is not waited for: the connection ends with the answer. */
function refuse(context: KoaContext, { status, message }: { readonly status: number; readonly message: string }): void {
  respond(context, { status, headers: { connection: 'close' }, body: message, events: [] });
}

/** Leaves the delivery where the usual parsers look for it and leave it: a parser behind us then skips, or reads it anew. */
function place(context: KoaContext, request: { body?: unknown; rawBody?: unknown }, left: ForwardedBody): void {
  const { req } = context;
  Object.assign(req.headers, left.headers);
  delete req.headers['content-encoding'];
  request.body = left.body;
  request.rawBody = Buffer.from(left.bytes).toString('utf8');
  const { headers, method, url, socket, httpVersion } = req;
  context.req = Object.assign(Readable.from([left.bytes]), {
    headers,
    method,
    url,
    socket,
    httpVersion,
  }) as unknown as IncomingMessage;
}
