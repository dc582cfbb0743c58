import type { OwnedClock } from '../clock.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { resolveQuirks } from '../quirks.ts';
import { watchExpiry } from '../state/effects.ts';
import { newPerson } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import { connect, replaceEntries, type World } from '../state/world.ts';
import type { SandboxSession, SessionPage } from './session.ts';

/** Replaces everything with a checked session. Deliveries that were pending before are dropped. */
export function importSession(run: Run, clock: OwnedClock, session: SandboxSession): void {
  const { apps, counters, timeline } = session;
  run.dispatcher.clear();
  run.outbox.clear();
  for (const world of run.worlds) world.clear();
  clock.set(session.now);

  run.apps = new Map(apps.map((app) => [app.id, app]));
  run.counters = counters;
  run.worlds = session.pages.map(({ names: _, people: __, personas: ___, ...page }) =>
    run.worldFor({ ...page, platform: PLATFORMS[page.platform], quirks: resolveQuirks(page.quirks) }),
  );
  for (const [at, page] of session.pages.entries()) restorePage(run.worlds[at] as World, page);
  run.timeline.restore(timeline.entries, timeline.last);
  run.faults.restore(session.faults);
  run.dispatcher.restore(session.deliveries);
}

function restorePage(world: World, { names, people, personas, apps, ...session }: SessionPage): void {
  const { page, links, ads } = world.options;
  Object.assign(page, session.page);
  replaceEntries(links, session.links);
  replaceEntries(ads, session.ads);
  world.routing = session.routing;
  world.defaultApp = session.defaultApp;
  world.quirks = resolveQuirks(session.quirks);
  world.apps = new Map(apps.map((app) => [app.id, { ...connect(world.run, app), subscribed: app.subscribed }]));
  world.names.clear();
  for (const { name, id } of names) world.names.set(name, id);
  for (const persona of personas) {
    // This sandbox hosts the pictures now, perhaps on another port.
    const profilePictureUrl = persona.profilePictureUrl.replace(/^http:\/\/[^/]+(?=\/_sandbox\/)/, world.url);
    world.personas.set(persona.id, { ...persona, profilePictureUrl });
  }
  for (const { buttons, ...person } of people) {
    const fresh = newPerson(person.id, person.name, person.folder);
    world.people.set(person.id, { ...fresh, ...person, buttons: new Map(buttons) });
  }
  for (const person of world.people.values()) watchExpiry(world, person);
}
