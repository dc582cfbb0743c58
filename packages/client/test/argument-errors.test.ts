// Wrong arguments: each is refused before anything is sent, with kind `invalid`.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appSecretProof, type Client, type ClientOptions, createClient, OptionError } from '../src/index.ts';
import { accessToken, person, rejection, withGraph } from './support/graph-server.ts';

const calls = suite('a wrong argument');

/** A value of a type that TypeScript refuses, for callers who write JavaScript. */
const wrong = (value: unknown): never => value as never;
const secretText = 'Zebediah and his blue suitcase';

const circular: Record<string, unknown> = { text: secretText };
circular['self'] = circular;

const mistakes: readonly (readonly [string, (client: Client) => unknown, RegExp])[] = [
  ['a person without digits', (c) => c.takeThreadControl(secretText), /userId .*\(got a string\)/],
  ['no person', (c) => c.getThreadOwner(wrong(undefined)), /userId .*\(got undefined\)/],
  ['an id that lost digits', (c) => c.releaseThreadControl(2 ** 60), /userId .*pass it as a string/],
  ['options that are null', (c) => c.takeThreadControl(person, wrong(null)), /options .*\(got null\)/],
  [
    'a signal that is not an AbortSignal',
    (c) => c.getRoutingMode({ signal: wrong(secretText) }),
    /signal .*got a string/,
  ],
  ['a target that is a name', (c) => c.passThreadControl(person, { targetAppId: 'desk' }), /targetAppId/],
  ['metadata as an object', (c) => c.takeThreadControl(person, { metadata: wrong({}) }), /JSON\.stringify/],
  ['a duration as text', (c) => c.extendThreadControl(person, { durationSeconds: wrong('60') }), /seconds/],
  ['a duration of 8 days', (c) => c.extendThreadControl(person, { durationSeconds: 691200 }), /got 691200/],
  ['a duration that is not one', (c) => c.extendThreadControl(person, { durationSeconds: Number.NaN }), /NaN/],
  ['an owner without appId', (c) => c.isThreadOwner(person), /createClient the option appId/],
  ['no message', (c) => c.sendMessage(person, wrong(undefined)), /message .*\(got undefined\)/],
  ['a text that is too long', (c) => c.sendMessage(person, 'x'.repeat(2500)), /2000 .*\(got 2500\)/],
  ['an empty text', (c) => c.sendMessage(person, ''), /non-empty string \(got an empty string\)/],
  ['a message without content', (c) => c.sendMessage(person, {}), /must have content/],
  ['an attachment in a string', (c) => c.sendMessage(person, { attachment: wrong('a.png') }), /attachment/],
  ['no attachments', (c) => c.sendMessage(person, { attachments: [] }), /attachments .*\(got an empty array\)/],
  [
    'too many quick replies',
    (c) => c.sendMessage(person, { text: 'Who?', quick_replies: new Array(14).fill({ content_type: 'user_email' }) }),
    /13 entries \(got 14\)/,
  ],
  ['a tag that is missing', (c) => c.sendMessage(person, 'Hi', { messagingType: 'MESSAGE_TAG' }), /tag/],
  ['an empty tag', (c) => c.sendMessage(person, 'Hi', { tag: '' }), /tag must be a non-empty string/],
  ['control of no kind', (c) => c.sendMessage(person, 'Hi', { threadControl: wrong({}) }), /got undefined/],
  ['control in a string', (c) => c.sendMessage(person, 'Hi', { threadControl: wrong('pass') }), /got a string/],
  ['a message that refers to itself', (c) => c.sendMessage(person, wrong(circular)), /must be JSON/],
  ['a message with a BigInt', (c) => c.sendMessage(person, wrong({ text: 'Hi', n: 1n })), /look for a BigInt/],
  ['an unknown action', (c) => c.sendAction(person, wrong('wave')), /one of .*\(got another string\)/],
  ['a reaction to nothing', (c) => c.sendAction(person, 'react', { reaction: 'love' }), /messageId/],
  ['a persona that marks as seen', (c) => c.sendAction(person, 'mark_seen', { personaId: '1' }), /typing_on/],
  ['a persona without a name', (c) => c.personas.create(wrong({})), /name .*\(got undefined\)/],
  ['no persona', (c) => c.personas.create(wrong(null)), /name .*\(got undefined\)/],
  [
    'a persona with a long name',
    (c) => c.personas.create({ name: 'N'.repeat(51), profilePictureUrl: 'https://x.example/n.jpg' }),
    /50 characters \(got 51\)/,
  ],
  ['a picture that is not an address', (c) => c.personas.create({ name: 'N', profilePictureUrl: 'n' }), /http/],
  ['a persona id in letters', (c) => c.personas.delete('nora'), /personaId/],
  ['no fields to subscribe', (c) => c.subscribe([]), /fields .*\(got an empty array\)/],
  ['a field that is empty', (c) => c.subscribe(['']), /each field must be a non-empty string/],
  ['fields in a string', (c) => c.getUserProfile(person, { fields: wrong('name') }), /fields .*got a string/],
  [
    'a body of client.api that refers to itself',
    (c) => c.api.POST('/{pageId}/personas', { params: { path: { pageId: 'me' } }, body: wrong(circular) }),
    /must be JSON/,
  ],
];

