import { hourly, type PageReference, type PluginHost } from '@handover/core';
import { pageKey } from './platform.ts';

/** Logs a warning about a page. A `cause` that was logged within the last hour is skipped. */
export type Warn = (cause: string, page: PageReference, fields: object, message: string) => void;

/** Makes a function that logs each warning once per page and cause, then at most hourly. */
export function warner({ clock, logger }: Pick<PluginHost, 'clock' | 'logger'>): Warn {
  const isDue = hourly(clock);
  return (cause, page, fields, message) => {
    const { platform, pageId } = page;
    if (isDue(`${cause} ${pageKey(page)}`)) logger.warn({ platform, pageId, ...fields }, message);
  };
}
