import { OptionError } from '../errors.ts';
import { EMPTY_RECORD, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import type { BeginEvent, BegunEvent, Store } from '../ports.ts';
import { Generations } from './generations.ts';
import { Runs } from './runs.ts';

/** Bounds of the memory store. */
export interface MemoryStoreOptions {
  /** Threads remembered at most; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxThreads?: number;
  /** Events remembered at most, to know them again; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxEvents?: number;
}

/** Control can be extended to seven days and ads may give a month: after that a silent thread is idle whatever was known. */
const THREAD_LASTS_MS = 31 * 86_400_000;

interface Thread {
  record: ThreadRecord;
  touchedAt: number;
  announcingUntil: number;
  /** How many of the record's changes are announced, or found to be none. */
  settled: number;
  /** When the record changed last. */
  changedAt: number;
  values: Map<string, { value: string; expiresAt: number }> | undefined;
}

/**
 * Remembers threads and events in this process, bounded by count and age: for one process, and for tests. A restart
 * forgets all of it.
 *
 * @throws {OptionError} A bound is not a positive integer.
 */
export function memoryStore({ maxThreads = 100_000, maxEvents = 100_000 }: MemoryStoreOptions = {}): Store {
  for (const [option, value] of Object.entries({ maxThreads, maxEvents })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new OptionError(option, `${option} must be a positive integer`);
  }
  const threads = new Generations<Thread>(maxThreads);
  const runs = new Runs(maxEvents);

  function known(key: string, now: number): Thread | undefined {
    const thread = threads.get(key);
    if (thread === undefined || now - thread.touchedAt < THREAD_LASTS_MS) return thread;
    threads.delete(key);
    return undefined;
  }

  function touch(key: string, now: number): Thread {
    let thread = known(key, now);
    if (thread === undefined) {
      thread = {
        record: EMPTY_RECORD,
        touchedAt: now,
        announcingUntil: 0,
        settled: 0,
        changedAt: now,
        values: undefined,
      };
      threads.set(key, thread);
    }
    thread.touchedAt = now;
    return thread;
  }

  function observe(key: string, observation: Observation | undefined, now: number): ThreadRecord {
    if (observation === undefined) return known(key, now)?.record ?? EMPTY_RECORD;
    const thread = touch(key, now);
    const merged = mergeObservation(thread.record, observation);
    if (merged.changes !== thread.record.changes) thread.changedAt = now;
    thread.record = merged;
    return merged;
  }

  function begin(
    { id, thread, observation }: BeginEvent,
    { holder, leaseMs, now }: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): BegunEvent {
    const record = thread === undefined ? undefined : observe(thread, observation, now);
    const { claim, attempts, firstAt } = runs.claim(id, holder, leaseMs, now);
    return { claim, attempts, firstAt, record };
  }

  return {
    begin: (events, options) => events.map((event) => begin(event, options)),

    end: (events, { holder, doneForMs, now }) => {
      for (const { id, outcome } of events) runs.end(id, outcome, holder, doneForMs, now);
    },

    renew: (ids, { holder, leaseMs, now }) => {
      for (const id of ids) runs.renew(id, holder, leaseMs, now);
    },

    observe: (thread, observation, now) => observe(thread, observation, now),

    read: (thread, now) => known(thread, now)?.record ?? EMPTY_RECORD,

    claimAnnouncement: (key, { announced, leaseMs, now }) => {
      const thread = touch(key, now);
      if (thread.record.announced !== announced || thread.announcingUntil > now) return false;
      thread.announcingUntil = now + leaseMs;
      return true;
    },

    markAnnounced: (key, { announced, owner, changes, now }) => {
      const thread = touch(key, now);
      if (thread.record.announced === announced) {
        thread.settled = Math.max(thread.settled, changes);
        thread.record = { ...thread.record, announced: announced + 1, announcedOwner: owner };
        thread.announcingUntil = 0;
      }
      return thread.record;
    },

    // Asked now and then, in the background: looking through all costs less than keeping a list with each event.
    unsettled: (app, { before, limit }) => {
      const found: { key: string; changedAt: number }[] = [];
      for (const [key, { record, settled, changedAt }] of threads)
        if (record.changes > settled && changedAt <= before && key.startsWith(`${app}:`))
          found.push({ key, changedAt });
      return found
        .sort((a, b) => a.changedAt - b.changedAt)
        .slice(0, limit)
        .map(({ key }) => key);
    },

    settle: (key, { changes }) => {
      const thread = threads.peek(key);
      if (thread !== undefined) thread.settled = Math.max(thread.settled, changes);
    },

    getValue: (key, name, now) => {
      const value = known(key, now)?.values?.get(name);
      return value !== undefined && value.expiresAt > now ? value.value : undefined;
    },

    setValue: (key, name, { expected, value, expiresAt, now }) => {
      const thread = touch(key, now);
      const present = thread.values?.get(name);
      const current = present !== undefined && present.expiresAt > now ? present.value : undefined;
      if (current !== expected) return false;
      if (value === undefined) thread.values?.delete(name);
      else {
        thread.values ??= new Map();
        thread.values.set(name, { value, expiresAt });
      }
      return true;
    },
  };
}
