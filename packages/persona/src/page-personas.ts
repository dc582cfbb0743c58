import type { PageReference } from '@handover/core';
import type { WantedPersona } from './options.ts';
import { PagePersona, type PagePersonaParts } from './page-persona.ts';

/** How many pages this process keeps in memory. The least recently used page is removed first. */
const MAX_PAGES = 1_000;

/** The personas of all pages of a bot. */
export class PagePersonas {
  // A map keeps the order of insertion: a page that is used moves to the end.
  readonly #pages = new Map<string, Map<string, PagePersona>>();
  #isClosed = false;

  constructor(
    private readonly parts: Pick<PagePersonaParts, 'host' | 'startedAt'> & {
      readonly personas: ReadonlyMap<string, WantedPersona>;
    },
  ) {}

  /** A page's persona by its name in the options; `undefined` if the options lack that name or the bot is closed. */
  of({ platform, pageId }: PageReference, key: string): PagePersona | undefined {
    const wanted = this.parts.personas.get(key);
    if (wanted === undefined || this.#isClosed) return undefined;
    const page = this.#pages.get(pageId) ?? new Map<string, PagePersona>();
    this.#pages.delete(pageId);
    this.#pages.set(pageId, page);
    if (this.#pages.size > MAX_PAGES) this.#forgetOldest();

    const known = page.get(key);
    if (known !== undefined) return known;
    const { host, startedAt } = this.parts;
    const made = new PagePersona({ host, page: { platform, pageId }, key, wanted, startedAt });
    page.set(key, made);
    return made;
  }

  /** Cancels the work in progress. */
  close(): void {
    this.#isClosed = true;
    for (const page of this.#pages.values()) for (const persona of page.values()) persona.close();
  }

  #forgetOldest(): void {
    const oldest = this.#pages.keys().next();
    if (oldest.done !== true) this.#pages.delete(oldest.value);
  }
}
