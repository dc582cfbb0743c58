import { OptionError } from '../errors.ts';
import { EMPTY_RECORD, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import type { BeginEvent, BegunEvent, EndEvent, Store } from '../ports.ts';

/** Bounds of the memory store. */
export interface MemoryStoreOptions {
  /** Threads remembered at most; the one untouched for longest is forgotten first. @default 100_000 */
  readonly maxThreads?: number;
  /** Events remembered at most, to know them again; the oldest is forgotten first. @default 100_000 */
  readonly maxEvents?: number;
  /** Values of plugins remembered at most; the one set longest ago is forgotten first. @default 100_000 */
  readonly maxValues?: number;
}

/** A store in this process. */
export interface MemoryStore extends Store {
  /** How many threads, events and values it holds. */
  readonly size: number;
}

/** Control can be extended to seven days and ads may give a month: after that a silent thread is idle whatever was known. */
const THREAD_LASTS_MS = 31 * 86_400_000;
/** Meta may bring an event again for so long: until then its attempts count. Source: Graph API docs, Webhooks ("over 36 hours"). */
const ATTEMPTS_LAST_MS = 36 * 3_600_000;
/** How often what is over is looked for; what is asked for is compared with the time in any case. */
const SWEEP_EVERY_MS = 3_600_000;

interface Thread {
  record: ThreadRecord;
  touchedAt: number;
  announcingUntil: number;
  /** How many of the record's changes are announced, or found to be none. */
  settled: number;
  /** When the record changed last. */
  changedAt: number;
}

interface Run {
  /** Empty once it has given the event back. */
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
export function memoryStore({
  maxThreads = 100_000,
  maxEvents = 100_000,
  maxValues = 100_000,
}: MemoryStoreOptions = {}): MemoryStore {
  for (const [option, value] of Object.entries({ maxThreads, maxEvents, maxValues })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new OptionError(option, `${option} must be a positive integer`);
  }
  // Maps keep the order of insertion: what is touched moves to the end, what is forgotten goes from the front.
  const threads = new Map<string, Thread>();
  const runs = new Map<string, Run>();
  const values = new Map<string, { value: string; expiresAt: number }>();
  let sweepAt = 0;

  /** Forgets what is over. Each pass is over all, and so rare that it costs less than a note of what ends when. */
  function sweep(now: number): void {
    sweepAt = now + SWEEP_EVERY_MS;
    for (const [key, { touchedAt }] of threads) {
      if (now - touchedAt < THREAD_LASTS_MS) break;
      threads.delete(key);
    }
    for (const [id, { done, until }] of runs) if (until + (done ? 0 : ATTEMPTS_LAST_MS) <= now) runs.delete(id);
    for (const [id, { expiresAt }] of values) if (expiresAt <= now) values.delete(id);
  }

  function known(key: string, now: number): Thread | undefined {
    const thread = threads.get(key);
    if (thread === undefined || now - thread.touchedAt < THREAD_LASTS_MS) return thread;
    threads.delete(key);
    return undefined;
  }

  function touch(key: string, now: number): Thread {
    if (now >= sweepAt) sweep(now);
    const thread = known(key, now) ?? {
      record: EMPTY_RECORD,
      touchedAt: now,
      announcingUntil: 0,
      settled: 0,
      changedAt: now,
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

  function note(id: string, run: Run): void {
    runs.delete(id);
    runs.set(id, run);
    if (runs.size > maxEvents) forgetOldest(runs);
  }

  function claim(id: string, holder: string, leaseMs: number, now: number): Omit<BegunEvent, 'record'> {
    if (now >= sweepAt) sweep(now);
    let run = runs.get(id);
    if (run?.done === true && run.until <= now) run = undefined;
    if (run === undefined) {
      note(id, { holder, until: now + leaseMs, done: false, attempts: 1, firstAt: now });
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
        if (outcome === 'failed') {
          if (run === undefined || run.done || run.holder !== holder) continue;
          run.holder = '';
          run.until = now;
        } else if (run === undefined) {
          note(id, { holder, until: now + doneForMs, done: true, attempts: 1, firstAt: now });
        } else {
          run.done = true;
          run.until = now + doneForMs;
        }
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
      const value = values.get(valueId(key, name));
      return value !== undefined && value.expiresAt > now ? value.value : undefined;
    },

    setValue: (key, name, { expected, value, expiresAt, now }) => {
      if (now >= sweepAt) sweep(now);
      const id = valueId(key, name);
      const present = values.get(id);
      const current = present !== undefined && present.expiresAt > now ? present.value : undefined;
      if (current !== expected) return false;
      values.delete(id);
      if (value !== undefined) values.set(id, { value, expiresAt });
      if (values.size > maxValues) forgetOldest(values);
      return true;
    },

    get size() {
      return threads.size + runs.size + values.size;
    },
  };
}

function forgetOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}

/** Keys of threads hold no line break. */
function valueId(key: string, name: string): string {
  return `${key}\n${name}`;
}
