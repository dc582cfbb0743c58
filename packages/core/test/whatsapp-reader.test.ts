// What WhatsApp's deliveries become: one event for each element of their lists.
import type { HandoverEvent } from '@handover/core';
import { harness } from '@handover/test-support/harness';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const NUMBER = '550000000000002';
const ACCOUNT = '330000000000001';
const metadata = { display_phone_number: '351210000000', phone_number_id: NUMBER };
const contact = {
  profile: { name: 'Rita Demo', username: 'rita.demo' },
  wa_id: '351960000003',
  user_id: 'PT.70418855230019',
  parent_user_id: 'PT.ENT.99000000000001',
};
const client = { platform: 'whatsapp', sendMessage: async () => ({}), sendAction: async () => ({}) } as const;
const both = { from: '351960000003', from_user_id: 'PT.70418855230019' };

type Wire = Readonly<Record<string, unknown>>;

function bodyOf(...changes: readonly Wire[]): object {
  return { object: 'whatsapp_business_account', entry: [{ id: ACCOUNT, changes }] };
}

/** The events of a delivery, read and handled by a bot. */
async function read(...changes: readonly Wire[]): Promise<readonly HandoverEvent[]> {
  const { deliver } = harness({ client });
  const { status, events } = await deliver(bodyOf(...changes));
  assert.is(status, 200);
  return events;
}

/** The event of one element of `messages`. */
async function message(element: Wire, more: Wire = {}): Promise<HandoverEvent> {
  const value = { messaging_product: 'whatsapp', metadata, ...more, messages: [element] };
  const events = await read({ field: 'messages', value });
  assert.is(events.length, 1);
  return events[0] as HandoverEvent;
}

/** An event without what all have: what its kind says. */
function saidBy(event: HandoverEvent | undefined): object {
  const {
    lane,
    standby,
    platform,
    pageId,
    userId,
    timestamp,
    id,
    raw,
    aliases,
    contact: _,
    ...said
  } = event as HandoverEvent;
  void [lane, standby, platform, pageId, userId, timestamp, id, raw, aliases];
  return said;
}

const messages = suite('messages on WhatsApp');

messages('have the number as page, the BSUID as person, and the contact beside them', async () => {
  const element = {
    ...both,
    id: 'wamid.DEMO1',
    timestamp: '1794412800',
    type: 'text',
    text: { body: 'where is my parcel' },
    context: { from: '351210000000', id: 'wamid.DEMO0' },
  };
  const context = { type: 'summary', summary: { text: 'Asked twice about parcel 5512.' } };
  const event = await message(element, { contacts: [contact], conversation_context: context });
  assert.equal(event, {
    kind: 'message',
    lane: 'messaging',
    standby: false,
    platform: 'whatsapp',
    pageId: NUMBER,
    userId: 'PT.70418855230019',
    aliases: {
      waId: '351960000003',
      bsuid: 'PT.70418855230019',
      parentBsuid: 'PT.ENT.99000000000001',
      username: 'rita.demo',
    },
    contact,
    timestamp: 1_794_412_800_000,
    id: `${NUMBER}:messaging:message:wamid.DEMO1`,
    raw: element,
    mid: 'wamid.DEMO1',
    text: 'where is my parcel',
    replyTo: { mid: 'wamid.DEMO0' },
    summary: 'Asked twice about parcel 5512.',
  });
});

const people: readonly [string, Wire, Wire, string | undefined, Wire | undefined][] = [
  ['by the phone number alone', { from: '351960000003' }, {}, '351960000003', { waId: '351960000003' }],
  ['by the BSUID alone', { from_user_id: 'PT.7' }, {}, 'PT.7', { bsuid: 'PT.7' }],
  [
    'by the BSUID of the contact with the same phone number',
    { from: '351960000003' },
    {
      contacts: [
        { wa_id: '351960000009', user_id: 'PT.9' },
        { wa_id: '351960000003', user_id: 'PT.3' },
      ],
    },
    'PT.3',
    { waId: '351960000003', bsuid: 'PT.3' },
  ],
  [
    'without the contact of another person',
    { from: '351960000003' },
    { contacts: [{ wa_id: '351960000009', user_id: 'PT.9' }] },
    '351960000003',
    { waId: '351960000003' },
  ],
  [
    'by the only contact, where the element names no person',
    {},
    { contacts: [{ user_id: 'PT.3' }] },
    'PT.3',
    { bsuid: 'PT.3' },
  ],
  [
    'not at all, where two contacts leave it open',
    {},
    { contacts: [{ user_id: 'PT.3' }, { user_id: 'PT.4' }] },
    undefined,
    undefined,
  ],
];

