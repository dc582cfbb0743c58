import type { Clock } from '@handover/core';

/** How long a send waits for its persona, and for `pick`, at most, in ms. */
export const WAIT_MS = 5_000;

/** Resolves after `delayMs`. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, delayMs);
  });
}

/** A failure, logged when it begins, but not again while it lasts or within a minute of the last log line. */
export class Trouble {
  #lasts = false;
  #saidAt = Number.NEGATIVE_INFINITY;
  #said = false;

  constructor(private readonly clock: Clock) {}

  /** Marks the failure as present. Calls `say` if that is new. */
  begins(say: () => void): void {
    const now = this.clock.now();
    if (this.#lasts || now - this.#saidAt < SAY_AGAIN_MS) {
      this.#lasts = true;
      return;
    }
    this.#lasts = true;
    this.#said = true;
    this.#saidAt = now;
    say();
  }

  /** Marks the failure as over. Calls `say` if its beginning was logged. */
  ends(say: () => void = () => undefined): void {
    if (this.#lasts && this.#said) say();
    this.#lasts = false;
    this.#said = false;
  }
}

const SAY_AGAIN_MS = 60_000;
