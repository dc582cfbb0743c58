// What an event carries of its item, beside what every event has.
import type { HandoverEvent } from '@handover/core';
import { harness } from '@handover/test-support/harness';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const parts = suite('parts of an item');

/** The event that an item with this content brings. */
async function eventOf(content: Readonly<Record<string, unknown>>): Promise<HandoverEvent> {
  const { deliver } = harness();
  const { message: _, ...ends } = items.message();
  const { events } = await deliver(delivery({ messaging: [{ ...ends, ...content }] }));
  assert.is(events.length, 1);
  return events[0] as HandoverEvent;
}

/** Of an event, the fields that are asked for; absent ones as `undefined`. */
function pick(event: HandoverEvent, ...names: readonly string[]): unknown[] {
  return names.map((name) => (name in event ? (event as unknown as Record<string, unknown>)[name] : undefined));
}

const image = { type: 'image', payload: { url: 'https://cdn.example/1.jpg' } };

parts('are the attachments of a message, what it quotes and the button it comes of', async () => {
  const event = await eventOf({ message: { mid: 'm_1', attachments: [image, 'junk'], reply_to: { mid: 'm_0' } } });
  assert.equal(pick(event, 'kind', 'attachments', 'replyTo', 'text', 'mid'), [
    'message',
    [image],
    { mid: 'm_0' },
    undefined,
    'm_1',
  ]);
});

parts('are the attachments of an echo, and whose it is', async () => {
  const event = await eventOf({ message: { is_echo: true, mid: 'm_1', app_id: 5, attachments: [image] } });
  assert.equal(pick(event, 'kind', 'attachments', 'appId', 'sentBy'), ['echo', [image], '5', 'app']);
});

parts('are left out where they are of another kind than the wire describes', async () => {
  const message = await eventOf({
    message: { mid: 'm_1', text: 7, attachments: image, reply_to: 'm_0', quick_reply: 'YES' },
  });
  assert.equal(pick(message, 'kind', 'text', 'attachments', 'replyTo', 'quickReplyPayload'), [
    'message',
    ...Array(4).fill(undefined),
  ]);
  const order = await eventOf({ order: { products: 'two', note: 'quick' } });
  assert.equal(pick(order, 'kind', 'products', 'note'), ['order', undefined, 'quick']);
  const receipt = await eventOf({ delivery: { mids: 'm_1', watermark: 'soon' } });
  assert.equal(pick(receipt, 'kind', 'mids', 'watermark'), ['delivery', undefined, undefined]);
});

parts('are the watermark of a receipt, as a number also where it came as text, and the ids that it names', async () => {
  const receipt = await eventOf({ delivery: { watermark: '1764590400000', mids: ['m_1', 2, 'm_3'] } });
  assert.equal(pick(receipt, 'watermark', 'mids'), [1_764_590_400_000, ['m_1', 'm_3']]);
  assert.equal(pick(await eventOf({ read: { mid: 'm_1' } }), 'watermark', 'mid'), [undefined, 'm_1']);
});

const ad = {
  ref: 'r1',
  source: 'ADS',
  type: 'OPEN_THREAD',
  ad_id: 6045246247433,
  ads_context_data: { ad_title: 'Lamp', post_id: '99' },
  referer_uri: 'https://shop.example/lamps',
  is_guest_user: 'true',
  unheard_of: 1,
};
const adRead = {
  ref: 'r1',
  source: 'ADS',
  type: 'OPEN_THREAD',
  refererUri: 'https://shop.example/lamps',
  adId: '6045246247433',
  adsContextData: { ad_title: 'Lamp', post_id: '99' },
  isGuestUser: true,
};

parts('are how the person came, under one name in each kind, wherever the wire has it', async () => {
  const message = { mid: 'm_1', text: 'x' };
  const postback = { mid: 'm_1', payload: 'GO' };
  for (const content of [
    { message: { ...message, referral: ad } },
    { message, referral: ad },
    { message: { ...message, referral: { product: { id: '4455' } } }, referral: ad },
    { postback: { ...postback, referral: ad } },
    { postback, referral: ad },
    { referral: ad },
  ]) {
    const event = await eventOf(content);
    assert.equal(pick(event, 'referral'), [adRead], event.kind);
  }
});

parts('are how the person came on a referral itself as well', async () => {
  const event = await eventOf({ referral: ad });
  assert.equal(pick(event, 'kind', ...Object.keys(adRead)), ['referral', ...Object.values(adRead)]);
  const bare = await eventOf({ referral: { origin_domain: 'https://shop.example' } });
  assert.equal(pick(bare, 'kind', 'referral', 'ref'), ['referral', {}, undefined]);
});

