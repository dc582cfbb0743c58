import { createHash } from 'node:crypto';
import { inboxOf } from '../app-ids.ts';
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
import { prefixes } from './prefix.ts';
import {
  endsOf,
  idOf,
  isRecord,
  isTrue,
  metadataOf,
  millisecondsOf,
  numbers,
  textOf,
  texts,
  toRecord,
} from './wire-values.ts';

/** What an item is read by: its entry, and who we are. */
export interface EntryContext {
  readonly platform: Platform;
  readonly appId: string;
  readonly entryId: string;
  readonly time: number;
}

/** One event of one item, by the first key that tells what it is. */
export function readItem(item: unknown, lane: Lane, context: EntryContext, raw?: WireItem): HandoverEvent {
  if (!isRecord(item)) return common('unknown', toRecord(item), toRecord(item), lane, context);
  // Nearly all that comes: neither a message nor its neighbours have a key that would be asked before.
  if (isPlainMessage(item)) return readMessage(item['message'], item, raw ?? item, lane, context);
  for (const [key, read] of READERS) {
    const part = item[key];
    if (isRecord(part)) return read(part, item, raw ?? item, lane, context);
  }
  return common('unknown', item, raw ?? item, lane, context);
}

/** True for an item with a message and none of the keys that are asked ahead of it. */
function isPlainMessage(item: WireItem): item is WireItem & { readonly message: WireItem } {
  return (
    isRecord(item['message']) &&
    item['pass_thread_control'] === undefined &&
    item['take_thread_control'] === undefined &&
    item['request_thread_control'] === undefined &&
    item['app_roles'] === undefined
  );
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

const messagePrefix = prefixes();

function readMessage(part: WireItem, item: WireItem, raw: WireItem, lane: Lane, context: EntryContext): HandoverEvent {
  const mid = textOf(part['mid']);
  const text = part['text'];
  if (isBareText(part) && mid !== undefined && typeof text === 'string') {
    const { pageId = context.entryId, userId } = endsOf(item);
    if (userId !== undefined) {
      // Most of what comes, put together in one go.
      return {
        kind: 'message',
        lane,
        standby: lane === 'standby',
        platform: context.platform,
        pageId,
        userId,
        timestamp: millisecondsOf(item['timestamp']) ?? context.time,
        id: messagePrefix(pageId, lane, 'message') + mid,
        raw,
        mid,
        text,
      };
    }
  }
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

/** A message of the person that is text alone. */
function isBareText(part: WireItem): boolean {
  return (
    part['is_echo'] === undefined &&
    part['attachments'] === undefined &&
    part['quick_reply'] === undefined &&
    part['reply_to'] === undefined
  );
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

/** What every event has, read from its item. */
export function common<Kind extends EventKind>(
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

function rolesOf(part: WireItem): Record<string, readonly string[]> {
  const roles: [string, string[]][] = [];
  for (const appId of Object.keys(part)) {
    const list = part[appId];
    if (Array.isArray(list)) roles.push([appId, list.filter((role) => typeof role === 'string')]);
  }
  return Object.fromEntries(roles);
}
