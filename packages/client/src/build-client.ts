import type { Carrier } from './carrier.ts';
import { type ClientOptions, checkedOptions } from './client-options.ts';
import type { ClientContext, GraphApi } from './context.ts';
import { graphApis } from './graph-apis.ts';
import { type HandoverCalls, handoverCalls } from './handover-calls.ts';
import { type MessageCalls, messageCalls } from './messages.ts';
import { type PersonaCalls, personaCalls } from './personas.ts';
import { PLATFORMS, type Platform } from './platform/platforms.ts';
import { type ReadingCalls, readingCalls } from './reading.ts';
import { type SubscriptionCalls, subscriptionCalls } from './subscriptions.ts';
import { createTransport } from './transport.ts';
import type { Fetch } from './web-carrier.ts';

/** Graph for one page. Every method returns a promise and rejects; none throws. */
export interface Client extends HandoverCalls, MessageCalls, SubscriptionCalls, ReadingCalls {
  /** Id of the calling app, where it was given. */
  readonly appId: string | undefined;
  /** Id of the page, or 'me'. */
  readonly pageId: string;
  /** Platform of the threads. */
  readonly platform: Platform;
  /** The personas of the page. */
  readonly personas: PersonaCalls;
  /**
   * Every path of the description, typed: an openapi-fetch client that goes through the same token, proof, time-out and
   * errors. It rejects with a `GraphError` in place of an `error` in its result. GETs are repeated, other calls never.
   */
  readonly api: GraphApi;
}

/**
 * Checks the options and makes the client. Opens nothing and sends nothing until a method is called.
 *
 * @param carrierOf How requests are sent, by the option `fetch`.
 * @throws {TypeError | RangeError} An option is missing, wrong or unknown; the message names it.
 */
export function buildClient(options: ClientOptions, carrierOf: (fetch: Fetch | undefined) => Carrier): Client {
  const { base, version, fetch, logger, ...checked } = checkedOptions(options);
  const { appId, pageId, platform, retries } = checked;
  const transport = createTransport({ ...checked, carry: carrierOf(fetch) });
  const { own, open } = graphApis(`${base.href}/${version}`, transport);
  const context: ClientContext = {
    api: own,
    transport,
    appId,
    pageId,
    platform: PLATFORMS[platform],
    host: base.host,
    retries,
    warn: (fields, message) => logger.warn(fields, message),
  };

  return {
    appId,
    pageId,
    platform,
    get api() {
      return open();
    },
    personas: personaCalls(context),
    ...handoverCalls(context),
    ...messageCalls(context),
    ...subscriptionCalls(context),
    ...readingCalls(context),
  };
}
