import type { JSX } from 'preact';
import { textsOf } from '../platform/platform-texts.ts';
import { usePage } from '../state/page-context.ts';
import { Mark } from '../ui/party.tsx';
import { laneParties, lanePercent } from './lanes.ts';

/** Names above the lifelines. The owner of the thread in sight is marked. */
export function LaneHeads(): JSX.Element {
  const { model } = usePage();
  const owner = model.thread?.owner?.id;
  return (
    <div class="lane-heads" aria-hidden="true">
      <div class="lane-head" data-party="person">
        <Mark look="person" />
        <span class="clip">People</span>
      </div>
      <div class="lane-head" data-party="none">
        <span class="clip">{textsOf(model.state).page}</span>
      </div>
      {laneParties(model).map(({ id, name, look }) => (
        <div key={id} class={`lane-head ${id === owner ? 'owns' : ''}`} data-party={look}>
          <Mark look={look} />
          <span class="clip">{name}</span>
        </div>
      ))}
    </div>
  );
}

/** The lifelines, drawn behind all rows. */
export function Lifelines(): JSX.Element {
  const { model } = usePage();
  const count = laneParties(model).length + 2;
  return (
    <div class="lifelines" aria-hidden="true">
      {Array.from({ length: count }, (_, lane) => (
        <i key={lane} style={{ left: `${lanePercent(lane, count)}%` }} />
      ))}
    </div>
  );
}
