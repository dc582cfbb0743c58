import { unexpectedAnswer } from './graph-answer.ts';
import type { AnswerHead } from './sending.ts';

/** One page of a list of Graph. */
export interface ListPage<T> {
  readonly data?: readonly T[] | undefined;
  readonly paging?: { readonly cursors?: { readonly after?: string }; readonly next?: string } | undefined;
}

const maxPages = 100;

/**
 * Reads all entries of a list, page by page. The list ends at a page without `next`, or at a page whose cursor was seen
 * before.
 *
 * @throws {GraphError} The list has more than 100 pages. A partial list is never returned.
 */
export async function allPages<T>(
  operation: string,
  readPage: (after: string | undefined) => Promise<{ data?: ListPage<T> | undefined; response: AnswerHead }>,
): Promise<T[]> {
  const entries: T[] = [];
  const seen = new Set<string | undefined>();
  let after: string | undefined;
  do {
    seen.add(after);
    const { data: page, response } = await readPage(after);
    if (Array.isArray(page?.data))
      entries.push(...page.data.filter((entry) => typeof entry === 'object' && entry !== null));
    after = cursorAfter(page);
    if (after !== undefined && !seen.has(after) && seen.size >= maxPages)
      throw unexpectedAnswer(`the list goes on after ${maxPages} pages`, response, operation);
  } while (after !== undefined && !seen.has(after));
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
