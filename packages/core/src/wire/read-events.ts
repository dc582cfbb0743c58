import { PayloadError } from '../errors.ts';
import type { HandoverEvent, Platform } from '../events.ts';
import { common, type EntryContext, readItem } from './read-item.ts';
import { idOf, isRecord, millisecondsOf, toRecord } from './wire-values.ts';

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
    throw new PayloadError(404, 'This webhook serves the objects "page" and "instagram".', body['object']);
  }
  if (!Array.isArray(body['entry'])) {
    throw new PayloadError(400, 'The body is no webhook envelope: "entry" is not a list.');
  }
  return { platform: body['object'] === 'page' ? 'messenger' : 'instagram', entries: body['entry'] };
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
