import { EMPTY_RECORD, mergeObservation, type Observation, type ThreadRecord } from '../ownership/registers.ts';
import { Generations } from './generations.ts';

/** Control can be extended to seven days and ads may give a month: after that a silent thread is idle whatever was known. */
const THREAD_LASTS_MS = 31 * 86_400_000;

/** What is remembered of one thread. */
interface Known {
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

/** The threads of a memory store. A thread that was silent for 31 days counts as unknown. */
export class Threads {
  readonly #known: Generations<Known>;

  /** @param most Threads kept at most; at least half of them are. */
  constructor(most: number) {
    this.#known = new Generations(most);
  }

  get size(): number {
    return this.#known.size;
  }

  /** The record of a thread; an empty one where it is unknown. */
  read(key: string, now: number): ThreadRecord {
    const known = this.#known.renew(key);
    return known === undefined || isOver(known, now) ? EMPTY_RECORD : known.record;
  }

  /** Merges an observation, and gives the record after it. */
  observe(key: string, observation: Observation, now: number): ThreadRecord {
    const known = this.#touch(key, now);
    const merged = mergeObservation(known.record, observation);
    if (merged.changes !== known.record.changes) known.changedAt = now;
    known.record = merged;
    return merged;
  }

  /** Grants the right to announce to one caller at a time, and only for the change behind announcement `announced`. */
  claimAnnouncement(key: string, announced: number, leaseMs: number, now: number): boolean {
    const known = this.#touch(key, now);
    if (known.record.announced !== announced || known.announcingUntil > now) return false;
    known.announcingUntil = now + leaseMs;
    return true;
  }

  /** Marks an announcement made, unless another caller has; gives the record after it. */
  markAnnounced(key: string, announced: number, owner: string, changes: number, now: number): ThreadRecord {
    const known = this.#touch(key, now);
    if (known.record.announced !== announced) return known.record;
    known.record = { ...known.record, announced: announced + 1, announcedOwner: owner };
    known.announcingUntil = Number.NEGATIVE_INFINITY;
    known.settled = Math.max(known.settled, changes);
    return known.record;
  }

  /** Notes that changes up to `changes` have nothing left to announce. */
  settle(key: string, changes: number): void {
    const known = this.#known.get(key);
    if (known !== undefined) known.settled = Math.max(known.settled, changes);
  }

  /** Keys with this start whose changes of `before` or earlier are not settled; longest unsettled first. */
  unsettled(start: string, before: number, limit: number, now: number): string[] {
    const found: { readonly key: string; readonly changedAt: number }[] = [];
    for (const [key, known] of this.#known) {
      const isUnsettled = known.record.changes > known.settled && known.changedAt <= before;
      if (isUnsettled && !isOver(known, now) && key.startsWith(start)) found.push({ key, changedAt: known.changedAt });
    }
    return found
      .sort((one, other) => one.changedAt - other.changedAt)
      .slice(0, limit)
      .map(({ key }) => key);
  }

  /** Forgets the threads that were silent for too long. */
  sweep(now: number): void {
    this.#known.sweep((known) => isOver(known, now));
  }

  #touch(key: string, now: number): Known {
    const found = this.#known.renew(key);
    if (found !== undefined && !isOver(found, now)) {
      found.touchedAt = now;
      return found;
    }
    const known: Known = {
      record: EMPTY_RECORD,
      settled: 0,
      changedAt: now,
      announcingUntil: Number.NEGATIVE_INFINITY,
      touchedAt: now,
    };
    this.#known.set(key, known);
    return known;
  }
}

function isOver({ touchedAt }: Known, now: number): boolean {
  return now - touchedAt >= THREAD_LASTS_MS;
}
