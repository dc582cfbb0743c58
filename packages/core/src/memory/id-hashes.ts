import { TextHash } from './text-hash.ts';

/** How many ids are kept with their bits; a power of two. */
const KEPT = 64;

/** The bits of events' ids, worked out once for an event's claim and its end. */
export class IdHashes extends TextHash {
  // Of the ids claimed last: they are asked for once more, in their order, as they end.
  readonly #ids: string[] = new Array<string>(KEPT).fill('');
  readonly #lows = new Int32Array(KEPT);
  readonly #highs = new Int32Array(KEPT);
  #noted = 0;
  #next = 0;

  /** What is noted from here on is recalled next. */
  rewind(): void {
    this.#next = this.#noted;
  }

  /** Works out the bits of an id, and keeps them. */
  note(id: string): void {
    this.mix(id);
    const at = this.#noted;
    this.#ids[at] = id;
    this.#lows[at] = this.low;
    this.#highs[at] = this.high;
    this.#noted = (at + 1) & (KEPT - 1);
  }

  /** The bits of an id that was probably noted. */
  recall(id: string): void {
    const at = this.#next;
    if (this.#ids[at] !== id) {
      this.mix(id);
      return;
    }
    this.#ids[at] = '';
    this.low = this.#lows[at] ?? 0;
    this.high = this.#highs[at] ?? 0;
    this.#next = (at + 1) & (KEPT - 1);
  }
}
