import * as assert from 'uvu/assert';
import { callTable } from '../call-table.ts';
import { ANY, ID, keptId, ListOf, Some } from '../expected.ts';
import { CAMEL_ACTED, CAMEL_SENT, listed, NO_ID, NO_PERSON, RESULT, SUCCESS, TOO_LONG } from '../graph-answers.ts';
import { BOT, INBOX, newestAttachmentOf, PAGE } from '../scene.ts';

// The library turns the keys of Graph's answers into camelCase.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);
const MENU = [{ type: 'postback', title: 'Orders', payload: 'ORDERS' }];
const FLIGHT = {
  flightNumber: 'KL9123',
  departureAirport: { airportCode: 'SFO', city: 'San Francisco' },
  arrivalAirport: { airportCode: 'AMS', city: 'Amsterdam' },
  flightSchedule: {
    boardingTime: '2026-12-05T15:05',
    departureTime: '2026-12-05T15:45',
    arrivalTime: '2026-12-06T10:30',
  },
};

const table = callTable('messaging-api-messenger');
const { answers, refuses } = table;

// The page and its tokens.
answers('the page', 'getPageInfo', () => [], { id: PAGE, name: 'Acme' });
answers('fields of the page', 'getPageInfo', () => [{ fields: ['name'] }], { id: PAGE, name: 'Acme' });
// It proves the page token, but calls with the app token. Graph refuses a proof that does not fit the token, on this path
// too (arsduo/koala#438).
refuses('the token', 'debugToken', () => [], { code: 100, message: /Invalid appsecret_proof/ });
answers(
  'a subscription of the app',
  'createSubscription',
  ({ sandbox }) => [{ callbackUrl: sandbox.apps[0]?.webhookUrl, verifyToken: 'verify-me' }],
  SUCCESS,
);
answers(
  'subscriptions of the app',
  'getSubscriptions',
  () => [],
  new ListOf(
    new Some({ object: 'page', active: true, callbackUrl: /^http/, fields: new ListOf(new Some({ name: ANY })) }),
  ),
);
answers('the subscription to pages', 'getPageSubscription', () => [], new Some({ object: 'page' }));
answers('features under review', 'getMessagingFeatureReview', () => [], new ListOf(ANY, 0));

// People.
answers('a profile', 'getUserProfile', ({ ana }) => [ana.id], new Some({ id: ID, firstName: 'Ana' }));
answers('a name', 'getUserProfile', ({ ana }) => [ana.id, { fields: ['name'] }], { id: ID, name: 'Ana' });

// The profile of the page.
answers('Get Started', 'setGetStarted', () => ['GET_STARTED'], RESULT);
answers('Get Started again', 'getGetStarted', () => [], { payload: 'GET_STARTED' });
answers('a menu', 'setPersistentMenu', () => [MENU], RESULT);
answers('the menu', 'getPersistentMenu', () => [], [
  { locale: 'default', composerInputDisabled: false, callToActions: MENU },
]);
answers('a menu for one person', 'setUserPersistentMenu', ({ ana }) => [ana.id, MENU], RESULT);
answers('the menu of the person', 'getUserPersistentMenu', ({ ana }) => [ana.id], [
  { locale: 'default', composerInputDisabled: false, callToActions: MENU },
]);
answers('no menu for the person', 'deleteUserPersistentMenu', ({ ana }) => [ana.id], RESULT);
answers('no menu', 'deletePersistentMenu', () => [], RESULT);
answers('the menu that is gone', 'getPersistentMenu', () => [], null);
answers('no Get Started', 'deleteGetStarted', () => [], RESULT);
answers('a greeting', 'setGreeting', () => ['Hello!'], RESULT);
answers('the greeting', 'getGreeting', () => [], [{ locale: 'default', text: 'Hello!' }]);
answers('no greeting', 'deleteGreeting', () => [], RESULT);
answers('ice breakers', 'setIceBreakers', () => [[{ question: 'Where is my order?', payload: 'ORDERS' }]], RESULT);
answers('the ice breakers', 'getIceBreakers', () => [], [ANY]);
answers('no ice breakers', 'deleteIceBreakers', () => [], RESULT);
answers('domains', 'setWhitelistedDomains', () => [['https://acme.example']], RESULT);
answers('the domains', 'getWhitelistedDomains', () => [], [/^https:\/\/acme\.example\/?$/]);
answers('no domains', 'deleteWhitelistedDomains', () => [], RESULT);
answers('a URL for logins', 'setAccountLinkingURL', () => ['https://acme.example/login'], RESULT);
answers('the URL for logins', 'getAccountLinkingURL', () => [], 'https://acme.example/login');
answers('no URL for logins', 'deleteAccountLinkingURL', () => [], RESULT);

