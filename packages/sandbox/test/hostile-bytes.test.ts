// Hostile requests to the sandbox's two HTTP surfaces. It must not change, and must answer the next request.

import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { propertyRuns } from '@handover/test-support/property-runs';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Sandbox } from '../src/index.ts';

const hostile = suite('hostile bytes');

const BOT = '1450077300221199';
const TOKEN = 'EAAhandoverExamplePageToken';
const RUNS = propertyRuns(150);

async function inSandbox(play: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const printed: unknown[] = [];
  const print = console.error;
  console.error = (...args) => void printed.push(...args);
  // Two pages with one token: then the parameters decide the page of a call.
  const apps = [{ id: BOT, accessToken: TOKEN }];
  const sandbox = await createSandbox({
    apps: [{ id: BOT }],
    pages: [
      { id: '1001', apps },
      { id: '1001', platform: 'instagram', instagramId: '17841400000001001', apps },
    ],
    limits: { bodyBytes: 65_536 },
  });
  try {
    await sandbox.person('Ana').say('hello');
    await play(sandbox);
    // The sandbox still answers, and no prototype has changed.
    const state = await fetch(`${sandbox.url}/_sandbox/state`);
    assert.is(state.status, 200);
    await state.json();
    assert.not.ok('polluted' in {});
  } finally {
    await sandbox.close();
    console.error = print;
  }
  // A broken request is not an error of the sandbox, and its bytes may contain a token.
  assert.equal(printed, []);
}

/** Sends a request byte for byte. Resolves to the statuses of all answers until the other side closes. */
function raw(sandbox: Sandbox, text: string | Uint8Array): Promise<readonly number[]> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve([...heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) => Number(code))));
    socket.end(text);
  });
}

/** Sends a request on the agent's connection. */
function send(
  agent: Agent,
  url: string,
  method: string,
  headers: OutgoingHttpHeaders = {},
  body = '',
): Promise<{ status: number | undefined; isReused: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode, isReused: sent.reusedSocket }));
    });
    sent.on('error', reject).end(body);
  });
}

/** Routes that change something, except those that would break the test itself. */
const PATHS = [
  '/v25.0',
  '/me/messages',
  '/v25.0/me/pass_thread_control',
  '/me/take_thread_control',
  '/me/extend_thread_control',
  '/me/personas',
  '/me/subscribed_apps',
  `/me/thread_owner`,
  '/_sandbox/people',
  '/_sandbox/people/Ana/say',
  '/_sandbox/people/Ana/tap',
  '/_sandbox/inbox/Ana/reply',
  '/_sandbox/routing',
  '/_sandbox/quirks',
  '/_sandbox/faults/calls',
  '/_sandbox/faults/deliveries',
  `/_sandbox/apps/${BOT}`,
  `/_sandbox/apps/${BOT}/webhook`,
  `/_sandbox/apps/${BOT}/fields`,
  `/_sandbox/apps/${BOT}/calls`,
  '/_sandbox/session',
];

const anyKey = fc.oneof(
  fc.constantFrom('recipient', 'message', 'text', 'metadata', 'duration', 'persona_id', 'thread_control', 'fields'),
  fc.constantFrom('batch', 'ids', 'method', 'relative_url', 'depends_on', 'body'),
  fc.constantFrom('do', 'times', 'error', 'name', 'url', 'routing', 'defaultApp', 'call', 'person', 'state'),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'),
  fc.string(),
);
const anyBody = fc.oneof(
  fc.dictionary(anyKey, fc.jsonValue(), { noNullPrototype: true }).map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.webQueryParameters(),
  fc.constantFrom(
    'batch=[{"method":"GET","name":"a","relative_url":"me"},{"method":"GET","relative_url":"{result=a:$..x}"}]',
    '{"batch":[{"method":"__proto__","relative_url":"//?[[","body":"a[b=%ff","attached_files":"x"},null]}',
    '--x\r\nContent-Disposition: form-data; name="batch[0][__proto__]"\r\n\r\n[1]\r\n--x--',
    '--x\r\nContent-Disposition: form-data; name="filedata"; filename="\0"\r\n\r\n',
    "{'a':{b:['c\\'",
  ),
  fc.constantFrom('recipient[id]=1&recipient[__proto__][x]=1', 'a[b][c]=%ff', '%', '&&==', '{"recipient":"{\\"id\\":'),
);
const anyType = fc.constantFrom(
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=__proto__',
  'text/plain',
);

