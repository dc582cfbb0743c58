import { OptionError } from '../errors.ts';
import { EMPTY_RECORD, mergeObservation, type ThreadRecord } from '../ownership/registers.ts';
import { type BegunEvent, DONE_FOR_MS, type Store, THREAD_LASTS_MS } from '../ports.ts';
import { Generations } from './generations.ts';

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

/** What is remembered of one thread. */
interface KnownThread {
  record: ThreadRecord;
  /** Changes up to this count have nothing left to announce. */
  settled: number;
  /** When the record changed last, in ms. */
  changedAt: number;
  /** Until when a caller has the right to announce, in ms. */
  announcingUntil: number;
  /** When it was last observed or announced, in ms. */
  touchedAt: number;
}

/** What is remembered of one event. */
interface KnownEvent {
  attempts: number;
  firstAt: number;
  /** The holder of the lease; none once the event is done or was given back. */
  holder: string | undefined;
  isDone: boolean;
  /** End of the lease, or of the done-mark, in ms. */
  until: number;
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
  const threads = new Generations<KnownThread>(maxThreads);
  const events = new Generations<KnownEvent>(maxEvents);
  const values = new Generations<{ readonly value: string; readonly expiresAt: number }>(maxValues);
  let sweepAt = 0;

  /** Forgets what is over. Each pass is over everything, and so rare that it costs less than an index by time. */
  function sweep(now: number): void {
    sweepAt = now + SWEEP_EVERY_MS;
    threads.sweep((thread) => isOver(thread, now));
    events.sweep(({ isDone, until }) => until + (isDone ? 0 : DONE_FOR_MS) <= now);
    values.sweep(({ expiresAt }) => expiresAt <= now);
  }

  function observe(key: string, observation: Parameters<Store['observe']>[1], now: number): ThreadRecord {
    if (now >= sweepAt) sweep(now);
    const thread = touched(threads, key, now);
    const record = mergeObservation(thread.record, observation);
    if (record.changes !== thread.record.changes) thread.changedAt = now;
    thread.record = record;
    return record;
  }

  function read(key: string, now: number): ThreadRecord {
    const thread = threads.renew(key);
    return thread === undefined || isOver(thread, now) ? EMPTY_RECORD : thread.record;
  }

  function present(id: string, now: number): string | undefined {
    const known = values.get(id);
    return known !== undefined && known.expiresAt > now ? known.value : undefined;
  }

  return {
    begin(asked, { holder, leaseMs, now }) {
      if (now >= sweepAt) sweep(now);
      const begun: BegunEvent[] = [];
      for (const { id, thread, observation } of asked) {
        const claim = claimed(events, id, { holder, leaseMs, now });
        if (thread === undefined) begun.push(claim);
        else begun.push({ ...claim, record: observation ? observe(thread, observation, now) : read(thread, now) });
      }
      return begun;
    },

    end(ended, { holder, doneForMs, now }) {
      for (const { id, outcome } of ended) {
        const known = events.get(id);
        if (outcome === 'done') {
          // Whichever process reports it, and though the event is unknown here.
          const { attempts, firstAt } = known ?? { attempts: 1, firstAt: now };
          events.set(id, { attempts, firstAt, holder: undefined, isDone: true, until: now + doneForMs });
        } else if (known?.holder === holder) {
          known.holder = undefined;
          known.until = now;
        }
      }
    },

    renew(ids, { holder, leaseMs, now }) {
      for (const known of ids.map((id) => events.get(id))) {
        if (known?.holder === holder) known.until = now + leaseMs;
      }
    },

    observe,
    read,

    claimAnnouncement(key, { announced, leaseMs, now }) {
      const thread = touched(threads, key, now);
      if (thread.record.announced !== announced || thread.announcingUntil > now) return false;
      thread.announcingUntil = now + leaseMs;
      return true;
    },

    markAnnounced(key, { announced, owner, changes, now }) {
      const thread = touched(threads, key, now);
      if (thread.record.announced !== announced) return thread.record;
      thread.record = { ...thread.record, announced: announced + 1, announcedOwner: owner };
      thread.announcingUntil = Number.NEGATIVE_INFINITY;
      thread.settled = Math.max(thread.settled, changes);
      return thread.record;
    },

    unsettled(app, { before, limit, now }) {
      if (now >= sweepAt) sweep(now);
      return [...threads]
        .filter(([key, thread]) => key.startsWith(`${app}:`) && isUnsettled(thread, before) && !isOver(thread, now))
        .sort(([, one], [, other]) => one.changedAt - other.changedAt)
        .slice(0, limit)
        .map(([key]) => key);
    },

    settle(key, { changes }) {
      const thread = threads.get(key);
      if (thread !== undefined) thread.settled = Math.max(thread.settled, changes);
    },

    getValue: (thread, name, now) => present(valueId(thread, name), now),

    setValue(thread, name, { expected, value, expiresAt, now }) {
      if (now >= sweepAt) sweep(now);
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

/** Claims an event for `holder`, unless it is done or leased. */
function claimed(
  events: Generations<KnownEvent>,
  id: string,
  { holder, leaseMs, now }: Parameters<Store['begin']>[1],
): BegunEvent {
  const known = events.get(id);
  if (known === undefined || (known.isDone && known.until <= now)) {
    events.set(id, { attempts: 1, firstAt: now, holder, isDone: false, until: now + leaseMs });
    return { claim: 'claimed', attempts: 1, firstAt: now };
  }
  const { firstAt } = known;
  if (known.until > now) return { claim: known.isDone ? 'done' : 'leased', attempts: known.attempts, firstAt };
  known.attempts += 1;
  known.holder = holder;
  known.until = now + leaseMs;
  return { claim: 'claimed', attempts: known.attempts, firstAt };
}

/** The thread, known and silent for no time. One that was silent for 31 days is a new one. */
function touched(threads: Generations<KnownThread>, key: string, now: number): KnownThread {
  const found = threads.renew(key);
  if (found !== undefined && !isOver(found, now)) {
    found.touchedAt = now;
    return found;
  }
  const thread: KnownThread = {
    record: EMPTY_RECORD,
    settled: 0,
    changedAt: now,
    announcingUntil: Number.NEGATIVE_INFINITY,
    touchedAt: now,
  };
  threads.set(key, thread);
  return thread;
}

function isUnsettled({ record, settled, changedAt }: KnownThread, before: number): boolean {
  return record.changes > settled && changedAt <= before;
}

function isOver({ touchedAt }: KnownThread, now: number): boolean {
  return now - touchedAt >= THREAD_LASTS_MS;
}

/** Keys of threads hold no line break. */
function valueId(thread: string, name: string): string {
  return `${thread}\n${name}`;
}
