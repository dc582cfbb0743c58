import { type Filter, KINDS, NO_FILTER } from '../timeline/filter.ts';

/** Panes: side by side if there is room, else one at a time. */
export const PANES = ['customer', 'inbox', 'timeline'] as const;

/** One of the panes. */
export type Pane = (typeof PANES)[number];

/** Folders of the inbox. */
export const FOLDERS = ['main', 'done', 'spam'] as const;

/** One of the inbox's folders. */
export type Folder = (typeof FOLDERS)[number];

/** What this tab shows. It is part of the address, so a reload, a link and the back button restore it. */
export interface Place {
  /** Key of the page in sight (`keyOf`); empty: the first page. */
  page: string;
  /** PSID of the thread in sight; empty: the first thread. */
  person: string;
  pane: Pane;
  folder: Folder;
  /** Number of the inspected timeline entry; 0: none. */
  entry: number;
  filter: Filter;
}

/** Where a tab starts. */
const START: Place = { page: '', person: '', pane: 'customer', folder: 'main', entry: 0, filter: NO_FILTER };

/** Reads the part of an address after `#`. Unknown parts are ignored. */
export function readPlace(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string): string => values.get(name) ?? '';
  const entry = Number(text('entry'));
  const hidden = text('hide').split(',');
  return {
    page: /^[a-z]+\../.test(text('page')) ? text('page') : '',
    person: text('person'),
    pane: PANES.find((pane) => pane === text('pane')) ?? START.pane,
    folder: FOLDERS.find((folder) => folder === text('folder')) ?? START.folder,
    entry: Number.isSafeInteger(entry) && entry > 0 ? entry : 0,
    filter: {
      hidden: KINDS.filter((kind) => hidden.includes(kind)),
      app: text('app'),
      person: text('only'),
      text: text('find'),
      allPages: text('pages') === 'all',
    },
  };
}

/** Writes what `readPlace` reads, without the values that equal the start. */
export function writePlace({ page, person, pane, folder, entry, filter }: Place): string {
  const values = new URLSearchParams();
  const set = (name: string, value: string, start = ''): void => {
    if (value !== start) values.set(name, value);
  };
  set('page', page);
  set('person', person);
  set('pane', pane, START.pane);
  set('folder', folder, START.folder);
  set('entry', String(entry), '0');
  set('hide', filter.hidden.join(','));
  set('app', filter.app);
  set('only', filter.person);
  set('find', filter.text);
  set('pages', filter.allPages ? 'all' : '');
  return `#${values}`;
}
