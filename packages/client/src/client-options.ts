import { type Id, nature, oneOf, optionalIdOf } from './argument-checks.ts';
import { didYouMean } from './did-you-mean.ts';
import { OptionError } from './option-error.ts';
import { isWhatsapp, type NumberOptions, numberOf, refuseNumberOptions } from './platform/number-options.ts';
import { DEFAULT_PLATFORM, type PagePlatform, PLATFORM_NAMES, type Platform } from './platform/platforms.ts';
import type { Fetch } from './sending.ts';

/** Options of every client. */
export interface CommonOptions {
  /**
   * Access token of the calling app, of the page or on WhatsApp of a system user: the token decides which app acts. Sent in a
   * header, never in an address.
   */
  readonly accessToken: string;
  /**
   * Id of the calling app. `isThreadOwner` needs it, and with it the client can settle calls whose outcome is unknown.
   */
  readonly appId?: Id | undefined;
  /** Secret of the calling app: adds `appsecret_proof` to every call. */
  readonly appSecret?: string | undefined;
  /** Version of Graph. @default 'v25.0' */
  readonly version?: string | undefined;
  /** Address of Graph or of a sandbox; may have a path. @default 'https://graph.facebook.com' */
  readonly baseUrl?: string | undefined;
  /**
   * Called with an address and options for every request: a `fetch` with a proxy or a tracer, or a mock. Without it,
   * the methods send over `node:http` and `node:https` on Node, and through the global `fetch` elsewhere, as
   * `client.api` does.
   */
  readonly fetch?: Fetch | undefined;
  /** Limit for a whole call in ms, with its retries and pauses. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** How often the client retries a call that is safe to retry. @default 2 */
  readonly retries?: number | undefined;
  /** Receives warnings. @default console */
  readonly logger?: { warn(fields: object, message: string): void } | undefined;
  /** @internal First pause between attempts in ms. */
  readonly backOffMs?: number | undefined;
}

/** Options of `createClient` for a page. */
export interface ClientOptions extends CommonOptions {
  /** Page id, or 'me' for the page of the token; also for the Instagram account linked to the page. @default 'me' */
  readonly pageId?: Id | undefined;
  /** Platform of the threads. @default 'messenger' */
  readonly platform?: PagePlatform | undefined;
}

/** Options of `createClient` for a WhatsApp Business number. */
export interface WhatsappClientOptions extends CommonOptions, NumberOptions {
  /** Platform of the threads. */
  readonly platform: 'whatsapp';
  /** Id of the phone number, not the number itself. */
  readonly phoneNumberId: Id;
}

/**
 * Options of `createClient` where the platform is not known when the program is written, such as in the function `client` of a
 * bot: on WhatsApp `pageId` is the phone number id.
 */
export interface AnyClientOptions extends CommonOptions, NumberOptions {
  /** Platform of the threads. */
  readonly platform: Platform;
  /** Page id, or phone number id. */
  readonly pageId: Id;
}

/** The checked options with their defaults. */
export interface CheckedOptions {
  readonly accessToken: string;
  readonly appId: string | undefined;
  readonly appSecret: string | undefined;
  readonly pageId: string;
  readonly platform: Platform;
  readonly accountId: string | undefined;
  readonly version: string;
  /** Without a slash at the end of `href`. */
  readonly base: { readonly href: string; readonly host: string };
  readonly fetch: Fetch | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly logger: { warn(fields: object, message: string): void };
  readonly backOffMs: number;
}

const names = [
  'accessToken',
  'appId',
  'appSecret',
  'pageId',
  'phoneNumberId',
  'accountId',
  'platform',
  'version',
  'baseUrl',
  'fetch',
  'timeoutMs',
  'retries',
  'logger',
  'backOffMs',
] as const satisfies readonly (keyof (ClientOptions & NumberOptions))[];

/**
 * Checks the options of `createClient`. @throws {OptionError} An option is missing, wrong or misspelt; the message
 * names it.
 */