hostile('any body on any route is answered with JSON and never with a server error', () =>
  inSandbox(async (sandbox) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PATHS),
        anyType,
        anyBody,
        fc.constantFrom('POST', 'GET', 'DELETE'),
        async (path, type, body, method) => {
          const answer = await fetch(`${sandbox.url}${path}`, {
            method,
            headers: { 'content-type': type, authorization: `Bearer ${TOKEN}` },
            ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
          });
          const text = await answer.text();
          // An earlier request may have set a fault, which would answer for Graph.
          sandbox.faults.clear();
          assert.ok(answer.status < 500, `${method} ${path} ${type} ${body}: ${answer.status} ${text}`);
          JSON.parse(text);
          assert.not.match(text, /\n\s+at .*\.ts/);
        },
      ),
      RUNS,
    );
  }),
);

hostile('any path and query is answered, and no path leads out of the page folder', () =>
  inSandbox(async (sandbox) => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '%2e%2e',
        '%2f',
        '%5c',
        '%00',
        '_sandbox',
        'page',
        'pictures',
        'images',
        'people',
        'me',
        '__proto__',
      ),
      fc.string({ unit: 'grapheme-ascii' }).map((text) => text.replace(/[\s#]/g, '') || 'x'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.webQueryParameters(), async (pieces, query) => {
        const statuses = await raw(
          sandbox,
          `GET /${pieces.join('/')}?${query} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`,
        );
        assert.ok(
          statuses.every((status) => status < 500 || status === 503),
          `${pieces.join('/')}: ${statuses}`,
        );
      }),
      RUNS,
    );
    for (const path of [
      '/_sandbox/page/../cli.ts',
      '/_sandbox/page/..%2f..%2fpackage.json',
      '/_sandbox/page/%2e%2e/x',
    ]) {
      const statuses = await raw(sandbox, `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
      assert.equal(
        statuses.filter((status) => status === 200),
        [],
        path,
      );
    }
  }),
);

hostile('keys that name prototypes change no prototype, in bodies, forms and quirks', () =>
  inSandbox(async (sandbox) => {
    const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const form = '__proto__[polluted]=1&constructor[prototype][polluted]=1&recipient[__proto__][polluted]=1';
    for (const path of PATHS) {
      for (const [type, body] of [
        ['application/json', poison],
        ['application/x-www-form-urlencoded', form],
      ] as const) {
        const answer = await fetch(`${sandbox.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type, authorization: `Bearer ${TOKEN}` },
          body,
        });
        await answer.text();
        assert.ok(answer.status < 500, path);
        assert.not.ok('polluted' in {}, path);
      }
    }
  }),
);

