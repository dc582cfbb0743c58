import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ClientOptions, createClient, OptionError } from '../src/index.ts';
import { accessToken, appSecret, bot, done, idle, page, person, rejection, withGraph } from './support/graph-server.ts';

const options = suite('createClient');

const mistakes: [string, object, RegExp][] = [
  ['no token', { accessToken: undefined }, /accessToken/],
  ['an empty token', { accessToken: '' }, /accessToken/],
  ['a token with a line end', { accessToken: 'EAAx\n' }, /accessToken/],
  ['a token with letters of another script', { accessToken: 'ЕААx' }, /accessToken/],
  ['an app id with letters', { appId: 'my-app' }, /appId/],
  ['an app id that lost digits', { appId: 17841400012345678n }, /appId/],
  ['an empty secret', { appSecret: '' }, /appSecret/],
  ['a page name', { pageId: 'acme' }, /pageId/],
  ['an unknown platform', { platform: 'telegram' }, /platform must be one of messenger, instagram, whatsapp/],
  ['a bare version', { version: '25.0' }, /version/],
  ['a string that is not an address', { baseUrl: 'graph.facebook.com' }, /baseUrl/],
  ['an address with a query', { baseUrl: 'https://graph.facebook.com/?a=1' }, /baseUrl/],
  ['an address with credentials', { baseUrl: 'https://a:b@graph.facebook.com' }, /baseUrl/],
  ['an address with a password alone', { baseUrl: 'https://:b@graph.facebook.com' }, /baseUrl/],
  ['the app id 0', { appId: '0' }, /appId/],
  ['a fetch that is not a function', { fetch: 'fetch' }, /fetch/],
  ['a time limit of 0', { timeoutMs: 0 }, /timeoutMs/],
  ['time as text', { timeoutMs: '10s' }, /timeoutMs/],
  ['negative retries', { retries: -1 }, /retries/],
  ['half a retry', { retries: 0.5 }, /retries/],
  ['a logger without warn', { logger: {} }, /logger/],
];

for (const [name, mistake, pattern] of mistakes) {
  options(`refuses ${name} and names the option`, () => {
    assert.throws(
      () => createClient({ accessToken, ...mistake } as ClientOptions),
      (error: OptionError) => {
        assert.match(error.message, pattern);
        assert.match(error.message, error.option);
        return error instanceof OptionError;
      },
    );
  });
}

options('throws without options', () => {
  assert.throws(() => createClient(undefined as unknown as ClientOptions), /createClient needs options/);
});

options('returns a client that shows its app, page and platform but no secrets', () => {
  const client = createClient({ accessToken, appSecret, appId: Number(bot), pageId: page, platform: 'instagram' });
  assert.is(client.appId, bot);
  assert.is(client.pageId, page);
  assert.is(client.platform, 'instagram');
  const shown = inspect(client, { depth: 10, showHidden: true }) + JSON.stringify(client);
  assert.not.match(shown, accessToken);
  assert.not.match(shown, appSecret);
});

options(
  'sends the token in a header to the version and page of its options',
  withGraph([idle, idle, idle], async (graph) => {
    await graph.client().getThreadOwner(person);
    await graph.client({ version: 'v24.0', pageId: Number(page) }).getThreadOwner(Number(person));
    await graph.client({ baseUrl: `${graph.url}/under/a/path/`, pageId: 'me' }).getThreadOwner(person);
    assert.equal(
      graph.seen.map(({ path }) => path),
      ['/v25.0/me/thread_owner', `/v24.0/${page}/thread_owner`, '/under/a/path/v25.0/me/thread_owner'],
    );
    for (const { headers } of graph.seen) assert.is(headers.authorization, `Bearer ${accessToken}`);
  }),
);

options(
  'calls the option fetch with an address and plain options',
  withGraph([done], async (graph) => {
    const calls: unknown[] = [];
    const client = graph.client({
      fetch: (url, init) => {
        calls.push(url, init.method);
        return globalThis.fetch(url, init);
      },
    });
    await client.releaseThreadControl(person);
    assert.equal(calls, [`${graph.url}/v25.0/me/release_thread_control`, 'POST']);
  }),
);

const api = suite('client.api');

api(
  'reaches every path with the same token, proof and exact ids',
  withGraph(
    [
      {
        text: '{"data":[{"id":"t_1","is_owner":true,"messages":{"data":[{"id":"m_1","from":{"id":17841400012345678}}]}}]}',
      },
    ],
    async (graph) => {
      const { data } = await graph.client({ appSecret }).api.GET('/{pageId}/conversations', {
        params: { path: { pageId: 'me' }, query: { platform: 'instagram', user_id: person, fields: 'id,is_owner' } },
      });
      assert.is(data?.data[0]?.is_owner, true);
      assert.is(data?.data[0]?.messages?.data[0]?.from?.id, '17841400012345678');
      assert.is(graph.seen[0]?.headers.authorization, `Bearer ${accessToken}`);
      assert.is(graph.seen[0]?.query['appsecret_proof']?.length, 64);
    },
  ),
);