for (const [name, ends, more, userId, aliases] of people) {
  messages(`name their person ${name}`, async () => {
    const event = await message(
      { ...ends, id: 'wamid.P', timestamp: '1794412800', type: 'text', text: { body: 'hi' } },
      more,
    );
    assert.equal([event.userId, event.aliases], [userId, aliases]);
  });
}

const kinds: readonly [string, Wire, object][] = [
  [
    'a tap on a template is a message with its payload',
    { type: 'button', button: { text: 'Talk to a person', payload: 'TALK_TO_HUMAN' }, context: { id: 'wamid.TPL1' } },
    {
      kind: 'message',
      mid: 'wamid.K',
      text: 'Talk to a person',
      quickReplyPayload: 'TALK_TO_HUMAN',
      replyTo: { mid: 'wamid.TPL1' },
    },
  ],
  [
    'a reply button is a message with its id as payload',
    {
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'TALK_TO_HUMAN', title: 'Talk to a person' } },
    },
    { kind: 'message', mid: 'wamid.K', text: 'Talk to a person', quickReplyPayload: 'TALK_TO_HUMAN' },
  ],
  [
    'a line of a list is a message with its id as payload',
    {
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: 'size_m', title: 'M', description: 'medium' } },
    },
    { kind: 'message', mid: 'wamid.K', text: 'M', quickReplyPayload: 'size_m' },
  ],
  [
    'a filled flow is a message, all of it in raw',
    {
      type: 'interactive',
      interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{}' } },
    },
    { kind: 'message', mid: 'wamid.K' },
  ],
  [
    'an answer about calls is a message, all of it in raw',
    {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    },
    { kind: 'message', mid: 'wamid.K' },
  ],
  [
    'a picture is an attachment, and its caption the text',
    { type: 'image', image: { id: '9900', mime_type: 'image/jpeg', caption: 'like this' } },
    {
      kind: 'message',
      mid: 'wamid.K',
      text: 'like this',
      attachments: [{ type: 'image', payload: { id: '9900', mime_type: 'image/jpeg', caption: 'like this' } }],
    },
  ],
  [
    'a place is an attachment',
    { type: 'location', location: { latitude: 38.7, longitude: -9.1 } },
    {
      kind: 'message',
      mid: 'wamid.K',
      attachments: [{ type: 'location', payload: { latitude: 38.7, longitude: -9.1 } }],
    },
  ],
  [
    'contact cards are an attachment',
    { type: 'contacts', contacts: [{ name: { first_name: 'Ana' } }] },
    {
      kind: 'message',
      mid: 'wamid.K',
      attachments: [{ type: 'contacts', payload: [{ name: { first_name: 'Ana' } }] }],
    },
  ],
  [
    'an ad that led here is beside the text',
    {
      type: 'text',
      text: { body: 'hi' },
      referral: { source_url: 'https://shop.example/ad', source_id: '120', source_type: 'ad', ctwa_clid: 'A' },
    },
    {
      kind: 'message',
      mid: 'wamid.K',
      text: 'hi',
      referral: { source: 'ad', refererUri: 'https://shop.example/ad', adId: '120' },
    },
  ],
  [
    'what Meta does not expose is a message that says so',
    { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] },
    { kind: 'message', mid: 'wamid.K', isUnsupported: true },
  ],
  [
    'a type of tomorrow is an attachment',
    { type: 'poll', poll: { name: '?' } },
    { kind: 'message', mid: 'wamid.K', attachments: [{ type: 'poll', payload: { name: '?' } }] },
  ],
  [
    'a reaction is one to another message',
    { type: 'reaction', reaction: { message_id: 'wamid.DEMO9', emoji: '\u{1f44d}' } },
    { kind: 'reaction', mid: 'wamid.DEMO9', action: 'react', emoji: '\u{1f44d}' },
  ],
  [
    'a reaction without a character is taken back',
    { type: 'reaction', reaction: { message_id: 'wamid.DEMO9', emoji: '' } },
    { kind: 'reaction', mid: 'wamid.DEMO9', action: 'unreact' },
  ],
  [
    'a cart is an order with its note',
    { type: 'order', order: { catalog_id: '77', text: 'before Friday', product_items: [] } },
    { kind: 'order', note: 'before Friday' },
  ],
  [
    'an edit names the message and what it says now',
    {
      type: 'edit',
      edit: { original_message_id: 'wamid.DEMO1', message: { type: 'text', text: { body: 'parcel 5512' } } },
    },
    { kind: 'message_edit', mid: 'wamid.DEMO1', text: 'parcel 5512' },
  ],
  [
    'an unsend names the message',
    { type: 'revoke', revoke: { original_message_id: 'wamid.DEMO1' } },
    { kind: 'message_deleted', mid: 'wamid.DEMO1', of: 'message' },
  ],
  [
    'other news of the system are a change',
    { type: 'system', system: { type: 'customer_identity', body: 'x' } },
    { kind: 'change', field: 'system', value: { type: 'customer_identity', body: 'x' } },
  ],
];