hostile('deeply nested bodies are refused or accepted, and the timeline can still be read', () =>
  inSandbox(async (sandbox) => {
    const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const bodies = [
      deep(30_000),
      `{"recipient":${deep(30_000)},"message":{"text":"x"}}`,
      `{"recipient":{"id":"1"},"message":{"text":"x","attachment":${deep(30_000)}}}`,
      `{"recipient":{"id":"1"},"metadata":${deep(30_000)}}`,
    ];
    for (const path of ['/me/messages', '/me/pass_thread_control', '/_sandbox/people/Ana/say', '/_sandbox/session']) {
      for (const body of bodies) {
        const answer = await fetch(`${sandbox.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
          body,
        });
        const text = await answer.text();
        assert.ok(answer.status < 500, `${path} ${body.slice(0, 40)}: ${answer.status} ${text.slice(0, 200)}`);
      }
    }
    const timeline = await fetch(`${sandbox.url}/_sandbox/timeline`);
    assert.is(timeline.status, 200);
    await timeline.json();
  }),
);

// `String` throws for such an object.
hostile('an object with a toString that is no function is refused in every place', () =>
  inSandbox(async (sandbox) => {
    const odd = { toString: 1 };
    const [ana] = sandbox.people;
    const template = (payload: object): object => ({
      recipient: { id: ana?.id },
      message: { attachment: { type: 'template', payload } },
    });
    const buttons = (button: object): object => template({ template_type: 'button', text: 'Hi', buttons: [button] });
    const calls: [string, object][] = [
      ['/me/messages', buttons({ type: odd, title: 'A' })],
      ['/me/messages', buttons({ type: 'web_url', title: 'A', url: odd })],
      ['/me/messages', template({ template_type: 'media', elements: [{ media_type: odd }] })],
      ['/me/messages', template({ template_type: odd })],
      ['/me/messages', { recipient: odd, platform: odd, user_id: odd, message: { text: 'x' } }],
      ['/me/moderate_conversations', { user_ids: [{ id: odd }], actions: ['block_user'] }],
      ['/me/moderate_conversations', { user_ids: [{ id: ana?.id }], actions: [odd] }],
      ['/', { batch: [{ method: 'GET', relative_url: 'me', depends_on: odd }] }],
    ];
    for (const [path, body] of calls) {
      const answer = await fetch(`${sandbox.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(body),
      });
      const { error } = (await answer.json()) as { error?: { code: number } };
      assert.equal([answer.status, typeof error?.code], [400, 'number'], `${path} ${JSON.stringify(body)}`);
    }
    const queries = [
      'ids[toString]=1',
      'ids[0][toString]=1',
      'folder[toString]=1',
      'tags[0][toString]=1',
      'platform[toString]=1&user_id[toString]=1',
    ];
    for (const path of [
      ...queries.map((query) => `/me/conversations?${query}`),
      ...queries.map((query) => `/me?${query}`),
      '/me/messenger_profile?fields[0][toString]=1',
    ]) {
      const answer = await fetch(`${sandbox.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
      await answer.text();
      assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    }
    for (const [path, body] of [
      ['/routing', { defaultApp: odd }],
      ['/people/Ana/lead-ad/finish', { complete: odd }],
      ['/inbox/Ana/reply', { text: 'hi', ai: odd }],
      [`/apps/${BOT}/deliver`, { entry: { messaging: [{ sender: { id: odd } }] } }],
    ] as const) {
      const setting = await fetch(`${sandbox.url}/_sandbox${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.is(setting.status, 400, path);
    }
    // The body of a fault may be given as JSON.
    await fetch(`${sandbox.url}/_sandbox/faults/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ do: 'fail', body: odd }),
    });
    assert.equal(sandbox.faults.list().calls, [{ do: 'fail', body: '{"toString":1}', times: 1 }]);
  }),
);

hostile('a body that is too large is refused, with a length or chunked, and the next request is answered', () =>
  inSandbox(async (sandbox) => {
    const large = ' '.repeat(1_000_000);
    for (const path of ['/me/messages', '/_sandbox/people/Ana/say']) {
      for (const [length, body] of [
        [`content-length: ${large.length}`, large],
        ['transfer-encoding: chunked', `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`],
      ]) {
        const head = [`POST ${path} HTTP/1.1`, 'host: 127.0.0.1', 'connection: close', length, '', body];
        assert.equal(await raw(sandbox, head.join('\r\n')), [413]);
      }
    }
  }),
);

hostile('after a body that is too large, the connection takes the next request', () =>
  inSandbox(async (sandbox) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const large = ' '.repeat(1_000_000);
    try {
      for (const path of ['/me/messages', '/_sandbox/people/Ana/say']) {
        for (const headers of [{ 'content-length': large.length }, { 'transfer-encoding': 'chunked' }]) {
          assert.is((await send(agent, `${sandbox.url}${path}`, 'POST', headers, large)).status, 413);
          const next = await send(agent, `${sandbox.url}/_sandbox/`, 'GET');
          assert.equal(next, { status: 200, isReused: true });
        }
      }
    } finally {
      agent.destroy();
    }
  }),
);

hostile('contradictory and incomplete requests change nothing', () =>
  inSandbox(async (sandbox) => {
    const before = sandbox.timeline.length;
    const inner = 'POST /_sandbox/people/Ana/say HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 6\r\n\r\ntext=x';
    const heads = [
      ['content-length: 5', 'transfer-encoding: chunked'],
      ['content-length: 5', 'content-length: 6'],
      ['content-length: 100000'],
      ['content-length: -1'],
      ['transfer-encoding: xchunked'],
      ['bad header: x'],
      [`x-long: ${'a'.repeat(100_000)}`],
    ];
    for (const lines of heads) {
      const text = ['POST /_sandbox/people/Ana/say HTTP/1.1', 'host: 127.0.0.1', ...lines, '', `0\r\n\r\n${inner}`];
      const statuses = await raw(sandbox, text.join('\r\n'));
      assert.ok(
        statuses.every((status) => status >= 400),
        `${lines}: ${statuses}`,
      );
    }
    assert.is(sandbox.timeline.length, before);
  }),
);

hostile('texts with any characters come back unchanged, and no header contains them', () =>
  inSandbox(async (sandbox) => {
    const ana = sandbox.person('Ana');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
        const answer = await fetch(`${sandbox.url}/me/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
          body: JSON.stringify({ recipient: { id: ana.id }, message: { text } }),
        });
        await answer.text();
        if (answer.status === 200) assert.is(ana.inbox.at(-1)?.text, text);
        else assert.is(answer.status, 400);
      }),
      RUNS,
    );
  }),
);

hostile.run();
