import { randomUUID } from 'node:crypto';
import type { HandoverEvent } from '../events.ts';
import { PLATFORMS } from '../platform/platforms.ts';
import { isRecord } from './json.ts';
import { entryParts } from './read-events.ts';
import { signatureHeaders } from './signature.ts';
import { prunedChange } from './whatsapp/change-lists.ts';

/** What an existing handler gets to see: `all` of a delivery, or only what it may answer. */
export type ForwardMode = 'active' | 'all';

/** A delivery as an existing handler knows it. */
export interface ForwardedBody {
  /** The parsed body. */
  readonly body: unknown;
  /** Its bytes. */
  readonly bytes: Uint8Array;
  /** Headers that belong to these bytes: the length, and both signatures where something was taken out. */
  readonly headers: Readonly<Record<string, string>>;
}

// Integers that a number can't hold travel through the pruning as marked strings, and come out as they were.
const STRING_OR_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * The delivery that is left for an existing handler, or `undefined` where nothing is. With `active` the standby items and
 * those of threads that another app owns are gone, and so are the `standby` key and entries left empty; the bytes are
 * signed again, since the handler may check signatures itself.
 *
 * @param events The events of these bytes, in the reader's order, `standby` settled.
 */
export function forwardedBody(
  bytes: Uint8Array,
  events: readonly HandoverEvent[],
  mode: ForwardMode,
  secret: string,
): ForwardedBody | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (mode === 'all' || (events.length > 0 && events.every((event) => !event.standby))) {
    return { body: JSON.parse(text), bytes, headers: { 'content-length': String(bytes.byteLength) } };
  }
  if (events.every((event) => event.standby)) return undefined;

  // A random mark, so no text in the body can contain it.
  const mark = randomUUID();
  const marked = text.replace(STRING_OR_INTEGER, (token) => (LONG_INTEGER.test(token) ? `"${mark}${token}"` : token));
  const printed = printPruned(JSON.parse(marked), events);
  if (printed === undefined) return undefined;
  const left = printed.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
  const pruned = Buffer.from(left, 'utf8');
  return {
    body: JSON.parse(left),
    bytes: pruned,
    headers: { 'content-length': String(pruned.byteLength), ...signatureHeaders(pruned, secret) },
  };
}

/** What is left, as text. Parsing takes any depth, printing does not: what is nested that deep can't be passed on. */
function printPruned(body: unknown, events: readonly HandoverEvent[]): string | undefined {
  const printed = print(prune(body, events));
  if (printed !== undefined) return printed;
  const left = events.map((event) => ({ standby: event.standby || print(event.raw) === undefined }));
  return left.every(({ standby }) => standby) ? undefined : print(prune(body, left));
}

function print(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Takes out by the walk of the reader: the n-th item is the n-th event. */
function prune(body: unknown, events: readonly Pick<HandoverEvent, 'standby'>[]): unknown {
  if (!isRecord(body) || !Array.isArray(body['entry'])) return body;
  let index = 0;
  const mayStay = (): boolean => {
    const event = events[index];
    index += 1;
    return event !== undefined && !event.standby;
  };
  const isWhatsapp = body['object'] === PLATFORMS.whatsapp.objectName;
  const entries: unknown[] = [];
  for (const entry of body['entry']) {
    // Without a prototype any key is one of its own.
    const left: Record<string, unknown> = Object.assign(Object.create(null), entry);
    let items = 0;
    for (const part of entryParts(entry)) {
      const kept =
        isWhatsapp && part.role === 'changes'
          ? part.items.map((change) => prunedChange(change, mayStay)).filter((change) => change !== undefined)
          : part.items.filter(mayStay);
      items += kept.length;
      for (const key of part.keys) {
        if (kept.length === 0) delete left[key];
        else if (part.isList || isWhatsapp) left[key] = part.isList ? kept : kept[0];
      }
    }
    if (items > 0) entries.push(isRecord(entry) ? left : entry);
  }
  return { ...body, entry: entries };
}
