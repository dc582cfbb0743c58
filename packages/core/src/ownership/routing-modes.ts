import { asError, subcodeOf } from '../errors.ts';
import type { Platform } from '../events.ts';
import { errorFields } from '../logger.ts';
import type { Clock, HandoverClient, Logger, RoutingMode } from '../ports.ts';

/** A page on a platform. */
export interface PageReference {
  /** Where its people write. */
  readonly platform: Platform;
  /** The page's id; on Instagram the account's. */
  readonly pageId: string;
}

/** How each page routes. */
export interface RoutingModes {
  /** What is known now; starts a look-up in the background where it is not. Never waits. */
  known(page: PageReference): RoutingMode | undefined;
  /** The mode, looked up where it is not known; `undefined` where the look-up fails. Never rejects. */
  get(page: PageReference): Promise<RoutingMode | undefined>;
  /** Notes what a refusal of Meta's told: taking control "is not supported when Conversation Routing is not enabled". */
  learn(page: PageReference, error: unknown): void;
}

const KEEP_MS = 600_000;
/** A failed look-up is not repeated at once: a page without the permission would cost a call each event. */
const KEEP_FAILURE_MS = 60_000;
const MOST_PAGES = 10_000;

/** Messenger's and Instagram's refusal of a take where routing is off. Source: Messenger Platform docs, Conversation Routing. */
const ROUTING_OFF_SUBCODES = new Set([2018464, 2534123]);

/** True where a refusal tells that the page has no routing. */
export function saysRoutingOff(error: unknown): boolean {
  return ROUTING_OFF_SUBCODES.has(subcodeOf(error) ?? 0);
}

interface Entry {
  mode: RoutingMode | undefined;
  until: number;
  pending: Promise<RoutingMode | undefined> | undefined;
}

/**
 * The modes of all pages: `fixed`, or asked of Meta once per page and kept for ten minutes (`auto`).
 *
 * @param clientFor The client of a page; may throw.
 */
export function routingModes(
  fixed: RoutingMode | 'auto',
  clientFor: (page: PageReference) => HandoverClient,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): RoutingModes {
  if (fixed !== 'auto') return { known: () => fixed, get: async () => fixed, learn: () => undefined };

  const pages = new Map<string, Entry>();

  function entryOf(page: PageReference): Entry {
    const key = `${page.platform}:${page.pageId}`;
    let entry = pages.get(key);
    if (entry === undefined) {
      entry = { mode: undefined, until: 0, pending: undefined };
      pages.set(key, entry);
      const oldest = pages.keys().next();
      if (pages.size > MOST_PAGES && oldest.done !== true) pages.delete(oldest.value);
    }
    return entry;
  }

  async function lookUp(page: PageReference, entry: Entry): Promise<RoutingMode | undefined> {
    try {
      const mode = await clientFor(page).getRoutingMode();
      entry.mode = mode;
      entry.until = clock.now() + KEEP_MS;
      return mode;
    } catch (error) {
      entry.until = clock.now() + KEEP_FAILURE_MS;
      logger.warn(
        { pageId: page.pageId, platform: page.platform, error: errorFields(asError(error)) },
        'The routing mode of a page could not be read: set the option routing, or mend the client',
      );
      return entry.mode;
    } finally {
      entry.pending = undefined;
    }
  }

  function refresh(page: PageReference): Entry {
    const entry = entryOf(page);
    // One turn later, so that a delivery does not carry the start of a network call.
    if (entry.pending === undefined && clock.now() >= entry.until) {
      entry.pending = Promise.resolve().then(() => lookUp(page, entry));
    }
    return entry;
  }

  return {
    // A stale mode serves until the new one is there.
    known: (page) => refresh(page).mode,
    get: async (page) => {
      const entry = refresh(page);
      return entry.mode ?? entry.pending;
    },
    learn(page, error) {
      if (!saysRoutingOff(error)) return;
      const entry = entryOf(page);
      entry.mode = 'off';
      entry.until = clock.now() + KEEP_MS;
    },
  };
}
