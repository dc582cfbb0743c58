import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, PAGE, type Scene, SECRETS, startScene, TOKENS, to } from './support/setup.ts';

const fields = suite('fields');

const scene: Scene = await startScene({ routing: 'on' });
const ana = scene.sandbox.person('Ana Lima');
await ana.say('hi');
for (const text of ['one', 'two']) await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text } });
const { body: persona } = await scene.call(BOT, 'POST', 'me/personas', {
  name: 'Nora',
  profile_picture_url: 'https://acme.example/nora.jpg',
});
const personaId = String(persona['id']);

async function read(path: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  return (await scene.call(BOT, 'GET', path, params)).body;
}

async function refusal(path: string, params: Record<string, unknown> = {}): Promise<unknown> {
  const { error } = (await read(path, params)) as { error?: { code: number; message: string } };
  return [error?.code, error?.message];
}

// Bug 6 and 8 of a trial with 40 clients. The type of a person is recorded: broidHQ/integrations#73.
const unknown: [string, string, string, string][] = [
  ['the page', 'me', 'foo', '(#100) Tried accessing nonexisting field (foo) on node type (Page)'],
  ['a person', ana.id, 'foo', '(#100) Tried accessing nonexisting field (foo) on node type (MessengerPageScopedID)'],
  ['a persona', personaId, 'foo', '(#100) Tried accessing nonexisting field (foo) on node type (Persona)'],
  ['an edge', 'me/conversations', 'foo', '(#100) Tried accessing nonexisting field (foo) on node type (UnifiedThread)'],
  [
    'an edge in fields',
    'me',
    'conversations{foo}',
    '(#100) Tried accessing nonexisting field (foo) on node type (UnifiedThread)',
  ],
  [
    'an inherited name',
    'me',
    'constructor',
    '(#100) Tried accessing nonexisting field (constructor) on node type (Page)',
  ],
];

for (const [where, path, names, message] of unknown) {
  fields(`an unknown name is refused on ${where}`, async () => {
    assert.equal(await refusal(path, { fields: names }), [100, message]);
  });
}

fields('an unknown edge is refused with the type of its node', async () => {
  const types = [
    [`${ana.id}/nonsense`, TOKENS[BOT], 'MessengerPageScopedID'],
    [`${BOT}/nonsense`, `${BOT}|${SECRETS[BOT]}`, 'Application'],
  ];
  for (const [path, token, type] of types) {
    const response = await fetch(`${scene.sandbox.url}/${path}`, { headers: { authorization: `Bearer ${token}` } });
    const { error } = (await response.json()) as { error: { message: string } };
    assert.is(error.message, `(#100) Tried accessing nonexisting field (nonsense) on node type (${type})`);
  }
});

fields('a name that Graph knows and the sandbox has no value for is left out', async () => {
  assert.equal(await read('me', { fields: 'name,fan_count' }), { name: 'Acme', id: PAGE });
});

fields('edges are read in fields, with names, limits and links of their own', async () => {
  const body = await read('me', {
    fields: 'name,conversations.limit(1){id,messages.limit(2){message,from{id}}},personas{name}',
  });
  const conversations = body['conversations'] as {
    data: { id: string; messages: { data: unknown[]; paging: object } }[];
  };
  const [thread] = conversations.data;
  assert.is(thread?.messages.data.length, 2);
  const [newest] = (thread?.messages.data ?? []) as { message: string; from: object }[];
  assert.is(newest?.message, 'two');
  assert.equal(newest?.from, { id: PAGE });
  assert.match(JSON.stringify(thread?.messages.paging), `/${thread?.id}/messages?limit=2`);
  assert.equal((body['personas'] as { data: unknown[] }).data, [{ name: 'Nora', id: personaId }]);
  assert.equal([body['name'], body['id']], ['Acme', PAGE]);
});

fields('a modifier gives a field another name', async () => {
  assert.equal(await read('me', { fields: 'name.as(title)' }), { title: 'Acme', id: PAGE });
});

for (const [name, text] of [
  ['a brace that is not closed', 'conversations{id'],
  ['a brace too many', 'name}'],
  ['a modifier without arguments', 'personas.limit'],
  ['braces past the bound', 'conversations{messages{'.repeat(50)],
] as const) {
  fields(`${name} is a syntax error`, async () => {
    const [code, message] = (await refusal('me', { fields: text })) as [number, string];
    assert.is(code, 2500);
    assert.match(message, /^Syntax error "Expected .*" at character \d+: fields$/);
  });
}

fields('a call that asks for too much is refused with code 1 (facebook-nodejs-business-sdk#60)', async () => {
  const messages = Array.from({ length: 10_000 }, (_, at) => `messages.as(m${at}){id,message}`).join(',');
  // As a POST: Node takes addresses of at most 16 KiB.
  const response = await fetch(`${scene.sandbox.url}/me?access_token=${TOKENS[BOT]}`, {
    method: 'POST',
    body: new URLSearchParams({ method: 'GET', fields: `conversations{${messages}}` }),
  });
  const { error } = (await response.json()) as { error: { code: number; message: string } };
  assert.equal(
    [response.status, error.code, error.message],
    [500, 1, "Please reduce the amount of data you're asking for, then retry your request"],
  );
});

// koala, restfb, facebook-sdk and python-facebook read so.
fields('several nodes are read by their ids, and the same edge of each', async () => {
  assert.equal(await read('', { ids: `${PAGE},${ana.id}`, fields: 'name' }), {
    [PAGE]: { name: 'Acme', id: PAGE },
    [ana.id]: { name: 'Ana Lima', id: ana.id },
  });
  const edges = (await read('personas', { ids: PAGE, fields: 'name' })) as Record<string, { data: unknown[] }>;
  assert.equal(edges[PAGE]?.data, [{ name: 'Nora', id: personaId }]);
});

// koala sends no version by default. A browser loads the page of the sandbox from the same path.
fields('nodes are read by their ids without a version too', async () => {
  for (const ids of ['ids=me', 'ids[]=me']) {
    const response = await fetch(`${scene.sandbox.url}/?${ids}&fields=name&access_token=${TOKENS[BOT]}`);
    assert.equal(await response.json(), { me: { name: 'Acme', id: PAGE } });
  }
  const refused = (await (await fetch(`${scene.sandbox.url}/?ids=me`)).json()) as { error: { code: number } };
  assert.is(refused.error.code, 104);
  // The page, or what to do if it is not built.
  assert.match((await fetch(`${scene.sandbox.url}/`)).headers.get('content-type') ?? '', /^text\/(html|plain)/);
});

fields('aliases of nothing refuse the call and are all named', async () => {
  const message = '(#803) Some of the aliases you requested do not exist: foo,bar';
  assert.equal(await refusal('', { ids: `foo,${PAGE},bar` }), [803, message]);
  assert.equal(((await refusal('', { ids: `${PAGE},4711` })) as unknown[])[0], 100);
  const many = Array.from({ length: 51 }, (_, at) => at).join(',');
  assert.match(
    String(((await refusal('', { ids: many })) as unknown[])[1]),
    'Too many IDs. Maximum: 50. Provided: 51.',
  );
});

fields.after(() => scene.close());
fields.run();
