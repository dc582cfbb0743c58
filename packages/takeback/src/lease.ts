import type { Clock } from '@handover/core';
import { LEASE_MS } from './next.ts';

/**
 * Renews a lease until it is lost or the caller calls the returned function.
 *
 * @param renew Resolves to whether the lease is still held.
 */
export function keepLease(clock: Clock, renew: () => Promise<boolean>): () => void {
  let isOver = false;
  let timer: unknown;
  function renewLater(): void {
    if (!isOver) timer = clock.setTimeout(() => void renewed().then(renewLater), LEASE_MS / 3);
  }
  async function renewed(): Promise<void> {
    try {
      if (!(await renew())) isOver = true;
    } catch {
      // The store has logged the failure; the next tick of the timer retries.
    }
  }

  renewLater();
  return () => {
    isOver = true;
    clock.clearTimeout(timer);
  };
}
