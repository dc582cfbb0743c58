import { type StoreAdmin, storeAdmin } from '@handover/core';
import type { Given } from '../command-spec.ts';
import type { SettingName } from '../settings/setting-names.ts';
import { openStore } from './open-store.ts';

/** The settings that {@link withAdmin} needs. */
export const ADMIN_SETTINGS: readonly SettingName[] = ['storeUrl', 'appId'];

/** What the help says of the address. */
export const STORE_HELP = `STORE_URL is the bot's store, such as
  sqlite:handover.db, sqlite:///var/lib/bot/handover.db
  redis://127.0.0.1:6379?prefix=handover
  postgres://bot@127.0.0.1/bots?schema=handover`;

/**
 * Opens the store of the settings for `work`, and closes it afterwards.
 *
 * @throws {UsageError | OptionError | StoreOpenError} A setting is missing or wrong, or the store can not be opened.
 */
export async function withAdmin<Result>(
  { settings, surroundings }: Pick<Given, 'settings' | 'surroundings'>,
  work: (admin: StoreAdmin) => Promise<Result>,
): Promise<Result> {
  const [address, appId] = [settings.need('storeUrl'), settings.need('appId')];
  const opened = await openStore(address, surroundings);
  try {
    return await work(storeAdmin({ appId, store: opened.store }));
  } finally {
    await opened.close();
  }
}
