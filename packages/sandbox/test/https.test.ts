import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { propertyRuns } from '@handover/test-support/property-runs';
import { withFolder } from '@handover/test-support/with-folder';
import { rejects } from '@handover/testkit';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Sandbox, type SandboxHttps } from '../src/index.ts';
import { BOT, INBOX, PAGE, to } from './support/setup.ts';
import { callOverHttps, openSocket, openTunnel, sendBytes } from './support/tunnel.ts';

const secure = suite('https');

const TOKEN = 'EAAhandoverExamplePageToken';
const ACCOUNT = '17841400000001001';
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

let sandbox: Sandbox;
let front: SandboxHttps;
let ca: string;

secure.before(async () => {
  const apps = [{ id: BOT, accessToken: TOKEN }];
  sandbox = await createSandbox({
    https: {},
    apps: [{ id: BOT }],
    pages: [
      { id: PAGE, name: 'Acme', apps },
      { id: PAGE, platform: 'instagram', instagramId: ACCOUNT, apps },
    ],
  });
  front = frontOf(sandbox);
  ca = await readFile(front.caFile, 'utf8');
});
secure.after(() => sandbox.close());

function frontOf({ https }: Sandbox): SandboxHttps {
  if (!https) throw new Error('the sandbox does not serve https');
  return https;
}

/** Fails unless the sandbox still answers on all its ports. */
async function answersStill(): Promise<void> {
  const url = '/v25.0/me?fields=id';
  assert.is((await fetch(`${sandbox.url}${url}`, { headers: AUTHORIZED })).status, 200);
  assert.is((await callOverHttps(`${front.url}${url}`, { ca, headers: AUTHORIZED })).status, 200);
  const { proxyUrl } = front;
  const proxied = await callOverHttps(`https://graph.facebook.com${url}`, { ca, proxyUrl, headers: AUTHORIZED });
  assert.is(proxied.status, 200);
}

secure('a bot sends and passes at https://graph.facebook.com through the proxy', async () => {
  const ana = sandbox.person('Ana');
  await ana.say('hello');
  const call = async (edge: string, json: object): Promise<unknown> => {
    const url = `https://graph.facebook.com/v25.0/me/${edge}`;
    const { status, body } = await callOverHttps(url, { ca, proxyUrl: front.proxyUrl, json, headers: AUTHORIZED });
    assert.is(status, 200, body);
    return JSON.parse(body);
  };
  await call('messages', { ...to(ana), message: { text: 'Hi Ana' } });
  assert.is(ana.inbox.at(-1)?.text, 'Hi Ana');
  assert.equal(await call('pass_thread_control', { ...to(ana), target_app_id: INBOX }), { success: true });
  assert.is(sandbox.owner(ana.id), INBOX);
});

secure('graph.instagram.com leads to the sandbox too, and host names may have capitals', async () => {
  const ines = sandbox.getPage(PAGE, 'instagram').person('Ines');
  await ines.say('hello');
  const { status, body } = await callOverHttps(`https://graph.instagram.com/v25.0/${ACCOUNT}/messages`, {
    ca,
    proxyUrl: front.proxyUrl,
    json: { ...to(ines), message: { text: 'Hi Ines' } },
    headers: { ...AUTHORIZED, host: 'Graph.Instagram.com:443' },
  });
  assert.is(status, 200, body);
  assert.is(ines.inbox.at(-1)?.text, 'Hi Ines');
  const { status: line, socket } = await openTunnel(front.proxyUrl, 'GRAPH.facebook.com:443');
  assert.is(line, '200 Connection established');
  socket.destroy();
});

secure('the sandbox answers over https at its own address, by each name of this machine', async () => {
  const { port } = new URL(front.url);
  assert.is(front.url, `https://127.0.0.1:${port}`);
  for (const name of ['127.0.0.1', 'localhost']) {
    const { body } = await callOverHttps(`https://${name}:${port}/v25.0/me`, { ca, headers: AUTHORIZED });
    assert.is(JSON.parse(body).id, PAGE);
  }
});

secure('over https, foreign host names and pages of other origins are refused', async () => {
  const url = `${front.url}/v25.0/me`;
  for (const [headers, status] of [
    [{ host: 'evil.example' }, 421],
    [{ host: 'graph.facebook.com.evil.example' }, 421],
    [{ host: 'graph.facebook.com', origin: 'https://evil.example' }, 403],
    [{ host: 'graph.facebook.com', origin: 'https://graph.facebook.com' }, 403],
  ] as const) {
    const answer = await callOverHttps(url, { ca, json: {}, headers: { ...AUTHORIZED, ...headers } });
    assert.is(answer.status, status, JSON.stringify(headers));
  }
});

