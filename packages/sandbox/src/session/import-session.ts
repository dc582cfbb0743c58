import type { OwnedClock } from '../clock.ts';
import { resolveQuirks } from '../quirks.ts';
import { watchExpiry } from '../state/effects.ts';
import { newPerson } from '../state/person-state.ts';
import { replaceEntries, type World } from '../state/world.ts';
import type { SandboxSession } from './session.ts';

/** Replaces everything with a checked session. Deliveries that were pending before are dropped. */
export function importSession(world: World, clock: OwnedClock, session: SandboxSession): void {
  const { counters, timeline } = session;
  world.dispatcher.clear();
  world.outbox.clear();
  for (const person of world.people.values()) clock.clearTimeout(person.expiryTimer);
  clock.set(session.now);

  const { page, links, ads } = world.options;
  Object.assign(page, session.page);
  replaceEntries(links, session.links);
  replaceEntries(ads, session.ads);
  world.routing = session.routing;
  world.defaultApp = session.defaultApp;
  world.quirks = resolveQuirks(session.quirks);
  world.counters = { run: counters.run, ids: counters.ids, stamp: counters.stamp };
  world.apps = new Map(session.apps.map((app) => [app.id, app]));
  world.personas = new Map(
    session.personas.map((persona) => [
      persona.id,
      // This sandbox hosts the pictures now, perhaps on another port.
      {
        ...persona,
        profilePictureUrl: persona.profilePictureUrl.replace(/^http:\/\/[^/]+(?=\/_sandbox\/)/, world.url),
      },
    ]),
  );
  world.profile = session.profile;
  world.people = new Map(
    session.people.map(({ buttons, ...person }) => [
      person.id,
      { ...newPerson(person.id, person.name, person.folder), ...person, buttons: new Map(buttons) },
    ]),
  );
  for (const person of world.people.values()) watchExpiry(world, person);
  world.timeline.restore(timeline.entries, timeline.last);
  world.faults.restore(session.faults);
  world.dispatcher.restore(session.deliveries);
}
