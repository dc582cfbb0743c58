/** Something that begins once, for others to wait for. */
export class Turn {
  #taken = false;
  #start: Promise<void> | undefined;
  #resolve: (() => void) | undefined;

  /** Whether it has begun. */
  get taken(): boolean {
    return this.#taken;
  }

  /** Resolves when it begins. Made only where somebody waits. */
  get start(): Promise<void> {
    this.#start ??= this.#taken
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#resolve = resolve;
        });
    return this.#start;
  }

  /** It begins. */
  take(): void {
    this.#taken = true;
    this.#resolve?.();
  }
}
