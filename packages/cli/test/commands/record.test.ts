import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http, { createServer } from 'node:http';
import { join } from 'node:path';
import { delivery, items, type SignedRequest, signedRequest, whatsappChanges } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyFolder, type Running, startCommand } from '../support/run-command.ts';
import { APP_ID, SECRET, startBot, type TestBot } from '../support/test-bot.ts';

const recording = suite('handover record');
let bot: TestBot;
let folder: string;
let running: Running[];

recording.before.each(async () => {
  bot = await startBot();
  folder = emptyFolder();
  running = [];
});
recording.after.each(async () => {
  for (const one of running) one.stop();
  await Promise.all(running.map(({ ended }) => ended));
  await bot.close();
});

/** Starts the proxy and resolves to its address. */
async function start(...args: string[]): Promise<{ readonly url: string; readonly command: Running }> {
  const env = { APP_ID, APP_SECRET: SECRET, WEBHOOK_URL: bot.url };
  const command = startCommand(['record', '--port', '0', ...args], { env, folder });
  running.push(command);
  const [, url = ''] = await command.printed(/Listening on (\S+),/);
  return { url, command };
}

function post(url: string, { headers, body }: Pick<SignedRequest, 'headers' | 'body'>) {
  return fetch(url, { method: 'POST', headers, body });
}

