import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createClient } from '@handover/client';
import { createHandover, nodeHandler, PAGE_INBOX_APP_ID } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { delivery, type Item, items, whatsappChanges } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { maskOf } from '../../src/recording/masking.ts';
import { printRecorded } from '../../src/recording/recorded-delivery.ts';
import { emptyFolder, runCommand, startCommand } from '../support/run-command.ts';

const BOT = { id: '1450077300221199', name: 'Bot' };
const DESK = { id: '880042117756310', name: 'Desk' };
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

const playing = suite('handover replay --sandbox');
const closers: (() => Promise<unknown>)[] = [];

playing.after.each(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function sandboxWith(options: Parameters<typeof createSandbox>[0] = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({ apps: [BOT, DESK], ...options });
  closers.push(() => sandbox.close());
  return sandbox;
}

/** Starts a bot that repeats what people write, and hands over to the inbox on request. Resolves to its address. */
async function botOf(sandbox: Sandbox): Promise<string> {
  const { GRAPH_URL: baseUrl, PAGE_TOKEN: accessToken, APP_ID: appId, APP_SECRET: appSecret } = sandbox.environment();
  const bot = createHandover({
    appId,
    appSecret,
    client: createClient({ accessToken, appId, baseUrl }),
    logger: QUIET,
  });
  bot.on('message', async ({ event, thread }) => {
    if (event.text === 'human') await thread.handOver('inbox');
    else await thread.send(`You said ${event.text}`);
  });
  bot.on('postback', async ({ event, thread }) => void (await thread.send(`You tapped ${event.payload}`)));
  const server = createServer(nodeHandler(bot, { path: '/webhook' }));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(async () => {
    await new Promise((done) => server.close(done));
    await bot.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/webhook`;
}

playing('a story that was recorded happens again in another sandbox, whose bot answers it', async () => {
  const folder = emptyFolder();
  const first = await sandboxWith();
  const env = { ...first.environment(), WEBHOOK_URL: await botOf(first) };
  const recorder = startCommand(['record', '--port', '0', '--texts'], { env, folder });
  closers.push(() => {
    recorder.stop();
    return recorder.ended;
  });
  const [, url = ''] = await recorder.printed(/Listening on (\S+),/);
  first.setWebhook(BOT.id, { url });
  const ana = first.person('Ana');
  const said = await ana.say('hello');
  await first.settled();
  await ana.say('and this', { replyTo: said.mid });
  await first.settled();
  await ana.tap('MENU', 'Menu');
  await first.settled();
  await ana.react('love');
  await ana.read();
  await ana.say('human');
  await first.settled();
  await ana.say('are you there?');
  await first.inbox.reply(ana, 'I am, hello');
  await first.settled();
  await first.inbox.done(ana);
  await ana.say('thanks');
  await first.settled();
  recorder.stop();
  assert.is((await recorder.ended).code, 0);

  const second = await sandboxWith();
  second.setWebhook(BOT.id, { url: await botOf(second) });
  const args = ['replay', 'deliveries.jsonl', '--sandbox', '--speed', 'max'];
  const { code, stdout, stderr } = await runCommand(args, { env: { ...second.environment() }, folder });
  assert.is(code, 0, stderr);
  await second.settled();
  const customer = second.person('Customer 1');
  const texts = (sandbox: Sandbox, who: typeof ana): unknown =>
    sandbox.person(who.name).inbox.map(({ text, appId }) => [appId, text]);
  assert.equal(
    texts(second, customer),
    [
      [BOT.id, 'You said hello'],
      [BOT.id, 'You said and this'],
      [BOT.id, 'You tapped MENU'],
      [PAGE_INBOX_APP_ID, 'I am, hello'],
    ],
    stdout,
  );
});

/** Plays these deliveries in the sandbox at once. */
async function play(sandbox: Sandbox, bodies: readonly unknown[], ...args: string[]) {
  const folder = emptyFolder();
  const lines = bodies.map((body, index) => printRecorded({ at: index + 1, masked: false, headers: {}, body }));
  writeFileSync(join(folder, 'story.jsonl'), lines.join(''));
  const env = { ...sandbox.environment() };
  return runCommand(['replay', 'story.jsonl', '--sandbox', '--speed', 'max', ...args], { env, folder });
}

playing('other apps, the inbox and the person do again what they did, and what the bot did is left to it', async () => {
  const sandbox = await sandboxWith({ apps: [BOT, { ...DESK, canTake: true }], routing: 'on' });
  const at = { timestamp: 1_764_590_400_000 };
  const item = (part: Item): Item => ({ ...items.message(at), message: undefined, ...part });
  const { documents, code, stderr } = await play(
    sandbox,
    [
      delivery({ messaging: [items.message({ ...at, mid: 'm_1', text: 'hello' })] }),
      delivery({ messaging: [items.message({ ...at, mid: 'm_1', text: 'hello' })] }),
      delivery({ messaging: [item({ message_edit: { mid: 'm_1', text: 'hello there', num_edit: 1 } })] }),
      delivery({ messaging: [items.echo({ ...at, appId: '4711', text: 'of the bot' })] }),
      delivery({ messaging: [items.pass({ ...at, from: '4711', to: PAGE_INBOX_APP_ID })] }),
      delivery({ standby: [items.echo({ ...at, appId: PAGE_INBOX_APP_ID, text: 'of a person', mid: 'm_2' })] }),
      delivery({ messaging: [items.take({ ...at, from: '4711', to: DESK.id })] }),
      delivery({ standby: [items.echo({ ...at, appId: DESK.id, text: 'of the desk' })] }),
      delivery({ messaging: [items.pass({ ...at, from: DESK.id, to: '4711' })] }),
      delivery({ messaging: [items.echo({ ...at, appId: '99', text: 'of an unknown app' })] }),
      delivery({ messaging: [items.unsend({ ...at, mid: 'm_9' }), items.optin(at)] }),
      delivery({ object: 'whatsapp_business_account', changes: [whatsappChanges.message()] }),
    ],
    '--app-id',
    '4711',
    '--json',
  );
  assert.is(code, 0, stderr);
  assert.equal(
    documents.flatMap(({ done }) => done ?? []),
    [
      'writes',
      'edits a message',
      'the inbox answers',
      `app ${DESK.id} takes the thread`,
      `app ${DESK.id} answers`,
      `app ${DESK.id} passes the thread`,
    ],
  );
  assert.equal(documents.at(-1), {
    played: 6,
    own: 2,
    again: 1,
    notPlayed: [
      { why: 'echo: app 99 is not in the sandbox', count: 1 },
      { why: 'message_deleted: its message was not played', count: 1 },
      { why: 'optin: a sandbox has no such action', count: 1 },
      { why: 'message: the sandbox has no page on whatsapp', count: 1 },
    ],
  });
  const customer = sandbox.person('Customer 1');
  assert.equal(
    customer.inbox.map(({ text }) => text),
    ['of a person', 'of the desk'],
  );
  assert.is(sandbox.owner(customer.id), BOT.id);
});

playing('a masked story of WhatsApp is played, the phone app included', async () => {
  const sandbox = await sandboxWith({ platform: 'whatsapp', apps: [BOT], page: { phoneApp: true } });
  const mask = maskOf({ texts: false, maskIds: false, key: 'k' });
  const { code, stdout, stderr } = await play(
    sandbox,
    [
      whatsappChanges.message({ mid: 'wamid.1', text: 'I am Ana' }),
      whatsappChanges.message({ mid: 'wamid.2', content: { type: 'image', image: { id: '9900', caption: 'me' } } }),
      whatsappChanges.phoneEcho({ text: 'Hi Ana' }),
      whatsappChanges.message({ content: { type: 'revoke', revoke: { original_message_id: 'wamid.1' } } }),
    ].map((change) => mask(delivery({ object: 'whatsapp_business_account', changes: [change] }))),
  );
  assert.is(code, 0, stderr);
  assert.match(stdout, /\n4 events played\.\n$/);
  assert.not.match(stdout, /Ana/);
});

playing('without a sandbox nothing is played, and a wrong flag is refused', async () => {
  const sandbox = await sandboxWith();
  const body = delivery({ messaging: [items.message()] });
  const other = createServer((_, answer) => answer.writeHead(404).end());
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  closers.push(() => new Promise((done) => other.close(done)));
  for (const [args, pattern] of [
    [['--graph-url', `http://127.0.0.1:${(other.address() as { port: number }).port}`], /no sandbox answers at http/],
    [['--graph-url', 'sandbox'], /must be the address of a sandbox/],
    [['--as-new'], /leave out --to and --as-new/],
  ] as const) {
    const { code, stderr } = await play(sandbox, [body], ...args);
    assert.is(code, 2);
    assert.match(stderr, pattern);
  }
  assert.equal(sandbox.people, []);
});

playing('a sandbox that ends meanwhile is named, with exit code 1', async () => {
  const webhook = createServer(() => void sandbox.close());
  await new Promise<void>((done) => webhook.listen(0, '127.0.0.1', done));
  closers.push(async () => void webhook.close().closeAllConnections());
  const webhookUrl = `http://127.0.0.1:${(webhook.address() as { port: number }).port}/webhook`;
  const sandbox = await sandboxWith({ apps: [{ ...BOT, webhookUrl }] });
  const { code, stderr } = await play(sandbox, [delivery({ messaging: [items.message()] })]);
  assert.is(code, 1);
  assert.match(stderr, /the sandbox at http:\/\/127\.0\.0\.1:\d+ does not answer any more \(\w+\)/);
});

playing.run();
