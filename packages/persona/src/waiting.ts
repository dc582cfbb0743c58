import type { Clock } from '@handover/core';

/** A send waits so long at most for its persona, and as long for `pick`, in ms. */
export const WAIT_MS = 5_000;

/** Resolves after `delayMs`. */
export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, delayMs);
  });
}

/** One trouble, said when it begins and not again while it lasts, nor within a minute of the last time it was said. */
export class Trouble {
  #lasts = false;
  #saidAt = Number.NEGATIVE_INFINITY;
  #said = false;

  constructor(private readonly clock: Clock) {}

  /** It is there: calls `say` where that is news. */
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

  /** It is over: calls `say` where its beginning was told. */
  ends(say: () => void = () => undefined): void {
    if (this.#lasts && this.#said) say();
    this.#lasts = false;
    this.#said = false;
  }
}

const SAY_AGAIN_MS = 60_000;
