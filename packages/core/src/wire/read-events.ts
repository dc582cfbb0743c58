import { createHash } from 'node:crypto';
import { inboxOf } from '../app-ids.ts';
import { PayloadError } from '../errors.ts';
import type {
  Attachment,
  EventKind,
  HandoverEvent,
  Lane,
  OrderProduct,
  Platform,
  Referral,
  ReplyTo,
  WireItem,
} from '../events.ts';

/** What the reader needs beside the body. */
export interface ReadOptions {
  /** Our app's id: an echo of it is our own. */
  readonly appId: string;
  /** Milliseconds since 1970, for items that carry no time at all. */
  readonly now: number;
}

/** A webhook body of the right outer shape. */
interface Envelope {
  readonly platform: Platform;
  readonly entries: readonly unknown[];
}

/**
 * Every item of a delivery as one event, in wire order. Past the envelope nothing throws and nothing is dropped:
 * what has no known shape becomes an event of kind `unknown` (`change` for an item of `changes`).
 *
 * @param body The parsed JSON, ids intact (`parseJson`).
 * @throws {PayloadError} No envelope (status 400), or an `object` other than `page` and `instagram` (404).
 * @see Messenger Platform docs, Webhook Events reference; Instagram Platform docs, Webhooks
 */
export function readEvents(body: unknown, options: ReadOptions): HandoverEvent[] {
  const { platform, entries } = readEnvelope(body);
  const events: HandoverEvent[] = [];
  for (const entry of entries) {
    if (!isRecord(entry)) continue;
    const context: EntryContext = {
      platform,
      appId: options.appId,
      entryId: idOf(entry['id']) ?? '',
      time: millisecondsOf(entry['time']) ?? options.now,
    };
    for (const key of Object.keys(entry)) {
      const list = entry[key];
      // One item that is no list counts as a list of one: nothing is dropped.
      const items = Array.isArray(list) ? list : isRecord(list) ? [list] : [];
      if (key === 'messaging' || key === 'standby') {
        for (const item of items) events.push(readItem(item, key, context));
      } else if (key === 'changes') {
        for (const item of items) events.push(readChange(item, context));
      }
    }
  }
  return events;
}

function readEnvelope(body: unknown): Envelope {
  if (!isRecord(body) || typeof body['object'] !== 'string') {
    throw new PayloadError(400, 'The body is no webhook envelope: it needs "object" and "entry".');
  }
  if (body['object'] !== 'page' && body['object'] !== 'instagram') {
    throw new PayloadError(404, 'This webhook serves the objects "page" and "instagram".');
  }
  if (!Array.isArray(body['entry'])) {
    throw new PayloadError(400, 'The body is no webhook envelope: "entry" is not a list.');
  }
  return { platform: body['object'] === 'page' ? 'messenger' : 'instagram', entries: body['entry'] };
}

interface EntryContext {
  readonly platform: Platform;
  readonly appId: string;
  readonly entryId: string;
  readonly time: number;
}

/** Field names under which `changes` carries what is otherwise an item of `messaging`. */
const ITEM_FIELD = /^(messag|standby$|send_cart$|response_feedback$)/;

function readChange(change: unknown, context: EntryContext): HandoverEvent {
  if (!isRecord(change)) return common('unknown', toRecord(change), toRecord(change), 'messaging', context);
  const { field, value } = change;
  if (isRecord(value)) {
    const named = typeof field === 'string' && ITEM_FIELD.test(field);
    if (named || isRecord(value['sender']) || isRecord(value['recipient'])) {
      const event = readItem(value, field === 'standby' ? 'standby' : 'messaging', context, change);
      if (event.kind !== 'unknown') return event;
    }
  }
  return {
    ...common('change', isRecord(value) ? value : {}, change, 'messaging', context),
    ...(typeof field === 'string' ? { field } : {}),
    ...(value !== undefined ? { value } : {}),
  };
}

function readItem(item: unknown, lane: Lane, context: EntryContext, raw?: WireItem): HandoverEvent {
  if (!isRecord(item)) return common('unknown', toRecord(item), toRecord(item), lane, context);
  for (const [key, read] of READERS) {
    const part = item[key];
    if (isRecord(part)) return read(part, item, raw ?? item, lane, context);
  }
  return common('unknown', item, raw ?? item, lane, context);
}

type Reader = (part: WireItem, item: WireItem, raw: WireItem, lane: Lane, context: EntryContext) => HandoverEvent;

