import type { TimelineEntry } from '../sandbox.ts';

/** Kinds of entries that can be hidden, in the order of their switches. */
export const KINDS = ['action', 'call', 'delivery', 'transition', 'subscription'] as const;

/** Which entries of the timeline are shown. An empty text, app or person matches everything. */
export interface Filter {
  /** Kinds that are hidden. */
  hidden: readonly TimelineEntry['kind'][];
  /** App id: only its calls and deliveries, and changes of control from or to it. */
  app: string;
  /** PSID: only what belongs to that thread. */
  person: string;
  /** Part of an entry's words or JSON; case does not matter. */
  text: string;
}

/** Everything is shown. */
export const NO_FILTER: Filter = { hidden: [], app: '', person: '', text: '' };

const words = new WeakMap<TimelineEntry, string>();

/** The entries that match the filter, in order. If all of them match, returns the same list. */
export function filterEntries(entries: readonly TimelineEntry[], filter: Filter): readonly TimelineEntry[] {
  const text = filter.text.trim().toLowerCase();
  if (filter.hidden.length === 0 && !filter.app && !filter.person && !text) return entries;
  return entries.filter(
    (entry) =>
      !filter.hidden.includes(entry.kind) &&
      (!filter.person || entry.person?.id === filter.person) &&
      (!filter.app || concerns(entry, filter.app)) &&
      (!text || wordsOf(entry).includes(text)),
  );
}

function concerns(entry: TimelineEntry, appId: string): boolean {
  switch (entry.kind) {
    case 'call':
      return entry.app?.id === appId;
    case 'delivery':
    case 'subscription':
      return entry.app.id === appId;
    case 'transition':
      return entry.from?.id === appId || entry.to?.id === appId;
    case 'action':
      return entry.detail['appId'] === appId;
  }
}

/** Words of an entry, built only once: a search looks through ten thousand entries at every key. */
function wordsOf(entry: TimelineEntry): string {
  let found = words.get(entry);
  if (found === undefined) {
    found = JSON.stringify(entry).toLowerCase();
    words.set(entry, found);
  }
  return found;
}
