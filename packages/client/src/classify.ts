/**
 * What a refusal of Graph means for the caller.
 *
 * - `not_owner`: another app owns the thread, so this one may not send, pass, release or extend.
 * - `already_owner`: a take by the app that owns the thread. Most callers treat it as done.
 * - `routing_off`: a call that needs Conversation Routing, on a page without it.
 * - `bad_target`: a pass to an app id that is unknown or not connected to the page.
 * - `no_role`: a call of the primary and secondary roles by an app without the role.
 * - `window_closed`: outside the messaging window.
 * - `unreachable`: this person can't be written to, now or ever.
 * - `token`: the access token or its proof is wrong, expired or revoked.
 * - `permission`: the app, its permissions or its settings don't allow the call.
 * - `rate`: too many calls. Nothing was carried out; the same call may succeed later.
 * - `transient`: trouble at Meta's end. Whether the call was carried out is unknown.
 * - `invalid`: a parameter is wrong, or nothing of the above.
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

/** What is looked at to classify a refusal. */
export interface Refusal {
  readonly status: number;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly message: string;
  readonly isTransient: boolean;
}

// Messenger Platform docs, Common Error Codes and Send API reference; Instagram Messaging docs, Conversation Control APIs.
// 1545041 is left out on purpose: it means different things under 200 and 551, so its main code decides.
const bySubcode: ReadonlyMap<number, GraphErrorKind> = new Map<number, GraphErrorKind>([
  [2018300, 'not_owner'],
  [2018151, 'not_owner'],
  [2534037, 'not_owner'],
  [2018321, 'not_owner'],
  [1893035, 'already_owner'],
  [2018464, 'routing_off'],
  [2534123, 'routing_off'],
  [2018164, 'bad_target'],
  [2018171, 'no_role'],
  [2018234, 'no_role'],
  [2018278, 'window_closed'],
  [2018065, 'window_closed'],
  [2534022, 'window_closed'],
  [2018108, 'unreachable'],
  [2018001, 'unreachable'],
  [2018344, 'permission'],
]);

// For refusals whose subcode Meta does not send or document.
const byMessage: readonly (readonly [RegExp, GraphErrorKind])[] = [
  [/another app is controlling this thread/i, 'not_owner'],
  [/only the current thread owner can/i, 'not_owner'],
  [/not (?:the )?(?:current )?thread owner/i, 'not_owner'],
  [/not supported when conversation routing is not enabled/i, 'routing_off'],
  [/handover protocol apis disabled/i, 'permission'],
  [/appsecret_proof/i, 'token'],
];

const byCode: ReadonlyMap<number, GraphErrorKind> = new Map<number, GraphErrorKind>([
  [1, 'transient'],
  [2, 'transient'],
  [99, 'transient'],
  [3, 'permission'],
  [10, 'permission'],
  [210, 'permission'],
  [230, 'permission'],
  [368, 'permission'],
  [9, 'unreachable'],
  [4, 'rate'],
  [17, 'rate'],
  [32, 'rate'],
  [341, 'rate'],
  [613, 'rate'],
  [102, 'token'],
  [190, 'token'],
  [551, 'unreachable'],
  [100, 'invalid'],
]);

/**
 * Tells the kind of a refusal: by its subcode, then by the text where Meta sends no subcode, then by its code, then by the
 * HTTP status. A bare code 100 or 10 never counts as `not_owner`.
 */
export function classify({ status, code, subcode, message, isTransient }: Refusal): GraphErrorKind {
  const known = bySubcode.get(subcode ?? 0) ?? byMessage.find(([pattern]) => pattern.test(message))?.[1];
  if (known !== undefined) return known;

  const kind = code === undefined ? undefined : kindOfCode(code);
  if (isTransient && kind !== 'rate' && kind !== 'token') return 'transient';
  if (kind !== undefined) return kind;
  if (status === 429) return 'rate';
  // A request time-out leaves open what became of the call, as a 5xx does.
  if (status >= 500 || status === 408) return 'transient';
  if (code === undefined && status === 401) return 'token';
  if (code === undefined && status === 403) return 'permission';
  return 'invalid';
}

function kindOfCode(code: number): GraphErrorKind | undefined {
  // 80001, 80002, 80006 and their neighbours: business-use-case limits.
  if (code >= 80_000 && code <= 80_099) return 'rate';
  if (code >= 200 && code <= 209) return 'permission';
  return byCode.get(code);
}
