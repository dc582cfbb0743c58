import { Halves } from './halves.ts';
import { TextHash } from './text-hash.ts';
import { ThreadTable } from './thread-table.ts';

/** Slots of a table at first. */
const FIRST_ROOM = 64;
/** Control can be extended to seven days and ads may give a month: after that a silent thread is idle whatever was known. */
const THREAD_LASTS_MS = 31 * 86_400_000;

/**
 * What is remembered of the threads, found by 64 bits that are made of their keys. A thread is given as its table, at its
 * slot, until the next one is looked for.
 */
export class Threads {
  readonly #hash = new TextHash();
  /** Whose bits those are: one event asks for its thread more than once. */
  #hashed: string | undefined;
  readonly #known: Halves<ThreadTable>;

  /** @param most Threads kept at most; at least half of them are. */
  constructor(most: number) {
    this.#known = new Halves(most, new ThreadTable(FIRST_ROOM));
  }

  get size(): number {
    return this.#known.size;
  }

  /** The thread, which thereby is used; `undefined` where nothing is known of it. */
  use(key: string, now: number): ThreadTable | undefined {
    const found = this.peek(key);
    return found === undefined || isOver(found, now) ? undefined : this.#known.renew(found, this.#hash);
  }

  /** The thread as one that is seen or changed, begun where nothing is known of it. */
  touch(key: string, now: number): ThreadTable {
    const found = this.peek(key);
    const thread = found === undefined ? this.#known.place(this.#hash) : this.#known.renew(found, this.#hash);
    if (found === undefined || isOver(thread, now)) thread.begin(now);
    thread.touchedAt = now;
    return thread;
  }

  /** The thread, which stays as it is. */
  peek(key: string): ThreadTable | undefined {
    if (key !== this.#hashed) this.#hash.mix(key);
    this.#hashed = key;
    return this.#known.find(this.#hash);
  }

  /** Forgets the threads that have long been silent. */
  sweep(now: number): void {
    this.#known.sweep((thread) => isOver(thread, now));
  }

  /** Each of those that have not long been silent, with no other looked for meanwhile. */
  *at(now: number): Generator<ThreadTable> {
    for (const thread of this.#known) if (!isOver(thread, now)) yield thread;
  }
}

function isOver({ touchedAt }: ThreadTable, now: number): boolean {
  return now - touchedAt >= THREAD_LASTS_MS;
}
