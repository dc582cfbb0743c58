import type { Counters } from '../state/world.ts';
import type { SandboxSession } from './session.ts';

/**
 * A session with the ids that were given out since: a bot that keeps running drops a message whose id it has seen, and
 * takes a new person with an id it has seen for the old one. People who are not in the session keep their names and ids,
 * as after a reset.
 */
export function keepIds(
  session: SandboxSession,
  now: Counters,
  known: { names: readonly { name: string; id: string }[]; count: number },
): SandboxSession {
  const names = new Set(session.names.map(({ name }) => name));
  const ids = new Set(session.names.map(({ id }) => id));
  return {
    ...session,
    names: [...session.names, ...known.names.filter(({ name, id }) => !names.has(name) && !ids.has(id))],
    counters: {
      run: now.run,
      ids: Math.max(now.ids, session.counters.ids),
      stamp: session.counters.stamp,
      people: Math.max(known.count, session.counters.people),
    },
  };
}
