import { asError, errorFields, type PageReference, type PluginHost } from '@handover/core';
import { pageKey } from './platform.ts';
import { remember } from './remember.ts';

/** Whether deliveries prove that this app receives what happens in threads of other apps. */
export interface Hearing {
  /** Records that a standby item or another app's echo arrived for this page. Never rejects. */
  note(page: PageReference): Promise<void>;
  /** Whether one arrived for this page within the last week. */
  hears(page: PageReference): Promise<boolean>;
}

/**
 * Name of the page's value in the store. No API of Meta's shows whether the page's standby toggle is on, so a delivery
 * is the only proof. If a restart lost the proof, takeback would read conversations without need.
 */
const VALUE = 'takeback-heard';
const DAY_MS = 86_400_000;
/** The proof expires because a person may switch the toggle off later. */
const PROVES_FOR_MS = 7 * DAY_MS;

/** Records in the store which pages send standby items or foreign echoes: one write per page and day. */
export function hearing(bot: Pick<PluginHost, 'clock' | 'logger' | 'pageValues'>): Hearing {
  const { clock, logger } = bot;
  /** For each page, when the next write is needed, in ms. */
  const noted = new Map<string, number>();

  return {
    async note(page) {
      const key = pageKey(page);
      if (clock.now() < (noted.get(key) ?? 0)) return;
      remember(noted, key, clock.now() + DAY_MS);
      try {
        const values = bot.pageValues(page);
        const expected = await values.get(VALUE);
        // If another process wrote first, its record serves as well.
        await values.compareAndSet(VALUE, String(clock.now()), { expected, ttlMs: PROVES_FOR_MS });
      } catch (error) {
        noted.delete(key);
        logger.debug({ error: errorFields(asError(error)) }, 'The arrival of standby events could not be recorded');
      }
    },
    async hears(page) {
      if (clock.now() < (noted.get(pageKey(page)) ?? 0)) return true;
      return (await bot.pageValues(page).get(VALUE)) !== undefined;
    },
  };
}
