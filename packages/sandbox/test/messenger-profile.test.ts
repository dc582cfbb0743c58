import type { Webhook } from '@handover/test-support/webhook';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Sandbox } from '../src/index.ts';
import { ask } from './support/ask.ts';
import { type Answer, BOT, DESK, graphCall, PAGE, type Scene, startScene } from './support/setup.ts';

const profile = suite('messenger_profile');

const EDGE = 'me/messenger_profile';
const SUCCESS = { result: 'success' };
const REFERENCE = 'Messenger Platform docs, Messenger Profile API';
const MENU_DOCS = 'Messenger Platform docs, Persistent Menu';
const button = { payload: 'START' };
const agent = { type: 'postback', title: 'Talk to an agent', payload: 'AGENT' };
const shop = { type: 'web_url', title: 'Shop', url: 'https://acme.example/', webview_height_ratio: 'full' };
const where = { question: 'Where are you?', payload: 'WHERE' };
const when = { question: 'When do you open?', payload: 'WHEN' };

function menuOf(...items: object[]): Record<string, unknown> {
  return { get_started: button, persistent_menu: [{ locale: 'default', call_to_actions: items }] };
}

/** What a test needs of an answer: the body, or `code/subcode message` of the error. */
function brief({ body, result }: Answer): unknown {
  const { error } = body as { error?: { message: string } };
  return error ? `${result} ${error.message}` : body;
}

/** Lane and content of the newest postback that a webhook got. */
function lastPostback({ received }: Webhook): [string, Record<string, unknown>] {
  const lanes = received
    .flatMap(({ body }) => body.entry)
    .flatMap(({ messaging = [], standby = [] }) => [
      ...messaging.map((item) => ['messaging', item['postback']] as const),
      ...standby.map((item) => ['standby', item['postback']] as const),
    ]);
  const [lane, postback] = lanes.findLast(([, one]) => one !== undefined) ?? ['none', {}];
  return [lane, postback as Record<string, unknown>];
}

/** Calls that set one thing, and what reading it gives afterwards. */
const accepted: { what: string; set: Record<string, unknown>; fields: string; data: unknown[]; source: string }[] = [
  {
    what: 'the Get Started button',
    set: { get_started: button },
    fields: 'get_started',
    data: [{ get_started: button }],
    source: 'Messenger Platform docs, Get Started Button',
  },
  {
    what: 'greetings by locale',
    set: {
      greeting: [
        { locale: 'default', text: 'Hi' },
        { locale: 'de_DE', text: 'x'.repeat(160) },
      ],
    },
    fields: 'greeting',
    data: [
      {
        greeting: [
          { locale: 'default', text: 'Hi' },
          { locale: 'de_DE', text: 'x'.repeat(160) },
        ],
      },
    ],
    source: 'Messenger Platform docs, Greeting Text',
  },
  {
    what: 'ice breakers for everyone',
    set: { ice_breakers: [where, when] },
    fields: 'ice_breakers',
    data: [{ ice_breakers: [where, when] }],
    source: 'Messenger Platform docs, Ice Breakers, existing format',
  },
  {
    what: 'ice breakers by locale, which come back as the list itself',
    set: { ice_breakers: [{ call_to_actions: [where], locale: 'default' }] },
    fields: 'ice_breakers',
    data: [{ call_to_actions: [where], locale: 'default' }],
    source: 'Messenger Platform docs, Ice Breakers, new format',
  },
  {
    what: 'a menu together with its button',
    set: menuOf(agent, shop),
    fields: 'persistent_menu',
    data: [{ persistent_menu: [{ locale: 'default', call_to_actions: [agent, shop] }] }],
    source: MENU_DOCS,
  },
  {
    what: 'a menu of 20 items',
    set: menuOf(...Array.from({ length: 20 }, () => agent)),
    fields: 'get_started',
    data: [{ get_started: button }],
    source: MENU_DOCS,
  },
  {
    what: 'domains',
    set: { whitelisted_domains: ['https://acme.example/', 'https://www.acme.example'] },
    fields: 'whitelisted_domains',
    data: [{ whitelisted_domains: ['https://acme.example/', 'https://www.acme.example'] }],
    source: 'Messenger Platform docs, whitelisted_domains',
  },
  {
    what: 'the address for account linking',
    set: { account_linking_url: 'https://acme.example/link' },
    fields: 'account_linking_url',
    data: [{ account_linking_url: 'https://acme.example/link' }],
    source: 'Messenger Platform docs, account_linking_url',
  },
  {
    what: 'commands',
    set: { commands: [{ locale: 'default', commands: [{ name: 'flights', description: 'Find flights' }] }] },
    fields: 'commands',
    data: [{ commands: [{ locale: 'default', commands: [{ name: 'flights', description: 'Find flights' }] }] }],
    source: 'Messenger Platform docs, Commands',
  },
  {
    what: 'a page with the Messenger Extensions, once its domain is whitelisted',
    set: {
      ...menuOf({ ...shop, messenger_extensions: true, fallback_url: 'https://acme.example/plain' }),
      whitelisted_domains: ['https://acme.example'],
    },
    fields: 'whitelisted_domains',
    data: [{ whitelisted_domains: ['https://acme.example'] }],
    source: MENU_DOCS,
  },
];

