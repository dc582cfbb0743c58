import { refusals, sendNotOwnerWords, takeRoutingOffWords, windowClosedWords } from '../model/refusals.ts';
import { PLATFORMS } from '../platform/platforms.ts';

const TRANSIENT = 'An unexpected error has occurred. Please retry your request later.';
const UNAVAILABLE = "This person isn't available right now.";
const INTERNAL = '(#-1) Send API internal error';

/** By code, or by code and subcode (Messenger Platform docs, Common Error Codes; Graph API docs, Handle Errors). */
const words: Readonly<Record<string, string>> = {
  '-1': INTERNAL,
  '-1/2018012': INTERNAL,
  '1': TRANSIENT,
  '2': TRANSIENT,
  '4': '(#4) Application request limit reached',
  '10/2018300': sendNotOwnerWords,
  '190': 'Invalid OAuth access token.',
  '200/1545041': `(#200) ${UNAVAILABLE}`,
  '368': 'The action attempted has been deemed abusive or is otherwise disallowed',
  '551': `(#551) ${UNAVAILABLE}`,
  '551/1545041': `(#551) ${UNAVAILABLE}`,
  '613': '(#613) Calls to this api have exceeded the rate limit.',
  '1200': '(#1200) Temporary send message failure. Please try again later.',
  ...Object.fromEntries(
    Object.values(PLATFORMS).flatMap(({ subcodes, errorWords }) => [
      [`10/${subcodes.windowClosed}`, windowClosedWords],
      [`27/${subcodes.takeRoutingOff}`, takeRoutingOffWords],
      ...Object.entries(errorWords),
    ]),
  ),
  ...Object.fromEntries(
    Object.values(refusals)
      .filter(({ subcode }) => subcode !== undefined)
      .map(({ code, subcode, message }) => [`${code}/${subcode}`, message]),
  ),
};

/** Meta's message for an error. If it is unknown, a message that says that a fault caused the error. */
export function wordsOf({ code, subcode }: { code: number; subcode?: number }): string {
  const found = subcode === undefined ? words[String(code)] : (words[`${code}/${subcode}`] ?? words[String(code)]);
  return found ?? `(#${code}) The sandbox refuses this call because a fault is set.`;
}
