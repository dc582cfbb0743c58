import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, INSTAGRAM_INBOX_APP_ID, OptionError, PAGE_INBOX_APP_ID } from '../src/index.ts';
import {
  type Answer,
  bot,
  desk,
  done,
  idle,
  owned,
  person,
  rejection,
  serverTime,
  withGraph,
} from './support/graph-server.ts';

const calls = suite('handover calls');
const at = serverTime;
const recipient = { id: person };

const requests: [string, string, object, (client: Client) => Promise<unknown>][] = [
  [
    'pass with target and metadata',
    'pass_thread_control',
    { recipient, metadata: '{"ticket":4711}', target_app_id: desk },
    (client) => client.passThreadControl(person, { targetAppId: desk, metadata: '{"ticket":4711}' }),
  ],
  [
    'pass with ids as numbers',
    'pass_thread_control',
    { recipient, target_app_id: desk },
    (client) => client.passThreadControl(Number(person), { targetAppId: Number(desk) }),
  ],
  ['pass to the default app', 'pass_thread_control', { recipient }, (client) => client.passThreadControl(person)],
  [
    'pass to the Page Inbox',
    'pass_thread_control',
    { recipient, metadata: 'help', target_app_id: PAGE_INBOX_APP_ID },
    (client) => client.passThreadControlToPageInbox(person, { metadata: 'help' }),
  ],
  [
    'take',
    'take_thread_control',
    { recipient, metadata: 'back' },
    (client) => client.takeThreadControl(person, { metadata: 'back' }),
  ],
  [
    'request',
    'request_thread_control',
    { recipient, metadata: 'free' },
    (client) => client.requestThreadControl(person, { metadata: 'free' }),
  ],
  ['release', 'release_thread_control', { recipient }, (client) => client.releaseThreadControl(person)],
  [
    'extend',
    'extend_thread_control',
    { recipient, duration: 604_800 },
    (client) => client.extendThreadControl(person, { durationSeconds: 604_800 }),
  ],
];

for (const [name, operation, body, call] of requests) {
  calls(
    `${name}: one POST, answered with the server's time`,
    withGraph([done], async (graph) => {
      assert.equal(await call(graph.client()), { at });
      assert.is(graph.seen.length, 1);
      assert.is(graph.seen[0]?.path, `/v25.0/me/${operation}`);
      assert.equal(graph.seen[0]?.body, body);
    }),
  );
}

calls(
  'name the platform and its inbox on Instagram',
  withGraph([done, done, idle], async (graph) => {
    const client = graph.client({ platform: 'instagram' });
    await client.passThreadControlToPageInbox(person);
    await client.takeThreadControl(person);
    await client.getThreadOwner(person);
    assert.equal(graph.seen[0]?.body, { recipient, platform: 'instagram', target_app_id: INSTAGRAM_INBOX_APP_ID });
    assert.equal(graph.seen[1]?.body, { recipient, platform: 'instagram' });
    assert.is(graph.seen[2]?.query['platform'], 'instagram');
  }),
);

const answers: [string, Answer, object][] = [
  ['success', { json: { success: true } }, { at }],
  ['success in a string', { json: { success: 'true' } }, { at }],
  ['nothing', { text: '' }, { at }],
  ['an empty object', { json: {} }, { at }],
  [
    'the owner of 2022 to 2024',
    { json: { data: [{ thread_owner: { app_id: 1450077300221199, expiration: 1764676800 } }] } },
    { at, owner: bot, expiresAt: new Date(1_764_676_800_000) },
  ],
];

for (const [name, answer, result] of answers) {
  calls(
    `take: ${name} is a success`,
    withGraph([answer], async (graph) => {
      assert.equal(await graph.client().takeThreadControl(person), result);
    }),
  );
}

calls(
  'success: false is a refusal',
  withGraph([{ json: { success: false } }], async (graph) => {
    const error = await rejection<Error & { kind: string }>(graph.client().takeThreadControl(person));
    assert.is(error.name, 'GraphError');
    assert.is(error.kind, 'invalid');
  }),
);

calls(
  "use the local clock's time if the server sends none",
  withGraph([{ json: { success: true }, headers: { date: 'soon' } }], async (graph) => {
    const before = Date.now();
    const { at: time } = await graph.client().releaseThreadControl(person);
    assert.ok(time >= before && time <= Date.now());
  }),
);

const noId: [string, string | number][] = [
  ['zero', '0'],
  ['zeros', '000'],
  ['the number zero', 0],
];