for (const [name, part, expected] of kinds) {
  messages(name, async () => {
    const element = { ...both, id: 'wamid.K', timestamp: '1794412801', ...part };
    const event = await message(element);
    assert.equal(saidBy(event), expected);
    assert.equal(event.raw, element);
    assert.is(event.id, `${NUMBER}:messaging:${event.kind}:wamid.K`);
    assert.is(event.timestamp, 1_794_412_801_000);
  });
}

messages('have ids as text where they come as numbers', async () => {
  const event = await message({
    from: 351960000003,
    id: 77001122,
    timestamp: 1_794_412_801,
    type: 'text',
    text: { body: 'hi' },
  });
  assert.equal(saidBy(event), { kind: 'message', mid: '77001122', text: 'hi' });
  assert.equal([event.userId, event.id], ['351960000003', `${NUMBER}:messaging:message:77001122`]);
});

messages('of a group are a change', async () => {
  const element = {
    ...both,
    id: 'wamid.G',
    timestamp: '1794412801',
    type: 'text',
    text: { body: 'all' },
    group_id: 'g1',
  };
  const event = await message(element);
  assert.equal(saidBy(event), { kind: 'change', field: 'messages', value: element });
  assert.is(event.userId, undefined);
});

messages('say that a number changed: the new person, the previous one and the new number', async () => {
  const event = await message({
    from: '351960000003',
    id: 'wamid.DEMO31',
    timestamp: '1794413000',
    type: 'system',
    system: {
      type: 'user_changed_number',
      body: 'x',
      wa_id: '351960000077',
      user_id: 'PT.80500000000044',
      previous_user_id: 'PT.70418855230019',
      parent_user_id: 'PT.ENT.99000000000002',
      previous_parent_user_id: 'PT.ENT.99000000000001',
    },
  });
  assert.equal(saidBy(event), { kind: 'user_changed', previousUserId: 'PT.70418855230019', waId: '351960000077' });
  assert.is(event.userId, 'PT.80500000000044');
});

messages('say that an id changed, without any phone number', async () => {
  const event = await message({
    id: 'wamid.DEMO32',
    timestamp: '1794413001',
    type: 'system',
    system: {
      type: 'user_changed_user_id',
      body: 'x',
      user_id: 'PT.80500000000044',
      previous_user_id: 'PT.70418855230019',
    },
  });
  assert.equal(saidBy(event), { kind: 'user_changed', previousUserId: 'PT.70418855230019' });
  assert.is(event.userId, 'PT.80500000000044');
});

messages('read a changed id in the form of partners', async () => {
  const update = {
    wa_id: '351960000003',
    detail: 'x',
    user_id: { previous: 'PT.70418855230019', current: 'PT.80500000000044' },
    timestamp: 1_794_413_001,
  };
  const [event] = await read({ field: 'user_id_update', value: { metadata, user_id_update: [update] } });
  assert.equal(saidBy(event), { kind: 'user_changed', previousUserId: 'PT.70418855230019', waId: '351960000003' });
  assert.is(event?.userId, 'PT.80500000000044');
  assert.is(event?.timestamp, 1_794_413_001_000);
});

messages.run();

const statuses = suite('statuses on WhatsApp');

