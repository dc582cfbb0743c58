import type { ServerResponse } from 'node:http';
import { type Handover, OptionError } from '@handover/core';
import {
  answerNode,
  bodyInShapeOf,
  checkMount,
  type ForwardedBody,
  type HandoverHelpers,
  type HandoverMountOptions,
  helpersOf,
  isAt,
  type NodeRequest,
  pathnameOf,
  queryOf,
  receiveNode,
  replaceHeaders,
  type WebhookMountOptions,
} from '@handover/core/adapter';

/** The parts of an Express request that this package uses. The requests of Express 4 and 5 both fit. */
export type ExpressRequest = NodeRequest & { handover?: HandoverHelpers };

/** A handler of Express 4 or 5. */
export type ExpressHandler = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Sets `req.handover` on every request, and answers Meta's webhook at `path`. Mount it before body parsers, or let them
 * keep the bytes.
 *
 * @example app.use(handover(bot, { path: '/webhook' }));
 * @throws {OptionError} `bot` is not a bot, or an option is wrong; `option` names it.
 */
export function handover(bot: Handover, options: HandoverMountOptions = {}): ExpressHandler {
  checkMount(bot, options);
  const { path = '/webhook', ...rest } = options;
  const answer = webhook(bot, rest);
  return (request, response, next) => {
    // Under a sub-path, Express has removed that from the address.
    if (request.url === path || isAt(pathnameOf(request.url), path)) return answer(request, response, next);
    // Another bot's webhook before this one may have set the events of a delivery. The existing handler needs those.
    if (!request.handover?.events.length) request.handover = helpersOf(bot, []);
    next();
  };
}

/**
 * Answers Meta's webhook wherever it is mounted, for a router.
 *
 * @example app.all('/webhook', webhook(bot, { forward: 'active' }), existingHandler);
 * @throws {OptionError} `bot` is not a bot, or an option is wrong; `option` names it.
 */
export function webhook(bot: Handover, given: WebhookMountOptions = {}): ExpressHandler {
  checkMount(bot, given, ['forward']);
  const { forward = false } = given;

  const options = { forward, query: ({ url }: ExpressRequest) => queryOf(url) };

  async function receive(request: ExpressRequest, response: ServerResponse): Promise<boolean> {
    const kept = { body: request.body, rawBody: request.rawBody };
    const { answer, left } = await receiveNode(bot, request, kept, options);
    request.handover = helpersOf(bot, answer.events);
    if (left === undefined) answerNode(response, answer);
    else if (left !== 'as it is') place(request, left);
    return left !== undefined;
  }

  return (request, response, next) => {
    receive(request, response).then((passOn) => {
      if (passOn) next();
    }, next);
  };
}

/**
 * Returns the helpers of a request behind {@link handover} or {@link webhook}, with their type.
 *
 * @throws {OptionError} Neither of them is mounted before this handler.
 */
export function handoverOf(request: object): HandoverHelpers {
  const { handover: helpers } = request as ExpressRequest;
  if (helpers === undefined)
    throw new OptionError('request', 'Mount handover(bot) or webhook(bot) before this handler');
  return helpers;
}

/** Sets the body as read, so that a later parser skips it. */
function place(request: ExpressRequest, left: ForwardedBody): void {
  replaceHeaders(request, left);
  const body = bodyInShapeOf(request.body, left);
  const rawBody = bodyInShapeOf(request.rawBody ?? left.bytes, left);
  Object.assign(request, { body, rawBody, _body: true });
}
