// Values at the edge of what the wire describes: which of them are read, which are left out, and which decide the id.
import type { HandoverEvent, ThreadReference } from '@handover/core';
import { harness } from '@handover/test-support/harness';
import { delivery, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const edges = suite('wire edges');
const { pageId, userId } = SAMPLE_IDS;
const START = 1_764_590_400_000;
const { message: _, ...ends } = items.message();

/** The events of a body: an object, or its bytes as a text. */
async function eventsOf(body: unknown): Promise<readonly HandoverEvent[]> {
  const { bot, deliver } = harness();
  const { status, events } = await deliver(typeof body === 'string' ? Buffer.from(body) : body);
  await bot.close();
  assert.is(status, 200);
  return events;
}

/** The event of an item with this content, by its fields. */
async function fieldsOf(content: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  const events = await eventsOf(delivery({ messaging: [{ ...ends, ...content }] }));
  assert.is(events.length, 1);
  return { ...events[0] };
}

const changeOf = async (change: unknown): Promise<Readonly<Record<string, unknown>>> => ({
  ...(await eventsOf({ object: 'page', entry: [{ id: pageId, time: START, changes: [change] }] }))[0],
});

edges('keep all digits of a 16-digit id wherever it stands in the bytes', async () => {
  for (let offset = 0; offset < 16; offset += 1) {
    const pad = 'x'.repeat(offset);
    const item = `{"pad":"${pad}","sender":{"id":9007199254740993},"recipient":{"id":1},"message":{"mid":"m_1","text":"x"}}`;
    const [event] = await eventsOf(`{"object":"page","entry":[{"id":"1","time":1764590400000,"messaging":[${item}]}]}`);
    assert.is(event?.userId, '9007199254740993', `offset ${offset}`);
  }
});

edges('keep all digits of a long integer, whatever JSON allows ahead of it', async () => {
  const [long, text] = ['9007199254740993', 'm_4bc9007199254740993'];
  for (const ahead of ['', ' ', '\t', '\n', '\r']) {
    const value = `[${ahead}${long},${ahead}-${long},{"id":${ahead}${long}},"${text}"]`;
    const [event] = await eventsOf(
      `{"object":"page","entry":[{"id":"1","changes":[{"field":"feed","value":${value}}]}]}`,
    );
    const fields: Readonly<Record<string, unknown>> = { ...event };
    assert.equal(fields['value'], [long, `-${long}`, { id: long }, text], JSON.stringify(ahead));
  }
});

const NUMBERS = [
  '1234567890123456e1',
  '1234567890123456E+1',
  '1234567890123456e-2',
  '12345678901234567.5',
  '1e00000000000000000001',
  '-1.5',
];

edges('read long numbers that are no integers as numbers', async () => {
  for (const number of NUMBERS) {
    const item = `{"sender":{"id":"5"},"recipient":{"id":"1"},"new":{"value":${number}}}`;
    const [event] = await eventsOf(`{"object":"page","entry":[{"id":"1","messaging":[${item}]}]}`);
    assert.equal(event?.raw['new'], { value: Number(number) }, number);
  }
});

edges('pass such numbers on to an existing handler as they came', async () => {
  for (const number of NUMBERS) {
    const { bot, deliver } = harness();
    const ours = `{"sender":{"id":"5"},"recipient":{"id":"1"},"timestamp":1764590400000,"new":{"value":${number}}}`;
    const theirs = '{"sender":{"id":"6"},"recipient":{"id":"1"},"timestamp":1764590400000,"message":{"mid":"m_1"}}';
    const bytes = Buffer.from(`{"object":"page","entry":[{"id":"1","messaging":[${ours}],"standby":[${theirs}]}]}`);
    const { events } = await deliver(bytes);
    const left = bot.forward(bytes, events, 'active');
    await bot.close();
    const entry = { id: '1', messaging: [JSON.parse(ours)] };
    assert.equal(left?.body, { object: 'page', entry: [entry] }, number);
  }
});

edges('leave the bytes of a delivery alone where an existing handler may answer all of it', async () => {
  const { bot, deliver } = harness();
  const bytes = Buffer.from(JSON.stringify(delivery({ messaging: [items.message()] }), undefined, 2));
  const { events } = await deliver(bytes);
  const left = bot.forward(bytes, events, 'active');
  await bot.close();
  assert.is(Buffer.from(left?.bytes ?? []).toString(), bytes.toString());
});

edges('pass on what can be printed where another item is nested too deep for it', async () => {
  const { bot, deliver } = harness();
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const item = (user: string, more: string): string =>
    `{"sender":{"id":"${user}"},"recipient":{"id":"1"},"timestamp":1764590400000,${more}}`;
  const ours = item('5', '"message":{"mid":"m_1","text":"x"}');
  const messaging = `${ours},${item('6', `"new":${deep}`)}`;
  const standby = item('7', '"message":{"mid":"m_2","text":"y"}');
  const bytes = Buffer.from(`{"object":"page","entry":[{"id":"1","messaging":[${messaging}],"standby":[${standby}]}]}`);
  const { events } = await deliver(bytes);
  assert.is(events.length, 3);
  const left = bot.forward(bytes, events, 'active');
  await bot.close();
  assert.equal(left?.body, { object: 'page', entry: [{ id: '1', messaging: [JSON.parse(ours)] }] });
});

edges('read counts and watermarks from numbers and texts, and from nothing else', async () => {
  for (const watermark of [START, String(START)])
    assert.is((await fieldsOf({ read: { watermark } }))['watermark'], START);
  for (const watermark of [null, true, false, [START], {}, 'soon'])
    assert.not.ok('watermark' in (await fieldsOf({ read: { watermark } })), String(watermark));
  const edit = await fieldsOf({ message_edit: { mid: 'm_1', text: 'new', num_edit: 2 } });
  assert.equal([edit['kind'], edit['mid'], edit['text'], edit['numEdit']], ['message_edit', 'm_1', 'new', 2]);
});

edges('date an event by its own time only where that is a time', async () => {
  for (const timestamp of [START - 5, String(START - 5), (START - 5000) / 1000]) {
    const dated = (await fieldsOf({ timestamp, message: { mid: 'm_1' } }))['timestamp'];
    assert.ok(typeof dated === 'number' && dated < START && dated > START - 10_000, String(timestamp));
  }
  for (const timestamp of [
    true,
    [1_700_000_000],
    '1e12',
    'x1700000000',
    '1700000000x',
    '',
    '12345678901234567',
    0,
    -1,
  ]) {
    assert.is((await fieldsOf({ timestamp, message: { mid: 'm_1' } }))['timestamp'], START, String(timestamp));
  }
});

edges('take no fraction for an id', async () => {
  const { userId } = await fieldsOf({ sender: { id: 1.5 }, message: { mid: 'm_1' } });
  assert.is(userId, undefined);
});

edges('tell messages apart by their content where the message id is empty or no text', async () => {
  for (const mid of ['', 7, null]) {
    const events = await eventsOf(
      delivery({ messaging: ['a', 'b'].map((text) => ({ ...ends, message: { mid, text } })) }),
    );
    assert.is(new Set(events.map(({ id }) => id)).size, 2, String(mid));
  }
});

edges('tell items apart by their time where they are nested too deep to be printed', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const item = (timestamp: number): string =>
    `{"sender":{"id":"5"},"recipient":{"id":"1"},"timestamp":${timestamp},"new":${deep}}`;
  const [first, second] = await eventsOf(
    `{"object":"page","entry":[{"id":"1","messaging":[${item(START)},${item(START + 1)}]}]}`,
  );
  assert.ok(first !== undefined && second !== undefined);
  assert.is.not(first.id, second.id);
});

