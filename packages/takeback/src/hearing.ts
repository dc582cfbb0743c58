import { asError, errorFields, type PageReference, type PluginHost } from '@handover/core';

/** Whether this app has been shown what goes on in threads of other apps. */
export interface Hearing {
  /** A standby item or the echo of another app came for this page. Never rejects. */
  note(page: PageReference): Promise<void>;
  /** Whether such a thing came for this page within the last days. */
  hears(page: PageReference): Promise<boolean>;
}

/**
 * Name of the page's value in the store. It is kept there since no call of Meta's says whether the page's standby toggle is
 * on: what came in is the only proof. A process that forgot it at each restart would call itself blind until the next one.
 */
const VALUE = 'takeback-heard';
const DAY_MS = 86_400_000;
/** The toggle may be switched off later: after so long without a sign the proof is too old. */
const PROVES_FOR_MS = 7 * DAY_MS;
const MOST_PAGES = 10_000;

/** Remembers in the store for which pages others are heard. One write a page and day. */
export function hearing(bot: Pick<PluginHost, 'clock' | 'logger' | 'pageValues'>): Hearing {
  const { clock, logger } = bot;
  /** Until when a page needs no further note here, in ms. */
  const noted = new Map<string, number>();

  function keyOf({ platform, pageId }: PageReference): string {
    return `${platform}:${pageId}`;
  }

  function remember(key: string): void {
    noted.delete(key);
    noted.set(key, clock.now() + DAY_MS);
    // A map keeps the order of insertion.
    const oldest = noted.keys().next();
    if (noted.size > MOST_PAGES && oldest.done !== true) noted.delete(oldest.value);
  }

  return {
    async note(page) {
      const key = keyOf(page);
      if (clock.now() < (noted.get(key) ?? 0)) return;
      remember(key);
      try {
        const values = bot.pageValues(page);
        const expected = await values.get(VALUE);
        // Where another process was faster, its note is as good.
        await values.set(VALUE, String(clock.now()), { expected, ttlMs: PROVES_FOR_MS });
      } catch (error) {
        noted.delete(key);
        logger.debug({ error: errorFields(asError(error)) }, 'That a page is heard could not be noted');
      }
    },
    async hears(page) {
      if (clock.now() < (noted.get(keyOf(page)) ?? 0)) return true;
      return (await bot.pageValues(page).get(VALUE)) !== undefined;
    },
  };
}
