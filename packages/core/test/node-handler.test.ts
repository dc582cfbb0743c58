import type { IncomingMessage, RequestListener } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { nodeHandler } from '@handover/core';
import { receiveNode } from '@handover/core/adapter';
import { harness, SECRET } from '@handover/test-support/harness';
import { FORGED, hangUp, post, serving } from '@handover/test-support/http';
import { delivery, items, signedRequest } from '@handover/testkit';
import Fastify, { type FastifyInstance } from 'fastify';
import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const HANDSHAKE = 'hub.mode=subscribe&hub.verify_token=token&hub.challenge=42';

const message = (text = '¡Olé! 1/2 😀'): unknown => delivery({ messaging: [items.message({ text })] });

/** A bot that answers verifications and keeps the texts that its handler gets. */
function listening(): ReturnType<typeof harness> & { readonly texts: string[] } {
  const made = harness({ verifyToken: 'token' });
  const texts: string[] = [];
  made.bot.on('message', ({ event }) => void texts.push(event.text ?? ''));
  return { ...made, texts };
}

/** A delivery as a Web request. */
function webRequest(body: unknown, headers: Record<string, string> = {}): Request {
  const signed = signedRequest(body, SECRET);
  const init = { method: 'POST', headers: { ...signed.headers, ...headers }, body: Buffer.from(signed.body) };
  return new Request('https://bot.example/webhook', init);
}

const node = suite('nodeHandler');

node('answers deliveries and the verification at its path, and 404 elsewhere without reading', async () => {
  const { bot, texts } = listening();
  await serving(nodeHandler(bot, { path: '/webhook' }), async (url) => {
    assert.is((await post(`${url}/webhook`, message())).status, 200);
    assert.is((await post(`${url}/webhook?a=1`, message('with a query'))).status, 200);
    assert.is((await post(`${url}/webhook`, message(), FORGED)).status, 401);
    assert.is((await post(`${url}/other`, message())).status, 404);
    assert.is(await (await fetch(`${url}/webhook?${HANDSHAKE}`)).text(), '42');
    assert.is((await fetch(`${url}/webhook?${HANDSHAKE}x`, { method: 'HEAD' })).status, 405);
    assert.is((await fetch(`${url}/webhook`)).status, 403);
  });
  assert.equal(texts, ['¡Olé! 1/2 😀', 'with a query']);
});

node('answers behind middleware that writes into the head, or whose writeHead gives nothing back', async () => {
  const { bot } = listening();
  const handle = nodeHandler(bot);
  let requests = 0;
  const watched: RequestListener = (request, response) => {
    requests += 1;
    const isFirst = requests === 1;
    const { writeHead } = response;
    // As middleware does that adds its own headers at the last moment.
    response.writeHead = ((status: number, head: Record<string, string>) => {
      if (isFirst) {
        head['set-cookie'] = 'sid=of-the-first';
        delete head['content-length'];
      }
      writeHead.call(response, status, head);
    }) as typeof writeHead;
    void handle(request, response);
  };
  await serving(watched, async (url) => {
    const first = await post(url, message('first'));
    assert.equal([first.status, first.headers.get('set-cookie')], [200, 'sid=of-the-first']);
    const second = await post(url, message('second'));
    assert.equal(
      [second.status, second.headers.get('set-cookie'), second.headers.get('content-length')],
      [200, null, '14'],
    );
  });
});

node('reads a compressed delivery from a host whose request is a plain stream', async () => {
  const { bot, texts } = listening();
  const { headers, body } = signedRequest(message('packed'), SECRET);
  const stream = Object.assign(Readable.from([gzipSync(body)]), {
    method: 'POST',
    url: '/',
    headers: { ...headers, 'content-encoding': 'gzip' },
  });
  const options = { forward: false, query: () => ({}) } as const;
  const { answer } = await receiveNode(
    bot,
    stream as unknown as IncomingMessage,
    { rawBody: undefined, body: undefined },
    options,
  );
  assert.equal([answer.status, texts], [200, ['packed']]);
});

node('answers at every path where none is given', async () => {
  const { bot, texts } = listening();
  await serving(nodeHandler(bot), async (url) => {
    assert.is((await post(url, message())).status, 200);
    assert.is(await (await fetch(`${url}/anything/else?${HANDSHAKE}`)).text(), '42');
  });
  assert.is(texts.length, 1);
});

node('takes any address that a request line can have', async () => {
  const { bot } = listening();
  await serving(nodeHandler(bot, { path: '/webhook' }), async (url) => {
    for (const [address, status] of [
      ['//', 404],
      ['//webhook', 404],
      ['/%', 404],
      ['/webhook/..%2f', 404],
      ['*', 404],
      ['http://[bad/webhook', 404],
      ['http://bot.example/other', 404],
      ['http://bot.example', 404],
      [`http://bot.example/webhook?${HANDSHAKE}`, 200],
      [`HTTPS://[::1]:3000/webhook?${HANDSHAKE}`, 200],
      [`/webhook/?${HANDSHAKE}`, 200],
      [`/WebHook?${HANDSHAKE}`, 200],
      ['/webhook//', 404],
      ['/webhook?%E0%A4%A&hub.mode=%', 403],
      ['/webhook??&=&&', 403],
    ] as const) {
      assert.is(await statusOf(url, `GET ${address} HTTP/1.1`), status, address);
    }
  });
});

/** Sends a request line that `fetch` would tidy up first. */
function statusOf(url: string, line: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
    socket.on('error', reject);
    socket.write(`${line}\r\nhost: a\r\nconnection: close\r\n\r\n`);
  });
}

