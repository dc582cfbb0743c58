import type { PageRef, ThreadSummary, TimelineEntry } from '../sandbox.ts';

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
  /** Entries of all pages of the run, not only of the page in sight. */
  allPages: boolean;
  /** Part of an entry's words or JSON; case does not matter. */
  text: string;
}

/** Everything is shown. */
export const NO_FILTER: Filter = { hidden: [], app: '', person: '', text: '', allPages: false };

/** The page in sight, if the run has several. */
export interface OnePage extends Pick<PageRef, 'id' | 'platform'> {
  threads: readonly Pick<ThreadSummary, 'person'>[];
}

const words = new WeakMap<TimelineEntry, string>();

/**
 * The entries that match the filter, in order. If all of them match, returns the same list.
 *
 * @param page The page in sight; undefined: the run has only one page.
 */
export function filterEntries(
  entries: readonly TimelineEntry[],
  filter: Filter,
  page?: OnePage,
): readonly TimelineEntry[] {
  const text = filter.text.trim().toLowerCase();
  const isHere = page === undefined || filter.allPages ? undefined : onPage(page);
  if (filter.hidden.length === 0 && !filter.app && !filter.person && !text && !isHere) return entries;
  return entries.filter(
    (entry) =>
      (isHere === undefined || isHere(entry)) &&
      !filter.hidden.includes(entry.kind) &&
      (!filter.person || entry.person?.id === filter.person) &&
      (!filter.app || concerns(entry, filter.app)) &&
      (!text || wordsOf(entry).includes(text)),
  );
}

/**
 * Whether an entry is about this page, or about none: an app on all its pages, the clock. While the run had only one
 * page, its entries did not name it: their person says whose they are.
 */
function onPage({ id, platform, threads }: OnePage): (entry: TimelineEntry) => boolean {
  const people = new Set(threads.map(({ person }) => person.id));
  return ({ page, person }) =>
    page ? page.id === id && page.platform === platform : person === undefined || people.has(person.id);
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
