import { textOf } from '../../text-of.ts';
import type { Call } from '../endpoint.ts';
import { invalid } from '../graph-fault.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/** The parameters that choose a page of a list. */
interface PageParameters {
  readonly limit?: unknown;
  readonly after?: unknown;
  readonly before?: unknown;
  readonly fields?: unknown;
}

/**
 * One page of a list with its cursors (Graph API docs, Paginated Results).
 *
 * @param path Path of the list for the links to the other pages: `804155501230077/personas`.
 * @param show Makes the answer's form of an item; called only for the items of the page.
 * @throws {GraphFault} Code 100: `after` or `before` is not a cursor of this list.
 */
export function listPage<T>(
  { world, versionPath }: Call,
  path: string,
  params: PageParameters,
  items: readonly T[],
  show: (item: T) => unknown,
): { data: unknown[]; paging?: Record<string, unknown> } {
  const limit = Math.min(Math.max(Number(params.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
  let from = 0;
  let to = Math.min(items.length, limit);
  if (params.after !== undefined) {
    from = position(params.after) + 1;
    to = Math.min(items.length, from + limit);
  } else if (params.before !== undefined) {
    to = Math.min(position(params.before), items.length);
    from = Math.max(0, to - limit);
  }
  const data = items.slice(from, to).map(show);
  if (data.length === 0) return { data };
  const link = (name: string, cursor: string): string => {
    const query = new URLSearchParams({ limit: String(limit), [name]: cursor });
    if (typeof params.fields === 'string') query.set('fields', params.fields);
    return `${world.url}${versionPath}/${path}?${query}`;
  };
  const [before, after] = [cursorOf(from), cursorOf(to - 1)];
  return {
    data,
    paging: {
      cursors: { before, after },
      ...(to < items.length ? { next: link('after', after) } : {}),
      ...(from > 0 ? { previous: link('before', before) } : {}),
    },
  };
}

function cursorOf(at: number): string {
  return `QVFI${Buffer.from(`:${at}`).toString('base64url')}`;
}

function position(cursor: unknown): number {
  const at = /^QVFI(.+)$/.exec(textOf(cursor))?.[1];
  const number = /^:(\d+)$/.exec(Buffer.from(at ?? '', 'base64url').toString())?.[1];
  if (number === undefined) throw invalid('Invalid cursors values. It should be a valid cursor.');
  return Number(number);
}