node('takes the bytes from a host that has read the request, and says where they are gone', async () => {
  const { bot, texts, logger } = listening();
  const handle = nodeHandler(bot, { path: '/webhook' });
  const bodies: ((bytes: Buffer) => PropertyDescriptorMap)[] = [
    (bytes) => ({ rawBody: { value: bytes }, body: { value: JSON.parse(bytes.toString('utf8')) } }),
    (bytes) => ({ body: { value: bytes } }),
    (bytes) => ({ body: { value: bytes.toString('utf8') } }),
    (bytes) => ({ body: { value: JSON.parse(bytes.toString('utf8')) } }),
    // Some hosts parse on the first look, and throw there.
    () => ({ body: { get: () => assert.unreachable('of the host') } }),
  ];
  for (const [index, of] of bodies.entries()) {
    const readAhead: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => handle(Object.defineProperties(request, of(Buffer.concat(chunks))), response));
    };
    await serving(readAhead, async (url) => {
      assert.is((await post(`${url}/webhook`, message(String(index)))).status, index < 3 ? 200 : 500);
    });
  }
  assert.equal(texts, ['0', '1', '2']);
  assert.is(logger.lines.length, 2);
  for (const line of logger.lines)
    assert.match(
      line,
      /^error A body parser has read the delivery.*Next\.js.*bodyParser: false.*Vercel.*NODEJS_HELPERS=0/,
    );
});

node('goes on where a client hangs up half-way', async () => {
  const { bot, logger } = listening();
  const handle = nodeHandler(bot);
  let ended: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    ended = resolve;
  });
  await serving(
    (request, response) => void handle(request, response).then(ended),
    async (url) => {
      await hangUp(`${url}/webhook`);
      await over;
      assert.is((await post(`${url}/webhook`, message())).status, 200);
    },
  );
  assert.equal(logger.lines, []);
});

node('refuses a path that can never match, and a bot that is none', () => {
  assert.throws(() => nodeHandler(listening().bot, { path: 'webhook' }), /path must begin with a slash/);
  assert.throws(() => nodeHandler(undefined as never), /Pass the bot that createHandover made/);
});

node.run();

const web = suite('bot.fetch in frameworks of Web requests');

web('is a route of Hono', async () => {
  const { bot, texts } = listening();
  const app = new Hono();
  app.on(['GET', 'POST'], '/webhook', (context) => bot.fetch(context.req.raw));

  assert.is((await app.request(webRequest(message()))).status, 200);
  assert.is((await app.request(webRequest(message(), FORGED))).status, 401);
  assert.is(await (await app.request(`/webhook?${HANDSHAKE}`)).text(), '42');
  assert.is((await app.request('/other', { method: 'POST' })).status, 404);
  assert.equal(texts, ['¡Olé! 1/2 😀']);
});

web('says so where a middleware of Hono has read the body', async () => {
  const { bot, texts, logger } = listening();
  const app = new Hono();
  app.use(async (context, next) => {
    await context.req.json();
    await next();
  });
  app.on(['GET', 'POST'], '/webhook', (context) => bot.fetch(context.req.raw));

  assert.is((await app.request(webRequest(message()))).status, 500);
  assert.equal(texts, []);
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /^error The body of the Web request has been read.*request\.clone\(\)/);
});

web('says so while another program still reads the body', async () => {
  const { bot, logger } = listening();
  const request = webRequest(message());
  const reader = request.body?.getReader();
  assert.is((await bot.fetch(request)).status, 500);
  assert.is(logger.lines.length, 1);
  await reader?.cancel();
});

web('refuses a body that is too large also where its source never ends its own cancelling', async () => {
  const { bot } = listening();
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    cancel: () => new Promise(() => undefined),
  });
  const request = new Request('https://bot.example/webhook', { method: 'POST', body, duplex: 'half' } as RequestInit);
  assert.is((await bot.fetch(request)).status, 413);
});

web('is the route handlers of Next.js', async () => {
  const { bot, texts } = listening();
  // Of app/webhook/route.ts, which exports one function for each method.
  const route = {
    GET: async (request: Request): Promise<Response> => bot.fetch(request),
    POST: async (request: Request): Promise<Response> => bot.fetch(request),
  };
  assert.is((await route.POST(webRequest(message()))).status, 200);
  assert.is((await route.POST(webRequest(message(), FORGED))).status, 401);
  assert.is(await (await route.GET(new Request(`https://bot.example/webhook?${HANDSHAKE}`))).text(), '42');
  assert.is(texts.length, 1);
});

web('is a route of Fastify, in a scope that leaves the body as bytes', async () => {
  const { bot, texts } = listening();
  const app = Fastify();
  app.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, bytes, done) => done(null, bytes));
    scope.route({
      method: ['GET', 'POST'],
      url: '/webhook',
      handler: async ({ method, url, headers, body }, reply) => {
        const init = { method, headers: headers as Record<string, string>, body: body as Buffer<ArrayBuffer> };
        return reply.send(await bot.fetch(new Request(new URL(url, 'http://localhost'), init)));
      },
    });
  });
  app.post('/orders', async ({ body }) => ({ got: body }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    assert.is((await post(`${url}/webhook`, message())).status, 200);
    assert.is((await post(`${url}/webhook`, message(), FORGED)).status, 401);
    const challenge = await fetch(`${url}/webhook?${HANDSHAKE}`);
    assert.is(await challenge.text(), '42');
    assert.match(challenge.headers.get('content-type') ?? '', /^text\/plain/);
    assert.equal(await (await post(`${url}/orders`, { id: 1 })).json(), { got: { id: 1 } });
  } finally {
    await app.close();
  }
  assert.equal(texts, ['¡Olé! 1/2 😀']);
});

web.run();