edges('read a flag that is false, and leave out one that is no flag', async () => {
  for (const flag of [false, 'false', 'FALSE'])
    assert.is((await fieldsOf({ referral: { ref: 'r', is_guest_user: flag } }))['isGuestUser'], false);
  for (const flag of ['no', 0, null])
    assert.not.ok('isGuestUser' in (await fieldsOf({ referral: { ref: 'r', is_guest_user: flag } })));
});

edges('read what reactions, receipts, links and orders carry', async () => {
  const reaction = { mid: 'm_1', action: 'react', reaction: 'love', emoji: '\u2764' };
  const link = { status: 'linked', authorization_code: 'code' };
  const cases: [content: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, unknown>>][] = [
    [{ reaction }, reaction],
    [{ account_linking: link }, { status: 'linked', authorizationCode: 'code' }],
    [{ delivery: { watermark: START, mids: ['m_1'] } }, { watermark: START, mids: ['m_1'] }],
    [{ order: { products: [{ id: '1' }, 'junk'], note: 'n' } }, { products: [{ id: '1' }], note: 'n' }],
    [{ app_roles: { 7: ['primary_receiver', 5], 8: 'junk' } }, { roles: { 7: ['primary_receiver'] } }],
  ];
  for (const [content, fields] of cases) {
    const event = await fieldsOf(content);
    assert.equal(Object.fromEntries(Object.keys(fields).map((key) => [key, event[key]])), fields);
  }
});

edges('have no key for what an item does not say', async () => {
  const cases: [content: Readonly<Record<string, unknown>>, ...absent: string[]][] = [
    [{ message: { mid: 'm_1', quick_reply: { payload: '' } } }, 'quickReplyPayload', 'referral', 'isUnsupported'],
    [{ message: { mid: 'm_1', quick_reply: { payload: 7 } } }, 'quickReplyPayload'],
    [{ message: { mid: 'm_1', is_echo: true, app_id: '' } }, 'appId', 'metadata'],
    [{ postback: { mid: 'm_1', payload: 'GO' } }, 'referral'],
    [{ optin: { type: 'one_time_notif_req' } }, 'token', 'expiresAt', 'userRef'],
    [{ pass_thread_control: { metadata: 7 } }, 'metadata', 'newOwnerAppId'],
    [{ order: { products: 'two' } }, 'products'],
  ];
  for (const [content, ...absent] of cases) {
    const event = await fieldsOf(content);
    for (const key of absent) assert.not.ok(key in event, `${event['kind']}.${key}`);
  }
});

