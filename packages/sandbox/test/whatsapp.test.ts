import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OptionError, PHONE_APP_ID } from '../src/index.ts';
import { ACCOUNT, DISPLAY, type Got, NUMBER, START, startNumber, textTo } from './support/number-scene.ts';
import { BOT, DESK, startScene, TOKENS } from './support/setup.ts';

const whatsapp = suite('WhatsApp');
const SECOND = String(START / 1000);

const isOptionError = (error: Error): boolean => error instanceof OptionError;

/** The one element of a list of a change. */
function only(changes: readonly Got[], list: string): Record<string, unknown> {
  assert.is(changes.length, 1, JSON.stringify(changes));
  const elements = changes[0]?.value[list] as Record<string, unknown>[] | undefined;
  assert.is(elements?.length, 1, JSON.stringify(changes));
  return elements?.[0] ?? {};
}

whatsapp('every app of the account gets a message, named by number, phone and BSUID, without routing', async () => {
  const { sandbox, bot, desk, news, close } = await startNumber();
  const rita = sandbox.person('Rita Demo');
  await rita.setProfile({ username: 'rita.demo' });
  const { mid, timestamp } = await rita.say('where is my parcel');
  await sandbox.settled();
  const { waId, userId } = rita.contact ?? {};
  assert.is(waId, rita.id);
  assert.match(userId ?? '', /^PT\.[A-Za-z0-9]+$/);
  const body = bot.received[0]?.body;
  assert.equal(body, {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: ACCOUNT,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: DISPLAY, phone_number_id: NUMBER },
              contacts: [{ profile: { name: 'Rita Demo', username: 'rita.demo' }, wa_id: waId, user_id: userId }],
              messages: [
                {
                  from: waId,
                  from_user_id: userId,
                  id: mid,
                  timestamp: SECOND,
                  type: 'text',
                  text: { body: 'where is my parcel' },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  assert.match(mid, /^wamid\./);
  assert.is(Math.floor(timestamp / 1000), Number(SECOND));
  assert.equal(await news(desk), await news(bot));
  assert.is(sandbox.owner(rita.id), null);
  await close();
});

whatsapp('a hidden phone is in no delivery', async () => {
  const { sandbox, bot, news, send, close } = await startNumber({ people: [{ name: 'Rita', hidesPhone: true }] });
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  await send(rita.contact?.userId ?? '', 'hello');
  await rita.read();
  await sandbox.phone.reply(rita, 'Nuno here');
  const changes = await news(bot);
  assert.is(changes.length, 4);
  assert.not.match(JSON.stringify(changes), new RegExp(rita.id));
  const echo = only(changes.slice(3), 'message_echoes');
  assert.is(echo['to_user_id'], rita.contact?.userId);
  await rita.hidePhone(false);
  await rita.say('again');
  assert.is(only(await news(bot), 'messages')['from'], rita.id);
  await close();
});

whatsapp('buttons and lists come back as replies that quote their message', async () => {
  const { sandbox, bot, news, call, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  const interactive = {
    type: 'button',
    body: { text: 'How can we help?' },
    action: { buttons: [{ type: 'reply', reply: { id: 'TALK_TO_HUMAN', title: 'Talk to a person' } }] },
  };
  const list = {
    type: 'list',
    body: { text: 'Which size?' },
    action: { button: 'Sizes', sections: [{ rows: [{ id: 'size_m', title: 'M', description: 'medium' }] }] },
  };
  for (const one of [interactive, list]) {
    const sent = { messaging_product: 'whatsapp', to: rita.id, type: 'interactive', interactive: one };
    assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, sent)).result, 'ok');
  }
  const [buttons, rows] = rita.inbox;
  assert.equal(buttons?.quickReplies, [
    { content_type: 'button', title: 'Talk to a person', payload: 'TALK_TO_HUMAN' },
  ]);
  await news(bot);
  await rita.say('Talk to a person', { quickReplyPayload: 'TALK_TO_HUMAN' });
  const tapped = only(await news(bot), 'messages');
  assert.equal(tapped['interactive'], {
    type: 'button_reply',
    button_reply: { id: 'TALK_TO_HUMAN', title: 'Talk to a person' },
  });
  assert.equal(tapped['context'], { from: DISPLAY, id: buttons?.mid });
  await rita.say('M', { quickReplyPayload: 'size_m' });
  const chosen = only(await news(bot), 'messages');
  assert.equal(chosen['interactive'], {
    type: 'list_reply',
    list_reply: { id: 'size_m', title: 'M', description: 'medium' },
  });
  assert.equal(chosen['context'], { from: DISPLAY, id: rows?.mid });
  await close();
});

whatsapp('a message without a type is a text, and a number may be written as people write it', async () => {
  const { sandbox, call, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  const written = `+${rita.id.slice(0, 3)} (${rita.id.slice(3, 6)}) ${rita.id.slice(6, 9)}-${rita.id.slice(9)}`;
  for (const to of [written, Number(rita.id)]) {
    const sent = await call(BOT, 'POST', `${NUMBER}/messages`, {
      messaging_product: 'whatsapp',
      to,
      text: { body: 'hi' },
    });
    assert.equal(sent.body['contacts'], [{ input: String(to), wa_id: rita.id }]);
  }
  assert.equal(
    rita.inbox.map(({ text }) => text),
    ['hi', 'hi'],
  );
  assert.is(
    (await call(BOT, 'POST', `${NUMBER}/messages`, { messaging_product: 'whatsapp', to: '+1 2' })).result,
    '100',
  );
  await close();
});

whatsapp('the Test button delivers the constant samples of WhatsApp, each time the same', async () => {
  const { sandbox, bot, close } = await startNumber();
  const metadata = { display_phone_number: '16505551111', phone_number_id: '123456123' };
  const said = { id: 'ABGGFlA5Fpa', timestamp: '1504902988', type: 'text', text: { body: 'this is a text message' } };
  const messages = {
    messaging_product: 'whatsapp',
    metadata,
    contacts: [{ profile: { name: 'test user name' }, wa_id: '16315551181' }],
    messages: [{ from: '16315551181', ...said }],
  };
  const echoes = {
    messaging_product: 'whatsapp',
    metadata,
    message_echoes: [{ from: '16315551181', to: '11234567890', ...said }],
  };
  for (const [field, value] of [
    ['messages', messages],
    ['messages', messages],
    ['smb_message_echoes', echoes],
    ['account_update', { phone_number: '16505551111', event: 'VERIFIED_ACCOUNT' }],
  ] as const) {
    await sandbox.testButton(BOT, field);
    assert.equal(bot.received.at(-1)?.body, {
      object: 'whatsapp_business_account',
      entry: [{ id: '0', time: START / 1000, changes: [{ field, value }] }],
    });
  }
  await sandbox.testButton(BOT, 'standby');
  assert.equal(bot.received.at(-1)?.body.entry[0]?.changes, [{ field: 'standby' }]);
  bot.received.length = 0;
  await close();
});

whatsapp('media, answers, template buttons, reactions, edits, revokes and ads have their own forms', async () => {
  const { sandbox, bot, news, send, call, close } = await startNumber({ ads: { '120': {} } });
  const rita = sandbox.person('Rita');
  await rita.clickAd('120');
  const { mid } = await rita.say('hi');
  const first = only(await news(bot), 'messages');
  assert.is((first['referral'] as { source_id: string }).source_id, '120');
  await rita.say('like this', { attachments: [{ type: 'image', payload: { url: 'https://cdn.example/a.png' } }] });
  const image = only(await news(bot), 'messages')['image'] as Record<string, unknown>;
  assert.is(image['caption'], 'like this');
  assert.is(image['mime_type'], 'image/jpeg');
  assert.match(String(image['id']), /^\d+$/);
  const sent = await send(rita.id, 'hello');
  const template = {
    name: 'parcel_update',
    language: { code: 'en' },
    components: [
      { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'PARCEL' }] },
    ],
  };
  await call(BOT, 'POST', `${NUMBER}/messages`, {
    messaging_product: 'whatsapp',
    to: rita.id,
    type: 'template',
    template,
  });
  await news(bot);
  await rita.say('what?', { replyTo: sent });
  assert.equal(only(await news(bot), 'messages')['context'], { from: DISPLAY, id: sent });
  await rita.tap('PARCEL', 'My parcel');
  const tap = only(await news(bot), 'messages');
  assert.equal([tap['type'], tap['button']], ['button', { text: 'My parcel', payload: 'PARCEL' }]);
  assert.equal(tap['context'], { from: DISPLAY, id: rita.inbox.at(-1)?.mid });
  await rita.react('like', sent);
  assert.equal(only(await news(bot), 'messages')['reaction'], { message_id: sent, emoji: '\u{1F44D}' });
  await rita.unreact(sent);
  assert.equal(only(await news(bot), 'messages')['reaction'], { message_id: sent, emoji: '' });
  await rita.edit(mid, 'hey');
  const edit = only(await news(bot), 'messages');
  assert.equal(edit['edit'], { original_message_id: mid, message: { type: 'text', text: { body: 'hey' } } });
  assert.is.not(edit['id'], mid);
  await rita.unsend(mid);
  assert.equal(only(await news(bot), 'messages')['revoke'], { original_message_id: mid });
  await close();
});

