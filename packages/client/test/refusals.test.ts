// The kind of each refusal of Graph, by its subcode, its words or its code.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, GraphError } from '../src/index.ts';
import { type Answer, person, refusal, rejection, withGraph } from './support/graph-server.ts';

const kinds = suite('kinds of refusals');

const send = (client: Client): Promise<unknown> => client.sendMessage(person, 'Hello');
const take = (client: Client): Promise<unknown> => client.takeThreadControl(person);
const pass = (client: Client): Promise<unknown> => client.passThreadControl(person);
const release = (client: Client): Promise<unknown> => client.releaseThreadControl(person);
const request = (client: Client): Promise<unknown> => client.requestThreadControl(person);
const receivers = (client: Client): Promise<unknown> => client.getSecondaryReceivers();

const handover: [string, Answer, (client: Client) => Promise<unknown>][] = [
  [
    'not_owner',
    refusal(10, 2018300, '(#10) Message failed to send because another app is controlling this thread now.'),
    send,
  ],
  [
    'not_owner',
    refusal(10, undefined, '(#10) Message failed to send because another app is controlling this thread now.'),
    send,
  ],
  [
    'routing_off',
    refusal(27, 2018464, '(#27) Take thread control is not supported when Conversation Routing is not enabled.'),
    take,
  ],
  [
    'routing_off',
    refusal(27, undefined, '(#27) Take thread control is not supported when Conversation Routing is not enabled.'),
    take,
  ],
  ['already_owner', refusal(27, 1893035), take],
  ['not_owner', refusal(100, 2018151), pass],
  ['not_owner', refusal(100, undefined, '(#100) Only the current thread owner can release thread control.'), release],
  ['bad_target', refusal(100, 2018164), pass],
  ['not_owner', refusal(100, 2534037), send],
  ['routing_off', refusal(100, 2534123), take],
  ['no_role', refusal(100, 2018171), receivers],
  ['no_role', refusal(10, 2018234), receivers],
  ['not_owner', refusal(10, 2018321), send],
  ['permission', refusal(10, undefined, 'Handover Protocol APIs disabled for this page.'), take],
  [
    'invalid',
    refusal(27, undefined, '(#27) Request thread control is not available when Conversation Routing is enabled.'),
    request,
  ],
];

const general: [string, Answer][] = [
  ['permission', refusal(2, 2018344)],
  ['permission', refusal(3)],
  ['permission', refusal(10)],
  ['permission', refusal(10, 1893063)],
  ['permission', refusal(200)],
  ['permission', refusal(200, 2018028)],
  ['permission', refusal(210)],
  ['permission', refusal(230)],
  ['permission', refusal(283)],
  ['permission', refusal(368)],
  ['permission', refusal(100, 2534029)],
  ['permission', refusal(100, 2018276, "(#100) Cannot tag messages with 'HUMAN_AGENT' without prior approval.")],
  ['permission', refusal(100, 2022)],
  ['permission', refusal(2022)],
  ['permission', refusal(100, 36103)],
  ['permission', refusal(36103)],
  ['permission', refusal(2018247)],
  ['unreachable', refusal(9, 2018352)],
  ['unreachable', refusal(10, 2018108)],
  ['unreachable', refusal(100, 2018001)],
  ['unreachable', refusal(551)],
  ['unreachable', refusal(551, 1545041)],
  ['unreachable', refusal(200, 1545041, "(#551) This person isn't available right now.")],
  ['unreachable', refusal(100, 2534014, 'Der gesuchte Nutzer wurde nicht gefunden.')],
  ['unreachable', refusal(10, 2534014, 'Não foi possível encontrar o usuário.')],
  ['unreachable', refusal(10, 1893015)],
  ['window_closed', refusal(10, 2018278)],
  ['window_closed', refusal(10, 2018065)],
  ['window_closed', refusal(10, 2534022)],
  ['invalid', refusal(33)],
  ['invalid', refusal(100)],
  ['invalid', refusal(100, 33, 'Unsupported get request.')],
  ['invalid', refusal(100, 2018109)],
  ['invalid', refusal(504)],
  ['invalid', refusal(506)],
  ['invalid', refusal(10303)],
  ['invalid', refusal(9000001)],
  ['invalid', refusal(2018390)],
  ['invalid', refusal(2500, undefined, 'Unknown path components: /x')],
  ['token', refusal(102)],
  ['token', refusal(104)],
  [
    'token',
    refusal(2500, undefined, 'An active access token must be used to query information about the current user.'),
  ],
  ['token', refusal(100, undefined, 'Invalid appsecret_proof provided in the API argument')],
  ...[458, 459, 460, 463, 464, 467, 492].map((subcode): [string, Answer] => ['token', refusal(190, subcode)]),
  ...[4, 17, 32, 341, 613, 80001, 80002, 80006].map((code): [string, Answer] => ['rate', refusal(code)]),
  ['rate', refusal(4, 2018354)],
  ['rate', refusal(613, 1893016)],
  ['rate', refusal(613, 2018338)],
  ['rate', { status: 429, json: { error: { message: 'Slow down.' } } }],
  ['rate', { status: 403, json: { error: { message: 'Slow down.', code: 4 } } }],
  ['transient', refusal(1, 1357046)],
  ['transient', refusal(2)],
  ['transient', refusal(99)],
  ['transient', refusal(-1)],
  ['transient', refusal(-1, 2018012)],
  ['transient', refusal(1200)],
  ['transient', refusal(100, undefined, 'Busy.', { is_transient: true })],
  ['transient', { status: 503, json: { error: { message: 'Busy.', code: 77777 } } }],
  ['transient', { status: 502, json: {} }],
];

