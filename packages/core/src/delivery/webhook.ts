import type { RefusalWatch } from '../diagnosis/refusal-watch.ts';
import type { SubscriptionWatch } from '../diagnosis/subscription-watch.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, PayloadError, SignatureError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { HandoverAnswer, HandoverRequest } from '../plugin.ts';
import type { Awaitable, Clock, Logger } from '../ports.ts';
import { answerHandshake } from '../wire/handshake.ts';
import { parseJson } from '../wire/parse-json.ts';
import { readEvents } from '../wire/read-events.ts';
import { signatureCheck } from '../wire/signature.ts';
import { dashboardTests } from './dashboard-tests.ts';
import type { Deliveries } from './deliveries.ts';
import type { DeliveryResult } from './delivery.ts';

/** What the webhook needs. */
export interface WebhookOptions {
  readonly appId: string;
  /** App ids of Meta's AI. */
  readonly aiAppIds: ReadonlySet<string>;
  readonly secrets: readonly string[];
  readonly allowSha1: boolean;
  readonly verifyToken: string | undefined;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly deliveries: Deliveries;
  readonly warnings: Warnings;
  readonly refusals: RefusalWatch;
  readonly subscriptions: SubscriptionWatch;
}

/** An answer, and the work that goes on behind it. */
export interface WebhookResult {
  readonly answer: HandoverAnswer;
  readonly rest: Promise<unknown>;
}

const NOTHING_LEFT: Promise<unknown> = Promise.resolve();

/** Answers a webhook request, at once where nothing has to be waited for, by the rules of Meta's delivery. Source: Messenger Platform docs, Webhooks. */
export function webhook(
  options: WebhookOptions,
): (request: HandoverRequest, mayAnswerEarly: boolean) => Awaitable<WebhookResult> {
  const { appId, aiAppIds, clock } = options;
  const checkSignature = signatureCheck(options.secrets, options.allowSha1);
  const tests = dashboardTests(options);
  const onUnread = (key: string): void => {
    const name = key.slice(0, 100);
    options.warnings.warn('unread_key', { detail: name, fields: { key: name } });
  };

  return (request, mayAnswerEarly) => {
    try {
      if (request.method === 'POST') {
        const received = receive(request, mayAnswerEarly);
        return received instanceof Promise ? received.catch((error: unknown) => refusalFor(error, request)) : received;
      }
      if (request.method === 'GET') return refusalOr(verify(request));
      return plain(405, 'This webhook takes GET and POST.', { allow: 'GET, POST' });
    } catch (error) {
      return refusalFor(error, request);
    }
  };

  function refusalFor(error: unknown, { isForwarded }: HandoverRequest): WebhookResult {
    if (error instanceof SignatureError) {
      options.refusals.signatureRefused(error);
      return plain(401, error.message);
    }
    if (error instanceof PayloadError) {
      const { status, message, object } = error;
      const result = plain(status, message);
      if (object === undefined) return result;
      // Behind a handler that gets it there is nothing to warn of.
      if (isForwarded !== true) warnOfObject(object);
      return { ...result, answer: { ...result.answer, foreignObject: object } };
    }
    options.logger.error({ error: errorFields(asError(error)) }, 'A delivery could not be handled');
    return plain(500, 'The delivery could not be handled.');
  }

  /** Names of objects are words of Meta's; anything else may be a text. */
  function warnOfObject(object: string): void {
    const name = OBJECT_NAME.test(object) ? object : 'of another form';
    options.warnings.warn('foreign_object', { detail: name, fields: { object: name } });
  }

  function verify(request: HandoverRequest): string | undefined {
    const answer = answerHandshake(request.query ?? {}, options.verifyToken);
    if ('challenge' in answer) return answer.challenge;
    options.refusals.verificationRefused(answer.refused);
    return undefined;
  }

  function receive({ body, headers }: HandoverRequest, mayAnswerEarly: boolean): Awaitable<WebhookResult> {
    if (!(body instanceof Uint8Array)) {
      options.logger.error(
        {},
        'A delivery came without its bytes: pass handle() the body as received, ahead of any body parser',
      );
      return plain(500, 'The bytes of the delivery are missing.');
    }
    if (body.byteLength > options.maxBodyBytes) return plain(413, 'The delivery is too large.');
    const sha256 = first(headers['x-hub-signature-256']);
    checkSignature(body, { sha256, sha1: first(headers['x-hub-signature']) });

    options.refusals.accepted();
    const now = clock.now();
    const read = readEvents(parsed(body), { appId, aiAppIds, now, onUnread });
    const admitted = read.filter(tests.admits);
    const delivered = options.deliveries.deliver(admitted, now, mayAnswerEarly);
    const result = (settled: DeliveryResult): WebhookResult => {
      options.subscriptions.answered(settled.status, admitted);
      return resultOf(settled, read, admitted);
    };
    return delivered instanceof Promise ? delivered.then(result) : result(delivered);
  }
}

const OBJECT_NAME = /^[a-z_]{1,64}$/;

/** Every event that was read is in the answer, also those that were not run: the n-th item is the n-th event. */
function resultOf(
  { status, events: settled, rest }: DeliveryResult,
  read: readonly HandoverEvent[],
  admitted: readonly HandoverEvent[],
): WebhookResult {
  let next = 0;
  const events =
    read.length === admitted.length
      ? settled
      : read.map((event) => (event === admitted[next] ? (settled[next++] ?? event) : event));
  return { answer: { status, headers: TEXT, body: SENTENCES[status] ?? '', events }, rest };
}

const SENTENCES: Readonly<Record<number, string>> = {
  200: 'EVENT_RECEIVED',
  500: 'A handler failed: deliver again.',
  503: 'Not now: deliver again.',
};

const TEXT: Readonly<Record<string, string>> = { 'content-type': 'text/plain; charset=utf-8' };

const NO_EVENTS: readonly HandoverEvent[] = [];

function plain(status: number, body: string, headers: Record<string, string> = {}): WebhookResult {
  return { answer: { status, headers: { ...TEXT, ...headers }, body, events: NO_EVENTS }, rest: NOTHING_LEFT };
}

function refusalOr(challenge: string | undefined): WebhookResult {
  return challenge === undefined
    ? plain(403, 'The verification was refused: hub.mode, hub.verify_token or hub.challenge is not right.')
    : // The one answer that says what the request said.
      plain(200, challenge, { 'x-content-type-options': 'nosniff' });
}

function parsed(body: Uint8Array): unknown {
  try {
    return parseJson(body);
  } catch {
    throw new PayloadError(400, 'The body is not JSON.');
  }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
