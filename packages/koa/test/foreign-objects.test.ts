// Meta uses one address for all products of an app. What this bot does not serve goes to the handler behind it.
import { createHmac } from 'node:crypto';
import { handover, webhook } from '@handover/koa';
import { FORGED, post, serving } from '@handover/test-support/http';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import Router from '@koa/router';
import Koa from 'koa';
import koa2 from 'koa2';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

/** Deliveries of other products, in Meta's form. */
const FOREIGN: readonly { readonly object: string; readonly [key: string]: unknown }[] = [
  { object: 'whatsapp_business_account', entry: [] },
  { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { n: 1 } }] }] },
  { object: 'permissions', entry: [{ uid: '1', id: '1', time: 1, changed_fields: ['pages_messaging'] }] },
  { object: 'user' },
];

const digestOf = (algorithm: 'sha256' | 'sha1', text: string): string =>
  createHmac(algorithm, SECRET).update(text).digest('hex');

interface Context {
  body: unknown;
  status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: { readonly body: unknown; readonly rawBody: string };
}

for (const [version, given] of [
  ['2', koa2],
  ['3', Koa],
] as const) {
  const makeApp = given as unknown as { new (): Koa };
  const test = suite(`deliveries of other products on Koa ${version}`);

  for (const forward of ['active', 'all'] as const) {
    for (const isRouted of [false, true]) {
      const way = isRouted ? 'routed' : 'mounted';
      test(`a delivery of another product reaches the handler behind a ${way} webhook unchanged, and Meta gets its answer, with forward ${forward}`, async () => {
        const { bot, log } = makeBot();
        const seen: unknown[] = [];
        const theirs = (context: Context): void => {
          const { body, rawBody } = context.request;
          const { 'x-hub-signature-256': sha256, 'x-hub-signature': sha1 } = context.headers;
          assert.equal([sha256, sha1], [`sha256=${digestOf('sha256', rawBody)}`, `sha1=${digestOf('sha1', rawBody)}`]);
          assert.equal(JSON.parse(rawBody), body);
          seen.push(body);
          context.status = 202;
          context.body = 'theirs';
        };
        const app = new makeApp();
        if (isRouted) {
          const router = new Router();
          router.all('/webhook', webhook(bot, { forward }) as never, theirs as never);
          app.use(router.routes());
        } else {
          app.use(handover(bot, { forward }) as never).use(theirs as never);
        }
        await serving(app.callback(), async (url) => {
          for (const body of FOREIGN) {
            const answer = await post(`${url}/webhook`, body);
            assert.equal([answer.status, await answer.text()], [202, 'theirs']);
          }
        });
        assert.equal(seen, FOREIGN);
        assert.equal(log, []);
      });
    }
  }

  test('a forged delivery of another product is refused, and the handler behind does not run', async () => {
    const { bot } = makeBot();
    const app = new makeApp();
    app.use(handover(bot, { forward: 'all' }) as never).use(() => assert.unreachable('a forged delivery came through'));
    await serving(app.callback(), async (url) => {
      assert.is((await post(`${url}/webhook`, FOREIGN[0], FORGED)).status, 401);
    });
  });

  test('without forward, deliveries of other products get 404 and one warning per kind of object', async () => {
    const { bot, log } = makeBot();
    const app = new makeApp();
    app.use(handover(bot) as never).use(() => assert.unreachable('nothing is forwarded'));
    await serving(app.callback(), async (url) => {
      for (const body of [...FOREIGN, ...FOREIGN]) assert.is((await post(`${url}/webhook`, body)).status, 404);
    });
    assert.equal(
      log.map((line) => /"object":"(\w+)"/.exec(line)?.[1]),
      ['whatsapp_business_account', 'permissions', 'user'],
    );
    for (const line of log) assert.match(line, /does not serve.*forward: 'active'|forward: 'active'.*does not serve/);
  });

  test('a misspelt option throws with the nearest name', () => {
    const { bot } = makeBot();
    assert.throws(() => handover(bot, { paht: '/hook' } as object), /no option paht: did you mean path/);
    assert.throws(() => webhook(bot, { foward: 'all' } as object), /no option foward: did you mean forward/);
    assert.throws(() => webhook(bot, { path: '/hook' } as object), /no option path/);
  });

  test.run();
}
