import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { localhostCertificate } from '@handover/test-support/localhost-certificate';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, type ClientOptions, type ConnectionError, createClient, type GraphError } from '../src/index.ts';
import { accessToken, bot, person, rejection } from './support/graph-server.ts';
import { lookUp } from './support/look-up.ts';
import { answerOf, type WireAnswer, type WireServer, withWire } from './support/wire-server.ts';

const idle = answerOf('{"data":[]}');
const done = answerOf('{"success":true}');

function clientOf(
  { url }: Pick<WireServer, 'url'>,
  options: Partial<ClientOptions> & { backOffMs?: number } = {},
): Client {
  return createClient({ accessToken, baseUrl: url, backOffMs: 1, ...options });
}

const connections = suite('a connection of Node');

connections(
  'is reused by one call after the other',
  withWire([idle, done, idle], async (server) => {
    const client = clientOf(server);
    await client.getThreadOwner(person);
    await client.releaseThreadControl(person);
    // Another client of the same process, as in an app with several pages.
    await clientOf(server).getThreadOwner(person);
    assert.is(server.connections(), 1);
  }),
);

connections(
  'that the server closed unnoticed is replaced for a GET',
  withWire([idle, { ending: 'end' }, idle], async (server) => {
    const client = clientOf(server);
    await client.getThreadOwner(person);
    assert.is((await client.getThreadOwner(person)).state, 'idle');
    assert.is(server.requests.length, 3);
    assert.is(server.connections(), 2);
  }),
);

connections(
  'that the server closed unnoticed leaves the outcome of a message unknown, so the message is not retried',
  withWire([idle, { ending: 'end' }], async (server) => {
    const client = clientOf(server);
    await client.getThreadOwner(person);
    const error = await rejection<ConnectionError>(client.sendMessage(person, 'Hello'));
    assert.equal([error.kind, error.sent], ['network', true]);
    assert.is(server.requests.length, 2);
  }),
);

connections(
  'that the server closed unnoticed makes the client settle a handover call',
  withWire([idle, { ending: 'reset' }, answerOf(`{"data":[{"thread_owner":{"app_id":"${bot}"}}]}`)], async (server) => {
    const client = clientOf(server, { appId: bot });
    await client.getThreadOwner(person);
    await client.takeThreadControl(person);
    assert.match(server.requests[2] ?? '', 'thread_owner');
  }),
);

connections(
  'is closed when its call times out or is aborted',
  withWire([], async (server) => {
    const controller = new AbortController();
    const client = clientOf(server, { timeoutMs: 1_000, retries: 0 });
    const late = rejection<ConnectionError>(client.sendMessage(person, 'Hello'));
    const ended = rejection<ConnectionError>(client.getThreadOwner(person, { signal: controller.signal }));
    while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    assert.equal([(await late).kind, (await ended).kind], ['timeout', 'aborted']);
    await server.closed();
  }),
);

connections('that all addresses of a name refuse reports that nothing was sent', async () => {
  const unused = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => unused.once('listening', resolve));
  const { port } = unused.address() as AddressInfo;
  await new Promise((resolve) => unused.close(resolve));
  for (const url of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
    const error = await rejection<ConnectionError>(clientOf({ url }, { retries: 0 }).sendMessage(person, 'Hello'));
    assert.equal([url, error.kind, error.sent], [url, 'network', false]);
  }
});

connections('to a host that is not found reports that nothing was sent', async () => {
  const client = clientOf({ url: 'http://graph.invalid' }, { retries: 0 });
  const error = await rejection<ConnectionError>(client.sendMessage(person, 'Hello'));
  assert.equal([error.kind, error.sent], ['network', false]);
});

