import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createClient, type GraphError, OptionError, type WhatsappClient } from '../src/index.ts';
import {
  type Answer,
  accessToken,
  account,
  number,
  refusal,
  rejection,
  serverTime,
  withGraph,
} from './support/graph-server.ts';

const phone = '351960000003';
const bsuid = 'PT.70418855230019';
const sent: Answer = {
  json: {
    messaging_product: 'whatsapp',
    contacts: [{ input: phone, wa_id: phone }],
    messages: [{ id: 'wamid.DEMO9' }],
  },
};
const usual = { messaging_product: 'whatsapp', recipient_type: 'individual', to: phone };
const text = { type: 'text', text: { body: 'Hello' } };

/** A test on a number: its requests are held against the description of WhatsApp. */
const onNumber = (answers: readonly Answer[], task: Parameters<typeof withGraph>[1]) =>
  withGraph(answers, task, 'number');

const messages = suite('sendMessage on WhatsApp');

const bodies: [string, object, (client: WhatsappClient) => Promise<unknown>][] = [
  ['a string as text', { ...usual, ...text }, (client) => client.sendMessage(phone, 'Hello')],
  ['{ text } as text', { ...usual, ...text }, (client) => client.sendMessage(phone, { text: 'Hello' })],
  [
    'a number without what people put between its digits',
    { ...usual, ...text },
    (client) => client.sendMessage('+351 960-000 (003)', 'Hello'),
  ],
  [
    'a person by BSUID as recipient',
    { messaging_product: 'whatsapp', recipient_type: 'individual', recipient: bsuid, ...text },
    (client) => client.sendMessage(bsuid, 'Hello'),
  ],
  [
    'a parent BSUID as recipient',
    { messaging_product: 'whatsapp', recipient_type: 'individual', recipient: 'PT.ENT.990', ...text },
    (client) => client.sendMessage('PT.ENT.990', 'Hello'),
  ],
  [
    'a message of any type unchanged',
    { ...usual, type: 'template', template: { name: 'parcel_update', language: { code: 'en' } } },
    (client) =>
      client.sendMessage(phone, { type: 'template', template: { name: 'parcel_update', language: { code: 'en' } } }),
  ],
  [
    'contacts, which are a list',
    { ...usual, type: 'contacts', contacts: [{ name: { formatted_name: 'Nuno' } }] },
    (client) => client.sendMessage(phone, { type: 'contacts', contacts: [{ name: { formatted_name: 'Nuno' } }] }),
  ],
  [
    'a quoted message, and data for its statuses',
    { ...usual, ...text, context: { message_id: 'wamid.DEMO1' }, biz_opaque_callback_data: 'hv:7f3a' },
    (client) => client.sendMessage(phone, 'Hello', { replyTo: 'wamid.DEMO1', callbackData: 'hv:7f3a' }),
  ],
];

for (const [name, body, call] of bodies) {
  messages(
    `sends ${name}`,
    onNumber([sent], async (graph) => {
      await call(graph.number());
      assert.equal(graph.seen[0]?.body, body);
      assert.is(graph.seen[0]?.path, `/v25.0/${number}/messages`);
      assert.is(graph.seen[0]?.headers.authorization, `Bearer ${accessToken}`);
    }),
  );
}

messages(
  'resolves to the id and to the names that Graph gives the person',
  onNumber(
    [sent, { json: { contacts: [{ input: bsuid, user_id: bsuid }], messages: [{ id: 'wamid.B' }] } }],
    async (graph) => {
      const client = graph.number();
      assert.equal(await client.sendMessage(phone, 'Hello'), { messageId: 'wamid.DEMO9', waId: phone, at: serverTime });
      assert.equal(await client.sendMessage(bsuid, 'Hello'), { messageId: 'wamid.B', bsuid, at: serverTime });
    },
  ),
);

messages(
  'rejects as transient where Graph answers without an id',
  onNumber([{ json: { messaging_product: 'whatsapp' } }], async (graph) => {
    const error = await rejection<GraphError>(graph.number().sendMessage(phone, 'Hello'));
    assert.is(error.kind, 'transient');
  }),
);

