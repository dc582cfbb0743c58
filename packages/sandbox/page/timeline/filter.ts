import type { TimelineEntry } from '../../src/timeline-entry.ts';

/** Kinds that can be shown or hidden, in the order of their switches. */
export const KINDS = ['action', 'call', 'delivery', 'transition', 'subscription'] as const;

/** What of the timeline is shown. An empty text, app or person lets everything through. */
export interface Filter {
  /** Kinds that are hidden. */
  hidden: readonly TimelineEntry['kind'][];
  /** App id: only its calls and deliveries, and changes of control from or to it. */
  app: string;
  /** PSID: only what belongs to that thread. */
  person: string;
  /** Part of an entry's words or JSON, in any case. */
  text: string;
}

/** Everything is shown. */
export const NO_FILTER: Filter = { hidden: [], app: '', person: '', text: '' };

const words = new WeakMap<TimelineEntry, string>();

/** The entries that the filter lets through, in order: the same list where it lets all of them. */
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

/** Printed once for each entry: ten thousand of them are searched at every key. */
function wordsOf(entry: TimelineEntry): string {
  let found = words.get(entry);
  if (found === undefined) {
    found = JSON.stringify(entry).toLowerCase();
    words.set(entry, found);
  }
  return found;
}
