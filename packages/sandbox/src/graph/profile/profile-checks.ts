import type { PlatformFacts } from '../../platform/platform.ts';
import {
  type Command,
  DEFAULT_LOCALE,
  type IceBreaker,
  LOCALE,
  type MenuItem,
  type PersistentMenu,
  PROFILE_FIELDS,
  type Profile,
  type ProfileField,
  type ProfileValues,
} from '../../state/profile.ts';
import { GraphFault, invalid } from '../graph-fault.ts';
import { validate } from '../request/validate.ts';

/** Its schema has the types and lengths of all properties. */
const SET_PROFILE = 'POST /{pageId}/messenger_profile';

const MAX_MENU_ITEMS = 20;
const MAX_ICE_BREAKERS = 4;
const MAX_DOMAINS = 50;
const MENU_ITEM_TYPES: readonly string[] = ['web_url', 'postback'];
const MENU_OPTIONS = ['composer_input_disabled', 'disabled_surfaces'];
const LINK_KEYS = ['type', 'title', 'url', 'messenger_extensions', 'fallback_url', 'webview_share_button'];

type Rules = { readonly [Name in ProfileField]: (value: ProfileValues[Name], platform: PlatformFacts) => void };

const rules: Rules = {
  account_linking_url: (url) => requireHttps('account_linking_url', url),
  commands: checkCommands,
  get_started: (value) => checkKeys('get_started', value, ['payload']),
  greeting(entries) {
    checkLocales('greeting', entries);
    for (const [at, entry] of entries.entries()) checkKeys(`greeting[${at}]`, entry, ['locale', 'text']);
  },
  ice_breakers: checkIceBreakers,
  persistent_menu: checkMenus,
  whitelisted_domains: checkDomains,
};

/**
 * Checks the properties of a Messenger profile (Messenger Platform docs, Messenger Profile API).
 *
 * @throws {GraphFault} Code 100, or 105 for too many elements, or 11 for a nested menu.
 */
export function checkProfile(profile: Profile, platform: PlatformFacts): void {
  const values = Object.fromEntries(Object.entries(profile).map(([name, setting]) => [name, setting.value]));
  validate(SET_PROFILE, values);
  for (const name of PROFILE_FIELDS.filter((one) => profile[one] !== undefined)) {
    if (!platform.profileFields.includes(name)) throw invalid(`Param ${name} is not supported on ${platform.label}`);
    (rules[name] as (value: unknown, platform: PlatformFacts) => void)(values[name], platform);
  }
}

/** Checks the persistent menu of one person. @throws {GraphFault} As `checkProfile`. */
export function checkUserMenu(menus: PersistentMenu[], platform: PlatformFacts): void {
  validate(SET_PROFILE, { persistent_menu: menus });
  checkMenus(menus, platform);
}

/** @throws {GraphFault} 100/2018145: a menu without the button (recorded: pimax/fb-messenger-php#90). */
export function requireGetStarted(profile: Profile, platform: PlatformFacts): void {
  if (!profile.persistent_menu || profile.get_started || !platform.profileFields.includes('get_started')) return;
  throw invalid('You must set a Get Started button if you also wish to use persistent menu.', 2018145);
}

/**
 * @throws {GraphFault} 100/2018063: a menu opens a page with the Messenger Extensions, and the profile does not whitelist
 *   its domain (recorded: Yoctol/bottender#90).
 */
export function requireWhitelisted(menus: readonly PersistentMenu[], profile: Profile): void {
  const hosts = profile.whitelisted_domains?.value.map(hostOf) ?? [];
  const extended = menus.flatMap((menu) => menu.call_to_actions ?? []).filter((item) => item.messenger_extensions);
  if (extended.every(({ url }) => hosts.includes(hostOf(url)))) return;
  throw invalid('The web URL provided is not whitelisted for messenger extensions', 2018063);
}

function checkMenus(menus: readonly PersistentMenu[], platform: PlatformFacts): void {
  checkLocales('persistent_menu', menus);
  for (const [at, menu] of menus.entries()) {
    const where = `persistent_menu[${at}]`;
    checkKeys(where, menu, ['locale', 'call_to_actions', ...(platform.hasMenuOptions ? MENU_OPTIONS : [])]);
    const { call_to_actions: items = [], composer_input_disabled: isDisabled } = menu;
    if (isDisabled && items.length === 0) throw invalid(`The parameter ${where}[call_to_actions] is required`);
    // Recorded: guidone/node-red-contrib-chatbot#65.
    if (items.length > MAX_MENU_ITEMS) {
      throw new GraphFault({
        code: 105,
        message: '(#105) Number of call to actions exceeds the maximum allowed number',
      });
    }
    for (const [place, item] of items.entries()) {
      checkMenuItem(`${where}[call_to_actions][${place}]`, item, platform);
    }
  }
}

