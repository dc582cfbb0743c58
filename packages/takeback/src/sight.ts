import {
  asError,
  errorFields,
  type PageReference,
  type PastMessage,
  type PluginHost,
  type Thread,
} from '@handover/core';
import { dueWarnings } from './due-warnings.ts';
import { definiteReason } from './failure.ts';
import type { Hearing } from './hearing.ts';
import { canLookUp, HEARING_FIELDS, pageKey } from './platform.ts';
import { remember } from './remember.ts';

/** Reads the replies of people from a conversation if deliveries may not show them. */
export interface Sight {
  /**
   * Resolves to the time in ms of the newest reply since `sinceMs` in the conversation, or to `undefined` if there is
   * none, or if the bot receives replies anyway. `'blind'`: the bot neither receives replies nor can read them.
   */
  newestReply(thread: Thread, sinceMs: number): Promise<number | 'blind' | undefined>;
}

const KEEP_MS = 600_000;
/** A failed look-up is cached too: with a token that lacks the permission, each look-up would cost a call. */
const KEEP_FAILURE_MS = 60_000;
/** Past messages are dated to the second, so a message sent at the moment of the hand-over proves nothing. */
const PROOF_AFTER_MS = 2_000;

interface Entry {
  /** Names of the missing fields; `undefined` if the look-up failed. */
  readonly missing: Promise<readonly string[] | undefined>;
  untilMs: number;
}

/**
 * Reads a page's conversations if replies may not reach the bot. Either its subscriptions lack them (looked up once,
 * cached for ten minutes), or nothing from another app has arrived, as when the page's standby toggle is off.
 */
export function sight(bot: Pick<PluginHost, 'appId' | 'client' | 'clock' | 'logger'>, hearing: Hearing): Sight {
  const { appId, clock, logger } = bot;
  const pages = new Map<string, Entry>();
  const isDue = dueWarnings(bot);

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
      if (isDue('subscriptions', page)) {
        const fields = { ...page, error: errorFields(asError(error)) };
        logger.warn(fields, 'The subscriptions of a page could not be read');
      }
      return undefined;
    }
  }

  function warnOfSubscriptions(page: PageReference, missing: readonly string[] | undefined): void {
    if (!isDue('hearing', page)) return;
    if (missing === undefined) {
      logger.warn(
        { ...page, cure: 'Use a client that has getSubscriptions.' },
        'It is unknown whether this app receives replies, so takeback reads the newest messages before it takes a thread',
      );
    } else {
      logger.warn(
        { ...page, missing, cure: 'Subscribe the app to the fields in missing.' },
        'This app does not receive all replies, so takeback reads the newest messages before it takes a thread',
      );
    }
  }

  /** Resolves to the newest messages of a thread, or to `undefined` if they cannot be read. */
  async function read(page: PageReference, userId: string): Promise<readonly PastMessage[] | undefined> {
    try {
      return await bot.client(page).getLatestMessages(userId);
    } catch (error) {
      if (definiteReason(error) === undefined) throw error;
      if (isDue('unreadable', page)) {
        const fields = { ...page, error: errorFields(asError(error)) };
        logger.warn(fields, 'The newest messages of a thread could not be read');
      }
      return undefined;
    }
  }

  return {
    async newestReply(thread, sinceMs) {
      const { platform, pageId } = thread;
      // A number has no messages to read: its echoes are all there is.
      if (!canLookUp(platform)) return undefined;
      const page = { platform, pageId };
      const missing = await missingOf(page);
      const isSubscribed = missing?.length === 0;
      if (isSubscribed && (await hearing.hears(page))) return undefined;
      if (!isSubscribed) warnOfSubscriptions(page, missing);

      const messages = await read(page, thread.userId);
      // Unless the subscriptions are known to lack replies, rely on deliveries.
      if (messages === undefined) return isSubscribed || missing === undefined ? undefined : 'blind';
      const isDeaf = messages.some(({ createdAt }) => createdAt.getTime() >= sinceMs + PROOF_AFTER_MS);
      if (isSubscribed && isDeaf && isDue('hearing', page)) {
        const cure = 'Switch on "access standby channel" in the page\'s settings, Conversation Routing.';
        logger.warn(
          { ...page, cure },
          'This app received nothing that others wrote in a thread of another app, so takeback reads the newest messages before it takes a thread',
        );
      }
      // This app cannot have written since it lost the thread, so others wrote what came from the page.
      const replies = messages
        .filter(({ fromId }) => fromId !== thread.userId)
        .map(({ createdAt }) => createdAt.getTime());
      const newest = Math.max(...replies);
      return newest >= sinceMs ? newest : undefined;
    },
  };
}
