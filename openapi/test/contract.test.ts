import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContract } from '../contract.ts';

interface Examples {
  readonly $ref?: string;
  readonly content?: Record<string, { readonly examples?: Record<string, { readonly value: unknown }> }>;
}

interface Described {
  readonly requestBody?: Examples;
  readonly responses: Record<string, Examples>;
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly in?: string;
    readonly name?: string;
    readonly example?: unknown;
  }[];
}

const contract = createContract({ extra: true });
const { paths, webhooks, components } = contract.description;

const page = '804155501230077';
const person = '7312004455667788';
const bot = '1450077300221199';
const desk = '880042117756310';

function delivery(item: object, lane = 'messaging'): unknown {
  return { object: 'page', entry: [{ id: page, time: 1_764_590_400_123, [lane]: [item] }] };
}

function item(body: object): object {
  return { sender: { id: person }, recipient: { id: page }, timestamp: 1_764_590_400_001, ...body };
}

function parametersOf(parameters: Described['parameters'] = []): NonNullable<Described['parameters']> {
  return parameters.map((parameter) =>
    parameter.$ref === undefined
      ? parameter
      : (components['parameters']?.[parameter.$ref.split('/')[3] ?? ''] as typeof parameter),
  );
}

/** Example of the parameter in a path. */
function exampleOfPath({ parameters }: { parameters?: Described['parameters'] }): string | undefined {
  const found = parametersOf(parameters).find((parameter) => parameter.in === 'path')?.example;
  return typeof found === 'string' ? found : undefined;
}

function examplesOf(node: Examples | undefined): [string, unknown][] {
  const target =
    node?.$ref === undefined ? node : (components['responses']?.[node.$ref.split('/')[3] ?? ''] as Examples);
  return Object.values(target?.content ?? {}).flatMap(({ examples }) =>
    Object.entries(examples ?? {}).map(([name, { value }]): [string, unknown] => [name, value]),
  );
}

const examples = suite('examples of the description');

for (const [path, methods] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(methods) as [string, Described][]) {
    if (!['get', 'post', 'delete'].includes(method)) continue;
    const url = path.replace(/\{\w+\}/, exampleOfPath(methods) ?? page);
    const query = new URLSearchParams();
    for (const parameter of parametersOf(operation.parameters)) {
      if (parameter.in === 'query' && parameter.name !== undefined && parameter.example !== undefined) {
        query.set(parameter.name, String(parameter.example));
      }
    }

    examples(`${method.toUpperCase()} ${path}: requests are allowed`, () => {
      const bodies: [string, unknown][] =
        operation.requestBody === undefined ? [['none', undefined]] : examplesOf(operation.requestBody);
      assert.ok(bodies.length > 0, 'no example of a request');
      for (const [name, body] of bodies) {
        const request = { method, url: `${url}?${query}`, ...(body !== undefined && { body }) };
        assert.equal(contract.validateRequest(request), [], name);
      }
    });

    examples(`${method.toUpperCase()} ${path}: answers are allowed`, () => {
      const good = examplesOf(operation.responses['200']);
      assert.ok(good.length > 0, 'no example of an answer');
      // The bytes of a file have no schema.
      const isJson = operation.responses['200']?.content?.['*/*'] === undefined;
      for (const [name, body] of isJson ? good : [])
        assert.equal(contract.validateResponse({ method, url, status: 200, body }), [], name);
      const refusals = examplesOf(operation.responses['default']);
      assert.ok(refusals.length > 0, 'no example of a refusal');
      for (const [name, body] of refusals) {
        assert.equal(contract.validateResponse({ method, url, status: 400, body }), [], name);
        assert.equal(contract.validateResponse({ method, url, status: 500, body }), [], name);
      }
    });
  }
}

for (const [kind, { post }] of Object.entries(webhooks) as [string, { post?: Described }][]) {
  if (post === undefined) continue;
  examples(`${kind}: deliveries are allowed`, () => {
    const bodies = examplesOf(post.requestBody);
    assert.ok(bodies.length > 0, 'no example of a delivery');
    for (const [name, body] of bodies) assert.equal(contract.validateDelivery(body), [], name);
  });
}

function deliveriesOf(kind: string): { readonly object: string; readonly entry: readonly object[] }[] {
  const operation = webhooks[kind]?.['post'] as Described | undefined;
  return examplesOf(operation?.requestBody).map(([, body]) => body as { object: string; entry: object[] });
}

examples('show a list of apps that led to an entry', () => {
  const entries = deliveriesOf('pass_thread_control').flatMap(({ entry }) => entry);
  assert.ok(entries.some((entry) => 'hop_context' in entry && Array.isArray(entry.hop_context)));
});

for (const kind of ['app_roles', 'optin']) {
  examples(`show ${kind} on Instagram`, () => {
    assert.ok(deliveriesOf(kind).some(({ object }) => object === 'instagram'));
  });
}

