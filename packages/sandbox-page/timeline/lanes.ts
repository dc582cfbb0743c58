import type { TimelineEntry } from '../sandbox.ts';
import type { Model } from '../state/model.ts';
import type { Party } from '../state/parties.ts';

/** Positions of the first two lifelines. The apps follow, and the inbox comes last. */
export const PEOPLE = 0;
/** The page, on Meta's side: calls go to it and deliveries come from it. */
export const PAGE = 1;

/** An arrow between two lifelines. */
export interface Arrow {
  from: number;
  to: number;
  /** `standby`: dashed; `failed`: an error; `shift`: control changed. */
  tone: 'plain' | 'standby' | 'failed' | 'shift';
}

/** How one entry is drawn: arrows, or a dot on the lifeline that it is about. */
export interface RowShape {
  arrows: readonly Arrow[];
  /** Lifeline of a dot, for an entry without a sender and a receiver. */
  dot?: number;
  /** Lifeline of the thread's owner after the entry. */
  owner?: number;
}

/** The parties with a lifeline: those of the page in sight, or of all pages if the timeline shows all. */
export function laneParties({ parties, pages, place }: Pick<Model, 'parties' | 'pages' | 'place'>): readonly Party[] {
  return pages.length > 1 && place.filter.allPages ? parties.ofRun : parties.all;
}

/**
 * The shape of an entry among the lifelines: people, page, each app, inbox. An app without its own lifeline, such as
 * Meta's lead ads, is drawn on the page's lifeline.
 *
 * @param parties The apps in order, the inboxes last.
 */
export function shapeOf(entry: TimelineEntry, parties: readonly Party[]): RowShape {
  const lane = (id: string | null | undefined): number => {
    const at = parties.findIndex((party) => party.id === id);
    return at === -1 ? PAGE : at + 2;
  };
  const inboxes = parties.flatMap(({ look, platform }, at) => (look === 'inbox' ? [{ platform, at: at + 2 }] : []));
  const inbox = (inboxes.find(({ platform }) => platform === entry.page?.platform) ?? inboxes.at(-1))?.at ?? PAGE;
  const owner = entry.owner ? { owner: lane(entry.owner.id) } : {};

  switch (entry.kind) {
    case 'action':
      if (entry.by === 'person') return { ...owner, arrows: [{ from: PEOPLE, to: PAGE, tone: 'plain' }] };
      if (entry.by === 'settings') return { ...owner, arrows: [], dot: PAGE };
      // Meta's AI has no lifeline.
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

/** Position of a lifeline, in percent of the diagram's width. */
export function lanePercent(lane: number, count: number): number {
  return ((lane + 0.5) / count) * 100;
}

/** The leftmost and rightmost lifeline of an entry: its words fit between them. */
export function spanOf({ arrows, dot }: RowShape): { left: number; right: number } {
  const lanes = [...arrows.flatMap(({ from, to }) => [from, to]), ...(dot === undefined ? [] : [dot])];
  return { left: Math.min(...lanes), right: Math.max(...lanes) };
}
