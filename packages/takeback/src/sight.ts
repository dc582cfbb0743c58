import {
  asError,
  errorFields,
  type HandoverClient,
  type PageReference,
  type PluginHost,
  type Thread,
} from '@handover/core';
import { definiteReason } from './failure.ts';

/** What a bot sees of the people who answer, where it is not told by its subscriptions. */
export interface Sight {
  /**
   * Time in ms of the newest reply since `sinceMs` that the conversation shows, or `undefined` where there is none or the
   * bot hears of replies anyway. `'blind'`: it does not hear of them, and can't read them either.
   */
  newestReply(thread: Thread, sinceMs: number): Promise<number | 'blind' | undefined>;
}

/** What echoes of others come with. On Instagram they ride on `messages`. Source: Messenger and Instagram Platform docs, Webhooks. */
const NEEDED = { messenger: ['message_echoes', 'standby'], instagram: ['messages', 'standby'] } as const;

const KEEP_MS = 600_000;
/** A failed look-up is not repeated at once: a token without the permission would cost a call each time. */
const KEEP_FAILURE_MS = 60_000;
const MOST_PAGES = 10_000;

interface Entry {
  /** Names of fields that are missing; `undefined` where Meta could not be asked. */
  readonly missing: Promise<readonly string[] | undefined>;
  untilMs: number;
}

/** Sees through the subscriptions of each page, asked once and kept for ten minutes, and through its conversations. */
export function sight(bot: Pick<PluginHost, 'appId' | 'client' | 'clock' | 'logger'>): Sight {
  const { appId, clock, logger } = bot;
  const pages = new Map<string, Entry>();
  const warned = new Set<string>();

  async function missingOf(page: PageReference): Promise<readonly string[] | undefined> {
    const key = `${page.platform}:${page.pageId}`;
    const known = pages.get(key);
    if (known !== undefined && clock.now() < known.untilMs) return known.missing;
    const entry: Entry = { missing: lookUp(page), untilMs: clock.now() + KEEP_MS };
    pages.delete(key);
    pages.set(key, entry);
    forgetOldest(pages);
    const missing = await entry.missing;
    if (missing === undefined) entry.untilMs = clock.now() + KEEP_FAILURE_MS;
    if (missing?.length !== 0) warnOnce(key, page, missing);
    return missing;
  }

  async function lookUp(page: PageReference): Promise<readonly string[] | undefined> {
    try {
      const apps = await bot.client(page).getSubscriptions?.();
      if (apps === undefined) return undefined;
      const fields = apps.find(({ id }) => id === appId)?.subscribedFields ?? [];
      return NEEDED[page.platform].filter((field) => !fields.includes(field));
    } catch (error) {
      logger.warn({ ...page, error: errorFields(asError(error)) }, 'The subscriptions of a page could not be read');
      return undefined;
    }
  }

  function warnOnce(key: string, { platform, pageId }: PageReference, missing: readonly string[] | undefined): void {
    if (warned.has(key)) return;
    warned.add(key);
    forgetOldest(warned);
    const reads = 'so takeback is half blind: it reads the newest messages before it takes a thread';
    const what =
      missing === undefined
        ? `It can't be told whether this app hears of replies, ${reads}; client.getSubscriptions tells`
        : `This app does not hear of all replies, ${reads}; subscribe it to what is missing`;
    logger.warn({ platform, pageId, missing }, what);
  }

  async function read(client: HandoverClient, { userId }: Thread, sinceMs: number): Promise<number | undefined> {
    const messages = (await client.getLatestMessages?.(userId)) ?? [];
    // We can't have said anything since we lost the thread: what came from the page is theirs.
    const replies = messages.filter(({ fromId }) => fromId !== userId).map(({ createdAt }) => createdAt.getTime());
    const newest = Math.max(...replies);
    return newest >= sinceMs ? newest : undefined;
  }

  return {
    async newestReply(thread, sinceMs) {
      const { platform, pageId } = thread;
      const client = bot.client({ platform, pageId });
      const missing = await missingOf({ platform, pageId });
      if (missing?.length === 0) return undefined;
      // Where it can't be told what is subscribed, what came in has to do.
      const unreadable = missing === undefined ? undefined : 'blind';
      if (client.getLatestMessages === undefined) return unreadable;
      try {
        return await read(client, thread, sinceMs);
      } catch (error) {
        if (definiteReason(error) === undefined) throw error;
        logger.warn(
          { platform, pageId, error: errorFields(asError(error)) },
          'The newest messages of a thread could not be read',
        );
        return unreadable;
      }
    },
  };
}

/** Keeps the memory of pages bounded: collections keep the order of insertion. */
function forgetOldest(known: Map<string, unknown> | Set<string>): void {
  const oldest = known.keys().next();
  if (known.size > MOST_PAGES && oldest.done !== true) known.delete(oldest.value);
}