edges('read an opt-in with its reference, and an opt-out however it is written', async () => {
  assert.is((await fieldsOf({ optin: { ref: 'r', user_ref: 'u_1' } }))['userRef'], 'u_1');
  for (const status of ['STOP_NOTIFICATIONS', ' stop', 'opt out', 'OPT_OUT', 'opt-out', 'optout', 'Unsubscribed']) {
    assert.is((await fieldsOf({ optin: { notification_messages_status: status } }))['kind'], 'optin_stopped', status);
  }
  for (const status of [['STOP'], 'RESUME_NOTIFICATIONS', 'do not stop']) {
    assert.is((await fieldsOf({ optin: { notification_messages_status: status } }))['kind'], 'optin', String(status));
  }
});

edges('read the value of a change as an item by the name of its field, or by an end in it', async () => {
  const message = { mid: 'm_1', text: 'x' };
  for (const field of ['messages', 'messaging_postbacks', 'standby', 'send_cart', 'response_feedback']) {
    assert.is((await changeOf({ field, value: { message } }))['kind'], 'message', field);
  }
  for (const field of ['feed', 'group_messages', 'standby_mode', 'send_carts', 'response_feedbacks', 7, undefined]) {
    assert.is((await changeOf({ field, value: { message } }))['kind'], 'change', String(field));
  }
  for (const end of [{ sender: { id: userId } }, { recipient: { id: pageId } }]) {
    assert.is((await changeOf({ field: 'feed', value: { ...end, message } }))['kind'], 'message');
  }
});

edges('keep field and value of a change only where the wire has them', async () => {
  const bare = await changeOf({ field: 7 });
  assert.equal(['field' in bare, 'value' in bare], [false, false]);
  const full = await changeOf({ field: 'feed', value: null });
  assert.equal([full['field'], full['value']], ['feed', null]);
});

edges('warn of a text beside the items, but not of the value of the field of an entry, and not of null', async () => {
  const lines = async (more: Readonly<Record<string, unknown>>): Promise<string> => {
    const { bot, deliver, logger } = harness();
    await deliver({ object: 'page', entry: [{ id: pageId, time: START, ...more }] });
    await bot.close();
    return logger.lines.join('\n');
  };
  assert.match(await lines({ mood: 'fine' }), /mood/);
  assert.match(await lines({ value: 'alone' }), /"value"/);
  assert.not.match(await lines({ field: 'feed', value: 'text' }), /"value"/);
  assert.not.match(await lines({ mood: null }), /mood/);
});

edges('name a thread by one end and the page beside it, on the platform that is given', () => {
  const { bot } = harness();
  const thread = bot.thread({ sender: { id: userId }, pageId });
  assert.equal([thread.pageId, thread.userId, thread.platform], [pageId, userId, 'messenger']);
  const thread2 = bot.thread({ pageId, userId, platform: 'instagram' });
  assert.is(thread2.platform, 'instagram');
  assert.is(bot.thread({ pageId, userId, platform: 'messenger' }).platform, 'messenger');
  for (const incomplete of [{ userId }, { pageId }, { sender: { id: userId } }, { recipient: { id: pageId } }]) {
    assert.throws(() => bot.thread(incomplete as ThreadReference), /No thread is named/);
  }
});

/** What is logged of an item when its handler fails with this message. */
async function loggedOf(message: string, item: Readonly<Record<string, unknown>>): Promise<string> {
  const { bot, deliver, logger } = harness();
  bot.on('*', () => {
    throw new Error(message);
  });
  await deliver(delivery({ messaging: [{ ...ends, ...item }] }));
  await bot.close();
  return logger.lines.join('\n');
}

edges('keep what a person wrote out of the log of a failed handler, wherever in the item it stands', async () => {
  const secret = 'my card is 4111';
  for (const part of [
    { message: { mid: 'm_1', text: secret } },
    { message: { mid: 'm_1', attachments: ['', { payload: { title: secret } }] } },
    { order: { note: secret, products: [] } },
    { new: { text_idea: secret } },
  ]) {
    assert.not.match(await loggedOf(`cannot answer "${secret}"`, part), /4111/, JSON.stringify(part));
  }
});

edges('leave ids in the log of a failed handler', async () => {
  const log = await loggedOf('no order abc-77 for m_token-99', {
    message: { mid: 'm_token-99', order_id: 'abc-77', text: 'x' },
  });
  assert.match(log, /no order abc-77 for m_token-99/);
});

edges.run();
