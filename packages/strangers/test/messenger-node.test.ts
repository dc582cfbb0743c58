import { fileURLToPath } from 'node:url';
import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, ID, keptId, Some } from '../expected.ts';
import { ACTED, listed, NO_ID, NO_PERSON, RESULT, SENT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX, newestAttachmentOf } from '../scene.ts';

const MENU = [{ type: 'postback', title: 'Orders', payload: 'ORDERS' }];
const FILE = fileURLToPath(new URL('../README.md', import.meta.url));

// Its webhook reads the sender of every event; `app_roles` has none.
const table = callTable('messenger-node', { failsOn: { app_roles: 500 } });
const { answers, refuses } = table;

answers(
  'a text',
  'sendText',
  ({ ana }) => [{ id: ana.id }, 'hello'],
  SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
answers(
  'quick replies',
  'sendQuickReplies',
  ({ ana }) => [{ id: ana.id }, [{ content_type: 'text', title: 'This', payload: 'THIS' }], 'Which?'],
  SENT,
);
// It asks to keep each attachment, so Graph answers with its id too (Send API, `is_reusable`).
const KEPT = { ...SENT, attachment_id: ID };
answers(
  'an image',
  'sendAttachment',
  ({ ana }) => [{ type: 'image', source: 'https://acme.example/dot.png' }, { id: ana.id }],
  KEPT,
);
answers(
  'a file',
  'sendAttachment',
  ({ ana }) => [{ type: 'file', source: FILE }, { id: ana.id }],
  KEPT,
  ({ ana }) => assert.is(newestAttachmentOf(ana), 'file'),
);
answers('an upload by URL', 'uploadAttachment', () => [{ type: 'image', source: 'https://acme.example/dot.png' }], {
  attachment_id: keptId('image'),
});
answers('an upload of a file', 'uploadAttachment', () => [{ type: 'file', source: FILE }], { attachment_id: ID });
answers(
  'buttons',
  'sendTemplate',
  ({ ana }) => [{ id: ana.id }, { template_type: 'button', text: 'Hi', buttons: MENU }],
  SENT,
);
answers(
  'a carousel',
  'sendTemplate',
  ({ ana }) => [{ id: ana.id }, { template_type: 'generic', elements: [{ title: 'Shoe', buttons: MENU }] }],
  SENT,
);
answers(
  'a media template',
  'sendTemplate',
  ({ ana, kept }) => [
    { id: ana.id },
    { template_type: 'media', elements: [{ media_type: 'image', attachment_id: kept('image') }] },
  ],
  SENT,
);
answers('typing', 'sendSenderAction', ({ ana }) => [{ id: ana.id }, 'typing_on'], ACTED);

answers('a profile', 'getUserProfile', ({ ana }) => [ana.id, ['first_name']], { id: ID, first_name: 'Ana' });
answers('settings', 'setMessengerProfile', () => [{ get_started: { payload: 'GET_STARTED' } }], RESULT);
answers('the settings', 'getMessengerProfile', () => [['get_started']], {
  data: [{ get_started: { payload: 'GET_STARTED' } }],
});
answers('no settings', 'deleteMessengerProfile', () => [['get_started']], RESULT);

// Meta renamed `name` to `page_label_name` in all versions on Dec 14, 2021 (Custom Labels).
refuses('a label by its old name', 'createCustomLabel', () => ['vip'], { code: 100, message: /page_label_name/ });
answers('a label on a person', 'addPsidtoCustomLabel', async ({ ana, label }) => [ana.id, await label()], SUCCESS);
answers('the labels of a person', 'getCustomLabelsByPsid', ({ ana }) => [ana.id], listed(new Some({ id: ID })));
refuses('the label by its old name', 'getCustomLabelById', ({ kept }) => [kept('label')], {
  code: 100,
  message: /\(name\)/,
});
refuses('the labels by their old name', 'getAllCustomLabels', () => [], { code: 100, message: /\(name\)/ });
answers('no label on the person', 'removePsidfromCustomLabel', ({ ana, kept }) => [ana.id, kept('label')], SUCCESS);
answers('no label', 'deleteCustomLabel', ({ kept }) => [kept('label')], SUCCESS);

answers(
  'insights',
  'getMessagingInsights',
  () => [{ metrics: ['page_messages_total_messaging_connections'] }],
  new Some({ data: [new Some({ name: 'page_messages_total_messaging_connections', values: ANY })] }),
);
answers('language analysis', 'setNlpConfigs', () => [{ nlp_enabled: true }], SUCCESS);

// Ended with Graph 4.0 in 2019 (broadcast and its creatives) and in August 2019 (codes).
const GONE = { code: 100, error_subcode: 33, message: /Unsupported post request/ };
refuses('a creative', 'createMessageCreative', () => [{ text: 'hi' }], GONE);
refuses('a broadcast', 'sendBroadcast', () => ['938461089'], GONE);
refuses('an estimate', 'startBroadcastReachEstimation', () => [], GONE);
refuses('a code', 'generateMessengerCode', () => [{ ref: 'shop' }], GONE);

// Wrong input. The library itself refuses most nulls.
refuses('a text that is too long', 'sendText', ({ ana }) => [{ id: ana.id }, 'x'.repeat(2001)], TOO_LONG);
refuses('a text to no person', 'sendText', () => [{ id: '0' }, 'hi'], NO_PERSON);
refuses('a text to an id that is none', 'sendText', () => [{ id: 'ana' }, 'hi'], NO_ID);
refuses('an action that is none', 'sendSenderAction', ({ ana }) => [{ id: ana.id }, 'dance'], {
  code: 100,
  message: /sender_action/,
});
refuses('a pass to no app', 'passThreadControl', ({ ana }) => [ana.id, 'desk'], NO_ID);

answers('a request for an idle thread', 'requestThreadControl', ({ ana }) => [ana.id, 'please'], SUCCESS);
answers('the owner', 'getThreadOwner', ({ ana }) => [ana.id], {
  data: [{ thread_owner: { app_id: BOT, expiration: ANY } }],
});
answers(
  'a pass',
  'passThreadControl',
  ({ ana }) => [ana.id, 'page_inbox', 'done'],
  SUCCESS,
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), INBOX),
);
refuses('a text while the inbox owns', 'sendText', ({ ana }) => [{ id: ana.id }, 'hi'], {
  code: 10,
  error_subcode: 2018300,
  message: /another app is controlling this thread/,
});
answers(
  'a take with routing',
  'takeThreadControl',
  ({ sandbox, ana }) => {
    sandbox.setRouting('on');
    return [ana.id, 'back'];
  },
  SUCCESS,
);
answers(
  'the receivers',
  'getSecondaryReceiverList',
  ({ sandbox, ana }) => {
    sandbox.setRouting('primary');
    return [ana.id];
  },
  listed({ id: ID, name: ANY }),
);

table.run();
