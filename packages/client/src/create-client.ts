import type { ClientContext, GraphApi } from './client-context.ts';
import { type ClientOptions, checkedOptions } from './client-options.ts';
import { responseOf } from './graph-answer.ts';
import { openApi, ownApi } from './graph-apis.ts';
import { type HandoverCalls, handoverCalls } from './handover-calls.ts';
import { LightResponse, nodeSend } from './light-http.ts';
import { type MessageCalls, messageCalls } from './message-calls.ts';
import { type PersonaCalls, personaCalls } from './persona-calls.ts';
import { PLATFORMS, type Platform } from './platform/platforms.ts';
import { type ReadingCalls, readingCalls } from './reading-calls.ts';
import { globalFetch, sendBy } from './sending.ts';
import { type SubscriptionCalls, subscriptionCalls } from './subscription-calls.ts';
import { createTransport } from './transport.ts';

/** A client of Graph for one page. Methods never throw: they return a promise, which rejects on failure. */
export interface Client extends HandoverCalls, MessageCalls, SubscriptionCalls, ReadingCalls {
  /** Id of the calling app, if given. */
  readonly appId: string | undefined;
  /** Id of the page, or 'me'. */
  readonly pageId: string;
  /** Platform of the threads. */
  readonly platform: Platform;
  /** The personas of the page. */
  readonly personas: PersonaCalls;
  /**
   * Every path of the description, typed: an openapi-fetch client that sends through the global `fetch`, or through the
   * option `fetch`, with the same token, proof, time-out and errors. It rejects with a `GraphError` instead of
   * resolving to an `error`. It retries GETs only. Its middleware sees its own calls, not those of the client's
   * methods.
   */
  readonly api: GraphApi;
}

/**
 * Creates a client of Graph for one page. Opens no connection and sends nothing until a method is called.
 *
 * @throws {OptionError} An option is missing, wrong or misspelt.
 * @example
 * const { PAGE_TOKEN: accessToken = '' } = process.env;
 * const client = createClient({ accessToken, appId: '1450077300221199' });
 * await client.sendMessage('7312004455667788', 'Hello');
 */
export function createClient(options: ClientOptions): Client {
  const { base, version, fetch, logger, ...checked } = checkedOptions(options);
  const { appId, pageId, platform, retries } = checked;
  const baseUrl = `${base.href}/${version}`;
  const sendWeb = sendBy(fetch ?? globalFetch);
  const send = fetch === undefined ? (nodeSend(base.href) ?? sendWeb) : sendWeb;
  const context: ClientContext = {
    api: ownApi(baseUrl),
    transport: createTransport({ ...checked, send, responseOf: (answer) => new LightResponse(answer) }),
    appId,
    pageId,
    platform: PLATFORMS[platform],
    host: base.host,
    retries,
    warn: (fields, message) => logger.warn(fields, message),
  };
  // Created on first use: Node takes 20 ms to load the Web's Request.
  let api: GraphApi | undefined;

  return {
    appId,
    pageId,
    platform,
    get api() {
      api ??= openApi(baseUrl, createTransport({ ...checked, send: sendWeb, responseOf }));
      return api;
    },
    personas: personaCalls(context),
    ...handoverCalls(context),
    ...messageCalls(context),
    ...subscriptionCalls(context),
    ...readingCalls(context),
  };
}
