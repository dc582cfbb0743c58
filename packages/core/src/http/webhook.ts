import { deliveryChannel } from '../channels.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { asError, PayloadError, SignatureError } from '../errors.ts';
import type { HandoverEvent } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { HandoverAnswer, HandoverRequest } from '../plugin.ts';
import type { Clock, Logger } from '../ports.ts';
import type { RoutingModes } from '../thread/routing-modes.ts';
import type { UserLinks } from '../thread/user-links.ts';
import { isDashboardTest } from '../wire/event-base.ts';
import { parseJson } from '../wire/json.ts';
import { readEvents } from '../wire/read-events.ts';
import { signatureCheck } from '../wire/signature.ts';
import { type DashboardTests, dashboardTests } from './dashboard-tests.ts';
import { answerHandshake } from './handshake.ts';

/** What the webhook works with. */
export interface WebhookOptions {
  readonly botId: string;
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
  readonly diagnosis: Diagnosis;
  readonly modes: RoutingModes;
  /** Set where the bot may serve WhatsApp. */
  readonly links: UserLinks | undefined;
}

/** An answer, and the work that goes on behind it. */
export interface WebhookResult {
  readonly answer: HandoverAnswer;
  readonly rest: Promise<unknown>;
  /** Whether handlers go on behind the answer. */
  readonly isEarly?: boolean;
}

const NOTHING_LEFT: Promise<unknown> = Promise.resolve();

/** Answers webhook requests by the rules of Meta's delivery. Source: Messenger Platform docs, Webhooks. */
export class Webhook {
  readonly #checkSignature: ReturnType<typeof signatureCheck>;
  readonly #tests: DashboardTests;
  /** Deliveries that were published. */
  #published = 0;

  constructor(private readonly options: WebhookOptions) {
    this.#checkSignature = signatureCheck(options.secrets, options.allowSha1);
    this.#tests = dashboardTests(options);
  }

  /**
   * Answers one request. Never rejects.
   *
   * @param mayAnswerEarly Answer a delivery before its handlers are over, where they take long.
   */
  async answer(request: HandoverRequest, mayAnswerEarly: boolean): Promise<WebhookResult> {
    try {
      if (request.method === 'POST') {
        if (deliveryChannel.hasSubscribers) return await this.#publish(request, mayAnswerEarly);
        return await this.#receive(request, mayAnswerEarly);
      }
      if (request.method === 'GET') return this.#verify(request);
      return plain(405, 'This webhook takes GET and POST.', { allow: 'GET, POST' });
    } catch (error) {
      return this.#refusalFor(error, request);
    }
  }

