import type { PersonState } from '../state/person-state.ts';
import type { Run } from '../state/run.ts';
import type { World } from '../state/world.ts';
import {
  type SandboxSession,
  SESSION_FORMAT,
  SESSION_VERSION,
  type SessionPage,
  type SessionPerson,
} from './session.ts';
import { exportUploads, type Room, roomForFiles } from './session-uploads.ts';

/** The current state of the sandbox as plain data, which shares no objects with it. */
export function exportSession(run: Run): SandboxSession {
  const room = roomForFiles();
  const session: SandboxSession = {
    format: SESSION_FORMAT,
    version: SESSION_VERSION,
    now: run.clock.now(),
    apps: [...run.apps.values()],
    pages: run.worlds.map((world) => sessionPage(world, room)),
    counters: run.counters,
    faults: run.faults.list(),
    deliveries: run.dispatcher.snapshot(),
    timeline: { last: run.timeline.last(), entries: run.timeline.after(0) },
  };
  return JSON.parse(JSON.stringify(session)) as SandboxSession;
}

function sessionPage(world: World, room: Room): SessionPage {
  const { options, routing, defaultApp, quirks, apps, names, people, personas } = world;
  const { uploads, profile, labels, comments } = world;
  const { platform, page, links, ads } = options;
  return {
    platform: platform.name,
    page,
    routing,
    defaultApp,
    links,
    ads,
    quirks,
    apps: [...apps.values()].map(({ name: _, shared: __, ...app }) => app),
    names: [...names].map(([name, id]) => ({ name, id })),
    people: [...people.values()].map(sessionPerson),
    personas: [...personas.values()],
    labels: [...labels.values()].map((label) => ({ ...label, people: [...label.people] })),
    comments: [...comments.values()],
    uploads: exportUploads(uploads.all(), room),
    profile,
  };
}

function sessionPerson({ expiryTimer: _, buttons, ...person }: PersonState): SessionPerson {
  return { ...person, buttons: [...buttons] };
}
