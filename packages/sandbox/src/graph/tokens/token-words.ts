/** Meta prints these times in the time zone of its headquarters. */
const zoned = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'America/Los_Angeles',
  timeZoneName: 'short',
  weekday: 'long',
  day: '2-digit',
  month: 'short',
  year: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** Meta's message about a token that it does not know. */
export const UNKNOWN_TOKEN_WORDS = 'Invalid OAuth access token - Cannot parse access token';

/**
 * Meta's message about a token that has expired (recorded in many public issues: `Session has expired on Saturday,
 * 13-Jun-26 05:00:00 PDT. The current time is …`).
 *
 * @param expiresAt Unix seconds.
 * @param now Milliseconds.
 */
export function expiredWords(expiresAt: number, now: number): string {
  const expired = `Session has expired on ${shown(expiresAt * 1000)}.`;
  return `Error validating access token: ${expired} The current time is ${shown(now)}.`;
}

/** Like `Saturday, 13-Jun-26 05:00:00 PDT`. */
function shown(at: number): string {
  const parts = Object.fromEntries(zoned.formatToParts(at).map(({ type, value }) => [type, value]));
  const { weekday, day, month = '', year, hour, minute, second } = parts;
  // British English has GMT-7 in place of PDT, and Sept in place of Sep.
  const zone = parts['timeZoneName'] === 'GMT-7' ? 'PDT' : 'PST';
  return `${weekday}, ${day}-${month.slice(0, 3)}-${year} ${hour}:${minute}:${second} ${zone}`;
}
