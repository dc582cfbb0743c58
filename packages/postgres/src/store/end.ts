import type { EndEvent, Store } from '@handover/core/store';
import type { Database } from '../database/database.ts';

type EndOptions = Parameters<Store['end']>[1];

/** The store's `end`, in one statement. Resolves to no answers. */
export type End = (events: readonly EndEvent[], options: EndOptions, since: number) => Promise<readonly never[]>;

/** How often to check an app's letters for expiry if no new letter came. */
const LOOK_EVERY_MS = 1_000;

/** Makes `end`. @param purgeIsDue Whether expired rows should be removed besides, after so many operations. */
export function end(database: Database, purgeIsDue: (operations: number, now: number) => boolean): End {
  /** The last trim of each app. Nearly every event that ends asks for a trim; there is rarely anything to remove. */
  const trimmed = new Map<string, { readonly at: number; readonly keepMs: number; readonly most: number }>();

  /** The apps whose letters to trim. */
  function appsToTrim(events: readonly EndEvent[], { now, letters }: EndOptions): readonly string[] {
    for (const { id, letter } of events) if (letter !== undefined) trimmed.delete(appOf(id));
    if (letters === undefined) return [];
    const { keepMs, most } = letters;
    const due = [...new Set(events.map(({ id }) => appOf(id)))].filter((app) => {
      const last = trimmed.get(app);
      return last?.keepMs !== keepMs || last.most !== most || Math.abs(now - last.at) >= LOOK_EVERY_MS;
    });
    for (const app of due) trimmed.set(app, { at: now, keepMs, most });
    return due;
  }

  return async (events, options, since) => {
    const { holder, doneForMs, now, letters: bounds } = options;
    const idsOf = (isWanted: (event: EndEvent) => boolean): string[] => events.filter(isWanted).map(({ id }) => id);
    const given = {
      holder,
      doneForMs,
      now,
      over: idsOf(({ outcome }) => outcome !== 'failed'),
      failed: idsOf(({ outcome }) => outcome === 'failed'),
      letters: events.flatMap(({ id, outcome, letter }) =>
        outcome === 'dead' && letter !== undefined ? [{ id, ...letter }] : [],
      ),
      bounds,
      trim: appsToTrim(events, options),
      purge: purgeIsDue(events.length, now),
    };
    await database.call('end_events', given, { since });
    return [];
  };
}

/** The app of an id: the part before the first colon. */
function appOf(id: string): string {
  const [app = ''] = id.split(':', 1);
  return app;
}