statuses('are events by message and status', async () => {
  const delivered = {
    id: 'wamid.DEMO9',
    status: 'delivered',
    timestamp: '1794412815',
    recipient_id: '351960000003',
    recipient_user_id: 'PT.70418855230019',
    biz_opaque_callback_data: 'hv:7f3a',
    conversation: { id: 'c1' },
  };
  const errors = [
    { code: 131047, title: 'Re-engagement message', error_data: { details: 'x' }, href: 'https://meta.example' },
  ];
  const failed = { id: 'wamid.DEMO9', status: 'failed', timestamp: '1794412816', recipient_id: '351960000003', errors };
  const events = await read({ field: 'messages', value: { metadata, statuses: [delivered, failed] } });
  assert.equal(events.map(saidBy), [
    { kind: 'status', mid: 'wamid.DEMO9', status: 'delivered', callbackData: 'hv:7f3a' },
    { kind: 'status', mid: 'wamid.DEMO9', status: 'failed', errors },
  ]);
  assert.equal(
    events.map(({ id, userId }) => [id, userId]),
    [
      [`${NUMBER}:messaging:status:wamid.DEMO9:delivered`, 'PT.70418855230019'],
      // The first one named both ids of the person.
      [`${NUMBER}:messaging:status:wamid.DEMO9:failed`, 'PT.70418855230019'],
    ],
  );
});

statuses('stand beside messages in one change, each as an event, in wire order', async () => {
  const texts = Array.from({ length: 10 }, (_, index) => ({
    ...both,
    id: `wamid.M${index}`,
    timestamp: '1794412800',
    type: 'text',
    text: { body: `${index}` },
  }));
  const three = ['sent', 'delivered', 'read'].map((status) => ({ id: 'wamid.S', status, timestamp: '1794412800' }));
  const errors = [{ code: 131000, title: 'Something went wrong' }];
  const events = await read({ field: 'messages', value: { metadata, messages: texts, statuses: three, errors } });
  assert.equal(
    events.map((event) => [event.kind, 'mid' in event ? event.mid : undefined]),
    [...texts.map(({ id }) => ['message', id]), ...three.map(() => ['status', 'wamid.S']), ['change', undefined]],
  );
  assert.equal(saidBy(events.at(-1)), { kind: 'change', field: 'errors', value: errors[0] });
});

statuses('are missing where a change has errors alone: that is one change', async () => {
  const value = { metadata, errors: [{ code: 131000, title: 'Something went wrong' }] };
  const events = await read({ field: 'messages', value });
  assert.equal(events.map(saidBy), [{ kind: 'change', field: 'messages', value }]);
  assert.is(events[0]?.pageId, NUMBER);
});

statuses('of a group name no person', async () => {
  const status = {
    id: 'wamid.G',
    status: 'read',
    timestamp: '1794412815',
    recipient_id: 'Y2FwaV9ncm91cDox1203',
    recipient_type: 'group',
  };
  const [event] = await read({ field: 'messages', value: { metadata, statuses: [status] } });
  assert.equal([event?.kind, event?.userId, event?.aliases], ['status', undefined, undefined]);
});

statuses.run();

const echoes = suite('echoes of the phone app');

echoes('are sentBy phone', async () => {
  const element = {
    from: '351210000000',
    to: '351960000003',
    to_user_id: 'PT.70418855230019',
    id: 'wamid.DEMO21',
    timestamp: '1794412900',
    type: 'text',
    text: { body: 'Hi Rita, Nuno here' },
  };
  const [event] = await read({
    field: 'smb_message_echoes',
    value: { metadata, contacts: [contact], message_echoes: [element] },
  });
  assert.equal(saidBy(event), { kind: 'echo', mid: 'wamid.DEMO21', text: 'Hi Rita, Nuno here', sentBy: 'phone' });
  assert.is(event?.userId, 'PT.70418855230019');
  assert.is(event?.id, `${NUMBER}:messaging:echo:wamid.DEMO21`);
});

