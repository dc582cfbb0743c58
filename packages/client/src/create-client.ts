import type { ClientContext, GraphApi } from './client-context.ts';
import {
  type AnyClientOptions,
  type ClientOptions,
  checkedOptions,
  type WhatsappClientOptions,
} from './client-options.ts';
import type { paths } from './generated/graph.ts';
import type { paths as WhatsappPaths } from './generated/whatsapp.ts';
import { responseOf } from './graph-answer.ts';
import { openApi, ownApi } from './graph-apis.ts';
import { type HandoverCalls, handoverCalls } from './handover-calls.ts';
import { LightResponse, nodeSend } from './light-http.ts';
import { type MessageCalls, messageCalls } from './message-calls.ts';
import { type PersonaCalls, personaCalls } from './persona-calls.ts';
import { isWhatsapp } from './platform/number-options.ts';
import { type PagePlatform, PLATFORMS } from './platform/platforms.ts';
import { type WhatsappClient, whatsappClient } from './platform/whatsapp-client.ts';
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
  readonly platform: PagePlatform;
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
 * Creates a client of Graph for one WhatsApp Business number. Opens no connection and sends nothing until a method is called.
 *
 * @throws {OptionError} An option is missing, wrong or misspelt.
 * @example
 * const { WHATSAPP_TOKEN: accessToken = '' } = process.env;
 * const client = createClient({ platform: 'whatsapp', phoneNumberId: '550000000000002', accessToken });
 * await client.sendMessage('351960000003', 'Hello');
 */
export function createClient(options: WhatsappClientOptions): WhatsappClient;
/**
 * Creates a client of Graph for one page. Opens no connection and sends nothing until a method is called.
 *
 * @throws {OptionError} An option is missing, wrong or misspelt.
 * @example
 * const { PAGE_TOKEN: accessToken = '' } = process.env;
 * const client = createClient({ accessToken, appId: '1450077300221199' });
 * await client.sendMessage('7312004455667788', 'Hello');
 */
export function createClient(options: ClientOptions): Client;
/** Creates the client for a platform that is a variable: on WhatsApp `pageId` is the phone number id. */
export function createClient(options: AnyClientOptions): Client | WhatsappClient;
/** Again, so that `ReturnType<typeof createClient>` is the client of a page. */
export function createClient(options: ClientOptions): Client;
export function createClient(
  options: ClientOptions | WhatsappClientOptions | AnyClientOptions,
): Client | WhatsappClient {
  const { base, version, fetch, logger, ...checked } = checkedOptions(options);
  const { appId, pageId, accountId, platform, retries } = checked;
  const baseUrl = `${base.href}/${version}`;
  const sendWeb = sendBy(fetch ?? globalFetch);
  const send = fetch === undefined ? (nodeSend(base.href) ?? sendWeb) : sendWeb;
  const facts = { pageId, platform, baseUrl, ...(appId === undefined ? {} : { appId }) };
  const transport = createTransport({ ...checked, facts, send, responseOf: (answer) => new LightResponse(answer) });
  const webTransport = () => createTransport({ ...checked, facts, send: sendWeb, responseOf });
  if (isWhatsapp(checked)) {
    const context = { api: ownApi<WhatsappPaths>(baseUrl), transport, appId, phoneNumberId: pageId, accountId };
    return whatsappClient(context, () => openApi<WhatsappPaths>(baseUrl, webTransport()));
  }
  const pagePlatform = PLATFORMS[platform as PagePlatform];
  const context: ClientContext = {
    api: ownApi<paths>(baseUrl),
    transport,
    appId,
    pageId,
    platform: pagePlatform,
    host: base.host,
    retries,
    logger,
  };
  // Created on first use: Node takes 20 ms to load the Web's Request.
  let api: GraphApi | undefined;

  return {
    appId,
    pageId,
    platform: pagePlatform.name,
    get api() {
      api ??= openApi<paths>(baseUrl, webTransport());
      return api;
    },
    personas: personaCalls(context),
    ...handoverCalls(context),
    ...messageCalls(context),
    ...subscriptionCalls(context),
    ...readingCalls(context),
  };
}
