// Strings are matched first, so that digits inside them are left alone.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;
/** Digits of the shortest integer that a number may round. */
const LONG = 16;

/**
 * `JSON.parse` that keeps the digits of every id: integers of 16 digits and more become strings, since ids of Instagram
 * accounts lie above 2^53 and a number would round them.
 *
 * @throws {SyntaxError} The text is not JSON.
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  if (!mayHoldLongInteger(text)) return parsed;
  // What is known to be valid JSON is safe to rewrite by pattern.
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token)));
}

/**
 * Whether so many digits stand in a row, and no quotation mark ahead of them. They may stand inside a string all the same:
 * that costs time alone. A row of that length has a digit at one of every sixteen places, so only those are looked at.
 */
function mayHoldLongInteger(text: string): boolean {
  const { length } = text;
  for (let at = LONG - 1; at < length; at += LONG) {
    if (!isDigit(text.charCodeAt(at))) continue;
    let first = at;
    while (first > 0 && isDigit(text.charCodeAt(first - 1))) first -= 1;
    while (at + 1 < length && isDigit(text.charCodeAt(at + 1))) at += 1;
    if (at - first + 1 >= LONG && text.charCodeAt(first - 1) !== QUOTATION_MARK) return true;
  }
  return false;
}

const QUOTATION_MARK = 34;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
