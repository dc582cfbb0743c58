import {
  asError,
  errorFields,
  type PageReference,
  type PastMessage,
  type PluginHost,
  type Thread,
} from '@handover/core';
import { definiteReason } from './failure.ts';
import type { Hearing } from './hearing.ts';
import { HEARING_FIELDS, pageKey } from './platform.ts';
import { remember } from './remember.ts';
import { warner } from './warner.ts';

/** Reads the replies of people in a conversation, where deliveries may not show them. */
export interface Sight {
  /**
   * Time in ms of the newest reply since `sinceMs` that the conversation shows, or `undefined` where there is none or the
   * bot hears of replies anyway. `'blind'`: it does not hear of them, and can't read them either.
   */
  newestReply(thread: Thread, sinceMs: number): Promise<number | 'blind' | undefined>;
}

const KEEP_MS = 600_000;
/** A failed look-up is not repeated at once: a token without the permission would cost a call each time. */
const KEEP_FAILURE_MS = 60_000;
/** Past messages are dated to the second, so a message sent just as the thread went over proves nothing. */
const PROOF_AFTER_MS = 2_000;

interface Entry {
  /** Names of fields that are missing; `undefined` where Meta could not be asked. */
  readonly missing: Promise<readonly string[] | undefined>;
  untilMs: number;
}

/**
 * Reads a page's conversations where replies may not reach the bot: its subscriptions lack them (looked up once, cached for
 * ten minutes), or nothing of another app has ever come in, as with the page's standby toggle off.
 */
export function sight(bot: Pick<PluginHost, 'appId' | 'client' | 'clock' | 'logger'>, hearing: Hearing): Sight {
  const { appId, clock } = bot;
  const pages = new Map<string, Entry>();
  const warn = warner(bot);

  async function missingOf(page: PageReference): Promise<readonly string[] | undefined> {
    const key = pageKey(page);
    const known = pages.get(key);
    if (known !== undefined && clock.now() < known.untilMs) return known.missing;
    const entry: Entry = { missing: lookUp(page), untilMs: clock.now() + KEEP_MS };
    remember(pages, key, entry);
    const missing = await entry.missing;
    if (missing === undefined) entry.untilMs = clock.now() + KEEP_FAILURE_MS;
    return missing;
  }

  async function lookUp(page: PageReference): Promise<readonly string[] | undefined> {
    try {
      const apps = await bot.client(page).getSubscriptions();
      if (apps === undefined) return undefined;
      const fields = apps.find(({ id }) => id === appId)?.subscribedFields ?? [];
      return HEARING_FIELDS[page.platform].filter((field) => !fields.includes(field));
    } catch (error) {
      warn(
        'subscriptions',
        page,
        { error: errorFields(asError(error)) },
        'The subscriptions of a page could not be read',
      );
      return undefined;
    }
  }

  function warnOfSubscriptions(page: PageReference, missing: readonly string[] | undefined): void {
    const reads = 'so takeback is half blind: it reads the newest messages before it takes a thread';
    const what =
      missing === undefined
        ? `Whether this app hears of replies is not known, ${reads}; give it a client that has getSubscriptions`
        : `This app does not hear of all replies, ${reads}; subscribe it to what is missing`;
    warn('half blind', page, { missing }, what);
  }

  /** The newest messages of a thread; `undefined` where they can't be read. */
  async function read(page: PageReference, userId: string): Promise<readonly PastMessage[] | undefined> {
    try {
      return await bot.client(page).getLatestMessages(userId);
    } catch (error) {
      if (definiteReason(error) === undefined) throw error;
      const fields = { error: errorFields(asError(error)) };
      warn('unreadable', page, fields, 'The newest messages of a thread could not be read');
      return undefined;
    }
  }

  return {
    async newestReply(thread, sinceMs) {
      const { platform, pageId } = thread;
      const page = { platform, pageId };
      const missing = await missingOf(page);
      const isSubscribed = missing?.length === 0;
      if (isSubscribed && (await hearing.hears(page))) return undefined;
      if (!isSubscribed) warnOfSubscriptions(page, missing);

      const messages = await read(page, thread.userId);
      // Unless replies are known to be missed, the deliveries have to suffice.
      if (messages === undefined) return isSubscribed || missing === undefined ? undefined : 'blind';
      const isDeaf = messages.some(({ createdAt }) => createdAt.getTime() >= sinceMs + PROOF_AFTER_MS);
      if (isSubscribed && isDeaf) {
        warn(
          'half blind',
          page,
          {},
          'Nothing that was said in a thread of another app reached this app, so takeback is half blind: it reads the newest messages before it takes a thread. Switch on "access standby channel" in the page\'s settings, Conversation Routing',
        );
      }
      // We can't have said anything since we lost the thread: what came from the page is theirs.
      const replies = messages
        .filter(({ fromId }) => fromId !== thread.userId)
        .map(({ createdAt }) => createdAt.getTime());
      const newest = Math.max(...replies);
      return newest >= sinceMs ? newest : undefined;
    },
  };
}
