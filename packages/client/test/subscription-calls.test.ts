import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, type GraphError, OptionError } from '../src/index.ts';
import { type Answer, bot, desk, done, rejection, withGraph } from './support/graph-server.ts';

const subscriptions = suite('subscriptions');

function apps(...entries: [string, string[]][]): Answer {
  return {
    json: {
      data: entries.map(([id, subscribed_fields]) => ({
        id,
        name: `App ${id}`,
        category: 'Business',
        subscribed_fields,
      })),
    },
  };
}

const cases: [string, Answer, object, string[]][] = [
  [
    'adds to the present fields of the app with this id',
    apps([desk, ['feed']], [bot, ['messages', 'feed']]),
    { appId: bot },
    ['messages', 'feed', 'standby'],
  ],
  ['starts with the given fields if no app is subscribed', apps(), {}, ['messages', 'standby']],
  [
    'starts with the given fields if only other apps are subscribed',
    apps([desk, ['feed']]),
    { appId: bot },
    ['messages', 'standby'],
  ],
];

for (const [name, present, options, wanted] of cases) {
  subscriptions(
    name,
    withGraph([present, done], async (graph) => {
      const { subscribedFields } = await graph.client(options).subscribe(['messages', 'standby']);
      assert.equal(subscribedFields, wanted);
      assert.equal(graph.seen[1]?.body, { subscribed_fields: wanted });
    }),
  );
}

subscriptions(
  'replaces everything without reading with the option replace',
  withGraph([done], async (graph) => {
    await graph.client().subscribe(['messages'], { replace: true });
    assert.is(graph.seen[0]?.method, 'POST');
    assert.equal(graph.seen[0]?.body, { subscribed_fields: ['messages'] });
  }),
);

subscriptions(
  'changes nothing if it cannot know which of one or several apps it is',
  withGraph([apps([desk, ['feed']], [bot, ['messages']]), apps([desk, ['feed']])], async (graph) => {
    for (const client of [graph.client(), graph.client()]) {
      const error = await rejection(client.subscribe(['standby']));
      assert.instance(error, OptionError);
      assert.match(error.message, /appId/);
      assert.match(error.message, /replace: true/);
    }
    assert.ok(graph.seen.every(({ method }) => method === 'GET'));
  }),
);

subscriptions(
  'are listed with ids as strings, and ended',
  withGraph(
    [
      { json: { data: [{ id: 1450077300221199, name: 'Acme Bot', subscribed_fields: ['messages'] }, { id: desk }] } },
      done,
    ],
    async (graph) => {
      const client = graph.client();
      assert.equal(await client.getSubscriptions(), [
        { id: bot, name: 'Acme Bot', subscribedFields: ['messages'] },
        { id: desk, name: undefined, subscribedFields: [] },
      ]);
      assert.is(await client.unsubscribe(), undefined);
      assert.is(graph.seen[1]?.method, 'DELETE');
    },
  ),
);

subscriptions(
  'do not count as changed if Graph denies it',
  withGraph([{ json: { success: false } }, { json: { success: 'false' } }], async (graph) => {
    const client = graph.client();
    for (const call of [() => client.subscribe(['messages'], { replace: true }), () => client.unsubscribe()]) {
      const error = await rejection<GraphError>(call());
      assert.is(error.name, 'GraphError');
      assert.is(error.kind, 'invalid');
      assert.is(error.operation, 'subscribed_apps');
    }
  }),
);

const mistakes: [string, (client: Client) => Promise<unknown>][] = [
  ['no fields', (client) => client.subscribe([])],
  ['fields in one string', (client) => client.subscribe('messages,standby' as unknown as string[])],
  ['an empty field', (client) => client.subscribe(['messages', ''])],
];

for (const [name, call] of mistakes) {
  subscriptions(
    `rejects ${name} before anything is sent`,
    withGraph([], async (graph) => {
      const error = await rejection(call(graph.client()));
      assert.instance(error, OptionError);
      assert.match(error.message, /field/);
    }),
  );
}

subscriptions.run();
