import type { JSX } from 'preact';
import { usePage } from '../state/page-context.ts';
import { plural } from '../words.ts';

/** Says whom the clock moves: bots in other processes have the system's time unless they follow it. */
export function Followers(): JSX.Element {
  const { model } = usePage();
  const count = model.state?.clockFollowers ?? 0;

  return (
    <p class="quiet small" role="status" aria-label="Followers of the clock">
      {count === 0 ? (
        <>
          No other process follows this clock, so “+1 h” does not fire the timers of a bot there. To make a bot follow,
          give it <code>sandboxClock(GRAPH_URL)</code> from <code>@handover/sandbox</code>.
        </>
      ) : (
        `${plural(count, 'other process', 'other processes')} ${count === 1 ? 'follows' : 'follow'} this clock: “+1 h” fires the timers there too. A bot without a sandboxClock keeps the system’s time.`
      )}
    </p>
  );
}