// Messages.
answers('a body', 'sendRawBody', ({ ana }) => [{ recipient: { id: ana.id }, message: { text: 'raw' } }], CAMEL_SENT);
answers(
  'a text',
  'sendText',
  ({ ana }) => [ana.id, 'hello'],
  CAMEL_SENT,
  ({ ana }) => {
    assert.is(ana.inbox.at(-1)?.text, 'hello');
  },
);
answers('a text to a recipient', 'sendText', ({ ana }) => [{ id: ana.id }, 'hello'], CAMEL_SENT);
answers('a text of a human agent', 'sendText', ({ ana }) => [ana.id, 'hello', { tag: 'HUMAN_AGENT' }], CAMEL_SENT);
answers(
  'a text with quick replies',
  'sendText',
  ({ ana }) => [ana.id, 'Which?', { quickReplies: [{ contentType: 'text', title: 'This', payload: 'THIS' }] }],
  CAMEL_SENT,
  ({ ana }) => assert.equal(ana.inbox.at(-1)?.quickReplies, [{ content_type: 'text', title: 'This', payload: 'THIS' }]),
);
answers(
  'an attachment',
  'sendAttachment',
  ({ ana }) => [ana.id, { type: 'image', payload: { url: 'https://acme.example/dot.png' } }],
  CAMEL_SENT,
);
for (const [kind, file] of [
  ['Audio', 'hello.mp3'],
  ['Image', 'dot.png'],
  ['Video', 'film.mp4'],
  ['File', 'bill.pdf'],
] as const) {
  const type = kind.toLowerCase();
  answers(`${type} by its URL`, `send${kind}`, ({ ana }) => [ana.id, `https://acme.example/${file}`], CAMEL_SENT);
  answers(
    `${type} as bytes`,
    `send${kind}`,
    ({ ana }) => [ana.id, PNG, { filename: file }],
    CAMEL_SENT,
    ({ ana }) => {
      assert.is(newestAttachmentOf(ana), type);
    },
  );
  answers(
    `${type} to keep, by its URL`,
    `upload${kind}`,
    () => [`https://acme.example/${file}`, { isReusable: true }],
    {
      attachmentId: keptId(`${type} by URL`),
    },
  );
  answers(`${type} to keep, as bytes`, `upload${kind}`, () => [PNG, { filename: file, isReusable: true }], {
    attachmentId: keptId(`${type} as bytes`),
  });
  for (const source of ['by URL', 'as bytes']) {
    answers(
      `${type} that was kept ${source}`,
      `send${kind}`,
      ({ ana, kept }) => [ana.id, { attachmentId: kept(`${type} ${source}`) }],
      CAMEL_SENT,
    );
  }
}
answers(
  'a template',
  'sendTemplate',
  ({ ana }) => [ana.id, { templateType: 'button', text: 'Hi', buttons: MENU }],
  CAMEL_SENT,
);
answers('buttons', 'sendButtonTemplate', ({ ana }) => [ana.id, 'Hi', MENU], CAMEL_SENT);
answers('a carousel', 'sendGenericTemplate', ({ ana }) => [ana.id, [{ title: 'Shoe', buttons: MENU }]], CAMEL_SENT);
answers(
  'a receipt',
  'sendReceiptTemplate',
  ({ ana }) => [
    ana.id,
    {
      recipientName: 'Ana',
      orderNumber: '12345678902',
      currency: 'USD',
      paymentMethod: 'Visa 2345',
      elements: [{ title: 'Shoe', quantity: 2, price: 50, currency: 'USD' }],
      summary: { totalCost: 50 },
    },
  ],
  CAMEL_SENT,
);
answers(
  'a media template',
  'sendMediaTemplate',
  ({ ana, kept }) => [ana.id, [{ mediaType: 'image', attachmentId: kept('image by URL') }]],
  CAMEL_SENT,
);
answers(
  'a boarding pass',
  'sendAirlineBoardingPassTemplate',
  ({ ana }) => [
    ana.id,
    {
      introMessage: 'You are checked in.',
      locale: 'en_US',
      boardingPass: [
        {
          passengerName: 'ANA',
          pnrNumber: 'CG4X7U',
          logoImageUrl: 'https://acme.example/logo.png',
          headerImageUrl: 'https://acme.example/header.png',
          qrCode: 'M1ANA CG4X7U',
          aboveBarCodeImageUrl: 'https://acme.example/bar.png',
          flightInfo: FLIGHT,
        },
      ],
    },
  ],
  CAMEL_SENT,
);
answers(
  'a check-in',
  'sendAirlineCheckinTemplate',
  ({ ana }) => [
    ana.id,
    {
      introMessage: 'Check-in is open.',
      locale: 'en_US',
      pnrNumber: 'CG4X7U',
      checkinUrl: 'https://acme.example/checkin',
      flightInfo: [FLIGHT],
    },
  ],
  CAMEL_SENT,
);
answers(
  'an itinerary',
  'sendAirlineItineraryTemplate',
  ({ ana }) => [
    ana.id,
    {
      introMessage: 'Your flight.',
      locale: 'en_US',
      pnrNumber: 'CG4X7U',
      passengerInfo: [{ name: 'Ana', passengerId: 'p001' }],
      flightInfo: [{ ...FLIGHT, connectionId: 'c001', segmentId: 's001', travelClass: 'business' }],
      passengerSegmentInfo: [{ segmentId: 's001', passengerId: 'p001', seat: '12A', seatType: 'Business' }],
      totalPrice: '14003',
      currency: 'USD',
    },
  ],
  CAMEL_SENT,
);
answers(
  'a delay',
  'sendAirlineUpdateTemplate',
  ({ ana }) => [
    ana.id,
    { introMessage: 'Delayed.', updateType: 'delay', locale: 'en_US', pnrNumber: 'CF23G2', updateFlightInfo: FLIGHT },
  ],
  CAMEL_SENT,
);
answers(
  'typing',
  'typingOn',
  ({ ana }) => [ana.id],
  CAMEL_ACTED,
  ({ ana }) => assert.is(ana.typing?.appId, BOT),
);
answers(
  'no typing',
  'typingOff',
  ({ ana }) => [ana.id],
  CAMEL_ACTED,
  ({ ana }) => assert.is(ana.typing, null),
);
answers('a seen mark', 'markSeen', ({ ana }) => [ana.id], CAMEL_ACTED);
answers('a sender action', 'sendSenderAction', ({ ana }) => [ana.id, 'typing_on'], CAMEL_ACTED);
refuses('a tag that ended in April 2026', 'sendText', ({ ana }) => [ana.id, 'hi', { tag: 'ACCOUNT_UPDATE' }], {
  code: 100,
  message: /tag/,
});

