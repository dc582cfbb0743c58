/** Runs work side by side within bounds, and work with a key in common one after another. */
export class Lanes {
  readonly #most: number;
  readonly #last = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();

  /** @param most How much runs or waits at once. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Starts the work behind all earlier work with one of its keys. Resolves as soon as there is room for more.
   *
   * @param work Does not reject.
   */
  async add(keys: readonly string[], work: () => Promise<void>): Promise<void> {
    const run = Promise.all(keys.map((key) => this.#last.get(key))).then(work);
    for (const key of keys) this.#last.set(key, run);
    const entry = run.then(() => {
      this.#running.delete(entry);
      for (const key of keys) if (this.#last.get(key) === run) this.#last.delete(key);
    });
    this.#running.add(entry);
    while (this.#running.size >= this.#most) await Promise.race(this.#running);
  }

  /** Resolves when everything has ended. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
