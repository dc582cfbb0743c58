import type { JSX } from 'preact';
import type { TimelineEntry } from '../../src/timeline-entry.ts';
import type { Party } from '../state/parties.ts';
import { clockText } from '../words.ts';
import { describe } from './describe.ts';
import { type Arrow, lanePercent, shapeOf, spanOf } from './lanes.ts';

/** Left of this the words begin at the entry's left lifeline; right of it they end at its right one. */
const TURN_PERCENT = 55;

/** One entry of the diagram: when, the words, and the arrow between its lifelines. */
export function SequenceRow({ entry, parties }: { entry: TimelineEntry; parties: readonly Party[] }): JSX.Element {
  const count = parties.length + 2;
  const shape = shapeOf(entry, parties);
  const span = spanOf(shape);
  const left = lanePercent(span.left, count);
  const turned = left > TURN_PERCENT;
  const edge = turned ? 100 - lanePercent(span.right, count) : left;
  const { title, detail, remarks } = describe(entry);

  return (
    <div class="sequence-row" data-kind={entry.kind}>
      <span class="row-time mono">{clockText(entry.at).time}</span>
      <div class="row-diagram">
        <svg class="row-lines" width="100%" height="38" aria-hidden="true" focusable="false">
          {shape.owner === undefined ? null : (
            <svg x={`${lanePercent(shape.owner, count)}%`} overflow="visible" data-party={lookOf(shape.owner, parties)}>
              <rect class="activation" x="-3" y="0" width="6" height="38" />
            </svg>
          )}
          {shape.arrows.map((arrow) => (
            <ArrowLine key={`${arrow.from}-${arrow.to}`} arrow={arrow} count={count} parties={parties} />
          ))}
          {shape.dot === undefined ? null : (
            <svg x={`${lanePercent(shape.dot, count)}%`} overflow="visible" data-party={lookOf(shape.dot, parties)}>
              <circle class="dot" cx="0" cy="27" r="4.5" />
            </svg>
          )}
        </svg>
        <p class="row-words" data-turned={turned} style={{ '--edge-at': `${edge}%` }}>
          <span class="row-title">{title}</span>
          {detail === undefined ? null : <span class="row-detail">{detail}</span>}
          {remarks.map(({ text, tone }) => (
            <span key={text} class={`badge ${tone}`}>
              {text}
            </span>
          ))}
        </p>
      </div>
    </div>
  );
}

function lookOf(lane: number, parties: readonly Party[]): Party['look'] {
  return parties[lane - 2]?.look ?? (lane === 0 ? 'person' : 'none');
}

function ArrowLine(props: { arrow: Arrow; count: number; parties: readonly Party[] }): JSX.Element {
  const { arrow, count, parties } = props;
  const [from, to] = [lanePercent(arrow.from, count), lanePercent(arrow.to, count)];
  const head = to > from ? 'M-8 -4L0 0L-8 4z' : 'M8 -4L0 0L8 4z';
  return (
    <g
      class="arrow"
      data-tone={arrow.tone}
      data-party={lookOf(arrow.tone === 'shift' ? arrow.to : arrow.from, parties)}
    >
      <line x1={`${from}%`} y1="27" x2={`${to}%`} y2="27" />
      <svg x={`${to}%`} y="27" overflow="visible">
        {arrow.tone === 'failed' ? (
          <path class="cross" d={to > from ? 'M-14 -5l10 10M-14 5l10 -10' : 'M14 -5l-10 10M14 5l-10 -10'} />
        ) : (
          <path class="head" d={head} />
        )}
      </svg>
    </g>
  );
}
