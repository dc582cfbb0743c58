import { createHash } from 'node:crypto';
import { END_OF_TIME_MS } from './clock.ts';
import { checkKnownKeys } from './known-keys.ts';
import { LEAD_ADS_APP_ID, type Routing } from './meta.ts';
import { OptionError } from './option-error.ts';
import type { SandboxAd, SandboxAppOptions, SandboxDelivery, SandboxLimits, SandboxOptions } from './options.ts';
import type { PlatformFacts } from './platform/platform.ts';
import { DEFAULT_PLATFORM, PLATFORM_NAMES, PLATFORMS } from './platform/platforms.ts';
import { type Quirks, resolveQuirks } from './quirks.ts';
import { ownName, recommendedFields } from './webhooks/fields.ts';

/** An app with every default filled in. */
export interface ResolvedApp {
  /** App id. */
  id: string;
  /** Name in the timeline. */
  name: string;
  /** Signs its deliveries; invented unless given. */
  secret: string;
  /** Its page token; invented unless given. */
  accessToken: string;
  /** Webhook that gets its events; null: none. */
  webhookUrl: string | null;
  /** Verify token that the handshake sends. */
  verifyToken: string;
  /** Fields that it is subscribed to at the start. */
  subscribedFields: string[];
  /** May take control of conversations. */
  canTake: boolean;
  /** Has access to the standby channel. */
  standby: boolean;
  /** Has the Human Agent feature. */
  humanAgent: boolean;
  /** Calls without a proof are refused. */
  requireAppSecretProof: boolean;
}

/** The options with every default filled in. */
export interface ResolvedOptions {
  port: number;
  host: string;
  routing: Routing;
  platform: PlatformFacts;
  page: { id: string; name: string; instagramId: string };
  defaultApp: string | null;
  apps: ResolvedApp[];
  links: Record<string, string>;
  ads: Record<string, SandboxAd>;
  quirks: Quirks;
  limits: SandboxLimits;
  delivery: SandboxDelivery;
  clock: 'running' | 'manual';
  startAt: number | undefined;
}

const MINUTE_MS = 60_000;
const appsOfMeta = [...Object.values(PLATFORMS).map(({ inbox }) => inbox.id), LEAD_ADS_APP_ID];
/** Longest delay of a real timer; Node fires a longer one at once. */
const MAX_REAL_MS = 2_147_483_647;
const OPTIONS =
  'port host routing platform page defaultApp apps links ads quirks limits delivery clock startAt session'.split(' ');
const APP_OPTIONS =
  'id name secret accessToken webhookUrl verifyToken subscribedFields canTake standby humanAgent requireAppSecretProof'.split(
    ' ',
  );

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {OptionError} An option is wrong; the message names it and says what it takes.
 */
export function resolveOptions(options: SandboxOptions = {}): ResolvedOptions {
  const {
    routing = 'on',
    platform: platformName = DEFAULT_PLATFORM,
    clock = 'running',
    port = 0,
    host = '127.0.0.1',
  } = options;
  checkKnownKeys('', options, OPTIONS);
  if (options.page !== undefined) checkKnownKeys('page.', options.page, ['id', 'name', 'instagramId']);
  oneOf('routing', routing, ['on', 'off', 'primary']);
  oneOf('platform', platformName, PLATFORM_NAMES);
  const platform = PLATFORMS[platformName];
  oneOf('clock', clock, ['running', 'manual']);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new OptionError('port must be a whole number from 0 to 65535');
  if (typeof host !== 'string' || host === '') throw new OptionError('host must be a host name or an address');

  const pageId = id('page.id', options.page?.id ?? '804155501230077');
  const instagramId = id(
    'page.instagramId',
    options.page?.instagramId ?? (options.page?.id === undefined ? '17841400804155501' : pageId),
  );
  const given = options.apps ?? [{ id: '1450077300221199', name: 'Bot' }];
  if (!Array.isArray(given) || given.length === 0) throw new OptionError('apps must be a list of at least one app');
  const apps = given.map((app: SandboxAppOptions, at: number) => resolveApp(app, `apps[${at}]`, platform));
  refuseDoubles(apps);

  const defaultApp = options.defaultApp === undefined ? (apps[0]?.id ?? null) : options.defaultApp;
  const targets = new Set([...apps.map((app) => app.id), platform.inbox.id]);
  if (defaultApp === null ? routing === 'on' : !targets.has(defaultApp)) {
    throw new OptionError("defaultApp must be the id of one of `apps` or of the platform's inbox");
  }
  for (const [ref, appId] of Object.entries(options.links ?? {})) {
    if (!targets.has(appId)) throw new OptionError(`links[${JSON.stringify(ref)}] must be the id of one of \`apps\``);
  }
  for (const [adId, ad] of Object.entries(options.ads ?? {})) {
    id(`ads: the id ${JSON.stringify(adId)}`, adId);
    checkKnownKeys(`ads[${JSON.stringify(adId)}].`, ad, ['appId', 'days']);
    if (ad.appId !== undefined && !targets.has(ad.appId))
      throw new OptionError(`ads[${JSON.stringify(adId)}].appId must be the id of one of \`apps\``);
  }
  const startAt = options.startAt === undefined ? undefined : Number(options.startAt);
  if (startAt !== undefined && !(startAt >= 0 && startAt < END_OF_TIME_MS))
    throw new OptionError('startAt must be milliseconds since 1970 or a date, before the year 10000');

  return {
    port,
    host,
    routing,
    platform,
    page: { id: pageId, name: text('page.name', options.page?.name ?? 'Acme'), instagramId },
    defaultApp,
    apps,
    links: { ...options.links },
    ads: { ...options.ads },
    quirks: resolveQuirks(options.quirks),
    limits: positive('limits', options.limits, {
      people: 1000,
      messagesPerThread: 200,
      timeline: 10_000,
      timelineCharacters: 33_554_432,
      waitingDeliveries: 1000,
      personas: 500,
      bodyBytes: 1_048_576,
      sessionBytes: 67_108_864,
      checkpoints: 50,
    }),
    delivery: resolveDelivery(options.delivery),
    clock,
    startAt,
  };
}