profile('keeps every property that Meta documents, for all apps of the page', async () => {
  const { call, close } = await startScene();
  for (const { what, set, fields, data, source } of accepted) {
    assert.equal(brief(await call(BOT, 'POST', EDGE, set)), SUCCESS, `${what}: ${source}`);
    assert.equal(brief(await call(DESK, 'GET', EDGE, { fields })), { data }, `${what}: ${source}`);
  }
  await close();
});

const inAMenu = (item: object): Record<string, unknown> => menuOf({ ...agent, ...item });
const ITEM = 'persistent_menu[0][call_to_actions][0]';

/** Calls that Meta refuses. `inferred`: the rule is documented, but no refusal was ever recorded. */
const refused: { set: Record<string, unknown>; answer: string; source: string }[] = [
  {
    set: { persistent_menu: [{ locale: 'default', call_to_actions: [agent] }] },
    answer: '100/2018145 (#100) You must set a Get Started button if you also wish to use persistent menu.',
    source: 'pimax/fb-messenger-php#90',
  },
  {
    set: { get_started: button, persistent_menu: [{ ...agent, locale: 'default' }] },
    answer: '100 (#100) Invalid keys "type, title, payload" were found in param "persistent_menu[0]".',
    source: 'howdyai/botkit#955',
  },
  {
    set: menuOf({ type: 'nested', title: 'More', call_to_actions: [agent] }),
    answer: '11 (#11) Setting of Nested Persistent Menu has been deprecated for v8.0 and higher',
    source: 'fbsamples/original-coast-clothing#65',
  },
  {
    set: menuOf(...Array.from({ length: 21 }, () => agent)),
    answer: '105 (#105) Number of call to actions exceeds the maximum allowed number',
    source: 'guidone/node-red-contrib-chatbot#65; 20 since v8.0: Persistent Menu',
  },
  {
    set: menuOf({ ...shop, messenger_extensions: true }),
    answer: '100/2018063 (#100) The web URL provided is not whitelisted for messenger extensions',
    source: 'Yoctol/bottender#90',
  },
  {
    set: { ice_breakers: [{ call_to_actions: [where] }] },
    answer: '100/2534058 (#100) Invalid Icebreaker Schema',
    source: 'a client of Instagram that recorded 2534058',
  },
  {
    set: { ice_breakers: [where, { call_to_actions: [when], locale: 'default' }] },
    answer: '100/2534058 (#100) Invalid Icebreaker Schema',
    source: 'Ice Breakers: one format or the other, inferred',
  },
  {
    set: { ice_breakers: [where, when, where, when, where] },
    answer: '105 (#105) param ice_breakers has too many elements.',
    source: 'Ice Breakers: at most 4, inferred',
  },
  {
    set: { ice_breakers: [{ call_to_actions: [where], locale: 'de_DE' }] },
    answer: '100 (#100) Param ice_breakers must have an entry with the locale "default"',
    source: 'Ice Breakers: default is required, inferred',
  },
  {
    set: { greeting: [{ locale: 'de_DE', text: 'Hallo' }] },
    answer: '100 (#100) Param greeting must have an entry with the locale "default"',
    source: 'Greeting Text: default is required, inferred',
  },
  {
    set: { greeting: [{ locale: 'German', text: 'Hallo' }] },
    answer: '100 (#100) Param greeting[0][locale] must be a supported locale',
    source: 'Supported Locales, inferred',
  },
  {
    set: { greeting: [{ locale: 'default', text: 'x'.repeat(161) }] },
    answer: '100 (#100) Length of param greeting[0][text] must be less than or equal to 160',
    source: 'Greeting Text: 160 characters, inferred',
  },
  {
    set: { get_started: { payload: 'x'.repeat(1001) } },
    answer: '100 (#100) Length of param get_started[payload] must be less than or equal to 1000',
    source: 'Get Started Button: 1000 characters, inferred',
  },
  {
    set: { get_started: {} },
    answer: '100 (#100) The parameter get_started[payload] is required',
    source: 'Get Started Button, inferred',
  },
  {
    set: inAMenu({ title: 'x'.repeat(31) }),
    answer: `100 (#100) Length of param ${ITEM}[title] must be less than or equal to 30`,
    source: `${MENU_DOCS}: 30 characters, inferred`,
  },
  {
    set: inAMenu({ payload: 'x'.repeat(1001) }),
    answer: `100 (#100) Length of param ${ITEM}[payload] must be less than or equal to 1000`,
    source: `${MENU_DOCS}: 1000 characters, inferred`,
  },
  {
    set: menuOf({ type: 'postback', title: 'Go' }),
    answer: `100 (#100) The parameter ${ITEM}[payload] is required`,
    source: `${MENU_DOCS}, inferred`,
  },
  {
    set: menuOf({ type: 'web_url', title: 'Go' }),
    answer: `100 (#100) The parameter ${ITEM}[url] is required`,
    source: `${MENU_DOCS}, inferred`,
  },
  {
    set: menuOf({ ...shop, fallback_url: 'https://acme.example/plain' }),
    answer: `100 (#100) Param ${ITEM}[fallback_url] can only be used with messenger_extensions`,
    source: `${MENU_DOCS}, inferred`,
  },
  {
    set: { get_started: button, persistent_menu: [{ locale: 'default', composer_input_disabled: true }] },
    answer: '100 (#100) The parameter persistent_menu[0][call_to_actions] is required',
    source: `${MENU_DOCS}: required if the composer is disabled, inferred`,
  },
  ...['http://acme.example', 'https://127.0.0.1', 'https://localhost', 'acme.example'].map((domain) => ({
    set: { whitelisted_domains: ['https://acme.example', domain] },
    answer: '100 (#100) Param whitelisted_domains[1] must be a full domain name that is served over HTTPS',
    source: 'whitelisted_domains: no IP address, no localhost, inferred',
  })),
  {
    set: { whitelisted_domains: Array.from({ length: 51 }, (_, at) => `https://a${at}.example`) },
    answer: '105 (#105) param whitelisted_domains has too many elements.',
    source: 'whitelisted_domains: up to 50, inferred',
  },
  {
    set: { account_linking_url: 'http://acme.example/link' },
    answer: '100 (#100) Param account_linking_url must be a valid URL that uses https',
    source: `${REFERENCE}: must use https, inferred`,
  },
  {
    set: { commands: [{ locale: 'default', commands: [{ name: '/flights', description: 'Find flights' }] }] },
    answer: '100 (#100) Param commands[0][commands][0][name] must not begin with a slash',
    source: 'Commands, inferred',
  },
  {
    set: { home_url: { url: 'https://acme.example/' } },
    answer: '100 (#100) Param home_url is no longer supported',
    source: `${REFERENCE}: deprecated for all operations, inferred`,
  },
  {
    set: { menu: [] },
    answer:
      '100 (#100) Requires one of the params: account_linking_url,commands,get_started,greeting,ice_breakers,persistent_menu,whitelisted_domains',
    source: 'inferred',
  },
];

