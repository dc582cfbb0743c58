import { randomUUID } from 'node:crypto';
import type { Clock, PageClient, ThreadValues } from '@handover/core';
import { comparable, type WantedPersona } from './options.ts';
import { decode, encode, hashOf, type PersonaRecord, stepFor, succeed, type Wish } from './persona-record.ts';
import { PersonaTrouble, pauseAfter } from './refusal.ts';
import { pause } from './waiting.ts';

/** The search for one persona of one page. */
export interface Search extends Wish {
  readonly wanted: WantedPersona;
  /** The page's values in the store, which all processes of the bot share. */
  readonly values: ThreadValues;
  readonly client: Pick<PageClient, 'personas'>;
  readonly clock: Clock;
  /** Cancels the search. */
  readonly signal: AbortSignal;
}

/** The result of a search. */
export interface Found {
  readonly id: string;
  /** True if this search wrote the id to the store: no message has proved yet that Meta accepts it. */
  readonly isNew: boolean;
}

/** Time limit of a whole search, in ms. Work after that is ignored. */
export const SEARCH_MS = 30_000;

/** Longer than a search, so that the lock does not expire under a search in progress. */
const LOCK_MS = 2 * SEARCH_MS;
const RECORD_LASTS_MS = 365 * 86_400_000;
const ASK_AGAIN_MS = 100;
/** Value of a lock whose holder failed. Until the lock expires, no other process tries. */
const GAVE_UP = 'gave up';

/**
 * Resolves to a page's persona by its name: from the store, otherwise from the page, otherwise newly made. One process
 * searches and makes; the others wait for it. Resolves to `'listed'` if the page still lists the refused persona.
 *
 * Rejects with the failure, or with the signal's reason once the signal is aborted.
 */
export async function findOrMake(search: Search): Promise<Found | 'listed'> {
  const { values, wanted, signal, clock } = search;
  const name = `persona:${hashOf(comparable(wanted.name))}`;
  for (;;) {
    signal.throwIfAborted();
    const text = await values.get(name);
    const step = stepFor(decode(text), search);
    if (step.kind === 'use') return { id: step.record.id, isNew: false };
    if (step.kind === 'write') {
      if (await write(search, name, text, step.record)) return { id: step.record.id, isNew: false };
      continue;
    }
    const made = await locked(search, name, () => look(search, name, text));
    if (made === 'busy') await pause(clock, ASK_AGAIN_MS);
    else if (made !== 'changed') return made;
  }
}

/** Runs `work` under a lock. If it fails, the lock is kept for a while, so that no process retries at once. */
async function locked<Result>({ values }: Search, name: string, work: () => Promise<Result>): Promise<Result | 'busy'> {
  const lock = `${name}:lock`;
  const token = randomUUID();
  if (!(await values.compareAndSet(lock, token, { expected: undefined, ttlMs: LOCK_MS }))) {
    if ((await values.get(lock)) !== GAVE_UP) return 'busy';
    throw new PersonaTrouble('Another process of this bot just failed to find or make the persona');
  }
  try {
    const result = await work();
    await values.compareAndSet(lock, undefined, { expected: token, ttlMs: LOCK_MS });
    return result;
  } catch (error) {
    await values.compareAndSet(lock, GAVE_UP, { expected: token, ttlMs: pauseAfter(error) });
    throw error;
  }
}

/** Searches the page's personas, and makes one if there is none. Runs under the lock. */
async function look(search: Search, name: string, text: string | undefined): Promise<Found | 'listed' | 'changed'> {
  const { wanted, values, signal, picture, startedAt, refusedId } = search;
  // The previous holder of the lock may have done the work.
  if ((await values.get(name)) !== text) return 'changed';
  const before = decode(text);
  const { personas } = search.client;
  const listed = (await personas.list({ signal })) ?? cannot();

  const ids = listed.filter(({ name }) => comparable(name) === comparable(wanted.name)).map(({ id }) => String(id));
  if (refusedId !== undefined && ids.includes(refusedId)) return 'listed';

  // Use the newest only if it is newer than all known ids: then a person, another app or a call whose answer was lost
  // made it. An older persona has another picture, or was replaced.
  const known = [refusedId, before?.id, ...(before?.others ?? []).map(([, id]) => id)].filter((id) => id !== undefined);
  const newest = ids.reduce(newerId, '');
  const found = newest !== '' && known.every((id) => id !== newest && newerId(id, newest) === newest);
  const id = found ? newest : String(((await personas.create(wanted, { signal })) ?? cannot()).id);

  const record = succeed(before, { id, picture, by: startedAt }, refusedId);
  return (await write(search, name, text, record)) ? { id, isNew: true } : 'changed';
}

function cannot(): never {
  throw new PersonaTrouble(
    'The client has no personas: give createHandover a client that has them, such as @handover/client',
  );
}

function write(
  { values }: Search,
  name: string,
  expected: string | undefined,
  record: PersonaRecord,
): Promise<boolean> {
  return values.compareAndSet(name, encode(record), { expected, ttlMs: RECORD_LASTS_MS });
}

/**
 * The higher of two ids, compared as digits because they are too long for numbers. Meta does not document that ids
 * rise. If they did not, an older persona with the right name would be used.
 */
function newerId(a: string, b: string): string {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}
