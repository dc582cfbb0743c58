import { EVENT_KINDS, type HandoverEvent, PAGE_INBOX_APP_ID, readDelivery } from '@handover/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../support/run-command.ts';
import { APP_ID, SECRET, startBot, type TestBot } from '../support/test-bot.ts';

const PLATFORM_NAMES = ['messenger', 'instagram', 'whatsapp'] as const;

const triggering = suite('handover trigger');
let bot: TestBot;
let env: Record<string, string>;

triggering.before.each(async () => {
  bot = await startBot();
  env = { APP_ID, APP_SECRET: SECRET, WEBHOOK_URL: bot.url, PAGE_ID: '104' };
});
triggering.after.each(() => bot.close());

function run(...args: string[]) {
  return runCommand(['trigger', ...args], { env });
}

/** The event that core reads of a sample. */
async function printed(...args: string[]): Promise<HandoverEvent> {
  const { documents, stderr, code } = await run(...args, '--print', '--json');
  assert.is(code, 0, stderr);
  const [event] = readDelivery(Buffer.from(JSON.stringify(documents[0])), { appId: APP_ID });
  assert.ok(event);
  return event;
}

triggering('a message reaches the handlers of the bot, and each run sends a new one', async () => {
  const { code, stdout } = await run('message', '--psid', '555', '--text', 'I want a human');
  assert.is(code, 0);
  assert.match(stdout, /^200 EVENT_RECEIVED \(\d+ ms\)\n$/);
  await run('message', '--psid', '555', '--text', 'hello?');
  assert.equal(
    bot.heard.map((event) => event.kind === 'message' && [event.pageId, event.userId, event.text]),
    [
      ['104', '555', 'I want a human'],
      ['104', '555', 'hello?'],
    ],
  );
  assert.ok(Date.now() - (bot.heard[0]?.timestamp ?? 0) < 60_000);
});

triggering('every kind of core is listed, and core reads each as that kind on each of its platforms', async () => {
  const { documents } = await run('--list', '--json');
  const kinds = documents.map(({ kind }) => String(kind));
  assert.equal(
    EVENT_KINDS.filter((kind) => !kinds.includes(kind)),
    [],
  );
  for (const { kind, platforms } of documents) {
    for (const platform of platforms as string[]) {
      const event = await printed(String(kind), '--platform', platform);
      assert.is(event.kind, kind === 'dashboard_test' ? 'message' : kind, `${kind} on ${platform}`);
      assert.is(event.platform, platform);
    }
  }
});

triggering('control events name both apps, and short words name their kinds', async () => {
  const pass = await printed('pass', '--app', '4711', '--metadata', 'yours');
  assert.equal(pass.kind === 'pass_thread_control' && [pass.previousOwnerAppId, pass.newOwnerAppId, pass.metadata], [
    '4711',
    APP_ID,
    'yours',
  ]);
  const take = await printed('take');
  assert.equal(take.kind === 'take_thread_control' && [take.previousOwnerAppId, take.newOwnerAppId], [
    APP_ID,
    PAGE_INBOX_APP_ID,
  ]);
  const request = await printed('request', '--app', '4711');
  assert.is(request.kind === 'request_thread_control' && request.requestedOwnerAppId, '4711');
});

triggering('--standby puts the item where an app that does not own the thread gets it', async () => {
  for (const platform of PLATFORM_NAMES) {
    for (const kind of ['message', 'echo']) {
      assert.is((await printed(kind, '--standby', '--platform', platform)).standby, true);
    }
  }
  const { code, stderr } = await run('reaction', '--standby', '--platform', 'whatsapp');
  assert.is(code, 2);
  assert.match(stderr, /leave out --standby/);
});

triggering('--psid names a person of WhatsApp by phone number or by user id', async () => {
  assert.is((await printed('message', '--platform', 'whatsapp', '--psid', '351960000099')).userId, '351960000099');
  assert.is((await printed('message', '--platform', 'whatsapp', '--psid', 'PT.42')).userId, 'PT.42');
  assert.match((await run('message', '--platform', 'whatsapp', '--psid', 'Rita')).stderr, /--psid must be/);
});

triggering('a refused delivery ends with exit code 1 and what to compare', async () => {
  const { code, stdout, stderr } = await run('message', '--app-secret', 'f00df00df00d');
  assert.is(code, 1);
  assert.match(stdout, /^401 /);
  assert.match(stderr, /compare its APP_SECRET/);
  assert.not.match(stdout + stderr, /f00d/);
});

triggering('a bot that is down ends with exit code 1 and its address', async () => {
  const gone = await startBot();
  await gone.close();
  const { code, stderr } = await run('message', '--to', gone.url);
  assert.is(code, 1);
  assert.ok(stderr.startsWith(`handover: ${gone.url} did not answer: nothing listens there`), stderr);
});

triggering('a wrong command line sends nothing and says the way out', async () => {
  for (const [args, pattern] of [
    [[], /name a kind/],
    [['mesage'], /Did you mean message\?/],
    [['status'], /does not exist on messenger; it does with --platform whatsapp/],
    [['message', '--to', 'localhost:3000'], /--to must be an http: or https: address/],
    [['pass', '--app', 'desk'], /--app must be an app id/],
  ] as const) {
    const { code, stderr } = await run(...args);
    assert.is(code, 2);
    assert.match(stderr, pattern);
  }
  delete env['WEBHOOK_URL'];
  assert.match((await run('message')).stderr, /give --to or WEBHOOK_URL/);
  assert.equal(bot.heard, []);
});

triggering.run();
