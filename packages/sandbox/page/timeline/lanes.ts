import type { TimelineEntry } from '../../src/timeline-entry.ts';
import type { Party } from '../state/parties.ts';

/** Places of the first two lifelines; the apps follow, and the inbox comes last. */
export const PEOPLE = 0;
/** The page, on Meta's side: what calls reach and deliveries come from. */
export const PAGE = 1;

/** An arrow between two lifelines. */
export interface Arrow {
  from: number;
  to: number;
  /** `standby`: dashed; `failed`: it met an error; `shift`: control went over. */
  tone: 'plain' | 'standby' | 'failed' | 'shift';
}

/** How one entry is drawn: arrows, or a dot on the lifeline that it is about. */
export interface RowShape {
  arrows: readonly Arrow[];
  /** Lifeline of a dot, for what goes from nobody to nobody. */
  dot?: number;
  /** Lifeline of the thread's owner after it. */
  owner?: number;
}

/**
 * The shape of an entry among the lifelines people, page, each app, inbox. What concerns an app without a lifeline
 * of its own, such as Meta's lead ads, stands on the page's.
 *
 * @param parties The apps in order, the inbox last.
 */
export function shapeOf(entry: TimelineEntry, parties: readonly Party[]): RowShape {
  const lane = (id: string | null | undefined): number => {
    const at = parties.findIndex((party) => party.id === id);
    return at === -1 ? PAGE : at + 2;
  };
  const inbox = parties.length + 1;
  const owner = entry.owner ? { owner: lane(entry.owner.id) } : {};

  switch (entry.kind) {
    case 'action':
      if (entry.by === 'person') return { ...owner, arrows: [{ from: PEOPLE, to: PAGE, tone: 'plain' }] };
      if (entry.by === 'settings') return { ...owner, arrows: [], dot: PAGE };
      // Meta's AI has no lifeline of its own.
      if (entry.by === 'ai') {
        return entry.action === 'say'
          ? { ...owner, arrows: [{ from: PAGE, to: PEOPLE, tone: 'plain' }] }
          : { ...owner, arrows: [], dot: PAGE };
      }
      return entry.action === 'reply'
        ? { ...owner, arrows: [{ from: inbox, to: PEOPLE, tone: 'plain' }] }
        : { ...owner, arrows: [], dot: inbox };
    case 'call': {
      const failed = entry.status === null || entry.status >= 400;
      const from = lane(entry.app?.id);
      const reaches = !failed && /\/messages$/.test(entry.path) && entry.method === 'POST' ? PEOPLE : PAGE;
      if (from === PAGE) return { ...owner, arrows: [], dot: PAGE };
      return { ...owner, arrows: [{ from, to: reaches, tone: failed ? 'failed' : 'plain' }] };
    }
    case 'delivery': {
      const failed = entry.status === null || entry.status < 200 || entry.status >= 300;
      const tone = failed ? 'failed' : entry.lane === 'standby' ? 'standby' : 'plain';
      return { ...owner, arrows: [{ from: PAGE, to: lane(entry.app.id), tone }] };
    }
    case 'transition': {
      const [from, to] = [lane(entry.from?.id), lane(entry.to?.id)];
      return from === to ? { ...owner, arrows: [], dot: to } : { ...owner, arrows: [{ from, to, tone: 'shift' }] };
    }
    case 'subscription':
      return { ...owner, arrows: [], dot: lane(entry.app.id) };
  }
}

/** Where a lifeline stands, in percent of the diagram's width. */
export function lanePercent(lane: number, count: number): number {
  return ((lane + 0.5) / count) * 100;
}

/** The lifelines between which an entry's words have room: its leftmost and rightmost. */
export function spanOf({ arrows, dot }: RowShape): { left: number; right: number } {
  const lanes = [...arrows.flatMap(({ from, to }) => [from, to]), ...(dot === undefined ? [] : [dot])];
  return { left: Math.min(...lanes), right: Math.max(...lanes) };
}
