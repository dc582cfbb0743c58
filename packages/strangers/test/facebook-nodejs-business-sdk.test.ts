import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, type Expected, ID, Kept, keptId, ListOf, Some } from '../expected.ts';
import { ACTED, listed, RESULT, SENT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX, PAGE } from '../scene.ts';

// A method without a class for its answer puts the answer into the object that was called, beside its id.
const ownedBy = (id: string, answer: Readonly<Record<string, Expected>>): Expected => ({ id, ...answer });
const MENU = [{ type: 'postback', title: 'Orders', payload: 'ORDERS' }];

// `node` is `new Kind(id)[method](fields, params)`; its deletes and `path` have no fields.
const table = callTable('facebook-nodejs-business-sdk');
const { answers, refuses } = table;

// The page.
answers('fields of the page', 'node', () => ['Page', PAGE, 'get', ['id', 'name']], { id: PAGE, name: 'Acme' });
answers(
  'the features of the page',
  'node',
  () => ['Page', PAGE, 'get', ['messaging_feature_status']],
  new Some({ id: PAGE, messaging_feature_status: ANY }),
);
refuses('an unknown field', 'node', () => ['Page', PAGE, 'get', ['nosuchfield']], {
  code: 100,
  message: /nonexisting field \(nosuchfield\) on node type \(Page\)/,
});
answers('an edge among the fields', 'node', () => ['Page', PAGE, 'get', ['conversations{id,updated_time}']], {
  id: PAGE,
  conversations: listed({ id: /^t_/, updated_time: ANY }),
});
answers('the token of the page', 'node', () => ['Page', PAGE, 'get', ['access_token', 'category', 'tasks']], {
  id: PAGE,
  access_token: /./,
  category: /./,
  tasks: new ListOf(ANY),
});
// Its `getPicture` expects a list, but the picture is one object (Page Picture).
answers('the picture of the page', 'path', () => ['GET', [PAGE, 'picture'], { redirect: false }], {
  data: new Some({ url: /^http/ }),
});

