// What an existing handler gets to see of a delivery: `bot.forward`, which the framework packages call.
import { createHmac } from 'node:crypto';
import type { ForwardedBody, ForwardMode } from '@handover/core/adapter';
import { DESK, harness, SECRET } from '@handover/test-support/harness';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const forward = suite('forward');

/** Delivers the body, and gives what is left of it. */
async function left(body: unknown, mode: ForwardMode): Promise<ForwardedBody | undefined> {
  const { bot } = harness();
  const request = signedRequest(body, SECRET);
  const answer = await bot.handle(request);
  assert.is(answer.status, 200);
  return bot.forward(request.body, answer.events, mode);
}

const textOf = (forwarded: ForwardedBody | undefined): string => Buffer.from(forwarded?.bytes ?? []).toString('utf8');
const mixed = delivery({
  messaging: [items.message({ userId: '51', mid: 'm_ours' })],
  standby: [items.message({ userId: '52', mid: 'm_theirs' })],
});

forward('with all is the delivery to the byte, and needs no new signature', async () => {
  const forwarded = await left(mixed, 'all');
  const { body } = signedRequest(mixed, SECRET);
  assert.equal(Buffer.from(forwarded?.bytes ?? []), Buffer.from(body));
  assert.equal(forwarded?.body, mixed);
  assert.equal(forwarded?.headers, { 'content-length': String(body.byteLength) });
});

forward('with active is the delivery to the byte where all of it may be answered', async () => {
  const ours = delivery({ messaging: [items.message({ userId: '51' }), items.postback({ userId: '51' })] });
  const forwarded = await left(ours, 'active');
  assert.equal(Buffer.from(forwarded?.bytes ?? []), Buffer.from(signedRequest(ours, SECRET).body));
  assert.equal(forwarded?.body, ours);
});

forward('with active leaves standby out, and signs the rest again', async () => {
  const forwarded = await left(mixed, 'active');
  assert.equal(forwarded?.body, {
    object: 'page',
    entry: [{ ...mixed.entry[0], standby: undefined }].map(withoutHoles),
  });
  assert.equal(JSON.parse(textOf(forwarded)), forwarded?.body);
  const hex = (algorithm: string): string =>
    createHmac(algorithm, SECRET)
      .update(forwarded?.bytes ?? '')
      .digest('hex');
  assert.equal(forwarded?.headers, {
    'content-length': String(forwarded?.bytes.byteLength),
    'x-hub-signature': `sha1=${hex('sha1')}`,
    'x-hub-signature-256': `sha256=${hex('sha256')}`,
  });
});

forward(
  'with active leaves an entry out of which nothing is left, and keeps what stands beside the items',
  async () => {
    const entries = [
      ...delivery({ standby: [items.message({ userId: '52' })] }).entry,
      'no object',
      { id: '7', time: 1, messaging: 'no list', hop_context: [{ app_id: 5 }], changes: [] },
      { ...delivery({ messaging: [items.message({ userId: '51' })] }).entry[0], hop_context: [{ app_id: 5 }] },
    ];
    const forwarded = await left({ object: 'page', entry: entries }, 'active');
    assert.equal(forwarded?.body, { object: 'page', entry: [entries[1], entries[3]] });
  },
);

forward(
  'with active keeps one item that is no list as it is, and takes one out that is not to be answered',
  async () => {
    const [ours, theirs] = [items.message({ userId: '51' }), items.message({ userId: '52' })];
    const forwarded = await left(
      { object: 'page', entry: [{ id: '1', time: 1, messaging: ours, standby: theirs }] },
      'active',
    );
    assert.equal(forwarded?.body, { object: 'page', entry: [{ id: '1', time: 1, messaging: ours }] });
  },
);

/** Two people: of one all may be answered, the thread of the other is another app's. */
const [ours, theirs] = [{ userId: '51' }, { userId: '52' }];

