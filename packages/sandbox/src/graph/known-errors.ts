import { refusals, sendNotOwnerWords, takeRoutingOffWords, windowClosedWords } from '../model/refusals.ts';

const TRANSIENT = 'An unexpected error has occurred. Please retry your request later.';
const UNAVAILABLE = "This person isn't available right now.";
const NO_USER = 'No matching user found';
const NO_INSTAGRAM_USER = 'No matching Instagram user';
const INTERNAL = '(#-1) Send API internal error';

/** By code, or code and subcode (Messenger Platform docs, Common Error Codes; Graph API docs, Handle Errors). */
const words: Readonly<Record<string, string>> = {
  '-1': INTERNAL,
  '-1/2018012': INTERNAL,
  '1': TRANSIENT,
  '2': TRANSIENT,
  '4': '(#4) Application request limit reached',
  '10/2018278': windowClosedWords,
  '10/2018300': sendNotOwnerWords,
  '10/2534014': `(#10) ${NO_INSTAGRAM_USER}`,
  '10/2534022': windowClosedWords,
  '27/2018464': takeRoutingOffWords,
  '27/2534123': takeRoutingOffWords,
  '100/2018001': `(#100) ${NO_USER}`,
  '100/2534014': `(#100) ${NO_INSTAGRAM_USER}`,
  '190': 'Invalid OAuth access token.',
  '200/1545041': `(#200) ${UNAVAILABLE}`,
  '368': 'The action attempted has been deemed abusive or is otherwise disallowed',
  '551': `(#551) ${UNAVAILABLE}`,
  '551/1545041': `(#551) ${UNAVAILABLE}`,
  '613': '(#613) Calls to this api have exceeded the rate limit.',
  '1200': '(#1200) Temporary send message failure. Please try again later.',
  ...Object.fromEntries(
    Object.values(refusals)
      .filter(({ subcode }) => subcode !== undefined)
      .map(({ code, subcode, message }) => [`${code}/${subcode}`, message]),
  ),
};

/** Meta's words for an error, as far as they are known; else words that say where the error comes from. */
export function wordsOf({ code, subcode }: { code: number; subcode?: number }): string {
  const found = subcode === undefined ? words[String(code)] : (words[`${code}/${subcode}`] ?? words[String(code)]);
  return found ?? `(#${code}) The sandbox refuses this call, as a fault asks.`;
}
