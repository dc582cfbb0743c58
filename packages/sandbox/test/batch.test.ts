import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { BOT, DESK, PAGE, type Scene, SECRETS, startScene, THIRD, TOKENS } from './support/setup.ts';

const batch = suite('batch');

const scene: Scene = await startScene({ routing: 'on', overrides: { [DESK]: { requireAppSecretProof: true } } });
const { sandbox } = scene;
const ana = sandbox.person('Ana Lima');
await ana.say('hi');
const token = TOKENS[BOT] ?? '';

interface PartAnswer {
  code: number;
  headers?: { name: string; value: string }[];
  body: string;
}

/** A batch as a form: the parameter as JSON text, as Meta's page shows it. */
async function run(
  parts: unknown,
  { path = '/v25.0', ...more }: Record<string, string> = {},
): Promise<(PartAnswer | null)[]> {
  const body = new URLSearchParams({ access_token: token, batch: JSON.stringify(parts), ...more });
  const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', body });
  return (await response.json()) as (PartAnswer | null)[];
}

async function refusal(parts: unknown): Promise<unknown> {
  const { error } = (await run(parts)) as unknown as { error: { type: string; message: string } };
  return [error.type, error.message];
}

function bodyOf(answer: PartAnswer | null | undefined): Record<string, unknown> {
  return JSON.parse(answer?.body ?? 'null') as Record<string, unknown>;
}

function send(text: string): Record<string, string> {
  const body = new URLSearchParams({ recipient: JSON.stringify({ id: ana.id }), message: JSON.stringify({ text }) });
  return { method: 'POST', relative_url: 'me/messages', body: body.toString() };
}

batch('its parts are calls, and one that is refused does not stop the others', async () => {
  const answers = await run([
    send('one'),
    { method: 'GET', relative_url: 'me?fields=name' },
    { method: 'POST', relative_url: 'me/messages', body: 'recipient[id]=4711&message[text]=x' },
    { method: 'POST', relative_url: 'v24.0/me/messages', body: `recipient[id]=${ana.id}&message[text]=two` },
  ]);
  assert.equal(
    answers.map((one) => one?.code),
    [200, 200, 400, 200],
  );
  assert.equal(bodyOf(answers[1]), { name: 'Acme', id: PAGE });
  assert.is((bodyOf(answers[2])['error'] as { error_subcode: number }).error_subcode, 2018001);
  assert.equal(
    ana.inbox.slice(-2).map(({ text }) => text),
    ['one', 'two'],
  );
  const headers = new Map(answers[3]?.headers?.map(({ name, value }) => [name, value]));
  assert.is(headers.get('facebook-api-version'), 'v24.0');
  assert.match(headers.get('Content-Type') ?? '', 'application/json');
});

// The ways of 8 libraries: sociably and messaging-api-messenger send JSON, koala and restfb forms, facebook-batch a list.
const parts = [{ method: 'GET', relative_url: `${PAGE}?fields=id` }];
const json = { 'content-type': 'application/json' };
const ways: [string, string, RequestInit][] = [
  [
    'JSON text in JSON',
    '/',
    { headers: json, body: JSON.stringify({ access_token: token, batch: JSON.stringify(parts) }) },
  ],
  ['a list in JSON', '/v25.0/', { headers: json, body: JSON.stringify({ access_token: token, batch: parts }) }],
  [
    'a list as the body',
    '/v25.0',
    { headers: { ...json, authorization: `Bearer ${token}` }, body: JSON.stringify(parts) },
  ],
  ['a query', `/?access_token=${token}&batch=${encodeURIComponent(JSON.stringify(parts))}`, {}],
  [
    'brackets in a form',
    '/',
    {
      body: new URLSearchParams({
        access_token: token,
        'batch[0][method]': 'GET',
        'batch[0][relative_url]': `${PAGE}?fields=id`,
      }),
    },
  ],
  [
    'single quotes in a form',
    '/',
    {
      body: new URLSearchParams({
        access_token: token,
        batch: `[{'method':'GET','relative_url':'${PAGE}?fields=id'}]`,
      }),
    },
  ],
];
for (const [name, path, init] of ways) {
  batch(`it comes as ${name}`, async () => {
    const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', ...init });
    const [answer] = (await response.json()) as PartAnswer[];
    assert.equal(bodyOf(answer), { id: PAGE });
  });
}

