import type { Entry } from '../model/happenings.ts';
import { OptionError } from '../option-error.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';

/**
 * The referral of the link or ad that the person came by. The first message uses it up.
 *
 * @throws {OptionError} The page blocked the person.
 */
export function arrival(
  world: World,
  person: PersonState,
): { entry: Entry; referral: { referral?: Record<string, unknown> } } {
  if (person.blocked) {
    throw new OptionError(`the page blocked ${person.name}: unblock the person with moderate_conversations`);
  }
  const referral = person.referral;
  person.referral = null;
  return referral
    ? { entry: entryOf(world, referral), referral: { referral } }
    : { entry: { kind: 'organic' }, referral: {} };
}

/** The entry of a referral: its app by the options `links` and `ads`. */
export function entryOf(world: World, { ref, ad_id: adId }: Record<string, unknown>): Entry {
  const { links, ads, platform } = world.options;
  // Without routing an ad gives the thread to no app.
  if (platform.hasNumbers) return { kind: 'organic' };
  if (typeof adId === 'string') return { kind: 'ad', ...ads[adId] };
  const appId = Object.hasOwn(links, String(ref)) ? links[String(ref)] : undefined;
  return appId === undefined ? { kind: 'organic' } : { kind: 'link', appId };
}