const wrong: [string, RegExp, (client: WhatsappClient) => Promise<unknown>][] = [
  ['an empty person', /userId/, (client) => client.sendMessage('', 'Hello')],
  ['a person of letters', /userId/, (client) => client.sendMessage('rita.demo', 'Hello')],
  ['an empty text', /message/, (client) => client.sendMessage(phone, '')],
  [
    'a text that is too long',
    /at most 4096 characters \(got 4097\)/,
    (client) => client.sendMessage(phone, 'a'.repeat(4097)),
  ],
  ['an empty body', /message\.text\.body/, (client) => client.sendMessage(phone, { type: 'text', text: { body: '' } })],
  ['a type without its content', /message\.image must hold/, (client) => client.sendMessage(phone, { type: 'image' })],
  ['no type', /message\.type/, (client) => client.sendMessage(phone, { image: { id: '1' } } as never)],
  [
    "Messenger's quick replies",
    /quick_replies does not exist on WhatsApp: use .*interactive/,
    (client) => client.sendMessage(phone, { text: 'x', quick_replies: [] } as never),
  ],
  [
    "Messenger's attachment",
    /attachment does not exist on WhatsApp/,
    (client) => client.sendMessage(phone, { attachment: {} } as never),
  ],
  [
    'another person in the message',
    /message\.to does not exist/,
    (client) => client.sendMessage(phone, { ...text, to: '3' } as never),
  ],
  [
    'a read receipt in a message',
    /message\.status does not exist on WhatsApp: use client\.sendAction/,
    (client) => client.sendMessage(phone, { text: 'x', status: 'read' } as never),
  ],
  [
    'a receipt of a message in a message',
    /message\.message_id does not exist on WhatsApp/,
    (client) => client.sendMessage(phone, { ...text, message_id: 'wamid.DEMO1' } as never),
  ],
  [
    'typing in a message',
    /message\.typing_indicator does not exist on WhatsApp/,
    (client) => client.sendMessage(phone, { ...text, typing_indicator: { type: 'text' } } as never),
  ],
  [
    'a type that every object has',
    /message\.__proto__ must hold the content .*\(got undefined\)/,
    (client) => client.sendMessage(phone, { type: '__proto__' } as never),
  ],
  [
    'a persona',
    /personaId does not exist on WhatsApp/,
    (client) => client.sendMessage(phone, 'x', { personaId: '1' } as never),
  ],
  [
    'a tag',
    /tag does not exist on WhatsApp/,
    (client) => client.sendMessage(phone, 'x', { tag: 'HUMAN_AGENT' } as never),
  ],
  [
    'callback data that is too long',
    /callbackData/,
    (client) => client.sendMessage(phone, 'x', { callbackData: 'a'.repeat(513) }),
  ],
  ['typing for no message', /messageId/, (client) => client.sendAction(phone, 'typing_on')],
  ['a reaction as an action', /action must be one of/, (client) => client.sendAction(phone, 'react' as never)],
  ['subscribing without an account', /accountId/, (client) => client.subscribe()],
  ['reading subscriptions without an account', /accountId/, (client) => client.getSubscriptions()],
  ['unsubscribing without an account', /accountId/, (client) => client.unsubscribe()],
];

for (const [name, words, call] of wrong) {
  messages(
    `refuses ${name} before any request`,
    onNumber([], async (graph) => {
      const error = await rejection(call(graph.number()));
      assert.instance(error, OptionError);
      assert.match(error.message, words);
    }),
  );
}

messages(
  'an answer with a null for the id is unexpected, and ids are texts or absent',
  onNumber(
    [
      { json: { messages: [{ id: null }] } },
      { json: { messages: [{ id: 'wamid.N' }], contacts: [{ wa_id: 351960000003, user_id: null }] } },
    ],
    async (graph) => {
      const error = (await rejection(graph.number().sendMessage(phone, 'Hello'))) as GraphError;
      assert.is(error.name, 'GraphError');
      const { at: _, ...answer } = await graph.number().sendMessage(phone, 'Hello');
      assert.equal(answer, { messageId: 'wamid.N', waId: phone });
    },
  ),
);