connections(
  'keeps its own headers even if a caller of client.api sets them',
  withWire([idle], async (server) => {
    const params = { path: { pageId: 'me' }, query: { recipient: person } };
    const headers = { connection: 'close', host: 'elsewhere.example', 'x-trace': 'abc' };
    await clientOf(server).api.GET('/{pageId}/thread_owner', { params, headers });
    const [request = ''] = server.requests;
    assert.match(request, `host: ${new URL(server.url).host}`);
    assert.match(request, 'x-trace: abc');
    assert.not.match(request, /elsewhere|: close/);
  }),
);

connections(
  'sends the bytes of a caller of client.api unchanged, and sends no body as no body',
  withWire([done, done], async (server) => {
    const bodies = [Uint8Array.of(0x7b, 0xc3, 0xa9, 0x7d), new Uint8Array()];
    for (const bytes of bodies) {
      await clientOf(server).api.POST('/{pageId}/personas', {
        params: { path: { pageId: 'me' } },
        body: { name: 'Nora', profile_picture_url: 'https://acme.example/n.jpg' },
        headers: { 'content-type': 'application/octet-stream' },
        bodySerializer: () => bytes,
      });
    }
    const [full = '', empty = ''] = server.requests;
    assert.match(full, /\r\ncontent-length: 4\r\n/);
    assert.ok(full.endsWith('\r\n\r\n{é}'));
    assert.match(empty, /\r\ncontent-length: 0\r\n/);
    assert.not.match(empty, /transfer-encoding/i);
  }),
);

connections(
  'error of client.api does not quote a text body that Graph refused',
  withWire(
    [answerOf('{"error":{"code":100,"message":"Invalid body: says the Geheimrat, is in the suitc"}}')],
    async (server) => {
      const error = await rejection<GraphError>(
        clientOf(server).api.POST('/{pageId}/personas', {
          params: { path: { pageId: 'me' } },
          body: { name: 'Nora', profile_picture_url: 'https://acme.example/n.jpg' },
          headers: { 'content-type': 'text/plain' },
          bodySerializer: () => 'my card, says the Geheimrat, is in the suitcase',
        }),
      );
      assert.is(error.kind, 'invalid');
      assert.not.match(inspect(error), /Geheimrat|suit/);
    },
  ),
);

connections('to an IPv6 address needs no look-up of a name', async () => {
  const error = await rejection<ConnectionError>(
    clientOf({ url: 'http://[::1]:9' }, { retries: 0 }).getThreadOwner(person),
  );
  assert.is(error.kind, 'network');
  // "Not found" would mean that the brackets were read as a part of a name.
  assert.not.match(inspect(error), /ENOTFOUND|EAI_AGAIN/);
});

connections('is not made for an address of client.api that is not HTTP', async () => {
  const { api } = clientOf({ url: 'http://127.0.0.1:9' }, { retries: 0 });
  const params = { path: { pageId: 'me' }, query: { recipient: person } };
  for (const baseUrl of ['ftp://127.0.0.1/x', 'data:text/plain']) {
    const error = await rejection<ConnectionError>(api.GET('/{pageId}/thread_owner', { params, baseUrl }));
    assert.is(error.kind, 'network');
  }
});

const answers = suite('an answer to Node');

const packed: [string, Uint8Array][] = [
  ['gzip', gzipSync('{"first_name":"Zoë"}')],
  ['br', brotliCompressSync('{"first_name":"Zoë"}')],
  ['deflate', deflateSync('{"first_name":"Zoë"}')],
  ['deflate, gzip', gzipSync(deflateSync('{"first_name":"Zoë"}'))],
  ['identity', Buffer.from('{"first_name":"Zoë"}')],
];

for (const [encoding, body] of packed) {
  answers(
    `is read if it is compressed with ${encoding} without being asked to`,
    withWire([packedAnswer(encoding, body)], async (server) => {
      assert.is((await clientOf(server).getUserProfile(person)).first_name, 'Zoë');
      assert.not.match(server.requests[0] ?? '', /accept-encoding/i);
    }),
  );
}