for (const [path, methods] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(methods) as [string, Described][]) {
    if (!['get', 'post', 'delete'].includes(method)) continue;
    examples(`${method.toUpperCase()} ${path}: answers tell of limits and of the time`, () => {
      for (const [status, response] of Object.entries(operation.responses)) {
        const shared = components['responses']?.[response.$ref?.split('/')[3] ?? ''];
        // The bytes of a file come from another host than Graph.
        if (shared === undefined && response.content?.['application/json'] === undefined) continue;
        const { headers } = (shared ?? response) as { headers?: object };
        assert.equal(Object.keys(headers ?? {}), ['Date', 'X-App-Usage', 'X-Business-Use-Case-Usage'], status);
      }
    });
  }
}

examples.run();

const requests = suite('validateRequest');

requests('accepts a whole address, a bare path, a version and none', () => {
  const body = { recipient: { id: person } };
  for (const url of [
    `https://graph.facebook.com/v25.0/${page}/take_thread_control`,
    'http://127.0.0.1:4000/under/v24.0/me/take_thread_control?debug=all',
    '/me/take_thread_control',
  ]) {
    assert.equal(contract.validateRequest({ method: 'POST', url, body }), [], url);
  }
});

requests('names a path that is not described', () => {
  assert.match(
    contract.validateRequest({ method: 'POST', url: '/me/steal_thread_control', body: {} })[0] ?? '',
    /no described path/,
  );
  assert.match(contract.validateRequest({ method: 'GET', url: '/a/b/c' })[0] ?? '', /no described path/);
});

requests('names a method that the path does not have', () => {
  assert.match(
    contract.validateRequest({ method: 'GET', url: '/me/take_thread_control' })[0] ?? '',
    /GET is not described/,
  );
});

const refused: [string, string, string, unknown][] = [
  ['a recipient that is a plain id', 'POST', '/me/take_thread_control', { recipient: person }],
  ['a recipient that is missing', 'POST', '/me/pass_thread_control', { target_app_id: desk }],
  ['an id with letters', 'POST', '/me/pass_thread_control', { recipient: { id: 'ana' } }],
  [
    'an id as a number',
    'POST',
    '/me/pass_thread_control',
    { recipient: { id: person }, target_app_id: 880042117756310 },
  ],
  [
    'metadata that is an object',
    'POST',
    '/me/pass_thread_control',
    { recipient: { id: person }, metadata: { ticket: 1 } },
  ],
  ['a duration past seven days', 'POST', '/me/extend_thread_control', { recipient: { id: person }, duration: 604_801 }],
  [
    'a message beside a sender action',
    'POST',
    '/me/messages',
    { recipient: { id: person }, message: { text: 'a' }, sender_action: 'typing_on' },
  ],
  ['a query name that is misspelt', 'GET', `/me/thread_owner?recipient=${person}&plattform=instagram`, undefined],
  ['a body key that is misspelt', 'POST', '/me/pass_thread_control', { recipient: { id: person }, target_app: desk }],
  ['neither a message nor a sender action', 'POST', '/me/messages', { recipient: { id: person }, persona_id: '1' }],
  ['a reaction without a payload', 'POST', '/me/messages', { recipient: { id: person }, sender_action: 'react' }],
  ['a persona without a picture', 'POST', '/me/personas', { name: 'Nora' }],
  [
    'a persona name past 50 characters',
    'POST',
    '/me/personas',
    { name: 'N'.repeat(51), profile_picture_url: 'https://acme.example/n.jpg' },
  ],
  ['no fields to subscribe', 'POST', '/me/subscribed_apps', { subscribed_fields: [] }],
  ['no body at all', 'POST', '/me/release_thread_control', undefined],
  ['a body on a GET', 'GET', `/me/thread_owner?recipient=${person}`, {}],
  ['a look-up without a person', 'GET', '/me/thread_owner', undefined],
  [
    'a person as an object in the query',
    'GET',
    `/me/thread_owner?recipient=${encodeURIComponent(`{"id":"${person}"}`)}`,
    undefined,
  ],
  ['a proof of the wrong length', 'GET', `/me/thread_owner?recipient=${person}&appsecret_proof=abc`, undefined],
  ['a limit that is no number', 'GET', '/me/personas?limit=many', undefined],
];

for (const [name, method, url, body] of refused) {
  requests(`refuses ${name}`, () => {
    const problems = contract.validateRequest({ method, url, ...(body !== undefined && { body }) });
    assert.ok(problems.length > 0);
  });
}

requests('names what it does not know', () => {
  const url = `/me/take_thread_control?platfrom=instagram`;
  const problems = contract.validateRequest({ method: 'POST', url, body: { recipient: { id: person }, meta: 'a' } });
  assert.equal(problems, ['platfrom in the query is not described', 'meta in the body is not described']);
});

requests('accepts thread control without a type, which is a release, and parameters of every call', () => {
  const body = { recipient: { id: person }, message: { text: 'a' }, thread_control: {} };
  assert.equal(contract.validateRequest({ method: 'POST', url: '/me/messages?debug=all', body }), []);
});