// The subcode alone decides: Meta sends some under several main codes, and some as the main code.
const subcodes: readonly (readonly [string, readonly number[]])[] = [
  ['not_owner', [2018300, 2018151, 2534037, 2018321]],
  ['window_closed', [2018278, 2018065, 2534022]],
  ['unreachable', [1545041, 1893015, 2018001, 2018108, 2534014]],
  ['permission', [2018247, 2018344, 2534029, 2534041]],
  ['rate', [1893016, 2018338, 2018354, 2534040]],
];
const anywhere = subcodes.flatMap(([kind, numbers]) =>
  numbers.flatMap((number): [string, Answer][] => [
    [kind, refusal(100, number)],
    [kind, refusal(10, number)],
    [kind, refusal(200, number)],
    [kind, refusal(number)],
  ]),
);

const worded: [string, Answer][] = [
  ['window_closed', refusal(10, undefined, '(#10) This message is sent outside of allowed window.')],
  ['window_closed', refusal(10, undefined, '(#10) This message is being sent outside the allowed window. Learn more')],
  ['window_closed', refusal(10, undefined, 'Sent outside of the 24-hour messaging window')],
  ['unreachable', refusal(100, undefined, '(#100) No matching user found')],
  ['unreachable', refusal(9010, undefined, 'No matching Instagram user')],
  ['unreachable', refusal(100, undefined, 'The requested user cannot be found.')],
  ['unreachable', refusal(200, undefined, "(#200) This person isn't receiving messages from you right now")],
  ['unreachable', refusal(200, undefined, '(#200) This person isn’t available right now.')],
  ['unreachable', refusal(10, undefined, '(#10) This Person Cannot Receive Messages')],
  ['not_owner', refusal(10, undefined, '(#10) this app is not the owner of the thread')],
  ['not_owner', refusal(100, undefined, '(#100) The app is not the current thread owner')],
  ['not_owner', refusal(10, undefined, 'The calling app does not own this thread.')],
  ['permission', refusal(10, undefined, '(#10) this app is not the owner of the page')],
  ['bad_target', refusal(100, undefined, '(#100) Incorrect App ID.')],
  ['no_role', refusal(100, undefined, 'This is only for primary and secondary receivers.')],
  ['rate', refusal(77777, undefined, 'Calls to this api have exceeded the rate limit.')],
  ['transient', refusal(77777, undefined, 'Temporary send message failure. Please try again later.')],
];

