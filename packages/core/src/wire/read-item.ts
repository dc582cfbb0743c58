import { inboxOf } from '../app-ids.ts';
import type {
  AdsContextData,
  Attachment,
  EchoEvent,
  HandoverEvent,
  Lane,
  MessageDeletedEvent,
  MessageEvent,
  OrderProduct,
  Referral,
  ReplyTo,
  WireItem,
} from '../events.ts';
import { type Draft, type EntryContext, endsOf, eventBase, type Source } from './event-base.ts';
import { flagOf, idOf, isRecord, isTrue, metadataOf, numbers, textOf, texts } from './json.ts';
import { readOptin, readOptout } from './read-optin.ts';

/**
 * One event of one item, by the first key that says what it is; `unknown` where none does.
 *
 * @param raw What becomes `event.raw`, where that is more than the item.
 */
export function readItem(item: unknown, lane: Lane, context: EntryContext, raw?: WireItem): HandoverEvent {
  const record: WireItem = isRecord(item) ? item : { value: item };
  const source: Source = { item: record, raw: raw ?? record, lane, context };
  if (isRecord(item)) {
    for (const [key, read] of READERS) {
      const part = item[key];
      if (isRecord(part)) return read(part, source);
    }
  }
  return eventBase('unknown', source);
}

type Reader = (part: WireItem, source: Source) => HandoverEvent;

/** The keys that say what an item is, in the order in which they are asked. */
const READERS: readonly (readonly [key: string, read: Reader])[] = [
  ['pass_thread_control', (part, source) => ({ ...eventBase('pass_thread_control', source), ...controlFields(part) })],
  ['take_thread_control', (part, source) => ({ ...eventBase('take_thread_control', source), ...controlFields(part) })],
  [
    'request_thread_control',
    (part, source) => ({
      ...eventBase('request_thread_control', source),
      requestedOwnerAppId: idOf(part['requested_owner_app_id']) ?? '',
      ...metadataOf(part),
    }),
  ],
  ['app_roles', (part, source) => ({ ...eventBase('app_roles', source), roles: rolesOf(part) })],
  ['message', readMessage],
  [
    'message_edit',
    (part, source) => ({
      ...eventBase('message_edit', source),
      ...texts(part, { mid: 'mid', text: 'text' }),
      ...numbers(part, { numEdit: 'num_edit' }),
    }),
  ],
  ['postback', readPostback],
  [
    'reaction',
    (part, source) => ({
      ...eventBase('reaction', source),
      ...texts(part, { mid: 'mid', action: 'action', reaction: 'reaction', emoji: 'emoji' }),
    }),
  ],
  ['referral', readReferral],
  ['optin', readOptin],
  ['optout', readOptout],
  [
    'delivery',
    (part, source) => ({
      ...eventBase('delivery', source),
      ...numbers(part, { watermark: 'watermark' }),
      ...(Array.isArray(part['mids']) ? { mids: part['mids'].filter((mid) => typeof mid === 'string') } : {}),
    }),
  ],
  [
    'read',
    (part, source) => ({
      ...eventBase('read', source),
      ...numbers(part, { watermark: 'watermark' }),
      ...texts(part, { mid: 'mid' }),
    }),
  ],
  [
    'account_linking',
    (part, source) => ({
      ...eventBase('account_linking', source),
      ...texts(part, { status: 'status', authorizationCode: 'authorization_code' }),
    }),
  ],
  ['policy_enforcement', readPolicy],
  ['policy-enforcement', readPolicy],
  ['messaging_feedback', (_part, source) => eventBase('feedback', source)],
  ['messaging_customer_information', (_part, source) => eventBase('customer_information', source)],
  [
    'order',
    (part, source) => ({
      ...eventBase('order', source),
      ...(Array.isArray(part['products']) ? { products: part['products'].filter(isRecord) as OrderProduct[] } : {}),
      ...texts(part, { note: 'note' }),
    }),
  ],
];

function readPostback(part: WireItem, source: Source): HandoverEvent {
  const referral = referralOf(part['referral'], source.item['referral']);
  return {
    ...eventBase('postback', source, textOf(part['mid'])),
    ...texts(part, { mid: 'mid', title: 'title', payload: 'payload' }),
    ...(referral !== undefined ? { referral } : {}),
  };
}

