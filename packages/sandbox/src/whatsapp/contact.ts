import type { Contact, PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';

/** How WhatsApp names the person. */
export function contactOf({ contact, name }: PersonState): Contact {
  if (!contact) throw new Error(`${name} has no phone number`);
  return contact;
}

/** The person in `contacts` of a delivery. Without the phone number if the person hides it. */
export function contactItem(person: PersonState): Record<string, unknown> {
  const { username } = person.profile;
  return {
    profile: { name: person.name, ...(username === undefined ? {} : { username }) },
    ...phone(person, 'wa_id'),
    user_id: contactOf(person).userId,
  };
}

/** The sender of a message: the phone number unless the person hides it, and the BSUID. */
export function fromPerson(person: PersonState): Record<string, unknown> {
  return { ...phone(person, 'from'), from_user_id: contactOf(person).userId };
}

/** The phone number under this name; nothing if the person hides it. */
export function phone(person: PersonState, name: string): Record<string, string> {
  const { waId, hidesPhone } = contactOf(person);
  return hidesPhone ? {} : { [name]: waId };
}

/** A phone number without what people write between its digits; a BSUID as it is. */
export function plainName(name: string): string {
  return name.replace(/[+ ()-]/g, '');
}

/** The person who has this phone number or BSUID now. */
export function findContact({ people }: World, name: string): PersonState | undefined {
  const plain = plainName(name);
  return [...people.values()].find(({ contact }) => contact?.waId === plain || contact?.userId === plain);
}
