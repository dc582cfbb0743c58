import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import type { Shape } from './shape.ts';

/** Fields of a profile that the sandbox has no value for (Messenger Platform docs, User Profile API; Instagram's likewise). */
const EMPTY = [
  'email',
  'follower_count',
  'gender',
  'is_business_follow_user',
  'is_user_follow_business',
  'is_verified_user',
  'locale',
  'profile_pic',
  'timezone',
];

/** A person's profile, with the fields of the platform. */
export function personShape({ url, options: { platform } }: World): Shape<PersonState> {
  const profile = (person: Pick<PersonState, 'id' | 'name' | 'locale'>): Record<string, unknown> =>
    platform.profile(person, `${url}/_sandbox/pictures/${person.id}`);
  const names = Object.keys(profile({ id: '', name: '', locale: '' }));
  return {
    type: platform.personType,
    usual: platform.usualProfile,
    fields: Object.fromEntries(names.map((name) => [name, (person) => profile(person)[name]])),
    empty: EMPTY,
  };
}