function readReferral(part: WireItem, source: Source): HandoverEvent {
  const referral = referralOf(part) ?? {};
  return { ...eventBase('referral', source), ...referral, referral };
}

function readPolicy(part: WireItem, source: Source): HandoverEvent {
  return { ...eventBase('policy_enforcement', source), ...texts(part, { action: 'action', reason: 'reason' }) };
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

/** A message of the person, an echo of one that was sent to them, or the unsend of either. */
function readMessage(part: WireItem, source: Source): HandoverEvent {
  const { item, context } = source;
  const isEcho = isTrue(part['is_echo']) || endsOf(item, context.entryId).isFromPage;
  if (isTrue(part['is_deleted'])) return readUnsend(part, source, isEcho ? 'echo' : 'message');

  const mid = textOf(part['mid']);
  if (isEcho) {
    const appId = idOf(part['app_id']);
    const echo: Draft<EchoEvent> = { ...eventBase('echo', source, mid), sentBy: senderOf(appId, part, source) };
    addContent(echo, part);
    if (appId !== undefined) echo.appId = appId;
    return Object.assign(echo, metadataOf(part));
  }
  const message: Draft<MessageEvent> = eventBase('message', source, mid);
  addContent(message, part);
  const quickReply = part['quick_reply'];
  const payload = isRecord(quickReply) ? textOf(quickReply['payload']) : undefined;
  if (payload !== undefined) message.quickReplyPayload = payload;
  const referral = referralOf(part['referral'], item['referral']);
  if (referral !== undefined) message.referral = referral;
  if (isTrue(part['is_unsupported'])) message.isUnsupported = true;
  return message;
}

/** What a message says, of the person or of the page. */
function addContent(event: Draft<MessageEvent | EchoEvent>, { mid, text, attachments, reply_to }: WireItem): void {
  if (typeof mid === 'string') event.mid = mid;
  if (typeof text === 'string') event.text = text;
  if (Array.isArray(attachments)) event.attachments = attachments.filter(isRecord) as Attachment[];
  if (isRecord(reply_to)) event.replyTo = reply_to as ReplyTo;
}

/** The kind makes its id differ from the message's, so that neither makes the other look like a redelivery. */
function readUnsend(part: WireItem, source: Source, of: MessageDeletedEvent['of']): MessageDeletedEvent {
  const mid = textOf(part['mid']);
  return { ...eventBase('message_deleted', source, mid), mid: mid ?? '', of };
}

function senderOf(appId: string | undefined, part: WireItem, { context }: Source): EchoEvent['sentBy'] {
  // Ours is ours, whatever it was written with: a hand-over waits for it.
  if (appId === context.appId) return 'self';
  if (isTrue(part['ai_generated']) || (appId !== undefined && context.aiAppIds.has(appId))) return 'ai';
  if (appId === undefined) return 'unknown';
  return inboxOf(appId) === undefined ? 'app' : 'inbox';
}

/**
 * How a person came, under our own names, or `undefined` where no part says anything of it: a message may carry a product
 * of the page's shop under the same key.
 *
 * @param parts Values of `referral`, the nearest first: it stands inside a message or a postback, or beside it.
 */
function referralOf(...parts: readonly unknown[]): Referral | undefined {
  for (const part of parts) {
    const referral = isRecord(part) ? referralIn(part) : {};
    if (Object.keys(referral).length > 0) return referral;
  }
  return undefined;
}

function referralIn(part: WireItem): Referral {
  const { ads_context_data: ad } = part;
  const adId = idOf(part['ad_id']);
  const isGuestUser = flagOf(part['is_guest_user']);
  return {
    ...texts(part, { ref: 'ref', source: 'source', type: 'type', refererUri: 'referer_uri' }),
    ...(adId !== undefined ? { adId } : {}),
    ...(isRecord(ad) ? { adsContextData: ad as AdsContextData } : {}),
    ...(isGuestUser !== undefined ? { isGuestUser } : {}),
  };
}
