import type { OwnedClock } from '../clock.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { resolveQuirks } from '../quirks.ts';
import { watchExpiry } from '../state/effects.ts';
import { newPerson } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import { connect, replaceEntries, type World } from '../state/world.ts';
import type { SandboxSession, SessionPage } from './session.ts';
import { importUploads } from './session-uploads.ts';

/** Replaces everything with a checked session. Deliveries that were pending before are dropped. */
export function importSession(run: Run, clock: OwnedClock, session: SandboxSession): void {
  const { apps, counters, timeline } = session;
  run.dispatcher.clear();
  run.outbox.clear();
  for (const world of run.worlds) world.clear();
  clock.set(session.now);

  run.apps = new Map(apps.map((app) => [app.id, app]));
  run.counters = counters;
  run.worlds = session.pages.map(({ platform, page, routing, defaultApp, links, ads, quirks, apps: own }) =>
    run.worldFor({
      platform: PLATFORMS[platform],
      page,
      routing,
      defaultApp,
      links,
      ads,
      apps: own,
      quirks: resolveQuirks(quirks),
      people: [],
    }),
  );
  for (const [at, page] of session.pages.entries()) restorePage(run.worlds[at] as World, page);
  run.timeline.restore(timeline.entries, timeline.last);
  run.faults.restore(session.faults);
  run.dispatcher.restore(session.deliveries);
}

function restorePage(world: World, { names, people, personas, labels, comments, apps, ...session }: SessionPage): void {
  const { page, links, ads } = world.options;
  Object.assign(page, session.page);
  replaceEntries(links, session.links);
  replaceEntries(ads, session.ads);
  world.routing = session.routing;
  world.defaultApp = session.defaultApp;
  world.quirks = resolveQuirks(session.quirks);
  world.apps = new Map(
    apps.map((app) => [app.id, { ...connect(world.run, app), subscribed: app.subscribed, callback: app.callback }]),
  );
  world.names.clear();
  for (const { name, id } of names) world.names.set(name, id);
  for (const persona of personas) {
    const profilePictureUrl = rehosted(world, persona.profilePictureUrl);
    world.personas.set(persona.id, { ...persona, profilePictureUrl });
  }
  world.profile = session.profile;
  world.uploads.restore(importUploads(session.uploads));
  for (const { buttons, ...person } of people) {
    world.people.set(person.id, {
      ...newPerson(person.id, person.name, person.folder),
      ...person,
      messages: person.messages.map((message) => withMedia(world, message)),
      received: person.received.map((message) => withMedia(world, message)),
      buttons: new Map(buttons),
    });
  }
  for (const label of labels) world.labels.set(label.id, { ...label, people: new Set(label.people) });
  for (const comment of comments) world.comments.set(comment.id, comment);
  for (const person of world.people.values()) watchExpiry(world, person);
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
