import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, type GraphError, OptionError, type OutgoingMessage, PAGE_INBOX_APP_ID } from '../src/index.ts';
import { type Answer, desk, person, rejection, serverTime, withGraph } from './support/graph-server.ts';

const recipient = { id: person };
const sent: Answer = { json: { recipient_id: person, message_id: 'm_hv2Zq' } };
const acted: Answer = { json: { recipient_id: person } };
const message = { text: 'Hello' };
const usual = { recipient, messaging_type: 'RESPONSE', message };

const messages = suite('sendMessage');

const bodies: [string, object, (client: Client) => Promise<unknown>][] = [
  ['a string as text', usual, (client) => client.sendMessage(person, 'Hello')],
  [
    'a message object unchanged',
    { ...usual, message: { text: 'Hello', metadata: 'bot:1' } },
    (client) => client.sendMessage(person, { text: 'Hello', metadata: 'bot:1' }),
  ],
  [
    'an attachment',
    {
      ...usual,
      message: { attachment: { type: 'image', payload: { url: 'https://cdn.example/a.png', is_reusable: true } } },
    },
    (client) =>
      client.sendMessage(person, {
        attachment: { type: 'image', payload: { url: 'https://cdn.example/a.png', is_reusable: true } },
      }),
  ],
  [
    'a persona',
    { ...usual, persona_id: '1002003004005001' },
    (client) => client.sendMessage(person, message, { personaId: '1002003004005001' }),
  ],
  [
    'a tag, which makes the type MESSAGE_TAG',
    { ...usual, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' },
    (client) => client.sendMessage(person, message, { tag: 'HUMAN_AGENT' }),
  ],
  [
    'a type',
    { ...usual, messaging_type: 'UPDATE' },
    (client) => client.sendMessage(person, message, { messagingType: 'UPDATE' }),
  ],
  [
    'a quoted message',
    { ...usual, reply_to: { mid: 'm_1' } },
    (client) => client.sendMessage(person, message, { replyTo: 'm_1' }),
  ],
  [
    'a silent message',
    { ...usual, notification_type: 'NO_PUSH' },
    (client) => client.sendMessage(person, message, { notificationType: 'NO_PUSH' }),
  ],
  [
    'a pass to an app',
    { ...usual, thread_control: { control_type: 'pass', app_id: desk } },
    (client) => client.sendMessage(person, message, { threadControl: { type: 'pass', appId: Number(desk) } }),
  ],
  [
    'a pass to the inbox',
    { ...usual, thread_control: { control_type: 'pass', app_id: PAGE_INBOX_APP_ID } },
    (client) => client.sendMessage(person, message, { threadControl: { type: 'pass', appId: PAGE_INBOX_APP_ID } }),
  ],
  [
    'a pass to the default app',
    { ...usual, thread_control: { control_type: 'pass' } },
    (client) => client.sendMessage(person, message, { threadControl: { type: 'pass' } }),
  ],
  [
    'a release',
    { ...usual, thread_control: { control_type: 'release' } },
    (client) => client.sendMessage(person, message, { threadControl: { type: 'release' } }),
  ],
];

for (const [name, body, call] of bodies) {
  messages(
    `sends ${name}`,
    withGraph([sent], async (graph) => {
      assert.equal(await call(graph.client()), { messageId: 'm_hv2Zq', recipientId: person, at: serverTime });
      assert.is(graph.seen[0]?.path, '/v25.0/me/messages');
      assert.equal(graph.seen[0]?.body, body);
    }),
  );
}

messages(
  'resolves to the exact id of kept media',
  withGraph(
    [{ text: `{"recipient_id":"${person}","message_id":"m_1","attachment_id":18577777748210321}` }],
    async (graph) => {
      assert.is((await graph.client().sendMessage(person, 'Hello')).attachmentId, '18577777748210321');
    },
  ),
);

messages(
  'rejects a success without a message id as unknown: it may have been sent',
  withGraph([{ json: {} }, { text: '' }], async (graph) => {
    assert.is((await rejection<GraphError>(graph.client().sendMessage(person, 'Hello'))).kind, 'transient');
    assert.is((await rejection<GraphError>(graph.client().sendMessage(person, 'Hello'))).kind, 'transient');
  }),
);

const odd = (value: unknown): OutgoingMessage => value as OutgoingMessage;
const mistakes: [string, (client: Client) => Promise<unknown>, RegExp][] = [
  ['no text', (client) => client.sendMessage(person, odd({ text: undefined })), /must have content/],
  ['null for a text', (client) => client.sendMessage(person, odd({ text: null })), /message\.text/],
  ['no attachment', (client) => client.sendMessage(person, odd({ attachment: undefined })), /must have content/],
  ['an attachment in a string', (client) => client.sendMessage(person, odd({ attachment: 'a.png' })), /attachment/],
  ['null for a part', (client) => client.sendMessage(person, odd({ template: null })), /must have content/],
  ['no attachments', (client) => client.sendMessage(person, odd({ attachments: [] })), /attachments/],
  ['metadata alone', (client) => client.sendMessage(person, { metadata: 'x' }), /must have content/],
  [
    'metadata that is an object',
    (client) => client.sendMessage(person, odd({ text: 'Hello', metadata: { a: 1 } })),
    /metadata must be a string/,
  ],
  ['no quick replies', (client) => client.sendMessage(person, { quick_replies: [] }), /quick_replies/],
  [
    'quick replies alone',
    (client) => client.sendMessage(person, { quick_replies: [{ content_type: 'user_email' }] }),
    /must have content/,
  ],
  [
    'the type MESSAGE_TAG without a tag',
    (client) => client.sendMessage(person, 'Hello', { messagingType: 'MESSAGE_TAG' }),
    /tag/,
  ],
  [
    'null for thread control',
    (client) => client.sendMessage(person, 'Hello', { threadControl: null as unknown as { type: 'release' } }),
    /threadControl must be an object/,
  ],
  ['no message', (client) => client.sendMessage(person, undefined as unknown as string), /message must be/],
  ['an empty string', (client) => client.sendMessage(person, ''), /message/],
  ['an empty message', (client) => client.sendMessage(person, {}), /must have content/],
  ['an empty text', (client) => client.sendMessage(person, { text: '' }), /message\.text/],
  ['a list', (client) => client.sendMessage(person, [] as unknown as OutgoingMessage), /message must be/],
  ['no person', (client) => client.sendMessage('', 'Hello'), /userId/],
  ['a persona that is a name', (client) => client.sendMessage(person, 'Hello', { personaId: 'Nora' }), /personaId/],
  ['an empty tag', (client) => client.sendMessage(person, 'Hello', { tag: '' }), /tag/],
  [
    'an unknown kind of thread control',
    (client) => client.sendMessage(person, 'Hello', { threadControl: { type: 'take' } as unknown as { type: 'pass' } }),
    /pass, release/,
  ],
  [
    'a pass to a name',
    (client) => client.sendMessage(person, 'Hello', { threadControl: { type: 'pass', appId: 'inbox' } }),
    /threadControl\.appId/,
  ],
  ['an unknown action', (client) => client.sendAction(person, 'wave' as 'typing_on'), /typing_on/],
  ['a reaction to nothing', (client) => client.sendAction(person, 'react', { reaction: 'love' }), /messageId/],
  ['a reaction without a name', (client) => client.sendAction(person, 'react', { messageId: 'm_1' }), /reaction/],
  [
    'a persona that marks as seen',
    (client) => client.sendAction(person, 'mark_seen', { personaId: '1002003004005001' }),
    /typing_on and typing_off/,
  ],
];

for (const [name, call, pattern] of mistakes) {
  messages(
    `rejects ${name} before anything is sent`,
    withGraph([], async (graph) => {
      const error = await rejection(call(graph.client()));
      assert.instance(error, OptionError);
      assert.match(error.message, pattern);
    }),
  );
}

messages(
  'rejects a text above 2000 characters and more than 13 quick replies before anything is sent',
  withGraph([], async (graph) => {
    const client = graph.client();
    const quick_replies = Array.from({ length: 14 }, () => ({ content_type: 'user_email' }));
    for (const message of ['é'.repeat(2001), { text: 'a'.repeat(2001) }, { text: 'Who?', quick_replies }])
      assert.instance(await rejection(client.sendMessage(person, message)), OptionError);
  }),
);

messages(
  'sends a text of 2000 characters of any size in memory',
  withGraph([sent], async (graph) => {
    await graph.client().sendMessage(person, '🙂'.repeat(2000));
  }),
);

messages(
  'rejects a persona on Instagram with the reason',
  withGraph([], async (graph) => {
    const client = graph.client({ platform: 'instagram' });
    assert.match(
      (await rejection(client.sendMessage(person, 'Hello', { personaId: '1002003004005001' }))).message,
      /Instagram has no personas/,
    );
    assert.match(
      (await rejection(client.sendAction(person, 'typing_on', { personaId: '1002003004005001' }))).message,
      /Instagram has no personas/,
    );
  }),
);

const actions = suite('sendAction');

const signs: [string, object, (client: Client) => Promise<unknown>][] = [
  ['typing', { recipient, sender_action: 'typing_on' }, (client) => client.sendAction(person, 'typing_on')],
  [
    'typing as a persona',
    { recipient, sender_action: 'typing_off', persona_id: '1002003004005001' },
    (client) => client.sendAction(person, 'typing_off', { personaId: '1002003004005001' }),
  ],
  ['seen', { recipient, sender_action: 'mark_seen' }, (client) => client.sendAction(person, 'mark_seen')],
  [
    'a reaction',
    { recipient, sender_action: 'react', payload: { message_id: 'm_1', reaction: 'love' } },
    (client) => client.sendAction(person, 'react', { messageId: 'm_1', reaction: 'love' }),
  ],
  [
    'the removal of a reaction',
    { recipient, sender_action: 'unreact', payload: { message_id: 'm_1' } },
    (client) => client.sendAction(person, 'unreact', { messageId: 'm_1' }),
  ],
];

for (const [name, body, call] of signs) {
  actions(
    `shows ${name}`,
    withGraph([acted], async (graph) => {
      assert.equal(await call(graph.client()), { recipientId: person, at: serverTime });
      assert.equal(graph.seen[0]?.body, body);
    }),
  );
}

messages.run();
actions.run();
