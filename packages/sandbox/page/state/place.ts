import { type Filter, KINDS, NO_FILTER } from '../timeline/filter.ts';

/** Panes: side by side where there is room, else one at a time. */
export const PANES = ['customer', 'inbox', 'timeline'] as const;

/** One of the panes. */
export type Pane = (typeof PANES)[number];

/** Folders of the inbox. */
export const FOLDERS = ['main', 'done', 'spam'] as const;

/** One of the inbox's folders. */
export type Folder = (typeof FOLDERS)[number];

/** What this tab looks at. It stands in the address, so that a reload, a link and the back button bring it back. */
export interface Place {
  /** PSID of the thread in sight; empty: the first one. */
  person: string;
  pane: Pane;
  folder: Folder;
  /** Number of the timeline's entry that is inspected; 0: none. */
  entry: number;
  filter: Filter;
}

/** Where a tab starts. */
const START: Place = { person: '', pane: 'customer', folder: 'main', entry: 0, filter: NO_FILTER };

/** Reads the part of an address after `#`. What it does not know is left out. */
export function readPlace(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string): string => values.get(name) ?? '';
  const entry = Number(text('entry'));
  const hidden = text('hide').split(',');
  return {
    person: text('person'),
    pane: PANES.find((pane) => pane === text('pane')) ?? START.pane,
    folder: FOLDERS.find((folder) => folder === text('folder')) ?? START.folder,
    entry: Number.isSafeInteger(entry) && entry > 0 ? entry : 0,
    filter: {
      hidden: KINDS.filter((kind) => hidden.includes(kind)),
      app: text('app'),
      person: text('only'),
      text: text('find'),
    },
  };
}

/** Writes what `readPlace` reads; what is as at the start is left out. */
export function writePlace({ person, pane, folder, entry, filter }: Place): string {
  const values = new URLSearchParams();
  const set = (name: string, value: string, start = ''): void => {
    if (value !== start) values.set(name, value);
  };
  set('person', person);
  set('pane', pane, START.pane);
  set('folder', folder, START.folder);
  set('entry', String(entry), '0');
  set('hide', filter.hidden.join(','));
  set('app', filter.app);
  set('only', filter.person);
  set('find', filter.text);
  return `#${values}`;
}
