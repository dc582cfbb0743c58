import type { PersonState } from '../state/person-state.ts';
import type { LabelState, World } from '../state/world.ts';
import type { Shape } from './shape.ts';

/** A label of the page (Messenger Platform docs, Custom Labels). Before v12 its name was called `name`. */
export const labelShape: Shape<LabelState> = {
  type: 'PageUserMessageThreadLabel',
  usual: ['id'],
  fields: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    page_label_name: ({ name }) => name,
  },
};

/** The labels that a person has. */
export function labelsOf({ labels }: World, { id }: Pick<PersonState, 'id'>): LabelState[] {
  return [...labels.values()].filter(({ people }) => people.has(id));
}
