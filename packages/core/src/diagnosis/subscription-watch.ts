import { asError } from '../errors.ts';
import type { PageReference } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { Clock, Logger, PageClient } from '../ports.ts';
import type { Warnings } from './warnings.ts';

/** Looks whether Meta still delivers: a bot that gets nothing has nothing to log. */
export interface SubscriptionWatch {
  /** Whether the webhook answers with 5xx. */
  readonly isFailing: boolean;
  /** A delivery with events of these pages was answered with this status. */
  answered(status: number, pages: readonly PageReference[]): void;
  stop(): void;
}

/** What {@link subscriptionWatch} works with. */
export interface SubscriptionWatchOptions {
  readonly appId: string;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clientOf: (page: PageReference) => PageClient;
  /** The page of a bot that has one client, which can read subscriptions. */
  readonly ownPage: PageReference | undefined;
  /** Whether a handler waits for messages. */
  readonly isWanted: () => boolean;
}

/** After the start, so that the first deliveries come first. */
const FIRST_AFTER_MS = 10_000;
/** Meta ends the subscription of a webhook that fails for an hour. Source: Messenger Platform docs, Webhooks. */
const FAILING_FOR_MS = 1_800_000;
const MOST_PAGES = 100;

/** Asks for the subscriptions of the page once after the start, and again while the webhook answers with 5xx. */
export function subscriptionWatch(options: SubscriptionWatchOptions): SubscriptionWatch {
  const { appId, warnings, clock, logger, clientOf, ownPage, isWanted } = options;
  const failing = new Map<string, PageReference>();
  let stopped = false;
  let first: unknown;
  let failure: unknown;

  async function look(page: PageReference): Promise<void> {
    try {
      const apps = await clientOf(page).getSubscriptions();
      if (apps === undefined || stopped || !isWanted()) return;
      const own = apps.find(({ id }) => id === appId);
      // On WhatsApp Graph says that the app is subscribed, and not to which fields.
      const isSubscribed = own !== undefined && own.subscribedFields === undefined;
      const fields = own?.subscribedFields ?? [];
      if (isSubscribed || fields.includes('messages')) warnings.cured('not_subscribed', page);
      else warnings.warn('not_subscribed', { page, fields: { subscribedFields: fields } });
    } catch (error) {
      logger.debug({ ...page, error: errorFields(asError(error)) }, 'The subscriptions of a page could not be read');
    }
  }

  function armFailure(): void {
    watch.isFailing = true;
    failure = clock.setTimeout(() => {
      warnings.warn('webhook_failing');
      for (const page of failing.values()) void look(page);
      armFailure();
    }, FAILING_FOR_MS);
  }

  function recovered(): void {
    watch.isFailing = false;
    clock.clearTimeout(failure);
    failing.clear();
    warnings.cured('webhook_failing');
  }

  if (ownPage !== undefined) {
    first = clock.setTimeout(() => void look(ownPage), FIRST_AFTER_MS);
  }
  const watch = {
    isFailing: false,
    answered(status: number, pages: readonly PageReference[]): void {
      if (status < 500) {
        if (watch.isFailing) recovered();
        return;
      }
      // Events come as pages: only what names the page is kept and logged.
      for (const { platform, pageId } of pages) {
        if (failing.size < MOST_PAGES) failing.set(`${platform}:${pageId}`, { platform, pageId });
      }
      if (!watch.isFailing && !stopped) armFailure();
    },
    stop(): void {
      stopped = true;
      clock.clearTimeout(first);
      clock.clearTimeout(failure);
    },
  };
  return watch;
}
