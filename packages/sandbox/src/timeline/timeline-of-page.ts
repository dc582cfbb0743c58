import type { World } from '../state/world.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/**
 * True if an entry is about this page. While a run has only one page, its entries do not name the page. After that, an
 * entry without a page is of the page that has its person, or of no page.
 */
export function isOfPage(world: World, { page, person }: TimelineEntry): boolean {
  if (page) return page.id === world.options.page.id && page.platform === world.options.platform.name;
  if (world.run.worlds.length === 1) return true;
  return person !== undefined && world.people.has(person.id);
}
