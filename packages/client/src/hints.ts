import type { GraphErrorKind, RefusalFacts } from './classify.ts';

const byKind: Readonly<Record<GraphErrorKind, string>> = {
  not_owner:
    'Another app owns the thread: stay silent until it comes back, or ask for it with requestThreadControl (takeThreadControl with Conversation Routing on).',
  already_owner: 'This app owns the thread already: treat the call as done.',
  routing_off:
    'Conversation Routing is off for this page: use requestThreadControl, or choose a default app in the page settings under Conversation Routing.',
  bad_target:
    'The target app id is unknown or not connected to this page: check targetAppId, and connect that app to the page.',
  no_role: 'The call belongs to the old primary and secondary roles: do not use it with Conversation Routing.',
  window_closed:
    "More than 24 hours have passed since the person's last message: wait for the person, or let a human answer with the tag HUMAN_AGENT.",
  unreachable: 'This person cannot be written to by this page: check the id, or wait until the person writes again.',
  token:
    'The access token or its proof was refused: check accessToken and appSecret, and create a new page token if it has expired.',
  permission:
    'The app may not do this: check its permissions and tasks for the page, and that its token belongs to this page.',
  rate: 'Too many calls: wait for retryAfterMs if it is given, otherwise a minute, and call less often.',
  transient: 'Meta has a temporary failure: try again later, and read the thread owner first if the call changes it.',
  invalid: 'A parameter was refused: compare the call with the description of this endpoint.',
};

const noSuchPerson =
  'No such person for this page: ids belong to one page (on Instagram to one account), so check that the token fits the id.';
const optInsUsedUp =
  'Requests to opt in to notifications are used up for this person: send this person no more of them. Ordinary messages are not affected.';
const blockedForATime =
  'Meta has blocked the page or app from this for a time, for a breach of its policies: stop sending such messages, wait, and look for the reason under Page Quality and Support Inbox.';
const noApproval =
  'No parameter is wrong: the account or app is not eligible for this call, so check in the app dashboard what is missing.';

// By subcode, or by the main code if that is the same number.
const byNumber: ReadonlyMap<number, string> = new Map([
  [2018321, "Messenger's lead-ads questions own the thread: wait until they pass or release it."],
  [
    2018028,
    'The person is not a tester of this app, or the app lacks pages_messaging: add the tester, or get the permission approved.',
  ],
  [2018344, 'The page or app has not accepted terms of Meta: accept them in the app dashboard.'],
  [2018001, noSuchPerson],
  [2534014, noSuchPerson],
  [1893015, 'This person has stopped these notifications: send no more of them until the person opts in again.'],
  [9, optInsUsedUp],
  [2018352, optInsUsedUp],
  [
    1893016,
    'This person was asked to opt in to this topic already: do not repeat the request. Ordinary messages are not affected.',
  ],
  [
    2018338,
    'Meta warns that this person gets too many messages with tags: do not repeat this one, and send this person fewer, or Meta restricts the page.',
  ],
  [
    2018354,
    'Not enough time has passed since the last notification to this person: do not repeat it before the frequency that the person chose allows it.',
  ],
  [368, blockedForATime],
  [2022, blockedForATime],
  [1893063, blockedForATime],
  [2534029, blockedForATime],
  [36103, noApproval],
  [2018247, noApproval],
  [2018276, 'The tag HUMAN_AGENT needs approval: request the feature Human Agent in the app dashboard.'],
  [
    2534041,
    "The account's owner has switched off access to its messages: switch it on in Instagram's settings under Connected tools.",
  ],
  [
    1200,
    "Meta could not send because of a temporary failure: try again later. If it persists, check the template's fields.",
  ],
  [2018014, 'One call cannot contain a message and a sender action: send two calls.'],
  [463, 'The access token has expired: create a new page token.'],
  [460, 'The access token ended when the password changed: create a new page token.'],
  [458, 'The app was removed by the person who granted the token: grant it again.'],
  [
    131047,
    "More than 24 hours have passed since the person's last message: send an approved template, or wait for the person.",
  ],
  [
    131048,
    'Too many people blocked or reported this number: send fewer messages, and look at its quality in WhatsApp Manager.',
  ],
  [131049, 'Meta keeps this person from getting more marketing messages for now: do not repeat it soon.'],
  [131056, 'Too many messages to this person in a short time: wait before you send the next one.'],
  [131030, 'A test number sends only to numbers on its list: add the number in the app dashboard under API Setup.'],
  [133010, 'The phone number is not registered: register it before it can send.'],
  [
    2494191,
    'Only the escalation partner of the number may take threads: it is chosen in Business Suite under Conversation Routing.',
  ],
  [33, 'The object does not exist or this token cannot see it: check the id and whose token it is.'],
]);

const toggle = 'switch on its toggle "take control of conversations" in the page settings under Conversation Routing.';

/** Returns what to do about a refusal, in one or two sentences. */
export function hintFor(
  kind: GraphErrorKind,
  { status, code, subcode, words }: Omit<RefusalFacts, 'isTransient'>,
  operation: string,
): string {
  if (/appsecret_proof/i.test(words))
    return 'The proof does not fit: check that appSecret is the secret of the app that the token belongs to.';
  if (operation === 'request_thread_control' && /request thread control is not/i.test(words)) {
    return 'Requests do not exist while Conversation Routing is on: use takeThreadControl.';
  }
  if (operation === 'take_thread_control' && subcode === undefined && !/\bpages_\w+/.test(words)) {
    if (code === 10 && kind === 'permission') return `This app may not take threads: ${toggle}`;
    if (code === 100 && kind === 'invalid') return `If userId is right, this app may not take threads: ${toggle}`;
  }
  if (code === undefined && kind === 'invalid')
    return `HTTP ${status} without an error of Graph did not come from Graph: check baseUrl, version and proxies.`;
  return byNumber.get(subcode ?? 0) ?? byNumber.get(code ?? 0) ?? byKind[kind];
}
