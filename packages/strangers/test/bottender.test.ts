import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, ID, Some } from '../expected.ts';
import { CAMEL_ACTED, CAMEL_SENT, NO_ID, RESULT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX } from '../scene.ts';

const MENU = [{ type: 'postback', title: 'Orders', payload: 'ORDERS' }];
const IMAGE = 'https://acme.example/dot.png';

// The calls are methods of the context of the person whose id comes first.
const table = callTable('bottender');
const { answers, refuses } = table;

answers(
  'a text',
  'sendText',
  ({ ana }) => [ana.id, 'hello'],
  CAMEL_SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
answers('a message', 'sendMessage', ({ ana }) => [ana.id, { text: 'hello' }], CAMEL_SENT);
answers(
  'an attachment',
  'sendAttachment',
  ({ ana }) => [ana.id, { type: 'image', payload: { url: IMAGE } }],
  CAMEL_SENT,
);
answers('an image', 'sendImage', ({ ana }) => [ana.id, IMAGE], CAMEL_SENT);
answers('audio', 'sendAudio', ({ ana }) => [ana.id, 'https://acme.example/hello.mp3'], CAMEL_SENT);
answers('a video', 'sendVideo', ({ ana }) => [ana.id, 'https://acme.example/film.mp4'], CAMEL_SENT);
answers('a file', 'sendFile', ({ ana }) => [ana.id, 'https://acme.example/bill.pdf'], CAMEL_SENT);
answers(
  'a file as bytes',
  'sendFile',
  ({ ana }) => [ana.id, Buffer.from('bill'), { filename: 'bill.txt' }],
  CAMEL_SENT,
);
answers(
  'a template',
  'sendTemplate',
  ({ ana }) => [ana.id, { templateType: 'button', text: 'Hi', buttons: MENU }],
  CAMEL_SENT,
);
answers('buttons', 'sendButtonTemplate', ({ ana }) => [ana.id, 'Hi', MENU], CAMEL_SENT);
answers('a carousel', 'sendGenericTemplate', ({ ana }) => [ana.id, [{ title: 'Shoe', buttons: MENU }], {}], CAMEL_SENT);
answers(
  'a media template',
  'sendMediaTemplate',
  ({ ana }) => [ana.id, [{ mediaType: 'image', url: 'https://www.facebook.com/acme/photos/1' }]],
  CAMEL_SENT,
);
answers(
  'typing',
  'typingOn',
  ({ ana }) => [ana.id],
  CAMEL_ACTED,
  ({ ana }) => assert.is(ana.typing?.appId, BOT),
);
answers('no typing', 'typingOff', ({ ana }) => [ana.id], CAMEL_ACTED);
answers('a seen mark', 'markSeen', ({ ana }) => [ana.id], CAMEL_ACTED);
answers('a profile', 'getUserProfile', ({ ana }) => [ana.id], new Some({ id: ID, firstName: 'Ana' }));

answers('a menu for one person', 'setUserPersistentMenu', ({ ana }) => [ana.id, MENU], RESULT);
answers('the menu of the person', 'getUserPersistentMenu', ({ ana }) => [ana.id], [
  { locale: 'default', composerInputDisabled: false, callToActions: MENU },
]);
answers('no menu for the person', 'deleteUserPersistentMenu', ({ ana }) => [ana.id], RESULT);

// Its list of a person's labels asks for `name`, which Meta renamed to `page_label_name` (Custom Labels, Dec 14, 2021).
answers('a label on a person', 'associateLabel', async ({ ana, label }) => [ana.id, await label()], SUCCESS);
refuses('the labels by their old name', 'getAssociatedLabels', ({ ana }) => [ana.id], {
  code: 100,
  message: /\(name\)/,
});
answers('no label on the person', 'dissociateLabel', ({ ana, kept }) => [ana.id, kept('label')], SUCCESS);

// Wrong input.
refuses('a text that is too long', 'sendText', ({ ana }) => [ana.id, 'x'.repeat(2001)], TOO_LONG);
refuses('a text that is null', 'sendText', ({ ana }) => [ana.id, null], { code: 100, message: /message/ });
refuses('buttons that are null', 'sendButtonTemplate', ({ ana }) => [ana.id, 'Hi', null], {
  code: 100,
  message: /buttons\] is required/,
});
refuses('a carousel of nothing', 'sendGenericTemplate', ({ ana }) => [ana.id, [], {}], {
  code: 194,
  message: /too few elements/,
});
refuses('a pass to no app', 'passThreadControl', ({ ana }) => [ana.id, 'desk'], NO_ID);

answers('a request for an idle thread', 'requestThreadControl', ({ ana }) => [ana.id, 'please'], SUCCESS);
answers('the owner', 'getThreadOwner', ({ ana }) => [ana.id], { appId: BOT, expiration: ANY });
answers('whether it owns', 'isThreadOwner', ({ ana }) => [ana.id], true);
answers(
  'a pass',
  'passThreadControl',
  ({ ana }) => [ana.id, INBOX, 'done'],
  SUCCESS,
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), INBOX),
);
refuses('a text while the inbox owns', 'sendText', ({ ana }) => [ana.id, 'hi'], {
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
answers('a pass to the inbox', 'passThreadControlToPageInbox', ({ ana }) => [ana.id], SUCCESS);

table.run();
