import { PayloadError } from '../errors.ts';
import type { HandoverEvent, Lane, Platform, WireItem } from '../events.ts';
import { PLATFORM_OF_OBJECT } from '../platform/platforms.ts';
import { type EntryContext, eventBase, hopContextOf } from './event-base.ts';
import { idOf, isRecord, millisecondsOf, toRecord } from './json.ts';
import { readItem } from './read-item.ts';
import { readWhatsappChange } from './whatsapp/read-change.ts';

/** What the reader needs beside the body. */
export interface ReadOptions {
  /** Our app's id: an echo of it is our own. */
  readonly appId: string;
  /** App ids of Meta's AI. */
  readonly aiAppIds: ReadonlySet<string>;
  /** Whether the bot has, or may have, a client for a WhatsApp number. */
  readonly servesNumbers: boolean;
  /** Milliseconds since 1970, for items that carry no time at all. */
  readonly now: number;
  /** Called with each key of an entry whose value is a text, a number or a flag that is not read. */
  readonly onUnread: (key: string) => void;
}

/** A webhook body of the right outer shape. */
interface Envelope {
  readonly platform: Platform;
  readonly entries: readonly unknown[];
}

/**
 * Every item of a delivery as one event, in wire order. Past the envelope nothing throws and nothing is dropped: what has
 * no known shape becomes an event of kind `unknown`, or of kind `change` where the wire has a name for it.
 *
 * @param body The parsed JSON, ids intact (`parseJson`).
 * @throws {PayloadError} No envelope (status 400), or an `object` that the bot does not serve (404).
 * @see Messenger Platform docs, Webhook Events reference; Instagram Platform docs, Webhooks; WhatsApp docs, Webhooks
 */
export function readEvents(body: unknown, options: ReadOptions): HandoverEvent[] {
  const { appId, aiAppIds, now, onUnread } = options;
  const { platform, entries } = readEnvelope(body, options.servesNumbers);
  const events: HandoverEvent[] = [];
  for (const each of entries) {
    const entry = isRecord(each) ? each : {};
    const givenTime = millisecondsOf(entry['time']) ?? millisecondsOf(entry['timestamp']);
    const context: EntryContext = {
      appId,
      aiAppIds,
      platform,
      entryId: idOf(entry['id']) ?? '',
      time: givenTime ?? now,
      givenTime,
      hopContext: hopContextOf(entry['hop_context']),
    };
    for (const part of entryParts(each)) {
      for (const item of part.items) {
        if (platform === 'whatsapp' && part.role === 'changes') events.push(...readWhatsappChange(item, context));
        else events.push(readPart(part, item, entry, context));
      }
    }
    for (const key of unreadKeys(entry)) onUnread(key);
  }
  return events;
}

function readEnvelope(body: unknown, servesNumbers: boolean): Envelope {
  if (!isRecord(body) || typeof body['object'] !== 'string') {
    throw new PayloadError(400, 'The body is no webhook envelope: it needs "object" and "entry".');
  }
  const platform = PLATFORM_OF_OBJECT.get(body['object']);
  if (platform === undefined || (platform === 'whatsapp' && !servesNumbers)) {
    const objects = [...PLATFORM_OF_OBJECT].flatMap(([name, of]) =>
      of === 'whatsapp' && !servesNumbers ? [] : [name],
    );
    const served = objects.map((name) => `"${name}"`).join(' and ');
    throw new PayloadError(404, `This webhook serves the objects ${served}.`, body['object']);
  }
  if (!Array.isArray(body['entry'])) {
    throw new PayloadError(400, 'The body is no webhook envelope: "entry" is not a list.');
  }
  return { platform, entries: body['entry'] };
}

function readPart({ role, key }: EntryPart, item: unknown, entry: WireItem, context: EntryContext): HandoverEvent {
  switch (role) {
    case 'messaging':
    case 'standby':
      return readItem(item, role, context);
    case 'changes':
      return readChange(item, context);
    case 'own':
      return readChange({ field: entry['field'], ...valueField(entry) }, context);
    case 'field':
      return readField(key, item, entry, context);
    case 'value':
      return readItem(item, 'messaging', context);
  }
}

function valueField({ value }: WireItem): { value?: unknown } {
  return value === undefined ? {} : { value };
}

/** Field names under which `changes`, or the entry itself, carries what is otherwise an item of `messaging`. */
const ITEM_FIELD = /^(messag|standby$|send_cart$|response_feedback$)/;

