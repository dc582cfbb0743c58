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

/** What is used of an Express request; those of Express 4 and 5 both fit. */
export type ExpressRequest = NodeRequest & { handover?: HandoverHelpers };

/** A handler of Express 4 or 5. */
export type ExpressHandler = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Gives every request `req.handover`, and answers Meta's webhook at `path`. Mount it ahead of body parsers, or let them
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
    // Under a sub-path Express has cut it off the address.
    if (request.url === path || isAt(pathnameOf(request.url), path)) return answer(request, response, next);
    // Another bot's webhook ahead of us may have found a delivery: that is what the existing handler needs.
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
 * The helpers of a request behind {@link handover} or {@link webhook}, typed without widening Express's own request.
 *
 * @throws {OptionError} Neither of them is mounted ahead of this handler.
 */
export function handoverOf(request: object): HandoverHelpers {
  const { handover: helpers } = request as ExpressRequest;
  if (helpers === undefined)
    throw new OptionError('request', 'Mount handover(bot) or webhook(bot) ahead of this handler');
  return helpers;
}

/** A parser behind us finds the body read and skips. */
function place(request: ExpressRequest, left: ForwardedBody): void {
  replaceHeaders(request, left);
  const body = bodyInShapeOf(request.body, left);
  const rawBody = bodyInShapeOf(request.rawBody ?? left.bytes, left);
  Object.assign(request, { body, rawBody, _body: true });
}
