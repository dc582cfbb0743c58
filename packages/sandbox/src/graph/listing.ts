import type { Call } from './endpoint.ts';
import { invalid } from './graph-fault.ts';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

/**
 * One page of a list with its cursors (Graph API docs, Paginated Results).
 *
 * @throws {GraphFault} Code 100: `after` or `before` is not a cursor of this list.
 */
export function listPage(call: Call, items: readonly object[], edge: string): Record<string, unknown> {
  const { params, world, nodeId, versionPath } = call;
  const limit = Math.min((params['limit'] as number | undefined) ?? DEFAULT_LIMIT, MAX_LIMIT);
  let from = 0;
  let to = Math.min(items.length, limit);
  if (params['after'] !== undefined) {
    from = position(params['after']) + 1;
    to = Math.min(items.length, from + limit);
  } else if (params['before'] !== undefined) {
    to = Math.min(position(params['before']), items.length);
    from = Math.max(0, to - limit);
  }
  const data = items.slice(from, to);
  if (data.length === 0) return { data };
  const link = (name: string, cursor: string): string => {
    const query = new URLSearchParams({ limit: String(limit), [name]: cursor });
    if (typeof params['fields'] === 'string') query.set('fields', params['fields']);
    return `${world.url}${versionPath}/${nodeId}/${edge}?${query}`;
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
  const at = /^QVFI(.+)$/.exec(String(cursor))?.[1];
  const number = /^:(\d+)$/.exec(Buffer.from(at ?? '', 'base64url').toString())?.[1];
  if (number === undefined) throw invalid('Invalid cursors values. It should be a valid cursor.');
  return Number(number);
}

/** The keys that `fields` names, or the usual keys, always with `id`. */
export function pick(
  node: Record<string, unknown>,
  fields: unknown,
  usual: readonly string[],
): Record<string, unknown> {
  const wanted = typeof fields === 'string' ? splitFields(fields).map((field) => field.name) : usual;
  const known = wanted.filter((name) => Object.hasOwn(node, name));
  return Object.fromEntries([...new Set([...known, 'id'])].map((name) => [name, node[name]]));
}

/** One name of a `fields` parameter with the content of its braces: `messages.limit(5){id,from}`. */
export interface Field {
  name: string;
  limit?: number;
  nested?: string;
}

/** Splits `fields` at commas outside braces. */
export function splitFields(fields: string): Field[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const char of fields) {
    if (char === '{' || char === '(') depth += 1;
    if (char === '}' || char === ')') depth -= 1;
    if (char === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  parts.push(part);
  return parts
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [, name = one, limit, nested] = /^(\w+)(?:\.limit\((\d+)\))?(?:\{(.*)\})?$/s.exec(one) ?? [];
      return {
        name,
        ...(limit === undefined ? {} : { limit: Number(limit) }),
        ...(nested === undefined ? {} : { nested }),
      };
    });
}