function readChange(change: unknown, context: EntryContext): HandoverEvent {
  if (!isRecord(change)) return readItem(change, 'messaging', context);
  const { field, value } = change;
  if (isRecord(value)) {
    const named = typeof field === 'string' && ITEM_FIELD.test(field);
    if (named || hasEnds(value)) {
      const event = readItem(value, field === 'standby' ? 'standby' : 'messaging', context, change);
      if (event.kind !== 'unknown') return event;
    }
  }
  return {
    ...eventBase('change', { item: toItem(value), raw: change, lane: 'messaging', context }),
    ...(typeof field === 'string' ? { field } : {}),
    ...valueField(change),
  };
}

/**
 * What stands in the entry under a key of its own. Under the name of a messaging field it is read like an item of
 * `messaging`. Where the entry has the ends, it is itself the item. The rest is a change of that field.
 */
function readField(field: string, value: unknown, entry: WireItem, context: EntryContext): HandoverEvent {
  const lane: Lane = 'messaging';
  if (isRecord(value) && ITEM_FIELD.test(field)) {
    const event = readItem(value, lane, context);
    if (event.kind !== 'unknown') return event;
  }
  const { sender, recipient, timestamp } = entry;
  const ownItem = hasEnds(entry) ? { sender, recipient, timestamp, [field]: value } : undefined;
  if (ownItem !== undefined) {
    const event = readItem(ownItem, lane, context);
    if (event.kind !== 'unknown') return event;
  }
  const raw = ownItem ?? toRecord(value);
  return { ...eventBase('change', { item: raw, raw, lane, context }), field, value };
}

function hasEnds(item: WireItem): boolean {
  return isRecord(item['sender']) || isRecord(item['recipient']);
}

function toItem(value: unknown): WireItem {
  return isRecord(value) ? value : {};
}

/** Some items of an entry that are read in one way. */
export interface EntryPart {
  /**
   * How they are read: as what the list of this name holds; `field`: by the key that they stand under; `own`: the entry
   * itself has a `field` and a `value`; `value`: the entry is no object.
   */
  readonly role: 'messaging' | 'standby' | 'changes' | 'field' | 'own' | 'value';
  /** The key that they stand under; empty where there is none. */
  readonly key: string;
  /** All keys of the entry that they take up. */
  readonly keys: readonly string[];
  /** In wire order. */
  readonly items: readonly unknown[];
  /** Whether they came as a list. One item that is no list counts as a list of one. */
  readonly isList: boolean;
}

/** Keys that say something about an entry, or about all of its items. */
const ABOUT: ReadonlySet<string> = new Set([
  'id',
  'uid',
  'time',
  'hop_context',
  'changed_fields',
  'sender',
  'recipient',
  'timestamp',
]);

/**
 * The items of an entry, in wire order. The reader makes an event of each and `bot.forward` takes them out by the same
 * walk, so that the n-th item is the n-th event. Of a change on WhatsApp each element of its lists is one.
 *
 * @param entry One of the body's `entry` list, of any shape.
 */
export function entryParts(entry: unknown): readonly EntryPart[] {
  if (!isRecord(entry)) return [{ role: 'value', key: '', keys: [], items: [entry], isList: false }];
  const parts: EntryPart[] = [];
  const own = typeof entry['field'] === 'string' ? OWN_KEYS : [];
  if (own.length > 0) parts.push({ role: 'own', key: '', keys: own, items: [entry], isList: false });
  for (const key of Object.keys(entry)) {
    if (ABOUT.has(key) || own.includes(key)) continue;
    const value = entry[key];
    const role = ROLES.get(key) ?? 'field';
    if (Array.isArray(value)) parts.push({ role, key, keys: [key], items: value, isList: true });
    else if (isRecord(value)) parts.push({ role, key, keys: [key], items: [value], isList: false });
  }
  return parts;
}

/** Keys of an entry whose values are neither items nor say anything that is read: texts, numbers and flags. */
function unreadKeys(entry: WireItem): readonly string[] {
  const own = typeof entry['field'] === 'string' ? OWN_KEYS : [];
  const keys: string[] = [];
  for (const key of Object.keys(entry)) {
    const value = entry[key];
    if (value !== null && typeof value !== 'object' && !ABOUT.has(key) && !own.includes(key)) keys.push(key);
  }
  return keys;
}

const OWN_KEYS: readonly string[] = ['field', 'value'];
/** Keys whose lists are read in a way of their own. */
const ROLES: ReadonlyMap<string, EntryPart['role']> = new Map([
  ['messaging', 'messaging'],
  ['standby', 'standby'],
  ['changes', 'changes'],
]);