messages.run();

const actions = suite('sendAction on WhatsApp');
const done: Answer = { json: { success: true } };

actions(
  'marks an inbound message as read, shows typing, and makes no call to end typing',
  onNumber([done, done], async (graph) => {
    const client = graph.number();
    assert.equal(await client.sendAction(phone, 'mark_seen', { messageId: 'wamid.DEMO1' }), { at: serverTime });
    await client.sendAction(phone, 'typing_on', { messageId: 'wamid.DEMO1' });
    await client.sendAction(phone, 'typing_off');
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.DEMO1' };
    assert.equal(
      graph.seen.map(({ body }) => body),
      [read, { ...read, typing_indicator: { type: 'text' } }],
    );
  }),
);

actions.run();

const accounts = suite('the account and the number');

accounts(
  'subscribes the app, with an address of its own where one is given, and unsubscribes it',
  onNumber([done, done, done], async (graph) => {
    const client = graph.number({ accountId: account });
    await client.subscribe();
    await client.subscribe({ callbackUrl: 'https://bot.example/webhook', verifyToken: 'demo' });
    await client.unsubscribe();
    assert.equal(
      graph.seen.map(({ method, path, body }) => [method, path, body]),
      [
        ['POST', `/v25.0/${account}/subscribed_apps`, {}],
        [
          'POST',
          `/v25.0/${account}/subscribed_apps`,
          { override_callback_uri: 'https://bot.example/webhook', verify_token: 'demo' },
        ],
        ['DELETE', `/v25.0/${account}/subscribed_apps`, undefined],
      ],
    );
  }),
);

accounts(
  'lists the apps, and says that their fields are not known',
  onNumber(
    [
      {
        json: {
          data: [
            { whatsapp_business_api_data: { id: '1450077300221199', name: 'Bot', link: 'https://bot.example' } },
            { whatsapp_business_api_data: { id: 880042117756310 }, override_callback_uri: 'https://desk.example' },
          ],
        },
      },
    ],
    async (graph) => {
      assert.equal(await graph.number({ accountId: account }).getSubscriptions(), [
        { id: '1450077300221199', name: 'Bot', subscribedFields: undefined },
        { id: '880042117756310', name: undefined, subscribedFields: undefined, callbackUrl: 'https://desk.example' },
      ]);
    },
  ),
);

accounts(
  'reads the number, and whether people can answer on the phone',
  onNumber(
    [
      {
        json: {
          id: number,
          display_phone_number: '+351 21 000 0000',
          verified_name: 'Demo Shop',
          is_on_biz_app: true,
          platform_type: 'CLOUD_API',
        },
      },
      {
        json: {
          id: number,
          display_phone_number: '+351 21 000 0000',
          is_on_biz_app: false,
          platform_type: 'CLOUD_API',
        },
      },
    ],
    async (graph) => {
      const client = graph.number();
      assert.equal(await client.getNumber(), {
        displayNumber: '+351 21 000 0000',
        name: 'Demo Shop',
        coexistence: true,
        at: serverTime,
      });
      assert.is((await client.getNumber()).coexistence, false);
      assert.is(graph.seen[0]?.query['fields'], 'id,display_phone_number,verified_name,is_on_biz_app,platform_type');
    },
  ),
);

accounts(
  'subscriptions of another shape are left out',
  onNumber(
    [{ json: { data: [null, 5, {}, { whatsapp_business_api_data: { id: '1', name: 'Bot' } }] } }],
    async (graph) => {
      const found = await graph.number({ accountId: account }).getSubscriptions();
      assert.equal(found, [{ id: '1', name: 'Bot', subscribedFields: undefined }]);
    },
  ),
);

accounts.run();

const errors = suite('refusals on WhatsApp');

