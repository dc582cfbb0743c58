// Matches strings first, so that digits inside a string are skipped.
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether JSON text may hold an integer of 16 or more digits. Takes linear time for any text. */
export function holdsLongIntegers(json: string): boolean {
  return /[:[,]\s*-?\d{16}/.test(json);
}

/**
 * Turns every integer of 16 or more digits in valid JSON text into a string. As numbers, ids of that length (such as
 * Instagram account ids) would lose their last digits.
 */
export function withExactIntegers(json: string): string {
  return json.replace(stringsAndNumbers, (token) => (/^-?\d{16,}$/.test(token) ? `"${token}"` : token));
}
