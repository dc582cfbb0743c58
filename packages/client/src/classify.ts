/**
 * The meaning of a refusal by Graph for the caller.
 *
 * - `not_owner`: another app owns the thread, so this one may not send, pass, release or extend.
 * - `already_owner`: this app took a thread that it already owns. Most callers treat it as done.
 * - `routing_off`: the call needs Conversation Routing, and the page has it off.
 * - `bad_target`: the target app of a pass is unknown or not connected to the page.
 * - `no_role`: the call needs the primary or secondary role, which this app lacks.
 * - `window_closed`: the message is outside the messaging window.
 * - `unreachable`: this person does not get this message: unknown to the page, not available, or has stopped such
 *   messages.
 * - `token`: the access token or its proof is wrong, expired or revoked.
 * - `permission`: the app, its permissions or its settings do not allow the call, or Meta has blocked the page
 *   temporarily.
 * - `rate`: too many calls, or too many messages to one person. Graph did not carry out the call.
 * - `transient`: a failure at Meta's end. It is unknown whether Graph carried out the call.
 * - `invalid`: a parameter is wrong, or none of the above applies.
 */
export type GraphErrorKind =
  | 'not_owner'
  | 'already_owner'
  | 'routing_off'
  | 'bad_target'
  | 'no_role'
  | 'window_closed'
  | 'unreachable'
  | 'token'
  | 'permission'
  | 'rate'
  | 'transient'
  | 'invalid';

/** The facts that decide the kind of a refusal. */
export interface RefusalFacts {
  readonly status: number;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  /** Graph's sentence for developers, without quotations: a person's words must not decide the kind. */
  readonly words: string;
  readonly isTransient: boolean;
}

/**
 * Numbers with one meaning, as a subcode under any main code or as the main code itself.
 * Sources: Messenger Platform docs, Common Error Codes and Send API reference; Instagram Messaging docs, Conversation
 * Control APIs; WhatsApp docs, Error codes (131xxx to 138xxx, 2494191, 80007). 1893035, 2018276 and 2018464 were recorded from
 * Graph.
 */
const byNumber: readonly (readonly [GraphErrorKind, readonly number[]])[] = [
  ['not_owner', [2018151, 2018300, 2018321, 2534037]],
  ['already_owner', [1893035]],
  ['routing_off', [2018464, 2534123]],
  ['bad_target', [2018164]],
  ['no_role', [2018171, 2018234]],
  ['window_closed', [2018065, 2018278, 2534022]],
  ['unreachable', [1545041, 1893015, 2018001, 2018108, 2018352, 2534014]],
  ['token', [458, 459, 460, 463, 464, 467, 492]],
  ['permission', [2022, 36103, 1404170, 1893063, 2018021, 2018027, 2018028, 2018247, 2018276, 2018336, 2018344]],
  ['permission', [2534029, 2534041, 2534077]],
  ['rate', [1893016, 2018338, 2018354, 2534040]],
  ['transient', [2018012]],
  ['window_closed', [131047]],
  ['unreachable', [131026, 131030, 131049, 131050]],
  ['permission', [131005, 131031, 131042, 133010, 138038, 2494191]],
  ['rate', [130429, 131048, 131056]],
  ['transient', [131000, 131016, 131057]],
  ['invalid', [131008, 131009, 131051]],
];