function lines(
  name = 'deliveries.jsonl',
): { at: string; masked: boolean; headers: unknown; body: { entry: unknown[] } }[] {
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

interface Entry {
  readonly messaging: readonly {
    readonly sender: unknown;
    readonly recipient: unknown;
    readonly message?: { readonly mid: string };
    readonly reaction?: { readonly mid: string };
  }[];
}

/** Two of them fit into a file of 1 MiB. */
const LONG = 'long '.repeat(90_000);
const ANA = delivery({ messaging: [items.message({ text: 'My name is Ana Ramos', mid: 'm_1' })] });

recording('a delivery reaches the bot byte for byte, its answer comes back, and the file has it masked', async () => {
  const { url, command } = await start();
  const request = signedRequest(ANA, SECRET);
  const answer = await post(url, request);
  assert.equal([answer.status, await answer.text()], [200, 'EVENT_RECEIVED']);
  assert.is(bot.requests[0]?.body, Buffer.from(request.body).toString('latin1'));
  assert.is(bot.heard[0]?.kind === 'message' && bot.heard[0].text, 'My name is Ana Ramos');
  await command.printed(/message {2}7312004455667788 {2}200 {2}\d+ ms\n/);
  command.stop();
  const { code, stdout } = await command.ended;
  assert.is(code, 0);
  assert.match(stdout, /\n1 delivery recorded\.\n$/);
  const [line] = lines();
  assert.is(line?.masked, true);
  assert.equal(line?.headers, { 'content-type': 'application/json' });
  assert.equal(line?.body, delivery({ messaging: [items.message({ text: '(masked)', mid: 'm_1' })] }));
  assert.is(statSync(join(folder, 'deliveries.jsonl')).mode & 0o777, 0o600);
  assert.not.match(stdout, /Ana/);
});

recording('with --texts the file has what was said, and still no token', async () => {
  const { url } = await start('--texts');
  const optin = items.optin({ token: 'a-token-of-ana', payload: 'NEWS' });
  await post(url, signedRequest(delivery({ messaging: [items.message({ text: 'I am Ana' }), optin] }), SECRET));
  const text = JSON.stringify(lines());
  assert.match(text, /I am Ana/);
  assert.not.match(text, /a-token-of-ana/);
});

recording('with --mask-ids a person has the same other id in every delivery, and the page keeps its own', async () => {
  const { url } = await start('--mask-ids');
  const reaction = {
    ...items.message({ userId: '555' }),
    message: undefined,
    reaction: { mid: 'm_1', action: 'react' },
  };
  await post(url, signedRequest(delivery({ messaging: [items.message({ userId: '555', mid: 'm_1' })] }), SECRET));
  await post(url, signedRequest(delivery({ messaging: [reaction] }), SECRET));
  const [first, second] = lines().map(({ body: { entry } }) => (entry as Entry[])[0]?.messaging[0]);
  assert.not.match(JSON.stringify(lines()), /"555"|"m_1"/);
  assert.equal(first?.sender, second?.sender);
  assert.is(first?.message?.mid, second?.reaction?.mid);
  assert.equal(first?.recipient, { id: '804155501230077' });
});

recording('a phone number of WhatsApp is masked, also inside the ids of messages', async () => {
  const { url } = await start();
  const mid = `wamid.${Buffer.from('\x1d\x0c351960000003\x15').toString('base64')}`;
  const changes = [whatsappChanges.message({ mid }), whatsappChanges.status({ mid })];
  await post(url, signedRequest(delivery({ object: 'whatsapp_business_account', changes }), SECRET));
  const text = JSON.stringify(lines());
  assert.not.match(text, /351960000003|Rita|MzUxOTYwMDAwMDAz/);
  const ids = [...text.matchAll(/"id":"(wamid\.[^"]+)"/g)].map(([, id]) => id);
  assert.is(ids.length, 2);
  assert.is(ids[0], ids[1]);
});

recording('what Meta did not sign passes without being recorded, with one note', async () => {
  const { url, command } = await start();
  const forged = signedRequest(ANA, 'another secret');
  assert.is((await post(url, forged)).status, 401);
  assert.is((await post(url, forged)).status, 401);
  const challenge = await fetch(`${url}?hub.mode=subscribe&hub.verify_token=let-me-in&hub.challenge=4711`);
  assert.equal([challenge.status, await challenge.text()], [200, '4711']);
  command.stop();
  const { stdout, stderr } = await command.ended;
  assert.is(stderr.match(/without being recorded/g)?.length, 1);
  assert.match(stdout, /0 deliveries recorded\. .*2 without a signature of this app, 1 other request\./);
  assert.equal(lines(), []);
  assert.not.match(stdout + stderr, /let-me-in/);
});

recording('while the bot is down the sender gets 502 and the delivery is recorded', async () => {
  const { url, command } = await start();
  await bot.close();
  const answer = await post(url, signedRequest(ANA, SECRET));
  assert.is(answer.status, 502);
  assert.is(lines().length, 1);
  command.stop();
  const { stderr, stdout } = await command.ended;
  assert.match(stderr, /does not answer \(ECONNREFUSED\): Meta gets a 502/);
  assert.match(stdout, /The bot gave no answer to 1 request\./);
  bot = await startBot();
});

recording('senders that leave in the middle of a request take no room from deliveries that follow', async () => {
  const { url, command } = await start();
  await bot.close();
  const leaving = Array.from({ length: 64 }, () => {
    const request = http.request(url, { method: 'POST', agent: false, headers: { 'content-length': 2_000_000 } });
    request.on('error', () => {}).write(Buffer.alloc(1_048_576));
    return request;
  });
  let noted = false;
  void command.printed(/too many came at once/).then(() => {
    noted = true;
  });
  let before = 0;
  for (; !noted; before = lines().length) await post(url, signedRequest(ANA, SECRET));
  for (const request of leaving) request.destroy();
  for (let tries = 0; tries < 50 && lines().length === before; tries += 1) await post(url, signedRequest(ANA, SECRET));
  assert.is(lines().length, before + 1);
  bot = await startBot();
});

recording('a delivery is recorded though the bot answers before it has read it', async () => {
  const target = createServer((_, response) => response.end('EVENT_RECEIVED'));
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const { url, command } = await start('--to', `http://127.0.0.1:${(target.address() as { port: number }).port}`);
  const { headers, body } = signedRequest(delivery({ messaging: [items.message({ text: LONG, mid: 'm_1' })] }), SECRET);
  const agent = new http.Agent({ keepAlive: true });
  const request = http.request(url, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': body.byteLength },
  });
  request.write(body.subarray(0, 1_000));
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  await once(answer.resume(), 'end');
  request.end(body.subarray(1_000));
  await once(request, 'close');
  agent.destroy();
  command.stop();
  assert.match((await command.ended).stdout, /message {2}7312004455667788 {2}200 .*\n1 delivery recorded/);
  await new Promise((done) => target.close(done));
});

