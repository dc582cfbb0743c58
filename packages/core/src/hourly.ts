import { BoundedMap } from './bounded-map.ts';
import type { Clock } from './ports.ts';

const HOUR_MS = 3_600_000;
/** Pages times causes. Beyond it the oldest are forgotten and may be logged again early. */
const MOST_CAUSES = 10_000;

/**
 * Limits a warning: the function it returns is true at the first call for a cause, then at most once an hour. For warnings
 * that any event may trigger.
 *
 * @param clock The bot's.
 */
export function hourly(clock: Pick<Clock, 'now'>): (cause: string) => boolean {
  const said = new BoundedMap<string, number>(MOST_CAUSES);
  return (cause) => {
    const now = clock.now();
    const last = said.get(cause);
    // A clock that was set back must not silence it for longer.
    if (last !== undefined && Math.abs(now - last) < HOUR_MS) return false;
    said.set(cause, now);
    return true;
  };
}
