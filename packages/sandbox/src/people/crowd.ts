import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import { nonEmpty } from './checks.ts';
import { createPerson, type Person } from './person.ts';

/** All people of a page by name. The handles outlive a reset: using one brings its person back. */
export interface Crowd {
  /** The person of this name: the same object for the same name. @throws {RangeError} The limit of people is reached. */
  person(name: string): Person;
  /** The people who exist now. */
  present(): Person[];
}

/** The handles of a page's people. `world.names` decides their ids. */
export function createCrowd(world: World): Crowd {
  const handles = new Map<string, Person>();
  const { names } = world;

  /** Forgets people who did not come back after a reset, to make room. */
  function forgetUnused(): void {
    if (names.size < world.options.limits.people) return;
    for (const [name, id] of names) if (!world.people.has(id)) names.delete(name);
    for (const name of handles.keys()) if (!names.has(name)) handles.delete(name);
  }

  function handleOf(id: string, name: string): Person {
    const known = handles.get(name);
    if (known?.id === id) return known;
    const person = createPerson(world, id, name);
    handles.set(name, person);
    return person;
  }

  return {
    person(name) {
      nonEmpty('person: name', name);
      let id = names.get(name);
      if (id === undefined) {
        forgetUnused();
        id = inventPersonId(world);
      }
      world.addPerson(id, name);
      names.set(name, id);
      return handleOf(id, name);
    },
    present: () => [...names].filter(([, id]) => world.people.has(id)).map(([name, id]) => handleOf(id, name)),
  };
}

/** An id that no person of the run has. */
export function inventPersonId({ run, options }: World): string {
  let id: string;
  do id = String(options.platform.peopleAfter + BigInt(++run.counters.people));
  while (isTaken(run, id));
  return id;
}

function isTaken({ worlds }: Run, id: string): boolean {
  for (const { names } of worlds) for (const known of names.values()) if (known === id) return true;
  return false;
}
