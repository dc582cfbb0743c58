import { type ListedThread, type Store, THREAD_LASTS_MS } from '@handover/core/store';
import { SHARDS } from './keys.ts';
import { placeOf } from './page.ts';
import type { Parts } from './parks.ts';
import type { ScriptCall } from './run-scripts.ts';
import { KEEP, WAITING } from './store-scripts.ts';
import { doneGiven } from './store-values.ts';

/** The waiting list, and operations on all that is kept of a thread. @param askAll Runs scripts side by side. */
export function threads(
  { keys, errands, nonce }: Parts,
  askAll: (scripts: readonly ScriptCall[]) => Promise<readonly unknown[]>,
): Pick<Store, 'threads' | 'bodies' | 'replaceBody' | 'forget'> {
  return {
    threads: async (app, { owner, limit: most, cursor, now }) => {
      const owners = owner === 'any' ? (['self', 'others'] as const) : [owner];
      const args = [String(now), String(THREAD_LASTS_MS), String(most + 1), ...placeOf(cursor)];
      const parts = await askAll(
        Array.from({ length: SHARDS }, (_, shard) => ({
          script: WAITING,
          keys: owners.map((each) => keys.waiting(each, app, shard)),
          args,
        })),
      );
      const rows = parts.flatMap((part) => (part as Row[]).map(listedOf)).sort(inOrder);
      const items = rows.slice(0, most);
      const last = rows.length > most ? items.at(-1) : undefined;
      return last === undefined ? { items } : { items, cursor: `${last.since} ${last.thread}` };
    },

    bodies: async (thread, now) => {
      const answers = await errands.run(KEEP, { now: String(now) }, [
        { step: 'bodies', key: keys.thread(thread), args: [] },
      ]);
      return answers.map(({ words }) => {
        const [id = '', body = ''] = words as string[];
        return { id, body };
      });
    },

    replaceBody: async (id, { expected, body, now }) => {
      const answers = await errands.run(KEEP, { now: String(now) }, [
        { step: 'replaceOf', key: keys.run(id), args: [nonce(), expected, body] },
      ]);
      return answers.length > 0;
    },

    forget: async (thread, { doneForMs, now }) => {
      await errands.run(KEEP, doneGiven(now, doneForMs), [{ step: 'forget', key: keys.thread(thread), args: [] }]);
    },
  };
}

type Row = readonly [
  thread: string,
  owner: ListedThread['owner'],
  since: string,
  customerAt?: unknown,
  humanAt?: unknown,
];

function listedOf([thread, owner, since, customerAt, humanAt]: Row): ListedThread {
  return {
    ...{ thread, owner, since: Number(since) },
    ...(typeof customerAt === 'string' ? { customerAt: Number(customerAt) } : {}),
    ...(typeof humanAt === 'string' ? { humanAt: Number(humanAt) } : {}),
  };
}

/** The order of a sorted set in Redis: by time, then by the bytes of the keys. */
function inOrder(a: ListedThread, b: ListedThread): number {
  return a.since - b.since || Buffer.compare(Buffer.from(a.thread), Buffer.from(b.thread));
}
