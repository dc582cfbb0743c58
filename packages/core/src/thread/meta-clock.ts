import type { Clock } from '../ports.ts';

/** A clock that is further away than this is wrong, not ahead. */
const MOST_AHEAD_MS = 3_600_000;

/** How Meta's clock differs from ours, by the times of its answers. */
export class MetaClock {
  /** How far Meta's clock is known to be ahead of ours, in ms. */
  aheadMs = 0;
  /** The same by its newest answer, which may also be behind. */
  skewMs: number | undefined;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Notes the time of an answer of Meta's, in ms. */
  heard(at: number): void {
    this.skewMs = at - this.clock.now();
    this.aheadMs = Math.max(this.aheadMs, Math.min(this.skewMs, MOST_AHEAD_MS));
  }
}