const phoneEchoes: readonly [string, Wire, object][] = [
  [
    'an unsend is no echo',
    { type: 'revoke', revoke: { original_message_id: 'wamid.DEMO21' } },
    { kind: 'message_deleted', mid: 'wamid.DEMO21', of: 'echo', sentBy: 'phone' },
  ],
  [
    'an edit is no echo',
    {
      type: 'edit',
      edit: { original_message_id: 'wamid.DEMO21', message: { type: 'text', text: { body: 'from the shop' } } },
    },
    { kind: 'message_edit', mid: 'wamid.DEMO21', text: 'from the shop', sentBy: 'phone' },
  ],
  [
    'a picture is an attachment',
    { type: 'image', image: { id: '1' } },
    { kind: 'echo', mid: 'wamid.E', attachments: [{ type: 'image', payload: { id: '1' } }], sentBy: 'phone' },
  ],
  [
    "an automation of Meta's is an AI",
    { type: 'text', text: { body: 'We are closed' }, message_creation_type: 'created_by_1p_bot' },
    { kind: 'echo', mid: 'wamid.E', text: 'We are closed', sentBy: 'ai' },
  ],
];

for (const [name, part, expected] of phoneEchoes) {
  echoes(name, async () => {
    const element = { from: '351210000000', to: '351960000003', id: 'wamid.E', timestamp: '1794412930', ...part };
    const [event] = await read({ field: 'smb_message_echoes', value: { metadata, message_echoes: [element] } });
    assert.equal(saidBy(event), expected);
    assert.is(event?.userId, '351960000003');
  });
}

echoes('without `to` are about the only contact', async () => {
  const element = { from: '351210000000', id: 'wamid.E', timestamp: '1794412930', type: 'text', text: { body: 'hi' } };
  const value = {
    metadata,
    contacts: [{ profile: { username: 'rita.demo' }, user_id: 'PT.7' }],
    message_echoes: [element],
  };
  const [event] = await read({ field: 'smb_message_echoes', value });
  assert.equal([event?.userId, event?.aliases], ['PT.7', { bsuid: 'PT.7', username: 'rita.demo' }]);
});

echoes('that are reactions are a change', async () => {
  const element = {
    to: '351960000003',
    id: 'wamid.E',
    timestamp: '1',
    type: 'reaction',
    reaction: { message_id: 'wamid.1', emoji: 'x' },
  };
  const [event] = await read({ field: 'smb_message_echoes', value: { metadata, message_echoes: [element] } });
  assert.equal(saidBy(event), { kind: 'change', field: 'smb_message_echoes', value: element });
});

for (const [type, kind] of [
  ['edit', 'message_edit'],
  ['revoke', 'message_deleted'],
] as const) {
  echoes(`of type ${type} are no reply, whatever they hold`, async () => {
    const element = { to: '351960000003', id: 'wamid.E', timestamp: '1794412930', type };
    const [event] = await read({ field: 'smb_message_echoes', value: { metadata, message_echoes: [element] } });
    assert.is(event?.kind, kind);
  });
}

echoes('under the name `message_echoes` may be of any other app', async () => {
  const element = { to: '351960000003', id: 'wamid.E', timestamp: '1794412930', type: 'text', text: { body: 'hi' } };
  const [event] = await read({ field: 'message_echoes', value: { metadata, message_echoes: [element] } });
  assert.equal(saidBy(event), { kind: 'echo', mid: 'wamid.E', text: 'hi', sentBy: 'app' });
});

echoes.run();

const standby = suite('standby on WhatsApp');

/** The only event of a standby object. */
async function standbyEvent(holder: Wire): Promise<HandoverEvent> {
  const events = await read({ field: 'standby', value: { messaging_product: 'whatsapp', metadata, standby: holder } });
  assert.is(events.length, 1);
  const event = events[0] as HandoverEvent;
  assert.equal([event.lane, event.standby, event.pageId], ['standby', true, NUMBER]);
  return event;
}

standby('has messages of people', async () => {
  const element = { ...both, id: 'wamid.DEMO41', timestamp: '1794413100', type: 'text', text: { body: 'hello?' } };
  const event = await standbyEvent({ contacts: [contact], messages: [element] });
  assert.equal(saidBy(event), { kind: 'message', mid: 'wamid.DEMO41', text: 'hello?' });
  assert.equal([event.id, event.contact], [`${NUMBER}:standby:message:wamid.DEMO41`, contact]);
});

standby('has echoes, which are the body of a send and name no app', async () => {
  const message = {
    messaging_product: 'whatsapp',
    to: '351960000003',
    recipient: 'PT.70418855230019',
    type: 'text',
    text: { body: 'Good morning' },
  };
  const event = await standbyEvent({ message_echoes: [{ id: 'wamid.DEMO42', timestamp: '1794413110', message }] });
  assert.equal(saidBy(event), { kind: 'echo', mid: 'wamid.DEMO42', text: 'Good morning', sentBy: 'app' });
  assert.is(event.userId, 'PT.70418855230019');
});

