import type { World } from '../state/world.ts';
import { nonEmpty } from './checks.ts';
import { createPerson, type Person } from './person.ts';

/** All people by name. The handles outlive a reset: using one brings its person back. */
export interface Crowd {
  /** The person of this name: the same object for the same name. @throws {RangeError} The limit of people is reached. */
  person(name: string): Person;
  /** The people who exist now. */
  present(): Person[];
  /** Names with their ids, including people removed by a reset, and how many ids were given out. */
  known(): { names: { name: string; id: string }[]; count: number };
  /** Restores what `known` returned. Forgets the handles of other people. */
  restore(names: readonly { name: string; id: string }[], count: number): void;
}

/** Creates a crowd without people. */
export function createCrowd(world: World): Crowd {
  const handles = new Map<string, Person>();
  let count = 0;

  /** Forgets the handles of people who did not come back after a reset, to make room. */
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
