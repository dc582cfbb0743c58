import { hourly, type PageReference, type PluginHost } from '@handover/core';
import { pageKey } from './platform.ts';

/** Makes a function that says whether a warning about a page is due: once per page and cause, then at most hourly. */
export function dueWarnings({ clock }: Pick<PluginHost, 'clock'>): (cause: string, page: PageReference) => boolean {
  const isDue = hourly(clock);
  return (cause, page) => isDue(`${cause} ${pageKey(page)}`);
}
