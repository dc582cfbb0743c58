// What a stranger may do with a socket, in front of each listener of ours.

import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Handover, nodeHandler } from '@handover/core';
import { webhook as expressWebhook, handover as onExpress } from '@handover/express';
import { webhook as koaWebhook, handover as onKoa } from '@handover/koa';
import { type Harness, harness, SECRET } from '@handover/test-support/harness';
import { post, serving } from '@handover/test-support/http';
import { propertyRuns } from '@handover/test-support/property-runs';
import { delivery, items, signedRequest } from '@handover/testkit';
import express from 'express';
import fc from 'fast-check';
import Koa from 'koa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const hostile = suite('hostile sockets');

const PATH = '/webhook';
const BODY_TIMEOUT_MS = 3_000;

const listeners: Record<string, (bot: Handover) => RequestListener> = {
  nodeHandler: (bot) => nodeHandler(bot, { path: PATH }),
  koa: (bot) => new Koa().use(onKoa(bot, { path: PATH })).callback() as RequestListener,
  express: (bot) => express().use(onExpress(bot, { path: PATH })) as unknown as RequestListener,
};

/** A delivery with its own message, as bytes. */
function request(text = 'hello'): ReturnType<typeof signedRequest> {
  return signedRequest(delivery({ messaging: [items.message({ text })] }), SECRET);
}

/** The head of a request with these lines. */
function head(...lines: readonly string[]): string {
  return ['POST /webhook HTTP/1.1', 'host: bot.example', ...lines, '', ''].join('\r\n');
}

/** A connection that keeps what it hears. */
interface Wire {
  readonly socket: Socket;
  /** All that was heard, once the other side ended or there is nothing more to come. */
  readonly heard: Promise<string>;
  /** The status of the first answer; 0 where there was none. */
  readonly status: Promise<number>;
}

function open(url: string): Wire {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let answered: (status: number) => void = () => undefined;
  const status = new Promise<number>((resolve) => {
    answered = resolve;
  });
  const heard = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const [, code] = /^HTTP\/1\.1 ([2-5]\d\d)/.exec(text) ?? [];
      if (code !== undefined) answered(Number(code));
    });
    socket.on('error', () => socket.destroy());
    const over = (): void => {
      answered(0);
      resolve(text);
    };
    socket.on('end', over);
    socket.on('close', over);
  });
  return { socket, heard, status };
}

/** Each listener in turn, with a bot on a clock of its own; a good delivery must get through at the end. */
function onEach(
  name: string,
  play: (url: string, made: Harness & { readonly begun: () => number }) => Promise<void>,
): void {
  for (const [kind, listener] of Object.entries(listeners)) {
    hostile(`${kind}: ${name}`, async () => {
      const made = harness({ verifyToken: 'token', bodyTimeoutMs: BODY_TIMEOUT_MS });
      const texts: (string | undefined)[] = [];
      made.bot.on('message', ({ event }) => void texts.push(event.text));
      let seen = 0;
      const listen = listener(made.bot);
      const counting: RequestListener = (incoming, response) => {
        seen += 1;
        return listen(incoming, response);
      };
      await serving(counting, async (url) => {
        await play(`${url}${PATH}`, { ...made, begun: () => seen });
        const good = await post(`${url}${PATH}`, delivery({ messaging: [items.message({ text: 'still there' })] }));
        assert.is(good.status, 200);
        assert.is(texts.at(-1), 'still there');
      });
      await made.bot.close();
    });
  }
}

onEach('a delivery cut into any pieces, counted or chunked, is read as it was sent', async (url) => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      async (chunked, sizes) => {
        const { body, headers } = request();
        const signature = `x-hub-signature-256: ${headers['x-hub-signature-256']}`;
        const { socket, status } = open(url);
        socket.write(head(signature, chunked ? 'transfer-encoding: chunked' : `content-length: ${body.byteLength}`));
        for (let at = 0, turn = 0; at < body.byteLength; turn += 1) {
          const piece = body.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
          socket.write(
            chunked ? `${piece.byteLength.toString(16)};x=y\r\n${Buffer.from(piece).toString('latin1')}\r\n` : piece,
            'latin1',
          );
          await new Promise((resolve) => setImmediate(resolve));
          at += piece.byteLength;
        }
        if (chunked) socket.write('0\r\ntrailer: x\r\n\r\n');
        assert.is(await status, 200);
        socket.destroy();
      },
    ),
    propertyRuns(15),
  );
});

onEach('bodies that never end are let go when their time is over, and the connections with them', async (url, made) => {
  const begin = (index: number): Wire => {
    const wire = open(url);
    wire.socket.write(head(index % 2 === 0 ? 'content-length: 1000' : 'transfer-encoding: chunked'));
    wire.socket.write(index % 2 === 0 ? '{"object":' : '5\r\n{"obj\r\n');
    return wire;
  };
  // These say that they are done, and still listen.
  const halfClosed = Array.from({ length: 50 }, (_, index) => begin(index));
  for (const { socket } of halfClosed) socket.end();
  for (const { status, heard } of halfClosed) {
    assert.is(await status, 400);
    await heard;
  }
  const before = made.begun();
  const silent = Array.from({ length: 50 }, (_, index) => begin(index));
  while (made.begun() < before + 50) await new Promise((resolve) => setImmediate(resolve));
  await made.clock.advance(BODY_TIMEOUT_MS);
  for (const { status, heard } of silent) {
    assert.is(await status, 408);
    await heard;
  }
  for (const { socket } of [...halfClosed, ...silent]) socket.destroy();
});