// Messages.
answers(
  'a text',
  'node',
  ({ ana }) => [
    'Page',
    PAGE,
    'createMessage',
    [],
    { recipient: { id: ana.id }, message: { text: 'hello' }, messaging_type: 'RESPONSE' },
  ],
  SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
for (const [title, message] of [
  ['quick replies', { text: 'Which?', quick_replies: [{ content_type: 'text', title: 'This', payload: 'THIS' }] }],
  ['an image', { attachment: { type: 'image', payload: { url: 'https://acme.example/dot.png' } } }],
  ['buttons', { attachment: { type: 'template', payload: { template_type: 'button', text: 'Hi', buttons: MENU } } }],
  [
    'a carousel',
    {
      attachment: {
        type: 'template',
        payload: { template_type: 'generic', elements: [{ title: 'Shoe', buttons: MENU }] },
      },
    },
  ],
] as const) {
  answers(
    title,
    'node',
    ({ ana }) => [
      'Page',
      PAGE,
      'createMessage',
      [],
      { recipient: { id: ana.id }, message, messaging_type: 'RESPONSE' },
    ],
    SENT,
  );
}
answers(
  'typing',
  'node',
  ({ ana }) => ['Page', PAGE, 'createMessage', [], { recipient: { id: ana.id }, sender_action: 'typing_on' }],
  ACTED,
);
answers(
  'an upload',
  'node',
  () => [
    'Page',
    PAGE,
    'createMessageAttachment',
    [],
    { message: { attachment: { type: 'image', payload: { url: 'https://acme.example/dot.png', is_reusable: true } } } },
  ],
  ownedBy(PAGE, { attachment_id: keptId('image') }),
);
answers(
  'the upload',
  'node',
  ({ ana, kept }) => [
    'Page',
    PAGE,
    'createMessage',
    [],
    {
      recipient: { id: ana.id },
      message: { attachment: { type: 'image', payload: { attachment_id: kept('image') } } },
    },
  ],
  SENT,
);

answers(
  'a private reply to a comment',
  'node',
  async ({ ana }) => {
    const { commentId } = await ana.comment('Is it in stock?');
    return ['Page', PAGE, 'createMessage', [], { recipient: { comment_id: commentId }, message: { text: 'Thanks!' } }];
  },
  new Some({ message_id: /^m_/ }),
);
// Messenger Platform docs, Common Error Codes. The sandbox has no checkbox plugin, which would make a `user_ref`.
refuses(
  'a message to an unknown user_ref',
  'node',
  () => ['Page', PAGE, 'createMessage', [], { recipient: { user_ref: 'checkbox-1' }, message: { text: 'Welcome!' } }],
  { code: 100, error_subcode: 2018001, message: /No matching user found/ },
);

// Conversations.
answers(
  'conversations',
  'node',
  ({ ana }) => ['Page', PAGE, 'getConversations', ['id', 'participants', 'snippet'], { user_id: ana.id }],
  [{ id: new Kept('conversation', /^t_/), participants: { data: new ListOf(new Some({ id: ID })) }, snippet: ANY }],
);
answers(
  'a conversation',
  'node',
  ({ kept }) => [
    'UnifiedThread',
    kept('conversation'),
    'get',
    ['id', 'message_count', 'unread_count', 'can_reply', 'link', 'updated_time', 'senders', 'scoped_thread_key'],
  ],
  {
    id: /^t_/,
    message_count: ANY,
    unread_count: ANY,
    can_reply: true,
    link: ANY,
    updated_time: ANY,
    senders: ANY,
    scoped_thread_key: /^t_/,
  },
);
answers(
  'messages of a conversation',
  'node',
  ({ kept }) => ['UnifiedThread', kept('conversation'), 'getMessages', ['id', 'message', 'from', 'to', 'created_time']],
  new ListOf(new Some({ id: new Kept('message', /^m_/), from: ANY, created_time: ANY })),
);
answers(
  'a message',
  'path',
  ({ kept }) => ['GET', [kept('message')], { fields: 'id,message,from,created_time' }],
  new Some({ id: /^m_/, from: ANY, created_time: ANY }),
);

// Settings.
answers(
  'Get Started and a menu',
  'path',
  () => [
    'POST',
    [PAGE, 'messenger_profile'],
    {
      get_started: { payload: 'GET_STARTED' },
      persistent_menu: [{ locale: 'default', composer_input_disabled: false, call_to_actions: MENU }],
    },
  ],
  RESULT,
);
answers('the settings', 'node', () => ['Page', PAGE, 'getMessengerProfile', ['get_started']], [
  { get_started: { payload: 'GET_STARTED' } },
]);
answers(
  'a menu for one person',
  'node',
  ({ ana }) => [
    'Page',
    PAGE,
    'createCustomUserSetting',
    [],
    {
      psid: ana.id,
      persistent_menu: [{ locale: 'default', composer_input_disabled: false, call_to_actions: MENU }],
    },
  ],
  RESULT,
);
answers('the menu of the person', 'node', ({ ana }) => ['Page', PAGE, 'getCustomUserSettings', [], { psid: ana.id }], [
  new Some({ user_level_persistent_menu: ANY }),
]);
answers(
  'no menu for the person',
  'node',
  ({ ana }) => ['Page', PAGE, 'deleteCustomUserSettings', { psid: ana.id, params: ['PERSISTENT_MENU'] }],
  RESULT,
);
answers(
  'no settings',
  'node',
  () => ['Page', PAGE, 'deleteMessengerProfile', { fields: ['persistent_menu', 'get_started'] }],
  RESULT,
);

// Personas and labels.
answers(
  'a persona',
  'node',
  () => ['Page', PAGE, 'createPersona', [], { name: 'Nora', profile_picture_url: 'https://acme.example/nora.png' }],
  { id: keptId('persona') },
);
answers('the personas', 'node', () => ['Page', PAGE, 'getPersonas', ['name']], [{ id: ID, name: 'Nora' }]);
answers('the persona', 'node', ({ kept }) => ['Persona', kept('persona'), 'get', ['name']], { id: ID, name: 'Nora' });
answers('no persona', 'node', ({ kept }) => ['Persona', kept('persona'), 'delete'], SUCCESS);
answers('a label', 'node', () => ['Page', PAGE, 'createCustomLabel', [], { page_label_name: 'vip' }], {
  id: keptId('label'),
});
answers(
  'a label on a person',
  'node',
  ({ ana, kept }) => ['PageUserMessageThreadLabel', kept('label'), 'createLabel', [], { user: ana.id }],
  SUCCESS,
);
answers('the labels', 'node', () => ['Page', PAGE, 'getCustomLabels', ['page_label_name']], [
  { id: ID, page_label_name: 'vip' },
]);
answers('the label', 'node', ({ kept }) => ['PageUserMessageThreadLabel', kept('label'), 'get', ['page_label_name']], {
  id: ID,
  page_label_name: 'vip',
});
answers(
  'no label on the person',
  'node',
  ({ ana, kept }) => ['PageUserMessageThreadLabel', kept('label'), 'deleteLabel', { user: ana.id }],
  SUCCESS,
);
answers('no label', 'node', ({ kept }) => ['PageUserMessageThreadLabel', kept('label'), 'delete'], SUCCESS);

// Subscriptions and tokens.
answers(
  'a subscription of the page',
  'node',
  ({ sandbox }) => ['Page', PAGE, 'createSubscribedApp', [], { subscribed_fields: sandbox.apps[0]?.subscribedFields }],
  SUCCESS,
);
answers('the subscriptions of the page', 'node', () => ['Page', PAGE, 'getSubscribedApps', []], [
  new Some({ id: BOT }),
]);
answers(
  'a subscription of the app',
  'node',
  ({ sandbox }) => [
    'Application',
    BOT,
    'createSubscription',
    [],
    { object: 'page', callback_url: sandbox.apps[0]?.webhookUrl, verify_token: 'verify-me', fields: 'messages' },
  ],
  ownedBy(BOT, SUCCESS),
);
answers('the subscriptions of the app', 'node', () => ['Application', BOT, 'getSubscriptions', []], [
  new Some({ object: 'page', active: true }),
]);
answers('the app of a token', 'getAppID', () => [], { data: new Some({ app_id: BOT }) });

// The other edges.
answers(
  'insights',
  'node',
  () => ['Page', PAGE, 'getInsights', [], { metric: ['page_messages_total_messaging_connections'] }],
  [new Some({ name: 'page_messages_total_messaging_connections' })],
);
answers('language analysis', 'node', () => ['Page', PAGE, 'createNlpConfig', [], { nlp_enabled: true }], SUCCESS);
answers(
  'a conversation to spam',
  'node',
  ({ sandbox }) => [
    'Page',
    PAGE,
    'createModerateConversation',
    [],
    { user_ids: [{ id: sandbox.person('Spammer').id }], actions: ['MOVE_TO_SPAM'] },
  ],
  ANY,
);
answers('an unlinked account', 'node', ({ ana }) => ['Page', PAGE, 'createUnlinkAccount', [], { psid: ana.id }], ANY);
answers('features under review', 'node', () => ['Page', PAGE, 'getMessagingFeatureReview', []], new ListOf(ANY, 0));
answers(
  'an event of the app',
  'node',
  ({ ana }) => [
    'Application',
    BOT,
    'createActivity',
    [],
    {
      event: 'CUSTOM_APP_EVENTS',
      custom_events: JSON.stringify([{ _eventName: 'fb_mobile_purchase' }]),
      advertiser_tracking_enabled: 0,
      application_tracking_enabled: 0,
      extinfo: JSON.stringify(['mb1']),
      page_id: PAGE,
      page_scoped_user_id: ana.id,
    },
  ],
  ownedBy(BOT, SUCCESS),
);

// Several at once.
answers(
  'a batch',
  'batch',
  ({ ana }) => [
    [
      ['POST', [PAGE, 'messages'], { recipient: { id: ana.id }, message: { text: 'one' }, messaging_type: 'RESPONSE' }],
      ['GET', [ana.id], { fields: 'first_name' }],
      ['GET', [PAGE, 'nosuchedge'], {}],
    ],
  ],
  [
    { status: 200, body: SENT },
    { status: 200, body: { id: ID, first_name: 'Ana' } },
    { status: 400, body: ANY },
  ],
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'one'),
);
answers('several nodes by id', 'path', ({ ana }) => ['GET', [''], { ids: `${PAGE},${ana.id}`, fields: 'name' }], ANY);