recording('headers of the connection stay on their side, all others and the query pass', async () => {
  const seen: Record<string, unknown>[] = [];
  const target = createServer((request, response) => {
    seen.push({ ...request.headers, url: request.url });
    response.writeHead(200, { 'x-of-the-bot': 'yes', 'keep-alive': 'timeout=99' }).end();
  });
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const { port } = target.address() as { port: number };
  const { url } = await start('--to', `http://127.0.0.1:${port}`);
  const answer = await fetch(new URL('/some/path?a=1%202', url), { headers: { 'x-of-meta': 'yes', te: 'trailers' } });
  assert.is(answer.headers.get('x-of-the-bot'), 'yes');
  assert.not.match(answer.headers.get('keep-alive') ?? '', /99/);
  assert.is(seen[0]?.['url'], '/some/path?a=1%202');
  assert.is(seen[0]?.['x-of-meta'], 'yes');
  assert.is(seen[0]?.['te'], undefined);
  assert.is(seen[0]?.['host'], `127.0.0.1:${port}`);
  await new Promise((done) => target.close(done));
});

recording('a body stays with its request, whatever the method and the headers of the connection', async () => {
  const seen: string[] = [];
  const target = createServer(async (request, response) => {
    seen.push(`${request.method} ${(await request.toArray()).join('')}`);
    response.end();
  });
  await new Promise<void>((done) => target.listen(0, '127.0.0.1', done));
  const { url } = await start('--to', `http://127.0.0.1:${(target.address() as { port: number }).port}/webhook`);
  const smuggled = 'GET /admin HTTP/1.1\r\nhost: bot\r\n\r\n';
  for (const [method, headers] of [
    ['GET', { 'transfer-encoding': 'chunked' }],
    ['DELETE', { 'content-length': smuggled.length, connection: 'content-length' }],
  ] as const) {
    const request = http.request(url, { method, headers, agent: false }).end(smuggled);
    const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
    assert.is(answer.resume().statusCode, 200);
  }
  assert.equal(seen, [`GET ${smuggled}`, `DELETE ${smuggled}`]);
  await new Promise((done) => target.close(done));
});

recording('a body that is too large, or nested too deeply, passes without being recorded', async () => {
  const { url, command } = await start();
  const large = Buffer.from(JSON.stringify({ object: 'page', entry: [], padding: 'x'.repeat(1_100_000) }));
  const deep = Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  assert.is((await post(url, signedRequest(large, SECRET))).status, 413);
  assert.is((await post(url, signedRequest(deep, SECRET))).status, 400);
  command.stop();
  assert.match((await command.ended).stdout, /0 deliveries recorded\. .*1 too large, 1 not the JSON of a delivery/);
});

recording('a file that is full is set aside, and the oldest goes', async () => {
  const { url, command } = await start('--texts', '--rotate-mb', '1', '--keep', '2');
  for (let index = 0; index < 9; index += 1) {
    const body = delivery({ messaging: [items.message({ mid: `m_${index}`, text: LONG })] });
    assert.is((await post(url, signedRequest(body, SECRET))).status, 200);
  }
  command.stop();
  await command.ended;
  const mids = ['deliveries.jsonl.2', 'deliveries.jsonl.1', 'deliveries.jsonl'].map((name) =>
    lines(name).flatMap((line) => JSON.stringify(line).match(/m_\d+/g)),
  );
  assert.equal(mids, [['m_4', 'm_5'], ['m_6', 'm_7'], ['m_8']]);
  assert.throws(() => lines('deliveries.jsonl.3'), /ENOENT/);
});