requests.run();

const responses = suite('validateResponse');

responses('refuses an answer of another shape', () => {
  const url = `/me/thread_owner?recipient=${person}`;
  assert.ok(
    contract.validateResponse({ method: 'GET', url, status: 200, body: { data: [{ thread_owner: bot }] } }).length > 0,
  );
  assert.ok(
    contract.validateResponse({
      method: 'GET',
      url,
      status: 200,
      body: { data: [{ thread_owner: { expiration: 'soon' } }] },
    }).length > 0,
  );
  assert.ok(
    contract.validateResponse({ method: 'POST', url: '/me/take_thread_control', status: 200, body: { success: false } })
      .length > 0,
  );
  assert.ok(
    contract.validateResponse({ method: 'GET', url: '/me/personas', status: 200, body: { data: [{ id: '1' }] } })
      .length > 0,
  );
});

responses('wants the error envelope on every refusal', () => {
  const url = '/me/take_thread_control';
  assert.ok(contract.validateResponse({ method: 'POST', url, status: 400, body: { success: true } }).length > 0);
  assert.ok(
    contract.validateResponse({ method: 'POST', url, status: 500, body: { error: { message: 'no code' } } }).length > 0,
  );
});

responses.run();

const deliveries = suite('validateDelivery');

deliveries('accepts several items, both lanes and unknown keys', () => {
  const body = {
    object: 'page',
    extra: 1,
    entry: [
      {
        id: page,
        time: 1,
        messaging: [item({ message: { mid: 'm_1', text: 'a', nlp: {} } }), item({ read: { watermark: 1 } })],
      },
      { id: '804155501230099', time: 2, standby: [item({ postback: { title: 'Yes' } })] },
    ],
  };
  assert.equal(contract.validateDelivery(body), []);
});

const allowed: [string, unknown][] = [
  [
    'roles in a change, which have no sender',
    delivery(
      {
        field: 'messaging_handovers',
        value: { recipient: { id: page }, timestamp: '1764590404', app_roles: { [bot]: ['primary_receiver'] } },
      },
      'changes',
    ),
  ],
  [
    'the older spelling of policy_enforcement',
    delivery({ recipient: { id: page }, timestamp: 1_764_590_400_001, 'policy-enforcement': { action: 'block' } }),
  ],
  ['branded_camera', delivery(item({ branded_camera: {} }))],
];

for (const [name, body] of allowed) {
  deliveries(`accepts ${name}`, () => {
    assert.equal(contract.validateDelivery(body), []);
  });
}

const broken: [string, unknown][] = [
  ['a list', []],
  ['an envelope without entries', { object: 'page' }],
  ['an empty entry list', { object: 'page', entry: [] }],
  ['an entry without items', { object: 'page', entry: [{ id: page, time: 1 }] }],
  ['an item of no described kind', delivery(item({}))],
  ['an item without a recipient', delivery({ sender: { id: person }, timestamp: 1, message: { mid: 'm_1' } })],
  ['a message without a sender', delivery({ recipient: { id: page }, timestamp: 1, message: { mid: 'm_1' } })],
  ['a message without its id', delivery(item({ message: { text: 'a' } }))],
  ['a time in a string', delivery({ ...item({ message: { mid: 'm_1' } }), timestamp: '1764590400001' })],
  ['a pass without the new owner', delivery(item({ pass_thread_control: { previous_owner_app_id: bot } }))],
  [
    'a pass whose new owner is null',
    delivery(item({ pass_thread_control: { previous_owner_app_id: bot, new_owner_app_id: null } })),
  ],
  ['a take without the app that lost', delivery(item({ take_thread_control: { new_owner_app_id: bot } }))],
  ['a request without the app that asks', delivery(item({ request_thread_control: { metadata: 'a' } }))],
  ['metadata that is an object', delivery(item({ pass_thread_control: { new_owner_app_id: desk, metadata: {} } }))],
  ['a postback without payload on messaging', delivery(item({ postback: { title: 'Yes' } }))],
  ['a handover item on standby', delivery(item({ pass_thread_control: { new_owner_app_id: desk } }), 'standby')],
  [
    'roles that are no lists',
    delivery({ recipient: { id: page }, timestamp: 1, app_roles: { [bot]: 'primary_receiver' } }),
  ],
  ['a read of nothing', delivery(item({ read: {} }))],
  [
    'a handover change of nothing',
    delivery(
      { field: 'messaging_handovers', value: { sender: { id: person }, recipient: { id: page }, timestamp: 1 } },
      'changes',
    ),
  ],
  ['a change without a field', delivery({ value: {} }, 'changes')],
  [
    'a handover change without a person',
    delivery({ field: 'messaging_handover', value: { pass_thread_control: { new_owner_app_id: desk } } }, 'changes'),
  ],
];

for (const [name, body] of broken) {
  deliveries(`refuses ${name}`, () => {
    assert.ok(contract.validateDelivery(body).length > 0);
  });
}

deliveries.run();
