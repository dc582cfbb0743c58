import { BoundedMap } from '../bounded-map.ts';
import { isThenable, within } from '../clock.ts';
import type { Warnings } from '../diagnosis/warnings.ts';
import { HandoverError } from '../errors.ts';
import type { PageReference, Platform } from '../events.ts';
import type { HandoverOptions } from '../options.ts';
import { missingCalls } from '../platform/client-calls.ts';
import { DEFAULT_PLATFORM, PLATFORMS } from '../platform/platforms.ts';
import type { BotClient, Clock, PageClient } from '../ports.ts';
import { type Found, PageClientHandle } from './page-client.ts';

/** The clients of all pages. */
export interface PageClients {
  /**
   * The client of a page, in a box: what is resolved to must not be taken for a promise. Rejects with a {@link HandoverError} (`unknown_page`, `wrong_client` or `client_timeout`), or with
   * the failure of the user's function.
   */
  find(page: PageReference): Promise<Found>;
  /** A handle whose calls wait for the client. No look-up is made before the first call. */
  of(page: PageReference): PageClient;
}

/** What page clients are found with. */
export interface PageClientsOptions {
  readonly clock: Clock;
  readonly warnings: Warnings;
}

const KEEP_MS = 60_000;
/** Short, since the page may be added at any time and its events count as handled until then. */
const KEEP_REFUSAL_MS = 10_000;
/** A slower look-up counts as failed: every wait has a bound. */
const ANSWER_WITHIN_MS = 10_000;
const MOST_PAGES = 10_000;

interface Entry {
  readonly client: Promise<Found>;
  /** In ms. */
  untilMs: number;
}

/** Entry id of the deliveries that the app dashboard's Test button makes. */
const TEST_PAGE = '0';

/** Finds the client of each page, and refuses to act on a page with the token of another. */
export function pageClients(client: HandoverOptions['client'], { clock, warnings }: PageClientsOptions): PageClients {
  const entries = new BoundedMap<string, Entry>(MOST_PAGES);

  async function find(page: PageReference): Promise<Found> {
    if (typeof client !== 'function') return fitting(client, page);
    const key = `${page.platform}:${page.pageId}`;
    const known = entries.get(key);
    if (known !== undefined && clock.now() < known.untilMs) return known.client;
    // Calls during the look-up share its result.
    const entry: Entry = { client: lookUp(client, page), untilMs: Number.POSITIVE_INFINITY };
    entries.set(key, entry);
    try {
      const found = await entry.client;
      entry.untilMs = clock.now() + KEEP_MS;
      return found;
    } catch (error) {
      const isAnswer = error instanceof HandoverError && error.code !== 'client_timeout';
      entry.untilMs = isAnswer ? clock.now() + KEEP_REFUSAL_MS : 0;
      throw error;
    }
  }

  async function lookUp(clientOf: Exclude<HandoverOptions['client'], BotClient>, page: PageReference): Promise<Found> {
    const answer = clientOf(page);
    const found = isThenable(answer)
      ? await within(clock, Promise.resolve(answer), ANSWER_WITHIN_MS, () => late(page))
      : answer;
    if (found === undefined || found === null) throw unknown(page);
    return fitting(found, page);
  }

  function unknown({ platform, pageId }: PageReference): HandoverError {
    const sentence = `The function client gave no client for page ${pageId} on ${platform}`;
    if (pageId !== TEST_PAGE) warnings.warn('unknown_page', { page: { platform, pageId } });
    return new HandoverError('unknown_page', `${sentence}: give one for it, or take the app off the page`);
  }

  return { find, of: (page) => new PageClientHandle(() => find(page)) };
}

/** Whether the option `client` may give a client for threads of a platform; a function may for any. */
export function mayServe(platform: Platform, client: HandoverOptions['client']): boolean {
  return typeof client === 'function' || (client.platform ?? DEFAULT_PLATFORM) === platform;
}

function late({ platform, pageId }: PageReference): HandoverError {
  return new HandoverError(
    'client_timeout',
    `The function client did not answer within ${ANSWER_WITHIN_MS} ms for page ${pageId} on ${platform}`,
  );
}

/** @throws {HandoverError} Code `wrong_client`: it can't act on this page. */
function fitting(found: BotClient, page: PageReference): Found {
  const isOfPlatform = found.platform === undefined || found.platform === page.platform;
  const missing = isOfPlatform ? missingCalls(found, page.platform) : [];
  if (missing.length > 0) {
    const calls = missing.map((call) => `${call}()`).join(', ');
    throw new HandoverError('wrong_client', `The client of page ${page.pageId} on ${page.platform} lacks ${calls}`);
  }
  const namesPage =
    PLATFORMS[page.platform].isClientOfThreadsPage && found.pageId !== undefined && found.pageId !== 'me';
  if (isOfPlatform && !(namesPage && found.pageId !== page.pageId)) return { client: found };
  throw new HandoverError(
    'wrong_client',
    `The client is for page ${found.pageId ?? 'me'} on ${found.platform ?? DEFAULT_PLATFORM}, the thread is on page ${page.pageId} on ${page.platform}: pass createHandover a function as client, ({ platform, pageId }) => the client of that page`,
  );
}
