import type { PersonState } from '../../state/person-state.ts';
import type { LabelState, World } from '../../state/world.ts';
import type { Shape } from './shape.ts';

/** A label of the page. The older field `name` is gone in all versions (Messenger Platform docs, Custom Labels). */
export const labelShape: Shape<LabelState> = {
  type: 'PageUserMessageThreadLabel',
  usual: ['id'],
  fields: {
    id: ({ id }) => id,
    page_label_name: ({ name }) => name,
  },
};

/** The labels that a person has. */
export function labelsOf({ labels }: World, { id }: Pick<PersonState, 'id'>): LabelState[] {
  return [...labels.values()].filter(({ people }) => people.has(id));
}
