/** One page of a list of Graph. */
export interface ListPage<T> {
  readonly data?: readonly T[] | undefined;
  readonly paging?: { readonly cursors?: { readonly after?: string }; readonly next?: string } | undefined;
}

const maxPages = 100;

/**
 * All entries of a list, page after page, at most 100 pages. A page without `next` is the last one, and so is one whose
 * cursor has come before: a server that repeats itself ends the list.
 */
export async function allPages<T>(
  readPage: (after: string | undefined) => Promise<ListPage<T> | undefined>,
): Promise<T[]> {
  const entries: T[] = [];
  const seen = new Set<string | undefined>();
  let after: string | undefined;
  do {
    seen.add(after);
    const page = await readPage(after);
    if (Array.isArray(page?.data))
      entries.push(...page.data.filter((entry) => typeof entry === 'object' && entry !== null));
    after = cursorAfter(page);
  } while (after !== undefined && !seen.has(after) && seen.size < maxPages);
  return entries;
}

function cursorAfter(page: ListPage<unknown> | undefined): string | undefined {
  const next = page?.paging?.next;
  if (next === undefined) return undefined;
  return (
    page?.paging?.cursors?.after ??
    (URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined)
  );
}
