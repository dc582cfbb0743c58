import type { PlatformFacts } from '../../platform/platform.ts';
import { PROFILE_FIELDS, type Profile, type ProfileField } from '../../state/profile.ts';
import type { World } from '../../state/world.ts';
import { textOf } from '../../text-of.ts';
import type { Endpoint } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';
import { namesIn, textsOf } from '../request/texts.ts';
import { checkProfile, requireGetStarted, requireWhitelisted } from './profile-checks.ts';

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
      checkPlatform(world, params);
      const names = settingsIn('fields', params['fields'], world.options.platform.profileFields);
      return { data: shown(world.profile, names) };
    },
  },
  {
    method: 'POST',
    nodes: ['page'],
    edge: 'messenger_profile',
    operation: 'POST /{pageId}/messenger_profile',
    run({ world, app, params }) {
      checkPlatform(world, params);
      const { platform } = world.options;
      const names = givenNames(platform, params);
      const given: Profile = Object.fromEntries(names.map((name) => [name, { value: params[name], appId: app.id }]));
      checkProfile(given, platform);
      const next = { ...world.profile, ...given };
      requireWhitelisted(given.persistent_menu?.value ?? [], next);
      requireGetStarted(next, platform);
      if (names.includes('persistent_menu')) requirePrimary(world, app.id);
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
      checkPlatform(world, params);
      const { platform } = world.options;
      const next = { ...world.profile };
      for (const name of settingsIn('fields', params['fields'], platform.profileFields)) delete next[name];
      requireGetStarted(next, platform);
      world.profile = next;
      return SUCCESS;
    },
  },
];

/**
 * A page has a profile for each platform. If the sandbox does not play the platform that is asked for, it refuses: the
 * other platform's profile would be the wrong one.
 */
function checkPlatform({ options: { platform } }: World, params: Record<string, unknown>): void {
  const wanted = params['platform'];
  if (wanted === undefined || textOf(wanted).toLowerCase() === platform.name) return;
  throw invalid(`Param platform must be ${platform.name}: this page has no other platform in the sandbox`);
}

/** The properties that a call sets. Like all of Graph, it ignores names that it does not know. */
function givenNames({ profileFields }: PlatformFacts, params: Record<string, unknown>): ProfileField[] {
  const retired = RETIRED.find((name) => params[name] !== undefined);
  if (retired !== undefined) throw invalid(`Param ${retired} is no longer supported`);
  const names = PROFILE_FIELDS.filter((name) => params[name] !== undefined);
  if (names.length === 0) throw invalid(`Requires one of the params: ${profileFields.join(',')}`);
  return names;
}

/**
 * The names of settings in a list: an array, or text with commas. Case does not count: Meta's SDKs write them in
 * capitals.
 *
 * @throws {GraphFault} Code 100: a name is none of `allowed`.
 */
export function settingsIn<Name extends string>(param: string, given: unknown, allowed: readonly Name[]): Name[] {
  const names = textsOf(given).map((name) => name.toLowerCase());
  return namesIn(param, names, allowed);
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

/** With primary and secondary receivers, only the Primary has a menu (recorded: jgorset/facebook-messenger#276). */
function requirePrimary({ routing, defaultApp }: World, appId: string): void {
  if (routing === 'primary' && defaultApp !== null && appId !== defaultApp) {
    throw invalid('Cannot set persistent menu because your app is not set as the primary app for the page.');
  }
}
