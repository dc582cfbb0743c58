import { request as httpRequest, type RequestListener, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Store } from '@handover/core/store';
import { type ExpressRequest, handover, handoverOf, webhook } from '@handover/express';
import { lookAt, MIXED_KINDS, message, mixed, SEEN_OF_MIXED, type Seen } from '@handover/test-support/deliveries';
import { FORGED, hangUp, post, serving, stall } from '@handover/test-support/http';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { delivery, items, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import bodyParser from 'body-parser';
import express5 from 'express';
import express4 from 'express4';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** The parts of Express that the tests use, in any version. */
interface Response extends ServerResponse {
  status(code: number): Response;
  json(body: unknown): void;
  send(body: string): void;
}
type Request = ExpressRequest & { body: unknown; rawBody: Buffer };
type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => void;
interface Routes extends RequestListener {
  use(handler: Handler): unknown;
  use(path: string, handler: Handler | Routes): unknown;
  all(path: string, ...handlers: Handler[]): unknown;
  post(path: string, ...handlers: Handler[]): unknown;
}
interface Express {
  (): Routes;
  Router(): Routes;
  json(options?: { verify(request: unknown, response: unknown, bytes: Buffer): void }): Handler;
  urlencoded(options: { extended: boolean }): Handler;
  raw(options: { type: string }): Handler;
  text(options: { type: string }): Handler;
}

const keepBytes = (request: unknown, _: unknown, bytes: Buffer): void => {
  (request as { rawBody: Buffer }).rawBody = bytes;
};
const keepText = (request: unknown, _: unknown, bytes: Buffer): void => {
  (request as { rawBody: string }).rawBody = bytes.toString('utf8');
};
const noParser: Handler = (_, _response, next) => next();
const thrower = (message: string) => (): never => {
  throw new Error(message);
};
const unreachable: Handler = () => assert.unreachable('the existing handler must not run');

for (const [version, given] of [
  ['4', express4],
  ['5', express5],
] as const) {
  const express = given as unknown as Express;
  const test = suite(`handover on Express ${version}`);
  /** In this environment, Express does not print the errors that reach it. */
  const makeApp = (): Routes => {
    const app = express();
    (app as unknown as { set(name: string, value: string): void }).set('env', 'test');
    return app;
  };

  test('handover answers the webhook at its path, and only adds the helpers to any other request', async () => {
    const { bot } = makeBot({ verifyToken: 'token' });
    const texts: (string | undefined)[] = [];
    bot.on('message', ({ event }) => void texts.push(event.text));
    const app = makeApp();
    app.use(handover(bot, { path: '/hook' }));
    app.use((request, response) => {
      const { thread, events } = handoverOf(request);
      response.json({ events: events.length, page: thread(SAMPLE_IDS).pageId, read: request.readableDidRead });
    });
    await serving(app, async (url) => {
      assert.is((await post(`${url}/hook`, message())).status, 200);
      assert.is((await post(`${url}/hook`, message(), FORGED)).status, 401);
      const challenge = await fetch(`${url}/hook?hub.mode=subscribe&hub.verify_token=token&hub.challenge=42`);
      assert.is(await challenge.text(), '42');
      assert.match(challenge.headers.get('content-type') ?? '', /^text\/plain/);
      assert.is((await fetch(`${url}/hook?hub.mode=subscribe&hub.verify_token=no&hub.challenge=42`)).status, 403);
      assert.is((await fetch(`${url}/hook`, { method: 'PUT', body: '{}' })).status, 405);
      const other = await fetch(`${url}/other`, { method: 'POST', body: '{"json":1}' });
      assert.equal(await other.json(), { events: 0, page: SAMPLE_IDS.pageId, read: false });
    });
    assert.equal(texts, ['¡Olé! 1/2 😀']);
  });

  test('other JSON routes keep their parser', async () => {
    const app = makeApp();
    app.use(handover(makeBot().bot));
    app.use(express.json());
    app.post('/orders', (request, response) => response.json({ got: request.body }));
    await serving(app, async (url) => {
      const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"id":1}' };
      assert.equal(await (await fetch(`${url}/orders`, order)).json(), { got: { id: 1 } });
      assert.is((await fetch(`${url}/orders`, { ...order, body: '{' })).status, 400);
    });
  });

  test('webhook works on a router under a sub-path', async () => {
    const { bot, handled } = makeBot({ verifyToken: 'token' });
    const router = express.Router();
    router.all('/webhook', webhook(bot));
    const app = makeApp();
    app.use('/bots', router);
    app.use('/more', handover(bot, { path: '/hook' }));
    await serving(app, async (url) => {
      assert.is((await post(`${url}/bots/webhook`, message())).status, 200);
      assert.is((await post(`${url}/more/hook`, message())).status, 200);
      assert.is((await post(`${url}/webhook`, message())).status, 404);
      const challenge = await fetch(`${url}/bots/webhook?hub.mode=subscribe&hub.verify_token=token&hub.challenge=42`);
      assert.is(await challenge.text(), '42');
    });
    assert.is(handled.length, 2);
  });

  test('one app serves two bots with different secrets', async () => {
    const app = makeApp();
    app.use(handover(makeBot().bot, { path: '/one' }));
    app.use(handover(makeBot({ appSecret: 'another-secret' }).bot, { path: '/two' }));
    await serving(app, async (url) => {
      const statuses = [(await post(`${url}/one`, message())).status, (await post(`${url}/two`, message())).status];
      assert.equal(statuses, [200, 401]);
    });
  });

  test('the existing handler gets the events of the first bot if a second bot is mounted behind it', async () => {
    const { bot } = makeBot();
    const app = makeApp();
    app.use(handover(bot, { path: '/one', forward: 'active' }));
    app.use(handover(makeBot({ appSecret: 'another-secret' }).bot, { path: '/two', forward: 'active' }));
    app.use((request, response) => {
      const { events, bot: theirs } = handoverOf(request);
      response.json({ events: events.length, first: theirs === bot });
    });
    await serving(app, async (url) => {
      assert.equal(await (await post(`${url}/one`, message())).json(), { events: 1, first: true });
      assert.equal(await (await fetch(`${url}/other`)).json(), { events: 0, first: false });
    });
  });

  test('the bot runs before the old route if the request line has a full address, as from a proxy', async () => {
    const { bot, handled } = makeBot();
    const app = makeApp();
    app.use(handover(bot));
    app.post('/webhook', unreachable);
    await serving(app, async (url) => {
      const { body, headers } = signedRequest(message(), SECRET);
      const status = await new Promise((resolve, reject) => {
        const options = { method: 'POST', path: 'https://bot.example/webhook', headers: { ...headers } };
        const request = httpRequest(url, options, (response) => resolve(response.resume().statusCode));
        request.on('error', reject).end(Buffer.from(body));
      });
      assert.is(status, 200);
    });
    assert.is(handled.length, 1);
  });

  test('the bot runs before the old route for every spelling of the path that the route accepts', async () => {
    const { bot, handled } = makeBot();
    const app = makeApp();
    app.use(handover(bot));
    app.post('/webhook', unreachable);
    await serving(app, async (url) => {
      for (const path of ['/webhook/', '/WebHook']) assert.is((await post(`${url}${path}`, message())).status, 200);
    });
    assert.is(handled.length, 2);
  });

  const parsers: [string, Handler, number][] = [
    ['no parser', noParser, 200],
    ['express.json before it, keeping the bytes', express.json({ verify: keepBytes }), 200],
    ['express.json before it, keeping the text', express.json({ verify: keepText }), 200],
    ['body-parser before it, keeping the bytes', bodyParser.json({ verify: keepBytes }), 200],
    ['express.urlencoded before it, which does not read the stream', express.urlencoded({ extended: true }), 200],
    ['body-parser for forms before it, which does not read the stream', bodyParser.urlencoded(), 200],
    ['express.raw before it', express.raw({ type: '*/*' }), 200],
    ['express.text before it', express.text({ type: '*/*' }), 200],
    ['express.json before it, keeping nothing', express.json(), 500],
  ];
  for (const [name, parser, status] of parsers) {
    test(`the webhook answers ${status} with ${name}`, async () => {
      const { bot, handled, log } = makeBot();
      const app = makeApp();
      app.use(parser);
      app.use(handover(bot, { forward: 'all' }));
      app.use(status === 200 ? (_, response) => response.send('theirs') : unreachable);
      await serving(app, async (url) => {
        assert.is((await post(`${url}/webhook`, message())).status, status);
        assert.is((await post(`${url}/webhook`, message(), FORGED)).status, status === 200 ? 401 : 500);
      });
      assert.is(handled.length, status === 200 ? 1 : 0);
      assert.is(log.length, status === 200 ? 0 : 2);
      for (const line of log) assert.match(line, /express\.json.*verify: \(req, res, buf\)/);
    });
  }

  for (const [host, given] of [
    ['bytes at rawBody', (bytes: Buffer) => ({ rawBody: bytes, body: JSON.parse(bytes.toString('utf8')) })],
    ['bytes as the body', (bytes: Buffer) => ({ body: bytes })],
    ['text as the body', (bytes: Buffer) => ({ body: bytes.toString('utf8') })],
  ] as const) {
    test(`the webhook uses ${host} from a serverless host that has read the request`, async () => {
      const { bot, handled } = makeBot();
      const app = makeApp();
      app.use(handover(bot, { forward: 'active' }));
      const shapes: string[] = [];
      app.use((request, response) => {
        shapes.push(Buffer.isBuffer(request.body) ? 'bytes' : typeof request.body);
        response.send('theirs');
      });
      const readAhead: RequestListener = (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => app(Object.assign(request, given(Buffer.concat(chunks))), response));
      };
      await serving(readAhead, async (url) => {
        assert.is((await post(`${url}/webhook`, mixed())).status, 200);
        assert.is((await post(`${url}/webhook`, message(), FORGED)).status, 401);
      });
      assert.is(handled.length, 1);
      assert.equal(shapes, [
        { 'bytes at rawBody': 'object', 'bytes as the body': 'bytes' }[host as string] ?? 'string',
      ]);
    });
  }

  test('the webhook does not wait for bytes if a host has set an object instead', async () => {
    const { bot, log } = makeBot();
    const app = makeApp();
    app.use((request, _, next) => {
      request.body = { object: 'page' };
      next();
    });
    app.use(handover(bot, { forward: 'all' }));
    app.use(unreachable);
    await serving(app, async (url) => {
      assert.is(await stall(`${url}/webhook`), 500);
      assert.is((await post(`${url}/webhook`, message())).status, 500);
    });
    assert.is(log.length, 2);
  });

  test('a delivery that a proxy compressed is read, and its inflated size counts', async () => {
    const { bot } = makeBot({ maxBodyBytes: 10_000 });
    const app = makeApp();
    app.use(handover(bot));
    await serving(app, async (url) => {
      const send = async (text: string, damage = 0): Promise<number> => {
        const { headers, body } = signedRequest(delivery({ messaging: [items.message({ text })] }), SECRET);
        const { 'content-length': _, ...rest } = headers;
        const zipped = gzipSync(body);
        const sent = { ...rest, 'content-encoding': 'gzip' };
        const cut = zipped.subarray(0, zipped.byteLength - damage);
        return (await fetch(`${url}/webhook`, { method: 'POST', headers: sent, body: cut })).status;
      };
      assert.is(await send('hello'), 200);
      assert.is(await send('x'.repeat(1_000_000)), 413);
      assert.is(await send('hello', 12), 408);
      assert.is((await post(`${url}/webhook`, message(), { 'content-encoding': 'zstd' })).status, 415);
    });
  });

  test('a delivery from a proxy that sends bodies in chunks is read', async () => {
    const { bot, handled } = makeBot();
    const app = makeApp();
    app.use('/bots', handover(bot));
    await serving(app, (upstream) => {
      const proxy: RequestListener = (request, response) => {
        const { 'content-length': _, ...kept } = request.headers;
        const headers = { ...kept, 'x-forwarded-proto': 'https' };
        const through = httpRequest(`${upstream}/bots${request.url}`, { method: request.method, headers });
        through.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers)));
        request.pipe(through);
      };
      return serving(proxy, async (url) => {
        assert.is((await post(`${url}/webhook`, message())).status, 200);
        assert.is((await post(`${url}/webhook`, message(), FORGED)).status, 401);
      });
    });
    assert.is(handled.length, 1);
  });

  test('a body of two mebibytes gets 413, and the connection ends', async () => {
    const app = makeApp();
    app.use(handover(makeBot().bot));
    await serving(app, async (url) => {
      const large = delivery({ messaging: [items.message({ text: 'x'.repeat(2 ** 21) })] });
      const refused = await post(`${url}/webhook`, large);
      assert.equal([refused.status, refused.headers.get('connection')], [413, 'close']);
    });
  });

  test('a body that does not arrive times out with 408', async () => {
    const app = makeApp();
    app.use(handover(makeBot({ bodyTimeoutMs: 20 }).bot));
    await serving(app, async (url) => assert.is(await stall(`${url}/webhook`), 408));
  });

  test('the server keeps working after a client hangs up half-way', async () => {
    const { bot, log } = makeBot();
    const app = makeApp();
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    app.use((_, response, next) => {
      response.on('close', ended);
      next();
    });
    app.use(handover(bot, { forward: 'all' }));
    app.use((_, response) => response.send('theirs'));
    await serving(app, async (url) => {
      await hangUp(`${url}/webhook`);
      await over;
      assert.is((await post(`${url}/webhook`, message())).status, 200);
    });
    assert.equal(log, []);
  });

  test('if a client hangs up before the webhook runs, the log does not blame a parser', async () => {
    const { bot, log } = makeBot();
    const app = makeApp();
    app.use((request, _, next) => void request.once('close', () => next()));
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const answer = webhook(bot, { forward: 'all' });
    app.use((request, response, next) => {
      // The webhook does nothing after this, because no client is left to answer.
      Object.defineProperty(request, 'handover', { set: ended });
      answer(request, response, next);
    });
    app.use(unreachable);
    await serving(app, async (url) => {
      await hangUp(`${url}/webhook`);
      await over;
    });
    assert.equal(log, []);
  });

  const around: [string, Handler, Handler][] = [
    ['no parser', noParser, noParser],
    ['express.json behind it', noParser, express.json()],
    ['express.raw behind it', noParser, express.raw({ type: '*/*' })],
    ['express.json before it, keeping the bytes', express.json({ verify: keepBytes }), noParser],
    ['express.json before it, keeping the text', express.json({ verify: keepText }), noParser],
  ];
  for (const forward of [false, 'active', 'all'] as const) {
    for (const [name, ahead, behind] of around) {
      test(`an existing handler sees what forward ${String(forward)} allows, with ${name}`, async () => {
        const { bot } = makeBot();
        const kinds: string[] = [];
        bot.on('*', ({ event }) => void kinds.push(event.kind));
        const seen: (Seen & { events: number; raw: string })[] = [];
        const app = makeApp();
        app.use(ahead);
        app.use(handover(bot, { forward }));
        app.use(behind);
        app.use((request, response) => {
          const { headers, rawBody, body } = request;
          const raw = Buffer.isBuffer(rawBody) ? 'bytes' : typeof rawBody;
          seen.push({ ...lookAt(headers, rawBody, body), events: handoverOf(request).events.length, raw });
          response.status(201).send('theirs');
        });
        await serving(app, async (url) => {
          assert.is((await post(`${url}/webhook`, mixed(), FORGED)).status, 401);
          assert.is((await post(`${url}/webhook`, mixed())).status, forward === false ? 200 : 201);
        });
        assert.equal(kinds, MIXED_KINDS);
        const raw = name.endsWith('the text') ? 'string' : 'bytes';
        assert.equal(seen, forward === false ? [] : [{ ...SEEN_OF_MIXED[forward], events: 4, raw }]);
      });
    }
  }

  test('a delivery that was compressed and chunked is forwarded with its new length', async () => {
    const { bot } = makeBot();
    const seen: Seen[] = [];
    const app = makeApp();
    app.use(handover(bot, { forward: 'active' }));
    app.use(express.json());
    app.use((request, response) => {
      seen.push(lookAt(request.headers, request.rawBody, request.body));
      response.send('theirs');
    });
    await serving(app, async (url) => {
      const { headers, body } = signedRequest(mixed(), SECRET);
      const { 'content-length': _, ...rest } = headers;
      const sent = { ...rest, 'content-encoding': 'gzip' };
      const chunked = new Blob([gzipSync(body)]).stream();
      const answer = await fetch(`${url}/webhook`, { method: 'POST', headers: sent, body: chunked, duplex: 'half' });
      assert.is(answer.status, 200);
    });
    assert.equal(seen, [SEEN_OF_MIXED.active]);
  });

  test('the old handler runs neither for what it may not answer nor after a failure of the bot', async () => {
    const { bot } = makeBot({ verifyToken: 'token' });
    bot.on('error', () => undefined);
    bot.on('message', thrower('of the test'));
    const app = makeApp();
    app.use(handover(bot, { forward: 'active' }));
    app.use(unreachable);
    await serving(app, async (url) => {
      assert.is((await post(`${url}/webhook`, delivery({ standby: [items.message()] }))).status, 200);
      assert.is((await post(`${url}/webhook`, { object: 'page', entry: [] })).status, 200);
      assert.is((await post(`${url}/webhook`, message())).status, 500);
      assert.is((await fetch(`${url}/webhook`)).status, 403);
    });
  });

  test('if the store fails, Meta gets 503 and delivers again, and the old handler does not run', async () => {
    for (const fail of [() => Promise.reject(new Error('of the store')), thrower('of the store')]) {
      const { bot } = makeBot({ store: new Proxy({}, { get: () => fail }) as Store });
      const app = makeApp();
      app.use(handover(bot, { forward: 'all' }));
      app.use(unreachable);
      await serving(app, async (url) => assert.is((await post(`${url}/webhook`, message())).status, 503));
    }
  });

  test('an error of the existing handler goes to the error handling of the app', async () => {
    const { bot } = makeBot();
    const app = makeApp();
    app.use(handover(bot, { forward: 'active' }));
    app.use(thrower('of the old bot'));
    const errors: string[] = [];
    app.use(((error: Error, _request: Request, response: Response, _next: unknown) => {
      errors.push(error.message);
      response.status(502).send('theirs');
    }) as unknown as Handler);
    await serving(app, async (url) => assert.is((await post(`${url}/webhook`, message())).status, 502));
    assert.equal(errors, ['of the old bot']);
  });

  test('an error that a host throws when its body is read goes to the error handling of the app', async () => {
    const app = makeApp();
    app.use((request, _, next) => {
      Object.defineProperty(request, 'body', { get: thrower('of the host') });
      next();
    });
    app.use(handover(makeBot().bot, { forward: 'active' }));
    app.use(unreachable);
    await serving(app, async (url) => assert.is((await post(`${url}/webhook`, message())).status, 500));
  });

  test('the existing handler gets the verification request if the bot has no token', async () => {
    const app = makeApp();
    app.use(handover(makeBot().bot, { forward: 'active' }));
    app.use((request, response) => response.send(`old bot, ${handoverOf(request).events.length}`));
    await serving(app, async (url) => {
      assert.is(await (await fetch(`${url}/webhook?hub.mode=subscribe`)).text(), 'old bot, 0');
    });
  });

  test('thread(item) returns the thread of an item, also for echoes and Instagram', async () => {
    const { bot } = makeBot();
    const threads: string[] = [];
    const app = makeApp();
    app.use(handover(bot, { forward: 'all' }));
    app.use((request, response) => {
      const { entry } = request.body as { entry: { messaging: [] }[] };
      for (const item of entry[0]?.messaging ?? []) {
        const { platform, pageId, userId } = handoverOf(request).thread(item);
        threads.push(`${platform} ${pageId === SAMPLE_IDS.pageId} ${userId === SAMPLE_IDS.userId}`);
      }
      response.send('ok');
    });
    await serving(app, async (url) => {
      await post(`${url}/webhook`, delivery({ object: 'instagram', messaging: [items.message(), items.echo()] }));
      await post(`${url}/webhook`, delivery({ messaging: [items.message()] }));
    });
    assert.equal(threads, ['instagram true true', 'instagram true true', 'messenger true true']);
  });

  test('handover refuses a path that can never match and options that are not an object, and handoverOf an unknown request', () => {
    assert.throws(() => handover(makeBot().bot, { path: 'webhook' }), /path must begin with a slash/);
    assert.throws(() => webhook(makeBot().bot, { forward: 'actve' as 'active' }), /forward must be false/);
    assert.throws(() => webhook(undefined as never), /Pass the bot/);
    assert.throws(() => handoverOf({}), /Mount handover\(bot\) or webhook\(bot\) before/);
  });

  test.run();
}
