import type { Folder } from '../state/place.ts';

/** The inbox's folders as Meta names them. */
export const folderNames: Readonly<Record<Folder, string>> = { main: 'Main', done: 'Done', spam: 'Spam' };
