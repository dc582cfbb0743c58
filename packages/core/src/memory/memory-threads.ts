import { EMPTY_RECORD, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import { type BeginEvent, type ListedThread, type Page, type Store, THREAD_LASTS_MS } from '../ports.ts';
import { Generations } from './generations.ts';
import { pageOf } from './memory-letters.ts';

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
  /** Its row of the waiting list, and which of all the rows it was. */
  listed?: { row: ListedThread; readonly place: number } | undefined;
}

/** Threads, their announcements, and the waiting list; the operations are those of the store. */
export class MemoryThreads {
  readonly #threads: Generations<KnownThread>;
  #places = 0;

  /** @param most Threads kept at most. */
  constructor(most: number) {
    this.#threads = new Generations(most);
  }

  get size(): number {
    return this.#threads.size;
  }

  observe(key: string, observation: Observation, now: number): ThreadRecord {
    const thread = this.#touched(key, now);
    const record = mergeObservation(thread.record, observation);
    if (record.changes !== thread.record.changes) thread.changedAt = now;
    thread.record = record;
    return record;
  }

  read(key: string, now: number): ThreadRecord {
    const thread = this.#threads.renew(key);
    return thread === undefined || isOver(thread, now) ? EMPTY_RECORD : thread.record;
  }

  /** Notes a sign where the thread is on the waiting list under another owner. */
  note(key: string, { by, at }: NonNullable<BeginEvent['sign']>): void {
    const listed = this.#threads.get(key)?.listed;
    if (listed?.row.owner !== 'others') return;
    const time = by === 'customer' ? 'customerAt' : 'humanAt';
    listed.row = { ...listed.row, [time]: Math.max(at, listed.row[time] ?? at) };
  }

  claimAnnouncement(
    key: string,
    { announced, leaseMs, now }: { readonly announced: number; readonly leaseMs: number; readonly now: number },
  ): boolean {
    const thread = this.#touched(key, now);
    if (thread.record.announced !== announced || thread.announcingUntil > now) return false;
    thread.announcingUntil = now + leaseMs;
    return true;
  }

  markAnnounced(
    key: string,
    { announced, owner, changes, listed, now }: Parameters<Store['markAnnounced']>[1],
  ): ThreadRecord {
    const thread = this.#touched(key, now);
    if (thread.record.announced !== announced) return thread.record;
    thread.record = { ...thread.record, announced: announced + 1, announcedOwner: owner };
    thread.announcingUntil = Number.NEGATIVE_INFINITY;
    thread.settled = Math.max(thread.settled, changes);
    if (listed === undefined) thread.listed = undefined;
    else if (thread.listed?.row.owner !== listed) {
      this.#places += 1;
      thread.listed = { row: { thread: key, owner: listed, since: now }, place: this.#places };
    }
    return thread.record;
  }

  unsettled(app: string, { before, limit, now }: Parameters<Store['unsettled']>[1]): string[] {
    return [...this.#threads]
      .filter(([key, thread]) => key.startsWith(`${app}:`) && isUnsettled(thread, before) && !isOver(thread, now))
      .sort(([, one], [, other]) => one.changedAt - other.changedAt)
      .slice(0, limit)
      .map(([key]) => key);
  }

  settle(key: string, changes: number): void {
    const thread = this.#threads.get(key);
    if (thread !== undefined) thread.settled = Math.max(thread.settled, changes);
  }

  page(app: string, { owner, now, ...asked }: Parameters<Store['threads']>[1]): Page<ListedThread> {
    const rows = [...this.#threads].flatMap(([key, thread]) =>
      thread.listed && key.startsWith(`${app}:`) && !isOver(thread, now) ? [thread.listed] : [],
    );
    const wanted = rows.filter(({ row }) => owner === 'any' || row.owner === owner);
    return pageOf(wanted, asked, ({ row }) => row);
  }

  delete(key: string): void {
    this.#threads.delete(key);
  }

  /** Forgets what is over. */
  sweep(now: number): void {
    this.#threads.sweep((thread) => isOver(thread, now));
  }

  /** The thread, known and silent for no time. One that was silent for 31 days is a new one. */
  #touched(key: string, now: number): KnownThread {
    const found = this.#threads.renew(key);
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
    this.#threads.set(key, thread);
    return thread;
  }
}

function isUnsettled({ record, settled, changedAt }: KnownThread, before: number): boolean {
  return record.changes > settled && changedAt <= before;
}

function isOver({ touchedAt }: KnownThread, now: number): boolean {
  return now - touchedAt >= THREAD_LASTS_MS;
}