batch('an address with a host, an absolute path and a body of JSON are taken', async () => {
  const answers = await run([
    { method: 'GET', relative_url: 'https://graph.facebook.com/v25.0/me?fields=id' },
    { method: 'get', relative_url: '/me?fields=id' },
    { method: 'POST', relative_url: 'me/messages', body: { recipient: { id: ana.id }, message: { text: 'object' } } },
    {
      method: 'POST',
      relative_url: 'me/messages',
      body: JSON.stringify({ recipient: { id: ana.id }, message: { text: 'json' } }),
    },
  ]);
  assert.equal(
    answers.map((one) => one?.code),
    [200, 200, 200, 200],
  );
  assert.equal(
    ana.inbox.slice(-2).map(({ text }) => text),
    ['object', 'json'],
  );
});

batch('headers are left out on request', async () => {
  const [whole] = await run(parts, { include_headers: 'false' });
  assert.equal(Object.keys(whole ?? {}), ['code', 'body']);
});

batch('a part acts by its own token, else by that of the batch', async () => {
  const [own, other] = await run([
    { method: 'GET', relative_url: `me/conversations?fields=is_owner&access_token=${TOKENS[THIRD]}` },
    { method: 'GET', relative_url: 'me/conversations?fields=is_owner' },
  ]);
  assert.is((bodyOf(own)['data'] as { is_owner: boolean }[])[0]?.is_owner, false);
  assert.is((bodyOf(other)['data'] as { is_owner: boolean }[])[0]?.is_owner, true);
  const [wrong] = await run([{ method: 'GET', relative_url: 'me', access_token: 'EAAwrong' }]);
  assert.is((bodyOf(wrong)['error'] as { code: number }).code, 190);
});

batch('the proof of the batch belongs to the token of the batch, not to that of a part', async () => {
  const proof = (appId: string): string =>
    createHmac('sha256', SECRETS[appId] ?? '')
      .update(TOKENS[appId] ?? '')
      .digest('hex');
  const desk = `me?fields=id&access_token=${TOKENS[DESK]}`;
  const answers = await run(
    [
      { method: 'GET', relative_url: 'me?fields=id' },
      { method: 'GET', relative_url: desk },
      { method: 'GET', relative_url: `${desk}&appsecret_proof=${proof(DESK)}` },
    ],
    { appsecret_proof: proof(BOT) },
  );
  assert.equal(
    answers.map((one) => one?.code),
    [200, 400, 200],
  );
});

batch('the token of a part decides its page', async () => {
  const several = await createSandbox({
    pages: [
      { id: '804155501230001', name: 'One' },
      { id: '804155501230002', name: 'Two' },
    ],
  });
  const [one = '', two = ''] = several.pages.map((page) => page.accessToken(several.apps[0]?.id ?? ''));
  const body = new URLSearchParams({
    access_token: one,
    batch: JSON.stringify([
      { method: 'GET', relative_url: 'me?fields=name' },
      { method: 'GET', relative_url: `me?fields=name&access_token=${two}` },
    ]),
  });
  const answers = (await (await fetch(`${several.url}/`, { method: 'POST', body })).json()) as PartAnswer[];
  assert.equal(
    answers.map((answer) => bodyOf(answer)['name']),
    ['One', 'Two'],
  );
  await several.close();
});