// Wrong input.
refuses(
  'a text that is too long',
  'node',
  ({ ana }) => ['Page', PAGE, 'createMessage', [], { recipient: { id: ana.id }, message: { text: 'x'.repeat(2001) } }],
  TOO_LONG,
);
refuses('nulls', 'node', () => ['Page', PAGE, 'createMessage', [], { recipient: null, message: null }], {
  code: 100,
  message: /recipient is required/,
});
refuses('fields that end early', 'node', () => ['Page', PAGE, 'get', ['id.limit(']], {
  code: 2500,
  message: /Syntax error/,
});
refuses('metrics of null', 'node', () => ['Page', PAGE, 'getInsights', [], { metric: [null] }], {
  code: 100,
  message: /metric/,
});
refuses('messages of no conversation', 'node', () => ['UnifiedThread', 't_0', 'getMessages', ['message']], {
  code: 100,
  error_subcode: 33,
  message: /Object with ID 't_0' does not exist/,
});
refuses(
  'actions of null',
  'node',
  () => ['Page', PAGE, 'createModerateConversation', [], { user_ids: [{}], actions: [null] }],
  { code: 100, message: /actions/ },
);

// Thread control.
answers(
  'a request for an idle thread',
  'node',
  ({ ana }) => ['Page', PAGE, 'createRequestThreadControl', [], { recipient: { id: ana.id } }],
  SUCCESS,
);
answers('the owner', 'node', ({ ana }) => ['Page', PAGE, 'getThreadOwner', [], { recipient: ana.id }], [
  { thread_owner: { app_id: BOT, expiration: ANY } },
]);
answers(
  'a longer control',
  'node',
  ({ ana }) => ['Page', PAGE, 'createExtendThreadControl', [], { recipient: { id: ana.id }, duration: 3600 }],
  SUCCESS,
);
answers(
  'a release',
  'node',
  ({ ana }) => ['Page', PAGE, 'createReleaseThreadControl', [], { recipient: { id: ana.id } }],
  SUCCESS,
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), null),
);
answers(
  'a pass',
  'node',
  ({ ana }) => [
    'Page',
    PAGE,
    'createPassThreadControl',
    [],
    { recipient: { id: ana.id }, target_app_id: INBOX, metadata: 'done' },
  ],
  SUCCESS,
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), INBOX),
);
refuses(
  'a text while the inbox owns',
  'node',
  ({ ana }) => ['Page', PAGE, 'createMessage', [], { recipient: { id: ana.id }, message: { text: 'hi' } }],
  { code: 10, error_subcode: 2018300, message: /another app is controlling this thread/ },
);
answers(
  'a take with routing',
  'node',
  ({ sandbox, ana }) => {
    sandbox.setRouting('on');
    return ['Page', PAGE, 'createTakeThreadControl', [], { recipient: { id: ana.id } }];
  },
  SUCCESS,
);

table.run();
