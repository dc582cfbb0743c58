import { DONE_FOR_MS, type Store } from '@handover/core/store';

/** The present of the tests, in ms. */
export const NOW = 1_764_590_400_000;
/** A claim at that time. */
export const LEASE = { holder: 'a', leaseMs: 30_000, now: NOW } as const;
/** A claim of another process, a second after that lease has ended. */
export const LATER = { holder: 'b', leaseMs: 30_000, now: NOW + 31_000 } as const;
/** How events end at that time. */
export const DONE = { ...LEASE, doneForMs: DONE_FOR_MS, letters: { keepMs: DONE_FOR_MS, most: 100 } } as const;
/** Key of the thread of most tests. */
export const THREAD = '1:messenger:2:3';
/** A page of a list. */
export const PAGE = { limit: 10, now: NOW } as const;

/** Parks an event of the thread, and one without. */
export async function park(store: Store, ids: readonly string[] = ['1:a', '1:page']): Promise<void> {
  const events = ids.map((id) => (id === '1:page' ? { id } : { id, thread: THREAD }));
  await store.begin(events, LEASE);
  await store.park(
    events.map((event) => ({ ...event, body: `body of ${event.id}` })),
    LEASE,
  );
}

/** What becomes of events that are begun. */
export async function claims(
  store: Store,
  ids: readonly string[],
  options: typeof LATER | typeof LEASE = LATER,
): Promise<unknown> {
  const begun = await store.begin(
    ids.map((id) => ({ id })),
    options,
  );
  return begun.map(({ claim }) => claim);
}

/** What a sweep claims: ids and attempts. */
export const sweep = async (store: Store, now: number = LATER.now): Promise<string[]> =>
  (await store.claimParked('1', { ...LATER, now, limit: 10 })).map(({ id, attempts }) => `${id} ${attempts}`);

/** Letters: ids and bodies. */
export const lettersOf = async (store: Store): Promise<string[]> =>
  (await store.letters('1', PAGE)).items.map(({ id, body }) => `${id} ${body}`);
