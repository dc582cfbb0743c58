import type { HandoverEvent, Lane, OrderProduct, WireItem } from '../events.ts';
import { type EntryContext, eventBase, type Source } from './event-base.ts';
import { readMessage } from './read-message.ts';
import { readOptin, readOptout } from './read-optin.ts';
import { referralOf } from './referral-of.ts';
import { idOf, isRecord, metadataOf, numbers, textOf, texts, toRecord } from './wire-values.ts';

/**
 * One event of one item, by the first key that says what it is; `unknown` where none does.
 *
 * @param raw What becomes `event.raw`, where that is more than the item.
 */
export function readItem(item: unknown, lane: Lane, context: EntryContext, raw?: WireItem): HandoverEvent {
  const record = toRecord(item);
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
