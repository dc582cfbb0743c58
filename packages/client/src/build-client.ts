import { type Id, nature, oneOf, optionalIdOf, textOf } from './arguments.ts';
import type { Carrier } from './carrier.ts';
import type { ClientContext, GraphApi, Platform } from './context.ts';
import { graphApis } from './graph-apis.ts';
import { type HandoverCalls, handoverCalls } from './handover-calls.ts';
import { type MessageCalls, messageCalls } from './messages.ts';
import { type PersonaCalls, personaCalls } from './personas.ts';
import { type ReadingCalls, readingCalls } from './reading.ts';
import { type SubscriptionCalls, subscriptionCalls } from './subscriptions.ts';
import { createTransport } from './transport.ts';
import type { Fetch } from './web-carrier.ts';

/** Options of `createClient`. */
export interface ClientOptions {
  /** Page access token of the calling app: the token decides which app acts. Travels in a header, never in an address. */
  readonly accessToken: string;
  /** Id of the calling app; needed by `isThreadOwner`, and lets the client settle calls whose outcome is unknown. */
  readonly appId?: Id | undefined;
  /** Secret of the calling app: adds `appsecret_proof` to every call. */
  readonly appSecret?: string | undefined;
  /** Page id, or 'me' for the page of the token; also for the Instagram account linked to the page. @default 'me' */
  readonly pageId?: Id | undefined;
  /** Platform of the threads. @default 'messenger' */
  readonly platform?: Platform | undefined;
  /** Version of Graph. @default 'v25.0' */
  readonly version?: string | undefined;
  /** Address of Graph or of a sandbox; may have a path. @default 'https://graph.facebook.com' */
  readonly baseUrl?: string | undefined;
  /**
   * Called with an address and options for every request: a `fetch` with a proxy or a tracer, or one of a test. Left out,
   * Node sends through `node:http` and `node:https`, every other runtime through its global `fetch`.
   */
  readonly fetch?: Fetch | undefined;
  /** Time of a whole call in ms, with its repeats and pauses. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** How often a call is repeated where that is safe. @default 2 */
  readonly retries?: number | undefined;
  /** Where warnings go. @default console */
  readonly logger?: { warn(fields: object, message: string): void } | undefined;
  /** @internal First pause between attempts in ms. */
  readonly backOffMs?: number | undefined;
}

/** Graph for one page. Every method returns a promise and rejects; none throws. */
export interface Client extends HandoverCalls, MessageCalls, SubscriptionCalls, ReadingCalls {
  /** Id of the calling app, where the client was told. */
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
 * @throws {TypeError | RangeError} An option is missing or wrong; the message names it.
 */
export function buildClient(options: ClientOptions, carrierOf: (fetch: Fetch | undefined) => Carrier): Client {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('createClient needs options: { accessToken }');
  const {
    appSecret,
    fetch,
    platform,
    version = 'v25.0',
    timeoutMs = 10_000,
    retries = 2,
    logger = console,
    backOffMs = 250,
  } = options;
  const accessToken = textOf(options.accessToken, 'accessToken');
  if (!/^[!-~]+$/.test(accessToken)) {
    throw new TypeError(
      'accessToken must be made of ASCII letters, digits and signs: copy it without spaces and line ends',
    );
  }
  if (appSecret !== undefined) textOf(appSecret, 'appSecret');
  const appId = optionalIdOf(options.appId, 'appId');
  const pageId = options.pageId === 'me' ? 'me' : (optionalIdOf(options.pageId, "pageId (an id, or 'me')") ?? 'me');
  if (typeof version !== 'string' || !/^v\d+\.\d+$/.test(version))
    throw new TypeError("version must look like 'v25.0'");
  const base = baseOf(options.baseUrl ?? 'https://graph.facebook.com');
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new TypeError(`fetch must be a function; got ${nature(fetch)}`);
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw new RangeError('timeoutMs must be a number of milliseconds above 0 and below 2^31');
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 10)
    throw new RangeError('retries must be a whole number from 0 to 10');
  if (typeof logger?.warn !== 'function') throw new TypeError('logger must have a method warn');

  const carry = carrierOf(fetch);
  const transport = createTransport({ accessToken, appSecret, carry, timeoutMs, retries, backOffMs });
  const { own, open } = graphApis(`${base.href}/${version}`, transport);
  const context: ClientContext = {
    api: own,
    transport,
    appId,
    pageId,
    platform: platform === undefined ? 'messenger' : oneOf(platform, ['messenger', 'instagram'] as const, 'platform'),
    host: base.host,
    retries,
    warn: (fields, message) => logger.warn(fields, message),
  };

  return {
    appId,
    pageId,
    platform: context.platform,
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

/** The address without a slash at its end. */
function baseOf(baseUrl: string): { href: string; host: string } {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new TypeError('baseUrl must be an http or https address without query, fragment and credentials');
  }
  return { href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, host: url.host };
}
