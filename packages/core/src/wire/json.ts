import type { HandoverEvent, WireItem } from '../events.ts';

// Strings are matched first, so that digits inside them are left alone.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;
/** Digits of the shortest integer that a number may round. */
const LONG = 16;

/**
 * `JSON.parse` of UTF-8 that keeps the digits of every id: integers of 16 digits and more become strings, since ids of
 * Instagram accounts lie above 2^53 and a number would round them.
 *
 * @throws {SyntaxError} The bytes are not JSON.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  const parsed: unknown = JSON.parse(text);
  if (!mayHoldLongInteger(bytes)) return parsed;
  // What is known to be valid JSON is safe to rewrite by pattern.
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token)));
}

/**
 * Whether so many digits stand in a row where a number may begin. They may stand inside a string all the same: that costs
 * time alone. A row of that length has a digit at one of every sixteen places, so only those are looked at; in
 * the bytes, which are quicker to look at than a text.
 */
function mayHoldLongInteger(bytes: Uint8Array): boolean {
  for (let at = LONG - 1; at < bytes.length; at += LONG) {
    let first = at;
    while (DIGITS[bytes[first] ?? 0] === true) first -= 1;
    if (first === at) continue;
    while (DIGITS[bytes[at + 1] ?? 0] === true) at += 1;
    if (at - first >= LONG && AHEAD_OF_NUMBERS.includes(bytes[first] ?? SPACE)) return true;
  }
  return false;
}

const SPACE = 32;
/** What stands directly ahead of a number in JSON. */
const AHEAD_OF_NUMBERS: Uint8Array = Buffer.from(':,[- \t\n\r');
/** True at the codes of the digits, 48 to 57. */
const DIGITS: readonly boolean[] = Array.from({ length: 256 }, (_, code) => code >= 48 && code <= 57);

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

/** Ids come as strings or numbers; on our side they are strings. An empty id counts as missing. */
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
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** Below this a timestamp can only be seconds: as milliseconds it would lie in 1973. */
const SECONDS_BELOW = 1e11;

/** True where the wire dates an event to the second only, as lead ads and some Instagram fields do. */
function isDatedInSeconds(event: HandoverEvent): boolean {
  const { raw } = event;
  const item = raw['timestamp'] === undefined && isRecord(raw['value']) ? raw['value'] : raw;
  const time = numberOf(item['timestamp']);
  return time > 0 && time < SECONDS_BELOW;
}

/** The latest time in ms at which an event can have happened: a time in seconds leaves the rest of its second open. */
export function latestTimeOf(event: HandoverEvent, time: number): number {
  return isDatedInSeconds(event) ? time + 999 : time;
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