api(
  'does not change digits in texts and fractions',
  withGraph(
    [
      {
        text: '{"data":[{"id":"t_1","link":"say \\"12345678901234567\\": 12345678901234567","messages":{"data":[]},"ratio":0.12345678901234567,"big":-12345678901234567,"small":123456789012345}]}',
      },
    ],
    async (graph) => {
      const { data } = await graph.client().api.GET('/{pageId}/conversations', { params: { path: { pageId: 'me' } } });
      const conversation = data?.data[0];
      assert.is(conversation?.link, 'say "12345678901234567": 12345678901234567');
      assert.ok(Math.abs(Number(conversation?.['ratio']) - 0.123) < 0.001);
      assert.type(conversation?.['ratio'], 'number');
      assert.is(conversation?.['big'], '-12345678901234567');
      assert.is(conversation?.['small'], 123456789012345);
    },
  ),
);

api(
  'rejects with a GraphError instead of returning an error',
  withGraph(
    [{ status: 400, json: { error: { message: 'No.', type: 'OAuthException', code: 100, error_subcode: 33 } } }],
    async (graph) => {
      const error = await rejection<Error & { kind: string }>(
        graph.client().api.DELETE('/{nodeId}', { params: { path: { nodeId: '1002003004005001' } } }),
      );
      assert.is(error.name, 'GraphError');
      assert.is(error.kind, 'invalid');
    },
  ),
);

api(
  'retries only GETs',
  withGraph([{ status: 503, text: '' }, idle, { status: 503, text: '' }], async (graph) => {
    const params = { path: { pageId: 'me' } };
    await graph.client().api.GET('/{pageId}/thread_owner', { params: { ...params, query: { recipient: person } } });
    await rejection(
      graph.client().api.POST('/{pageId}/release_thread_control', { params, body: { recipient: { id: person } } }),
    );
  }),
);

api(
  'keeps a proof and time that the caller made, and hides the proof in errors',
  withGraph(
    [idle, { status: 400, json: { error: { message: `Bad ${'ab'.repeat(32)}`, code: 100 } } }],
    async (graph) => {
      const query = { recipient: person, appsecret_proof: 'ab'.repeat(32), appsecret_time: '1764590400' };
      const params = { path: { pageId: 'me' }, query };
      const client = graph.client({ appSecret });
      await client.api.GET('/{pageId}/thread_owner', { params });
      assert.equal(graph.seen[0]?.query, query);
      assert.not.match((await rejection(client.api.GET('/{pageId}/thread_owner', { params }))).message, 'abab');
    },
  ),
);

api(
  'sends binary bytes unchanged',
  withGraph([], async (graph) => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
    let body: unknown;
    const client = graph.client({
      fetch: (_url, init) => {
        body = init.body;
        return Promise.resolve(new Response('{"success":true}'));
      },
    });
    await client.api.POST('/{pageId}/personas', {
      params: { path: { pageId: 'me' } },
      body: { name: 'Nora', profile_picture_url: 'https://acme.example/n.jpg' },
      headers: { 'content-type': 'application/octet-stream' },
      bodySerializer: () => bytes,
    });
    assert.equal(new Uint8Array(body as ArrayBuffer), bytes);
  }),
);

api(
  'accepts a middleware that sees only its own calls, with Web requests and responses',
  withGraph([idle, idle], async (graph) => {
    const client = graph.client();
    const seen: unknown[] = [];
    client.api.use({
      onRequest({ request }) {
        assert.instance(request, Request);
        request.headers.set('x-trace', 'abc');
        seen.push(request.method);
      },
      onResponse({ response }) {
        assert.instance(response, Response);
        seen.push(response.status);
      },
    });
    const params = { path: { pageId: 'me' }, query: { recipient: person } };
    await client.api.GET('/{pageId}/thread_owner', { params });
    await client.getThreadOwner(person);
    assert.equal(seen, ['GET', 200]);
    assert.equal(
      graph.seen.map(({ headers }) => headers['x-trace']),
      ['abc', undefined],
    );
  }),
);

api(
  'aborts with the signal of the request',
  withGraph([], async (graph) => {
    const params = { path: { pageId: 'me' }, query: { recipient: person } };
    const error = await rejection<Error & { kind: string }>(
      graph.client().api.GET('/{pageId}/thread_owner', { params, signal: AbortSignal.abort() }),
    );
    assert.is(error.kind, 'aborted');
  }),
);

options.run();
api.run();