onEach('lengths that contradict are refused, and nothing behind them is taken for a request', async (url, { bot }) => {
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const { body, headers } = request('smuggled');
  const inner = `${head(`x-hub-signature-256: ${headers['x-hub-signature-256']}`, `content-length: ${body.byteLength}`)}${Buffer.from(body).toString('latin1')}`;
  const outers = [
    ['content-length: 5', 'transfer-encoding: chunked'],
    ['content-length: 5', 'content-length: 6'],
    ['content-length: -1'],
    ['content-length: 0x10'],
    ['content-length: 99999999999999999999'],
    ['transfer-encoding: chunked, identity'],
    ['transfer-encoding: xchunked'],
    ['x-hub-signature-256: a\rb: c', 'content-length: 0'],
    ['bad header: x', 'content-length: 0'],
    [`x-long: ${'a'.repeat(100_000)}`],
  ];
  for (const lines of outers) {
    const { socket, status, heard } = open(url);
    socket.write(`${head(...lines)}0\r\n\r\n${inner}`);
    socket.end();
    assert.ok([0, 400, 401, 413, 431].includes(await status), `${await status} for ${lines.join().slice(0, 60)}`);
    await heard;
    socket.destroy();
  }
  assert.is(runs, 0);
});

onEach('what is compressed is refused once it has grown too large, or is no such thing', async (url) => {
  const zeros = gzipSync(Buffer.alloc(200 * 1_048_576));
  const cases: readonly (readonly [encoding: string, body: Uint8Array, status: number])[] = [
    ['gzip', zeros, 413],
    ['gzip', gzipSync(zeros), 401],
    ['gzip', Buffer.from('no gzip at all'), 408],
    ['gzip', gzipSync(Buffer.from('{"object":"page"}')).subarray(0, 12), 408],
    ['deflate', Buffer.from([0x78, 0x9c, 0xff, 0xff]), 408],
    ['br', Buffer.alloc(100, 0xff), 408],
    ['gzip, gzip', gzipSync(zeros), 415],
    ['__proto__', Buffer.from('{}'), 415],
  ];
  const before = process.memoryUsage().rss;
  for (const [encoding, body, expected] of cases) {
    const { headers } = signedRequest(body, SECRET);
    const signature = 'x-hub-signature-256';
    const answer = await fetch(url, {
      method: 'POST',
      headers: { [signature]: headers[signature] ?? '', 'content-encoding': encoding },
      body: Buffer.from(body),
    });
    assert.is(answer.status, expected, encoding);
    await answer.text();
  }
  assert.ok(process.memoryUsage().rss - before < 150e6, 'two hundred megabytes of zeros were not kept');
});

onEach('what is sent behind a refused body does not hold the answer up', async (url) => {
  const { socket, status } = open(url);
  socket.write(head('content-length: 50000000'));
  const piece = Buffer.alloc(65_536, 0x20);
  let written = 0;
  const pump = (): void => {
    while (written < 50_000_000 && !socket.destroyed && socket.write(piece)) written += piece.byteLength;
    if (written < 50_000_000 && !socket.destroyed) socket.once('drain', pump);
  };
  pump();
  assert.is(await status, 413);
  socket.destroy();
});

onEach('addresses and queries of any kind are answered', async (url) => {
  const nasty = [
    '?hub.mode[]=subscribe',
    '?hub[mode]=subscribe&hub[__proto__][x]=1',
    `?${'a=1&'.repeat(3_000)}`,
    '?%ff%00',
  ];
  for (const query of [
    ...nasty,
    '?hub.mode=subscribe&hub.verify_token=token&hub.challenge=%0d%0ax:y',
    '?__proto__=1',
  ]) {
    const answer = await fetch(`${url}${query}`);
    assert.is(answer.status, 403, query.slice(0, 40));
    await answer.text();
  }
});

/** Deliveries with an item that is nested too deep to be printed, to an existing handler behind the webhook. */
const existing: Record<string, (bot: Handover, seen: () => void) => RequestListener> = {
  koa(bot, seen) {
    const app = new Koa().use(koaWebhook(bot, { forward: 'active' })).use((ctx) => {
      seen();
      ctx.body = 'ok';
    });
    app.silent = true;
    return app.callback() as RequestListener;
  },
  express: (bot, seen) =>
    express()
      .use(expressWebhook(bot, { forward: 'active' }), (_request: unknown, response: { end(text: string): void }) => {
        seen();
        response.end('ok');
      })
      .use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
        response.status(500).end();
      }) as unknown as RequestListener,
};

for (const [kind, listener] of Object.entries(existing)) {
  hostile(`${kind}: a delivery that is nested too deep to be pruned is answered all the same`, async () => {
    const { bot } = harness();
    const ends = { sender: { id: '1' }, recipient: { id: '2' } };
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = JSON.stringify({
      object: 'page',
      entry: [
        { id: '2', time: 1, messaging: [{ ...ends, timestamp: 1, x: '@' }] },
        { id: '2', time: 1, standby: [{ ...ends, timestamp: 2, message: { mid: 'm', text: 'hi' } }] },
      ],
    }).replace('"@"', deep);
    await serving(
      listener(bot, () => undefined),
      async (url) => {
        const { body, headers } = signedRequest(Buffer.from(text), SECRET);
        const { 'content-length': _, ...own } = headers;
        const answer = await fetch(url, { method: 'POST', headers: own, body: Buffer.from(body) });
        assert.ok([200, 500].includes(answer.status));
      },
    );
    await bot.close();
  });
}

hostile.run();