  /** Publishes the begin and the end of a delivery, while something listens. */
  async #publish(request: HandoverRequest, mayAnswerEarly: boolean): Promise<WebhookResult> {
    const { appId, botId, clock } = this.options;
    this.#published += 1;
    const deliveryId = `${botId}-${this.#published}`;
    const startedAt = clock.now();
    const delivery = { botId, appId, deliveryId, startedAt } as const;
    deliveryChannel.publish({ phase: 'start', ...delivery });
    let result: WebhookResult;
    try {
      result = await this.#receive(request, mayAnswerEarly, deliveryId);
    } catch (error) {
      result = this.#refusalFor(error, request);
    }
    const { answer, isEarly = false } = result;
    const facts = { status: answer.status, events: answer.events.length, isEarly };
    deliveryChannel.publish({ phase: 'end', ...delivery, durationMs: clock.now() - startedAt, ...facts });
    return result;
  }

  async #receive(
    { body, headers, isForwarded }: HandoverRequest,
    mayAnswerEarly: boolean,
    deliveryId?: string,
  ): Promise<WebhookResult> {
    const { appId, aiAppIds, clock, deliveries, diagnosis, logger, maxBodyBytes } = this.options;
    if (!(body instanceof Uint8Array)) {
      logger.error(
        { cure: 'Pass handle() the body as received, ahead of any body parser.' },
        'A delivery came without its bytes, so its signature cannot be checked',
      );
      return plain(500, 'The bytes of the delivery are missing.');
    }
    if (body.byteLength > maxBodyBytes) return plain(413, 'The delivery is too large.');
    const sha256 = first(headers['x-hub-signature-256']);
    this.#checkSignature(body, { sha256, sha1: first(headers['x-hub-signature']) });
    diagnosis.accepted();

    const now = clock.now();
    const servesNumbers = this.options.links !== undefined;
    const read = readEvents(parseJson(body), { appId, aiAppIds, servesNumbers, now, onUnread: this.#onUnread });
    const admitted = read.some(isDashboardTest) ? read.filter(this.#tests.admits) : read;
    const { links } = this.options;
    const isLinked = links === undefined ? true : this.#linked(links, admitted);
    if (isLinked !== true && !(await isLinked)) return plain(503, SENTENCES[503] ?? '');
    // Deliveries enter the lanes of their threads in the order in which they came: nothing else is awaited before here.
    const settled = await deliveries.deliver(admitted, now, { mayAnswerEarly, isForwarded, deliveryId });
    diagnosis.answered(settled.status, admitted);
    const { status, rest, isEarly } = settled;
    const events = admitted === read ? settled.events : inWireOrder(read, admitted, settled.events);
    return { answer: { status, headers: TEXT, body: SENTENCES[status] ?? '', events }, rest, isEarly };
  }

  /** Learns what WhatsApp's deliveries say of numbers and of people's ids. Resolves to false where the store failed. */
  #linked(links: UserLinks, events: readonly HandoverEvent[]): true | Promise<boolean> {
    const { modes, logger } = this.options;
    const real = events.filter((event) => !isDashboardTest(event));
    for (const event of real) modes.heard(event);
    const settled = links.settle(real);
    if (settled === undefined) return true;
    return settled.then(
      () => true,
      (error: unknown) => {
        logger.debug({ error: errorFields(asError(error)) }, 'The ids of people could not be looked up');
        return false;
      },
    );
  }

  #verify(request: HandoverRequest): WebhookResult {
    const answer = answerHandshake(request.query ?? {}, this.options.verifyToken);
    // The one answer that says what the request said.
    if ('challenge' in answer) return plain(200, answer.challenge, { 'x-content-type-options': 'nosniff' });
    this.options.diagnosis.verificationRefused(answer.refused);
    return plain(403, 'The verification was refused: hub.mode, hub.verify_token or hub.challenge is not right.');
  }

  #refusalFor(error: unknown, { isForwarded }: HandoverRequest): WebhookResult {
    if (error instanceof SignatureError) {
      this.options.diagnosis.signatureRefused(error);
      return plain(401, error.message);
    }
    if (error instanceof SyntaxError) return plain(400, 'The body is not JSON.');
    if (error instanceof PayloadError) {
      const { status, message, object } = error;
      const result = plain(status, message);
      if (object === undefined) return result;
      // Behind a handler that gets it there is nothing to warn of.
      if (isForwarded !== true) this.#warnOfObject(object);
      return { ...result, answer: { ...result.answer, foreignObject: object } };
    }
    this.options.logger.error({ error: errorFields(asError(error)) }, 'A delivery could not be handled');
    return plain(500, 'The delivery could not be handled.');
  }

  /** Names of objects are words of Meta's; anything else may be a text. */
  #warnOfObject(object: string): void {
    const name = OBJECT_NAME.test(object) ? object : 'of another form';
    this.options.warnings.warn('foreign_object', { detail: name, fields: { object: name } });
  }

  readonly #onUnread = (key: string): void => {
    const name = key.slice(0, 100);
    this.options.warnings.warn('unread_key', { detail: name, fields: { key: name } });
  };
}

const OBJECT_NAME = /^[a-z_]{1,64}$/;

/** Every event that was read is in the answer, also those that were not run: the n-th item is the n-th event. */
function inWireOrder(
  read: readonly HandoverEvent[],
  admitted: readonly HandoverEvent[],
  settled: readonly HandoverEvent[],
): readonly HandoverEvent[] {
  let next = 0;
  return read.map((event) => (event === admitted[next] ? (settled[next++] ?? event) : event));
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

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
