import { type ClientOptions, createClient } from '@handover/client';
import type { HandoverClient, PageReference } from '@handover/core';

/** A page that this process serves. */
export interface PageSettings {
  readonly id: string;
  /** Id of the Instagram account linked to the page. Instagram deliveries carry this id. @default none */
  readonly instagramId?: string;
  /** The page's own token. */
  readonly token: string;
  /** Meta's Graph, or a sandbox. @default 'https://graph.facebook.com' */
  readonly graphUrl?: string;
}

/**
 * Makes one client per page and platform, for the option `client` of `createHandover`. The returned function gives no
 * client for a page outside the list. Then nothing is sent for that page, and its deliveries are not redelivered.
 *
 * @throws {TypeError} The settings of a page are wrong, or two pages have the same id.
 */
export function clientsOf(pages: readonly PageSettings[]): (page: PageReference) => HandoverClient | undefined {
  const clients = new Map<string, HandoverClient>();
  function add(platform: 'messenger' | 'instagram', id: string, options: ClientOptions): void {
    const key = `${platform}:${id}`;
    if (clients.has(key)) throw new TypeError(`PAGES holds ${id} on ${platform} twice`);
    clients.set(key, createClient({ ...options, platform }));
  }
  for (const { id, instagramId, token: accessToken, graphUrl: baseUrl } of pages) {
    const options = { accessToken, pageId: id, baseUrl };
    add('messenger', id, options);
    if (instagramId !== undefined) add('instagram', instagramId, options);
  }
  return ({ platform, pageId }) => clients.get(`${platform}:${pageId}`);
}

/**
 * Reads the pages from the environment variable PAGES: `[{ "id": "…", "token": "…" }, …]`.
 *
 * @throws {TypeError} It is not such a list. The message does not quote it, because it holds tokens.
 */
export function readPages(json: string | undefined): readonly PageSettings[] {
  let pages: unknown;
  try {
    pages = JSON.parse(json ?? '');
  } catch {
    // The parser's own message quotes the text, so it is not used.
    pages = undefined;
  }
  if (!Array.isArray(pages) || pages.length === 0 || !pages.every(isPage)) {
    throw new TypeError(
      'Set PAGES to a list like [{ "id": "1029384756", "token": "the page token" }], ids as strings; "instagramId" and "graphUrl" are optional',
    );
  }
  return pages;
}

function isPage(value: unknown): value is PageSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { id, token, instagramId, graphUrl } = value as Record<string, unknown>;
  const isText = (each: unknown): boolean => typeof each === 'string' && each !== '';
  return isText(id) && isText(token) && [instagramId, graphUrl].every((each) => each === undefined || isText(each));
}
