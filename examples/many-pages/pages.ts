import { type ClientOptions, createClient } from '@handover/client';
import type { HandoverClient, PageReference } from '@handover/core';

/** A page that the process answers for. */
export interface PageSettings {
  readonly id: string;
  /** Id of the Instagram account linked to it: deliveries of Instagram carry this one. @default none */
  readonly instagramId?: string;
  /** The page's own token. */
  readonly token: string;
  /** Meta's Graph, or a sandbox. @default 'https://graph.facebook.com' */
  readonly graphUrl?: string;
}

/**
 * One client per page and platform, made once, for the option `client` of `createHandover`. It gives none for a page that is
 * not in the list: nothing is sent for that page, and its deliveries are not brought again.
 *
 * @throws {TypeError} The settings of a page are wrong, or two have one id.
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
 * The pages of the environment variable PAGES: `[{ "id": "…", "token": "…" }, …]`.
 *
 * @throws {TypeError} It is no such list. The message does not quote it, since it holds tokens.
 */
export function readPages(json: string | undefined): readonly PageSettings[] {
  let pages: unknown;
  try {
    pages = JSON.parse(json ?? '');
  } catch {
    // The parser's own message quotes the text.
    pages = undefined;
  }
  if (!Array.isArray(pages) || pages.length === 0 || !pages.every(isPage)) {
    throw new TypeError(
      'Set PAGES to a list like [{ "id": "1029384756", "token": "the page token" }], ids as strings; "instagramId" and "graphUrl" may stand with them',
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