secure('the proxy takes an https address of Graph without a tunnel, as older versions of axios send it', async () => {
  const get = `GET https://graph.facebook.com/v25.0/me?access_token=${TOKEN} HTTP/1.1`;
  const heard = await sendBytes(front.proxyUrl, `${get}\r\nhost: graph.facebook.com\r\nconnection: close\r\n\r\n`);
  assert.match(heard, /^HTTP\/1\.1 200 /);
  assert.match(heard, `"id":"${PAGE}"`);
});

secure('the proxy refuses every other host with 403, and connects nowhere', async () => {
  let connections = 0;
  const other = createServer().on('connection', () => void connections++);
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refusal = /^403 the proxy of the sandbox leads only to https:\/\/graph\.facebook\.com and https:\/\/graph\./;
  for (const authority of [
    `127.0.0.1:${port}`,
    'example.com:443',
    'api.facebook.com:443',
    'graph.facebook.com:80',
    'graph.facebook.com',
    'evil.example.graph.facebook.com:443',
    'graph.facebook.com.evil.example:443',
    '__proto__:443',
  ]) {
    const { status, socket } = await openTunnel(front.proxyUrl, authority);
    assert.match(status, refusal, authority);
    socket.destroy();
  }
  for (const target of [
    `http://127.0.0.1:${port}/`,
    'http://graph.facebook.com/v25.0/me',
    'https://example.com/',
    'https://graph.facebook.com@example.com/',
    'https://graph.facebook.com:80/',
    '/v25.0/me',
  ]) {
    const heard = await sendBytes(front.proxyUrl, `GET ${target} HTTP/1.1\r\nhost: graph.facebook.com\r\n\r\n`);
    assert.match(heard, /^HTTP\/1\.1 403 /, target);
    assert.match(heard, 'name those that need no proxy in NO_PROXY', target);
  }
  assert.is(connections, 0);
  other.close();
});

secure('the CA is one certificate in a readable file, issues the server certificate, and leaves no key', async () => {
  const certificate = new X509Certificate(ca);
  assert.ok(certificate.ca);
  assert.is(ca.match(/-----BEGIN /g)?.length, 1);
  assert.ok(((await stat(front.caFile)).mode & 0o400) !== 0);
  assert.equal(await readdir(dirname(front.caFile)), ['ca.pem']);
  for (const shown of [ca, JSON.stringify(front), JSON.stringify(sandbox.exportSession())]) {
    assert.not.match(shown, 'PRIVATE KEY');
  }
});

secure('the file of the CA can be named: the next run replaces it, and any other content is left alone', () =>
  withFolder({ 'key.pem': 'the only copy' }, async (folder) => {
    const caFile = join(folder, 'ca.pem');
    const texts: string[] = [];
    for (const earlier of [ca, undefined]) {
      const run = await createSandbox({ https: { caFile } });
      assert.is(frontOf(run).caFile, caFile);
      assert.is(frontOf(run).environment.NODE_EXTRA_CA_CERTS, caFile);
      const trusted = earlier ?? texts[0] ?? '';
      const error = await callOverHttps(`${frontOf(run).url}/`, { ca: trusted }).catch((reason) => reason);
      assert.is(error.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'another run has another CA');
      await run.close();
      texts.push(await readFile(caFile, 'utf8'));
    }
    assert.is.not(...(texts as [string, string]));
    await writeFile(join(folder, 'two.pem'), `${texts[0]}${texts[1]}`);
    for (const [name, start] of [
      ['key.pem', 'https.caFile: the file exists and is not the CA of a sandbox'],
      ['two.pem', 'https.caFile: the file exists and is not the CA of a sandbox'],
      ['absent/ca.pem', 'https.caFile: the file cannot be written (ENOENT)'],
      ['', 'https.caFile: the file cannot be read (EISDIR)'],
    ] as const) {
      await rejects(createSandbox({ https: { caFile: join(folder, name) } }), ({ message }) =>
        message.startsWith(start),
      );
    }
    assert.is(await readFile(join(folder, 'key.pem'), 'utf8'), 'the only copy');
  }),
);

