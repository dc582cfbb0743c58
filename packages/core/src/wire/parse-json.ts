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
 * Whether so many digits stand in a row, and no quotation mark ahead of them. They may stand inside a string all the same:
 * that costs time alone. A row of that length has a digit at one of every sixteen places, so only those are looked at; in
 * the bytes, which are quicker to look at than a text.
 */
function mayHoldLongInteger(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let at = LONG - 1; at < length; at += LONG) {
    if (!isDigit(bytes[at])) continue;
    let first = at;
    while (isDigit(bytes[first - 1])) first -= 1;
    while (isDigit(bytes[at + 1])) at += 1;
    if (at - first + 1 >= LONG && bytes[first - 1] !== QUOTATION_MARK) return true;
  }
  return false;
}

const QUOTATION_MARK = 34;

function isDigit(code = 0): boolean {
  return code >= 48 && code <= 57;
}
