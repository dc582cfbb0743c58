import type { Platform } from '@handover/client';
import type { RoutingMode } from '@handover/core';
import { platformOf } from '../settings/client-of.ts';
import { bothNames, SETTINGS, type SettingName } from '../settings/setting-names.ts';
import type { Settings } from '../settings/settings.ts';
import { storeAddressOf } from '../store/store-address.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usage-error.ts';
import { webhookUrlOf } from '../webhook/deliver.ts';
import { isInMemory } from './store-facts.ts';

/** What is examined: the settings of a bot, without white space around them. */
export interface Subject {
  readonly platform: Platform;
  readonly graphUrl: string;
  readonly pageId: string | undefined;
  readonly accountId: string | undefined;
  readonly token: string | undefined;
  readonly appId: string | undefined;
  readonly secret: string | undefined;
  readonly verifyToken: string | undefined;
  readonly webhookUrl: string | undefined;
  readonly storeUrl: string | undefined;
  /** Kinds of events that the bot has handlers for. */
  readonly listens: readonly string[];
  /** The bot's option `routing`. */
  readonly routing: RoutingMode | 'auto';
  /** Names of settings that had white space around them. */
  readonly untidy: readonly string[];
  /** Folder from which relative paths start. */
  readonly folder: string;
  /** Reads the time, in ms. */
  now(): number;
  /** Limit for one request to Graph, in ms. */
  readonly graphMs: number;
  /** Limit for one request to the webhook, in ms: as long as Meta waits. Source: Messenger Platform docs, Webhooks. */
  readonly webhookMs: number;
}

/** Kinds of events that need a field of their own. */
export const LISTENABLE = ['message', 'postback', 'referral', 'optin', 'reaction', 'account_linking'] as const;
const ROUTINGS = ['auto', 'on', 'off', 'primary'] as const;
/** Settings that no bot runs without. */
const NEEDED: readonly SettingName[] = ['pageToken', 'appId', 'appSecret'];

/** Reads what is examined. @throws {UsageError} A setting or flag has a value that cannot be examined. */
export function subjectOf(
  settings: Settings,
  flags: Readonly<Record<string, unknown>>,
  { cwd, now = Date.now }: Pick<Surroundings, 'cwd' | 'now'>,
): Subject {
  const untidy = (Object.keys(SETTINGS) as SettingName[]).filter((name) => isUntidy(settings.get(name)));
  const get = (name: SettingName): string | undefined => settings.get(name)?.trim() || undefined;
  const platform = platformOf({ ...settings, get });
  const appId = get('appId');
  if (appId !== undefined && !/^\d+$/.test(appId)) {
    throw new UsageError(`${bothNames('appId')} must be the id of your app, digits alone: App dashboard, App settings`);
  }
  const pageId = get('pageId');
  if (platform === 'whatsapp' && pageId === undefined) {
    throw new UsageError(`${bothNames('pageId')} is missing: on WhatsApp the id of the phone number`);
  }
  const [webhookUrl, storeUrl] = [get('webhookUrl'), get('storeUrl')];
  if (storeUrl !== undefined && !isInMemory(storeUrl)) storeAddressOf(storeUrl, cwd());
  return {
    platform,
    graphUrl: graphUrlOf(get('graphUrl') ?? 'https://graph.facebook.com'),
    pageId: pageId === 'me' ? undefined : pageId,
    accountId: get('accountId'),
    token: credentialOf('pageToken', get('pageToken')),
    appId,
    secret: credentialOf('appSecret', get('appSecret')),
    verifyToken: get('verifyToken'),
    webhookUrl: webhookUrl === undefined ? undefined : webhookUrlOf(webhookUrl, bothNames('webhookUrl')).href,
    storeUrl,
    listens: listensOf(String(flags['listens'] ?? 'message')),
    routing: routingOf(String(flags['routing'] ?? 'auto')),
    untidy: untidy.map((name) => SETTINGS[name].variable),
    folder: cwd(),
    now,
    graphMs: 10_000,
    webhookMs: 5_000,
  };
}

/** Names of the settings that no bot runs without and that are missing. */
export function missingSettings({ token, appId, secret }: Subject): readonly string[] {
  const values = [token, appId, secret];
  return NEEDED.filter((_, at) => values[at] === undefined).map((name) => SETTINGS[name].variable);
}

/** As the client takes it: other characters do not fit in a header. */
function credentialOf(name: SettingName, value: string | undefined): string | undefined {
  if (value === undefined || /^[!-~]+$/.test(value)) return value;
  throw new UsageError(
    `${bothNames(name)} has a character inside that is no ASCII letter, digit or sign: copy it again, in one line`,
  );
}

function isUntidy(value: string | undefined): boolean {
  return value !== undefined && value !== value.trim();
}

function graphUrlOf(value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new UsageError(`${bothNames('graphUrl')} must be an address that starts with https:// or http://`);
  }
  const url = value.replace(/\/+$/, '');
  if (!/\/v\d+\.\d+$/.test(url)) return url;
  throw new UsageError(`${bothNames('graphUrl')} must not end in a version: the client of the bot adds its own`);
}

function listensOf(given: string): readonly string[] {
  const names = given
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const wrong = names.find((name) => !LISTENABLE.some((one) => one === name));
  if (wrong === undefined) return names;
  throw new UsageError(`--listens has '${wrong}', which is none of ${LISTENABLE.join(', ')}`);
}

function routingOf(given: string): Subject['routing'] {
  const routing = ROUTINGS.find((one) => one === given);
  if (routing === undefined) throw new UsageError(`--routing must be one of ${ROUTINGS.join(', ')}`);
  return routing;
}
