// What can stand right before a number in JSON, then 16 digits. It may also match inside a string: that costs time alone.
const MAY_HOLD_LONG_INTEGER = /[:[,\s-]\d{16}/;

// Strings are matched first, so that digits inside them are left alone.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * `JSON.parse` that keeps the digits of every id: integers of 16 digits and more become strings, since ids of Instagram
 * accounts lie above 2^53 and a number would round them.
 *
 * @throws {SyntaxError} The text is not JSON.
 */
export function parseJson(text: string): unknown {
  if (!MAY_HOLD_LONG_INTEGER.test(text)) return JSON.parse(text);
  JSON.parse(text); // only valid JSON is safe to rewrite by pattern
  return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token)));
}