whatsapp('statuses of a message go to every app of the account, one for each state', async () => {
  const { sandbox, bot, desk, news, call, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  await news(bot);
  const { body } = await call(BOT, 'POST', `${NUMBER}/messages`, {
    ...textTo(rita.id, 'hello'),
    biz_opaque_callback_data: 'hv:7f3a',
  });
  const mid = (body['messages'] as { id: string }[])[0]?.id;
  assert.equal(body['contacts'], [{ input: rita.id, wa_id: rita.id }]);
  const sent = only(await news(bot), 'statuses');
  assert.is(sent['id'], mid);
  assert.is(sent['status'], 'sent');
  assert.is(sent['recipient_id'], rita.id);
  assert.is(sent['recipient_user_id'], rita.contact?.userId);
  assert.is(sent['biz_opaque_callback_data'], 'hv:7f3a');
  await rita.receive();
  await rita.read();
  await rita.read();
  await rita.receive();
  const states = (changes: Got[]): unknown[] =>
    changes
      .flatMap(({ value }) => (value['statuses'] as { status: string }[] | undefined) ?? [])
      .map((one) => one.status);
  assert.equal(states(await news(bot)), ['delivered', 'read']);
  assert.equal(states(await news(desk)), ['sent', 'delivered', 'read']);
  const byUserId = await call(DESK, 'POST', `${NUMBER}/messages`, textTo(rita.contact?.userId ?? '', 'by id'));
  assert.equal(byUserId.body['contacts'], [{ input: rita.contact?.userId, user_id: rita.contact?.userId }]);
  const other = only(await news(bot), 'statuses');
  assert.is(other['recipient_id'], undefined);
  assert.is(other['recipient_user_id'], rita.contact?.userId);
  await close();
});

whatsapp('after 24 hours only templates arrive: 131047 as a status, or from the call', async () => {
  const { sandbox, bot, news, send, call, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  await sandbox.clock.advance(86_400_000);
  await news(bot);
  const mid = await send(rita.id, 'still there?');
  const failed = only(await news(bot), 'statuses');
  assert.equal([failed['id'], failed['status']], [mid, 'failed']);
  assert.is((failed['errors'] as { code: number }[])[0]?.code, 131047);
  assert.is(failed['recipient_user_id'], undefined);
  assert.equal(rita.inbox, []);
  sandbox.setQuirks({ undelivered: 'call' });
  const refused = await call(BOT, 'POST', `${NUMBER}/messages`, textTo(rita.id, 'still there?'));
  assert.is(refused.result, '131047');
  assert.equal(Object.keys((refused.body['error'] as { error_data: object }).error_data), [
    'messaging_product',
    'details',
  ]);
  const template = { name: 'parcel_update', language: { code: 'en' } };
  const sent = { messaging_product: 'whatsapp', to: rita.id, type: 'template', template };
  assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, sent)).result, 'ok');
  assert.is(only(await news(bot), 'statuses')['status'], 'sent');
  assert.equal(rita.inbox[0]?.attachments, [{ type: 'message_template', payload: template }]);
  await sandbox.phone.reply(rita, 'the owner may write at any time');
  assert.is(rita.inbox.length, 2);
  await close();
});