const kinds: [number, GraphError['kind']][] = [
  [2494191, 'permission'],
  [138038, 'permission'],
  [131047, 'window_closed'],
  [4, 'rate'],
  [80007, 'rate'],
  [130429, 'rate'],
  [131048, 'rate'],
  [131056, 'rate'],
  [131026, 'unreachable'],
  [131030, 'unreachable'],
  [131050, 'unreachable'],
  [131049, 'unreachable'],
  [131000, 'transient'],
  [131016, 'transient'],
  [131057, 'transient'],
  [2, 'transient'],
  [131005, 'permission'],
  [131031, 'permission'],
  [131042, 'permission'],
  [133010, 'permission'],
  [10, 'permission'],
  [200, 'permission'],
  [190, 'token'],
  [0, 'token'],
  [131008, 'invalid'],
  [131009, 'invalid'],
  [131051, 'invalid'],
  [132000, 'invalid'],
  [132015, 'invalid'],
  [100, 'invalid'],
  [33, 'invalid'],
];

for (const [code, kind] of kinds) {
  errors(
    `${code} is ${kind}`,
    onNumber([refusal(code, undefined, `(#${code}) No.`)], async (graph) => {
      const error = await rejection<GraphError>(graph.number({ retries: 0 }).sendMessage(phone, 'Hello'));
      assert.equal([error.name, error.kind, error.code], ['GraphError', kind, code]);
    }),
  );
}

errors(
  'carry what Meta says in detail, without the text and the number of the person',
  onNumber(
    [
      refusal(131047, undefined, '(#131047) Re-engagement message', {
        error_data: { messaging_product: 'whatsapp', details: `Not sent to ${phone}: my secret order is number five` },
      }),
    ],
    async (graph) => {
      const client = graph.number();
      const error = await rejection<GraphError>(client.sendMessage(phone, 'my secret order is number five'));
      assert.match(error.details ?? '', /^Not sent to …/);
      assert.match(error.hint, /approved template/);
      const all = `${error.message} ${JSON.stringify(error)}`;
      assert.not.match(all, new RegExp(`${phone}|secret order is number`));
    },
  ),
);

errors(
  'that limit messages to one person are not tried again, other limits are',
  onNumber([refusal(131056), refusal(130429), sent], async (graph) => {
    const client = graph.number();
    assert.is((await rejection<GraphError>(client.sendMessage(phone, 'Hello'))).code, 131056);
    await client.sendMessage(phone, 'Hello');
    assert.is(graph.seen.length, 3);
  }),
);

errors.run();

const options = suite('options of a client for WhatsApp');

options('are the number, and what every client has', () => {
  const client = createClient({
    platform: 'whatsapp',
    phoneNumberId: number,
    accountId: account,
    appId: '1',
    accessToken,
  });
  assert.equal([client.platform, client.pageId, client.accountId, client.appId], ['whatsapp', number, account, '1']);
  assert.type(client.api.POST, 'function');
});

options('may name the number pageId where the platform is a variable', () => {
  const client = createClient({ platform: 'whatsapp' as 'whatsapp' | 'messenger', pageId: number, accessToken });
  assert.equal([client.platform, client.pageId], ['whatsapp', number]);
});

const refusedOptions: [string, RegExp, object][] = [
  ['no number', /phoneNumberId must be the id of the phone number/, { platform: 'whatsapp', accessToken }],
  ["'me' as the number", /phoneNumberId/, { platform: 'whatsapp', pageId: 'me', accessToken }],
  ['a number with a plus', /phoneNumberId/, { platform: 'whatsapp', phoneNumberId: '+351', accessToken }],
  ['an account of letters', /accountId/, { platform: 'whatsapp', phoneNumberId: number, accountId: 'x', accessToken }],
  ['a number without the platform', /platform: 'whatsapp'/, { phoneNumberId: number, accessToken }],
  ['a misspelt number', /did you mean phoneNumberId/, { platform: 'whatsapp', phoneNumberID: number, accessToken }],
];

for (const [name, words, given] of refusedOptions) {
  options(`refuse ${name}`, () => {
    assert.throws(
      () => createClient(given as never),
      (error: Error) => error instanceof OptionError && words.test(error.message),
    );
  });
}

options.run();
