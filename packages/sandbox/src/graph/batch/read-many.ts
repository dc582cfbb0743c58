import { aliasFault, GraphFault, invalid } from '../graph-fault.ts';
import { textsOf } from '../request/texts.ts';

/** Most ids in one call (Graph API docs, Multiple ID Read Requests). */
const MAX_IDS = 50;

/** The ids of `?ids=1,2`; undefined: the call has none. */
export function idsOf({ ids }: Readonly<Record<string, unknown>>): string[] | undefined {
  if (ids === undefined) return undefined;
  return [...new Set(textsOf(ids).filter((id) => id !== ''))];
}

/**
 * Reads several nodes, or the same edge of each. The answer has each one under its id.
 *
 * @throws {GraphFault} 803 with all ids that are aliases of nothing, else the first node's refusal. Code 100: no id, or
 *   too many.
 */
export function readMany(ids: readonly string[], read: (id: string) => unknown): Record<string, unknown> {
  if (ids.length === 0) throw invalid('The parameter ids is required');
  if (ids.length > MAX_IDS) throw invalid(`Too many IDs. Maximum: ${MAX_IDS}. Provided: ${ids.length}.`);
  const unknown: string[] = [];
  const found: [string, unknown][] = [];
  for (const id of ids) {
    try {
      found.push([id, read(id)]);
    } catch (error) {
      if (!(error instanceof GraphFault) || error.code !== 803) throw error;
      unknown.push(id);
    }
  }
  if (unknown.length > 0) throw aliasFault(unknown);
  return Object.fromEntries(found);
}
