import { ANSWERABLE, type HandoverEvent, type PageReference } from '../events.ts';
import type { Ownership } from '../ownership/owner.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import type { PageClient } from '../ports.ts';
import type { Warnings } from './warnings.ts';

/** Looks whether the messages of a page ever reach this app as the owner. */
export interface StandbyWatch {
  /** Pages whose messages reach this app, as `platform:pageId`: nothing is looked for there any more. */
  readonly reached: ReadonlySet<string>;
  /** An event of a person came in; `ownership` is what was known of the thread with it. */
  seen(event: HandoverEvent, ownership: Ownership | undefined): void;
}

/** What {@link standbyWatch} works with. */
export interface StandbyWatchOptions {
  readonly warnings: Warnings;
  readonly clientOf: (page: PageReference) => Pick<PageClient, 'getThreadOwner'>;
  /** Whether the bot has a handler that asks for such events. */
  readonly isWanted: (kind: string) => boolean;
}

const MOST_PAGES = 10_000;

/**
 * Warns where every message of a page comes on standby without a hand-over that explains it: then another app is the page's
 * default app, whose id Meta is asked for once per warning. Ends for a page with the first message on `messaging`.
 */
export function standbyWatch({ warnings, clientOf, isWanted }: StandbyWatchOptions): StandbyWatch {
  /** Pages whose messages reach this app. */
  const reached = new Set<string>();
  /** Pages whose owner is being looked up. */
  const asking = new Set<string>();

  /** Beyond the bound every page counts as reached: a missing warning is better than a wrong one. */
  function isReached(key: string): boolean {
    return reached.has(key) || reached.size >= MOST_PAGES;
  }

  async function warn(page: PageReference, userId: string, known: string | undefined): Promise<void> {
    const ownerAppId = known ?? (await ownerNow(page, userId));
    warnings.warn('all_on_standby', { page, fields: ownerAppId === undefined ? {} : { ownerAppId } });
  }

  /** The app that owns the thread without a hand-over: the default app. */
  async function ownerNow(page: PageReference, userId: string): Promise<string | undefined> {
    try {
      const owner = await clientOf(page).getThreadOwner(userId);
      return owner.state === 'owned' ? owner.appId : undefined;
    } catch {
      // The warning is right without a name too.
      return undefined;
    }
  }

  return {
    reached,
    seen(event, ownership) {
      if (!ANSWERABLE.has(event.kind) || event.userId === undefined) return;
      // There routing itself is the news, and warned of.
      if (!PLATFORMS[event.platform].hasThreadControl) return;
      const { platform, pageId } = event;
      const key = `${platform}:${pageId}`;
      if (event.lane === 'messaging') {
        if (isReached(key)) return;
        reached.add(key);
        warnings.cured('all_on_standby', event);
        return;
      }
      if (isReached(key) || asking.has(key) || !isWanted(event.kind) || isExplained(ownership)) return;
      const owner = ownership?.owner;
      const known = owner?.kind === 'app' ? owner.appId : undefined;
      if (warnings.isSilent('all_on_standby', event)) {
        warnings.warn('all_on_standby', { page: event, fields: known === undefined ? {} : { ownerAppId: known } });
        return;
      }
      asking.add(key);
      void warn({ platform, pageId }, event.userId, known).finally(() => asking.delete(key));
    },
  };
}

/** A hand-over that this app made or received. */
function isExplained(ownership: Ownership | undefined): boolean {
  return ownership?.source === 'pass' || ownership?.source === 'take' || ownership?.source === 'call';
}
