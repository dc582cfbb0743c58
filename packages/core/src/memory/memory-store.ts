import { OptionError } from '../errors.ts';
import type { Observation, ThreadRecord } from '../ownership/registers.ts';
import type { Store } from '../ports.ts';
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

/** How often expired entries are forgotten; each read compares with the time in any case. */
const SWEEP_EVERY_MS = 3_600_000;

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
  const threads = new Threads(maxThreads);
  const runs = new Runs(maxEvents);
  const values = new Generations<{ readonly value: string; readonly expiresAt: number }>(maxValues);
  let sweepAt = 0;

  /** Forgets what is over. Each pass is over everything, and so rare that it costs less than an index by time. */
  function sweep(now: number): void {
    if (now < sweepAt) return;
    sweepAt = now + SWEEP_EVERY_MS;
    threads.sweep(now);
    runs.sweep(now);
    values.sweep(({ expiresAt }) => expiresAt <= now);
  }

  function recordAfter(key: string, observation: Observation | undefined, now: number): ThreadRecord {
    return observation === undefined ? threads.read(key, now) : threads.observe(key, observation, now);
  }

  return {
    begin(events, { holder, leaseMs, now }) {
      sweep(now);
      return events.map(({ id, thread, observation }) => {
        const record = thread === undefined ? undefined : recordAfter(thread, observation, now);
        const begun = runs.claim(id, holder, leaseMs, now);
        return record === undefined ? begun : { ...begun, record };
      });
    },

    end(events, { holder, doneForMs, now }) {
      for (const { id, outcome } of events) {
        if (outcome === 'done') runs.done(id, doneForMs, now);
        else runs.release(id, holder, now);
      }
    },

    renew(ids, { holder, leaseMs, now }) {
      for (const id of ids) runs.renew(id, holder, leaseMs, now);
    },

    observe(thread, observation, now) {
      sweep(now);
      return threads.observe(thread, observation, now);
    },

    read: (thread, now) => threads.read(thread, now),

    claimAnnouncement: (thread, { announced, leaseMs, now }) =>
      threads.claimAnnouncement(thread, announced, leaseMs, now),

    markAnnounced: (thread, { announced, owner, changes, now }) =>
      threads.markAnnounced(thread, announced, owner, changes, now),

    unsettled(app, { before, limit, now }) {
      sweep(now);
      return threads.unsettled(`${app}:`, before, limit, now);
    },

    settle(thread, { changes }) {
      threads.settle(thread, changes);
    },

    getValue(thread, name, now) {
      const value = values.get(valueId(thread, name));
      return value !== undefined && value.expiresAt > now ? value.value : undefined;
    },

    setValue(thread, name, { expected, value, expiresAt, now }) {
      sweep(now);
      const id = valueId(thread, name);
      const present = values.get(id);
      const current = present !== undefined && present.expiresAt > now ? present.value : undefined;
      if (current !== expected) return false;
      if (value === undefined) values.delete(id);
      else values.set(id, { value, expiresAt });
      return true;
    },

    get size() {
      return threads.size + runs.size + values.size;
    },
  };
}

/** Keys of threads hold no line break. */
function valueId(thread: string, name: string): string {
  return `${thread}\n${name}`;
}
