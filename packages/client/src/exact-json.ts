// A string first, so that digits inside one are stepped over.
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether JSON text may hold such an integer; a look that takes no longer than the text is, whatever it holds. */
export function holdsLongIntegers(json: string): boolean {
  return /[:[,]\s*-?\d{16}/.test(json);
}

/**
 * Valid JSON text in which every integer of 16 and more digits is a string: ids of that length, Instagram account ids
 * among them, lose their last digits in a double.
 */
export function withExactIntegers(json: string): string {
  return json.replace(stringsAndNumbers, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token));
}