/** A refusal with unusual fields. */
const odd = (error: unknown, status = 400): Answer => ({ status, json: { error } });
const oddly: [string, Answer][] = [
  ['not_owner', odd({ message: 'x', code: '10', error_subcode: '2018300' })],
  ['transient', odd({ message: 'x', code: '-1' })],
  ['unreachable', odd({ message: "(#551) This person isn't around", type: 'OAuthException' })],
  ['rate', odd({ message: '(#4) Limit reached', type: 'OAuthException' })],
  ['unreachable', odd({ message: 'x', code: null, error_subcode: 2018001 })],
  ['permission', odd({ message: '(#10) x', code: '' }, 403)],
  ['invalid', odd('invalid_request')],
  ['invalid', odd({ message: 'She said (#551) to me' })],
];

for (const [kind, answer, call] of [
  ...handover,
  ...[...general, ...anywhere, ...worded, ...oddly].map(([kind, answer]): [string, Answer, typeof send] => [
    kind,
    answer,
    send,
  ]),
]) {
  const { code, error_subcode, message } =
    (answer.json as { error?: { code?: number; error_subcode?: number; message?: string } }).error ?? {};
  kinds(
    `${code ?? `HTTP ${answer.status}`}/${error_subcode ?? message ?? ''} is ${kind}`,
    withGraph([answer], async (graph) => {
      const error = await rejection<GraphError>(call(graph.client({ retries: 0 })));
      assert.instance(error, GraphError);
      assert.is(error.kind, kind);
      assert.match(error.hint, /\w+ .*\.$/);
      assert.match(error.message, error.hint);
    }),
  );
}

const hints = suite('hints of refusals');

const said: [string, Answer, RegExp, RegExp][] = [
  ['used-up opt-in requests', refusal(9, 2018352), /opt in/, /cannot be written to|until the person writes/],
  ['code 9 without a subcode', refusal(9), /opt in/, /cannot be written to|until the person writes/],
  ['notifications that the person stopped', refusal(10, 1893015), /opts in again/, /cannot be written to/],
  ['a block for a time', refusal(368), /blocked .* for a time.* wait/, /check its permissions/],
  ['an account that is not eligible', refusal(36103), /No parameter is wrong/, /compare the call/],
  ['a subcode as the main code', refusal(2018247), /No parameter is wrong/, /compare the call/],
  ['an unknown Instagram user', refusal(100, 2534014), /No such person/, /compare the call/],
  ['a warning of too many messages', refusal(613, 2018338), /do not repeat/, /wait for retryAfterMs/],
  ['a repeated request', refusal(613, 1893016), /do not repeat/, /wait for retryAfterMs/],
  ['a notification that comes too soon', refusal(4, 2018354), /do not repeat/, /wait for retryAfterMs/],
  ['a tag without approval', refusal(100, 2018276), /needs approval/, /compare the call/],
];

for (const [name, answer, pattern, never] of said) {
  hints(
    `say what to do about ${name}`,
    withGraph([answer], async (graph) => {
      const { hint } = await rejection<GraphError>(send(graph.client()));
      assert.match(hint, pattern);
      assert.not.match(hint, never);
    }),
  );
}

const repeats = suite('a limit for one person');

for (const [code, subcode] of [
  [613, 2018338],
  [613, 1893016],
  [4, 2018354],
  [10, 2018338],
  [2018354, undefined],
] as const) {
  repeats(
    `rejects as rate after one request: ${code}/${subcode ?? ''}`,
    withGraph([refusal(code, subcode), refusal(code, subcode)], async (graph) => {
      assert.is((await rejection<GraphError>(send(graph.client()))).kind, 'rate');
      assert.is((await rejection<GraphError>(pass(graph.client()))).kind, 'rate');
    }),
  );
}

repeats(
  'differs from the limits of the app, after which the client retries the send',
  withGraph([refusal(613, 2534040), refusal(4), { json: { message_id: 'm_1' } }], async (graph) => {
    await send(graph.client());
    assert.is(graph.seen.length, 3);
  }),
);

kinds.run();
hints.run();
repeats.run();
