import { createClient } from '@handover/client';
import { createHandover, nodeHandler } from '@handover/core';
import { createSandbox, type Sandbox } from '@handover/sandbox';
import { type Listening, listening } from '@handover/test-support/http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../support/run-command.ts';
import { type BotStore, STORES } from '../support/stores.ts';

const BOT = { id: '1450077300221199', name: 'Bot' };
const DESK = { id: '880042117756310', name: 'Desk' };

const waiting = suite('waiting');

let sandbox: Sandbox;
let stored: BotStore;
let server: Listening;
let bot: ReturnType<typeof createHandover>;

waiting.before.each(async () => {
  sandbox = await createSandbox({ apps: [BOT, DESK] });
  stored = await STORES.SQLite();
  const { APP_ID: appId, APP_SECRET: appSecret, PAGE_TOKEN: accessToken, GRAPH_URL: baseUrl } = sandbox.environment();
  bot = createHandover({
    appId,
    appSecret,
    client: createClient({ accessToken, appId, baseUrl }),
    store: stored.store,
    routing: 'on',
  });
  bot.on('message', async ({ event, thread }) => {
    if (event.text === 'human') await thread.handOver('inbox');
    if (event.text === 'desk') await thread.handOver(DESK.id);
  });
  server = await listening(nodeHandler(bot));
  await sandbox.setWebhook(BOT.id, { url: server.url });
});
waiting.after.each(async () => {
  await sandbox.close();
  await bot.close();
  await server.close();
  await stored.close();
});

function run(...words: string[]) {
  return runCommand(['waiting', ...words], { env: { STORE_URL: stored.url, APP_ID: BOT.id } });
}

waiting('lists the threads that the bot gave to people, and who has them', async () => {
  await sandbox.person('Ana').say('human');
  await sandbox.person('Bo').say('desk');
  await sandbox.person('Cleo').say('hello');
  await sandbox.settled();
  await sandbox.inbox.reply(sandbox.person('Ana'), 'How can I help?');
  await sandbox.settled();
  const { code, stdout } = await run();
  assert.is(code, 0);
  const [heading, , columns, ...rows] = stdout.split('\n');
  assert.is(heading, `2 threads that other apps own on messenger page ${sandbox.page.id}, longest first:`);
  assert.match(columns ?? '', /^PSID +OWNER +SINCE \(UTC\) +FOR +CUSTOMER +HUMAN$/);
  assert.match(
    rows[0] ?? '',
    new RegExp(`^${sandbox.person('Ana').id} +Page Inbox +\\d\\d-\\d\\d \\d\\d:\\d\\d +< 1 min +\\S.*just now$`),
  );
  assert.match(rows[1] ?? '', new RegExp(`^${sandbox.person('Bo').id} +${DESK.id} `));
  assert.ok(
    stdout.split('\n').every((line) => line.length <= 80),
    stdout,
  );
});

waiting('refuses a cursor that no page ended with', async () => {
  const { code, stdout, stderr } = await run('--cursor', 'garbage');
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.match(stderr, /^handover: --cursor must be the text that the page before ended with/);
});

waiting('prints each thread as a line of JSON, and a cursor while there are more', async () => {
  for (const name of ['Ana', 'Bo', 'Cleo']) {
    await sandbox.person(name).say('human');
    await sandbox.settled();
  }
  const first = await run('--json', '--limit', '2');
  const [ana, , more] = first.documents;
  assert.equal(Object.keys(ana ?? {}).slice(0, 6), ['platform', 'pageId', 'psid', 'owner', 'since', 'waitingMs']);
  assert.is(ana?.['psid'], sandbox.person('Ana').id);
  const rest = await run('--json', '--cursor', String(more?.['cursor']));
  assert.equal(
    rest.documents.map(({ psid }) => psid),
    [sandbox.person('Cleo').id],
  );
});

waiting('lists the threads of this app, or of any', async () => {
  await sandbox.person('Ana').say('hello');
  await sandbox.settled();
  assert.is((await run()).stdout, 'There is no thread that other apps own.\n');
  assert.match((await run('--owner', 'self')).stdout, /^1 thread that your app owns.* your app /s);
  assert.match((await run('--owner', 'any')).stdout, /^1 thread that an app owns/);
  assert.is((await run('--owner', 'me')).code, 2);
  assert.is((await run('--limit', '0')).code, 2);
});

waiting('names the settings that it needs', async () => {
  const missing = await runCommand(['waiting']);
  assert.is(missing.code, 2);
  assert.match(missing.stderr, /STORE_URL \(or --store-url\) is missing/);
  const none = await runCommand(['waiting', '--json'], { env: { STORE_URL: 'sqlite:none.db', APP_ID: BOT.id } });
  assert.is(none.code, 1);
  assert.is(JSON.parse(none.stderr).error.code, 'no_store');
});

waiting.run();