export function checkedOptions(options: CommonOptions & GivenPage): CheckedOptions {
  if (typeof options !== 'object' || options === null)
    throw new OptionError('options', `createClient needs options such as { accessToken } (got ${nature(options)})`);
  refuseUnknown(options);
  const { fetch, version = 'v25.0', timeoutMs = 10_000, retries = 2, logger = console, backOffMs = 250 } = options;
  const accessToken = credentialOf(options.accessToken, 'accessToken', 'the Page access token of this app');
  const appSecret =
    options.appSecret === undefined
      ? undefined
      : credentialOf(options.appSecret, 'appSecret', 'the secret of this app, or leave it out');
  const appId = optionalIdOf(options.appId, 'appId');
  const page = pageOf(options);
  if (typeof version !== 'string' || !/^v\d+\.\d+$/.test(version))
    throw new OptionError('version', `version must look like 'v25.0' (got ${nature(version)})`);
  const base = baseOf(options.baseUrl ?? 'https://graph.facebook.com');
  if (fetch !== undefined && typeof fetch !== 'function')
    throw new OptionError('fetch', `fetch must be a function (got ${nature(fetch)})`);
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw new OptionError(
      'timeoutMs',
      `timeoutMs must be a number of milliseconds above 0 and below 2^31 (got ${numberOrNature(timeoutMs)})`,
    );
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 10)
    throw new OptionError('retries', `retries must be a whole number from 0 to 10 (got ${numberOrNature(retries)})`);
  if (typeof logger?.warn !== 'function')
    throw new OptionError('logger', `logger must have a method warn (got ${nature(logger)})`);
  return {
    accessToken,
    appId,
    appSecret,
    ...page,
    version,
    base,
    fetch,
    timeoutMs,
    retries,
    logger,
    backOffMs,
  };
}

/** What the options say of the page or the number. */
type GivenPage = NumberOptions & { readonly platform?: Platform | undefined; readonly pageId?: Id | undefined };

function pageOf(options: GivenPage): Pick<CheckedOptions, 'platform' | 'pageId' | 'accountId'> {
  if (isWhatsapp(options)) return numberOf(options);
  refuseNumberOptions(options);
  return {
    platform: oneOf(options.platform ?? DEFAULT_PLATFORM, PLATFORM_NAMES, 'platform'),
    pageId:
      options.pageId === 'me' ? 'me' : (optionalIdOf(options.pageId, 'pageId', "pageId (an id, or 'me')") ?? 'me'),
    accountId: undefined,
  };
}

/** Refuses misspelt options, which would otherwise be ignored silently. */
function refuseUnknown(options: object): void {
  const known: readonly string[] = names;
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    // An app may pass a record with more fields than the options, so only names close to an option's are refused.
    const meant = didYouMean(name, known);
    if (meant !== undefined) throw new OptionError(name, `createClient has no option ${name}: did you mean ${meant}?`);
  }
}

/**
 * Checks a token or secret, which may have white space around it if it comes from a file or an environment variable.
 */
function credentialOf(value: unknown, name: string, what: string): string {
  if (typeof value !== 'string' || value.trim() === '') {
    const got = typeof value === 'string' && value !== '' ? 'a string of white space' : nature(value);
    throw new OptionError(
      name,
      `${name} must be a non-empty string (got ${got}): set it to ${what}. If it comes from an environment variable, that variable is missing or empty`,
    );
  }
  if (/^[!-~]+$/.test(value)) return value;
  const got = /[\s\p{Cc}]/u.test(value) ? 'a string with white space or a line end' : 'a string with other characters';
  throw new OptionError(
    name,
    `${name} must be a string of ASCII letters, digits and signs (got ${got}): set it to ${what}, copied without spaces or quotes around it`,
  );
}

/** The address without a slash at its end. */
function baseOf(baseUrl: string): CheckedOptions['base'] {
  const url = typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new OptionError(
      'baseUrl',
      `baseUrl must be an http or https address without query, fragment and credentials (got ${url === undefined && typeof baseUrl === 'string' ? 'a string that is not an address' : nature(baseUrl)})`,
    );
  }
  return { href: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, host: url.host };
}

function numberOrNature(value: unknown): string {
  return typeof value === 'number' ? String(value) : nature(value);
}
