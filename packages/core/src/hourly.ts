import { BoundedMap } from './bounded-map.ts';
import type { Clock } from './ports.ts';

const HOUR_MS = 3_600_000;
/** Pages times causes; beyond it the oldest may be said again. */
const MOST_CAUSES = 10_000;

/**
 * Whether a warning is due: true at the first call for a cause, and then at most once an hour. For warnings that every
 * event may bring about.
 *
 * @param clock The bot's.
 */
export function hourly(clock: Pick<Clock, 'now'>): (cause: string) => boolean {
  const said = new BoundedMap<string, number>(MOST_CAUSES);
  return (cause) => {
    const now = clock.now();
    const last = said.get(cause);
    if (last !== undefined && now - last < HOUR_MS) return false;
    said.set(cause, now);
    return true;
  };
}
