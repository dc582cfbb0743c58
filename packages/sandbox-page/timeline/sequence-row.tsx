import type { ComponentChildren, JSX } from 'preact';
import type { PageView, TimelineEntry } from '../sandbox.ts';
import { nameOfPage } from '../state/pages.ts';
import type { Party } from '../state/parties.ts';
import { clockText } from '../words.ts';
import { describe } from './describe.ts';
import { type Arrow, lanePercent, shapeOf, spanOf } from './lanes.ts';

/** Left of this point the words start at the entry's left lifeline; right of it they end at its right lifeline. */
const TURN_PERCENT = 55;

/** Height of a row in pixels. */
export const ROW_PX = 38;

/** Distance of the arrow from the top of its row, in pixels. */
const LINE_PX = 27;

/** One entry of the diagram: its time, its words, and the arrow between its lifelines. */
export function SequenceRow(props: {
  entry: TimelineEntry;
  /** The entry above. */
  before: TimelineEntry | undefined;
  parties: readonly Party[];
  /** All pages, if the timeline shows entries of all; undefined: no entry names its page. */
  pages: readonly PageView[] | undefined;
}): JSX.Element {
  const { entry, before, parties, pages } = props;
  const count = parties.length + 2;
  const shape = shapeOf(entry, parties);
  const span = spanOf(shape);
  const left = lanePercent(span.left, count);
  const turned = left > TURN_PERCENT;
  const edge = turned ? 100 - lanePercent(span.right, count) : left;
  const { day, time } = clockText(entry.at);
  const newDay = before !== undefined && clockText(before.at).day !== day;
  const { title, detail, isReason, remarks } = describe(
    entry,
    (id) => parties.find((party) => party.id === id)?.name ?? id,
  );

  return (
    <div class="sequence-row" data-kind={entry.kind}>
      <span class="row-time">
        <span class="mono">{time}</span>
        <span class="clip row-person">{entry.person?.name}</span>
      </span>
      {newDay ? <span class="new-day mono">{day}</span> : null}
      <div class="row-diagram">
        <svg class="row-lines" width="100%" height={ROW_PX} aria-hidden="true" focusable="false">
          {shape.owner === undefined ? null : (
            <OnLane lane={shape.owner} count={count}>
              <rect
                class="activation"
                data-party={lookOf(shape.owner, parties)}
                x="-3"
                y="0"
                width="6"
                height={ROW_PX}
              />
            </OnLane>
          )}
          {shape.arrows.map((arrow) => (
            <ArrowLine key={`${arrow.from}-${arrow.to}`} arrow={arrow} count={count} parties={parties} />
          ))}
          {shape.dot === undefined ? null : (
            <OnLane lane={shape.dot} count={count}>
              <circle class="dot" data-party={lookOf(shape.dot, parties)} cx="0" cy={LINE_PX} r="4.5" />
            </OnLane>
          )}
        </svg>
        <p class="row-words" data-turned={turned} style={{ '--edge-at': `${edge}%` }}>
          <span class="unseen">{whoOf(entry)}: </span>
          <span class="row-title">{title}</span>
          {detail === undefined ? null : <span class={`row-detail ${isReason ? 'reason' : ''}`}>{detail}</span>}
          {pages && entry.page ? <span class="badge row-page clip">{nameOfPage(entry.page, pages)}</span> : null}
          {remarks.length === 0 ? null : (
            <span class="row-remarks">
              {remarks.map(({ text, tone }) => (
                <span key={text} class={`badge ${tone}`}>
                  {text}
                </span>
              ))}
            </span>
          )}
        </p>
      </div>
    </div>
  );
}

/** Who caused an entry, for screen readers. On screen the arrow shows it. */
function whoOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'action':
      return 'Action';
    case 'call':
      return `Call of ${entry.app?.name ?? 'an unknown app'}`;
    case 'delivery':
      return `Delivery to ${entry.app.name}`;
    case 'transition':
      return `Control of ${entry.person.name}’s thread`;
    case 'subscription':
      return `Webhook of ${entry.app.name}`;
  }
}

function lookOf(lane: number, parties: readonly Party[]): Party['look'] {
  return parties[lane - 2]?.look ?? (lane === 0 ? 'person' : 'none');
}

/** Draws around a lifeline in pixels, whatever the width of the diagram. */
function OnLane(props: { lane: number; count: number; y?: number; children: ComponentChildren }): JSX.Element {
  const { lane, count, y = 0, children } = props;
  return (
    <svg x={`${lanePercent(lane, count)}%`} y={y} overflow="visible" aria-hidden="true">
      {children}
    </svg>
  );
}

function ArrowLine(props: { arrow: Arrow; count: number; parties: readonly Party[] }): JSX.Element {
  const { arrow, count, parties } = props;
  const { from, to, tone } = arrow;
  const right = to > from;
  return (
    <g class="arrow" data-tone={tone} data-party={lookOf(tone === 'shift' ? to : from, parties)}>
      <line x1={`${lanePercent(from, count)}%`} y1={LINE_PX} x2={`${lanePercent(to, count)}%`} y2={LINE_PX} />
      <OnLane lane={to} count={count} y={LINE_PX}>
        {tone === 'failed' ? (
          <path class="cross" d={right ? 'M-14 -5l10 10M-14 5l10 -10' : 'M14 -5l-10 10M14 5l-10 -10'} />
        ) : (
          <path class="head" d={right ? 'M-8 -4L0 0L-8 4z' : 'M8 -4L0 0L8 4z'} />
        )}
      </OnLane>
    </g>
  );
}
