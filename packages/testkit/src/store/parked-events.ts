import type { ParkedRun, Store } from '@handover/core/store';
import { LEASE, NOW, THREAD } from './store-case.ts';

/** The time, the holder and the thread of the events. */
export interface Given {
  /** `null`: none, as for events about a page. @default {@link THREAD} */
  readonly thread?: string | null;
  /** @default the holder of {@link LEASE} */
  readonly holder?: string;
  /** @default {@link NOW} */
  readonly now?: number;
}

/** The body that the helpers store for an event. */
export function bodyOf(id: string): string {
  return `body of ${id}`;
}

/** Begins events and parks them. */
export async function park(
  store: Store,
  ids: readonly string[],
  { thread = THREAD, holder = LEASE.holder, now = NOW }: Given = {},
): Promise<void> {
  const of = thread === null ? {} : { thread };
  await store.begin(
    ids.map((id) => ({ id, ...of })),
    { ...LEASE, holder, now },
  );
  await store.park(
    ids.map((id) => ({ id, ...of, body: bodyOf(id) })),
    { holder, now },
  );
}

/** Parks events and ends their leases, so that they wait for a process. */
export async function parkAndLeave(store: Store, ids: readonly string[], given: Given = {}): Promise<void> {
  const { holder = LEASE.holder, now = NOW } = given;
  await park(store, ids, given);
  await store.end(
    ids.map((id) => ({ id, outcome: 'failed' })),
    { holder, doneForMs: 60_000, now },
  );
}

/** Begins events and gives them up, so that their letters are kept. */
export async function giveUp(
  store: Store,
  ids: readonly string[],
  { thread = THREAD, holder = LEASE.holder, now = NOW }: Given = {},
): Promise<void> {
  const of = thread === null ? {} : { thread };
  await store.begin(
    ids.map((id) => ({ id, ...of })),
    { ...LEASE, holder, now },
  );
  await store.end(
    ids.map((id) => ({ id, outcome: 'dead', letter: { ...of, body: bodyOf(id) } })),
    { holder, doneForMs: 60_000, now },
  );
}

/** The ids of runs, in their order. */
export function idsOf(runs: readonly Pick<ParkedRun, 'id'>[] | undefined): string[] | undefined {
  return runs?.map(({ id }) => id);
}

/** All items of a list, read in pages. */
export async function allPages<Item>(
  read: (cursor: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly cursor?: string }>,
): Promise<{ readonly items: Item[]; readonly pages: number }> {
  const items: Item[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.cursor;
    pages += 1;
  } while (cursor !== undefined && pages < 1000);
  return { items, pages };
}
