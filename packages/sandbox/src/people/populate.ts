import type { World } from '../state/world.ts';
import { inventPersonId } from './crowd.ts';
import { createPerson } from './person.ts';

/** Adds the people of the options, with what they wrote. No app gets these messages. */
export async function populate(world: World): Promise<void> {
  const ignore = (): void => undefined;
  const quiet = { ...world, dispatcher: { ...world.dispatcher, enqueue: ignore, reportUnsubscribed: ignore } };
  await Promise.all(
    world.options.people.flatMap((given) => {
      const { name, id = world.names.get(name) ?? inventPersonId(world), locale, messages } = given;
      world.names.set(name, id);
      const person = world.addPerson(id, name);
      if (locale !== undefined) person.locale = locale;
      if (given.username !== undefined) person.profile.username = given.username;
      if (person.contact) person.contact.hidesPhone = given.hidesPhone;
      // A message takes effect before its promise resolves, so the messages keep their order.
      return messages.map((text) => createPerson(quiet, id, name).say(text));
    }),
  );
}
