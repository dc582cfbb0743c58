// Several pages over the control API: `?page=` on every route about a page.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, formatTimelineEntry, type Sandbox, type TimelineEntry } from '../src/index.ts';
import { ask, readStream } from './support/ask.ts';
import { BOT, DESK } from './support/setup.ts';

const control = suite('pages over the control API');

const PAGE = '804155501230077';
const ACCOUNT = '17841400804155501';

/** A Page, its Instagram account, and a Page whose name needs escaping; two apps without a webhook. */
function startSandbox(): Promise<Sandbox> {
  return createSandbox({
    apps: [{ id: BOT, name: 'Bot' }, { id: DESK }],
    pages: [
      { id: PAGE, name: 'Acme' },
      { id: PAGE, platform: 'instagram', instagramId: ACCOUNT },
      { id: '77', name: 'Café & Bar', apps: [{ id: BOT }], links: { spring: BOT } },
    ],
  });
}

const CAFE = `page=${encodeURIComponent('Café & Bar')}`;
const INSTAGRAM = `page=${PAGE}&platform=instagram`;

control('every route about a page takes the page by id or name, and means the first one without it', async () => {
  await using sandbox = await startSandbox();
  const tell = (method: string, path: string, body?: unknown): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, method, path, body);
  const [acme, account, cafe] = sandbox.pages;
  const [, ana] = await tell('POST', `/people?${CAFE}`, { name: 'Ana' });
  assert.is(ana['id'], cafe?.person('Ana').id);
  assert.equal([acme?.people, account?.people], [[], []]);
  await tell('POST', '/people/Ana/say?page=77', { text: 'hi' });
  assert.equal(await tell('GET', `/owner/Ana?${CAFE}`), [200, { owner: BOT }]);
  assert.is((await tell('GET', '/people/Ana'))[0], 404, 'the first page has no Ana');
  await tell('POST', '/people/Ana/link?page=77', { ref: 'spring' });
  await tell('POST', '/inbox/Ana/reply?page=77', { text: 'Nora here' });
  assert.equal((await tell('GET', '/inbox?page=77'))[1], { main: [ana['id']], done: [], spam: [] });
  assert.equal((await tell('GET', '/inbox'))[1], { main: [], done: [], spam: [] });
  await tell('POST', '/ai/Ana/take?page=77');
  assert.is((await tell('GET', '/owner/Ana?page=77'))[1]['owner'], '388207815496149');

  await tell('POST', `/routing?${INSTAGRAM}`, { routing: 'off' });
  await tell('POST', `/quirks?${CAFE}`, { appIds: 'number' });
  await tell('POST', `/apps/${BOT}?${CAFE}`, { canTake: false });
  await tell('POST', `/apps/${BOT}/fields?${INSTAGRAM}`, { fields: ['messages'] });
  const states = await Promise.all(
    ['', `?${INSTAGRAM}`, `?${CAFE}`].map(async (query) => (await tell('GET', `/state${query}`))[1]),
  );
  assert.equal(
    states.map(({ routing }) => routing),
    ['on', 'off', 'on'],
  );
  assert.equal(
    states.map(({ quirks }) => (quirks as { appIds: string }).appIds),
    ['string', 'string', 'number'],
  );
  const apps = states.map((state) => (state['apps'] as { canTake: boolean; subscribedFields: string[] }[])[0]);
  assert.equal(
    apps.map((app) => [app?.canTake, app?.subscribedFields.length === 1]),
    [
      [true, false],
      [true, true],
      [false, false],
    ],
  );
  assert.equal((states[0]?.['pages'] as object[] | undefined)?.length, 3);
  assert.is(
    (await tell('POST', `/apps/${DESK}/fields?${CAFE}`, { fields: [] }))[0],
    404,
    'the desk is not on this page',
  );
});

