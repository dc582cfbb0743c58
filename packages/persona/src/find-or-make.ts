import { randomUUID } from 'node:crypto';
import type { Clock, PageClient, ThreadValues } from '@handover/core';
import { comparable, type WantedPersona } from './options.ts';
import { decode, encode, hashOf, type PersonaRecord, stepFor, succeed, type Wish } from './persona-record.ts';
import { PersonaTrouble, pauseAfter } from './refusal.ts';
import { pause } from './waiting.ts';

/** The search for one persona of one page. */
export interface Search extends Wish {
  readonly wanted: WantedPersona;
  /** What is kept for the page, in the store that all processes of the bot share. */
  readonly values: ThreadValues;
  readonly client: Pick<PageClient, 'personas'>;
  readonly clock: Clock;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

/** What a search ends with. */
export interface Found {
  readonly id: string;
  /** This search put it into the store: Meta has not proved it by a message yet. */
  readonly isNew: boolean;
}

/** The search may take so long in all, in ms; then what it still does is left behind. */
export const SEARCH_MS = 30_000;

/** Longer than a search, so that one that still runs is not overtaken. */
const LOCK_MS = 2 * SEARCH_MS;
const RECORD_LASTS_MS = 365 * 86_400_000;
const ASK_AGAIN_MS = 100;
/** Value of a lock whose holder failed: for its time nobody else tries. */
const GAVE_UP = 'gave up';

/**
 * The persona of a page by its name: as the store remembers it, else as the page has it, else made. Of many processes
 * one looks and makes, the others wait for it. `'listed'`: the page still lists the persona that was refused.
 *
 * Rejects with what failed; with the signal's reason once that is aborted.
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

/** Does the work while no other process does; a work that fails keeps the others from it for a while. */
async function locked<Result>({ values }: Search, name: string, work: () => Promise<Result>): Promise<Result | 'busy'> {
  const lock = `${name}:lock`;
  const token = randomUUID();
  if (!(await values.compareAndSet(lock, token, { expected: undefined, ttlMs: LOCK_MS }))) {
    if ((await values.get(lock)) !== GAVE_UP) return 'busy';
    throw new PersonaTrouble('Another process of this bot could not find or make it a moment ago');
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

/** Looks through the page's personas, and makes one where there is none. Held by the lock. */
async function look(search: Search, name: string, text: string | undefined): Promise<Found | 'listed' | 'changed'> {
  const { wanted, values, signal, picture, startedAt, refusedId } = search;
  // The one who had the lock before may have done it.
  if ((await values.get(name)) !== text) return 'changed';
  const before = decode(text);
  const { personas } = search.client;
  const listed = (await personas.list({ signal })) ?? cannot();

  const ids = listed.filter(({ name }) => comparable(name) === comparable(wanted.name)).map(({ id }) => String(id));
  if (refusedId !== undefined && ids.includes(refusedId)) return 'listed';

  // Newer than all that are known: made by hand, by another app, or by a call whose answer was lost. What is older has
  // another picture, or was left behind.
  const known = [refusedId, before?.id, ...(before?.others ?? []).map(([, id]) => id)].filter((id) => id !== undefined);
  const newest = ids.reduce(newerId, '');
  const found = newest !== '' && known.every((id) => id !== newest && newerId(id, newest) === newest);
  const id = found ? newest : String(((await personas.create(wanted, { signal })) ?? cannot()).id);

  const record = succeed(before, { id, picture, by: startedAt }, refusedId);
  return (await write(search, name, text, record)) ? { id, isNew: true } : 'changed';
}

function cannot(): never {
  throw new PersonaTrouble('The client has no personas: give createHandover one that has, such as @handover/client');
}

function write(
  { values }: Search,
  name: string,
  expected: string | undefined,
  record: PersonaRecord,
): Promise<boolean> {
  return values.compareAndSet(name, encode(record), { expected, ttlMs: RECORD_LASTS_MS });
}

/** The greater of two ids of digits, which are too long for numbers. Meta does not say that ids rise; an older one has the name, too. */
function newerId(a: string, b: string): string {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}
