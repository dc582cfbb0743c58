import { OptionError } from '../errors.ts';
import type { ThreadRecord } from '../ownership/registers.ts';
import type { BegunEvent, ParkedRun, Store } from '../ports.ts';
import { Generations } from './generations.ts';
import { type KnownEvent, MemoryEvents } from './memory-events.ts';
import { MemoryLetters } from './memory-letters.ts';
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
 */
export function memoryStore({
  maxThreads = 100_000,
  maxEvents = 100_000,
  maxValues = 100_000,
}: MemoryStoreOptions = {}): MemoryStore {
  checkBounds({ maxThreads, maxEvents, maxValues });
  const threads = new MemoryThreads(maxThreads);
  const events = new MemoryEvents(maxEvents);
  const letters = new MemoryLetters();
  const values = new Generations<{ readonly value: string; readonly expiresAt: number }>(maxValues);
  const bounds = { keepMs: Number.POSITIVE_INFINITY, most: maxEvents };
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

  /** Parked events and letters of a thread. */
  const keptOf = (thread: string): { readonly id: string; body?: string }[] => [
    ...events.parkedOf(thread),
    ...letters.of(thread),
  ];

  const recordOf = ({ thread }: KnownEvent, now: number): ThreadRecord | undefined =>
    thread === undefined ? undefined : threads.read(thread, now);

  return {
    isDurable: false,

    begin(asked, lease) {
      const { now } = lease;
      sweep(now);
      const begun: BegunEvent[] = [];
      const seen = new Set<string>();
      for (const { id, thread, observation, sign } of asked) {
        const claim = events.claim(id, lease);
        if (thread === undefined) {
          begun.push(claim);
          continue;
        }
        const record = observation ? threads.observe(thread, observation, now) : threads.read(thread, now);
        if (sign !== undefined) threads.note(thread, sign);
        const ahead = seen.has(thread) ? [] : events.claimOf(thread, lease);
        seen.add(thread);
        if (ahead.length === 0) begun.push({ ...claim, record });
        else begun.push({ ...claim, record, ahead: ahead.map((event) => runOf(event, record)) });
      }
      return begun;
    },

    end(ended, { holder, doneForMs, now, letters: kept = bounds }) {
      for (const { id, outcome, letter } of ended) {
        const known = events.get(id);
        if (outcome === 'failed') {
          if (known?.holder === holder) Object.assign(known, { holder: undefined, until: now });
        } else {
          const isNew = known?.isDone !== true || known.until <= now;
          if (letter && isNew) letters.add({ id, at: now, ...named(letter) }, known?.journal);
          // Whichever process reports it, and though the event is unknown here.
          events.finish(id, now, doneForMs);
        }
      }
      for (const app of new Set(ended.map(({ id }) => id.split(':', 1)[0] ?? ''))) letters.trim(app, { ...kept, now });
    },

    renew: (ids, { holder, leaseMs, now }) =>
      ids.map((id) => {
        const known = events.get(id);
        if (known?.holder !== holder) return false;
        known.until = now + leaseMs;
        return true;
      }),

    park(parked, { holder }) {
      for (const event of parked) {
        const known = events.get(event.id);
        if (known?.holder === holder) events.park(known, event);
      }
    },

    claimParked: (app, options) =>
      events.claimParked(app, options).map((event) => runOf(event, recordOf(event, options.now))),

    recordStep(id, { name, value }) {
      const known = events.get(id);
      const keeper = known?.isDone === false ? known : letters.get(id);
      if (keeper === undefined) return;
      keeper.journal ??= new Map();
      if (!keeper.journal.has(name)) keeper.journal.set(name, value);
    },

    letters: (app, asked) => letters.page(app, asked),

    retryLetter(id, lease) {
      const letter = letters.get(id);
      if (letter === undefined) return undefined;
      letters.delete(id);
      const event = events.parkAgain(id, letter.journal, letter, lease);
      return runOf(event, recordOf(event, lease.now));
    },

    discardLetter: (id) => letters.delete(id),

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
    bodies: (thread) => keptOf(thread).map(({ id, body = '' }) => ({ id, body })),

    replaceBody(id, { expected, body }) {
      const known = events.get(id);
      const keeper = known?.body === undefined ? letters.get(id) : known;
      if (keeper?.body !== expected) return false;
      keeper.body = body;
      return true;
    },

    forget(thread, { doneForMs, now }) {
      threads.delete(thread);
      for (const [id] of values) if (id.startsWith(valueId(thread, ''))) values.delete(id);
      for (const { id } of keptOf(thread)) {
        letters.delete(id);
        events.finish(id, now, doneForMs);
      }
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
      return threads.size + events.size + letters.size + values.size;
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
    ...named({ thread, body }),
    attempts,
    firstAt,
    ...(record && { record }),
    ...(journal && { journal: Object.fromEntries(journal) }),
  };
}

/** Without the key where there is no thread. */
function named({ thread, body }: { readonly thread?: string | undefined; readonly body: string }): {
  thread?: string;
  body: string;
} {
  return thread === undefined ? { body } : { thread, body };
}

/** No other thread and name have it, whatever is in them. */
function valueId(thread: string, name: string): string {
  return `${thread.length}:${thread}${name}`;
}