function resolveApp(app: SandboxAppOptions, where: string, platform: PlatformFacts): ResolvedApp {
  const appId = id(`${where}.id`, app?.id);
  checkKnownKeys(`${where}.`, app, APP_OPTIONS);
  if (appsOfMeta.includes(appId))
    throw new OptionError(`${where}.id is the id of Meta's own inbox or lead ads, which are always there`);
  for (const name of ['canTake', 'standby', 'humanAgent', 'requireAppSecretProof'] as const) {
    if (app[name] !== undefined && typeof app[name] !== 'boolean')
      throw new OptionError(`${where}.${name} must be true or false`);
  }
  if (app.subscribedFields !== undefined && !Array.isArray(app.subscribedFields))
    throw new OptionError(`${where}.subscribedFields must be a list of fields`);
  const fields = (app.subscribedFields ?? recommendedFields(platform)).map((field, at) => {
    if (!platform.fields.includes(field))
      throw new OptionError(`${where}.subscribedFields[${at}] is no field of ${platform.name}`);
    return ownName(platform, field);
  });
  return {
    id: appId,
    name: text(`${where}.name`, app.name ?? `App ${appId}`),
    secret: text(
      `${where}.secret`,
      app.secret ?? createHash('sha256').update(`sandbox ${appId}`).digest('hex').slice(0, 32),
    ),
    accessToken: text(`${where}.accessToken`, app.accessToken ?? `EAASandboxPageTokenOfApp${appId}`),
    webhookUrl: app.webhookUrl === undefined ? null : checkWebhookUrl(`${where}.webhookUrl`, app.webhookUrl),
    verifyToken: text(`${where}.verifyToken`, app.verifyToken ?? 'sandbox-verify-token'),
    subscribedFields: fields,
    canTake: app.canTake ?? true,
    standby: app.standby ?? true,
    humanAgent: app.humanAgent ?? false,
    requireAppSecretProof: app.requireAppSecretProof ?? false,
  };
}

/**
 * Checks the address of a webhook and returns it unchanged.
 *
 * @throws {OptionError} It is no http or https address.
 */
export function checkWebhookUrl(where: string, url: unknown): string {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new OptionError(`${where} must be an http or https address, like http://127.0.0.1:3000/webhook`);
  }
  return url;
}

function refuseDoubles(apps: readonly ResolvedApp[]): void {
  for (const key of ['id', 'accessToken'] as const) {
    if (new Set(apps.map((app) => app[key])).size < apps.length)
      throw new OptionError(`apps: two of them have the same ${key}`);
  }
}

function resolveDelivery(given: Partial<SandboxDelivery> = {}): SandboxDelivery {
  const { retryAfterMs = [1, 5, 15, 30].map((minutes) => minutes * MINUTE_MS), ...rest } = given;
  if (!Array.isArray(retryAfterMs) || retryAfterMs.some((ms) => !(ms > 0))) {
    throw new OptionError('delivery.retryAfterMs must be a list of milliseconds above 0');
  }
  const defaults = { timeoutMs: 5000, patienceMs: 50, immediateRetries: 3, switchOffAfterMs: 60 * MINUTE_MS };
  for (const name of ['timeoutMs', 'patienceMs'] as const) {
    if ((rest[name] ?? 0) > MAX_REAL_MS)
      throw new OptionError(`delivery.${name} must be at most ${MAX_REAL_MS} ms of real time`);
  }
  return { ...positive('delivery', rest, defaults, 0), retryAfterMs: [...retryAfterMs].sort((a, b) => a - b) };
}

function positive<T extends object>(where: string, given: Partial<T> | undefined, defaults: T, from = 1): T {
  if (given !== undefined) checkKnownKeys(`${where}.`, given, Object.keys(defaults));
  const set = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  for (const [name, value] of set) {
    if (!Number.isInteger(value) || (value as number) < from)
      throw new OptionError(`${where}.${name} must be a whole number from ${from}`);
  }
  return { ...defaults, ...Object.fromEntries(set) };
}

function id(where: string, value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9]+$/.test(value))
    throw new OptionError(`${where} must be a string of decimal digits`);
  return value;
}

function text(where: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new OptionError(`${where} must be a non-empty string`);
  return value;
}

function oneOf(where: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw new OptionError(`${where} must be ${allowed.map((one) => `'${one}'`).join(' or ')}`);
}
