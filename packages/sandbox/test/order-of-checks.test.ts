import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { BOT, PAGE, type Scene, SECRETS, startScene, TOKENS, to } from './support/setup.ts';

const order = suite('order of checks');

const scene: Scene = await startScene({ routing: 'on' });
const ana = scene.sandbox.person('Ana');
await ana.say('hi');

async function ask(method: string, path: string, token: string | undefined, body?: object): Promise<[number, string]> {
  const response = await fetch(`${scene.sandbox.url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { error } = (await response.json()) as { error?: { code: number; message: string } };
  return [error?.code ?? 0, error?.message ?? ''];
}

const page = TOKENS[BOT] ?? '';
const noToken = 'An access token is required to request this resource.';

// facebook/facebook-node-sdk#105 and spring-guides/gs-consuming-rest#10 have recorded 104. That it comes first is
// inferred from Meta's order of checks.
for (const [method, path] of [
  ['GET', '/v25.0/me'],
  ['GET', '/v25.0/me/foo'],
  ['GET', '/v25.0/nosuchthing'],
  ['GET', '/v99.0/me'],
  ['GET', `/v25.0/?ids=${PAGE}`],
  ['POST', '/v25.0/me/messages'],
  ['POST', '/v25.0/4711/foo'],
] as const) {
  order(`${method} ${path} without a token is refused with 104 before anything else`, async () => {
    assert.equal(await ask(method, path, undefined), [104, noToken]);
  });
}

const unknown: [string, string, number, string, string][] = [
  [
    'GET',
    '/nosuchthing',
    803,
    '(#803) Some of the aliases you requested do not exist: nosuchthing',
    'mobolic/facebook-sdk#315',
  ],
  [
    'GET',
    '/v25.0/2.11/me/feed',
    2500,
    'Unknown path components: /me/feed',
    'laravel-notification-channels/facebook#53',
  ],
  ['GET', '/2.11/me/feed', 2500, 'Unknown path components: /me/feed', 'laravel-notification-channels/facebook#53'],
  ['GET', '/v1.0x/me', 2500, 'Unknown path components: /me', 'arsduo/koala#611'],
  ['GET', '/v99.0/me/messages', 2500, 'Unknown path components: /me/messages', 'arsduo/koala#611'],
  ['GET', '/v25.7/me', 2500, 'Unknown path components: /me', 'inferred'],
  ['POST', '/v25.0/me/messages/now', 2500, 'Unknown path components: /now', 'inferred'],
  ['GET', '/v25.0/4711', 100, "Object with ID '4711' does not exist", 'Graph'],
  ['POST', '/v25.0/me/nonsense', 100, "Unsupported post request. Object with ID 'me' does not exist", 'Graph'],
  ['GET', '/v25.0/', 100, 'Unsupported get request. Please read the Graph API documentation', 'Graph'],
];
for (const [method, path, code, words, source] of unknown) {
  order(`${method} ${path} is refused with ${code} (${source})`, async () => {
    const [given, message] = await ask(method, path, page);
    assert.is(given, code);
    assert.match(message, words);
  });
}

for (const path of ['/v2.6/me', '/v3.3/me', '/v27.0/me', '/me', '//me', '/v25.0//me/', '/v25.0/me/']) {
  order(`GET ${path} is answered`, async () => {
    assert.is((await ask('GET', path, page))[0], 0);
  });
}

order('a thread and a message can be the node of a path, with the signs that ids have', async () => {
  const { body } = await scene.call(BOT, 'GET', 'me/conversations', { fields: 'id,messages{id}' });
  const [thread] = body['data'] as { id: string; messages: { data: { id: string }[] } }[];
  const mid = thread?.messages.data[0]?.id ?? '';
  for (const [id, type] of [
    [thread?.id, 'UnifiedThread'],
    [mid, 'UnifiedMessage'],
  ]) {
    const [, message] = await ask('GET', `/v25.0/${id}/nonsense`, page);
    assert.is(message, `(#100) Tried accessing nonexisting field (nonsense) on node type (${type})`);
  }
  // Older ids of messages and threads have these signs.
  for (const id of ['m_mid.$cAAB:x', 't_mid.%24cAAB%3Ax']) assert.is((await ask('GET', `/v25.0/${id}`, page))[0], 100);
});

order('an endpoint takes only its kind of token', async () => {
  const appToken = `${BOT}|${SECRETS[BOT]}`;
  assert.equal(await ask('POST', `/v25.0/${PAGE}/messages`, appToken, { ...to(ana), message: { text: 'x' } }), [
    190,
    '(#190) This method must be called with a Page Access Token',
  ]);
  assert.is((await ask('GET', '/v25.0/me', `${BOT}|wrong`))[0], 190);
});

order('neither a message nor a sender action is 100/2018015 (restfb/restfb#815)', async () => {
  const { result, body } = await scene.call(BOT, 'POST', 'me/messages', to(ana));
  assert.is(result, '100/2018015');
  assert.is((body['error'] as { message: string }).message, '(#100) Must send either message or state');
});

for (const [ending, verified] of [
  ['\n', true],
  ['\r\n', true],
  [' ', false],
  ['\n\n', false],
] as const) {
  // paked/messenger prints the challenge as a line.
  order(
    `a webhook that answers the challenge and ${JSON.stringify(ending)} is ${verified ? '' : 'not '}verified`,
    async () => {
      const server = createServer((request, response) => {
        const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
        response.end(`${searchParams.get('hub.challenge')}${ending}`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const sandbox = await createSandbox({ apps: [{ id: BOT, webhookUrl: `http://127.0.0.1:${port}/` }] });
      const outcome = await sandbox.verifyWebhook(BOT).catch((error: Error) => error.message);
      if (verified) assert.is(outcome, true);
      else assert.match(String(outcome), 'its body is not the bare challenge');
      await sandbox.close();
      server.closeAllConnections();
      server.close();
    },
  );
}

order.after(() => scene.close());
order.run();
