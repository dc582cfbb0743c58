import type { PersonState } from '../state/person-state.ts';
import type { World } from '../state/world.ts';
import { type SandboxSession, SESSION_FORMAT, SESSION_VERSION, type SessionPerson } from './session.ts';
import { exportUploads } from './session-uploads.ts';

/** The current state of the sandbox as plain data, which shares no objects with it. */
export function exportSession(
  world: World,
  known: { names: { name: string; id: string }[]; count: number },
): SandboxSession {
  const { page, platform, links, ads } = world.options;
  const session: SandboxSession = {
    format: SESSION_FORMAT,
    version: SESSION_VERSION,
    platform: platform.name,
    now: world.clock.now(),
    page,
    routing: world.routing,
    defaultApp: world.defaultApp,
    links,
    ads,
    quirks: world.quirks,
    apps: [...world.apps.values()],
    names: known.names,
    people: [...world.people.values()].map(sessionPerson),
    personas: [...world.personas.values()],
    uploads: exportUploads(world.uploads.all()),
    profile: world.profile,
    counters: { ...world.counters, people: known.count },
    faults: world.faults.list(),
    deliveries: world.dispatcher.snapshot(),
    timeline: { last: world.timeline.last(), entries: world.timeline.after(0) },
  };
  return JSON.parse(JSON.stringify(session)) as SandboxSession;
}

function sessionPerson({ expiryTimer: _, buttons, ...person }: PersonState): SessionPerson {
  return { ...person, buttons: [...buttons] };
}