batch('a part takes values from the answer of an earlier one, which is then left out', async () => {
  const first = { method: 'GET', name: 'threads', relative_url: 'me/conversations?fields=messages{id,from}' };
  const path = '{result=threads:$.data[0].messages.data.*.from.id}';
  const [omitted, people] = await run([first, { method: 'GET', relative_url: `?ids=${path}&fields=id` }]);
  assert.is(omitted, null);
  assert.equal(Object.keys(bodyOf(people)).sort(), [ana.id, PAGE].sort());
  const [kept] = await run([
    { ...first, omit_response_on_success: false },
    { method: 'GET', relative_url: `?ids=${path}` },
  ]);
  assert.is(kept?.code, 200);
  const [alone] = await run([{ ...parts[0], omit_response_on_success: true }]);
  assert.is(alone, null);
});

batch('a reference works in a form, in JSON text and in the path', async () => {
  const persona = new URLSearchParams({ name: 'Nora', profile_picture_url: 'https://acme.example/nora.jpg' });
  const reference = '{result=nora:$.id}';
  const answers = await run([
    { method: 'POST', name: 'nora', relative_url: 'me/personas', body: persona.toString() },
    { ...send('by Nora'), body: `${send('by Nora')['body']}&persona_id=${encodeURIComponent(reference)}` },
    { method: 'GET', relative_url: `${reference}?fields=name` },
    { method: 'GET', relative_url: `?ids=${reference},{result=nora:$['id']},{result=nora:$.none}&fields=name` },
  ]);
  assert.equal(
    answers.map((one) => one?.code),
    [undefined, 200, 200, 200],
    JSON.stringify(answers),
  );
  assert.is(ana.inbox.at(-1)?.persona?.name, 'Nora');
  assert.is(bodyOf(answers[2])['name'], 'Nora');
  assert.is(Object.keys(bodyOf(answers[3])).length, 1);
});

batch('a part whose dependency failed is not run', async () => {
  const before = ana.inbox.length;
  const [failed, skipped, third] = await run([
    { method: 'GET', name: 'first', relative_url: 'me/nonsense' },
    { ...send('x'), name: 'second', depends_on: 'first' },
    { ...send('x'), depends_on: ['second'] },
  ]);
  assert.equal([failed?.code, skipped?.code, third?.code], [400, 424, 424]);
  assert.is(ana.inbox.length, before);
});

const malformed: [string, unknown, string, string][] = [
  ['no list', 'x', 'OAuthException', '(#100) Param batch must be an array'],
  ['an empty list', [], 'GraphBatchException', 'Empty batch message'],
  // Recorded in facepy's tests.
  [
    '51 parts',
    Array.from({ length: 51 }, () => parts[0]),
    'GraphBatchException',
    'Too many requests in batch message. Maximum batch size is 50',
  ],
  // Recorded in koala's tests.
  [
    'a dependency that comes later',
    [
      { ...parts[0], depends_on: 'f' },
      { ...parts[0], name: 'f' },
    ],
    'GraphBatchException',
    'Request 0 cannot depend on an unresolved request with name f. Requests can only depend on preceding requests',
  ],
  ['a part that is no object', ['x'], 'OAuthException', '(#100) Param batch[0] must be an object'],
  [
    'a part without an address',
    [{ method: 'GET' }],
    'OAuthException',
    '(#100) The parameter batch[0][relative_url] is required',
  ],
  [
    'a part without a method',
    [{ relative_url: 'me' }],
    'OAuthException',
    '(#100) The parameter batch[0][method] is required',
  ],
];
for (const [name, given, type, message] of malformed) {
  batch(`${name} is refused as a whole`, async () => {
    assert.equal(await refusal(given), [type, message]);
  });
}

batch('a batch without a token is refused with 104, and a batch within a batch as an unknown call', async () => {
  const response = await fetch(`${sandbox.url}/`, {
    method: 'POST',
    body: new URLSearchParams({ batch: JSON.stringify(parts) }),
  });
  assert.is(((await response.json()) as { error: { code: number } }).error.code, 104);
  const [inner] = await run([
    { method: 'POST', relative_url: '', body: `batch=${encodeURIComponent(JSON.stringify(parts))}` },
  ]);
  assert.is(inner?.code, 400);
});

