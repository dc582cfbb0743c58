import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, ClientError, ConnectionError, GraphError, LEAD_ADS_APP_ID } from '../src/index.ts';
import {
  type Answer,
  accessToken,
  appSecret,
  person,
  refusal,
  rejection,
  serverTime,
  withGraph,
} from './support/graph-server.ts';

const send = (client: Client): Promise<unknown> => client.sendMessage(person, 'Hello');
const take = (client: Client): Promise<unknown> => client.takeThreadControl(person);
const pass = (client: Client): Promise<unknown> => client.passThreadControl(person);
const request = (client: Client): Promise<unknown> => client.requestThreadControl(person);

const fields = suite('GraphError');

fields(
  'has every field of the envelope, and the time of the answer',
  withGraph(
    [
      refusal(190, 463, 'Session has expired.', {
        error_user_title: 'Oh',
        error_user_msg: 'Bitte neu anmelden.',
        is_transient: false,
      }),
    ],
    async (graph) => {
      const error = await rejection<GraphError>(take(graph.client()));
      assert.instance(error, ClientError);
      assert.is(error.name, 'GraphError');
      assert.is(error.kind, 'token');
      assert.is(error.code, 190);
      assert.is(error.subcode, 463);
      assert.is(error.type, 'OAuthException');
      assert.is(error.isTransient, false);
      assert.is(error.traceId, 'AhvTrace0001');
      assert.is(error.status, 400);
      assert.is(error.userMessage, 'Bitte neu anmelden.');
      assert.is(error.operation, 'take_thread_control');
      assert.is(error.at, serverTime);
      assert.match(error.message, 'Session has expired.');
      assert.match(error.hint, 'new page token');
      assert.is((JSON.parse(JSON.stringify(error)) as GraphError).message, error.message);
    },
  ),
);

fields(
  'names the lead-ads app if its questions own the thread',
  withGraph([refusal(10, 2018321)], async (graph) => {
    assert.is((await rejection<GraphError>(send(graph.client()))).ownerAppId, LEAD_ADS_APP_ID);
  }),
);

fields(
  'names the missing toggle if a take is not permitted, and the right call if requests do not exist',
  withGraph(
    [
      refusal(10),
      refusal(27, undefined, '(#27) Request thread control is not available when Conversation Routing is enabled.'),
    ],
    async (graph) => {
      assert.match((await rejection<GraphError>(take(graph.client()))).hint, 'toggle');
      assert.match((await rejection<GraphError>(request(graph.client()))).hint, 'takeThreadControl');
    },
  ),
);

fields(
  'gets its kind from Meta, not from words of a person that Meta quotes',
  withGraph(
    [refusal(100, undefined, 'Param metadata is wrong - got "another app is controlling this thread"')],
    async (graph) => {
      assert.is((await rejection<GraphError>(take(graph.client()))).kind, 'invalid');
    },
  ),
);

