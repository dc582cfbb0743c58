import { createHash } from 'node:crypto';
import type { EventBase, EventKind, HopContext, Lane, Platform, WireItem } from '../events.ts';
import { TEST_ENTRY_ID, testEventId } from './dashboard-test.ts';
import { endsOf, idOf, isRecord, millisecondsOf } from './wire-values.ts';

/** What an item is read by: its entry, and who we are. */
export interface EntryContext {
  readonly platform: Platform;
  readonly appId: string;
  /** Apps that are an AI of Meta's. */
  readonly aiAppIds: ReadonlySet<string>;
  /** Empty where the entry has none. */
  readonly entryId: string;
  /** The entry's time in ms; ours where it has none. */
  readonly time: number;
  /** The entry's time in ms, where it has one. */
  readonly givenTime: number | undefined;
  readonly hopContext: readonly HopContext[];
}

/** What an event is of: an item, and where it stood. */
export interface Source {
  /** Holds the ends, the time and the part that says the kind. */
  readonly item: WireItem;
  /** What becomes `event.raw`: the item, or the change around it. */
  readonly raw: WireItem;
  readonly lane: Lane;
  readonly context: EntryContext;
}

/** What every event has, read from its item. `mid`: the message's own id, where the event is about nothing else. */
export function eventBase<Kind extends EventKind>(kind: Kind, source: Source, mid?: string): EventBase<Kind> {
  const { item, raw, lane, context } = source;
  const { pageId = context.entryId, userId } = endsOf(item, context.entryId);
  const userRef = userRefOf(item['sender']) ?? userRefOf(item['recipient']);
  const timestamp = millisecondsOf(item['timestamp']);
  const hopContext = hopContextOf(item['hop_context']);
  const hops = hopContext.length > 0 ? hopContext : context.hopContext;
  // A time of its own already makes an item differ from the next. Whether a redelivery keeps the entry's time is not known.
  const entryTime = kind === 'change' || timestamp === undefined ? context.givenTime : undefined;
  return {
    kind,
    lane,
    standby: lane === 'standby',
    platform: context.platform,
    pageId,
    ...(userId !== undefined ? { userId } : {}),
    ...(userRef !== undefined ? { userRef } : {}),
    timestamp: timestamp ?? context.time,
    id:
      context.entryId === TEST_ENTRY_ID
        ? testEventId()
        : `${pageId}:${lane}:${kind}:${mid === undefined ? hashOf(raw, entryTime) : `${userId ?? userRef ?? ''}:${mid}`}`,
    ...(hops.length > 0 ? { hopContext: hops } : {}),
    raw,
  };
}

/** The apps that led to an item or an entry: the wire has a list of them, or one alone. */
export function hopContextOf(value: unknown): readonly HopContext[] {
  if (!Array.isArray(value) && !isRecord(value)) return [];
  return (Array.isArray(value) ? value : [value]).map((hop) => {
    if (!isRecord(hop)) return { value: hop };
    const { app_id, metadata, ...rest } = hop;
    const appId = idOf(app_id);
    return {
      ...rest,
      ...(appId === undefined ? (app_id === undefined ? {} : { app_id }) : { appId }),
      ...(typeof metadata === 'string' && metadata !== '' ? { metadata } : {}),
    };
  });
}

function userRefOf(end: unknown): string | undefined {
  return isRecord(end) ? idOf(end['user_ref']) : undefined;
}

/** For items without a message id of their own: the same bytes come again on a redelivery. */
function hashOf(raw: WireItem, entryTime: number | undefined): string {
  const hash = createHash('sha256').update(print(raw));
  if (entryTime !== undefined) hash.update(`@${entryTime}`);
  return hash.digest('base64url').slice(0, 22);
}

function print(raw: WireItem): string {
  try {
    return JSON.stringify(raw);
  } catch {
    // Parsing takes any depth, printing does not: what is nested that deep is known by its outside.
    return JSON.stringify([Object.keys(raw), raw['timestamp'], endsOf(raw)]);
  }
}