batch('a file of the batch reaches its part (sociably)', async () => {
  const form = new FormData();
  form.set('access_token', token);
  const message = JSON.stringify({ attachment: { type: 'image', payload: {} } });
  const body = new URLSearchParams({ 'recipient[id]': ana.id, message }).toString();
  form.set('batch', JSON.stringify([{ method: 'POST', relative_url: 'me/messages', body, attached_files: 'file1' }]));
  form.set('file1', new Blob(['one'], { type: 'image/png' }), 'one.png');
  form.set('file2', new Blob(['two'], { type: 'image/png' }), 'two.png');
  const response = await fetch(`${sandbox.url}/v25.0/`, { method: 'POST', body: form });
  const [answer] = (await response.json()) as PartAnswer[];
  assert.is(answer?.code, 200, answer?.body);
  const [attachment] = (ana.inbox.at(-1)?.attachments ?? []) as { payload: { url: string } }[];
  assert.is(await (await fetch(attachment?.payload.url ?? '')).text(), 'one');
});

batch('each part is in the timeline without secrets, and the webhooks follow after the answer', async () => {
  await sandbox.settled();
  const from = sandbox.timeline.length;
  await run([
    { ...send('in the timeline'), relative_url: `me/messages?access_token=${token}` },
    { method: 'GET', relative_url: 'me?fields=foo' },
    { method: 'GET', relative_url: `oauth/access_token?client_secret=${SECRETS[BOT]}` },
  ]);
  await sandbox.settled();
  const entries = sandbox.timeline.slice(from);
  const calls = entries.filter((entry) => entry.kind === 'call');
  assert.equal(
    calls.map(({ method, path }) => `${method} ${path}`),
    ['POST /me/messages', 'GET /me', 'GET /oauth/access_token'],
  );
  const firstDelivery = entries.findIndex((entry) => entry.kind === 'delivery');
  const lastCall = entries.findLastIndex((entry) => entry.kind === 'call');
  assert.ok(firstDelivery > lastCall, 'a delivery came before the answer');
  assert.not(JSON.stringify(entries).includes(token) || JSON.stringify(entries).includes(SECRETS[BOT] ?? ''));
});

batch('faults apply to the parts: one answer is kept back, another refused', async () => {
  sandbox.faults.calls({ do: 'hangUp', edge: 'messages', applied: true });
  sandbox.faults.calls({ do: 'fail', edge: 'personas', error: { code: 613 } });
  const [silent, refused, last] = await run([
    send('kept back'),
    { method: 'GET', relative_url: 'me/personas' },
    parts[0],
  ]);
  assert.is(silent, null);
  assert.is((bodyOf(refused)['error'] as { code: number }).code, 613);
  assert.is(last?.code, 200);
  assert.is(ana.inbox.at(-1)?.text, 'kept back');
});

batch('many delayed parts add no listeners to the connection', async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', warned);
  sandbox.faults.calls({ do: 'delay', ms: 1, times: 20 });
  assert.is((await run(Array.from({ length: 20 }, () => parts[0]))).length, 20);
  // Node warns in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  assert.equal(warnings, []);
});

batch('parts that are delayed end when the caller hangs up, the later ones too', async () => {
  const slow = await createSandbox({ apps: [{ id: BOT, accessToken: token }], clock: 'manual' });
  slow.faults.calls({ do: 'delay', ms: 1000, times: 2 });
  const first = new Promise<void>((resolve) => {
    slow.on('entry', ({ kind }) => void (kind === 'call' && resolve()));
  });
  const body = JSON.stringify({ access_token: token, batch: [parts[0], parts[0]] });
  const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
  socket.write(`${head}\r\n\r\n${body}`, () => socket.destroy());
  await first;
  // One more request, and everything that the first part's end set off is done.
  await fetch(`${slow.url}/_sandbox/health`);
  const calls = slow.timeline.filter((entry) => entry.kind === 'call');
  assert.equal(
    calls.map(({ status }) => status),
    [null, null],
  );
  await slow.close();
});

batch.after(() => scene.close());
batch.run();