standby('has echoes of templates and of buttons', async () => {
  const template = { name: 'parcel_update', language: { code: 'en' }, components: [] };
  const sent = { messaging_product: 'whatsapp', to: '351960000003', type: 'template', template };
  const event = await standbyEvent({
    message_echoes: [{ id: 'wamid.DEMO43', timestamp: '1794413120', message: sent, template: {} }],
  });
  assert.equal(saidBy(event), {
    kind: 'echo',
    mid: 'wamid.DEMO43',
    attachments: [{ type: 'template', payload: template }],
    sentBy: 'app',
  });
  const interactive = { type: 'button', body: { text: 'Which?' }, action: { buttons: [] } };
  const buttons = { to: '351960000003', type: 'interactive', interactive };
  const other = await standbyEvent({ message_echoes: [{ id: 'wamid.B', timestamp: '1794413121', message: buttons }] });
  assert.equal(saidBy(other), {
    kind: 'echo',
    mid: 'wamid.B',
    attachments: [{ type: 'interactive', payload: interactive }],
    sentBy: 'app',
  });
});

standby('has statuses', async () => {
  const status = { id: 'wamid.DEMO42', status: 'read', timestamp: '1794413130', recipient_id: '351960000003' };
  const event = await standbyEvent({ statuses: [status], contacts: [{ wa_id: '351960000003' }] });
  assert.equal(saidBy(event), { kind: 'status', mid: 'wamid.DEMO42', status: 'read' });
});

standby('may be empty, which is a change', async () => {
  assert.is((await standbyEvent({})).kind, 'change');
});

standby.run();

const handovers = suite('handovers on WhatsApp');

const ends = { sender: { phone_number: '351960000003' }, recipient: { phone_number_id: NUMBER } };

const changes: readonly [string, Wire, object][] = [
  [
    'a pass names the roles',
    {
      ...ends,
      type: 'control_passed',
      timestamp: '1794413200',
      control_passed: {
        previous_owner_role: 'ai_agent',
        new_owner_role: 'escalation',
        metadata: 'customer_request',
        conversation_context: { type: 'summary', summary: { text: 'Wants a person.' } },
      },
    },
    {
      kind: 'pass_thread_control',
      previousOwnerAppId: null,
      previousOwnerRole: 'ai_agent',
      newOwnerRole: 'escalation',
      metadata: 'customer_request',
      summary: 'Wants a person.',
    },
  ],
  [
    'a take names the roles',
    {
      ...ends,
      type: 'control_taken',
      timestamp: 1_794_413_200,
      control_taken: {
        previous_owner_role: 'customer_service',
        new_owner_role: 'escalation',
        metadata: 'Control taken via service message',
      },
    },
    {
      kind: 'take_thread_control',
      previousOwnerAppId: null,
      previousOwnerRole: 'customer_service',
      newOwnerRole: 'escalation',
      metadata: 'Control taken via service message',
    },
  ],
  [
    'the role of an older form is the previous one',
    {
      ...ends,
      type: 'control_passed',
      timestamp: '1794413200',
      control_passed: { previous_owner_app_id: '4400000000000009', previous_owner_app_role: 'meta_business_agent' },
    },
    { kind: 'pass_thread_control', previousOwnerAppId: '4400000000000009', previousOwnerRole: 'meta_business_agent' },
  ],
  [
    'a sample of the dashboard has metadata alone',
    { ...ends, timestamp: '1794413200', control_passed: { metadata: 'sample' } },
    { kind: 'pass_thread_control', previousOwnerAppId: null, metadata: 'sample' },
  ],
  [
    'an owner may be an object, and the summary beside it',
    {
      ...ends,
      type: 'control_passed',
      timestamp: '1794413200',
      control_passed: { previous_owner: { app_id: '4400000000000009', app_role: 'META_AI', business_id: '77' } },
      conversation_context: { type: 'summary', summary: { text: 'Wants a person.' } },
    },
    {
      kind: 'pass_thread_control',
      previousOwnerAppId: '4400000000000009',
      previousOwnerRole: 'META_AI',
      summary: 'Wants a person.',
    },
  ],
  [
    'the type alone will do',
    { ...ends, type: 'control_taken', timestamp: '1794413200' },
    { kind: 'take_thread_control', previousOwnerAppId: null },
  ],
];

