import { OptionError } from '../errors.ts';
import { EMPTY_RECORD, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import type { BeginEvent, BegunEvent, EndEvent, Store } from '../ports.ts';

/** Bounds of the memory store. */
export interface MemoryStoreOptions {
  /** Threads remembered at most; the one untouched for longest is forgotten first. @default 100_000 */
  readonly maxThreads?: number;
  /** Events remembered at most, to know them again; the oldest is forgotten first. @default 100_000 */
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

interface Run {
  holder: string;
  /** End of the lease, or of the memory of an event that is done. */
  until: number;
  done: boolean;
  attempts: number;
  firstAt: number;
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
  // Maps keep the order of insertion: what is touched moves to the end, what is forgotten goes from the front.
  const threads = new Map<string, Thread>();
  const runs = new Map<string, Run>();

  function known(key: string, now: number): Thread | undefined {
    const thread = threads.get(key);
    if (thread === undefined || now - thread.touchedAt < THREAD_LASTS_MS) return thread;
    threads.delete(key);
    return undefined;
  }

  function touch(key: string, now: number): Thread {
    const thread = known(key, now) ?? {
      record: EMPTY_RECORD,
      touchedAt: now,
      announcingUntil: 0,
      settled: 0,
      changedAt: now,
      values: undefined,
    };
    thread.touchedAt = now;
    threads.delete(key);
    threads.set(key, thread);
    if (threads.size > maxThreads) forgetOldest(threads);
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

  function claim(id: string, holder: string, leaseMs: number, now: number): Omit<BegunEvent, 'record'> {
    let run = runs.get(id);
    if (run?.done === true && run.until <= now) run = undefined;
    if (run === undefined) {
      runs.delete(id);
      runs.set(id, { holder, until: now + leaseMs, done: false, attempts: 1, firstAt: now });
      if (runs.size > maxEvents) forgetOldest(runs);
      return { claim: 'claimed', attempts: 1, firstAt: now };
    }
    if (run.done) return { claim: 'done', attempts: run.attempts, firstAt: run.firstAt };
    if (run.until > now) return { claim: 'leased', attempts: run.attempts, firstAt: run.firstAt };
    run.holder = holder;
    run.until = now + leaseMs;
    run.attempts += 1;
    return { claim: 'claimed', attempts: run.attempts, firstAt: run.firstAt };
  }

  return {
    begin: (events: readonly BeginEvent[], { holder, leaseMs, now }) =>
      events.map(({ id, thread, observation }) => {
        const begun = claim(id, holder, leaseMs, now);
        return thread === undefined ? begun : { ...begun, record: observe(thread, observation, now) };
      }),

    end: (events: readonly EndEvent[], { holder, doneForMs, now }) => {
      for (const { id, outcome } of events) {
        const run = runs.get(id);
        if (run === undefined || (outcome === 'failed' && (run.done || run.holder !== holder))) continue;
        run.done = outcome === 'done';
        run.until = outcome === 'done' ? now + doneForMs : now;
      }
    },

    renew: (ids, { holder, leaseMs, now }) => {
      for (const id of ids) {
        const run = runs.get(id);
        if (run !== undefined && !run.done && run.holder === holder) run.until = now + leaseMs;
      }
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
      const thread = threads.get(key);
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

function forgetOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
