import type { World } from '../state/world.ts';
import { nonEmpty } from './checks.ts';
import { createPerson, type Person } from './person.ts';

/** Everybody by name. The handles outlive a reset; using one brings its person back. */
export interface Crowd {
  /** The person of this name: the same object for the same name. @throws {RangeError} The limit of people is reached. */
  person(name: string): Person;
  /** Those who are here. */
  present(): Person[];
  /** Names with their ids, those of people who left with a reset too, and how many ids were given. */
  known(): { names: { name: string; id: string }[]; count: number };
  /** Takes up what `known` gave; handles of other people are forgotten. */
  restore(names: readonly { name: string; id: string }[], count: number): void;
}

/** Nobody yet. */
export function createCrowd(world: World): Crowd {
  const handles = new Map<string, Person>();
  let count = 0;

  /** Handles of people who never came back make room. */
  function forgetUnused(): void {
    if (handles.size < world.options.limits.people) return;
    for (const [name, person] of handles) if (!world.people.has(person.id)) handles.delete(name);
  }

  return {
    person(name) {
      nonEmpty('person: name', name);
      let person = handles.get(name);
      if (!person) {
        forgetUnused();
        person = createPerson(world, String(world.options.platform.peopleAfter + BigInt(++count)), name);
      }
      world.addPerson(person.id, name);
      handles.set(name, person);
      return person;
    },
    present: () => [...handles.values()].filter((person) => world.people.has(person.id)),
    known: () => ({ names: [...handles.values()].map(({ name, id }) => ({ name, id })), count }),
    restore(names, given) {
      const before = new Map(handles);
      handles.clear();
      for (const { name, id } of names) {
        const same = before.get(name);
        handles.set(name, same?.id === id ? same : createPerson(world, id, name));
      }
      count = given;
    },
  };
}