for (const [name, id] of noId) {
  calls(
    `reject ${name} for an id`,
    withGraph([], async (graph) => {
      assert.instance(await rejection(graph.client().takeThreadControl(id)), OptionError);
    }),
  );
}

const notANumber = 'x' as unknown as number;
const mistakes: [string, (client: Client) => Promise<unknown>, RegExp][] = [
  ['an empty person', (client) => client.takeThreadControl(''), /userId/],
  ['no person', (client) => client.takeThreadControl(undefined as unknown as string), /userId/],
  ['a person who is an object', (client) => client.getThreadOwner({ id: person } as unknown as string), /userId/],
  ['an id that lost digits', (client) => client.getThreadOwner(Number('17841400012345678')), /pass it as a string/],
  ['a target with letters', (client) => client.passThreadControl(person, { targetAppId: 'inbox' }), /targetAppId/],
  [
    'metadata that is an object',
    (client) => client.passThreadControl(person, { metadata: { a: 1 } as unknown as string }),
    /metadata must be a string/,
  ],
  [
    'a target instead of the options',
    (client) => client.passThreadControl(person, desk as unknown as object),
    /options/,
  ],
  ['no duration', (client) => client.extendThreadControl(person, {} as { durationSeconds: number }), /durationSeconds/],
  [
    'no options for extend',
    (client) => client.extendThreadControl(person, undefined as unknown as { durationSeconds: number }),
    /options/,
  ],
  [
    'a duration that is text',
    (client) => client.extendThreadControl(person, { durationSeconds: notANumber }),
    /durationSeconds/,
  ],
  [
    'a duration above seven days',
    (client) => client.extendThreadControl(person, { durationSeconds: 604_801 }),
    /604800/,
  ],
  ['a duration of nothing', (client) => client.extendThreadControl(person, { durationSeconds: 0 }), /durationSeconds/],
  ['half a second', (client) => client.extendThreadControl(person, { durationSeconds: 1.5 }), /whole/],
  [
    'a signal that is not an AbortSignal',
    (client) => client.releaseThreadControl(person, { signal: true as unknown as AbortSignal }),
    /signal/,
  ],
  ['isThreadOwner without appId', (client) => client.isThreadOwner(person), /appId/],
];

for (const [name, call, pattern] of mistakes) {
  calls(
    `reject ${name} before anything is sent, without throwing`,
    withGraph([], async (graph) => {
      const error = await rejection(call(graph.client()));
      assert.instance(error, OptionError);
      assert.match(error.message, pattern);
    }),
  );
}

calls(
  'do not show the content of bad metadata',
  withGraph([], async (graph) => {
    const error = await rejection(
      graph.client().passThreadControl(person, { metadata: { note: 'my secret story' } as unknown as string }),
    );
    assert.not.match(error.message, 'story');
  }),
);

calls(
  'warn about metadata above 1000 characters and send all of it',
  withGraph([done], async (graph) => {
    const warnings: string[] = [];
    const metadata = 'm'.repeat(1001);
    await graph
      .client({ logger: { warn: (fields, message) => warnings.push(`${message} ${JSON.stringify(fields)}`) } })
      .takeThreadControl(person, { metadata });
    assert.equal(graph.seen[0]?.body, { recipient, metadata });
    assert.is(warnings.length, 1);
    assert.not.match(warnings[0] ?? '', 'mmm');
  }),
);

const owner = suite('getThreadOwner');
const expiresAt = new Date(1_764_676_800_000);

