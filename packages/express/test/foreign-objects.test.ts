// Meta uses one address for all products of an app. What this bot does not serve goes to the handler behind it.
import { createHmac } from 'node:crypto';
import type { RequestListener, ServerResponse } from 'node:http';
import { type ExpressRequest, handover, webhook } from '@handover/express';
import { FORGED, post, serving } from '@handover/test-support/http';
import { makeBot, SECRET } from '@handover/test-support/make-bot';
import express5 from 'express';
import express4 from 'express4';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const WHATSAPP = {
  object: 'whatsapp_business_account',
  entry: [{ id: '1', changes: [{ field: 'messages', value: {} }] }],
};
const FOREIGN = [WHATSAPP, { object: 'permissions', entry: [] }, { object: 'user' }];

type Request = ExpressRequest & { readonly body: unknown; readonly rawBody: Uint8Array };
interface Routes extends RequestListener {
  use(handler: unknown): unknown;
  all(path: string, ...handlers: unknown[]): unknown;
}

for (const [version, express] of [
  ['4', express4],
  ['5', express5],
] as const) {
  const makeApp = express as unknown as () => Routes;
  const test = suite(`deliveries of other products on Express ${version}`);

  for (const isRouted of [false, true]) {
    const way = isRouted ? 'routed' : 'mounted';
    test(`a delivery of another product reaches the handler behind a ${way} webhook unchanged, and Meta gets its answer`, async () => {
      const { bot, log } = makeBot();
      const seen: unknown[] = [];
      const theirs = ({ headers, body, rawBody }: Request, response: ServerResponse): void => {
        const digest = createHmac('sha256', SECRET).update(rawBody).digest('hex');
        assert.is(headers['x-hub-signature-256'], `sha256=${digest}`);
        assert.equal(JSON.parse(Buffer.from(rawBody).toString('utf8')), body);
        seen.push(body);
        response.writeHead(202).end('theirs');
      };
      const app = makeApp();
      if (isRouted) app.all('/webhook', webhook(bot, { forward: 'active' }), theirs);
      else {
        app.use(handover(bot, { forward: 'all' }));
        app.use(theirs);
      }
      await serving(app, async (url) => {
        for (const body of FOREIGN) {
          const answer = await post(`${url}/webhook`, body);
          assert.equal([answer.status, await answer.text()], [202, 'theirs']);
        }
      });
      assert.equal(seen, FOREIGN);
      assert.equal(log, []);
    });
  }

  test('a forged delivery of another product is refused; without forward a signed one gets 404 and one warning', async () => {
    const { bot, log } = makeBot();
    const app = makeApp();
    app.all('/webhook', webhook(bot), () => assert.unreachable('nothing is forwarded'));
    await serving(app, async (url) => {
      assert.is((await post(`${url}/webhook`, WHATSAPP)).status, 404);
      assert.is((await post(`${url}/webhook`, WHATSAPP)).status, 404);
      assert.is((await post(`${url}/webhook`, WHATSAPP, FORGED)).status, 401);
    });
    assert.is(log.length, 1);
    assert.match(log[0] ?? '', /does not serve.*whatsapp_business_account/);
  });

  test('a misspelt option throws with the nearest name', () => {
    const { bot } = makeBot();
    assert.throws(() => handover(bot, { paht: '/hook' } as object), /no option paht: did you mean path/);
    assert.throws(() => webhook(bot, { foward: 'all' } as object), /no option foward: did you mean forward/);
    assert.throws(() => webhook(bot, { path: '/hook' } as object), /no option path/);
  });

  test.run();
}
