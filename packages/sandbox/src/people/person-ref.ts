import { OptionError } from '../option-error.ts';
import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';

/** A person, by id or as the object that `sandbox.person` gave. */
export type PersonRef = string | { readonly id: string };

/** The person behind a reference. @throws {OptionError} There is none with this id. */
export function findRef(world: World, what: string, ref: PersonRef): PersonState {
  const id = typeof ref === 'string' ? ref : ref?.id;
  world.checkPresent();
  const person = world.people.get(id);
  if (!person) throw new OptionError(`${what}: no person has this id; make one with sandbox.person(name)`);
  return person;
}
