import { randomUUID } from 'node:crypto';
import { escapedJson } from '@handover/testkit';

/** Stands ahead of the digits while a long integer is a string. No text of a delivery can guess it. */
const MARK = `${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');
// Strings are matched first, so that digits inside them are left alone.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** From 16 digits on, a number of JavaScript may round an integer. */
const LONG_INTEGER = /^-?\d{16,}$/;

/** An integer with more digits than a number holds, as ids may have that the wire sends as numbers. */
export class LongInteger {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): string {
    return `${MARK}${this.digits}`;
  }
}

/** Parses JSON and keeps the digits of long integers. @throws {SyntaxError} It is not JSON. */
export function parsePrecisely(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!/\d{16}/.test(text)) return parsed;
  // What is known to be valid JSON is safe to rewrite by pattern.
  const marked = text.replace(STRING_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${MARK}${token}"` : token));
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? new LongInteger(value.slice(MARK.length)) : value,
  );
}

/** Prints JSON on one line, long integers with all their digits. */
export function printPrecisely(value: unknown): string {
  return JSON.stringify(value).replace(MARKED, '$1');
}

/** The bytes of a body as Meta writes JSON, long integers with all their digits. */
export function bytesOf(body: unknown): Uint8Array {
  return Buffer.from(Buffer.from(escapedJson(body)).toString('latin1').replace(MARKED, '$1'), 'latin1');
}
