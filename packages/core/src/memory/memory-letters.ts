import type { Letter, Page } from '../ports.ts';
import type { Journal } from './memory-events.ts';

/** What is kept of one letter. */
interface KnownLetter extends Letter {
  body: string;
  journal: Journal | undefined;
  /** Which of all the letters it was. */
  readonly place: number;
}

/** Letters, in the order in which their events were given up. */
export class MemoryLetters {
  readonly #letters = new Map<string, KnownLetter>();
  #places = 0;

  get size(): number {
    return this.#letters.size;
  }

  get(id: string): KnownLetter | undefined {
    return this.#letters.get(id);
  }

  /** Keeps a letter in the place of one that the event had before. */
  add(
    { thread, ...letter }: Omit<Letter, 'thread'> & { readonly thread?: string | undefined },
    journal: Journal | undefined,
  ): void {
    this.#places += 1;
    this.#letters.delete(letter.id);
    this.#letters.set(letter.id, { ...letter, ...(thread !== undefined && { thread }), journal, place: this.#places });
  }

  delete(id: string): boolean {
    return this.#letters.delete(id);
  }

  of(thread: string): KnownLetter[] {
    return [...this.#letters.values()].filter((letter) => letter.thread === thread);
  }

  page(app: string, asked: { readonly limit: number; readonly cursor?: string | undefined }): Page<Letter> {
    return pageOf(this.#ofApp(app), asked, ({ journal: _, place: __, ...letter }) => letter);
  }

  /** Forgets the letters of an app that are too old, and the oldest ones where there are too many. */
  trim(app: string, { keepMs, most, now }: { readonly keepMs: number; readonly most: number; now: number }): void {
    const letters = this.#ofApp(app);
    for (const [index, { id, at }] of letters.entries())
      if (now - at > keepMs || index < letters.length - most) this.delete(id);
  }

  #ofApp(app: string): KnownLetter[] {
    return [...this.#letters.values()].filter(({ id }) => id.startsWith(`${app}:`));
  }
}

/** One page of rows, in the order of their places; no two have the same. */
export function pageOf<Row extends { readonly place: number }, Item>(
  rows: readonly Row[],
  { limit, cursor = '0' }: { readonly limit: number; readonly cursor?: string | undefined },
  itemOf: (row: Row) => Item,
): Page<Item> {
  const rest = rows.filter(({ place }) => place > Number(cursor)).sort((one, other) => one.place - other.place);
  const page = rest.slice(0, limit);
  const last = page.length < rest.length ? page.at(-1) : undefined;
  return { items: page.map(itemOf), ...(last && { cursor: String(last.place) }) };
}
