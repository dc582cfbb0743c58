import { type MemoryStore, memoryStore } from '@handover/core';
import type { TestClock } from '@handover/testkit';

/** A memory store that claims to be durable. Each bot on it stands for a process. */
export function lastingStore(): MemoryStore {
  return Object.assign(memoryStore(), { isDurable: true });
}

/** A promise, and the way to resolve it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** Makes a gate that is shut. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** What a process that was killed still waits for. */
export const never: Promise<never> = new Promise(() => undefined);

/** Lets time pass for several processes, in small steps, so that none is far ahead of the others. */
export async function advanceAll(clocks: readonly TestClock[], ms: number, stepMs = 50): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    for (const clock of clocks) await clock.advance(Math.min(stepMs, left));
  }
}
