import { OptionError } from '../errors.ts';
import { EMPTY_RECORD, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import type { BeginEvent, BegunEvent, Store } from '../ports.ts';
import { Generations } from './generations.ts';
import { Runs } from './runs.ts';
import { Threads } from './threads.ts';

/** Bounds of the memory store: once one is reached, the older half is forgotten. */
export interface MemoryStoreOptions {
  /** Threads remembered at most; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxThreads?: number;
  /** Events remembered at most, to know them again; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxEvents?: number;
  /** Values of plugins remembered at most; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxValues?: number;
}

/** A store in this process. */
export interface MemoryStore extends Store {
  /** How many threads, events and values it holds. */
  readonly size: number;
}

/** How often what is over is looked for; what is asked for is compared with the time in any case. */
const SWEEP_EVERY_MS = 3_600_000;

/**
 * Remembers threads and events in this process, bounded by count and age: for one process, and for tests. A restart
 * forgets all of it. Each is known by 64 bits made of its key or id: with the bounds as they are, the chance that two of
 * them have the same is below one in a billion.
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
  const threads = new Threads(maxThreads);
  const runs = new Runs(maxEvents);
  const values = new Generations<{ readonly value: string; readonly expiresAt: number }>(maxValues);
  let sweepAt = 0;

  /** Forgets what is over. Each pass is over all, and so rare that it costs less than a note of what ends when. */
  function sweep(now: number): void {
    sweepAt = now + SWEEP_EVERY_MS;
    threads.sweep(now);
    for (const [id, { expiresAt }] of values) if (expiresAt <= now) values.delete(id);
    runs.sweep(now);
  }

  function observe(key: string, observation: Observation | undefined, now: number): ThreadRecord {
    if (now >= sweepAt) sweep(now);
    if (observation === undefined) return threads.use(key, now)?.record() ?? EMPTY_RECORD;
    return threads.touch(key, now).merge(key, observation, now);
  }

  function begin(
    { id, thread, observation }: BeginEvent,
    { holder, leaseMs, now }: { readonly holder: string; readonly leaseMs: number; readonly now: number },
  ): BegunEvent {
    if (now >= sweepAt) sweep(now);
    const record = thread === undefined ? undefined : observe(thread, observation, now);
    return runs.claim(id, holder, leaseMs, now, record);
  }

  return {
    begin: (events, options) => {
      runs.begin();
      return events.map((event) => begin(event, options));
    },

    end: (events, { holder, doneForMs, now }) => {
      for (const { id, outcome } of events) {
        if (outcome === 'done') runs.done(id, holder, doneForMs, now);
        else runs.release(id, holder, now);
      }
    },

    renew: (ids, { holder, leaseMs, now }) => {
      for (const id of ids) runs.renew(id, holder, leaseMs, now);
    },

    observe: (thread, observation, now) => observe(thread, observation, now),

    read: (thread, now) => threads.use(thread, now)?.record() ?? EMPTY_RECORD,

    claimAnnouncement: (key, { announced, leaseMs, now }) => {
      const thread = threads.touch(key, now);
      if (thread.announced !== announced || thread.announcingUntil > now) return false;
      thread.announcingUntil = now + leaseMs;
      return true;
    },

    markAnnounced: (key, { announced, owner, changes, now }) => {
      const thread = threads.touch(key, now);
      if (thread.announced === announced) thread.markAnnounced(owner, changes);
      return thread.record();
    },

    // Asked now and then, in the background: looking through all costs less than keeping a list with each event.
    unsettled: (app, { before, limit, now }) => {
      if (now >= sweepAt) sweep(now);
      const found: { key: string; changedAt: number }[] = [];
      for (const { unsettledKey: key, changedAt } of threads.at(now))
        if (key !== undefined && changedAt <= before && key.startsWith(`${app}:`)) found.push({ key, changedAt });
      return found
        .sort((a, b) => a.changedAt - b.changedAt)
        .slice(0, limit)
        .map(({ key }) => key);
    },

    settle: (key, { changes }) => {
      threads.peek(key)?.settle(changes);
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
      return true;
    },

    get size() {
      return threads.size + runs.size + values.size;
    },
  };
}

/** Keys of threads hold no line break. */
function valueId(key: string, name: string): string {
  return `${key}\n${name}`;
}
