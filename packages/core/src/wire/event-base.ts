import { createHash, randomUUID } from 'node:crypto';
import type { EventBase, EventKind, HandoverEvent, HopContext, Lane, Platform, WireItem } from '../events.ts';
import { idOf, isRecord, isTrue, millisecondsOf } from './json.ts';

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

/** An event that is being read. */
export type Draft<Event> = { -readonly [Key in keyof Event]: Event[Key] };

/** What every event has, read from its item. `mid`: the message's own id, where the event is about nothing else. */
export function eventBase<Kind extends EventKind>(kind: Kind, source: Source, mid?: string): Draft<EventBase<Kind>> {
  const { item, raw, lane, context } = source;
  const { pageId = context.entryId, userId } = endsOf(item, context.entryId);
  const userRef = endOf(item['sender'], 'user_ref') ?? endOf(item['recipient'], 'user_ref');
  const timestamp = millisecondsOf(item['timestamp']);
  const hopContext = hopContextOf(item['hop_context']);
  const hops = hopContext.length > 0 ? hopContext : context.hopContext;
  // A time of its own already makes an item differ from the next. Whether a redelivery keeps the entry's time is not known.
  const entryTime = kind === 'change' || timestamp === undefined ? context.givenTime : undefined;
  const base: Draft<EventBase<Kind>> = {
    kind,
    lane,
    standby: lane === 'standby',
    platform: context.platform,
    pageId,
    timestamp: timestamp ?? context.time,
    id:
      context.entryId === TEST_ENTRY_ID
        ? testEventId()
        : `${pageId}:${lane}:${kind}:${mid === undefined ? hashOf(raw, entryTime) : `${userId ?? userRef ?? ''}:${mid}`}`,
    raw,
  };
  if (userId !== undefined) base.userId = userId;
  if (userRef !== undefined) base.userRef = userRef;
  if (hops.length > 0) base.hopContext = hops;
  return base;
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

/** For items without a message id of their own: the same bytes come again on a redelivery. */
export function hashOf(raw: WireItem, entryTime: number | undefined): string {
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

/** Who is at the two ends of an item. */
export interface Ends {
  readonly pageId: string | undefined;
  readonly userId: string | undefined;
  /** The entry's id says that the page sent it: such a message is an echo, whether it is marked as one or not. */
  readonly isFromPage: boolean;
}

/**
 * The two ends of an item. The end that equals the entry's id is the page. If neither does, or both do, the recipient is
 * the page, and of an echo the sender.
 *
 * @param entryId Id of the item's entry, where it is known.
 */
export function endsOf(item: WireItem, entryId?: string): Ends {
  const sender = endOf(item['sender'], 'id');
  const recipient = endOf(item['recipient'], 'id');
  if (entryId !== undefined && entryId !== '' && sender !== recipient) {
    if (recipient === entryId) return { pageId: recipient, userId: sender, isFromPage: false };
    if (sender === entryId) return { pageId: sender, userId: recipient, isFromPage: true };
  }
  return isMarkedEcho(item)
    ? { pageId: sender, userId: recipient, isFromPage: false }
    : { pageId: recipient, userId: sender, isFromPage: false };
}

function endOf(end: unknown, key: 'id' | 'user_ref'): string | undefined {
  return isRecord(end) ? idOf(end[key]) : undefined;
}

/** True for an item whose message says that it is an echo. */
function isMarkedEcho({ message }: WireItem): boolean {
  return isRecord(message) && isTrue(message['is_echo']);
}

/** The entry's id in what the Test button of Meta's app dashboard sends. Source: Graph API docs, Webhooks. */
export const TEST_ENTRY_ID = '0';

const PREFIX = 'dashboard-test:';
const TEST_ID = /^dashboard-test:[0-9a-f-]{36}$/;

/**
 * An id for an event of the dashboard's Test button. Its samples are the same each time, so that an id made of them would
 * make the second press look like a redelivery.
 */
export function testEventId(): string {
  return PREFIX + randomUUID();
}

/** True for an event of the dashboard's Test button. It names no real page and no real person. */
export function isDashboardTest({ id }: Pick<HandoverEvent, 'id'>): boolean {
  return id.startsWith(PREFIX) && TEST_ID.test(id);
}