// For refusals whose subcode Meta does not send or does not document.
const byWords: readonly (readonly [RegExp, GraphErrorKind])[] = [
  [/another app is (?:now )?controlling|controlled by another app/i, 'not_owner'],
  [/only the (?:current )?(?:thread owner|owner of th(?:e|is) thread) can/i, 'not_owner'],
  [/(?:not|isn't) (?:the )?(?:current )?(?:thread owner|owner of th(?:e|is) (?:thread|conversation))/i, 'not_owner'],
  [/(?:does not|doesn't) (?:currently )?(?:own|control) th(?:e|is) (?:thread|conversation)/i, 'not_owner'],
  [/already (?:owns|controls|the (?:current )?(?:thread )?owner)/i, 'already_owner'],
  [/conversation routing is (?:not enabled|disabled|turned off)/i, 'routing_off'],
  [/handover protocol apis disabled/i, 'permission'],
  [/incorrect app id/i, 'bad_target'],
  [/primary (?:and|or) secondary receiver|only the primary (?:receiver |app )?can/i, 'no_role'],
  [/outside (?:of )?(?:the |its )?(?:[\w-]+ ){0,3}window/i, 'window_closed'],
  [/no matching (?:\w+ )?user|requested user (?:can't|cannot|could not) be found/i, 'unreachable'],
  [/(?:person|user|recipient) (?:isn't|is not) (?:available|receiving messages)/i, 'unreachable'],
  [/(?:person|user|recipient) (?:can't|cannot) receive|(?:person|user|recipient) (?:has )?stopped/i, 'unreachable'],
  [/without prior approval/i, 'permission'],
  [/appsecret_proof/i, 'token'],
];

// Codes 200 to 299 are permissions; 80000 to 80099 are limits of business use cases. Source: Graph API docs, Handle
// Errors.
const byCode: ReadonlyMap<number, GraphErrorKind> = new Map<number, GraphErrorKind>([
  [-1, 'transient'],
  [1, 'transient'],
  [2, 'transient'],
  [99, 'transient'],
  [1200, 'transient'],
  [3, 'permission'],
  [10, 'permission'],
  [368, 'permission'],
  [9, 'unreachable'],
  [551, 'unreachable'],
  [4, 'rate'],
  [17, 'rate'],
  [32, 'rate'],
  [341, 'rate'],
  [613, 'rate'],
  [0, 'token'],
  [102, 'token'],
  [104, 'token'],
  [190, 'token'],
  [100, 'invalid'],
]);

// For missing and undocumented codes, Meta's own words decide.
const byLastWords: readonly (readonly [RegExp, GraphErrorKind])[] = [
  [/request limit reached|exceeded the rate limit|too many (?:calls|requests)/i, 'rate'],
  [/\ban? (?:active )?access token (?:is required|must be used)|(?:validating|invalid oauth) access token/i, 'token'],
  [
    /internal error|temporar(?:y|ily) (?:failure|unavailable|send)|(?:re)?try (?:your request|again) later/i,
    'transient',
  ],
];

/**
 * Returns the kind of a refusal: by its subcode, then by the words if Meta sends no subcode, then by its code, then
 * by the HTTP status. A bare code 100 or 10 never counts as `not_owner`.
 */
export function classify({ status, code, subcode, words, isTransient }: RefusalFacts): GraphErrorKind {
  const known = kindOfNumber(subcode) ?? kindOfNumber(code) ?? kindOfWords(words, byWords);
  if (known !== undefined) return known;

  const kind = code === undefined ? undefined : kindOfCode(code);
  if (isTransient && kind !== 'rate' && kind !== 'token') return 'transient';
  if (kind !== undefined) return kind;
  if (status === 429) return 'rate';
  // After a 408, as after a 5xx, it is unknown whether Graph carried out the call.
  if (status >= 500 || status === 408) return 'transient';
  if (code === undefined && status === 401) return 'token';
  if (code === undefined && status === 403) return 'permission';
  return kindOfWords(words, byLastWords) ?? 'invalid';
}

/**
 * Whether the client must not retry the call although its kind is `rate`: Meta warns of repeats to this person
 * (2018338; on WhatsApp 131048 and 131056), this person already got the question (1893016), or hours must pass first
 * (2018354). Source: Messenger Platform docs, Common Error Codes; WhatsApp docs, Error codes.
 */
export function isRepeatFaulty({ code = 0, subcode = 0 }: Partial<Pick<RefusalFacts, 'code' | 'subcode'>>): boolean {
  const numbers = [131048, 131056, 1893016, 2018338, 2018354];
  return numbers.includes(subcode) || numbers.includes(code);
}

function kindOfNumber(number: number | undefined): GraphErrorKind | undefined {
  return byNumber.find(([, numbers]) => number !== undefined && numbers.includes(number))?.[0];
}

function kindOfWords(words: string, table: typeof byWords): GraphErrorKind | undefined {
  return table.find(([pattern]) => pattern.test(words))?.[1];
}

function kindOfCode(code: number): GraphErrorKind | undefined {
  if (code >= 80_000 && code <= 80_099) return 'rate';
  if (code >= 200 && code <= 299) return 'permission';
  return byCode.get(code);
}
