import type { PageReference } from '../ownership/routing-modes.ts';

/** The pages whose events came in. */
export interface SeenPages {
  add(page: PageReference): void;
  all(): readonly PageReference[];
}

/** `bot.check()` asks Meta about each: of more pages the first are checked. */
const MOST_PAGES = 100;

export function seenPages(): SeenPages {
  const pages = new Map<string, PageReference>();
  return {
    add({ platform, pageId }) {
      if (pages.size >= MOST_PAGES) return;
      pages.set(`${platform}:${pageId}`, { platform, pageId });
    },
    all: () => [...pages.values()],
  };
}
