// Client, core and Koa against the sandbox over HTTP: the two modes of the protocol, each call checked against its
// description.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient } from '@handover/client';
import { createHandover, type Handover, type Owner } from '@handover/core';
import { handover } from '@handover/koa';
import { createSandbox, type Sandbox, type SandboxOptions } from '@handover/sandbox';
import { rejects } from '@handover/testkit';
import Koa from 'koa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../../../openapi/contract.ts';

const transcripts = suite('transcripts');

const BOT = '1450077300221199';
const DESK = '880042117756310';
const INBOX = '263902037430900';

const contract = createContract();

interface App {
  readonly bot: Handover;
  readonly client: Client;
  /** Kinds of the events since the last call, with their lane. */
  news(): string[];
}

interface Scene {
  readonly sandbox: Sandbox;
  readonly bot: App;
  readonly desk: App;
  /** Problems found in calls, answers and deliveries so far. */
  readonly problems: string[];
  close(): Promise<void>;
}

async function startScene(options: SandboxOptions): Promise<Scene> {
  const sandbox = await createSandbox({
    ...options,
    defaultApp: BOT,
    apps: [
      { id: BOT, name: 'Bot' },
      { id: DESK, name: 'Desk' },
    ],
  });
  const problems: string[] = [];
  const closers: (() => Promise<void>)[] = [];
  const platform = options.platform === 'instagram' ? 'instagram' : 'messenger';

  async function start(appId: string): Promise<App> {
    const { accessToken = '', secret = '' } = sandbox.apps.find(({ id }) => id === appId) ?? {};
    const client = createClient({
      accessToken,
      appId,
      appSecret: secret,
      platform,
      baseUrl: sandbox.url,
      fetch: async (url, init) => {
        const method = init?.method ?? 'GET';
        const sent = {
          method,
          url: String(url),
          ...(init?.body ? { body: JSON.parse(String(init.body)) as unknown } : {}),
        };
        problems.push(...contract.validateRequest(sent));
        const response = await fetch(url, init);
        const body: unknown = await response.clone().json();
        problems.push(...contract.validateResponse({ method, url: String(url), status: response.status, body }));
        return response;
      },
    });
    const bot = createHandover({ appId, appSecret: secret, client, clock: sandbox.clock });
    const seen: string[] = [];
    bot.on('*', ({ event }) => void seen.push(`${event.lane} ${event.kind}`));
    bot.on('error', ({ error }) => void problems.push(String(error.stack)));
    const app = new Koa();
    app.use(handover(bot));
    const server = createServer(app.callback());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    sandbox.setWebhook(appId, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook` });
    closers.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
      await bot.close();
    });
    return { bot, client, news: () => seen.splice(0) };
  }

  return {
    sandbox,
    bot: await start(BOT),
    desk: await start(DESK),
    problems,
    async close() {
      await sandbox.settled();
      for (const entry of sandbox.timeline) {
        if (entry.kind === 'delivery') problems.push(...contract.validateDelivery(entry.body));
      }
      await sandbox.close();
      for (const close of closers) await close();
      assert.equal(problems, []);
    },
  };
}

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const { kind, code, subcode } = (await rejects(call)) as Error & { kind?: string; code?: number; subcode?: number };
  return [kind, code, subcode].filter((part) => part !== undefined).join('/');
};

transcripts('routing on: from the first message to the desk and back', async () => {
  const scene = await startScene({ routing: 'on' });
  const { sandbox, bot, desk } = scene;
  const ana = sandbox.person('Ana');
  const reference = { pageId: sandbox.page.id, userId: ana.id };
  const asBot = bot.bot.thread(reference);
  const asDesk = desk.bot.thread(reference);
  const known = async (): Promise<Owner[]> => [(await asBot.state()).owner, (await asDesk.state()).owner];
  const app = (appId?: string): Owner => (appId === undefined ? { kind: 'app' } : { kind: 'app', appId });

  await ana.say('hi');
  await sandbox.settled();
  assert.equal([bot.news(), desk.news()], [['messaging message'], ['standby message']]);
  const owner = await asBot.getThreadOwner();
  assert.ok(owner.kind === 'self' && owner.expiresAt instanceof Date);
  const hidden = await asDesk.getThreadOwner();
  assert.ok(hidden.kind === 'app' && hidden.appId === undefined && hidden.expiresAt instanceof Date);
  assert.equal(await known(), [{ kind: 'self' }, app()]);

  await asBot.send('hello');
  await sandbox.settled();
  assert.equal([bot.news(), desk.news()], [['messaging echo'], ['standby echo']]);
  assert.equal(await known(), [{ kind: 'self' }, app(BOT)], 'the echo names the owner');

  assert.is(await refusal(desk.client.sendMessage(ana.id, 'me too')), 'not_owner/10/2018300');
  await rejects(asDesk.send('me too'), 'NotThreadOwnerError');

  await asBot.handOver(DESK, { message: 'one moment' });
  await sandbox.settled();
  assert.equal(desk.news().at(-1), 'messaging pass_thread_control');
  bot.news();
  assert.equal(await known(), [app(DESK), { kind: 'self' }]);
  assert.is(sandbox.owner(ana.id), DESK);

  assert.is(await refusal(bot.client.sendMessage(ana.id, 'x')), 'not_owner/10/2018300');
  assert.is(await refusal(bot.client.passThreadControl(ana.id, { targetAppId: BOT })), 'not_owner/100/2018151');
  assert.is(await refusal(bot.client.releaseThreadControl(ana.id)), 'not_owner/100');
  await rejects(asBot.send('x'), 'NotThreadOwnerError');
  assert.equal((await asBot.state()).owner, app(DESK));

  await asDesk.extendThreadControl({ durationSeconds: 259_200 });
  const extended = await asDesk.state();
  assert.ok(Math.abs((extended.expiresAt?.getTime() ?? 0) - sandbox.clock.now() - 259_200_000) < 5_000);
  await asDesk.handOver('default');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging pass_thread_control']);
  assert.is(sandbox.owner(ana.id), BOT);
  assert.equal((await asBot.state()).owner, { kind: 'self' });
  assert.is((await asDesk.state()).mayReply, false);

  assert.is(await asDesk.regain(), 'owned');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging take_thread_control']);
  assert.equal(await known(), [app(DESK), { kind: 'self' }]);
  assert.is(await refusal(desk.client.takeThreadControl(ana.id)), 'already_owner/27/1893035');
  assert.is(await asDesk.regain(), 'owned');

  await asDesk.releaseThreadControl();
  await sandbox.settled();
  assert.equal([bot.news(), desk.news()], [[], []], 'a release sends no webhook');
  assert.is((await desk.client.getThreadOwner(ana.id)).state, 'idle');
  assert.equal((await asDesk.state()).owner, { kind: 'idle' });

  await ana.say('thanks');
  await sandbox.settled();
  assert.equal([bot.news(), desk.news()], [['messaging message'], ['standby message']]);
  assert.is(sandbox.owner(ana.id), BOT);
  assert.is((await asBot.state()).owner.kind, 'self');
  assert.is((await asDesk.state()).mayReply, false);
  await scene.close();
});

transcripts(
  'routing off: requests, passes, the inbox that never grants, and the silent expiry after a day',
  async () => {
    const scene = await startScene({ routing: 'off' });
    const { sandbox, bot, desk } = scene;
    const ana = sandbox.person('Ana');
    const reference = { pageId: sandbox.page.id, userId: ana.id };
    const asBot = bot.bot.thread(reference);
    const asDesk = desk.bot.thread(reference);

    await ana.say('hi');
    await sandbox.settled();
    assert.equal([bot.news(), desk.news()], [['messaging message'], ['messaging message']]);
    await asBot.send('hello from the bot');
    await asDesk.send('hello from the desk');
    await sandbox.settled();
    bot.news();
    desk.news();

    assert.is(await asDesk.regain({ waitMs: 5_000 }), 'owned');
    assert.is(sandbox.owner(ana.id), DESK);
    await sandbox.settled();
    assert.equal(desk.news(), ['messaging pass_thread_control']);
    assert.equal((await asDesk.state()).owner, { kind: 'self' });

    assert.is(await refusal(bot.client.takeThreadControl(ana.id)), 'routing_off/27/2018464');
    let asker = '';
    desk.bot.on('request_thread_control', ({ event }) => {
      asker = event.requestedOwnerAppId;
    });
    await rejects(asBot.send('may I?'), 'NotThreadOwnerError');
    assert.is(await asBot.regain(), 'requested');
    await sandbox.settled();
    assert.is(asker, BOT);
    assert.is(sandbox.owner(ana.id), DESK);

    let metadata: string | undefined;
    bot.bot.on('pass_thread_control', ({ event }) => {
      metadata = event.metadata;
    });
    await asDesk.passThreadControl(BOT, { metadata: 'ticket closed' });
    await sandbox.settled();
    assert.is(metadata, 'ticket closed');
    assert.equal((await asBot.state()).owner, { kind: 'self' });
    assert.equal((await asDesk.state()).owner, { kind: 'app', appId: BOT });

    bot.news();
    desk.news();
    await asBot.passThreadControlToPageInbox();
    await sandbox.settled();
    assert.equal([bot.news(), desk.news()], [[], []], 'nothing is delivered for an inbox');
    assert.is(await asBot.regain(), 'requested', 'the inbox never grants');
    await sandbox.settled();
    assert.is(sandbox.owner(ana.id), INBOX);
    assert.is(await refusal(bot.client.sendMessage(ana.id, 'x')), 'not_owner/10/2018300');
    assert.equal((await asBot.state()).owner, { kind: 'app', appId: INBOX, inbox: 'page' });

    await sandbox.clock.advance(86_400_000);
    await sandbox.settled();
    assert.is(sandbox.owner(ana.id), null);
    assert.equal((await asBot.state()).owner, { kind: 'idle' });
    assert.equal([bot.news(), desk.news()], [[], []]);
    await scene.close();
  },
);

transcripts('Instagram: the inbox has its own app id, and threads use the account id of the deliveries', async () => {
  const scene = await startScene({ routing: 'on', platform: 'instagram' });
  const { sandbox, bot } = scene;
  const ana = sandbox.person('Ana');
  const threads: string[] = [];
  bot.bot.on('message', async ({ event, thread }) => {
    threads.push(`${event.platform} ${event.pageId}`);
    await thread.handOver('inbox', { message: 'One moment.' });
  });
  await ana.say('hi');
  await sandbox.settled();
  assert.equal(threads, [`instagram ${sandbox.page.instagramId}`]);
  assert.is(sandbox.owner(ana.id), '1217981644879628');
  await sandbox.inbox.done(ana);
  await ana.say('thanks');
  await sandbox.settled();
  assert.is(threads.length, 2);
  await scene.close();
});

transcripts(
  'a human who answers first owns the thread in every mode, and the bot is silent until control ends',
  async () => {
    for (const routing of ['on', 'off', 'primary'] as const) {
      const scene = await startScene({ routing });
      const { sandbox, bot } = scene;
      const ana = sandbox.person('Ana');
      const answered: string[] = [];
      const passedBy: string[] = [];
      bot.bot.on('message', ({ event }) => void answered.push(event.text ?? ''));
      bot.bot.on('standby:message', ({ event }) => void passedBy.push(event.text ?? ''));
      await ana.say('one');
      await sandbox.settled();
      await sandbox.inbox.reply(ana, 'I am a human');
      await ana.say('two');
      await sandbox.settled();
      await sandbox.inbox.done(ana);
      await ana.say('three');
      await sandbox.settled();
      assert.equal([answered, passedBy], [['one', 'three'], ['two']], `routing ${routing}`);
      await scene.close();
    }
  },
);

transcripts('dropped, repeated and reordered deliveries lead to the same owner', async () => {
  const scene = await startScene({ routing: 'on' });
  const { sandbox, bot, desk } = scene;
  const ana = sandbox.person('Ana');
  const reference = { pageId: sandbox.page.id, userId: ana.id };
  await ana.say('hi');
  await sandbox.settled();
  sandbox.faults.deliveries({ do: 'reorder', size: 2, appId: BOT });
  sandbox.faults.deliveries({ do: 'duplicate', appId: BOT, times: 3 });
  await desk.bot.thread(reference).takeThreadControl();
  await desk.bot.thread(reference).send('I am here');
  await desk.bot.thread(reference).passThreadControl(BOT);
  await sandbox.settled();
  assert.equal((await bot.bot.thread(reference).state()).owner, { kind: 'self' });
  await scene.close();
});

transcripts.run();
