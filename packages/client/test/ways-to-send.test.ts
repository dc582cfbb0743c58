// What the README says about proxies, mocks, tracers and runtimes.
import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createClient, type Fetch } from '../src/index.ts';
import { accessToken, done, idle, person, withGraph } from './support/graph-server.ts';
import { lookUp } from './support/look-up.ts';
import { answerOf, withWire } from './support/wire-server.ts';

const params = { path: { pageId: 'me' }, query: { recipient: person } };

const proxies = suite('a proxy in the environment');

/** Runs the task with a proxy that answers instead of Graph. Resolves to the requested addresses. */
async function withProxy(task: (proxy: string) => Promise<void>): Promise<readonly string[]> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    response.end('{"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await task(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return asked;
}

const nodeHasProxies = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');

proxies(
  nodeHasProxies
    ? 'is used where NODE_USE_ENV_PROXY asks for it'
    : 'is not used on this Node, whose agents do not support it',
  async () => {
    const asked = await withProxy(async (proxy) => {
      const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, NO_PROXY: '' };
      const expected = nodeHasProxies ? 'idle\n' : 'ENOTFOUND\n';
      assert.is(await lookUp('http://graph.invalid', env), expected);
    });
    assert.equal(asked, nodeHasProxies ? ['GET http://graph.invalid/v25.0/me/thread_owner'] : []);
  },
);

proxies('is not used without NODE_USE_ENV_PROXY, nor for a host in NO_PROXY', async () => {
  const asked = await withProxy(async (proxy) => {
    for (const env of [
      { HTTP_PROXY: proxy, NO_PROXY: '' },
      { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, NO_PROXY: 'graph.invalid' },
    ])
      assert.is(await lookUp('http://graph.invalid', env), 'ENOTFOUND\n');
  });
  assert.equal(asked, []);
});

proxies("is used on any Node through undici's agent, if the option passes calls to the global fetch", async () => {
  const before = getGlobalDispatcher();
  const asked = await withProxy(async (proxy) => {
    const agent = new EnvHttpProxyAgent({ httpProxy: proxy, noProxy: '', proxyTunnel: false });
    setGlobalDispatcher(agent);
    try {
      const options = { accessToken, baseUrl: 'http://graph.invalid' };
      const client = createClient({ ...options, fetch: (url, init) => globalThis.fetch(url, init) });
      assert.is((await client.getThreadOwner(person)).state, 'idle');
      await client.api.GET('/{pageId}/thread_owner', { params });
    } finally {
      setGlobalDispatcher(before);
      await agent.close();
    }
  });
  assert.is(asked.length, 2);
});

const mocks = suite('a mock of fetch');

/** A `fetch` that answers itself, and the requests that it got. */
function mockedFetch(): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: (url, { method }) => {
      asked.push(`${method} ${new URL(url).pathname}`);
      return Promise.resolve(new Response('{"data":[]}'));
    },
  };
}

/** Runs the task with another global fetch. */
async function withGlobalFetch(fetch: Fetch, task: () => Promise<void>): Promise<void> {
  const original = globalThis.fetch;
  globalThis.fetch = fetch as typeof globalThis.fetch;
  try {
    await task();
  } finally {
    globalThis.fetch = original;
  }
}

mocks('given as the option answers every call, also those of client.api', async () => {
  const { fetch, asked } = mockedFetch();
  const client = createClient({ accessToken, fetch });
  assert.is((await client.getThreadOwner(person)).state, 'idle');
  await client.api.GET('/{pageId}/thread_owner', { params });
  assert.equal(asked, ['GET /v25.0/me/thread_owner', 'GET /v25.0/me/thread_owner']);
});

mocks('set globally, even after createClient, answers if the option passes calls to it', async () => {
  const client = createClient({ accessToken, fetch: (url, init) => globalThis.fetch(url, init) });
  const { fetch, asked } = mockedFetch();
  await withGlobalFetch(fetch, async () => {
    assert.is((await client.getThreadOwner(person)).state, 'idle');
  });
  assert.is(asked.length, 1);
});

mocks(
  'set globally sees only client.api on Node',
  withWire([answerOf('{"data":[]}')], async ({ url }) => {
    const client = createClient({ accessToken, baseUrl: url });
    const { fetch, asked } = mockedFetch();
    await withGlobalFetch(fetch, async () => {
      await client.getThreadOwner(person);
      assert.is(asked.length, 0);
      await client.api.GET('/{pageId}/thread_owner', { params });
      assert.is(asked.length, 1);
    });
  }),
);

const tracers = suite('a tracer');

tracers(
  'that wraps fetch and is given as the option sees each attempt, and adds a header to it',
  withGraph([{ status: 500, text: 'trouble' }, idle, done], async (graph) => {
    const spans: string[] = [];
    const traced: Fetch = async (url, init) => {
      const headers = new Headers(init.headers);
      headers.append('traceparent', `span-${spans.length}`);
      const response = await globalThis.fetch(url, { ...init, headers });
      spans.push(`${init.method} ${new URL(url).pathname} ${response.status}`);
      return response;
    };
    const client = graph.client({ fetch: traced });
    await client.getThreadOwner(person);
    await client.releaseThreadControl(person);
    assert.equal(spans, [
      'GET /v25.0/me/thread_owner 500',
      'GET /v25.0/me/thread_owner 200',
      'POST /v25.0/me/release_thread_control 200',
    ]);
    assert.equal(
      graph.seen.map(({ headers }) => headers['traceparent']),
      ['span-0', 'span-1', 'span-2'],
    );
  }),
);

tracers(
  'that replaces the request of node:http sees the calls on Node',
  withWire([answerOf('{"data":[]}')], async ({ url }) => {
    const client = createClient({ accessToken, baseUrl: url });
    const original = http.request;
    const seen: string[] = [];
    http.request = ((options: http.RequestOptions) => {
      seen.push(`${options.method} ${options.path?.split('?')[0]}`);
      return original(options);
    }) as typeof http.request;
    try {
      await client.getThreadOwner(person);
    } finally {
      http.request = original;
    }
    assert.equal(seen, ['GET /v25.0/me/thread_owner']);
  }),
);

const runtimes = suite('a runtime without the modules of Node');

/** How such a runtime can be recognized when the client is created. */
const others: readonly (readonly [string, object, PropertyKey, unknown])[] = [
  ['an older Node, without getBuiltinModule', process, 'getBuiltinModule', undefined],
  ['a worker', globalThis, 'navigator', { userAgent: 'Cloudflare-Workers' }],
  ['Deno', globalThis, 'navigator', { userAgent: 'Deno/2.1.4' }],
  ['Bun', globalThis, 'navigator', { userAgent: 'Bun/1.2.0' }],
  ['a browser', globalThis, 'process', undefined],
];

for (const [name, holder, key, value] of others) {
  runtimes(`sends through the fetch that is global at the time of the call: ${name}`, async () => {
    const before = Object.getOwnPropertyDescriptor(holder, key);
    Object.defineProperty(holder, key, { value, configurable: true });
    const { fetch, asked } = mockedFetch();
    try {
      const client = createClient({ accessToken });
      await withGlobalFetch(fetch, async () => {
        assert.is((await client.getThreadOwner(person)).state, 'idle');
      });
    } finally {
      if (before) Object.defineProperty(holder, key, before);
      else Reflect.deleteProperty(holder, key);
    }
    assert.equal(asked, ['GET /v25.0/me/thread_owner']);
  });
}

proxies.run();
mocks.run();
tracers.run();
runtimes.run();