recording('a recording that is removed meanwhile is begun again, and older files stay', async () => {
  const { url, command } = await start('--texts', '--rotate-mb', '1', '--keep', '2');
  const say = (mid: string) =>
    post(url, signedRequest(delivery({ messaging: [items.message({ mid, text: LONG })] }), SECRET));
  for (const mid of ['m_1', 'm_2', 'm_3']) await say(mid);
  rmSync(join(folder, 'deliveries.jsonl'));
  for (const mid of ['m_4', 'm_5']) await say(mid);
  command.stop();
  const { stderr } = await command.ended;
  const mids = ['deliveries.jsonl.1', 'deliveries.jsonl'].map((name) => JSON.stringify(lines(name)).match(/m_\d+/g));
  assert.equal(mids, [
    ['m_1', 'm_2'],
    ['m_4', 'm_5'],
  ]);
  assert.not.match(stderr, /cannot be written/);
});

recording('two proxies share a recording, and set it aside once', async () => {
  const args = ['--texts', '--rotate-mb', '1', '--keep', '4'];
  const [one, other] = [await start(...args), await start(...args)];
  for (let index = 1; index <= 6; index += 1) {
    const body = delivery({ messaging: [items.message({ mid: `m_${index}`, text: LONG })] });
    await post((index % 2 === 1 ? one : other).url, signedRequest(body, SECRET));
  }
  const mids = ['deliveries.jsonl.2', 'deliveries.jsonl.1', 'deliveries.jsonl'].map((name) =>
    JSON.stringify(lines(name)).match(/m_\d+/g),
  );
  assert.equal(mids, [
    ['m_1', 'm_2'],
    ['m_3', 'm_4'],
    ['m_5', 'm_6'],
  ]);
});

recording('a disk that refuses stops no delivery and is noted once', async () => {
  const { url, command } = await start('--texts', '--rotate-mb', '1', '--keep', '1');
  // The file cannot be set aside where a folder stands.
  mkdirSync(join(folder, 'deliveries.jsonl.1', 'full'), { recursive: true });
  for (let index = 0; index < 4; index += 1) {
    const body = delivery({ messaging: [items.message({ text: LONG })] });
    assert.is((await post(url, signedRequest(body, SECRET))).status, 200);
  }
  command.stop();
  const { stdout, stderr } = await command.ended;
  assert.is(stderr.match(/cannot be written/g)?.length, 1);
  assert.match(stdout, /2 deliveries recorded\. .*2 refused by the disk/);
  assert.is(lines().length, 2);
});

recording('a recording is continued, without the line that was cut off by a kill', async () => {
  const first = await start();
  await post(first.url, signedRequest(ANA, SECRET));
  first.command.stop();
  await first.command.ended;
  const path = join(folder, 'deliveries.jsonl');
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"format":"handover-rec`);
  const second = await start();
  await post(second.url, signedRequest(ANA, SECRET));
  assert.is(lines().length, 2);
});

recording('a wrong command line is refused before anything listens or is written', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'my notes\n');
  for (const [args, pattern] of [
    [['--file', 'notes.txt'], /holds something else than a recording/],
    [['--file', '.'], /cannot be written \(EISDIR\)/],
    [['--file', '/dev/null'], /is not a file/],
    [['--port', '70000'], /--port must be a whole number from 0 to 65535/],
    [['--rotate-mb', '0'], /--rotate-mb must be/],
    [['--to', 'bot'], /--to must be/],
    [['--port', new URL(bot.url).port], /another program listens there/],
  ] as const) {
    const env = { APP_SECRET: SECRET, WEBHOOK_URL: bot.url };
    const { code, stderr } = await startCommand(['record', ...args], { env, folder }).ended;
    assert.is(code, 2, args.join(' '));
    assert.match(stderr, pattern);
  }
  assert.is(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'my notes\n');
});

recording('an address that leads back to the proxy ends in 508 and a note', async () => {
  const front = createServer();
  await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
  const { port } = front.address() as { port: number };
  const { url, command } = await start('--to', `http://127.0.0.1:${port}/webhook`);
  front.on('request', (request, response) => {
    const headers = request.headers as Record<string, string>;
    void fetch(url, { headers: { via: headers['via'] ?? '' } }).then((answer) =>
      response.writeHead(answer.status).end(),
    );
  });
  assert.is((await fetch(url)).status, 508);
  await command.printed(/leads back here/);
  await new Promise((done) => front.close(done));
});

recording.run();
