import type { PageView, Platform } from '../sandbox.ts';

/** Names one page of the run. A Facebook Page and its Instagram account have the same id. */
interface PageId {
  readonly id: string;
  readonly platform: Platform;
}

/** A page in the address of a tab, such as `instagram.1001`. */
export function keyOf({ id, platform }: PageId): string {
  return `${platform}.${id}`;
}

/** The page in sight: the wanted one if the run has it, else the first one. Undefined while the pages are unknown. */
export function pageInSight(pages: readonly PageView[], wanted: string): PageView | undefined {
  return pages.find((page) => keyOf(page) === wanted) ?? pages[0];
}

/** A path below `/_sandbox/` about the page with this key; the path itself for an empty key. */
export function pathOn(path: string, key: string): string {
  if (key === '') return path;
  const dot = key.indexOf('.');
  const query = new URLSearchParams({ page: key.slice(dot + 1), platform: key.slice(0, dot) });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** The name of a page among the others, with its platform if another page has the same name. */
export function nameOfPage(
  page: PageId & { readonly name: string },
  pages: readonly (PageId & { readonly name: string })[],
): string {
  const hasTwin = pages.some((other) => other.name === page.name && keyOf(other) !== keyOf(page));
  return hasTwin ? `${page.name}, ${platformNames[page.platform]}` : page.name;
}

/** The platforms' own names. */
export const platformNames: Readonly<Record<Platform, string>> = {
  messenger: 'Messenger',
  instagram: 'Instagram',
  whatsapp: 'WhatsApp',
};