profile('refuses what Meta refuses, and changes nothing', async () => {
  const { call, close } = await startScene();
  for (const { set, answer, source } of refused) {
    assert.is(brief(await call(BOT, 'POST', EDGE, set)), answer, source);
  }
  const fields = 'get_started,greeting,ice_breakers,persistent_menu,whitelisted_domains,account_linking_url,commands';
  assert.equal(brief(await call(BOT, 'GET', EDGE, { fields })), { data: [] });
  await close();
});

profile('reads several properties as one object, and refuses unknown names', async () => {
  const { call, close } = await startScene();
  await call(BOT, 'POST', EDGE, { get_started: button, greeting: [{ locale: 'default', text: 'Hi' }] });
  const both = await call(BOT, 'GET', EDGE, { fields: 'get_started, greeting,commands' });
  assert.equal(brief(both), { data: [{ get_started: button, greeting: [{ locale: 'default', text: 'Hi' }] }] });
  const none = await call(BOT, 'GET', EDGE);
  assert.is(brief(none), '100 (#100) The parameter fields is required');
  const wrong = await call(BOT, 'GET', EDGE, { fields: 'get_started,menu' });
  assert.match(String(brief(wrong)), /^100 \(#100\) Param fields\[1\] must be one of \{.*\} - got "menu"$/);
  await close();
});

profile('deletes by a list in the query or the body, but not the button of a menu', async () => {
  const { sandbox, call, close } = await startScene();
  await call(BOT, 'POST', EDGE, { ...menuOf(agent), greeting: [{ locale: 'default', text: 'Hi' }] });
  const needed = '100/2018145 (#100) You must set a Get Started button if you also wish to use persistent menu.';
  assert.is(brief(await call(BOT, 'DELETE', EDGE, { fields: '["get_started"]' })), needed);
  const wrong = await call(BOT, 'DELETE', EDGE, { fields: '["menu"]' });
  assert.match(String(brief(wrong)), /^100 \(#100\) Param fields\[0\] must be one of/);
  assert.equal(brief(await call(BOT, 'DELETE', EDGE, { fields: 'greeting' })), SUCCESS);
  const response = await fetch(`${sandbox.url}/v25.0/${EDGE}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${sandbox.apps[0]?.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ fields: ['persistent_menu', 'get_started'] }),
  });
  assert.equal(await response.json(), SUCCESS);
  const fields = 'get_started,greeting,persistent_menu';
  assert.equal(brief(await call(BOT, 'GET', EDGE, { fields })), { data: [] });
  await close();
});

profile('takes forms with brackets and lists in every form, as other clients send them', async () => {
  const { sandbox, call, close } = await startScene();
  const form = async (method: string, body: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${sandbox.apps[0]?.accessToken}` };
    const url = `${sandbox.url}/v25.0/${EDGE}`;
    return (await fetch(url, { method, headers, body: new URLSearchParams(body) })).json();
  };
  const item = 'persistent_menu[0][call_to_actions][0]';
  const menu = `persistent_menu[0][locale]=default&persistent_menu[0][composer_input_disabled]=true&${item}[type]=postback`;
  const set = `get_started[payload]=START&${menu}&${item}[title]=Go&${item}[payload]=1`;
  assert.equal(await form('POST', set), SUCCESS);
  const { body } = await call(BOT, 'GET', EDGE, { fields: "['persistent_menu']" });
  const go = { type: 'postback', title: 'Go', payload: '1' };
  assert.equal(body['data'], [
    { persistent_menu: [{ locale: 'default', composer_input_disabled: true, call_to_actions: [go] }] },
  ]);
  assert.equal(await form('DELETE', 'fields[]=persistent_menu&fields[]=get_started'), SUCCESS);
  assert.equal((await call(BOT, 'GET', EDGE, { fields: 'get_started,persistent_menu' })).body['data'], []);
  await close();
});

profile('Instagram has only ice breakers and a menu without options (Instagram Messaging docs)', async () => {
  const { sandbox, call, close } = await startScene({ platform: 'instagram' });
  const menu = [{ locale: 'default', call_to_actions: [agent, { type: 'web_url', title: 'Shop', url: shop.url }] }];
  const set = { platform: 'instagram', persistent_menu: menu, ice_breakers: [where] };
  assert.equal(brief(await call(BOT, 'POST', EDGE, set)), SUCCESS);
  const greeting = await call(BOT, 'POST', EDGE, { greeting: [{ locale: 'default', text: 'Hi' }] });
  assert.is(brief(greeting), '100 (#100) Param greeting is not supported on Instagram');
  const disabled = [{ ...menu[0], composer_input_disabled: false }];
  assert.is(
    brief(await call(BOT, 'POST', EDGE, { persistent_menu: disabled })),
    '100 (#100) Invalid keys "composer_input_disabled" were found in param "persistent_menu[0]".',
  );
  const ana = sandbox.person('Ana');
  assert.equal(ana.screen.menu, menu[0]?.call_to_actions);
  assert.equal(ana.screen.iceBreakers, [where]);
  const own = await call(BOT, 'POST', 'me/custom_user_settings', { psid: ana.id, persistent_menu: menu });
  assert.is(brief(own), '100 (#100) Menus of single people are not supported on Instagram');
  await close();
});

profile('a Page and its Instagram account have a profile each, chosen by platform', async () => {
  const scene = await startScene();
  const foreign = await scene.call(BOT, 'GET', EDGE, { fields: 'get_started', platform: 'instagram' });
  assert.match(String(brief(foreign)), /^100 \(#100\) Param platform must be messenger/);
  await scene.close();
  const sandbox = await createSandbox({
    apps: [{ id: BOT }],
    pages: [{ id: PAGE }, { id: PAGE, platform: 'instagram', instagramId: '17841400804155501' }],
  });
  const call = (params: Record<string, unknown>): Promise<Answer> =>
    graphCall(sandbox.url, sandbox.apps[0]?.accessToken ?? '', 'POST', EDGE, params);
  assert.equal(brief(await call({ ice_breakers: [where] })), SUCCESS);
  assert.equal(brief(await call({ platform: 'INSTAGRAM', ice_breakers: [when] })), SUCCESS);
  const [onMessenger, onInstagram] = sandbox.pages.map((one) => one.person('Ana').screen.iceBreakers);
  assert.equal([onMessenger, onInstagram], [[where], [when]]);
  await sandbox.close();
});

profile(
  'with primary and secondary receivers only the Primary sets a menu (jgorset/facebook-messenger#276)',
  async () => {
    const { call, close } = await startScene({ routing: 'primary' });
    assert.is(
      brief(await call(DESK, 'POST', EDGE, menuOf(agent))),
      '100 (#100) Cannot set persistent menu because your app is not set as the primary app for the page.',
    );
    assert.equal(brief(await call(BOT, 'POST', EDGE, menuOf(agent))), SUCCESS);
    await close();
  },
);

profile('a person has a menu of their own (Messenger Platform docs, Persistent Menu, User level menu)', async () => {
  const { sandbox, call, close } = await startScene();
  const [ana, ben] = [sandbox.person('Ana'), sandbox.person('Ben')];
  const edge = 'me/custom_user_settings';
  const own = [{ locale: 'default', composer_input_disabled: true, call_to_actions: [shop] }];
  assert.equal(brief(await call(BOT, 'GET', edge, { psid: ana.id })), { data: [] });
  await call(BOT, 'POST', EDGE, menuOf(agent));
  assert.equal(brief(await call(BOT, 'POST', edge, { psid: ana.id, persistent_menu: own })), SUCCESS);
  const page = [{ locale: 'default', call_to_actions: [agent] }];
  assert.equal(brief(await call(BOT, 'GET', edge, { psid: ana.id })), {
    data: [{ user_level_persistent_menu: own, page_level_persistent_menu: page }],
  });
  assert.equal(brief(await call(BOT, 'GET', edge, { psid: ben.id })), { data: [{ page_level_persistent_menu: page }] });
  const onlyOwn = await call(BOT, 'GET', edge, { psid: ana.id, fields: 'user_level_persistent_menu' });
  assert.equal(brief(onlyOwn), { data: [{ user_level_persistent_menu: own }] });
  assert.equal([ana.screen.menu, ana.screen.composerDisabled], [[shop], true]);
  assert.equal([ben.screen.menu, ben.screen.composerDisabled], [[agent], false]);
  assert.equal(brief(await call(BOT, 'DELETE', edge, { psid: ana.id, params: '["persistent_menu"]' })), SUCCESS);
  assert.equal(ana.screen.menu, [agent]);
  const asNumber = { psid: Number(ana.id), persistent_menu: own };
  assert.equal(brief(await call(BOT, 'POST', edge, asNumber)), SUCCESS, 'other clients send ids as numbers');
  const inCapitals = { psid: ana.id, params: '["PERSISTENT_MENU"]' };
  assert.equal(brief(await call(BOT, 'DELETE', edge, inCapitals)), SUCCESS, "as Meta's business SDKs write it");
  assert.equal(ana.screen.menu, [agent]);
  const rows: [string, Record<string, unknown>, string][] = [
    ['POST', { psid: '1', persistent_menu: own }, '100/2018001 (#100) No matching user found'],
    ['POST', { persistent_menu: own }, '100 (#100) The parameter psid is required'],
    ['POST', { psid: ana.id }, '100 (#100) The parameter persistent_menu is required'],
    [
      'POST',
      { psid: ana.id, persistent_menu: [{ locale: 'default', items: [] }] },
      '100 (#100) Invalid keys "items" were found in param "persistent_menu[0]".',
    ],
    [
      'DELETE',
      { psid: ana.id, params: '["menu"]' },
      '100 (#100) Param params[0] must be one of {persistent_menu} - got "menu"',
    ],
  ];
  for (const [method, params, answer] of rows) assert.is(brief(await call(BOT, method, edge, params)), answer);
  await close();
});

profile('thread_settings, messenger_codes and message_creatives stay refused: Meta retired them', async () => {
  const { sandbox, close } = await startScene();
  for (const edge of ['thread_settings', 'messenger_codes', 'message_creatives']) {
    const url = `${sandbox.url}/v25.0/me/${edge}?access_token=${sandbox.apps[0]?.accessToken}`;
    const { error } = (await (await fetch(url, { method: 'POST' })).json()) as { error: Record<string, unknown> };
    assert.equal([error['code'], error['error_subcode']], [100, 33], edge);
  }
  await close();
});

/** A page with all that a person can see. */
async function furnished(): Promise<Scene & { sandbox: Sandbox }> {
  const scene = await startScene();
  await scene.call(DESK, 'POST', EDGE, {
    get_started: button,
    greeting: [
      { locale: 'default', text: 'Hi {{user_first_name}} {{user_last_name}}!' },
      { locale: 'de_DE', text: 'Hallo {{user_full_name}}' },
    ],
    persistent_menu: [
      { locale: 'default', call_to_actions: [agent, shop] },
      { locale: 'de_DE', composer_input_disabled: true, call_to_actions: [{ ...agent, title: 'Berater' }] },
    ],
  });
  return scene;
}

profile("a person's locale decides what the page shows, until the thread begins", async () => {
  const { sandbox, call, close } = await furnished();
  const ana = sandbox.person('Ana Lima');
  assert.is(ana.locale, 'en_US');
  assert.equal(ana.screen, {
    greeting: 'Hi Ana Lima!',
    getStarted: { title: 'Get Started', payload: 'START' },
    iceBreakers: [],
    menu: [agent, shop],
    commands: [],
    composerDisabled: false,
  });
  await rejects(ana.setLocale('German'), /locale must be a language and a region, like de_DE/);
  await ana.setLocale('de_DE');
  const { body } = await call(BOT, 'GET', ana.id, { fields: 'locale' });
  assert.is(body['locale'], 'de_DE');
  assert.equal([ana.screen.greeting, ana.screen.menu[0]?.title], ['Hallo Ana Lima', 'Berater']);
  await rejects(ana.say('Hallo'), /the persistent menu disables the composer for Ana Lima/);
  await ana.say('Ja', { quickReplyPayload: 'YES' });
  const { greeting, getStarted, menu } = ana.screen;
  assert.equal([greeting, getStarted, menu.length], [null, null, 1]);
  await close();
});

profile('ice breakers take the place of Get Started, and commands that of the menu', async () => {
  const { sandbox, call, close } = await furnished();
  const ana = sandbox.person('Ana');
  const local = { locale: 'de_DE', call_to_actions: [when] };
  await call(DESK, 'POST', EDGE, { ice_breakers: [{ locale: 'default', call_to_actions: [where] }, local] });
  assert.equal([ana.screen.getStarted, ana.screen.iceBreakers], [null, [where]]);
  const commands = [{ name: 'flights', description: 'Find flights' }];
  await call(DESK, 'POST', EDGE, { commands: [{ locale: 'default', commands }] });
  assert.equal([ana.screen.menu, ana.screen.commands], [[], commands]);
  await ana.setLocale('de_DE');
  assert.equal([ana.screen.iceBreakers, ana.screen.composerDisabled], [[when], false]);
  await close();
});

profile('a tap on a setting reaches the app that set it, and the owner on standby', async () => {
  const { sandbox, bot, desk, close } = await furnished();
  const ana = sandbox.person('Ana');
  await ana.followLink('spring');
  const { mid } = await ana.getStarted();
  await sandbox.settled();
  const started = { mid, title: 'Get Started', payload: 'START' };
  const referral = { ref: 'spring', source: 'SHORTLINK', type: 'OPEN_THREAD' };
  assert.is(sandbox.owner(ana.id), BOT);
  assert.equal(lastPostback(desk), ['messaging', { ...started, referral }]);
  assert.equal(lastPostback(bot)[1]['payload'], 'START', 'the owner gets it too');
  await sandbox.inbox.reply(ana, 'Nora here');
  await ana.tapMenu('Talk to an agent');
  await sandbox.settled();
  assert.equal(lastPostback(desk)[0], 'messaging');
  const [lane, atBot] = lastPostback(bot);
  assert.equal([lane, atBot['title'], atBot['payload']], ['standby', 'Talk to an agent', undefined]);
  await close();
});

profile('ice breakers and menu items are tapped by what the screen shows; links notify no app', async () => {
  const { sandbox, call, desk, close } = await furnished();
  const ana = sandbox.person('Ana');
  await call(DESK, 'POST', EDGE, { ice_breakers: [where, when] });
  await rejects(ana.tapIceBreaker('Why?'), /the thread shows "Where are you\?", "When do you open\?"/);
  await ana.tapIceBreaker('When do you open?');
  await sandbox.settled();
  const [, postback] = lastPostback(desk);
  assert.equal([postback['title'], postback['payload']], [when.question, when.payload]);
  await rejects(ana.tapIceBreaker('When do you open?'), /the thread shows nothing to tap/);
  await rejects(ana.tapMenu('Less'), /the menu has "Talk to an agent", "Shop"/);
  const { length } = desk.received;
  assert.is(await ana.tapMenu('Shop'), null);
  await sandbox.settled();
  assert.is(desk.received.length, length);
  const entry = sandbox.timeline.at(-1);
  assert.equal(entry?.kind === 'action' && entry.detail, { title: 'Shop', url: shop.url });
  await close();
});

profile('Get Started without a profile has the payload GET_STARTED, and can be given one', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.getStarted();
  await sandbox.settled();
  assert.is(lastPostback(bot)[1]['payload'], 'GET_STARTED');
  await ana.getStarted('OTHER');
  await sandbox.settled();
  assert.is(lastPostback(bot)[1]['payload'], 'OTHER');
  await close();
});

profile('the control API has the screen, the taps, the locale and the profile', async () => {
  const { sandbox, close } = await furnished();
  sandbox.person('Ana');
  await ask(sandbox.url, 'POST', '/people/Ana/locale', { locale: 'de_DE' });
  const [, screen] = await ask(sandbox.url, 'GET', '/people/Ana/screen');
  assert.equal(screen['greeting'], 'Hallo Ana');
  const [, thread] = await ask(sandbox.url, 'GET', '/people/Ana/thread');
  assert.equal([thread['locale'], thread['screen']], ['de_DE', screen]);
  const [status] = await ask(sandbox.url, 'POST', '/people/Ana/menu', { title: 'Shop' });
  assert.is(status, 400, 'the German menu has no such item');
  const [, said] = await ask(sandbox.url, 'POST', '/people/Ana/menu', { title: 'Berater' });
  assert.type(said['mid'], 'string');
  const [, state] = await ask(sandbox.url, 'GET', '/state');
  assert.equal((state['profile'] as Record<string, unknown>)['get_started'], { value: button, appId: DESK });
  await close();
});

profile('a session carries the profile, locales and own menus; a reset removes them', async () => {
  const { sandbox, call, close } = await furnished();
  const ana = sandbox.person('Ana');
  await ana.setLocale('de_DE');
  const own = [{ locale: 'default', call_to_actions: [shop] }];
  await call(BOT, 'POST', 'me/custom_user_settings', { psid: ana.id, persistent_menu: own });
  const { screen } = ana;
  const file = sandbox.exportSession();
  await sandbox.reset();
  assert.equal([ana.locale, ana.screen.menu], ['en_US', []]);
  const other = await createSandbox();
  await other.importSession(file);
  assert.equal(other.person('Ana').screen, screen);
  assert.equal(other.exportSession().pages[0]?.profile, file.pages[0]?.profile);
  const broken = structuredClone(file);
  Object.assign(broken.pages[0]?.profile.greeting ?? {}, { value: [{ locale: 'de_DE', text: 'Hallo' }] });
  await rejects(other.importSession(broken), /session: pages\[0\]\.profile: .*greeting must have an entry with/);
  delete file.pages[0]?.profile.get_started;
  await rejects(other.importSession(file), /session: pages\[0\]\.profile: .*You must set a Get Started button/);
  await other.close();
  await close();
});

profile.run();
