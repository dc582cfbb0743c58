import type { Entry } from '../model/happenings.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';

/** The referral of a link or ad that brought the person here, used up by the first message. */
export function arrival(
  world: World,
  person: PersonState,
): { entry: Entry; referral: { referral?: Record<string, unknown> } } {
  const referral = person.referral;
  person.referral = null;
  return referral
    ? { entry: entryOf(world, referral), referral: { referral } }
    : { entry: { kind: 'organic' }, referral: {} };
}

/** Which app a referral leads to, by the tables in the options. */
export function entryOf(world: World, { ref, ad_id: adId }: Record<string, unknown>): Entry {
  const { links, ads } = world.options;
  if (typeof adId === 'string') return { kind: 'ad', ...ads[adId] };
  const appId = Object.hasOwn(links, String(ref)) ? links[String(ref)] : undefined;
  return appId === undefined ? { kind: 'organic' } : { kind: 'link', appId };
}