secure('a wrong option is refused with its name', async () => {
  const taken = Number(new URL(front.url).port);
  for (const [https, start] of [
    [{ port: 70_000 }, 'https.port must be a whole number from 0 to 65535'],
    [{ proxyPort: '1' }, 'https.proxyPort must be a whole number from 0 to 65535'],
    [{ port: 5, proxyPort: 5 }, 'https.proxyPort must differ from https.port'],
    [{ caFile: '' }, 'https.caFile must be a non-empty string'],
    [{ cafile: 'x' }, 'https.cafile is unknown; did you mean caFile?'],
    [true, 'https must be an object (got a boolean)'],
    [null, 'https must be an object (got null)'],
    [{ port: taken }, `https.port: cannot listen on port ${taken} (EADDRINUSE); 0 takes a free one`],
    [{ proxyPort: taken }, `https.proxyPort: cannot listen on port ${taken} (EADDRINUSE); 0 takes a free one`],
  ] as const) {
    await rejects(createSandbox({ https: https as object }), ({ message }) => message.startsWith(start));
  }
  const plain = await createSandbox();
  assert.is(plain.https, null);
  await plain.close();
});

secure('hostile bytes on both ports change nothing, and the next calls are answered', async () => {
  const printed: unknown[] = [];
  const print = console.error;
  console.error = (...args) => void printed.push(...args);
  const pieces = [
    'CONNECT ',
    'CONNECT graph.facebook.com:443 HTTP/1.1\r\n',
    'CONNECT graph.facebook.com:443 HTTP/1.1\r\n\r\n',
    'CONNECT graph.facebook.com:443 HTTP/1.1\r\nhost: graph.facebook.com:443\r\n\r\n',
    'CONNECT \0:443 HTTP/1.1\r\n\r\n',
    'CONNECT [::1]:443 HTTP/1.1\r\nhost: a\r\n\r\n',
    `GET https://graph.facebook.com/ HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
    `CONNECT ${'y'.repeat(100_000)}:443 HTTP/1.1\r\n\r\n`,
    'POST https://graph.facebook.com HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    '\x16\x03\x01\xff\xff',
    'GET / HTTP/1.1\r\n\r\n',
  ];
  for (const url of [front.proxyUrl, front.url]) {
    for (const piece of pieces) await sendBytes(url, Buffer.from(piece, 'latin1'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 4 }),
        (parts) => sendBytes(url, Buffer.from(parts.join(''), 'latin1')).then(() => undefined),
      ),
      propertyRuns(50),
    );
  }
  // Bytes that are not TLS, in an open tunnel.
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x00\x05hello', '']) {
    const { socket } = await openTunnel(front.proxyUrl, 'graph.facebook.com:443');
    socket.on('error', () => socket.destroy());
    socket.resume().end(Buffer.from(bytes, 'latin1'));
    await once(socket, 'close');
  }
  await answersStill();
  console.error = print;
  assert.equal(printed, []);
});

secure(
  'a caller that sends nothing, half a request or half a handshake holds up neither others nor close, which removes the file',
  async () => {
    const slow = await createSandbox({ https: {} });
    const { url, proxyUrl, caFile } = frontOf(slow);
    const own = await readFile(caFile, 'utf8');
    const ended: Promise<unknown>[] = [];
    const hold = (socket: Socket, start: string): void => {
      // A socket that is refused ends with an error or without one.
      ended.push(new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve)));
      socket.resume().write(Buffer.from(start, 'latin1'));
    };
    for (const start of ['', 'CONNECT graph', '\x16\x03']) {
      for (const address of [url, proxyUrl]) hold(openSocket(address), start);
      hold((await openTunnel(proxyUrl, 'graph.facebook.com:443')).socket, start);
    }
    const answer = await callOverHttps('https://graph.facebook.com/_sandbox/health', { ca: own, proxyUrl });
    assert.is(answer.status, 200);
    await slow.close();
    await Promise.all(ended);
    await rejects(stat(dirname(caFile)), /ENOENT/);
  },
);

secure('a fault that hangs up ends the connection of a call through the proxy', async () => {
  sandbox.faults.calls({ do: 'hangUp' });
  const error = await callOverHttps('https://graph.facebook.com/v25.0/me', {
    ca,
    proxyUrl: front.proxyUrl,
    headers: AUTHORIZED,
  }).catch((reason: NodeJS.ErrnoException) => reason);
  assert.is((error as NodeJS.ErrnoException).code, 'ECONNRESET');
  await answersStill();
});

secure('curl calls https://graph.facebook.com with nothing but the environment', async () => {
  const url = `https://graph.facebook.com/v25.0/me?access_token=${TOKEN}`;
  const env = { PATH: process.env['PATH'], ...front.environment };
  const [error, stdout] = await new Promise<[{ code?: unknown } | null, string]>((resolve) => {
    execFile('curl', ['-sS', url], { env }, (failure, out) => resolve([failure, out]));
  });
  if (error?.code === 'ENOENT') return console.log('curl is not installed: its call was not tried');
  assert.is(error, null);
  assert.is(JSON.parse(stdout).id, PAGE);
});

secure.run();
