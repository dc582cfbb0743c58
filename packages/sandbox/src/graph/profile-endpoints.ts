import { PROFILE_FIELDS, type Profile, type ProfileField, type ProfileValues } from '../state/profile.ts';
import type { World } from '../state/world.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { GraphFault, invalid } from './graph-fault.ts';
import { checkProfileValue } from './profile-checks.ts';

/** Properties that Meta retired for all operations (Messenger Platform docs, Messenger Profile API). */
const RETIRED = ['home_url', 'payment_settings', 'target_audience'];
const SUCCESS = { result: 'success' };

/** `messenger_profile`: what people see of the page before and beside its messages. */
export const profileEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    nodes: ['page'],
    edge: 'messenger_profile',
    operation: 'GET /{pageId}/messenger_profile',
    run({ world, params }) {
      const names = namesIn('fields', params['fields'], world.options.platform.profileFields);
      return { data: shown(world.profile, names) };
    },
  },
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'messenger_profile',
    operation: 'POST /{pageId}/messenger_profile',
    run({ world, app, params }) {
      const given = givenValues(world, params);
      const next = { ...world.profile };
      for (const [name, value] of given) Object.assign(next, { [name]: { value, appId: app.id } });
      const domains = next.whitelisted_domains?.value ?? [];
      for (const [name, value] of given) {
        checkProfileValue(name, value, { platform: world.options.platform, domains });
      }
      if (params['persistent_menu'] !== undefined) requirePrimary(world, app.id);
      requireGetStarted(world, next);
      world.profile = next;
      return SUCCESS;
    },
  },
  {
    method: 'DELETE',
    nodes: ['page'],
    edge: 'messenger_profile',
    operation: 'DELETE /{pageId}/messenger_profile',
    run({ world, params }) {
      const next = { ...world.profile };
      for (const name of namesIn('fields', params['fields'], world.options.platform.profileFields)) delete next[name];
      requireGetStarted(world, next);
      world.profile = next;
      return SUCCESS;
    },
  },
];

/** The properties that a call sets. Like all of Graph, it ignores names that it does not know. */
function givenValues(world: World, params: Record<string, unknown>): [ProfileField, ProfileValues[ProfileField]][] {
  const retired = RETIRED.find((name) => params[name] !== undefined);
  if (retired !== undefined) throw invalid(`Param ${retired} is no longer supported`);
  const { profileFields, label } = world.options.platform;
  const foreign = PROFILE_FIELDS.find((name) => params[name] !== undefined && !profileFields.includes(name));
  if (foreign !== undefined) throw invalid(`Param ${foreign} is not supported on ${label}`);
  const names = profileFields.filter((name) => params[name] !== undefined);
  if (names.length === 0) throw invalid(`Requires one of the params: ${profileFields.join(',')}`);
  return names.map((name) => [name, params[name] as ProfileValues[ProfileField]]);
}

/**
 * The names in a list: an array, or text with commas.
 *
 * @throws {GraphFault} Code 100: a name is none of `allowed`.
 */
export function namesIn<Name extends string>(param: string, given: unknown, allowed: readonly Name[]): Name[] {
  const names = (Array.isArray(given) ? given : String(given).split(',')).map((name) => String(name).trim());
  const wrong = names.findIndex((name) => !(allowed as readonly string[]).includes(name));
  if (wrong !== -1) {
    throw invalid(
      `Param ${param}[${wrong}] must be one of {${allowed.join(', ')}} - got ${JSON.stringify(names[wrong])}`,
    );
  }
  return names as Name[];
}

/** One object with the properties that are set. Ice breakers by locale, asked for alone, are a list (Meta's reference). */
function shown(profile: Profile, names: readonly ProfileField[]): object[] {
  const set = names.filter((name) => profile[name] !== undefined);
  if (set.length === 0) return [];
  const questions: readonly object[] | undefined = profile.ice_breakers?.value;
  if (names.length === 1 && set[0] === 'ice_breakers' && questions?.some((one) => 'locale' in one)) {
    return [...questions];
  }
  return [Object.fromEntries(set.map((name) => [name, profile[name]?.value]))];
}

/** A menu needs the button where there is one (recorded: pimax/fb-messenger-php#90). */
function requireGetStarted(world: World, { persistent_menu: menu, get_started: button }: Profile): void {
  if (menu && !button && world.options.platform.profileFields.includes('get_started')) {
    throw invalid('You must set a Get Started button if you also wish to use persistent menu.', 2018145);
  }
}

/** With primary and secondary receivers, only the Primary has a menu (recorded: jgorset/facebook-messenger#276). */
function requirePrimary({ routing, defaultApp }: World, appId: string): void {
  if (routing === 'primary' && defaultApp !== null && appId !== defaultApp) {
    throw invalid('Cannot set persistent menu because your app is not set as the primary app for the page.');
  }
}