for (const [name, call, pattern] of mistakes) {
  calls(
    `rejects as invalid before anything is sent: ${name}`,
    withGraph([], async (graph) => {
      const error = await rejection<OptionError>(Promise.resolve(call(graph.client())));
      assert.instance(error, OptionError);
      assert.equal([error.name, error.code, error.kind], ['OptionError', 'bad_option', 'invalid']);
      assert.match(error.option, /^[a-z][\w.]+$/i);
      assert.match(error.message, pattern);
      assert.not.match(`${error.message} ${error.stack}`, /Zebediah|suitcase/);
    }),
  );
}

calls(
  'rejects as invalid also with a middleware in client.api',
  withGraph([], async (graph) => {
    const client = graph.client();
    client.api.use({ onRequest: () => undefined });
    const error = await rejection<Error & { kind?: unknown }>(client.sendMessage(person, wrong(circular)));
    assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
  }),
);

calls(
  'rejects as invalid on a platform without personas',
  withGraph([], async (graph) => {
    const client = graph.client({ platform: 'instagram' });
    for (const call of [client.sendMessage(person, 'Hi', { personaId: '1' }), client.personas.list()]) {
      const error = await rejection<Error & { kind?: unknown }>(call);
      assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
    }
  }),
);

calls(
  'rejects as invalid if only appId would show which subscribed app is this one',
  withGraph([{ json: { data: [{ id: '1', subscribed_fields: ['messages'] }] } }], async (graph) => {
    const error = await rejection<Error & { kind?: unknown }>(graph.client().subscribe(['standby']));
    assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
  }),
);

calls('rejects as invalid in appSecretProof', async () => {
  const proofs = [appSecretProof('', 'x'), appSecretProof('x', wrong(undefined)), appSecretProof('x', 'y', Date.now())];
  const errors = await Promise.all(proofs.map((proof) => rejection<Error & { kind?: unknown }>(proof)));
  assert.equal(
    errors.map(({ name, kind }) => `${name} ${String(kind)}`),
    ['OptionError invalid', 'OptionError invalid', 'OptionError invalid'],
  );
});

const options = suite('an option of createClient');

/** Returns what createClient throws for these options. */
function thrownBy(given: object): Error & { kind?: unknown } {
  try {
    createClient({ accessToken, ...given } as ClientOptions);
  } catch (error) {
    return error as Error & { kind?: unknown };
  }
  throw new Error('createClient took the options');
}

const misspelt: readonly (readonly [string, string])[] = [
  ['accesToken', 'accessToken'],
  ['access_token', 'accessToken'],
  ['appSecrt', 'appSecret'],
  ['appID', 'appId'],
  ['baseURL', 'baseUrl'],
  ['timeout', 'timeoutMs'],
  ['retires', 'retries'],
];

for (const [name, meant] of misspelt) {
  options(`that is misspelt as ${name} is refused, and the error suggests ${meant}`, () => {
    const { message, kind } = thrownBy({ [name]: 'secret-value' });
    assert.is(kind, 'invalid');
    assert.is(message, `createClient has no option ${name}: did you mean ${meant}?`);
  });
}

options('that resembles no known option is accepted, as in the record of an app', () => {
  createClient({ accessToken: 'EAAtoken', name: 'Bot', webhookUrl: 'http://127.0.0.1/' } as ClientOptions);
});

options('that is unknown and undefined is ignored', () => {
  assert.is(createClient({ accessToken, proxy: undefined } as ClientOptions).pageId, 'me');
});

const credentials: readonly (readonly [string, object, RegExp])[] = [
  [
    'is missing',
    { accessToken: undefined },
    /^accessToken must be a non-empty string \(got undefined\): set it to the Page access token of this app\. If it comes from an environment variable, that variable is missing or empty$/,
  ],
  ['is empty', { accessToken: '' }, /^accessToken .*\(got an empty string\): .*environment variable/],
  ['is blank', { accessToken: ' \n' }, /^accessToken .*\(got a string of white space\): .*environment variable/],
  ['is a number', { accessToken: 7 }, /^accessToken .*\(got a number\)/],
  ['ends with a line end', { accessToken: 'EAAx\n' }, /^accessToken .*\(got a string with white space or a line end\)/],
  ['holds a space', { accessToken: 'EAA x' }, /^accessToken .*\(got a string with white space or a line end\)/],
  ['begins with a non-breaking space', { accessToken: '\u00a0EAAx' }, /^accessToken .*white space/],
  ['holds another script', { accessToken: 'ЕААx' }, /^accessToken .*\(got a string with other characters\)/],
  [
    'is an empty secret',
    { appSecret: '' },
    /^appSecret .*\(got an empty string\): set it to the secret of this app, or leave/,
  ],
  ['is a secret with a line end', { appSecret: 'abcdef0123\r\n' }, /^appSecret .*white space or a line end/],
  ['is a secret with a space', { appSecret: ' abcdef0123' }, /^appSecret .*white space or a line end/],
];

for (const [name, given, pattern] of credentials) {
  options(`that ${name} is refused, and the error names what to set`, () => {
    const { message, kind } = thrownBy(given);
    assert.is(kind, 'invalid');
    assert.match(message, pattern);
    assert.not.match(message, /EAAx|abcdef0123/);
  });
}

for (const given of [
  { appId: 'x' },
  { pageId: 'x' },
  { platform: 'whatsapp' },
  { version: '25.0' },
  { baseUrl: 'x' },
  { fetch: 'x' },
  { timeoutMs: 0 },
  { retries: -1 },
  { logger: {} },
]) {
  options(`that is wrong throws an error of kind invalid: ${Object.keys(given).join()}`, () => {
    assert.is(thrownBy(given).kind, 'invalid');
  });
}

calls.run();
options.run();
