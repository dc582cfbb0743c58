import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Client } from '../src/index.ts';
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
    'adds to what the app has, named by its id',
    apps([desk, ['feed']], [bot, ['messages', 'feed']]),
    { appId: bot },
    ['messages', 'feed', 'standby'],
  ],
  ['adds to what the only app has', apps([bot, ['messages']]), {}, ['messages', 'standby']],
  ['starts anew where no app is subscribed', apps(), {}, ['messages', 'standby']],
  ['starts anew where only others are subscribed', apps([desk, ['feed']]), { appId: bot }, ['messages', 'standby']],
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
  'reads nothing and replaces everything where that is asked for',
  withGraph([done], async (graph) => {
    await graph.client().subscribe(['messages'], { replace: true });
    assert.is(graph.seen[0]?.method, 'POST');
    assert.equal(graph.seen[0]?.body, { subscribed_fields: ['messages'] });
  }),
);

subscriptions(
  'changes nothing where it cannot know which app it is',
  withGraph([apps([desk, ['feed']], [bot, ['messages']])], async (graph) => {
    const error = await rejection(graph.client().subscribe(['standby']));
    assert.instance(error, TypeError);
    assert.match(error.message, /appId/);
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
      assert.instance(error, TypeError);
      assert.match(error.message, /field/);
    }),
  );
}

subscriptions.run();
