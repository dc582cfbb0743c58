import type { OwnedClock } from '../clock.ts';
import { resolveQuirks } from '../quirks.ts';
import { watchExpiry } from '../state/effects.ts';
import { newPerson } from '../state/person-state.ts';
import { replaceEntries, type World } from '../state/world.ts';
import type { SandboxSession } from './session.ts';
import { importUploads } from './session-uploads.ts';

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
      { ...persona, profilePictureUrl: rehosted(world, persona.profilePictureUrl) },
    ]),
  );
  world.profile = session.profile;
  world.uploads.restore(importUploads(session.uploads));
  world.people = new Map(
    session.people.map(({ buttons, ...person }) => [
      person.id,
      {
        ...newPerson(person.id, person.name, person.folder),
        ...person,
        messages: person.messages.map((message) => withMedia(world, message)),
        received: person.received.map((message) => withMedia(world, message)),
        buttons: new Map(buttons),
      },
    ]),
  );
  for (const person of world.people.values()) watchExpiry(world, person);
  world.timeline.restore(timeline.entries, timeline.last);
  world.faults.restore(session.faults);
  world.dispatcher.restore(session.deliveries);
}

/** A message whose media are at this sandbox's address. */
function withMedia<T extends { attachments?: unknown[] }>(world: World, message: T): T {
  if (!message.attachments) return message;
  return { ...message, attachments: message.attachments.map((one) => atHome(world, one)) };
}

function atHome(world: World, attachment: unknown): unknown {
  const { payload } = attachment as { payload?: { url?: unknown } | null };
  if (typeof payload?.url !== 'string') return attachment;
  return { ...(attachment as object), payload: { ...payload, url: rehosted(world, payload.url) } };
}

/** This sandbox hosts the pictures and media now, perhaps on another port. */
function rehosted({ url }: World, address: string): string {
  return address.replace(/^http:\/\/[^/]+(?=\/_sandbox\/)/, url);
}
