import { OptionError } from '../option-error.ts';
import type { Run } from '../state/run.ts';
import type { CallEntry, DeliveryEntry, TimelineEntry } from '../timeline/timeline-entry.ts';
import { isOfPage } from '../timeline/timeline-of-page.ts';
import { curlOfCall, curlOfDelivery, type WireDelivery, wireDelivery } from './curl.ts';
import { type ControlCall, type ControlRoute, NotFoundError } from './route.ts';

/** One entry, with details that are too long or too private for the list. */
export interface EntryDetail {
  /** The entry of the timeline. */
  entry: TimelineEntry;
  /** Delivery: its bytes and headers. */
  wire?: WireDelivery;
  /** Call or delivery: a shell command that repeats it. */
  curl?: string;
}

/** The timeline and its entries. */
export const timelineRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/timeline',
    what: 'the newest entries; ?after=SEQ only those after SEQ, ?limit=N only the newest N, ?slim=true without bodies, ?page= only those about a page; the cursor for the next call is `last`',
    run({ run, world, query }) {
      const after = wholeNumber(query, 'after') ?? 0;
      const limit = wholeNumber(query, 'limit');
      const all = run.timeline.after(after);
      const entries = query.has('page') ? all.filter((entry) => isOfPage(world, entry)) : all;
      const shown = limit === undefined ? entries : entries.slice(Math.max(entries.length - limit, 0));
      const listed = query.get('slim') === 'true' ? shown.map(slim) : shown;
      return { entries: listed, first: run.timeline.first(), last: run.timeline.last() };
    },
  },
  {
    method: 'GET',
    path: '/timeline/:seq',
    what: 'one entry; a delivery with its signed bytes and headers, a call and a delivery as a curl command',
    run: (call) => detail(call.run, find(call)),
  },
  {
    method: 'GET',
    path: '/timeline/:seq/curl',
    what: 'a call or a delivery as a curl command, plain text',
    run(call) {
      const { curl } = detail(call.run, find(call));
      if (curl === undefined) throw new OptionError('only calls and deliveries can be printed as a curl command');
      return `${curl}\n`;
    },
  },
  {
    method: 'POST',
    path: '/timeline/:seq/replay',
    what: 'sends a delivery to its app once more, the same bytes; answers with the new entry',
    run: (call) => call.sandbox.replay(find(call).seq),
  },
];

/** An entry without the details that only the inspector needs. */
function slim(entry: TimelineEntry): Partial<TimelineEntry> {
  if (isDelivery(entry)) {
    const { body: _, ...rest } = entry;
    return rest;
  }
  if (!isCall(entry)) return entry;
  const { answer: _, ...rest } = entry;
  return rest;
}

function find({ run, params }: ControlCall): TimelineEntry {
  const seq = /^\d{1,15}$/.test(params['seq'] ?? '') ? Number(params['seq']) : Number.NaN;
  const entry = run.timeline.find(seq);
  if (entry) return entry;
  const [first, last] = [run.timeline.first(), run.timeline.last()];
  throw new NotFoundError(
    first === 0 ? 'the timeline is empty' : `there is no such entry; the timeline holds ${first} to ${last}`,
  );
}

function detail(run: Run, entry: TimelineEntry): EntryDetail {
  if (isCall(entry)) return { entry, curl: curlOfCall(entry, run.url) };
  const app = isDelivery(entry) ? run.apps.get(entry.app.id) : undefined;
  if (!app || !isDelivery(entry)) return { entry };
  const wire = wireDelivery(entry, app);
  return { entry, wire, curl: curlOfDelivery(wire) };
}

function isCall(entry: TimelineEntry): entry is CallEntry {
  return entry.kind === 'call';
}

function isDelivery(entry: TimelineEntry): entry is DeliveryEntry {
  return entry.kind === 'delivery';
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new OptionError(`${name} must be ${name === 'after' ? 'the seq of an entry, a' : 'a'} whole number`);
  }
  return Number(text);
}
