import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandboxContract } from '../sandbox-contract.ts';

const described = suite('openapi/sandbox.yaml');
const contract = createSandboxContract();
const BOT = '1450077300221199';
const DESK = '880042117756310';

/** A sandbox with a webhook that takes everything, and a way to ask that holds each answer against the description. */
async function stage(): Promise<{
  sandbox: Sandbox;
  asked: Set<string>;
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}> {
  const server: Server = createServer((request, response) => {
    request.resume();
    response.end(new URL(request.url ?? '/', 'http://localhost').searchParams.get('hub.challenge') ?? 'ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const sandbox = await createSandbox({
    clock: 'manual',
    startAt: Date.UTC(2026, 10, 2),
    ads: { '777': { appId: BOT, days: 3 } },
    links: { spring: DESK },
    apps: [
      { id: BOT, name: 'Bot', webhookUrl, verifyToken: 'x' },
      { id: DESK, name: 'Desk', webhookUrl },
    ],
  });
  const asked = new Set<string>();

  return {
    sandbox,
    asked,
    async ask(method, path, body) {
      const url = new URL(`${sandbox.url}/_sandbox${path}`);
      const response = await fetch(url, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const contentType = response.headers.get('content-type') ?? '';
      const text = await response.text();
      const answer: unknown = contentType.includes('json') ? JSON.parse(text) : text;
      const { pathname } = url;
      const exchange = { method, path: pathname, status: response.status, contentType, answer };
      assert.equal(contract.problems(body === undefined ? exchange : { ...exchange, body }), [], `${method} ${path}`);
      const operation = contract.find(method, pathname);
      if (operation && response.ok) asked.add(`${method} ${operation.path}`);
      return answer;
    },
    async close() {
      await sandbox.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Sets one of each property that a person sees. */
async function setProfile({ url, apps: [app] }: Sandbox): Promise<void> {
  const menu = [
    { type: 'postback', title: 'Talk to an agent', payload: 'AGENT' },
    { type: 'web_url', title: 'Shop', url: 'https://acme.example/' },
  ];
  const response = await fetch(`${url}/v25.0/me/messenger_profile`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app?.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      get_started: { payload: 'START' },
      greeting: [{ locale: 'default', text: 'Hi' }],
      ice_breakers: [{ question: 'Where are you?', payload: 'WHERE' }],
      persistent_menu: [{ locale: 'default', call_to_actions: menu }],
    }),
  });
  assert.equal(await response.json(), { result: 'success' });
}

/** Uploads a note. Resolves to its attachment id. */
async function uploadNote({ url, apps: [app] }: Sandbox): Promise<string> {
  const form = new FormData();
  form.set('message', JSON.stringify({ attachment: { type: 'file' } }));
  form.set('filedata', new Blob(['a note'], { type: 'text/plain' }), 'note.txt');
  const target = `${url}/v25.0/me/message_attachments?access_token=${app?.accessToken}`;
  const response = await fetch(target, { method: 'POST', body: form });
  return ((await response.json()) as { attachment_id: string }).attachment_id;
}

described('has exactly the routes that the sandbox lists', async () => {
  const { ask, close } = await stage();
  const { routes } = (await ask('GET', '')) as { routes: { method: string; path: string }[] };
  const names: Record<string, string> = {
    '/pictures/:id': '{id}',
    '/uploads/:id': '{id}',
    '/images/:name': '{name}',
    '/checkpoints/:name': '{checkpoint}',
  };
  const listed = routes.map(({ method, path }) => {
    const own = path.replace('/_sandbox', '');
    const named = names[own]
      ? path.replace(/:\w+$/, names[own] ?? '')
      : path.replace(':who', '{who}').replace(':id', '{appId}').replace(':seq', '{seq}');
    return `${method} ${named.replace(/\/$/, '')}`;
  });
  const inFile = contract.operations.map(({ method, path }) => `${method} ${path}`);
  assert.equal(inFile.sort(), listed.sort());
  await close();
});

described('describes what every route takes and answers', async () => {
  const { sandbox, ask, asked, close } = await stage();
  await ask('GET', '');
  await ask('POST', '/people', { name: 'Ana' });
  for (const path of [
    '/health',
    '/state',
    '/people',
    '/people/Ana',
    '/people/Ana/thread',
    '/owner/Ana',
    '/inbox',
    '/clock',
  ])
    await ask('GET', path);
  const attachments = [{ type: 'image', payload: { url: 'https://acme.example/a.jpg' } }];
  const { mid } = (await ask('POST', '/people/Ana/say', { text: 'hi', attachments })) as { mid: string };
  await ask('POST', '/people/Ana/edit', { mid, text: 'hello' });
  for (const call of ['owner', 'extend', 'take', 'request'])
    await ask('POST', `/apps/${BOT}/calls`, { call, person: 'Ana', durationSeconds: 3600 });
  await ask('POST', `/apps/${BOT}/calls`, { call: 'send', person: 'Ana', text: 'Welcome' });
  await ask('POST', '/people/Ana/typing', { on: true });
  await ask('POST', '/people/Ana/react', { reaction: 'love' });
  await ask('GET', '/people/Ana/inbox');
  await ask('POST', '/people/Ana/unreact', {});
  await ask('POST', '/people/Ana/say', { text: 'Yes', quickReplyPayload: 'YES', replyTo: mid });
  await ask('POST', '/people/Ana/tap', { payload: 'P', title: 'Press' });
  await ask('POST', '/people/Ana/get-started', {});
  await setProfile(sandbox);
  await ask('POST', '/people', { name: 'Zoe' });
  await ask('POST', '/people/Zoe/locale', { locale: 'de_DE' });
  await ask('GET', '/people/Zoe/screen');
  await ask('POST', '/people/Zoe/ice-breaker', { question: 'Where are you?' });
  for (const title of ['Talk to an agent', 'Shop']) await ask('POST', '/people/Zoe/menu', { title });
  await ask('POST', '/people/Ana/image', { picture: 'parcel' });
  await ask('POST', '/people/Ana/file', { name: 'a.txt', mimeType: 'text/plain', base64: 'aGk=' });
  for (const what of ['read', 'receive']) await ask('POST', `/people/Ana/${what}`);
  await ask('POST', '/people/Ana/unsend', { mid });
  await ask('POST', '/people/Ana/comment', { text: 'Nice' });
  await ask('POST', '/people/Ana/profile', { timezone: -3, gender: 'female' });
  await ask('POST', '/people/Ana/account-linking');
  await ask('POST', '/people/Ana/link', { ref: 'spring' });
  await ask('POST', '/people/Ana/ad', { adId: '777' });
  await ask('POST', '/people/Ana/lead-ad', { appId: BOT });
  await ask('POST', '/people/Ana/lead-ad/finish', { complete: true, summary: 'size: L' });
  await ask('POST', `/apps/${BOT}/calls`, { call: 'pass', person: 'Ana', targetApp: DESK, metadata: 'note' });
  const reply = (await ask('POST', '/inbox/Ana/reply', { text: 'Nora here', ai: false })) as { mid: string };
  await ask('POST', '/inbox/Ana/unsend', { mid: reply.mid });
  await ask('GET', '/people/Ana/thread');
  for (const what of ['read', 'spam', 'move', 'done']) await ask('POST', `/inbox/Ana/${what}`);
  await ask('POST', '/settled');
  await ask('POST', `/apps/${BOT}`, { canTake: false });
  await ask('POST', `/apps/${BOT}/fields`, { fields: ['messages', 'standby'] });
  await ask('POST', '/people/Ana/tap', { payload: 'P' });
  await ask('GET', `/apps/${BOT}/environment`);
  await ask('POST', `/apps/${BOT}/verify`);
  await ask('POST', `/apps/${BOT}/user-token`, { lastsMs: 60_000 });
  await ask('POST', `/apps/${BOT}/authorization-code`, { redirectUri: 'https://acme.example/login' });
  await ask('POST', '/ai/Ana/say', { text: 'We open at nine', appId: '622851382610562', aiGenerated: true });
  await ask('POST', '/ai/Ana/take', { appId: '388207815496149', metadata: 'note', times: 2 });
  await ask('POST', '/ai/Ana/release');
  await ask('POST', `/apps/${BOT}/test`, { field: 'messages' });
  await ask('POST', `/apps/${BOT}/deliver`, { entry: { calls: [{ id: 'c_1' }] }, object: 'page' });
  await ask('POST', `/apps/${BOT}/deliver`, { entry: [{ time: null, messaging_optins: [{}] }] });
  await ask('POST', '/faults/calls', { do: 'fail', error: { code: 613 } });
  await ask('POST', '/faults/deliveries', { do: 'hang', appId: BOT });
  await ask('GET', '/faults');
  await ask('POST', `/apps/${DESK}/calls`, { call: 'release', person: 'Ana' });
  await ask('POST', '/people/Ana/say', { text: 'once more' });
  await ask('POST', '/settled');
  await ask('DELETE', '/faults');
  await ask('POST', '/clock/advance', { ms: 86_400_000 });
  await ask('POST', '/routing', { routing: 'off', defaultApp: null });
  await ask('POST', '/quirks', { appIds: 'number' });
  await ask('GET', '/state');
  const { entries } = (await ask('GET', '/timeline')) as { entries: { seq: number; kind: string }[] };
  await ask('GET', '/timeline?after=1&limit=5');
  assert.is(new Set(entries.map(({ kind }) => kind)).size, 5, 'entries of every kind were seen');
  for (const { seq } of entries) await ask('GET', `/timeline/${seq}`);
  const seq = entries.find(({ kind }) => kind === 'delivery')?.seq;
  await ask('GET', `/timeline/${seq}/curl`);
  await ask('POST', `/timeline/${seq}/replay`);
  await ask('POST', `/apps/${BOT}/webhook`, { url: null });
  const file = await ask('GET', '/session');
  await ask('PUT', '/checkpoints/set%20up');
  await ask('GET', '/checkpoints');
  await ask('GET', '/checkpoints/set%20up');
  await ask('POST', '/checkpoints/set%20up');
  await ask('DELETE', '/checkpoints/set%20up');
  await ask('POST', '/reset');
  await ask('POST', '/session', file);
  await ask('POST', '/pages', { name: 'Rome', platform: 'instagram', apps: [{ id: BOT, canTake: false }] });
  await ask('GET', '/pages');
  await ask('POST', '/people?page=Rome&platform=instagram', { name: 'Cem' });
  await ask('POST', '/people/Cem/say?page=Rome', { text: 'ciao' });
  for (const path of ['/people', '/state', '/timeline', `/apps/${BOT}/environment`])
    await ask('GET', `${path}?page=Rome`);
  await ask('GET', '/session');
  await ask('DELETE', '/pages?page=Rome');
  await tryNumber(ask);
  await ask('GET', '/images');
  await ask('GET', '/images/parcel');
  await ask('GET', `/pictures/${sandbox.page.id}?name=Acme`);
  await ask('GET', `/uploads/${await uploadNote(sandbox)}`);
  const untried = contract.operations
    .map(({ method, path }) => `${method} ${path}`)
    .filter((operation) => !asked.has(operation) && !operation.endsWith('/events'));
  assert.equal(untried, [], 'every route was tried, but for the streams');
  await close();
});

/** Tries what only a WhatsApp number has. */
async function tryNumber(ask: (method: string, path: string, body?: unknown) => Promise<unknown>): Promise<void> {
  await ask('POST', '/pages', { name: 'Shop', platform: 'whatsapp', apps: [{ id: BOT }] });
  await ask('POST', '/people?page=Shop', { name: 'Rita' });
  await ask('POST', '/people/Rita/say?page=Shop', { text: 'hi' });
  const { mid } = (await ask('POST', '/phone/Rita/reply?page=Shop', { text: 'Nuno here' })) as { mid: string };
  await ask('POST', '/phone/Rita/edit?page=Shop', { mid, text: 'Nuno from the shop' });
  await ask('POST', '/phone/Rita/read?page=Shop');
  await ask('POST', '/phone/Rita/delete?page=Shop', { mid });
  await ask('POST', '/people/Rita/number?page=Shop', { number: '351960000077' });
  await ask('POST', '/people/Rita/user-id?page=Shop');
  await ask('POST', '/people/Rita/hide-phone?page=Shop', { on: true });
  for (const path of ['/state', '/people/Rita/thread', '/timeline']) await ask('GET', `${path}?page=Shop`);
  await ask('DELETE', '/pages?page=Shop');
}

described('describes the answers to mistakes', async () => {
  const { ask, close } = await stage();
  await ask('POST', '/people/Zoe/say', { text: 'hi' });
  await ask('POST', '/routing', {});
  await ask('GET', '/timeline/99');
  await ask('POST', '/session', {});
  await ask('POST', `/apps/${BOT}/calls`, { call: 'juggle', person: 'Zoe' });
  await ask('GET', '/images/nothing');
  await ask('POST', '/checkpoints/never-saved');
  for (const query of ['page=Nowhere', 'platform=instagram']) await ask('GET', `/people?${query}`);
  for (const query of ['', '?page=Acme']) await ask('DELETE', `/pages${query}`);
  await ask('POST', '/pages', { routing: 'sideways' });
  await close();
});

described.run();
