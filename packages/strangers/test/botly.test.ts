import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ID, keptId } from '../expected.ts';
import { ACTED, RESULT, SENT, TOO_LONG } from '../graph-answers.ts';
import { PAGE } from '../scene.ts';

const BUTTON = { type: 'postback', title: 'Orders', payload: 'ORDERS' };

const table = callTable('botly');
const { answers, refuses } = table;

answers(
  'a text',
  'sendText',
  ({ ana }) => [{ id: ana.id, text: 'hello' }],
  SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'hello'),
);
answers(
  'a text with quick replies',
  'sendText',
  ({ ana }) => [
    { id: ana.id, text: 'Which?', quick_replies: [{ content_type: 'text', title: 'This', payload: 'THIS' }] },
  ],
  SENT,
);
answers('a message', 'send', ({ ana }) => [{ id: ana.id, message: { text: 'hello' } }], SENT);
answers('an image', 'sendImage', ({ ana }) => [{ id: ana.id, url: 'https://acme.example/dot.png' }], SENT);
answers(
  'an image to keep',
  'sendImage',
  ({ ana }) => [{ id: ana.id, url: 'https://acme.example/dot.png', is_reusable: true }],
  { ...SENT, attachment_id: ID },
);
answers(
  'an attachment',
  'sendAttachment',
  ({ ana }) => [{ id: ana.id, type: 'video', payload: { url: 'https://acme.example/film.mp4' } }],
  SENT,
);
answers('buttons', 'sendButtons', ({ ana }) => [{ id: ana.id, text: 'Hi', buttons: BUTTON }], SENT);
answers(
  'a carousel',
  'sendGeneric',
  ({ ana }) => [{ id: ana.id, elements: { title: 'Shoe', buttons: [BUTTON] } }],
  SENT,
);
answers(
  'a receipt',
  'sendReceipt',
  ({ ana }) => [
    {
      id: ana.id,
      payload: {
        recipient_name: 'Ana',
        order_number: '12345678902',
        currency: 'USD',
        payment_method: 'Visa 2345',
        elements: [{ title: 'Shoe', quantity: 2, price: 50, currency: 'USD' }],
        summary: { total_cost: 50 },
      },
    },
  ],
  SENT,
);
answers('typing', 'sendAction', ({ ana }) => [{ id: ana.id, action: 'typing_on' }], ACTED);
answers(
  'an upload',
  'upload',
  () => [{ pageId: PAGE, type: 'image', payload: { url: 'https://acme.example/dot.png', is_reusable: true } }],
  { attachment_id: keptId('image') },
);
answers(
  'the upload',
  'sendAttachment',
  ({ ana, kept }) => [{ id: ana.id, type: 'image', payload: { attachment_id: kept('image') } }],
  SENT,
);
answers('a profile', 'getUserProfile', ({ ana }) => [{ id: ana.id, fields: ['first_name'] }], {
  id: ID,
  first_name: 'Ana',
});

answers('Get Started', 'setGetStarted', () => [{ pageId: PAGE, payload: 'GET_STARTED' }], RESULT);
answers(
  'a greeting',
  'setGreetingText',
  () => [{ pageId: PAGE, greeting: [{ locale: 'default', text: 'Hello!' }] }],
  RESULT,
);
answers(
  'a menu',
  'setPersistentMenu',
  () => [{ pageId: PAGE, menu: [{ locale: 'default', composer_input_disabled: false, call_to_actions: [BUTTON] }] }],
  RESULT,
);
answers('no menu', 'removePersistentMenu', () => [{ pageId: PAGE }], RESULT);
answers('domains', 'setWhiteList', () => [{ pageId: PAGE, whiteList: ['https://acme.example'] }], RESULT);
answers(
  'a URL for logins',
  'setAccountLinkingURL',
  () => [{ pageId: PAGE, url: 'https://acme.example/login' }],
  RESULT,
);

// Templates that Meta no longer takes since Graph 4.0 (changelog of July 29, 2019).
refuses('a list', 'sendList', ({ ana }) => [{ id: ana.id, elements: [{ title: 'a' }, { title: 'b' }] }], {
  code: 100,
  message: /template_type|list/,
});
refuses(
  'an open graph template',
  'sendOpenGraph',
  ({ ana }) => [{ id: ana.id, elements: [{ url: 'https://acme.example' }] }],
  { code: 100, message: /template_type|open_graph/ },
);

// Wrong input.
refuses('a text that is too long', 'sendText', ({ ana }) => [{ id: ana.id, text: 'x'.repeat(2001) }], TOO_LONG);
refuses('a text to null', 'sendText', () => [{ id: null, text: 'hi' }], { code: 100, message: /recipient/ });
refuses('a message that is null', 'send', ({ ana }) => [{ id: ana.id, message: null }], {
  code: 100,
  error_subcode: 2018015,
  message: /Must send either message or state/,
});
refuses('buttons of null', 'sendButtons', ({ ana }) => [{ id: ana.id, text: 'Hi', buttons: [null] }], {
  code: 194,
  message: /too few elements/,
});
refuses('an upload of nothing', 'upload', () => [{ pageId: PAGE, type: 'image', payload: null }], {
  code: 100,
  message: /Incorrect number of files uploaded/,
});

table.run();