forward('with active takes out what is not to be answered from any list, object and entry', async () => {
  const { bot, deliver, clock } = harness();
  const timestamp = clock.now();
  await deliver(delivery({ messaging: [items.take({ ...theirs, to: DESK, timestamp })] }));
  const pageId = '804155501230077';
  const at = { timestamp: timestamp + 5 };
  const ends = (userId: string): object => ({ sender: { id: userId }, recipient: { id: pageId }, ...at });
  const call = (userId: string): object => ({ ...ends(userId), event: 'connect' });
  const about = { id: pageId, time: timestamp, hop_context: { app_id: 5 }, uid: pageId, region: 'EU' };
  const ourTap = items.postback({ ...ours, ...at });
  const ourMessage = items.message({ ...ours, ...at });
  const theirMessage = { field: 'messages', value: items.message({ ...theirs, ...at }) };
  const body = {
    object: 'page',
    entry: [
      // Lists, of which something is left.
      {
        calls: [call('52'), call('51'), call('52')],
        ...about,
        messaging_postbacks: [items.postback({ ...theirs, ...at }), ourTap],
        call_status: call('52'),
        messages: ourMessage,
        changes: [theirMessage, { field: 'feed', value: {} }],
      },
      // Entries that are one item each.
      { ...about, value: theirMessage.value, field: 'messages' },
      { ...about, field: 'messages', value: items.message({ ...ours, ...at }) },
      { ...ends('52'), call_permission_reply: { response: 'approve' } },
      { ...ends('51'), call_permission_reply: { response: 'approve' } },
      { ...ends('52'), message: { mid: 'm_1', text: 'x' } },
      'no object',
      { ...about, standby: [items.message({ ...theirs, ...at })], calls: [] },
    ],
  };
  const request = signedRequest(body, SECRET);
  const { status, events } = await bot.handle(request);
  assert.is(status, 200);
  const [, , own, , reply] = body.entry;
  assert.equal(bot.forward(request.body, events, 'active')?.body, {
    object: 'page',
    entry: [
      {
        ...about,
        calls: [call('51')],
        messaging_postbacks: [ourTap],
        messages: ourMessage,
        changes: [{ field: 'feed', value: {} }],
      },
      own,
      reply,
      'no object',
    ],
  });
  await bot.close();
});

forward('with active keeps the digits of a long id, and of a text that only looks like one', async () => {
  const text = 'call \\"17841400000000001\\" or 17841400000000002';
  const bytes = Buffer.from(
    `{"object":"page","entry":[{"id":17841400000000003,"time":1,` +
      `"messaging":[{"sender":{"id":-12345678901234567},"recipient":{"id":1},"price":1.5e3,"message":{"mid":"m_1","text":"${text}"}}],` +
      `"standby":[{"sender":{"id":2},"recipient":{"id":1},"message":{"mid":"m_2","text":"x"}}]}]}`,
  );
  const kept = textOf(await left(bytes, 'active'));
  assert.match(kept, '"id":17841400000000003,');
  assert.match(kept, '"id":-12345678901234567}');
  assert.match(kept, `"text":"${text}"`);
  assert.not.match(kept, 'm_2');
});

forward('with active is nothing where another app owns every thread of the delivery', async () => {
  const { bot, deliver, clock } = harness();
  const timestamp = clock.now();
  await deliver(delivery({ messaging: [items.take({ to: DESK, timestamp })] }));
  const request = signedRequest(delivery({ messaging: [items.postback({ timestamp })] }), SECRET);
  const { events } = await bot.handle(request);
  assert.is(bot.forward(request.body, events, 'active'), undefined);
  assert.ok(bot.forward(request.body, events, 'all'));
});

forward('with active is nothing where the delivery holds nothing', async () => {
  assert.is(await left({ object: 'page', entry: [] }, 'active'), undefined);
});