whatsapp(
  'read receipts and typing are bound to an inbound message; typing ends after 25 s or with the answer',
  async () => {
    const { sandbox, send, call, close } = await startNumber();
    const rita = sandbox.person('Rita');
    const { mid } = await rita.say('hi');
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: mid };
    const typing = { ...read, typing_indicator: { type: 'text' } };
    assert.equal((await call(BOT, 'POST', `${NUMBER}/messages`, read)).body, { success: true });
    assert.is(rita.typing, null);
    await call(BOT, 'POST', `${NUMBER}/messages`, typing);
    assert.is(rita.typing?.appId, BOT);
    await sandbox.clock.advance(25_000);
    assert.is(rita.typing, null);
    await call(BOT, 'POST', `${NUMBER}/messages`, typing);
    await send(rita.id, 'hello');
    assert.is(rita.typing, null);
    const own = { ...read, message_id: rita.inbox[0]?.mid };
    assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, own)).result, '131009');
    await close();
  },
);

whatsapp("the phone app's messages, edits and deletions are echoes; nothing else changes", async () => {
  const { sandbox, bot, desk, news, send, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  await news(bot);
  const { mid } = await sandbox.phone.reply(rita, 'Hi Rita, Nuno here');
  const echo = only(await news(bot), 'message_echoes');
  assert.equal(echo, {
    from: DISPLAY,
    to: rita.id,
    to_user_id: rita.contact?.userId,
    id: mid,
    timestamp: SECOND,
    type: 'text',
    text: { body: 'Hi Rita, Nuno here' },
  });
  assert.is(rita.inbox[0]?.appId, PHONE_APP_ID);
  await sandbox.phone.edit(rita, mid, 'Hi Rita, Nuno from the shop');
  const edit = only(await news(bot), 'message_echoes');
  assert.equal(edit['edit'], {
    original_message_id: mid,
    message: { type: 'text', text: { body: 'Hi Rita, Nuno from the shop' } },
  });
  assert.is(rita.inbox[0]?.text, 'Hi Rita, Nuno from the shop');
  await sandbox.phone.delete(rita, mid);
  assert.equal(only(await news(bot), 'message_echoes')['revoke'], { original_message_id: mid });
  assert.equal(rita.inbox, []);
  await rejects(sandbox.phone.delete(rita, mid), isOptionError);
  sandbox.setFields(DESK, ['messages']);
  await news(desk);
  await sandbox.phone.reply(rita, 'again');
  assert.equal(await news(desk), [], 'an app without the field gets no echoes');
  await news(bot);
  await send(rita.id, 'the bot may still send');
  assert.is(only(await news(bot), 'statuses')['status'], 'sent');
  await rita.read();
  const read = (await news(bot)).flatMap(({ value }) => value['statuses'] ?? []);
  assert.is(read.length, 1, "no statuses for the phone's messages");
  sandbox.setQuirks({ echoOwnSends: true });
  const own = await send(rita.id, 'seen again');
  const echoes = (await news(bot)).flatMap(({ value }) => (value['message_echoes'] ?? []) as { id: string }[]);
  assert.equal(
    echoes.map(({ id }) => id),
    [own],
  );
  await close();
});

whatsapp('a changed number and a changed user id come as system messages, and the old names end', async () => {
  const { sandbox, bot, news, send, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  const before = rita.contact;
  await news(bot);
  await rita.changeNumber('351960000077');
  const changed = only(await news(bot), 'messages');
  assert.is(changed['from'], before?.waId);
  assert.equal(changed['type'], 'system');
  const system = changed['system'] as Record<string, unknown>;
  assert.is(system['type'], 'user_changed_number');
  assert.is(system['wa_id'], '351960000077');
  assert.is(system['previous_user_id'], before?.userId);
  assert.is(system['user_id'], rita.contact?.userId);
  assert.is.not(rita.contact?.userId, before?.userId);
  assert.is(rita.id, before?.waId, 'the sandbox names the person as before');
  for (const old of [before?.waId ?? '', before?.userId ?? '']) {
    await send(old, 'to an old name');
    const failed = only(await news(bot), 'statuses');
    assert.is((failed['errors'] as { code: number }[])[0]?.code, 131026);
  }
  await send('351960000077', 'to the new number');
  assert.is(rita.inbox.at(-1)?.text, 'to the new number');
  await news(bot);
  await rita.hidePhone(true);
  await rita.changeUserId();
  const renamed = only(await news(bot), 'messages');
  assert.is(renamed['from'], undefined);
  assert.is((renamed['system'] as { type: string }).type, 'user_changed_user_id');
  await rejects(rita.changeNumber('+351'), isOptionError);
  await close();
});

whatsapp('the number is readable, and the account has the subscriptions', async () => {
  const { sandbox, bot, desk, news, call, close } = await startNumber();
  const fields = 'id,display_phone_number,verified_name,is_on_biz_app,platform_type';
  assert.equal((await call(BOT, 'GET', NUMBER, { fields })).body, {
    display_phone_number: `+${DISPLAY}`,
    verified_name: 'Demo Shop',
    is_on_biz_app: true,
    platform_type: 'CLOUD_API',
    id: NUMBER,
  });
  assert.is((await call(DESK, 'DELETE', `${ACCOUNT}/subscribed_apps`)).result, 'ok');
  const { body } = await call(BOT, 'GET', `${ACCOUNT}/subscribed_apps`);
  assert.equal(
    (body['data'] as { whatsapp_business_api_data: { id: string } }[]).map((one) => one.whatsapp_business_api_data.id),
    [BOT],
  );
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  assert.equal(await news(desk), []);
  const own = { override_callback_uri: bot.url, verify_token: 'verify-me' };
  assert.is((await call(DESK, 'POST', `${ACCOUNT}/subscribed_apps`, { ...own, verify_token: 'wrong' })).result, '2200');
  assert.is((await call(BOT, 'POST', `${ACCOUNT}/subscribed_apps`, own)).result, 'ok');
  const again = await call(BOT, 'GET', `${ACCOUNT}/subscribed_apps`);
  assert.match(JSON.stringify(again.body), /override_callback_uri/);
  sandbox.setWebhook(BOT, null);
  await news(bot);
  await rita.say('to the address of the account');
  assert.is((await news(bot)).length, 1);
  await close();
});

whatsapp('there is no thread control, no inbox and no routing on a number', async () => {
  const { sandbox, call, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  const control = { messaging_product: 'whatsapp', to: rita.id, action: 'release' };
  const answer = await fetch(`${sandbox.url}/v25.0/${NUMBER}/thread_control`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apps[0]?.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(control),
  });
  assert.is(answer.status, 400);
  await rejects(sandbox.inbox.reply(rita, 'x'), isOptionError);
  await rejects(sandbox.ai.say(rita, 'x'), isOptionError);
  await rejects(rita.comment('x'), isOptionError);
  await rejects(rita.followLink('x'), isOptionError);
  await rejects(rita.getStarted(), isOptionError);
  await rejects(rita.startLeadAd(), isOptionError);
  assert.throws(() => sandbox.setRouting('on'), isOptionError);
  const unknown = { messaging_product: 'whatsapp', to: rita.id, type: 'poll', poll: {} };
  assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, unknown)).result, '131051');
  const both = { messaging_product: 'whatsapp', to: rita.id, type: 'image', image: {} };
  assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, both)).result, '131008');
  assert.is((await call(BOT, 'POST', `${NUMBER}/messages`, { ...textTo(rita.id, 'x'), to: undefined })).result, '100');
  await close();
});

