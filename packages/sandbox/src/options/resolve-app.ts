import { createHash } from 'node:crypto';
import { checkKnownKeys } from '../known-keys.ts';
import { LEAD_ADS_APP_ID } from '../meta.ts';
import { OptionError } from '../option-error.ts';
import type { PlatformFacts } from '../platform/platform.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { ownName, recommendedFields } from '../webhooks/fields.ts';
import { checkWebhookUrl, flags, id, text } from './option-checks.ts';
import type { SandboxAppOptions, SandboxPageAppOptions } from './options.ts';

/** What an app subscribed to by `/{app}/subscriptions`, for one product. */
export interface AppSubscription {
  /** Webhook that gets the product's events. */
  callbackUrl: string;
  /** Verify token that the handshake sent. */
  verifyToken: string;
  /** Names of the fields. */
  fields: string[];
  /** Whether the app asked for the values of changes; they always come, as messaging has no events without. */
  includeValues: boolean;
}

/** What an app is on every page. */
export interface AppIdentity {
  /** App id. */
  id: string;
  /** Name in the timeline. */
  name: string;
  /** Signs its deliveries; invented unless given. */
  secret: string;
  /** Webhook that gets its events, of all pages; null: none. */
  webhookUrl: string | null;
  /** Verify token that the handshake sends. */
  verifyToken: string;
  /**
   * By product (`page`, `instagram`, …): what the app subscribed to by its own calls, or null if it deleted that. A
   * product that is absent goes to `webhookUrl`, with all its fields.
   */
  subscriptions: Record<string, AppSubscription | null>;
  /** Has the Human Agent feature. */
  humanAgent: boolean;
  /** Calls without a proof are refused. */
  requireAppSecretProof: boolean;
}

/** An app's settings on one page. */
export interface AppOnPage {
  /** App id. */
  id: string;
  /** Its page token for this page; invented unless given. */
  accessToken: string;
  /** Fields of this page that it is subscribed to. */
  subscribedFields: string[];
  /** May take control of conversations. */
  canTake: boolean;
  /** Has access to the standby channel. */
  standby: boolean;
}

/** An app on one page with every default filled in. */
export interface ResolvedApp extends AppIdentity, AppOnPage {}

/** Names of an app's settings on one page. */
export const ON_PAGE = ['accessToken', 'subscribedFields', 'canTake', 'standby'] as const;
const IDENTITY = ['id', 'name', 'secret', 'webhookUrl', 'verifyToken', 'humanAgent', 'requireAppSecretProof'];
const appsOfMeta = [...Object.values(PLATFORMS).map(({ inbox }) => inbox.id), LEAD_ADS_APP_ID];

/**
 * What the app is on every page.
 *
 * @throws {OptionError} An option is wrong; the message names it.
 */
export function resolveIdentity(app: SandboxAppOptions, where: string): AppIdentity {
  const appId = id(`${where}.id`, app?.id);
  checkKnownKeys(`${where}.`, app, [...IDENTITY, ...ON_PAGE]);
  if (appsOfMeta.includes(appId))
    throw new OptionError(`${where}.id is the id of Meta's own inbox or lead ads, which are always there`);
  flags(where, app, ['canTake', 'standby', 'humanAgent', 'requireAppSecretProof']);
  return {
    id: appId,
    name: text(`${where}.name`, app.name ?? `App ${appId}`),
    secret: text(
      `${where}.secret`,
      app.secret ?? createHash('sha256').update(`sandbox ${appId}`).digest('hex').slice(0, 32),
    ),
    webhookUrl: app.webhookUrl === undefined ? null : checkWebhookUrl(`${where}.webhookUrl`, app.webhookUrl),
    verifyToken: text(`${where}.verifyToken`, app.verifyToken ?? 'sandbox-verify-token'),
    subscriptions: {},
    humanAgent: app.humanAgent ?? false,
    requireAppSecretProof: app.requireAppSecretProof ?? false,
  };
}

/**
 * The app's settings on a page of this platform.
 *
 * @throws {OptionError} An option is wrong; the message names it.
 */
export function resolveOnPage(
  app: SandboxPageAppOptions,
  where: string,
  platform: PlatformFacts,
  inventedToken: string,
): AppOnPage {
  flags(where, app, ['canTake', 'standby']);
  if (app.subscribedFields !== undefined && !Array.isArray(app.subscribedFields))
    throw new OptionError(`${where}.subscribedFields must be a list of fields`);
  const fields = (app.subscribedFields ?? recommendedFields(platform)).map((field, at) => {
    if (!platform.fields.includes(field))
      throw new OptionError(`${where}.subscribedFields[${at}] is no field of ${platform.name}`);
    return ownName(platform, field);
  });
  return {
    id: app.id,
    accessToken: text(`${where}.accessToken`, app.accessToken ?? inventedToken),
    subscribedFields: fields,
    canTake: app.canTake ?? true,
    standby: app.standby ?? true,
  };
}
