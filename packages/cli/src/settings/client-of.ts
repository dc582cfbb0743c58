import { type Client, createClient, type WhatsappClient } from '@handover/client';
import { UsageError } from '../usage-error.ts';
import type { SettingName } from './setting-names.ts';
import type { Settings } from './settings.ts';

/** The settings that a client is made of. */
export const CLIENT_SETTINGS: readonly SettingName[] = [
  'graphUrl',
  'platform',
  'pageId',
  'accountId',
  'pageToken',
  'appId',
  'appSecret',
];

const PLATFORMS = ['messenger', 'instagram', 'whatsapp'] as const;

/** A client made of the settings. @throws {UsageError | OptionError} A setting is missing or wrong. */
export function clientOf(settings: Settings): Client | WhatsappClient {
  const common = {
    accessToken: settings.need('pageToken'),
    appId: settings.get('appId'),
    appSecret: settings.get('appSecret'),
    baseUrl: settings.get('graphUrl'),
  };
  const platform = platformOf(settings);
  if (platform === 'whatsapp') {
    return createClient({
      ...common,
      platform,
      phoneNumberId: settings.need('pageId'),
      accountId: settings.get('accountId'),
    });
  }
  return createClient({ ...common, platform, pageId: settings.get('pageId') });
}

/** The platform of the settings. @throws {UsageError} There is no such platform. */
export function platformOf(settings: Settings): (typeof PLATFORMS)[number] {
  const name = settings.get('platform') ?? 'messenger';
  const platform = PLATFORMS.find((one) => one === name);
  if (platform === undefined) throw new UsageError(`PLATFORM (or --platform) must be one of ${PLATFORMS.join(', ')}`);
  return platform;
}
