import { createHmac } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type HandoverHelpers, handover, webhook } from '@handover/koa';
import { lookAt, MIXED_KINDS, message, mixed, SEEN_OF_MIXED, type Seen } from '@handover/test-support/deliveries';
import { FORGED, hangUp, post, serving, stall } from '@handover/test-support/http';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import { delivery, escapedJson, items, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa3 from 'koa';
import { koaBody } from 'koa-body';
import koaBodyparser from 'koa-bodyparser';
import Koa2 from 'koa2';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** The parts of Koa that the tests use, in any version. */
interface KoaApp {
  use(middleware: unknown): unknown;
  callback(): RequestListener;
  silent: boolean;
}

/** The places where a handler behind the webhook may find a delivery. */
interface Bare {
  readonly req: IncomingMessage & { rawBody?: unknown };
  readonly request: { body: unknown };
}

async function chunksOf(request: IncomingMessage): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks;
}

for (const [version, Koa] of [
  ['2', Koa2],
  ['3', Koa3],
] as const) {
  const koa = suite(`handover on Koa ${version}`);
  const makeApp = (): KoaApp => {
    const app = new Koa() as unknown as KoaApp;
    app.silent = true;
    return app;
  };

  koa('handover answers the webhook at its path, and only adds the helpers to any other request', async () => {
    const { bot } = makeBot({ verifyToken: 'token' });
    const seen: string[] = [];
    bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
    const app = makeApp();
    app.use(handover(bot, { path: '/hook' }));
    app.use((context: { body: unknown; handover: HandoverHelpers; req: { readableDidRead: boolean } }) => {
      const thread = context.handover.thread(SAMPLE_IDS);
      context.body = { events: context.handover.events.length, page: thread.pageId, read: context.req.readableDidRead };
    });
    await serving(app.callback(), async (url) => {
      assert.is((await post(`${url}/hook`, message())).status, 200);
      const challenge = await fetch(`${url}/hook?hub.mode=subscribe&hub.verify_token=token&hub.challenge=42`);
      assert.is(await challenge.text(), '42');
      assert.match(challenge.headers.get('content-type') ?? '', /^text\/plain/);
      assert.is((await fetch(`${url}/hook?hub.mode=subscribe&hub.verify_token=no&hub.challenge=42`)).status, 403);
      assert.is((await fetch(`${url}/hook`, { method: 'PUT', body: '{}' })).status, 405);
      const other = await (await fetch(`${url}/other`, { method: 'POST', body: '{"json":1}' })).json();
      assert.equal(other, { events: 0, page: SAMPLE_IDS.pageId, read: false });
    });
    assert.equal(seen, ['¡Olé! 1/2 😀']);
  });

  koa('webhook works on a router under a prefix', async () => {
    const { bot, handled } = makeBot();
    const router = new Router({ prefix: '/bots' });
    router.all('/webhook', webhook(bot) as never);
    const app = makeApp();
    app.use(router.routes());
    await serving(app.callback(), async (url) => {
      assert.is((await post(`${url}/bots/webhook`, message())).status, 200);
      assert.is((await post(`${url}/webhook`, message())).status, 404);
    });
    assert.is(handled.length, 1);
  });

  koa('one app serves two bots with different secrets', async () => {
    const first = makeBot();
    const second = makeBot({ appSecret: 'another-secret' });
    const app = makeApp();
    app.use(handover(first.bot, { path: '/one' }));
    app.use(handover(second.bot, { path: '/two' }));
    await serving(app.callback(), async (url) => {
      assert.equal(
        [(await post(`${url}/one`, message())).status, (await post(`${url}/two`, message())).status],
        [200, 401],
      );
    });
  });

  koa('the existing handler gets the events of the first bot if a second bot is mounted behind it', async () => {
    const { bot } = makeBot();
    const app = makeApp();
    app.use(handover(bot, { path: '/one', forward: 'active' }));
    app.use(handover(makeBot({ appSecret: 'another-secret' }).bot, { path: '/two', forward: 'active' }));
    app.use((context: { body: unknown; handover: HandoverHelpers }) => {
      const { events, bot: theirs } = context.handover;
      context.body = { events: events.length, first: theirs === bot };
    });
    await serving(app.callback(), async (url) => {
      assert.equal(await (await post(`${url}/one`, message())).json(), { events: 1, first: true });
      assert.equal(await (await fetch(`${url}/other`)).json(), { events: 0, first: false });
    });
  });

  const parsers: [string, () => unknown, number][] = [
    ['no parser', () => (_: unknown, next: () => unknown) => next(), 200],
    ['koa-bodyparser before it', () => koaBodyparser(), 200],
    ['@koa/bodyparser before it', () => bodyParser(), 200],
    ['koa-body before it, keeping the text', () => koaBody({ includeUnparsed: true }), 200],
    ['koa-body before it, keeping nothing', () => koaBody(), 500],
  ];
  for (const [name, parser, status] of parsers) {
    koa(`the webhook answers ${status} with ${name}`, async () => {
      const { bot, handled, log } = makeBot();
      const app = makeApp();
      app.use(parser());
      app.use(handover(bot));
      await serving(app.callback(), async (url) => {
        assert.is((await post(`${url}/webhook`, message())).status, status);
        assert.is((await post(`${url}/webhook`, message(), FORGED)).status, status === 200 ? 401 : 500);
      });
      assert.is(handled.length, status === 200 ? 1 : 0);
      assert.is(log.length, status === 200 ? 0 : 2);
      for (const line of log) assert.match(line, /koa-body: includeUnparsed: true/);
    });
  }

  koa('a delivery that a proxy compressed is read, and its inflated size counts', async () => {
    const { bot } = makeBot({ maxBodyBytes: 10_000 });
    const app = makeApp();
    app.use(handover(bot));
    await serving(app.callback(), async (url) => {
      const send = async (text: string): Promise<number> => {
        const bytes = Buffer.from(escapedJson(delivery({ messaging: [items.message({ text })] })));
        const signature = createHmac('sha256', SECRET).update(bytes).digest('hex');
        const headers = { 'content-encoding': 'gzip', 'x-hub-signature-256': `sha256=${signature}` };
        return (await fetch(`${url}/webhook`, { method: 'POST', headers, body: gzipSync(bytes) })).status;
      };
      assert.is(await send('hello'), 200);
      assert.is(await send('x'.repeat(1_000_000)), 413);
    });
  });

  koa('a body of two mebibytes gets 413', async () => {
    const { bot } = makeBot();
    const app = makeApp();
    app.use(handover(bot));
    await serving(app.callback(), async (url) => {
      assert.is(
        (await post(`${url}/webhook`, delivery({ messaging: [items.message({ text: 'x'.repeat(2 ** 21) })] }))).status,
        413,
      );
    });
  });

  koa('a body that does not arrive times out with 408', async () => {
    const { bot } = makeBot({ bodyTimeoutMs: 20 });
    const app = makeApp();
    app.use(handover(bot));
    await serving(app.callback(), async (url) => assert.is(await stall(`${url}/webhook`), 408));
  });

  koa('the server keeps working after a client hangs up half-way', async () => {
    const { bot, log } = makeBot();
    const app = makeApp();
    let ended: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    app.use(async (_: unknown, next: () => Promise<void>) => {
      await next();
      ended();
    });
    app.use(handover(bot));
    await serving(app.callback(), async (url) => {
      await hangUp(`${url}/webhook`);
      await over;
      assert.is((await post(`${url}/webhook`, message())).status, 200);
    });
    assert.equal(log, []);
  });

  const afterParsers: [string, () => unknown][] = [
    ['no parser', () => (_: unknown, next: () => unknown) => next()],
    ['koa-bodyparser behind it', () => koaBodyparser()],
    ['@koa/bodyparser behind it', () => bodyParser()],
    ['koa-body behind it', () => koaBody()],
  ];
  for (const forward of [false, 'active', 'all'] as const) {
    for (const [name, parser] of afterParsers) {
      koa(`an existing handler sees what forward ${String(forward)} allows, with ${name}`, async () => {
        const { bot } = makeBot();
        const kinds: string[] = [];
        bot.on('*', ({ event }) => void kinds.push(event.kind));
        const seen: (Seen & { events: number })[] = [];
        const app = makeApp();
        app.use(handover(bot, { forward }));
        app.use(parser());
        app.use(
          (context: {
            body: unknown;
            status: number;
            headers: Record<string, string>;
            handover: HandoverHelpers;
            request: { body: never; rawBody: string };
          }) => {
            const { body, rawBody } = context.request;
            seen.push({ ...lookAt(context.headers, rawBody, body), events: context.handover.events.length });
            context.status = 201;
            context.body = 'theirs';
          },
        );
        await serving(app.callback(), async (url) => {
          assert.is((await post(`${url}/webhook`, mixed(), { 'x-hub-signature-256': 'sha256=bad' })).status, 401);
          assert.is((await post(`${url}/webhook`, mixed())).status, forward === false ? 200 : 201);
        });
        assert.equal(kinds, MIXED_KINDS);
        assert.equal(seen, forward === false ? [] : [{ ...SEEN_OF_MIXED[forward], events: 4 }]);
      });
    }
  }

  for (const [place, ahead, bytesIn] of [
    [
      'where older releases of koa-body keep it',
      async ({ req, request }: Bare, next: () => Promise<void>) => {
        const text = Buffer.concat(await chunksOf(req)).toString('utf8');
        request.body = Object.assign(JSON.parse(text), { [Symbol.for('unparsedBody')]: text });
        await next();
      },
      ({ request }: Bare) => (request.body as Record<symbol, unknown>)[Symbol.for('unparsedBody')],
    ],
    [
      "on Node's request, where a serverless host puts it",
      async ({ req }: Bare, next: () => Promise<void>) => {
        Object.assign(req, { rawBody: Buffer.concat(await chunksOf(req)) });
        await next();
      },
      ({ req }: Bare) => (Buffer.isBuffer(req.rawBody) ? req.rawBody : undefined),
    ],
  ] as const) {
    koa(`a forwarded body is also placed ${place}`, async () => {
      const { bot } = makeBot();
      const seen: Seen[] = [];
      const app = makeApp();
      app.use(ahead);
      app.use(handover(bot, { forward: 'active' }));
      app.use((context: Bare & { headers: Record<string, string>; body: string }) => {
        seen.push(lookAt(context.headers, bytesIn(context) as string, context.request.body));
        context.body = 'theirs';
      });
      await serving(app.callback(), async (url) => assert.is((await post(`${url}/webhook`, mixed())).status, 200));
      assert.equal(seen, [SEEN_OF_MIXED.active]);
    });
  }

  koa(
    'the bot answers 200 if forward active leaves nothing, and the old handler does not run after a failure of the bot',
    async () => {
      const { bot } = makeBot({ verifyToken: 'token' });
      bot.on('error', () => undefined);
      bot.on('message', () => {
        throw new Error('of the test');
      });
      const app = makeApp();
      app.use(handover(bot, { forward: 'active' }));
      app.use(() => assert.unreachable('the existing handler must not run'));
      await serving(app.callback(), async (url) => {
        assert.is((await post(`${url}/webhook`, delivery({ standby: [items.message()] }))).status, 200);
        assert.is((await post(`${url}/webhook`, { object: 'page', entry: [] })).status, 200);
        assert.is((await post(`${url}/webhook`, message())).status, 500);
        assert.is((await fetch(`${url}/webhook`)).status, 403);
      });
    },
  );

  koa('a forwarded body keeps the digits of long ids', async () => {
    const { bot } = makeBot();
    const texts: string[] = [];
    const app = makeApp();
    app.use(handover(bot, { forward: 'active' }));
    app.use((context: { body: unknown; request: { rawBody: string } }) => {
      texts.push(context.request.rawBody);
      context.body = 'ok';
    });
    const bytes = Buffer.from(
      '{"object":"instagram","entry":[{"id":17841400000000001,"time":1,"messaging":[{"sender":{"id":17840000000000099},"recipient":{"id":17841400000000003},"message":{"mid":"m_1","text":"say \\"17840000000000099\\""}}],"standby":[{"sender":{"id":"1"}}]}]}',
    );
    await serving(app.callback(), async (url) => {
      assert.is((await post(`${url}/webhook`, bytes)).status, 200);
    });
    assert.match(texts[0] ?? '', /"sender":\{"id":17840000000000099\}/);
    assert.match(texts[0] ?? '', /"text":"say \\"17840000000000099\\""/);
    assert.not.match(texts[0] ?? '', /standby/);
  });

  koa('an item has the platform of its delivery', async () => {
    const { bot } = makeBot();
    const threads: string[] = [];
    const app = makeApp();
    app.use(handover(bot, { forward: 'all' }));
    app.use(
      (context: { body: unknown; handover: HandoverHelpers; request: { body: { entry: { messaging: [] }[] } } }) => {
        for (const item of context.request.body.entry[0]?.messaging ?? []) {
          threads.push(context.handover.thread(item).platform);
        }
        context.body = 'ok';
      },
    );
    await serving(app.callback(), async (url) => {
      await post(`${url}/webhook`, delivery({ object: 'instagram', messaging: [items.message()] }));
      await post(`${url}/webhook`, delivery({ messaging: [items.message()] }));
    });
    assert.equal(threads, ['instagram', 'messenger']);
  });

  koa('a compressed delivery is forwarded with its inflated length', async () => {
    const { bot } = makeBot();
    const seen: unknown[] = [];
    const app = makeApp();
    app.use(handover(bot, { forward: 'all' }));
    app.use((context: { body: unknown; headers: Record<string, string>; request: { rawBody: string } }) => {
      const { headers, request } = context;
      seen.push(Number(headers['content-length']) === request.rawBody.length, headers['content-encoding']);
      context.body = 'ok';
    });
    await serving(app.callback(), async (url) => {
      const { headers, body } = signedRequest(message(), SECRET);
      const { 'content-length': _, ...rest } = headers;
      const zipped = { ...rest, 'content-encoding': 'gzip' };
      const answer = await fetch(`${url}/webhook`, { method: 'POST', headers: zipped, body: gzipSync(body) });
      assert.is(answer.status, 200);
    });
    assert.equal(seen, [true, undefined]);
  });

  koa('the existing handler gets the verification request if the bot has no token', async () => {
    const { bot } = makeBot();
    const app = makeApp();
    app.use(handover(bot, { forward: 'active' }));
    app.use((context: { body: unknown }) => {
      context.body = 'verified by the old bot';
    });
    await serving(app.callback(), async (url) => {
      assert.is(await (await fetch(`${url}/webhook?hub.mode=subscribe`)).text(), 'verified by the old bot');
    });
  });

  koa('handover refuses a path that can never match and options that are not an object', () => {
    assert.throws(() => handover(makeBot().bot, { path: 'webhook' }), /path must begin with a slash/);
    assert.throws(() => webhook(makeBot().bot, { forward: 'actve' as 'active' }), /forward must be false/);
    assert.throws(() => webhook(undefined as never), /Pass the bot/);
  });

  koa('handover uses the rewritten address, also behind a delivery that another bot forwarded', async () => {
    const first = makeBot();
    const second = makeBot();
    const app = makeApp();
    app.use(handover(first.bot, { path: '/webhook', forward: 'all' }));
    app.use((context: { path: string }, next: () => Promise<unknown>) => {
      context.path = '/legacy';
      return next();
    });
    app.use(handover(second.bot, { path: '/webhook' }));
    app.use((context: { body: unknown }) => {
      context.body = 'the existing handler';
    });
    await serving(app.callback(), async (url) => {
      assert.is(await (await post(`${url}/webhook`, message())).text(), 'the existing handler');
    });
  });

  koa.run();
}