// Wrong input.
refuses('a text that is too long', 'sendText', ({ ana }) => [ana.id, 'x'.repeat(2001)], TOO_LONG);
refuses('a text to no person', 'sendText', () => ['0', 'hi'], NO_PERSON);
refuses('a text to null', 'sendText', () => [null, 'hi'], { code: 100, message: /recipient is required/ });
refuses('a carousel of null', 'sendGenericTemplate', ({ ana }) => [ana.id, [null]], {
  code: 194,
  message: /too few elements/,
});
// Attachment Upload API: 8 MB for images.
refuses(
  'an image that is too large',
  'sendImage',
  ({ ana }) => [ana.id, Buffer.alloc(8_388_609), { filename: 'dot.png' }],
  { code: 100, error_subcode: 2018109, message: /Attachment size exceeds allowable limit/ },
);
// The sandbox's own bound. The next call on the connection is answered.
refuses('a body that is too large', 'sendText', ({ ana }) => [ana.id, 'x'.repeat(2_000_000)], {
  code: 1,
  message: /larger than 1048576 bytes/,
});
refuses('an id that is a path', 'getUserProfile', () => ['../../nosuchthing'], {
  code: 803,
  message: /do not exist/,
});
refuses('a pass to no app', 'passThreadControl', ({ ana }) => [ana.id, 'desk'], NO_ID);

// Batch.
answers(
  'a batch',
  'sendBatch',
  ({ ana }) => [
    [
      { method: 'POST', relativeUrl: 'me/messages', body: { recipient: { id: ana.id }, message: { text: 'one' } } },
      { method: 'GET', relativeUrl: `${ana.id}?fields=name` },
      { method: 'GET', relativeUrl: 'me/personas', responseAccessPath: 'data' },
      { method: 'GET', relativeUrl: 'me/nosuchedge' },
    ],
  ],
  [
    { code: 200, headers: new ListOf({ name: ANY, value: ANY }), body: CAMEL_SENT },
    { code: 200, headers: ANY, body: { id: ID, name: 'Ana' } },
    { code: 200, headers: ANY, body: [] },
    { code: 400, headers: ANY, body: { error: new Some({ code: 100 }) } },
  ],
  ({ ana }) => assert.is(ana.inbox.at(-1)?.text, 'one'),
);
answers(
  'a batch without headers',
  'sendBatch',
  ({ ana }) => [[{ method: 'GET', relativeUrl: `${ana.id}?fields=name` }], { includeHeaders: false }],
  [{ code: 200, body: { id: ID, name: 'Ana' } }],
);

