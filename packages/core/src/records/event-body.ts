import type { HandoverEvent } from '../events.ts';
import { isRecord } from '../wire/json.ts';

/** Most that is kept of one event, in bytes. */
export const MOST_BYTES: number = 65_536;

/** The stored form of an event, at most `mostBytes`: a larger event loses its attachments and its wire item. */
export function bodyOf(event: HandoverEvent, mostBytes: number = MOST_BYTES): string {
  const { attachments: _, ...bare } = event as HandoverEvent & { readonly attachments?: unknown };
  for (const kept of [event, { ...bare, raw: {} }]) {
    const body = JSON.stringify(kept);
    if (Buffer.byteLength(body) <= mostBytes) return body;
  }
  return JSON.stringify(withoutTexts(event));
}

/** The ids of an event, without anything that a person wrote. */
export function withoutTexts(event: HandoverEvent): HandoverEvent {
  const { kind, lane, standby, platform, pageId, userId, timestamp, id } = event;
  const mid = 'mid' in event ? event.mid : undefined;
  return { kind, lane, standby, platform, pageId, userId, timestamp, id, mid, raw: {} } as unknown as HandoverEvent;
}

/** Reads a stored event; `undefined` if the body is not an event. */
export function eventOf(body: string): HandoverEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value['kind'] !== 'string' || typeof value['id'] !== 'string') return undefined;
  // The only date in an event: when an opt-in's token expires.
  const { expiresAt } = value;
  const dated = typeof expiresAt === 'string' ? { ...value, expiresAt: new Date(expiresAt) } : value;
  return dated as unknown as HandoverEvent;
}