for (const [name, value, expected] of changes) {
  handovers(name, async () => {
    const [event] = await read({ field: 'messaging_handovers', value });
    assert.equal(saidBy(event), expected);
    assert.equal([event?.pageId, event?.userId, event?.timestamp], [NUMBER, '351960000003', 1_794_413_200_000]);
  });
}

handovers('without a person, or with the BSUID, are read', async () => {
  const block = { type: 'control_passed', timestamp: '1794413200', control_passed: {} };
  const recipient = { phone_number_id: NUMBER };
  const [unnamed] = await read({ field: 'messaging_handovers', value: { recipient, ...block } });
  assert.equal([unnamed?.kind, unnamed?.userId], ['pass_thread_control', undefined]);
  const [known] = await read({
    field: 'messaging_handovers',
    value: { sender: { user_id: 'PT.7' }, recipient, ...block },
  });
  assert.is(known?.userId, 'PT.7');
});

handovers('of nothing known are a change', async () => {
  const value = { recipient: { phone_number_id: NUMBER }, type: 'control_lent', timestamp: '1794413200' };
  const [event] = await read({ field: 'messaging_handovers', value });
  assert.equal(saidBy(event), { kind: 'change', field: 'messaging_handovers', value });
});

handovers.run();

const others = suite('other fields on WhatsApp');

others('are changes: the history starts nothing, though it has messages and echoes', async () => {
  const old = { from: '351960000003', id: 'wamid.OLD1', timestamp: '1790000000', type: 'text', text: { body: 'old' } };
  const { bot, deliver } = harness({ client });
  const heard: string[] = [];
  for (const kind of ['message', 'echo', 'change'] as const) bot.on(kind, ({ event }) => void heard.push(event.kind));
  const history = [
    { metadata: { phase: 0, chunk_order: 1, progress: 55 }, threads: [{ id: '351960000003', messages: [old] }] },
  ];
  await deliver(
    bodyOf(
      { field: 'history', value: { messaging_product: 'whatsapp', metadata, history } },
      { field: 'history', value: { metadata, messages: [old] } },
      { field: 'history', value: { metadata, message_echoes: [old] } },
      { field: 'history', value: { history: [{ errors: [{ code: 2593109, title: 'off' }] }] } },
      { field: 'smb_app_state_sync', value: { state_sync: [{ type: 'contact', action: 'add' }] } },
      { field: 'account_update', value: { event: 'PARTNER_REMOVED' } },
    ),
  );
  assert.equal(heard, Array(6).fill('change'));
});

others('have the account as page where the wire names no number', async () => {
  const [event] = await read({ field: 'account_update', value: { event: 'PARTNER_REMOVED' } });
  assert.equal([event?.pageId, event?.kind], [ACCOUNT, 'change']);
});

others('of any shape throw nothing', async () => {
  const odd = [
    { field: 'messages', value: null },
    { field: 'messages', value: { messages: 'two' } },
    { field: 'messages', value: { metadata, messages: [null, 7, [], { type: 'image' }, { type: 'text', text: 'x' }] } },
    { field: 'standby', value: { standby: [] } },
    { field: 'smb_message_echoes', value: { message_echoes: [{ type: 'edit' }] } },
    { field: 'messaging_handovers', value: { control_passed: 'x' } },
    { field: 7, value: { messages: [{}] } },
    {},
  ];
  const events = await read(...odd);
  assert.is(events.length, odd.length + 4);
});

others('of the Test button have a fresh id each time', async () => {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '16505551111', phone_number_id: '123456123' },
    contacts: [{ profile: { name: 'test user name' }, wa_id: '16315551181' }],
    messages: [
      {
        from: '16315551181',
        id: 'ABGGFlA5Fpa',
        timestamp: '1504902988',
        type: 'text',
        text: { body: 'this is a text message' },
      },
    ],
  };
  const body = { object: 'whatsapp_business_account', entry: [{ id: '0', changes: [{ field: 'messages', value }] }] };
  const { deliver } = harness({ client });
  const [one] = (await deliver(body)).events;
  const [two] = (await deliver(body)).events;
  assert.is(one?.kind, 'message');
  assert.is.not(one?.id, two?.id);
});

others.run();
