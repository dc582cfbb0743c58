import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createWhatsappContract } from '../contract.ts';

interface Examples {
  readonly $ref?: string;
  readonly content?: Record<string, { readonly examples?: Record<string, { readonly value: unknown }> }>;
}

interface Described {
  readonly requestBody?: Examples;
  readonly responses: Record<string, Examples>;
}

const contract = createWhatsappContract();
const { paths, webhooks, components } = contract.description;

const number = '550000000000002';
const account = '330000000000001';

function examplesOf(node: Examples | undefined): [string, unknown][] {
  const target =
    node?.$ref === undefined ? node : (components['responses']?.[node.$ref.split('/')[3] ?? ''] as Examples);
  return Object.values(target?.content ?? {}).flatMap(({ examples }) =>
    Object.entries(examples ?? {}).map(([name, { value }]): [string, unknown] => [name, value]),
  );
}

function change(field: string, value: object): object {
  return { object: 'whatsapp_business_account', entry: [{ id: account, changes: [{ field, value }] }] };
}

const metadata = { display_phone_number: '351210000000', phone_number_id: number };

const examples = suite('examples of the WhatsApp description');

for (const [path, methods] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(methods) as [string, Described][]) {
    if (!['get', 'post', 'delete'].includes(method)) continue;
    const url = path.replace('{phoneNumberId}', number).replace('{accountId}', account);

    examples(`${method.toUpperCase()} ${path}: requests and answers are allowed`, () => {
      const bodies: [string, unknown][] =
        operation.requestBody === undefined ? [['none', undefined]] : examplesOf(operation.requestBody);
      assert.ok(bodies.length > 0, 'no example of a request');
      for (const [name, body] of bodies) {
        assert.equal(contract.validateRequest({ method, url, ...(body !== undefined && { body }) }), [], name);
      }
      const answers: [number, [string, unknown][]][] = [
        [200, examplesOf(operation.responses['200'])],
        [400, examplesOf(operation.responses['default'])],
      ];
      for (const [status, bodiesOf] of answers) {
        assert.ok(bodiesOf.length > 0, `no example of an answer with ${status}`);
        for (const [name, body] of bodiesOf) {
          assert.equal(contract.validateResponse({ method, url, status, body }), [], name);
        }
      }
    });
  }
}

for (const [field, { post }] of Object.entries(webhooks) as [string, { post?: Described }][]) {
  examples(`${field}: deliveries are allowed`, () => {
    const bodies = examplesOf(post?.requestBody);
    assert.ok(bodies.length > 0, 'no example of a delivery');
    for (const [name, body] of bodies) assert.equal(contract.validateDelivery(body), [], name);
  });
}

examples.run();

const requests = suite('calls that the WhatsApp description refuses');

const text = { messaging_product: 'whatsapp', type: 'text', text: { body: 'Hello' } };

const refused: [string, string, string, unknown][] = [
  ['a message to no person', 'POST', `/${number}/messages`, text],
  [
    'a message to a person of Messenger',
    'POST',
    `/${number}/messages`,
    { ...text, recipient: { id: '7312004455667788' } },
  ],
  ['a phone number with letters', 'POST', `/${number}/messages`, { ...text, to: '+351 96 CALL ME' }],
  ['a text without a body', 'POST', `/${number}/messages`, { ...text, to: '351960000003', text: {} }],
  ['a key that is not described', 'POST', `/${number}/messages`, { ...text, to: '351960000003', quick_replies: [] }],
  ['a read receipt for no message', 'POST', `/${number}/messages`, { messaging_product: 'whatsapp', status: 'read' }],
  ['fields in a subscription', 'POST', `/${account}/subscribed_apps`, { subscribed_fields: ['messages'] }],
  ['a number by its digits', 'GET', `/+351210000000?fields=id`, undefined],
];

for (const [name, method, url, body] of refused) {
  requests(`${name} is refused`, () => {
    assert.ok(contract.validateRequest({ method, url, ...(body !== undefined && { body }) }).length > 0);
  });
}

requests.run();

const deliveries = suite('deliveries that the WhatsApp description refuses');

const broken: [string, unknown][] = [
  ['a delivery of a page', { object: 'page', entry: [{ id: account, changes: [{ field: 'messages', value: {} }] }] }],
  ['messages without the number', change('messages', { messages: [] })],
  ['a change without any list', change('messages', { metadata })],
  ['a message without its id', change('messages', { metadata, messages: [{ timestamp: '1', type: 'text' }] })],
  ['a status of nothing', change('messages', { metadata, statuses: [{ status: 'read', timestamp: '1' }] })],
  [
    'an echo without its id',
    change('smb_message_echoes', { metadata, message_echoes: [{ timestamp: '1', type: 'text' }] }),
  ],
  ['a standby change without its object', change('standby', { metadata })],
  ['a handover of nothing', change('messaging_handovers', { recipient: metadata, timestamp: '1' })],
];

for (const [name, body] of broken) {
  deliveries(`${name} is refused`, () => {
    assert.ok(contract.validateDelivery(body).length > 0);
  });
}

deliveries.run();