/** A delivery with one item for us on standby, and this text as a key of one that we may answer. */
async function leftOf(extra: string): Promise<ForwardedBody | undefined> {
  const { bot } = harness();
  const ours = JSON.stringify(items.message({ userId: '51', mid: 'm_ours' })).replace(/}$/, `,${extra}}`);
  const text = JSON.stringify(mixed).replace(/"messaging":\[.*?\](?=,"standby")/, `"messaging":[${ours}]`);
  const request = signedRequest(Buffer.from(text, 'utf8'), SECRET);
  const answer = await bot.handle(request);
  assert.is(answer.status, 200);
  assert.equal(
    answer.events.map(({ standby }) => standby),
    [false, true],
  );
  return bot.forward(request.body, answer.events, 'active');
}

forward('with active leaves out what is nested too deep to be printed again', async () => {
  const depth = 200_000;
  assert.is(await leftOf(`"deep":${'['.repeat(depth)}${']'.repeat(depth)}`), undefined);
});

forward('with active is nothing where what stands beside the items is nested too deep', async () => {
  const { bot } = harness();
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const text = JSON.stringify(mixed).replace('"id":', `"hop_context":{"deep":${deep}},"id":`);
  const request = signedRequest(Buffer.from(text, 'utf8'), SECRET);
  const { status, events } = await bot.handle(request);
  assert.is(status, 200);
  assert.is(bot.forward(request.body, events, 'active'), undefined);
});

forward('with active keeps a key that has the name of the prototype, as a key', async () => {
  const forwarded = await leftOf('"__proto__":{"admin":true}');
  assert.match(textOf(forwarded), '"__proto__":{"admin":true}');
  const text = JSON.stringify(mixed).replace('"id":', '"__proto__":{"admin":true},"id":');
  const { bot } = harness();
  const request = signedRequest(Buffer.from(text, 'utf8'), SECRET);
  const { events } = await bot.handle(request);
  assert.match(textOf(bot.forward(request.body, events, 'active')), '"__proto__":{"admin":true}');
});

forward('with active takes elements out of the lists of a change on WhatsApp', async () => {
  const client = { platform: 'whatsapp', sendMessage: async () => ({}), sendAction: async () => ({}) } as const;
  const { bot, deliver } = harness({ client });
  const metadata = { display_phone_number: '351210000000', phone_number_id: '550000000000002' };
  const recipient = { phone_number_id: '550000000000002' };
  const contacts = [{ wa_id: '351960000003' }, { wa_id: '351960000004' }];
  const body = (...changes: readonly object[]) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: '330000000000001', changes }],
  });
  const taken = { sender: { phone_number: '351960000003' }, recipient, type: 'control_taken', timestamp: '1764590400' };
  await deliver(body({ field: 'messaging_handovers', value: taken }));

  const messages = Array.from({ length: 10 }, (_, index) => ({
    from: index % 2 === 0 ? '351960000003' : '351960000004',
    id: `wamid.${index}`,
    timestamp: '1764590400',
    type: 'text',
    text: { body: 'hi' },
  }));
  const statuses = ['351960000003', '351960000004', '351960000003'].map((recipient_id, index) => ({
    id: `wamid.S${index}`,
    status: 'read',
    timestamp: '1764590400',
    recipient_id,
  }));
  const theirs = { messages: messages.filter(({ from }) => from === '351960000003') };
  const mixed = body(
    { field: 'messages', value: { metadata, contacts, messages, statuses } },
    { field: 'messages', value: { metadata, contacts, ...theirs } },
    { field: 'standby', value: { metadata, standby: { contacts, ...theirs } } },
    { field: 'account_update', value: { event: 'PARTNER_ADDED' } },
  );
  const request = signedRequest(mixed, SECRET);
  const { events } = await bot.handle(request);
  const ours = { messages: messages.filter(({ from }) => from === '351960000004'), statuses: [statuses[1]] };
  assert.equal(
    bot.forward(request.body, events, 'active')?.body,
    body(
      { field: 'messages', value: { metadata, contacts, ...ours } },
      { field: 'account_update', value: { event: 'PARTNER_ADDED' } },
    ),
  );
});

forward.run();

function withoutHoles(entry: object): object {
  return JSON.parse(JSON.stringify(entry));
}
