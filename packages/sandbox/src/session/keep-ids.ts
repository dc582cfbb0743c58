import type { Run } from '../state/run.ts';
import type { SandboxSession, SessionPage } from './session.ts';

/**
 * A session with the ids that were given out since: a bot that keeps running drops a message whose id it has seen, and
 * takes a new person with an id it has seen for the old one. People who are not in the session keep their names and ids,
 * as after a reset.
 */
export function keepIds(session: SandboxSession, run: Run): SandboxSession {
  const { counters } = session;
  return {
    ...session,
    pages: session.pages.map((page) => keepNames(page, run)),
    counters: {
      run: run.counters.run,
      ids: Math.max(run.counters.ids, counters.ids),
      stamp: counters.stamp,
      people: Math.max(run.counters.people, counters.people),
    },
  };
}

function keepNames(page: SessionPage, run: Run): SessionPage {
  const known = run.worldOf({ id: page.page.id, platform: page.platform })?.names ?? [];
  const names = new Set(page.names.map(({ name }) => name));
  const ids = new Set(page.names.map(({ id }) => id));
  const others = [...known]
    .map(([name, id]) => ({ name, id }))
    .filter(({ name, id }) => !names.has(name) && !ids.has(id));
  return { ...page, names: [...page.names, ...others] };
}
