import { OptionError } from '../errors.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent, ParkedRun, Store } from '../ports.ts';
import { Generations } from './generations.ts';
import { type KnownEvent, MemoryEvents } from './memory-events.ts';
import { MemoryThreads } from './memory-threads.ts';

/** Bounds of the memory store: once one is reached, the older half is forgotten. */
export interface MemoryStoreOptions {
  /** Threads remembered at most; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxThreads?: number;
  /**
   * Events remembered at most, to know them again; of the younger half of them none is forgotten. As many are kept parked:
   * beyond that the oldest one is forgotten. @default 100_000
   */
  readonly maxEvents?: number;
  /** Values of plugins remembered at most; of the younger half of them none is forgotten. @default 100_000 */
  readonly maxValues?: number;
}

/** A store in this process. */
export interface MemoryStore extends Store {
  /** How many threads, events, letters and values it holds. */
  readonly size: number;
}

/** How often expired entries are forgotten; each read compares with the time in any case. */
const SWEEP_EVERY_MS = 3_600_000;

/**
 * Remembers threads and events in this process, bounded by count and age: for one process, and for tests. A restart
 * forgets all of it.
 *
 * @throws {OptionError} A bound is not a positive integer.
 * @example
 * const bot = createHandover({ appId, appSecret, client, store: memoryStore({ maxThreads: 10_000 }) });
 */
export function memoryStore({
  maxThreads = 100_000,
  maxEvents = 100_000,
  maxValues = 100_000,
}: MemoryStoreOptions = {}): MemoryStore {
  checkBounds({ maxThreads, maxEvents, maxValues });
  const threads = new MemoryThreads(maxThreads);
  const events = new MemoryEvents(maxEvents);
  const values = new Generations<{ readonly value: string; readonly expiresAt: number }>(maxValues);
  let sweepAt = 0;

  /** Forgets what is over. Each pass is over everything, and so rare that it costs less than an index by time. */
  function sweep(now: number): void {
    if (now < sweepAt) return;
    sweepAt = now + SWEEP_EVERY_MS;
    threads.sweep(now);
    events.sweep(now);
    values.sweep(({ expiresAt }) => expiresAt <= now);
  }

  function present(id: string, now: number): string | undefined {
    const known = values.get(id);
    return known !== undefined && known.expiresAt > now ? known.value : undefined;
  }

  const recordOf = ({ thread }: KnownEvent, now: number): ThreadRecord | undefined =>
    thread === undefined ? undefined : threads.read(thread, now);

  return {
    isDurable: false,

    begin(asked, lease) {
      const { now } = lease;
      sweep(now);
      return asked.map(({ id, thread, observation, sign }): BegunEvent => {
        const claim = events.claim(id, lease);
        if (thread === undefined) return claim;
        const record = observation ? threads.observe(thread, observation, now) : threads.read(thread, now);
        if (sign !== undefined) threads.note(thread, sign);
        const ahead = events.claimOf(thread, lease);
        claim.record = record;
        if (ahead.length > 0) claim.ahead = ahead.map((event) => runOf(event, record));
        return claim;
      });
    },

    end: (ended, options) => events.end(ended, options),
    renew: (ids, options) => events.renew(ids, options),
    park: (parked, { holder }) => events.park(parked, holder),

    claimParked: (app, options) =>
      events.claimParked(app, options).map((event) => runOf(event, recordOf(event, options.now))),

    recordStep: (id, step) => events.recordStep(id, step),
    letters: (app, asked) => events.letters.page(app, asked),

    retryLetter(id, lease) {
      const event = events.retryLetter(id, lease);
      return event && runOf(event, recordOf(event, lease.now));
    },

    discardLetter: (id) => events.letters.delete(id),

    observe(thread, observation, now) {
      sweep(now);
      return threads.observe(thread, observation, now);
    },

    read: (thread, now) => threads.read(thread, now),
    claimAnnouncement: (thread, options) => threads.claimAnnouncement(thread, options),
    markAnnounced: (thread, options) => threads.markAnnounced(thread, options),

    unsettled(app, options) {
      sweep(options.now);
      return threads.unsettled(app, options);
    },

    settle: (thread, { changes }) => threads.settle(thread, changes),
    threads: (app, asked) => threads.page(app, asked),
    bodies: (thread) => events.keptOf(thread).map(({ id, body = '' }) => ({ id, body })),
    replaceBody: (id, options) => events.replaceBody(id, options),

    forget(thread, options) {
      threads.delete(thread);
      events.forget(thread, options);
      for (const [id] of values) if (id.startsWith(valueId(thread, ''))) values.delete(id);
    },

    getValue: (thread, name, now) => present(valueId(thread, name), now),

    setValue(thread, name, { expected, value, expiresAt, now }) {
      sweep(now);
      const id = valueId(thread, name);
      if (present(id, now) !== expected) return false;
      if (value === undefined) values.delete(id);
      else values.set(id, { value, expiresAt });
      return true;
    },

    get size() {
      return threads.size + events.size + values.size;
    },
  };
}

function checkBounds(bounds: Required<MemoryStoreOptions>): void {
  for (const [option, value] of Object.entries(bounds)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new OptionError(option, `${option} must be a positive integer`);
  }
}

/** A parked event, as its next holder gets it. */
function runOf({ id, attempts, firstAt, journal, thread, body = '' }: KnownEvent, record?: ThreadRecord): ParkedRun {
  return {
    id,
    ...(thread !== undefined && { thread }),
    body,
    attempts,
    firstAt,
    ...(record && { record }),
    ...(journal && { journal: Object.fromEntries(journal) }),
  };
}

/** No other thread and name have it, whatever is in them. */
function valueId(thread: string, name: string): string {
  return `${thread.length}:${thread}${name}`;
}