function checkMenuItem(where: string, item: MenuItem, platform: PlatformFacts): void {
  const type: string = item.type;
  // Recorded: fbsamples/original-coast-clothing#65.
  if (type === 'nested') {
    throw new GraphFault({
      code: 11,
      message: '(#11) Setting of Nested Persistent Menu has been deprecated for v8.0 and higher',
    });
  }
  if (!MENU_ITEM_TYPES.includes(type)) {
    throw invalid(`Param ${where}[type] must be one of {${MENU_ITEM_TYPES.join(', ')}}`);
  }
  if (type === 'postback') {
    checkKeys(where, item, ['type', 'title', 'payload']);
    if (!item.payload) throw invalid(`The parameter ${where}[payload] is required`);
    return;
  }
  checkKeys(where, item, [...LINK_KEYS, ...(platform.hasMenuOptions ? ['webview_height_ratio'] : [])]);
  if (item.url === undefined) throw invalid(`The parameter ${where}[url] is required`);
  requireWebUrl(`${where}[url]`, item.url);
  if (item.fallback_url !== undefined) {
    if (!item.messenger_extensions) {
      throw invalid(`Param ${where}[fallback_url] can only be used with messenger_extensions`);
    }
    requireWebUrl(`${where}[fallback_url]`, item.fallback_url);
  }
}

/** One of two forms: questions, or lists of questions by locale. The error is recorded from Instagram. */
function checkIceBreakers(value: ProfileValues['ice_breakers']): void {
  const entries: readonly object[] = value;
  const localized = entries.filter((one) => 'call_to_actions' in one || 'locale' in one);
  const isWhole = (one: object): boolean => 'call_to_actions' in one && 'locale' in one;
  if (localized.length > 0 && (localized.length < entries.length || !localized.every(isWhole))) {
    throw badIceBreakers();
  }
  if (localized.length === 0) {
    checkQuestions('ice_breakers', entries as readonly IceBreaker[]);
    return;
  }
  const lists = localized as { locale: string; call_to_actions: IceBreaker[] }[];
  checkLocales('ice_breakers', lists);
  for (const [at, list] of lists.entries()) {
    checkKeys(`ice_breakers[${at}]`, list, ['locale', 'call_to_actions']);
    checkQuestions(`ice_breakers[${at}][call_to_actions]`, list.call_to_actions);
  }
}

function checkQuestions(where: string, questions: readonly IceBreaker[]): void {
  if (questions.length > MAX_ICE_BREAKERS) throw tooMany(where);
  for (const [at, one] of questions.entries()) {
    checkKeys(`${where}[${at}]`, one, ['question', 'payload']);
    if (!one.question || !one.payload) throw badIceBreakers();
  }
}

function badIceBreakers(): GraphFault {
  return invalid('Invalid Icebreaker Schema', 2534058);
}

function checkCommands(value: ProfileValues['commands']): void {
  checkLocales('commands', value);
  for (const [at, entry] of value.entries()) {
    checkKeys(`commands[${at}]`, entry, ['locale', 'commands']);
    for (const [place, command] of entry.commands.entries()) {
      checkCommand(`commands[${at}][commands][${place}]`, command);
    }
  }
}

function checkCommand(where: string, command: Command): void {
  checkKeys(where, command, ['name', 'description']);
  if (command.name.startsWith('/')) throw invalid(`Param ${where}[name] must not begin with a slash`);
}

/** Meta takes only full domain names over HTTPS: no IP address, not localhost. */
function checkDomains(domains: readonly string[]): void {
  if (domains.length > MAX_DOMAINS) throw tooMany('whitelisted_domains');
  for (const [at, domain] of domains.entries()) {
    const host = hostOf(domain) ?? '';
    const isFullName = /^[^.]+(?:\.[^.]+)*\.\p{L}[\p{L}\d-]*$/u.test(host);
    if (!isFullName || !domain.startsWith('https://')) {
      throw invalid(`Param whitelisted_domains[${at}] must be a full domain name that is served over HTTPS`);
    }
  }
}

/** Every list by locale needs an entry for `default`, and at most one for each locale. */
function checkLocales(name: string, entries: readonly { locale: string }[]): void {
  const locales = entries.map(({ locale }) => locale);
  const wrong = locales.findIndex((locale) => locale !== DEFAULT_LOCALE && !LOCALE.test(locale));
  if (wrong !== -1) throw invalid(`Param ${name}[${wrong}][locale] must be a supported locale`);
  if (!locales.includes(DEFAULT_LOCALE)) throw invalid(`Param ${name} must have an entry with the locale "default"`);
  if (new Set(locales).size < locales.length) throw invalid(`Param ${name} must have one entry for each locale`);
}

/** Recorded: pimax/fb-messenger-php#90. */
function checkKeys(where: string, value: object, known: readonly string[]): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw invalid(`Invalid keys "${unknown.join(', ')}" were found in param "${where}".`);
}

function requireHttps(name: string, url: string): void {
  if (!url.startsWith('https://') || hostOf(url) === undefined) {
    throw invalid(`Param ${name} must be a valid URL that uses https`);
  }
}

function requireWebUrl(name: string, url: string): void {
  if (hostOf(url) === undefined || !/^https?:/.test(url)) throw invalid(`Param ${name} must be a valid URI`);
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Code 105, as recorded for the buttons of a template (botman/botman#694). */
function tooMany(name: string): GraphFault {
  return new GraphFault({ code: 105, message: `(#105) param ${name} has too many elements.` });
}
