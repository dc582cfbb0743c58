// What core offers to the package of a framework, used by a small one of the test's own on node:http.
import type { IncomingMessage, RequestListener } from 'node:http';
import { type Handover, nodeHandler } from '@handover/core';
import {
  answerNode,
  bodyInShapeOf,
  checkMount,
  helpersOf,
  isAt,
  type NodeRequest,
  pathnameOf,
  queryOf,
  receiveNode,
  replaceHeaders,
  type WebhookMountOptions,
} from '@handover/core/adapter';
import { harness, SECRET } from '@handover/test-support/harness';
import { hangUp, post, serving } from '@handover/test-support/http';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const adapter = suite('an adapter');

/** What the existing handler behind the webhook saw. */
interface Seen {
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}

/** Mounts a bot ahead of an existing handler that answers 201. */
function mounted(bot: Handover, options: WebhookMountOptions, seen: (Seen | 'as it is')[]): RequestListener {
  checkMount(bot, options);
  return (request: NodeRequest, response) => {
    const query = (): URLSearchParams => queryOf(request.url);
    const { forward = false } = options;
    receiveNode(bot, request, { body: request.body, rawBody: request.rawBody }, { forward, query }).then(
      ({ answer, left }) => {
        if (left === undefined) return answerNode(response, answer);
        if (left !== 'as it is') replaceHeaders(request, left);
        seen.push(left === 'as it is' ? left : { body: left.body, headers: request.headers });
        response.writeHead(201).end();
        // An answer after the answer changes nothing.
        answerNode(response, answer);
      },
      (error: unknown) => response.destroy(error as Error),
    );
  };
}

const mixed = delivery({
  messaging: [items.message({ userId: '51' })],
  standby: [items.message({ userId: '52' })],
});

adapter('forwards what is left to the existing handler, with the headers that belong to it', async () => {
  const seen: (Seen | 'as it is')[] = [];
  const { bot } = harness();
  await serving(mounted(bot, { forward: 'active' }, seen), async (url) => {
    assert.is((await post(url, mixed)).status, 201);
    const [{ body, headers }] = seen as [Seen];
    const { standby: _, ...entry } = mixed.entry[0] as Record<string, unknown>;
    assert.equal(body, { object: 'page', entry: [entry] });
    assert.is(headers['content-length'], String(JSON.stringify(body).length));
    assert.is(headers['transfer-encoding'], undefined);
    assert.is((await post(url, delivery({ standby: [items.message()] }))).status, 200, 'nothing is left');
    assert.is((await post(url, mixed, { 'x-hub-signature-256': 'sha256=0' })).status, 401);
  });
  assert.is(seen.length, 1);
});

adapter('passes a verification on only where the bot has no token and something stands behind it', async () => {
  for (const [verifyToken, forward, status] of [
    [undefined, 'all', 201],
    [undefined, false, 403],
    ['token', 'all', 200],
  ] as const) {
    const seen: (Seen | 'as it is')[] = [];
    const { bot } = harness(verifyToken === undefined ? {} : { verifyToken });
    await serving(mounted(bot, { forward }, seen), async (url) => {
      const answer = await fetch(`${url}/?hub.mode=subscribe&hub.verify_token=token&hub.challenge=42`);
      assert.is(answer.status, status);
      assert.is((await fetch(url, { method: 'PUT' })).status, 405, 'other methods are never passed on');
    });
    assert.equal(seen, status === 201 ? ['as it is'] : []);
  }
});

adapter('hears at once that it was mounted wrongly', () => {
  const { bot } = harness();
  assert.throws(() => checkMount(undefined as unknown as Handover, {}), /Pass the bot that createHandover made/);
  assert.throws(() => checkMount(bot, { forward: 'actve' as 'active' }), /forward must be false, 'active' or 'all'/);
  assert.throws(() => checkMount(bot, { path: 'webhook' }), /'\/webhook' instead of 'webhook'/);
});

adapter('leaves a forwarded body in the shape in which a parser left the one before', () => {
  const { bytes, body, headers } = { bytes: Buffer.from('{"a":1}'), body: { a: 1 }, headers: {} };
  const left = (before: unknown): unknown => bodyInShapeOf(before, { bytes, body: { ...body }, headers });
  assert.equal(left(Buffer.from('{"a":1,"b":2}')), bytes);
  assert.is(left('{"a":1,"b":2}'), '{"a":1}');
  assert.equal(left({ a: 1, b: 2 }), body);
  assert.equal(left(undefined), body);
  const unparsed = Symbol.for('unparsedBody');
  const shaped = left({ a: 1, [unparsed]: '{"a":1,"b":2}' }) as Record<symbol, unknown>;
  assert.is(shaped[unparsed], '{"a":1}', 'where older releases of koa-body keep the text');
  assert.equal(Object.keys(shaped), ['a']);
});

adapter('finds the path and the query of any address, also of none', () => {
  assert.equal([pathnameOf(undefined), pathnameOf('/a?b=/c'), pathnameOf('http://a.example/b')], ['/', '/a', '/b']);
  assert.equal([...queryOf(undefined)], []);
  assert.equal([...queryOf('/a?b=1')], [['b', '1']]);
  assert.ok(isAt('/WebHook/', '/webhook'));
  assert.not.ok(isAt('/webhook/other', '/webhook'));
});

adapter('gives a handler the thread of an item on the platform of its delivery', async () => {
  const { bot, deliver } = harness();
  const { events } = await deliver(delivery({ object: 'instagram', messaging: [items.message()] }));
  assert.is(helpersOf(bot, events).thread(items.message()).platform, 'instagram');
  assert.is(helpersOf(bot, []).thread(items.message()).platform, 'messenger');
});

adapter('blames no parser if the client hung up while something ahead of the adapter took its time', async () => {
  const { bot, logger } = harness();
  const handle = nodeHandler(bot);
  let handled: (work: Promise<void>) => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    handled = resolve;
  });
  const slow: RequestListener = (request, response) => {
    request.on('error', () => undefined);
    request.on('close', () => handled(handle(request, response)));
  };
  await serving(slow, async (url) => {
    await hangUp(url);
    await over;
  });
  assert.equal(logger.lines, []);
});

adapter.run();

const web = suite('bot.fetch of an odd request');

web('refuses a post without a body, like any that is not signed', async () => {
  const { bot } = harness();
  const answer = await bot.fetch(new Request('https://bot.example/webhook', { method: 'POST' }));
  assert.is(answer.status, 401);
});

web('answers 408 where the client hangs up half-way', async () => {
  const { bot } = harness();
  const { headers } = signedRequest(mixed, SECRET);
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from('{"object":'));
    },
    pull: (controller) => controller.error(new Error('the client is gone')),
  });
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  assert.is((await bot.fetch(new Request('https://bot.example/webhook', init))).status, 408);
});

web('answers 500, and says nothing of why, where a part of the host throws', async () => {
  const { clock } = harness();
  const now = (): never => {
    throw new Error('no time');
  };
  const broken = harness({ clock: { ...clock, now } });
  const answer = await broken.deliver(mixed);
  assert.equal([answer.status, answer.body], [500, 'The delivery could not be handled.']);
  assert.match(broken.logger.lines.join(), /^error A delivery could not be handled/);
});

web.run();