const unreadable: [string, WireAnswer][] = [
  ['is compressed in an unknown way', packedAnswer('zstd', Buffer.from('{}'))],
  ['is compressed and broken', packedAnswer('gzip', gzipSync('{"data":[]}').subarray(0, 15))],
  ['ends before its length', { bytes: ['HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"succ'], ending: 'end' }],
  [
    'ends before its last piece',
    { bytes: ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"suc'], ending: 'reset' },
  ],
  ['is not HTTP', { bytes: ['hello\r\n\r\n'] }],
  ['has headers without an end', { bytes: [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`] }],
  [
    'is another protocol',
    { bytes: ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n'] },
  ],
];

for (const [name, answer] of unreadable) {
  answers(
    `leaves the outcome of the call unknown if it ${name}`,
    withWire([answer], async (server) => {
      const error = await rejection<ConnectionError>(clientOf(server).sendMessage(person, 'Zebediah sings'));
      assert.equal([error.name, error.kind, error.sent], ['ConnectionError', 'network', true]);
      assert.not.match(inspect(error, { depth: 9, showHidden: true }), /EAAhandover|Zebediah/);
    }),
  );
}

answers(
  'is read completely if its characters are split',
  withWire([{ bytes: inPieces('{"first_name":"Zoë 🚲"}') }], async (server) => {
    assert.is((await clientOf(server).getUserProfile(person)).first_name, 'Zoë 🚲');
  }),
);

answers(
  'is given up above 8 MiB, compressed or not, and its connection is closed',
  withWire(
    [
      packedAnswer('gzip', gzipSync(Buffer.alloc(9 * 1024 * 1024, 0x20))),
      { bytes: ['HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(9 * 1024 * 1024, 0x20)] },
    ],
    async (server) => {
      const client = clientOf(server, { retries: 0 });
      for (let call = 0; call < 2; call += 1) {
        const error = await rejection<GraphError>(client.getThreadOwner(person));
        assert.match(error.message, 'too long');
      }
    },
  ),
);

answers(
  'with a redirect is not followed',
  withWire(
    [{ bytes: ['HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n'] }],
    async (server) => {
      const error = await rejection<GraphError>(clientOf(server).sendMessage(person, 'Hello'));
      assert.equal([error.name, error.status], ['GraphError', 302]);
      assert.is(server.requests.length, 1);
    },
  ),
);

answers(
  'reaches client.api as a Web Response with its headers',
  withWire(
    [answerOf('{"data":[]}', 'X-App-Usage: {"call_count":1}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n')],
    async (server) => {
      const params = { path: { pageId: 'me' }, query: { recipient: person } };
      const { response } = await clientOf(server).api.GET('/{pageId}/thread_owner', { params });
      assert.instance(response, Response);
      assert.is(response.headers.get('x-app-usage'), '{"call_count":1}');
      assert.is(response.headers.get('set-cookie'), 'a=1, b=2');
    },
  ),
);

const encrypted = suite('an encrypted connection of Node');

encrypted('is made only with a server that Node trusts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-client-'));
  const server = createTlsServer(localhostCertificate, (_request, response) => response.end('{"data":[]}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const authorities = join(folder, 'cert.pem');
    await writeFile(authorities, localhostCertificate.cert);
    assert.is(await lookUp(url, { NODE_EXTRA_CA_CERTS: authorities }), 'idle\n');
    assert.is(await lookUp(url, {}), 'DEPTH_ZERO_SELF_SIGNED_CERT\n');
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  }
});

function packedAnswer(encoding: string, body: Uint8Array): WireAnswer {
  return {
    bytes: [`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`, body],
  };
}

/** A body in chunks of one byte. */
function inPieces(body: string): (string | Uint8Array)[] {
  const pieces = [...Buffer.from(body)].flatMap((byte) => ['1\r\n', new Uint8Array([byte]), '\r\n']);
  return ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', ...pieces, '0\r\n\r\n'];
}

connections.run();
answers.run();
encrypted.run();
