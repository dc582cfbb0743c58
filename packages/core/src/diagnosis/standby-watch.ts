import { ANSWERABLE, type HandoverEvent } from '../events.ts';
import type { Ownership } from '../ownership/owner.ts';
import type { Warnings } from './warnings.ts';

/** Looks whether the messages of a page ever reach this app as the owner. */
export interface StandbyWatch {
  /** An event of a person came in; `ownership` is what was known of the thread with it. */
  seen(event: HandoverEvent, ownership: Ownership | undefined): void;
}

/** What {@link standbyWatch} works with. */
export interface StandbyWatchOptions {
  readonly warnings: Warnings;
  /** Whether the bot has a handler that asks for such events. */
  readonly isWanted: (kind: string) => boolean;
}

const MOST_PAGES = 10_000;

/**
 * Warns where every message of a page comes on standby without a hand-over that explains it: then another app is the page's
 * default app. Names that app where an echo or a look-up has. Ends for a page with the first message on `messaging`.
 */
export function standbyWatch({ warnings, isWanted }: StandbyWatchOptions): StandbyWatch {
  /** Pages whose messages reach this app. */
  const reached = new Set<string>();

  return {
    seen(event, ownership) {
      if (!ANSWERABLE.has(event.kind) || event.userId === undefined) return;
      const { platform, pageId } = event;
      const key = `${platform}:${pageId}`;
      if (event.lane === 'messaging') {
        if (reached.has(key) || reached.size >= MOST_PAGES) return;
        reached.add(key);
        warnings.cured('all_on_standby', event);
        return;
      }
      if (reached.has(key) || !isWanted(event.kind) || isExplained(ownership)) return;
      const owner = ownership?.owner;
      const ownerAppId = owner?.kind === 'app' ? owner.appId : undefined;
      warnings.warn('all_on_standby', { page: event, fields: ownerAppId === undefined ? {} : { ownerAppId } });
    },
  };
}

/** A hand-over that this app made or received. */
function isExplained(ownership: Ownership | undefined): boolean {
  return ownership?.source === 'pass' || ownership?.source === 'take' || ownership?.source === 'call';
}