/** The keys that tell what an item is, in the order in which they are asked. */
const READERS: readonly (readonly [key: string, read: Reader])[] = [
  ['pass_thread_control', (part, ...at) => ({ ...common('pass_thread_control', ...at), ...controlFields(part) })],
  ['take_thread_control', (part, ...at) => ({ ...common('take_thread_control', ...at), ...controlFields(part) })],
  [
    'request_thread_control',
    (part, ...at) => ({
      ...common('request_thread_control', ...at),
      requestedOwnerAppId: idOf(part['requested_owner_app_id']) ?? '',
      ...metadataOf(part),
    }),
  ],
  ['app_roles', (part, ...at) => ({ ...common('app_roles', ...at), roles: rolesOf(part) })],
  ['message', readMessage],
  [
    'message_edit',
    (part, ...at) => ({
      ...common('message_edit', ...at),
      ...texts(part, { mid: 'mid', text: 'text' }),
      ...numbers(part, { numEdit: 'num_edit' }),
    }),
  ],
  [
    'postback',
    (part, ...at) => ({
      ...common('postback', ...at, textOf(part['mid'])),
      ...texts(part, { mid: 'mid', title: 'title', payload: 'payload' }),
      ...(isRecord(part['referral']) ? { referral: part['referral'] as Referral } : {}),
    }),
  ],
  [
    'reaction',
    (part, ...at) => ({
      ...common('reaction', ...at),
      ...texts(part, { mid: 'mid', action: 'action', reaction: 'reaction', emoji: 'emoji' }),
    }),
  ],
  [
    'referral',
    (part, ...at) => ({ ...common('referral', ...at), ...texts(part, { ref: 'ref', source: 'source', type: 'type' }) }),
  ],
  [
    'optin',
    (part, ...at) => ({
      ...common('optin', ...at),
      ...texts(part, { type: 'type', payload: 'payload', ref: 'ref', userRef: 'user_ref' }),
    }),
  ],
  [
    'delivery',
    (part, ...at) => ({
      ...common('delivery', ...at),
      ...numbers(part, { watermark: 'watermark' }),
      ...(Array.isArray(part['mids']) ? { mids: part['mids'].filter((mid) => typeof mid === 'string') } : {}),
    }),
  ],
  [
    'read',
    (part, ...at) => ({
      ...common('read', ...at),
      ...numbers(part, { watermark: 'watermark' }),
      ...texts(part, { mid: 'mid' }),
    }),
  ],
  [
    'account_linking',
    (part, ...at) => ({
      ...common('account_linking', ...at),
      ...texts(part, { status: 'status', authorizationCode: 'authorization_code' }),
    }),
  ],
  ['policy_enforcement', readPolicy],
  ['policy-enforcement', readPolicy],
  ['messaging_feedback', (_part, ...at) => common('feedback', ...at)],
  ['messaging_customer_information', (_part, ...at) => common('customer_information', ...at)],
  [
    'order',
    (part, ...at) => ({
      ...common('order', ...at),
      ...(Array.isArray(part['products']) ? { products: part['products'].filter(isRecord) as OrderProduct[] } : {}),
      ...texts(part, { note: 'note' }),
    }),
  ],
];

function readPolicy(part: WireItem, item: WireItem, raw: WireItem, lane: Lane, context: EntryContext): HandoverEvent {
  return {
    ...common('policy_enforcement', item, raw, lane, context),
    ...texts(part, { action: 'action', reason: 'reason' }),
  };
}

function readMessage(part: WireItem, item: WireItem, raw: WireItem, lane: Lane, context: EntryContext): HandoverEvent {
  const mid = textOf(part['mid']);
  const quickReply = part['quick_reply'];
  const payload = isRecord(quickReply) ? textOf(quickReply['payload']) : undefined;
  const content = {
    ...texts(part, { mid: 'mid', text: 'text' }),
    ...(Array.isArray(part['attachments'])
      ? { attachments: part['attachments'].filter(isRecord) as Attachment[] }
      : {}),
    ...(isRecord(part['reply_to']) ? { replyTo: part['reply_to'] as ReplyTo } : {}),
  };
  if (!isTrue(part['is_echo'])) {
    return {
      ...common('message', item, raw, lane, context, mid),
      ...content,
      ...(payload !== undefined ? { quickReplyPayload: payload } : {}),
    };
  }
  const appId = idOf(part['app_id']);
  return {
    ...common('echo', item, raw, lane, context, mid),
    ...content,
    ...(appId !== undefined ? { appId } : {}),
    sentBy: senderOf(appId, part, context),
    ...metadataOf(part),
  };
}

function senderOf(
  appId: string | undefined,
  part: WireItem,
  context: EntryContext,
): 'self' | 'inbox' | 'ai' | 'app' | 'unknown' {
  if (isTrue(part['ai_generated'])) return 'ai';
  if (appId === undefined) return 'unknown';
  if (appId === context.appId) return 'self';
  return inboxOf(appId) === undefined ? 'app' : 'inbox';
}

/** True for items whose sender is the page and whose recipient is the person. */
function isEcho(item: WireItem): boolean {
  return isRecord(item['message']) && isTrue(item['message']['is_echo']);
}

