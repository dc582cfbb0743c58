import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { createHandover, nodeHandler } from '@handover/core';
import { delivery, items, rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callWebhook, deliver, webhookUrlOf } from '../../src/webhook/deliver.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

const webhook = suite('calls of a webhook');
const servers: Server[] = [];

webhook.after.each(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

async function addressOf(server: Server): Promise<URL> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/webhook`);
}

webhook('a delivery is accepted by a bot with the same secret, and refused by one with another', async () => {
  const calls = ['passThreadControl', 'takeThreadControl', 'requestThreadControl', 'releaseThreadControl'];
  calls.push('extendThreadControl', 'getThreadOwner', 'getRoutingMode', 'sendMessage', 'sendAction');
  const client = Object.fromEntries(calls.map((call) => [call, () => Promise.reject(new Error(call))]));
  const bot = createHandover({ appId: '1450077300221199', appSecret: SECRET, client: client as never, routing: 'on' });
  const texts: (string | undefined)[] = [];
  bot.on('message', async ({ event }) => void texts.push(event.text));
  const url = await addressOf(createServer(nodeHandler(bot, { path: '/webhook' })));
  const body = delivery({ messaging: [items.message({ text: 'grüße / 👋' })] });
  assert.is((await deliver(url, body, SECRET)).status, 200);
  assert.is((await deliver(url, body, 'another')).status, 401);
  assert.equal(texts, ['grüße / 👋']);
  await bot.close();
});

webhook('a redirect is an answer and is not followed', async () => {
  const url = await addressOf(createServer((_, answer) => answer.writeHead(302, { location: '/elsewhere' }).end()));
  assert.is((await callWebhook(url, { method: 'GET' })).status, 302);
});

webhook('an answer that does not end is cut', async () => {
  const url = await addressOf(
    createServer((_, answer) => {
      answer.writeHead(200);
      const more = (): void => {
        if (!answer.destroyed) answer.write('x'.repeat(1_000), () => setImmediate(more));
      };
      more();
    }),
  );
  assert.is((await callWebhook(url, { method: 'GET' })).text.length, 4_096);
});

webhook('an answer that breaks off after its head keeps its status', async () => {
  const url = await addressOf(
    createServer((_, answer) => {
      answer.writeHead(500, { 'content-length': 100 }).write('oh', () => answer.destroy());
    }),
  );
  const { status, text } = await callWebhook(url, { method: 'GET' });
  assert.equal([status, text], [500, 'oh']);
});

webhook('a webhook that does not answer is an error that says why, and not what is secret', async () => {
  const silent = await addressOf(createTcpServer((socket) => void socket.resume()));
  const closing = await addressOf(createTcpServer((socket) => void socket.destroy()));
  const gone = await addressOf(createTcpServer());
  await new Promise((done) => servers.pop()?.close(done));
  gone.search = '?key=hidden';
  const late = await rejects(callWebhook(silent, { method: 'GET' }, { timeoutMs: 50 }), 'WebhookError');
  assert.match(late.message, /did not answer within 0\.05 s$/);
  assert.match((await rejects(callWebhook(closing, { method: 'GET' }))).message, /closed the connection/);
  const refused = (await rejects(callWebhook(gone, { method: 'GET' }))).message;
  assert.match(refused, /\/webhook did not answer: nothing listens there/);
  assert.not.match(refused, /hidden/);
});

webhook('an aborted call rejects with the reason', async () => {
  const silent = await addressOf(createTcpServer((socket) => void socket.resume()));
  const stop = new AbortController();
  const call = callWebhook(silent, { method: 'GET' }, { signal: stop.signal });
  stop.abort(new RangeError('enough'));
  await rejects(call, 'RangeError');
});

webhook('an address that is none is refused before any call', () => {
  for (const value of ['127.0.0.1:3000', 'ftp://example.com', 'http://me:word@example.com', '']) {
    assert.throws(() => webhookUrlOf(value, '--to'), /--to must be an http: or https: address/);
  }
});

webhook.run();