whatsapp('a number without the phone app says so, and refuses what the phone app would do', async () => {
  const { sandbox, call, close } = await startNumber({
    page: { id: NUMBER, accountId: ACCOUNT, displayNumber: DISPLAY, phoneApp: false },
  });
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  assert.equal((await call(BOT, 'GET', NUMBER, { fields: 'is_on_biz_app' })).body['is_on_biz_app'], false);
  await rejects(sandbox.phone.reply(rita, 'x'), isOptionError);
  await close();
});

whatsapp('a page and two numbers of one account share a run, and one token may be for both numbers', async () => {
  const { sandbox, bot, close } = await startNumber({
    pages: [
      { name: 'Page' },
      { id: NUMBER, name: 'Lisbon', platform: 'whatsapp', apps: [{ id: BOT, accessToken: 'EAAsystemUser' }] },
      { name: 'Porto', platform: 'whatsapp', apps: [{ id: BOT, accessToken: 'EAAsystemUser' }] },
    ],
  });
  const [page, lisbon, porto] = sandbox.pages;
  assert.is(porto?.accountId, lisbon?.accountId);
  assert.is.not(porto?.displayNumber, lisbon?.displayNumber);
  assert.is(page?.accountId, null);
  const rita = porto?.person('Rita');
  await rita?.say('hi');
  await sandbox.settled();
  const send = (number: string): Promise<Response> =>
    fetch(`${sandbox.url}/v25.0/${number}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer EAAsystemUser', 'content-type': 'application/json' },
      body: JSON.stringify(textTo(rita?.id ?? '', 'hello')),
    });
  assert.is((await send(porto?.id ?? '')).status, 200);
  assert.equal(
    rita?.inbox.map(({ text }) => text),
    ['hello'],
  );
  await sandbox.settled();
  const last = bot.received.at(-1)?.body.entry[0]?.changes?.[0]?.value['metadata'] as { phone_number_id: string };
  assert.is(last.phone_number_id, porto?.id);
  await page?.person('Ana').say('hi');
  await sandbox.settled();
  assert.is(bot.received.at(-1)?.body.object, 'page');
  await close();
});

whatsapp("a bot's environment names the account, and the token of each number by the number's id", async () => {
  const { sandbox, call, close } = await startNumber({
    pages: [
      {
        id: NUMBER,
        name: 'Lisbon',
        platform: 'whatsapp',
        accountId: ACCOUNT,
        apps: [{ id: BOT, accessToken: TOKENS[BOT] ?? '' }],
      },
      { id: '550000000000003', name: 'Porto', platform: 'whatsapp', apps: [{ id: BOT, accessToken: 'EAAporto' }] },
      { id: '1001', name: 'Page', apps: [{ id: BOT, accessToken: 'EAApage' }] },
    ],
  });
  const { PAGE_ID, ACCOUNT_ID, PAGE_TOKENS = '' } = sandbox.environment(BOT);
  assert.equal([PAGE_ID, ACCOUNT_ID], [NUMBER, ACCOUNT]);
  assert.equal(JSON.parse(PAGE_TOKENS), { [NUMBER]: TOKENS[BOT], '550000000000003': 'EAAporto', '1001': 'EAApage' });
  assert.is((await call(BOT, 'GET', `${ACCOUNT_ID}/subscribed_apps`)).result, 'ok');
  await close();
  const page = await startScene();
  assert.is(page.sandbox.environment(BOT).ACCOUNT_ID, undefined);
  await page.close();
});

whatsapp('a session keeps numbers, contacts and statuses to come', async () => {
  const { sandbox, bot, news, send, close } = await startNumber();
  const rita = sandbox.person('Rita');
  await rita.say('hi');
  await rita.changeNumber();
  await rita.hidePhone(true);
  await send(rita.contact?.userId ?? '', 'hello');
  await sandbox.settled();
  const other = await startNumber();
  const session = sandbox.exportSession();
  await other.sandbox.importSession(session);
  const same = other.sandbox.person('Rita');
  assert.equal(same.contact, rita.contact);
  assert.is(other.sandbox.page.displayNumber, DISPLAY);
  await news(bot);
  await same.read();
  await other.sandbox.settled();
  assert.is(only(await news(bot), 'statuses')['status'], 'read');
  const person = session.pages[0]?.people[0];
  if (person) person.contact = null;
  await rejects(other.sandbox.importSession(session), isOptionError);
  await other.close();
  await close();
});

whatsapp.run();