/** The two ends of an item: on echoes they are swapped on the wire. */
export function endsOf(item: WireItem): { pageId: string | undefined; userId: string | undefined } {
  const sender = isRecord(item['sender']) ? idOf(item['sender']['id']) : undefined;
  const recipient = isRecord(item['recipient']) ? idOf(item['recipient']['id']) : undefined;
  return isEcho(item) ? { pageId: sender, userId: recipient } : { pageId: recipient, userId: sender };
}

interface Common<Kind extends EventKind> {
  readonly kind: Kind;
  readonly lane: Lane;
  readonly standby: boolean;
  readonly platform: Platform;
  readonly pageId: string;
  readonly userId?: string;
  readonly timestamp: number;
  readonly id: string;
  readonly raw: WireItem;
}

function common<Kind extends EventKind>(
  kind: Kind,
  item: WireItem,
  raw: WireItem,
  lane: Lane,
  context: EntryContext,
  mid?: string,
): Common<Kind> {
  const { pageId = context.entryId, userId } = endsOf(item);
  return {
    kind,
    lane,
    standby: lane === 'standby',
    platform: context.platform,
    pageId,
    ...(userId !== undefined ? { userId } : {}),
    timestamp: millisecondsOf(item['timestamp']) ?? context.time,
    id: `${pageId}:${lane}:${kind}:${mid ?? hashOf(raw)}`,
    raw,
  };
}

/** For items without a message id of their own: the same bytes come again on a redelivery. */
function hashOf(raw: WireItem): string {
  return createHash('sha256').update(print(raw)).digest('base64url').slice(0, 22);
}

function print(raw: WireItem): string {
  try {
    return JSON.stringify(raw);
  } catch {
    // Parsing takes any depth, printing does not: what is nested that deep is told apart by its outside.
    return JSON.stringify([Object.keys(raw), raw['timestamp'], endsOf(raw)]);
  }
}

function controlFields(part: WireItem): {
  previousOwnerAppId: string | null;
  newOwnerAppId?: string;
  metadata?: string;
} {
  const newOwnerAppId = idOf(part['new_owner_app_id']);
  return {
    previousOwnerAppId: idOf(part['previous_owner_app_id']) ?? null,
    ...(newOwnerAppId !== undefined ? { newOwnerAppId } : {}),
    ...metadataOf(part),
  };
}

/** Absent, null and empty all mean that none was given. */
function metadataOf(part: WireItem): { metadata?: string } {
  const { metadata } = part;
  return typeof metadata === 'string' && metadata !== '' ? { metadata } : {};
}

function rolesOf(part: WireItem): Record<string, readonly string[]> {
  const roles: [string, string[]][] = [];
  for (const appId of Object.keys(part)) {
    const list = part[appId];
    if (Array.isArray(list)) roles.push([appId, list.filter((role) => typeof role === 'string')]);
  }
  return Object.fromEntries(roles);
}

function texts<Names extends Record<string, string>>(
  part: WireItem,
  names: Names,
): { -readonly [Name in keyof Names]?: string } {
  const found: Record<string, string> = {};
  for (const name of Object.keys(names)) {
    const value = part[names[name] as string];
    if (typeof value === 'string') found[name] = value;
  }
  return found as { [Name in keyof Names]?: string };
}

function numbers<Names extends Record<string, string>>(
  part: WireItem,
  names: Names,
): { -readonly [Name in keyof Names]?: number } {
  const found: Record<string, number> = {};
  for (const name of Object.keys(names)) {
    const value = Number(part[names[name] as string] ?? Number.NaN);
    if (Number.isFinite(value)) found[name] = value;
  }
  return found as { [Name in keyof Names]?: number };
}

/** Ids come as strings or numbers; on our side they are strings. An empty one names nobody. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Booleans of `changes` may come as strings. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Below this a timestamp can only be seconds: as milliseconds it would lie in 1973. */
const SECONDS_BELOW = 1e11;

/** True where the wire dates an event to the second only, as lead ads and some Instagram fields do. */
export function isDatedInSeconds(event: HandoverEvent): boolean {
  const { raw } = event;
  const item = raw['timestamp'] === undefined && isRecord(raw['value']) ? raw['value'] : raw;
  const time = Number(item['timestamp'] ?? Number.NaN);
  return time > 0 && time < SECONDS_BELOW;
}

function millisecondsOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof time !== 'number' || !(time > 0) || time > Number.MAX_SAFE_INTEGER) return undefined;
  return Math.trunc(time < SECONDS_BELOW ? time * 1000 : time);
}

/** A plain JSON object, not null and not a list. */
export function isRecord(value: unknown): value is WireItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An item that is no object keeps its value, under a key of ours. */
function toRecord(value: unknown): WireItem {
  return isRecord(value) ? value : { value };
}