parts('are of a referral what is there and of the right kind', async () => {
  const given = { ref: null, source: 7, ad_id: '', ads_context_data: 'x', referer_uri: 'u', is_guest_user: false };
  const event = await eventOf({ postback: { payload: 'GO', referral: given } });
  assert.equal(pick(event, 'referral'), [{ refererUri: 'u', isGuestUser: false }]);
  for (const referral of [{ product: { id: '4455' } }, {}, null, 'x', [ad]]) {
    const message = await eventOf({ message: { mid: 'm_1', text: 'x', referral } });
    assert.equal(pick(message, 'kind', 'referral'), ['message', undefined]);
  }
});

parts('are the sign of a message that Meta does not expose', async () => {
  for (const flag of [true, 'true', 'True']) {
    assert.equal(pick(await eventOf({ message: { mid: 'm_1', is_unsupported: flag } }), 'kind', 'isUnsupported'), [
      'message',
      true,
    ]);
  }
  for (const flag of [false, 'false', null, 1]) {
    assert.not.ok('isUnsupported' in (await eventOf({ message: { mid: 'm_1', text: 'x', is_unsupported: flag } })));
  }
});

parts('are what an opt-in gives: its token, its end, its title and its status', async () => {
  const marketing = {
    type: 'notification_messages',
    payload: 'NEWS',
    title: 'Weekly',
    notification_messages_token: '5312000111222',
    token_expiry_timestamp: 1_796_126_400_000,
    notification_messages_status: 'RESUME_NOTIFICATIONS',
  };
  assert.equal(
    pick(await eventOf({ optin: marketing }), 'kind', 'type', 'payload', 'title', 'token', 'expiresAt', 'status'),
    [
      'optin',
      'notification_messages',
      'NEWS',
      'Weekly',
      '5312000111222',
      new Date(1_796_126_400_000),
      'RESUME_NOTIFICATIONS',
    ],
  );
  const once = { type: 'one_time_notif_req', one_time_notif_token: 12345 };
  assert.equal(pick(await eventOf({ optin: once }), 'kind', 'token', 'expiresAt', 'status'), [
    'optin',
    '12345',
    undefined,
    undefined,
  ]);
});

for (const [given, expected] of [
  [1_780_000_000, new Date(1_780_000_000_000)],
  ['1780000000', new Date(1_780_000_000_000)],
  [1_780_000_000_000, new Date(1_780_000_000_000)],
  ['1780000000000', new Date(1_780_000_000_000)],
  [0, undefined],
  ['soon', undefined],
  [null, undefined],
  [9e15, undefined],
] as const) {
  parts(`are when an opt-in ends, of ${JSON.stringify(given)}`, async () => {
    assert.equal(pick(await eventOf({ optin: { token_expiry_timestamp: given } }), 'expiresAt'), [expected]);
  });
}

for (const status of [
  'STOP_NOTIFICATIONS',
  'STOP NOTIFICATIONS',
  'STOP',
  'stop_notifications',
  'STOP_NOTIFICATION_MESSAGES',
  'STOPPED',
  'OPT_OUT',
  'OPTOUT',
  'opt-out',
  'UNSUBSCRIBED',
]) {
  parts(`are an opt-out where the status is ${status}: one event that asks for no answer`, async () => {
    const { bot, deliver } = harness();
    const fired: string[] = [];
    for (const name of ['optin', 'optin_stopped', 'standby:optin', 'standby:optin_stopped', '*'] as const)
      bot.on(name, () => void fired.push(name));
    const optin = {
      type: 'notification_messages',
      notification_messages_token: 't',
      notification_messages_status: status,
    };
    const { message: _, ...ends } = items.message();
    const { events } = await deliver(delivery({ messaging: [{ ...ends, optin }] }));
    await deliver(delivery({ standby: [{ ...ends, optin }] }));
    assert.equal(fired, ['optin_stopped', '*', 'optin_stopped', 'standby:optin_stopped', '*']);
    assert.equal(pick(events[0] as HandoverEvent, 'kind', 'token', 'status'), ['optin_stopped', 't', status]);
    await bot.close();
  });
}

parts('are an opt-out where the wire has a key of its own for it', async () => {
  const event = await eventOf({ optout: { type: 'notification_messages', payload: 'NEWS' } });
  assert.equal(pick(event, 'kind', 'type', 'payload'), ['optin_stopped', 'notification_messages', 'NEWS']);
});

for (const status of ['RESUME_NOTIFICATIONS', 'RESUME NOTIFICATIONS', '', 'UNSTOPPABLE', null, 5]) {
  parts(`are an opt-in where the status is ${JSON.stringify(status)}`, async () => {
    assert.is((await eventOf({ optin: { notification_messages_status: status } })).kind, 'optin');
  });
}

parts('are an item whole where it is a value and no object', async () => {
  const { deliver } = harness();
  const { events } = await deliver(delivery({ messaging: ['text', null, 7], changes: [null, 'text'] }));
  assert.equal(
    events.map(({ kind, raw }) => [kind, raw]),
    [
      ['unknown', { value: 'text' }],
      ['unknown', { value: null }],
      ['unknown', { value: 7 }],
      ['unknown', { value: null }],
      ['unknown', { value: 'text' }],
    ],
  );
});

parts.run();