control('a call as an app acts on the page, also on an account that shares the token of its Page', async () => {
  await using sandbox = await startSandbox();
  const account = sandbox.getPage(PAGE, 'instagram');
  const ben = account.person('Ben');
  await ben.say('hi');
  const call = (body: object): Promise<[number, Record<string, unknown>]> =>
    ask(sandbox.url, 'POST', `/apps/${BOT}/calls?${INSTAGRAM}`, { person: 'Ben', ...body });
  assert.is((await call({ call: 'send', text: 'hello' }))[1]['ok'], true);
  assert.is((await call({ call: 'pass', targetApp: DESK }))[1]['ok'], true);
  assert.is(account.owner(ben.id), DESK);
  assert.equal(
    ben.inbox.map(({ text }) => text),
    ['hello'],
  );
});

control('the environment of an app has the token of the page, and those of all its pages', async () => {
  await using sandbox = await startSandbox();
  const read = async (appId: string, query = ''): Promise<Record<string, unknown>> =>
    (await ask(sandbox.url, 'GET', `/apps/${appId}/environment${query}`))[1];
  const first = await read(BOT);
  assert.equal([first['PAGE_ID'], first['PAGE_TOKEN']], [PAGE, sandbox.page.accessToken(BOT)]);
  assert.equal(JSON.parse(String(first['PAGE_TOKENS'])), {
    [PAGE]: sandbox.page.accessToken(BOT),
    [ACCOUNT]: sandbox.page.accessToken(BOT),
    '77': sandbox.getPage('77').accessToken(BOT),
  });
  assert.is((await read(BOT, '?page=77'))['PAGE_TOKEN'], sandbox.getPage('77').accessToken(BOT));
  sandbox.removePage(PAGE, 'instagram');
  assert.is((await read(DESK))['PAGE_TOKENS'], undefined, 'the desk is on one page only');
});

control('pages are listed, added and removed, and a mistake is answered with what is allowed', async () => {
  await using sandbox = await startSandbox();
  const [, { pages }] = await ask(sandbox.url, 'GET', '/pages');
  assert.equal(
    (pages as Record<string, unknown>[]).map(({ id, platform, instagramId, people }) => [
      id,
      platform,
      instagramId,
      people,
    ]),
    [
      [PAGE, 'messenger', ACCOUNT, 0],
      [PAGE, 'instagram', ACCOUNT, 0],
      ['77', 'messenger', '77', 0],
    ],
  );
  const [, rome] = await ask(sandbox.url, 'POST', '/pages', { name: 'Rome', platform: 'instagram' });
  assert.equal([rome['name'], rome['apps']], ['Rome', [BOT, DESK]]);
  assert.equal(await ask(sandbox.url, 'DELETE', '/pages?page=Rome'), [200, { success: true }]);
  assert.is(sandbox.pages.length, 3);
  const problem = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const [status, { error }] = await ask(sandbox.url, method, path, body);
    return `${status} ${(error as { message: string }).message}`;
  };
  assert.match(
    (await problem('GET', '/people?page=Rome')) as string,
    /^404 there is no such page; pages are 804155501230077 on messenger/,
  );
  assert.match((await problem('GET', '/people?page=Acme')) as string, /^404 more than one page fits/);
  assert.match((await problem('GET', '/people?platform=instagram')) as string, /^400 platform goes with page/);
  assert.match((await problem('DELETE', '/pages')) as string, /^400 say which page/);
  assert.match(
    (await problem('POST', '/pages', { id: PAGE })) as string,
    /^400 pages: two of them have the same id on messenger/,
  );
  assert.is(sandbox.pages.length, 3);
});

control('events and notices name their page, and the terminal prints it', async () => {
  await using sandbox = await startSandbox();
  const events = await readStream(`${sandbox.url}/_sandbox/events`, 4, async () => {
    await sandbox.person('Ana').say('one');
    await sandbox.getPage('77').person('Ana').say('two');
  });
  assert.equal(
    events.map(({ event, data }) => [event, (data['page'] as { id: string } | undefined)?.id]),
    [
      ['changed', PAGE],
      ['entry', PAGE],
      ['entry', PAGE],
      ['changed', '77'],
    ],
  );
  const [, { entries }] = await ask(sandbox.url, 'GET', '/timeline?page=77');
  const lines = (entries as TimelineEntry[]).map(formatTimelineEntry);
  assert.is(lines.length, 2);
  assert.match(lines[0] ?? '', / {2}Café & Bar on messenger {2}Ana: say "two" {2}\[owner: Bot\]$/);
});

control.run();
