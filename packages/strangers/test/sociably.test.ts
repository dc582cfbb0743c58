import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, ID, keptId, Some } from '../expected.ts';
import { ACTED, NO_ID, NO_PERSON, RESULT, SENT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX, newestAttachmentOf, textsOf } from '../scene.ts';

const IMAGE = 'https://acme.example/dot.png';
const ORDERS = { component: 'PostbackButton', props: { title: 'Orders', payload: 'ORDERS' } };

// Its webhook misspells `standby` and the `recipient` of echoes, and fails on both. It reads the sender of every event;
// `app_roles` has none.
const table = callTable('sociably', { without: ['standby', 'message_echoes'], failsOn: { app_roles: 500 } });
const { answers, refuses } = table;

// It sends everything in batches. `render` turns elements into messages to a person.
answers(
  'a text',
  'render',
  ({ ana }) => [ana.id, 'hello'],
  [SENT],
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
answers(
  'several messages in order',
  'render',
  ({ ana }) => [
    ana.id,
    [
      { component: 'TypingOn' },
      { component: 'p', children: ['one'] },
      { component: 'Image', props: { url: IMAGE } },
      { component: 'p', children: ['two'] },
      { component: 'TypingOff' },
      { component: 'MarkSeen' },
    ],
  ],
  [ACTED, SENT, SENT, SENT, ACTED, ACTED],
  ({ ana }) => assert.equal(textsOf(ana).slice(-3), ['one', undefined, 'two']),
);
for (const [component, type, filename] of [
  ['Image', 'image', 'dot.png'],
  ['Video', 'video', 'film.mp4'],
  ['Audio', 'audio', 'hello.mp3'],
  ['File', 'file', 'bill.txt'],
] as const) {
  answers(`${type} by its URL`, 'render', ({ ana }) => [ana.id, { component, props: { url: IMAGE } }], [SENT]);
  answers(
    `${type} as bytes`,
    'render',
    ({ ana }) => [ana.id, { component, props: { fileData: Buffer.from('bytes'), fileInfo: { filename } } }],
    [SENT],
    ({ ana }) => assert.is(newestAttachmentOf(ana), type),
  );
  answers(
    `${type} to keep, by its URL`,
    'renderAttachment',
    () => [{ component, props: { url: IMAGE, reusable: true } }],
    [{ attachment_id: keptId(type) }],
  );
  answers(
    `${type} to keep, as bytes`,
    'renderAttachment',
    () => [{ component, props: { reusable: true, fileData: Buffer.from('bytes'), fileInfo: { filename } } }],
    [{ attachment_id: ID }],
  );
  answers(
    `${type} that was kept`,
    'render',
    ({ ana, kept }) => [ana.id, { component, props: { attachmentId: kept(type) } }],
    [SENT],
  );
}
answers(
  'quick replies and metadata',
  'render',
  ({ ana }) => [
    ana.id,
    {
      component: 'Expression',
      props: {
        metadata: 'from sociably',
        notificationType: 'SILENT_PUSH',
        quickReplies: [
          { component: 'TextReply', props: { title: 'This', payload: 'THIS' } },
          { component: 'PhoneReply' },
          { component: 'EmailReply' },
        ],
      },
      children: ['Which?'],
    },
  ],
  [SENT],
  ({ ana }) => assert.is(ana.inbox.at(-1)?.quickReplies?.length, 3),
);
answers(
  'buttons',
  'render',
  ({ ana }) => [
    ana.id,
    {
      component: 'ButtonTemplate',
      props: {
        buttons: [ORDERS, { component: 'UrlButton', props: { title: 'Shop', url: 'https://acme.example' } }],
      },
      children: ['Hi'],
    },
  ],
  [SENT],
);
// Its CallButton has the number in `number`; Graph takes it in `payload` (Messenger Platform docs, Call Button).
refuses(
  'a call button',
  'render',
  ({ ana }) => [
    ana.id,
    {
      component: 'ButtonTemplate',
      props: { buttons: [{ component: 'CallButton', props: { title: 'Call', number: '+15105551234' } }] },
      children: ['Hi'],
    },
  ],
  { code: 100, message: /payload\] is required/ },
);
answers(
  'a carousel',
  'render',
  ({ ana }) => [
    ana.id,
    {
      component: 'GenericTemplate',
      children: [{ component: 'GenericItem', props: { title: 'Shoe', buttons: [ORDERS] } }],
    },
  ],
  [SENT],
);
answers(
  'a media template',
  'render',
  ({ ana, kept }) => [
    ana.id,
    { component: 'MediaTemplate', props: { mediaType: 'image', attachmentId: kept('image'), buttons: [ORDERS] } },
  ],
  [SENT],
);
answers(
  'a receipt',
  'render',
  ({ ana }) => [
    ana.id,
    {
      component: 'ReceiptTemplate',
      props: {
        recipientName: 'Ana',
        orderNumber: '12345678902',
        currency: 'USD',
        paymentMethod: 'Visa 2345',
        summary: { total_cost: 50 },
      },
      children: [{ component: 'ReceiptItem', props: { title: 'Shoe', quantity: 2, price: 50, currency: 'USD' } }],
    },
  ],
  [SENT],
);