const shapes: [string, Answer, object][] = [
  [
    'owner and default app',
    { json: { data: [{ thread_owner: { app_id: '880042117756310', expiration: 1764676800 } }] } },
    { state: 'owned', appId: desk, expiresAt },
  ],
  [
    'a number as app id',
    { json: { data: [{ thread_owner: { app_id: 880042117756310, expiration: 1764676800 } }] } },
    { state: 'owned', appId: desk, expiresAt },
  ],
  [
    'a number of 17 digits as app id',
    { text: '{"data":[{"thread_owner":{"app_id":17841400012345678,"expiration":1764676800}}]}' },
    { state: 'owned', appId: '17841400012345678', expiresAt },
  ],
  ['another app', { json: { data: [{ thread_owner: { expiration: 1764676800 } }] } }, { state: 'owned', expiresAt }],
  [
    'an end in a string',
    { json: { data: [{ thread_owner: { expiration: '1764676800' } }] } },
    { state: 'owned', expiresAt },
  ],
  [
    'the bare form of the first documentation',
    { json: { thread_owner: { app_id: 1450077300221199 } } },
    { state: 'owned', appId: bot },
  ],
  [
    'the form of 2018',
    { json: { data: [{ thread_owner: { app_id: '1450077300221199' } }] } },
    { state: 'owned', appId: bot },
  ],
  ['an empty list', { json: { data: [] } }, { state: 'idle' }],
  ['an empty object', { json: {} }, { state: 'idle' }],
  ['no body', { text: '' }, { state: 'idle' }],
  ['a null body', { text: 'null' }, { state: 'idle' }],
  ['a list with an empty object', { json: { data: [{}] } }, { state: 'idle' }],
  [
    'an end beyond the range of Date',
    { json: { data: [{ thread_owner: { app_id: '880042117756310', expiration: 1e20 } }] } },
    { state: 'owned', appId: desk },
  ],
  ['a null owner', { json: { data: [{ thread_owner: null }] } }, { state: 'idle' }],
  ['a bare null owner', { json: { thread_owner: null } }, { state: 'idle' }],
  [
    'an owner without fields',
    { json: { data: [{ thread_owner: { app_id: null, expiration: null } }] } },
    { state: 'idle' },
  ],
];

for (const [name, answer, result] of shapes) {
  owner(
    `reads ${name}`,
    withGraph([answer], async (graph) => {
      assert.equal(await graph.client().getThreadOwner(person), { ...result, at });
      assert.equal(graph.seen[0]?.query, { recipient: person });
    }),
  );
}

const strange: [string, unknown][] = [
  ['a status of something else', { status: 'ok' }],
  ['true', true],
  ['a text', 'idle'],
  ['a number', 0],
  ['a list', [{ thread_owner: { app_id: bot } }]],
  ['data that is not a list', { data: { thread_owner: { app_id: bot } } }],
  ['an entry of something else', { data: [{ id: bot }] }],
  ['an owner that is an id', { data: [{ thread_owner: bot }] }],
];

for (const [name, json] of strange) {
  owner(
    `rejects instead of reading ${name} as an idle thread`,
    withGraph([{ json }], async (graph) => {
      const error = await rejection<Error & { kind: string }>(graph.client().getThreadOwner(person));
      assert.is(error.name, 'GraphError');
      assert.is(error.kind, 'transient');
    }),
  );
}

owner(
  'isThreadOwner compares with this app id, as a number or a string',
  withGraph([owned(bot), owned(desk), owned(), idle], async (graph) => {
    const client = graph.client({ appId: Number(bot) });
    assert.is(await client.isThreadOwner(person), true);
    assert.is(await client.isThreadOwner(person), false);
    assert.is(await client.isThreadOwner(person), false);
    assert.is(await client.isThreadOwner(person), false);
  }),
);

const receivers = suite('getSecondaryReceivers');

function listPage(ids: string[], after: string | undefined): Answer {
  const paging = {
    cursors: { before: 'b', after: after ?? 'end' },
    ...(after !== undefined && { next: `https://graph.facebook.com/v25.0/me/x?after=${after}` }),
  };
  return { json: { data: ids.map((id) => ({ id, name: `App ${id}` })), paging } };
}

receivers(
  'resolves to all pages of the list',
  withGraph([listPage(['1', '2'], 'two'), listPage(['3'], 'three'), listPage([], undefined)], async (graph) => {
    const list = await graph.client().getSecondaryReceivers();
    assert.equal(list, [
      { id: '1', name: 'App 1' },
      { id: '2', name: 'App 2' },
      { id: '3', name: 'App 3' },
    ]);
    assert.equal(
      graph.seen.map(({ query }) => query['after']),
      [undefined, 'two', 'three'],
    );
  }),
);

receivers(
  'ends at a cursor that was seen before',
  withGraph([listPage(['1'], 'two'), listPage(['2'], 'two')], async (graph) => {
    assert.is((await graph.client().getSecondaryReceivers()).length, 2);
  }),
);

receivers(
  'reads a single page without cursors',
  withGraph([{ json: { data: [{ id: 880042117756310, name: 'Acme Desk' }] } }], async (graph) => {
    assert.equal(await graph.client().getSecondaryReceivers(), [{ id: desk, name: 'Acme Desk' }]);
  }),
);

calls.run();
owner.run();
receivers.run();