// Labels. Meta renamed `name` to `page_label_name` in all versions on Dec 14, 2021 (Custom Labels), so the library can
// no longer make a label or read one with its default fields.
refuses('a label by its old name', 'createLabel', () => ['vip'], { code: 100, message: /page_label_name/ });
refuses('the labels by their old name', 'getLabelList', () => [], { code: 100, message: /\(name\)/ });
answers('a label on a person', 'associateLabel', async ({ ana, label }) => [ana.id, await label()], SUCCESS);
const FIELDS = { fields: ['page_label_name'] };
const VIP = { id: ID, pageLabelName: 'vip' };
answers('the labels of a person', 'getAssociatedLabels', ({ ana }) => [ana.id, FIELDS], listed(VIP));
answers('the label', 'getLabelDetails', ({ kept }) => [kept('label'), FIELDS], VIP);
answers('the labels', 'getLabelList', () => [FIELDS], listed(VIP));
answers('no label on the person', 'dissociateLabel', ({ ana, kept }) => [ana.id, kept('label')], SUCCESS);
answers('no label', 'deleteLabel', ({ kept }) => [kept('label')], SUCCESS);

// Personas.
answers('a persona', 'createPersona', () => [{ name: 'Nora', profilePictureUrl: 'https://acme.example/nora.png' }], {
  id: keptId('persona'),
});
const NORA = { id: ID, name: 'Nora', profilePictureUrl: /^http/ };
answers('the persona', 'getPersona', ({ kept }) => [kept('persona')], NORA);
answers('the personas', 'getPersonas', () => [], listed(NORA));
answers('all personas', 'getAllPersonas', () => [], [NORA]);
answers(
  'a text of the persona',
  'sendText',
  ({ ana, kept }) => [ana.id, 'Nora here', { personaId: kept('persona') }],
  CAMEL_SENT,
  ({ ana }) => assert.is(ana.inbox.at(-1)?.persona?.name, 'Nora'),
);
answers('typing of the persona', 'typingOn', ({ ana, kept }) => [ana.id, { personaId: kept('persona') }], CAMEL_ACTED);
answers('no persona', 'deletePersona', ({ kept }) => [kept('persona')], SUCCESS);

// Insights, language, events.
for (const [call, metric] of [
  ['getBlockedConversations', 'page_messages_blocked_conversations_unique'],
  ['getReportedConversations', 'page_messages_reported_conversations_unique'],
  ['getTotalMessagingConnections', 'page_messages_total_messaging_connections'],
  ['getNewConversations', 'page_messages_new_conversations_unique'],
] as const) {
  answers(metric, call, () => [], new Some({ name: metric, values: ANY }));
}
answers(
  'insights',
  'getInsights',
  () => [['page_messages_total_messaging_connections'], { since: 1_764_000_000, until: 1_764_100_000 }],
  [new Some({ name: 'page_messages_total_messaging_connections' })],
);
answers('language analysis', 'enableNLP', () => [], SUCCESS);
answers('no language analysis', 'disableNLP', () => [], SUCCESS);
answers(
  'an event of the app',
  'logCustomEvents',
  ({ ana }) => [{ appId: BOT, pageId: PAGE, pageScopedUserId: ana.id, events: [{ _eventName: 'fb_mobile_purchase' }] }],
  SUCCESS,
);

// Thread control.
answers('a request for an idle thread', 'requestThreadControl', ({ ana }) => [ana.id, 'please'], SUCCESS);
refuses('a take without routing', 'takeThreadControl', ({ ana }) => [ana.id], {
  code: 27,
  error_subcode: 2018464,
  message: /Take thread control/,
});
answers(
  'a pass',
  'passThreadControl',
  ({ ana }) => [ana.id, Number(INBOX), 'done'],
  SUCCESS,
  ({ sandbox, ana }) => {
    assert.is(sandbox.owner(ana.id), INBOX);
  },
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
  ({ sandbox, ana }) => assert.is(sandbox.owner(ana.id), BOT),
);
answers('the owner', 'getThreadOwner', ({ ana }) => [ana.id], { appId: BOT, expiration: ANY });
answers('a pass to the inbox', 'passThreadControlToPageInbox', ({ ana }) => [ana.id], SUCCESS);
answers(
  'the receivers',
  'getSecondaryReceivers',
  ({ sandbox }) => {
    sandbox.setRouting('primary');
    return [];
  },
  new ListOf(new Some({ id: ID, name: ANY })),
);

table.run();
