/** A question that a new thread offers; a tap is a postback with its payload. */
export interface IceBreaker {
  /** Text that appears in the thread as the person's question. */
  question: string;
  /** Payload of the postback. */
  payload: string;
}

/** An item of the persistent menu. */
export interface MenuItem {
  /** `postback` notifies an app; `web_url` opens a page and notifies no app. */
  type: 'postback' | 'web_url';
  /** Its label. */
  title: string;
  /** `postback`: payload of the event. */
  payload?: string;
  /** `web_url`: the address that it opens. */
  url?: string;
  /** `web_url`: height of the webview. */
  webview_height_ratio?: 'compact' | 'tall' | 'full';
  /** `web_url`: the page uses the Messenger Extensions SDK. */
  messenger_extensions?: boolean;
  /** `web_url`: address for clients without the extensions. */
  fallback_url?: string;
  /** `web_url`: whether the webview has a share button. */
  webview_share_button?: 'hide' | 'show';
}

/** The persistent menu for one locale. */
export interface PersistentMenu {
  /** Like `de_DE`; `default` for people of all other locales. */
  locale: string;
  /** The person can only tap, not write. */
  composer_input_disabled?: boolean;
  /** The items, at most 20. */
  call_to_actions?: MenuItem[];
  /** Interfaces without the menu. */
  disabled_surfaces?: string[];
}

/** A command that the composer offers. */
export interface Command {
  /** Its name, without the slash. */
  name: string;
  /** What it does. */
  description: string;
}

/** Properties of a Messenger profile, as they go over the wire (Messenger Platform docs, Messenger Profile API). */
export interface ProfileValues {
  get_started: { payload: string };
  greeting: { locale: string; text: string }[];
  /** A list of questions for everyone, or a list for each locale. */
  ice_breakers: IceBreaker[] | { locale: string; call_to_actions: IceBreaker[] }[];
  persistent_menu: PersistentMenu[];
  whitelisted_domains: string[];
  account_linking_url: string;
  commands: { locale: string; commands: Command[] }[];
}

/** Name of a property. */
export type ProfileField = keyof ProfileValues;

/** A value with the app that set it. That app gets the postbacks. */
export interface Setting<T> {
  value: T;
  appId: string;
}

/** The Messenger profile of a page. An absent property is not set. */
export type Profile = { [Name in ProfileField]?: Setting<ProfileValues[Name]> };

/** Names of all properties. */
export const PROFILE_FIELDS: readonly ProfileField[] = [
  'account_linking_url',
  'commands',
  'get_started',
  'greeting',
  'ice_breakers',
  'persistent_menu',
  'whitelisted_domains',
];

/** A language and a region (Messenger Platform docs, Supported Locales). */
export const LOCALE: RegExp = /^[a-z]{2,3}_[A-Z]{2}$/;

/** The locale of an entry for people whose own locale has none. */
export const DEFAULT_LOCALE = 'default';

/** The entry of the person's locale, else the default one; undefined if there is neither. */
export function entryFor<T extends { locale: string }>(
  entries: readonly T[] | undefined,
  locale: string,
): T | undefined {
  return entries?.find((one) => one.locale === locale) ?? entries?.find((one) => one.locale === DEFAULT_LOCALE);
}

/** The ice breakers for a locale. */
export function iceBreakersFor(value: ProfileValues['ice_breakers'] | undefined, locale: string): IceBreaker[] {
  const entries: readonly object[] = value ?? [];
  const isLocalized = (one: object): one is { locale: string; call_to_actions: IceBreaker[] } => 'locale' in one;
  const localized = entries.filter(isLocalized);
  if (localized.length > 0) return entryFor(localized, locale)?.call_to_actions ?? [];
  return entries as IceBreaker[];
}
