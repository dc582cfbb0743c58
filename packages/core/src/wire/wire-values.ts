import type { HandoverEvent, WireItem } from '../events.ts';

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
  const sender = endOf(item['sender']);
  const recipient = endOf(item['recipient']);
  if (entryId !== undefined && entryId !== '' && sender !== recipient) {
    if (recipient === entryId) return { pageId: recipient, userId: sender, isFromPage: false };
    if (sender === entryId) return { pageId: sender, userId: recipient, isFromPage: true };
  }
  return isMarkedEcho(item)
    ? { pageId: sender, userId: recipient, isFromPage: false }
    : { pageId: recipient, userId: sender, isFromPage: false };
}

function endOf(end: unknown): string | undefined {
  return isRecord(end) ? idOf(end['id']) : undefined;
}

/** True for an item whose message says that it is an echo. */
function isMarkedEcho({ message }: WireItem): boolean {
  return isRecord(message) && isTrue(message['is_echo']);
}

/** Absent, null and empty all mean that none was given. */
export function metadataOf(part: WireItem): { metadata?: string } {
  const { metadata } = part;
  return typeof metadata === 'string' && metadata !== '' ? { metadata } : {};
}

/** The texts of a part under our own names; what is no text is left out. */
export function texts<Names extends Record<string, string>>(
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

/** The numbers of a part under our own names, also those that came as text. */
export function numbers<Names extends Record<string, string>>(
  part: WireItem,
  names: Names,
): { -readonly [Name in keyof Names]?: number } {
  const found: Record<string, number> = {};
  for (const name of Object.keys(names)) {
    const value = numberOf(part[names[name] as string]);
    if (Number.isFinite(value)) found[name] = value;
  }
  return found as { [Name in keyof Names]?: number };
}

/** A number, also one that came as text. Anything else is none: JSON may hold objects that can't be made into one. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

/** Ids come as strings or numbers; on our side they are strings. An empty one names nobody. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A boolean, also one that came as text: those of `changes` do, and Meta's pages print some so. */
export function flagOf(value: unknown): boolean | undefined {
  const flag = typeof value === 'string' ? value.toLowerCase() : value;
  if (flag === true || flag === 'true') return true;
  return flag === false || flag === 'false' ? false : undefined;
}

/** True for a flag that is set. */
export function isTrue(value: unknown): boolean {
  return flagOf(value) === true;
}

/** Below this a timestamp can only be seconds: as milliseconds it would lie in 1973. */
const SECONDS_BELOW = 1e11;

/** True where the wire dates an event to the second only, as lead ads and some Instagram fields do. */
export function isDatedInSeconds(event: HandoverEvent): boolean {
  const { raw } = event;
  const item = raw['timestamp'] === undefined && isRecord(raw['value']) ? raw['value'] : raw;
  const time = numberOf(item['timestamp']);
  return time > 0 && time < SECONDS_BELOW;
}

/** A time in ms, whether it came in seconds or ms, as a number or as text; `undefined` where it is none. */
export function millisecondsOf(value: unknown): number | undefined {
  const time = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (typeof time !== 'number' || !(time > 0) || time > Number.MAX_SAFE_INTEGER) return undefined;
  return Math.trunc(time < SECONDS_BELOW ? time * 1000 : time);
}

/** A plain JSON object, not null and not a list. */
export function isRecord(value: unknown): value is WireItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An item that is no object keeps its value, under a key of ours. */
export function toRecord(value: unknown): WireItem {
  return isRecord(value) ? value : { value };
}