answers('a profile', 'getUserProfile', ({ ana }) => [ana.id], new Some({ id: ID, first_name: 'Ana' }));
answers(
  'settings',
  'makeApiCall',
  () => ['POST', 'me/messenger_profile', { get_started: { payload: 'START' } }],
  RESULT,
);
answers('the settings', 'makeApiCall', () => ['GET', 'me/messenger_profile?fields=get_started'], {
  data: [{ get_started: { payload: 'START' } }],
});
answers('no settings', 'makeApiCall', () => ['DELETE', 'me/messenger_profile', { fields: ['get_started'] }], RESULT);
answers(
  'a persona',
  'makeApiCall',
  () => ['POST', 'me/personas', { name: 'Nora', profile_picture_url: 'https://acme.example/nora.png' }],
  { id: keptId('persona') },
);
answers(
  'a text of the persona',
  'render',
  ({ ana, kept }) => [
    ana.id,
    {
      component: 'Expression',
      props: { personaId: kept('persona') },
      children: ['Nora here', { component: 'TypingOn' }],
    },
  ],
  [SENT, ACTED],
  ({ ana }) => assert.is(ana.inbox.at(-1)?.persona?.name, 'Nora'),
);
answers('no persona', 'makeApiCall', ({ kept }) => ['DELETE', kept('persona')], SUCCESS);

// Wrong input.
refuses('a text that is too long', 'render', ({ ana }) => [ana.id, 'x'.repeat(2001)], TOO_LONG);
refuses('a text to no person', 'render', () => ['0', 'hi'], NO_PERSON);
refuses('a text to an id that is none', 'render', () => ['ana', 'hi'], NO_ID);
refuses('an image whose url is none', 'render', ({ ana }) => [ana.id, { component: 'Image', props: { url: 'dot' } }], {
  code: 100,
  error_subcode: 2018008,
  message: /Failed to fetch the file from the url/,
});
refuses(
  'no buttons',
  'render',
  ({ ana }) => [ana.id, { component: 'ButtonTemplate', props: { buttons: [] }, children: ['Hi'] }],
  { code: 100, message: /buttons\] is required/ },
);
refuses('settings that are null', 'makeApiCall', () => ['POST', 'me/messenger_profile', { get_started: null }], {
  code: 100,
  message: /get_started/,
});

answers('a request for an idle thread', 'render', ({ ana }) => [ana.id, { component: 'RequestThreadControl' }], [
  SUCCESS,
]);
answers('the owner', 'makeApiCall', ({ ana }) => ['GET', `me/thread_owner?recipient=${ana.id}`], {
  data: [{ thread_owner: { app_id: BOT, expiration: ANY } }],
});
answers(
  'a text, then a pass',
  'render',
  ({ ana }) => [
    ana.id,
    ['A colleague takes over.', { component: 'PassThreadControl', props: { targetAppId: INBOX, metadata: 'done' } }],
  ],
  [SENT, SUCCESS],
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), INBOX),
);
refuses('a text while the inbox owns', 'render', ({ ana }) => [ana.id, 'hi'], {
  code: 10,
  error_subcode: 2018300,
  message: /another app is controlling this thread/,
});
answers(
  'a take with routing',
  'render',
  ({ sandbox, ana }) => {
    sandbox.setRouting('on');
    return [ana.id, { component: 'TakeThreadContorl' }];
  },
  [SUCCESS],
);

table.run();
