import type { ParkedRun, ThreadRecord } from '@handover/core/store';
import type { Answer } from './errands.ts';

/** The parked events that one errand claimed, in order. @param record The record of their thread. */
export function parkedRuns(answers: readonly Answer[], record: ThreadRecord | undefined): ParkedRun[] {
  const runs = new Map<unknown, ParkedRun>();
  const gone = new Set<unknown>();
  const journals = new Map<unknown, object>();
  for (const { about, words } of answers) {
    const [item, ...rest] = words;
    if (about === 'gone') gone.add(item);
    if (about === 'journal') journals.set(item, journalOf(rest[0]));
    if (about !== 'item') continue;
    const [id, thread, body, attempts, firstAt] = rest as string[];
    runs.set(item, {
      ...{ id: id ?? '', body: body ?? '', attempts: Number(attempts), firstAt: Number(firstAt) },
      ...(typeof thread === 'string' ? { thread, ...(record === undefined ? {} : { record }) } : {}),
    });
  }
  return [...runs].flatMap(([item, run]) => (gone.has(item) ? [] : [{ ...run, ...journals.get(item) }]));
}

/** The journal from the reply of `HGETALL`; empty if there are no steps. */
export function journalOf(reply: unknown): { readonly journal?: Readonly<Record<string, string>> } {
  if (!Array.isArray(reply) || reply.length === 0) return {};
  const entries = Array.from({ length: reply.length / 2 }, (_, index): [string, string] => [
    reply[2 * index],
    reply[2 * index + 1],
  ]);
  return { journal: Object.fromEntries(entries) };
}