const hints: [string, Answer, (client: Client) => Promise<unknown>, RegExp, RegExp?][] = [
  ['a redirect', { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/' } }, take, /baseUrl, version/],
  ["a 404 with a gateway's page", { status: 404, text: '<h1>Not found</h1>' }, take, /baseUrl, version/],
  ['a take with a bare 10', refusal(10), take, /toggle/],
  ['a take with a bare 100', refusal(100), take, /toggle/],
  ['a take without a permission', refusal(200, undefined, 'Requires pages_messaging'), take, /permissions/, /toggle/],
  [
    'a take with code 10 and a permission',
    refusal(10, undefined, '(#10) Requires pages_messaging'),
    take,
    /permissions/,
    /toggle/,
  ],
  ['a pass with a bare 100', refusal(100), pass, /compare the call/, /toggle/],
  ['code 33 without subcode', refusal(33), send, /object does not exist/],
];

for (const [name, answer, call, pattern, never] of hints) {
  fields(
    `has a hint that fits ${name}`,
    withGraph([answer], async (graph) => {
      const { hint } = await rejection<GraphError>(call(graph.client({ retries: 0 })));
      assert.match(hint, pattern);
      if (never !== undefined) assert.not.match(hint, never);
    }),
  );
}

fields(
  'is not thrown if an answer says that there is no error',
  withGraph([{ json: { success: true, error: false } }, { json: { success: true, error: null } }], async (graph) => {
    await take(graph.client());
    await take(graph.client());
  }),
);

const noJson: [string, Answer, string][] = [
  ["a gateway's page with a 502", { status: 502, text: '<html>Bad Gateway</html>' }, 'transient'],
  ["a gateway's page with a 200", { status: 200, text: '<html>Welcome</html>' }, 'transient'],
  ['an empty 500', { status: 500, text: '' }, 'transient'],
  ['an empty 408', { status: 408, text: '' }, 'transient'],
  ['an empty 403', { status: 403, text: '' }, 'permission'],
  ['a page with a 404', { status: 404, text: '<h1>Not found</h1>' }, 'invalid'],
  ['a redirect', { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/' } }, 'invalid'],
  ['half of a JSON body', { status: 200, text: '{"success":' }, 'transient'],
  ['an error that is a string', { status: 400, json: { error: 'no' } }, 'invalid'],
  ['an envelope with a 200', { ...refusal(190), status: 200 }, 'token'],
];

for (const [name, answer, kind] of noJson) {
  fields(
    `${name} becomes kind ${kind}, never a SyntaxError`,
    withGraph([answer], async (graph) => {
      const error = await rejection<GraphError>(take(graph.client({ retries: 0 })));
      assert.instance(error, GraphError);
      assert.is(error.kind, kind);
      assert.is(error.status, answer.status);
    }),
  );
}

const secrets = suite('secrets');
const story = 'My card is 4111-2222, call Zebediah';
const proof = '247387066ea95eb3f8cd28662a4167f52733f10506fd307d0a0f65bfa86655e9';

function shownOf(error: unknown): string {
  const { stack, message, cause } = error as Error;
  return [
    inspect(error, { depth: 10, showHidden: true }),
    JSON.stringify(error),
    stack,
    message,
    String(error),
    inspect(cause, { depth: 10 }),
  ].join('\n');
}

const quotes: [string, string][] = [
  ['the text in quotes', `(#100) Param message[text] is wrong - got "${story}"`],
  ['the text without quotes', `(#100) ${story} is not allowed`],
  ['the text cut short', '(#100) Bad value: My card is 4111-2222, call Zebed'],
  ['four words of the text', '(#100) Bad words: is 4111-2222, call'],
  ['the text in another case', '(#100) MY CARD IS 4111-2222, CALL ZEBEDIAH is not allowed'],
  ['all of a short text', '(#100) Bad value note:Zebediah.'],
  ['all of a short text within a word', '(#100) Bad value xnote:Zebediahx.'],
  ['the token', `Malformed access token ${accessToken}`],
  ['a part of the token', 'Malformed access token EAAhandoverExamp...'],
  ['the proof', `Invalid appsecret_proof ${proof}`],
  ['the secret', `Invalid secret ${appSecret}`],
  ['the text in the escapes of JSON', '(#100) Bad \\u004dy card is 4111\\u002d2222, call \\u005aebediah'],
  ['the text in the escapes of an address', '(#100) Bad My%20card%20is%204111-2222%2C%20call%20%5Aebediah'],
  ['the text in escapes of escapes', '(#100) Bad My%2520card%2520is%25204111-2222%252C%2520call%2520%255Aebediah'],
  ['the text in the entities of HTML', '(#100) Bad My card is 4111&#45;2222, call &#x5a;ebediah'],
];

for (const [name, message] of quotes) {
  secrets(
    `are hidden in an error if Meta quotes ${name}`,
    withGraph(
      [refusal(100, undefined, message, { error_user_msg: message, error_data: { text: story } })],
      async (graph) => {
        const error = await rejection(
          graph.client({ appSecret }).sendMessage(person, { text: story, metadata: 'note:Zebediah' }),
        );
        const shown = shownOf(error);
        for (const secret of ['ebediah', 'Zebed', '4111-2', accessToken, 'EAAhandover', appSecret, proof])
          assert.not.match(shown, secret);
      },
    ),
  );
}

secrets(
  'are hidden in the type and the trace id',
  withGraph(
    [refusal(190, undefined, 'No.', { type: `x${accessToken}`, fbtrace_id: `${appSecret}=` })],
    async (graph) => {
      const error = await rejection<GraphError>(take(graph.client({ appSecret })));
      assert.equal([error.type, error.traceId], [undefined, undefined]);
    },
  ),
);

secrets(
  "Meta's words are kept if they quote nothing",
  withGraph([refusal(100, undefined, '(#100) Param persona_id must be a valid persona id')], async (graph) => {
    const error = await rejection(graph.client().sendMessage(person, 'Hello', { personaId: '1002003004005001' }));
    assert.match(error.message, '(#100) Param persona_id must be a valid persona id');
  }),
);

secrets(
  'are hidden in the cause if a fetch quotes the address',
  withGraph([], async (graph) => {
    const client = graph.client({
      appSecret,
      retries: 0,
      fetch: (url, { headers }) =>
        Promise.reject(
          Object.assign(new Error(`request to ${url} failed`), { headers: Object.fromEntries(headers as Headers) }),
        ),
    });
    const error = await rejection<ConnectionError>(client.takeThreadControl(person));
    assert.instance(error, ConnectionError);
    const shown = shownOf(error);
    for (const secret of [accessToken, appSecret, proof]) assert.not.match(shown, secret);
  }),
);

secrets(
  'the cause is kept if it quotes nothing',
  withGraph([{ trouble: 'hangUp' }], async (graph) => {
    const error = await rejection<ConnectionError>(take(graph.client({ appSecret, retries: 0 })));
    assert.is(error.kind, 'network');
    assert.is(error.sent, true);
    assert.instance(error.cause, Error);
    assert.not.match(shownOf(error), proof);
  }),
);

fields.run();
secrets.run();
