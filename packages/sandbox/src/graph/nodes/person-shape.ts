import type { PersonState } from '../../state/person-state.ts';
import type { World } from '../../state/world.ts';
import { labelShape, labelsOf } from './label-shape.ts';
import { pictureUrl } from './picture.ts';
import { edge, type Shape } from './shape.ts';

/** A person's profile, with the fields of the platform (Messenger Platform docs, User Profile API; Instagram's likewise). */
export function personShape(world: World): Shape<PersonState> {
  const { platform } = world.options;
  const profile = (person: Pick<PersonState, 'id' | 'name' | 'locale' | 'profile'>): Record<string, unknown> =>
    platform.profile(person, pictureUrl(world, person));
  const names = Object.keys(profile({ id: '', name: '', locale: '', profile: {} }));
  return {
    type: platform.personType,
    usual: platform.usualProfile,
    fields: {
      ...Object.fromEntries(names.map((name) => [name, (person: PersonState) => profile(person)[name]])),
      custom_labels: edge(labelShape, (person) => labelsOf(world, person)),
    },
  };
}
