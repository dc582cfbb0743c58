// Several pages and platforms in one run: options, tokens, deliveries, handles, sessions.

import { startWebhook, type Webhook } from '@handover/test-support/webhook';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Sandbox, type SandboxOptions } from '../src/index.ts';
import { type Answer, BOT, DESK, graphCall, SECRETS, to } from './support/setup.ts';

const pages = suite('several pages');

const START = 1_764_590_400_000;
const PAGE = '804155501230077';
const ACCOUNT = '17841400804155501';

/** A Facebook Page with its Instagram account, and another Page on which only the bot is. */
interface Scene {
  readonly sandbox: Sandbox;
  readonly bot: Webhook;
  readonly desk: Webhook;
  /** A call as an app with its token for the page at this place. */
  call(appId: string, at: number, method: string, path: string, params?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

async function startScene(more: Partial<SandboxOptions> = {}): Promise<Scene> {
  const [bot, desk] = await Promise.all([startWebhook(SECRETS[BOT] ?? ''), startWebhook(SECRETS[DESK] ?? '')]);
  const sandbox = await createSandbox({
    clock: 'manual',
    startAt: START,
    apps: [
      { id: BOT, name: 'Acme Bot', secret: SECRETS[BOT] ?? '', webhookUrl: bot.url, verifyToken: 'verify-me' },
      { id: DESK, name: 'Acme Desk', secret: SECRETS[DESK] ?? '', webhookUrl: desk.url, verifyToken: 'verify-me' },
    ],
    pages: [
      { id: PAGE, name: 'Acme' },
      { id: PAGE, platform: 'instagram', instagramId: ACCOUNT, defaultApp: DESK },
      { id: '77', name: 'Berlin', apps: [{ id: BOT, accessToken: 'EAAberlin', canTake: false }] },
    ],
    ...more,
  });
  return {
    sandbox,
    bot,
    desk,
    call: (appId, at, method, path, params) =>
      graphCall(sandbox.url, sandbox.pages[at]?.accessToken(appId) ?? '', method, path, params),
    async close() {
      await sandbox.close();
      await Promise.all([bot.close(), desk.close()]);
    },
  };
}

pages('one call reads nodes of several pages by their ids (koala, facebook-sdk)', async () => {
  const scene = await startScene();
  const { sandbox } = scene;
  const user = sandbox.userToken(BOT);
  const read = (ids: string): Promise<Answer> => graphCall(sandbox.url, user, 'GET', '', { ids, fields: 'name' });
  assert.equal((await read(`${PAGE},77`)).body, {
    [PAGE]: { name: 'Acme', id: PAGE },
    '77': { name: 'Berlin', id: '77' },
  });
  assert.is(sandbox.timeline.at(-1)?.page, undefined, 'it is about no single page');
  await read('77');
  assert.is(sandbox.timeline.at(-1)?.page?.id, '77');
  const linked = await scene.call(BOT, 0, 'GET', '', { ids: `${PAGE},${ACCOUNT}`, fields: 'id' });
  assert.equal(linked.body, { [PAGE]: { id: PAGE }, [ACCOUNT]: { id: ACCOUNT } });
  const foreign = await scene.call(BOT, 0, 'GET', '', { ids: `${PAGE},77` });
  assert.is(foreign.result, '100/33', 'a page token reads only its own page');
  await scene.close();
});

pages(
  'defaults: invented ids, names and tokens differ, and a Page and its account share id, name and token',
  async () => {
    const sandbox = await createSandbox({
      pages: [{}, { platform: 'instagram' }, { id: '5' }, { id: '5', platform: 'instagram' }],
    });
    assert.equal(
      sandbox.pages.map(({ id, name, platform }) => [id, name, platform]),
      [
        [PAGE, 'Acme', 'messenger'],
        ['804155501230078', 'Acme 2', 'instagram'],
        ['5', 'Acme 3', 'messenger'],
        ['5', 'Acme 3', 'instagram'],
      ],
    );
    const tokens = sandbox.pages.map((page) => page.accessToken(BOT));
    assert.is(new Set(tokens).size, 3);
    assert.is(tokens[2], tokens[3]);
    const accounts = sandbox.pages.map(({ instagramId }) => instagramId);
    assert.is(accounts[2], accounts[3]);
    assert.is.not(accounts[3], '5', 'the account of a linked page has an id of its own');
    assert.is(sandbox.page, sandbox.pages[0]);
    assert.is(sandbox.apps[0]?.accessToken, `EAASandboxPageTokenOfApp${BOT}`);
    await sandbox.close();
  },
);

pages('wrong pages are refused with the place and the way out', async () => {
  const twice = [{ id: '1' }, { id: '1' }];
  const cases: [SandboxOptions, RegExp][] = [
    [{ pages: [{}], routing: 'on' }, /routing and pages cannot both be given; move routing into pages\[0\]/],
    [{ pages: [{}], page: { id: '1' } }, /page and pages cannot both be given/],
    [{ pages: [{}], apps: [{ id: '1', accessToken: 'x' }] }, /apps\[0\]\.accessToken and pages .* pages\[\]\.apps\[\]/],
    [{ pages: [] }, /pages must be a list of 1 to 100 pages/],
    [{ pages: Array.from({ length: 101 }, () => ({})) }, /pages must be a list of 1 to 100 pages/],
    [{ pages: [null as unknown as object] }, /pages\[0\] must be an object \(got null\)/],
    [{ pages: [{}, { nam: 'x' } as object] }, /pages\[1\]\.nam is unknown; did you mean name/],
    [{ pages: [{}, { id: 'x' }] }, /pages\[1\]\.id must be a string of decimal digits/],
    [{ pages: [{}, { routing: 'sideways' as 'on' }] }, /pages\[1\]\.routing must be 'on' or 'off' or 'primary'/],
    [{ pages: [{ defaultApp: '1' }] }, /pages\[0\]\.defaultApp must be the id of one of `apps`/],
    [{ pages: [{ apps: [{ id: '1' }] }] }, /pages\[0\]\.apps\[0\]\.id must be the id of one of `apps`/],
    [{ pages: [{ apps: [] }] }, /pages\[0\]\.apps must be a list of at least one/],
    [{ pages: [{ apps: [{ id: BOT, subscribedFields: ['x'] }] }] }, /pages\[0\]\.apps\[0\]\.subscribedFields\[0\]/],
    [{ pages: [{ links: { spring: '1' } }] }, /pages\[0\]\.links\["spring"\]/],
    [{ pages: twice }, /pages: two of them have the same id on messenger/],
    [
      { pages: twice.map(({ id }, at) => ({ id: id + at, platform: 'instagram' as const, instagramId: '9' })) },
      /two of them have the same instagramId/,
    ],
    [
      {
        pages: [
          { id: '1', instagramId: '8' },
          { id: '1', platform: 'instagram', instagramId: '9' },
        ],
      },
      /the page with id 1 has two Instagram accounts/,
    ],
    [{ pages: ['1', '2'].map((id) => ({ id, apps: [{ id: BOT, accessToken: 'x' }] })) }, /the same accessToken/],
  ];
  for (const [options, message] of cases) {
    await rejects(createSandbox(options), message);
  }
});

pages('the token of a call decides the page, and `me` is that page', async () => {
  const { sandbox, call, close } = await startScene();
  const [acme, , berlin] = sandbox.pages;
  const ana = berlin?.person('Ana');
  const other = acme?.person('Ana');
  assert.is.not(ana?.id, other?.id, 'ids of people are unique in the run');
  await ana?.say('hi');
  await other?.say('hi');
  assert.is((await call(BOT, 2, 'GET', 'me', { fields: 'name' })).body['name'], 'Berlin');
  assert.is(
    (await call(BOT, 2, 'POST', 'me/messages', { ...to(ana ?? { id: '' }), message: { text: 'hello' } })).result,
    'ok',
  );
  assert.is(
    (await call(BOT, 2, 'POST', 'me/messages', { ...to(other ?? { id: '' }), message: { text: 'x' } })).result,
    '100/2018001',
  );
  assert.is(
    (await call(BOT, 2, 'POST', `${PAGE}/messages`, { ...to(ana ?? { id: '' }), message: { text: 'x' } })).result,
    '100/33',
  );
  assert.equal(
    ana?.inbox.map(({ text }) => text),
    ['hello'],
  );
  assert.equal(other?.inbox, []);
  // The setting of the page, not of the app.
  assert.is(sandbox.getPage('Berlin').apps[0]?.canTake, false);
  assert.is(acme?.apps[0]?.canTake, true);
  assert.throws(() => sandbox.getPage('77').accessToken(DESK), /there is no app with this id/);
  await close();
});

pages('of a Page and its account, the path, `platform` or the person decides', async () => {
  const { sandbox, call, close } = await startScene();
  const [page, account] = sandbox.pages;
  const ana = page?.person('Ana');
  const ben = account?.person('Ben');
  await ana?.say('hi');
  await ben?.say('hi');
  const ownerOf = async (path: string, params: Record<string, unknown>): Promise<unknown> =>
    (await call(BOT, 0, 'GET', `${path}/thread_owner`, params)).body['data'];
  const bot = [{ thread_owner: { app_id: BOT, expiration: START / 1000 + 86_400 } }];
  const desk = [{ thread_owner: { expiration: START / 1000 + 86_400 } }];
  assert.equal(await ownerOf('me', { recipient: ana?.id }), bot);
  assert.equal(await ownerOf(PAGE, { recipient: ben?.id, platform: 'instagram' }), desk);
  assert.equal(await ownerOf(PAGE, { recipient: ben?.id }), desk);
  assert.equal(await ownerOf(ACCOUNT, { recipient: ben?.id }), desk);
  const peopleOf = async (path: string, params = {}): Promise<unknown> => {
    const { body } = await call(BOT, 0, 'GET', `${path}/conversations`, { ...params, fields: 'participants' });
    const list = body['data'] as { participants: { data: { id: string }[] } }[];
    return list.map(({ participants }) => participants.data[0]?.id);
  };
  assert.equal(await peopleOf('me'), [ana?.id]);
  assert.equal(await peopleOf('me', { platform: 'instagram' }), [ben?.id]);
  assert.equal(await peopleOf(ACCOUNT), [ben?.id]);
  const flags = async (): Promise<unknown> =>
    (await call(BOT, 0, 'GET', 'me', { fields: 'messaging_feature_status' })).body['messaging_feature_status'];
  assert.equal(await flags(), { hop_v2: false, msgr_multi_app: true, ig_multi_app: true });
  account?.setRouting('off');
  assert.equal(await flags(), { hop_v2: false, msgr_multi_app: true, ig_multi_app: false });
  await close();
});

pages('an app gets the events of all its pages at one webhook, each with its page and product', async () => {
  const { sandbox, bot, desk, close } = await startScene();
  for (const page of sandbox.pages) await page.person('Ana').say(`to ${page.name} on ${page.platform}`);
  await sandbox.settled();
  assert.equal(
    bot.received.map(({ body }) => [body.object, body.entry[0]?.id]),
    [
      ['page', PAGE],
      ['instagram', ACCOUNT],
      ['page', '77'],
    ],
  );
  assert.equal(bot.news(), [
    'messaging message to Acme on messenger',
    'standby message to Acme on instagram',
    'messaging message to Berlin on messenger',
  ]);
  assert.equal(desk.news(), ['standby message to Acme on messenger', 'messaging message to Acme on instagram']);
  assert.ok(sandbox.timeline.every(({ page }) => page !== undefined));
  assert.equal([...new Set(sandbox.getPage('77').timeline.map(({ page }) => page?.name))], ['Berlin']);
  await close();
});

pages('a batch has one entry for each event, of one product, and is about no single page', async () => {
  const { sandbox, bot, close } = await startScene();
  const [acme, account, berlin] = sandbox.pages;
  sandbox.faults.deliveries({ do: 'batch', size: 2, appId: BOT, times: 2 });
  await Promise.all([acme?.person('Ana').say('one'), berlin?.person('Ben').say('two')]);
  await Promise.all([acme?.person('Ana').say('three'), account?.person('Cem').say('four')]);
  await sandbox.settled();
  assert.equal(
    bot.received.map(({ body }) => [body.object, body.entry.map(({ id }) => id)]),
    [
      ['page', [PAGE, '77']],
      ['page', [PAGE]],
      ['instagram', [ACCOUNT]],
    ],
  );
  const mixed = sandbox.timeline.find((entry) => entry.kind === 'delivery' && entry.event === 'message + message');
  assert.ok(mixed && mixed.page === undefined && mixed.person === undefined);
  await close();
});

pages('an unsubscribed app misses one page, and a dead webhook misses all', async () => {
  const { sandbox, bot, call, close } = await startScene();
  await call(BOT, 2, 'DELETE', 'me/subscribed_apps');
  for (const page of sandbox.pages) await page.person('Ana').say('hi');
  await sandbox.settled();
  assert.equal(
    bot.received.map(({ body }) => body.entry[0]?.id),
    [PAGE, ACCOUNT],
  );
  bot.answer(500);
  await sandbox.page.person('Ana').say('dead');
  await sandbox.settled();
  await sandbox.clock.advance(3_600_000);
  const subscribed = await Promise.all(
    [0, 1, 2].map(async (at) => {
      const { body } = await call(BOT, at, 'GET', 'me/subscribed_apps', at === 1 ? { platform: 'instagram' } : {});
      return (body['data'] as { id: string }[]).some(({ id }) => id === BOT);
    }),
  );
  assert.equal(subscribed, [false, false, false]);
  assert.is(
    sandbox.timeline.filter((entry) => entry.kind === 'subscription' && entry.state === 'switched_off').length,
    1,
  );
  await close();
});

pages('settings are of one page, and a webhook and the Human Agent feature are of the app', async () => {
  const { sandbox, close } = await startScene();
  const [acme, account, berlin] = sandbox.pages;
  acme?.setRouting('off');
  account?.setFields(BOT, ['messages']);
  berlin?.setApp(BOT, { humanAgent: true, standby: false });
  acme?.setQuirks({ appIds: 'number' });
  sandbox.setWebhook(BOT, null);
  const saved = sandbox.exportSession();
  assert.equal(
    saved.pages.map(({ routing }) => routing),
    ['off', 'on', 'on'],
  );
  assert.equal(
    saved.pages.map(({ quirks }) => quirks.appIds),
    ['number', 'string', 'string'],
  );
  assert.equal(
    sandbox.pages.map(({ apps }) => apps[0]?.subscribedFields.length === 1),
    [false, true, false],
  );
  assert.equal(
    sandbox.pages.map(({ apps }) => [apps[0]?.standby, apps[0]?.humanAgent, apps[0]?.webhookUrl]),
    [
      [true, true, null],
      [true, true, null],
      [false, true, null],
    ],
  );
  await close();
});

pages('a page can be added and removed at run time, and a reset returns to the options', async () => {
  const { sandbox, bot, call, close } = await startScene({ pages: [{ id: PAGE }] });
  await sandbox.person('Ana').say('before');
  const rome = sandbox.addPage({ name: 'Rome', platform: 'instagram' });
  const cem = rome.person('Cem');
  await cem.say('ciao');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message before', 'messaging message ciao']);
  assert.ok(
    sandbox.page.timeline.some(({ person }) => person?.name === 'Ana'),
    'its entries from before are still its own',
  );
  assert.ok(rome.timeline.every(({ person }) => person === undefined || person.name === 'Cem'));
  assert.throws(() => sandbox.addPage({ id: PAGE }), /the same id on messenger/);
  assert.throws(() => sandbox.addPage({ routing: 'x' as 'on' }), /addPage: routing must be/);
  assert.is(sandbox.pages.length, 2, 'a refused page leaves nothing');

  bot.answer(500);
  await cem.say('lost');
  await sandbox.settled();
  const token = rome.accessToken(BOT);
  const { length } = bot.received;
  sandbox.removePage('Rome');
  bot.answer(200);
  await sandbox.clock.advance(60_000);
  assert.is(bot.received.length, length, 'its pending deliveries are gone');
  const refused = await graphCall(sandbox.url, token, 'GET', 'me');
  assert.is(refused.result, '190');
  await rejects(cem.say('still there?'), /the page Rome was removed/);
  await rejects(rome.inbox.reply(cem, 'x'), /the page Rome was removed/);
  assert.throws(() => rome.setRouting('off'), /the page Rome was removed/);
  assert.throws(() => sandbox.getPage('Rome'), /there is no such page; pages are 804155501230077 on messenger/);
  assert.throws(() => sandbox.removePage(PAGE), /the last page cannot be removed/);

  const first = sandbox.page;
  sandbox.addPage({ name: 'Oslo' });
  sandbox.removePage(PAGE);
  assert.is(sandbox.page.name, 'Oslo', 'the next page is the first one now');
  await sandbox.reset();
  assert.equal(sandbox.pages, [first]);
  await sandbox.person('Ana').say('again');
  assert.is((await call(BOT, 0, 'GET', 'me')).body['id'], PAGE);
  await close();
});

pages('an added page links to the one with its id, whichever names the account', async () => {
  const sandbox = await createSandbox({ page: { id: '5' } });
  const account = sandbox.addPage({ id: '5', platform: 'instagram', instagramId: '50' });
  assert.equal(
    [sandbox.page.instagramId, account.name, account.accessToken(BOT)],
    ['50', 'Acme', sandbox.page.accessToken(BOT)],
  );
  assert.throws(
    () => sandbox.getPage('5'),
    /more than one page fits: 5 on messenger, 5 on instagram; give its id and platform/,
  );
  assert.is(sandbox.getPage('5', 'instagram'), account);
  sandbox.removePage('5', 'messenger');
  assert.throws(() => sandbox.addPage({ id: '5', instagramId: '51' }), /two Instagram accounts/);
  assert.is(sandbox.addPage({ id: '5' }).instagramId, '50');
  await sandbox.close();
});

pages('an account is invented for a page that was started without one, and a Page keeps its account', async () => {
  const sandbox = await createSandbox({ page: { id: '5' } });
  const account = sandbox.addPage({ id: '5', platform: 'instagram' });
  assert.is.not(account.instagramId, '5');
  assert.is(sandbox.page.instagramId, account.instagramId);
  await sandbox.close();
  const onInstagram = await createSandbox({ page: { id: '6' }, platform: 'instagram' });
  assert.is(onInstagram.addPage({ id: '6' }).instagramId, onInstagram.page.instagramId);
  await onInstagram.close();
});

pages('a session has all pages and continues in a sandbox with other ones', async () => {
  const { sandbox, bot, desk, close } = await startScene();
  for (const page of sandbox.pages) await page.person('Ana').say('hi');
  await sandbox.settled();
  bot.answer(500);
  await sandbox.getPage('77').person('Ana').say('later');
  await sandbox.settled();
  sandbox.faults.deliveries({ do: 'batch', size: 5, appId: DESK });
  sandbox.faults.deliveries({ do: 'delay', ms: 60_000, appId: BOT });
  await sandbox.getPage(PAGE, 'instagram').person('Ana').say('in a group');
  const saved = sandbox.exportSession();
  await sandbox.reset();
  await sandbox.importSession(saved);
  assert.equal(sandbox.exportSession(), saved);
  await sandbox.close();

  const other = await createSandbox({ page: { id: '99' }, platform: 'instagram', clock: 'manual', startAt: 0 });
  const own = other.page;
  await other.importSession(saved);
  assert.equal(
    other.pages.map(({ id, platform }) => [id, platform]),
    [
      [PAGE, 'messenger'],
      [PAGE, 'instagram'],
      ['77', 'messenger'],
    ],
  );
  assert.is(other.owner(other.person('Ana').id), BOT);
  assert.throws(() => own.setRouting('off'), /was removed/);
  bot.news();
  desk.news();
  bot.answer(200);
  await other.clock.advance(60_000);
  await other.settled();
  assert.equal(bot.news(), ['messaging message later', 'standby message in a group']);
  assert.equal(desk.news(), ['messaging message in a group']);
  await other.reset();
  assert.equal(other.pages, [own], 'a reset returns to the pages of the options');
  await other.close();
  await close();
});

pages.run();
