import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GraphError, OptionError } from '../src/index.ts';
import { page, person, rejection, withGraph } from './support/graph-server.ts';

const routing = suite('getRoutingMode');

const modes: [object, 'messenger' | 'instagram', 'on' | 'off', boolean][] = [
  [{ hop_v2: false, msgr_multi_app: true, ig_multi_app: false }, 'messenger', 'on', false],
  [{ hop_v2: false, msgr_multi_app: true, ig_multi_app: false }, 'instagram', 'off', false],
  [{ hop_v2: false, msgr_multi_app: false, ig_multi_app: true }, 'instagram', 'on', false],
  [{ hop_v2: false, msgr_multi_app: false, ig_multi_app: true }, 'messenger', 'off', false],
  [{ hop_v2: true, msgr_multi_app: true, ig_multi_app: false }, 'messenger', 'on', false],
  [{ hop_v2: true, msgr_multi_app: true, ig_multi_app: false }, 'instagram', 'off', true],
  [{ hop_v2: true, msgr_multi_app: false, ig_multi_app: false }, 'messenger', 'off', true],
  [{ hop_v2: true }, 'messenger', 'off', true],
  [{ hop_v2: true }, 'instagram', 'off', true],
  [{ hop_v2: 'true', msgr_multi_app: 'false' }, 'messenger', 'off', true],
  [{ hop_v2: 'true', msgr_multi_app: 'true' }, 'messenger', 'on', false],
  [{ hop_v2: null }, 'messenger', 'off', false],
  [{}, 'messenger', 'off', false],
];

for (const [status, platform, mode, isGuess] of modes) {
  const answer = { json: { messaging_feature_status: status, id: page } };
  routing(
    `is ${mode} on ${platform}${isGuess ? ', as a guess,' : ''} for ${JSON.stringify(status)}`,
    withGraph([answer, answer], async (graph) => {
      assert.equal(await graph.client({ platform }).getRoutingStatus(), { mode, isGuess });
      assert.is(await graph.client({ platform }).getRoutingMode(), mode);
      assert.is(graph.seen[0]?.path, '/v25.0/me');
      assert.equal(graph.seen[0]?.query, { fields: 'messaging_feature_status' });
    }),
  );
}

routing(
  'rejects instead of guessing if the status is missing or null',
  withGraph([{ json: { id: page } }, { json: { id: page, messaging_feature_status: null } }], async (graph) => {
    const client = graph.client();
    for (const call of [() => client.getRoutingMode(), () => client.getRoutingStatus()]) {
      const error = await rejection<GraphError>(call());
      assert.is(error.name, 'GraphError');
      assert.is(error.kind, 'transient');
      assert.is(error.operation, 'node');
      assert.match(error.message, /messaging_feature_status/);
    }
  }),
);

const profiles = suite('getUserProfile');

profiles(
  "resolves to the fields under Meta's names",
  withGraph(
    [{ json: { first_name: 'Ana', last_name: 'Lima', profile_pic: 'https://cdn.example/a.jpg', id: person } }],
    async (graph) => {
      assert.equal(await graph.client().getUserProfile(person), {
        first_name: 'Ana',
        last_name: 'Lima',
        profile_pic: 'https://cdn.example/a.jpg',
        id: person,
      });
      assert.is(graph.seen[0]?.query['fields'], 'first_name,last_name,profile_pic');
    },
  ),
);

profiles(
  'requests the given fields, by default those of the platform',
  withGraph(
    [{ json: { locale: 'pt_PT', id: person } }, { json: { username: 'ana.lima', id: person } }],
    async (graph) => {
      assert.is((await graph.client().getUserProfile(person, { fields: ['locale'] })).locale, 'pt_PT');
      assert.is((await graph.client({ platform: 'instagram' }).getUserProfile(person)).username, 'ana.lima');
      assert.equal(
        graph.seen.map(({ query }) => query['fields']),
        ['locale', 'name,username,profile_pic'],
      );
    },
  ),
);

profiles(
  'rejects fields that are not names',
  withGraph([], async (graph) => {
    assert.instance(await rejection(graph.client().getUserProfile(person, { fields: [''] })), OptionError);
    assert.instance(await rejection(graph.client().getUserProfile('ana')), OptionError);
  }),
);

const latest = suite('getLatestMessages');

const past = (id: string, from: string | undefined, seconds: number): object => ({
  id,
  created_time: `2025-12-01T12:00:${String(seconds).padStart(2, '0')}+0000`,
  ...(from !== undefined && { from: { id: from, name: 'Ana' } }),
});

for (const platform of ['messenger', 'instagram'] as const) {
  latest(
    `resolves to id, sender and time of each message on ${platform}, newest first, and requests no text`,
    withGraph(
      [{ json: { data: [{ id: 't_1', messages: { data: [past('m_1', person, 1), past('m_2', page, 2)] } }] } }],
      async (graph) => {
        assert.equal(await graph.client({ platform }).getLatestMessages(person), [
          { id: 'm_2', createdAt: new Date('2025-12-01T12:00:02Z'), fromId: page },
          { id: 'm_1', createdAt: new Date('2025-12-01T12:00:01Z'), fromId: person },
        ]);
        assert.is(graph.seen[0]?.path, '/v25.0/me/conversations');
        assert.equal(graph.seen[0]?.query, {
          platform,
          user_id: person,
          fields: 'messages.limit(20){id,created_time,from}',
        });
      },
    ),
  );
}

latest(
  'resolves to an empty list without a conversation or without readable messages',
  withGraph([{ json: { data: [] } }, { json: { data: [{ id: 't_1' }] } }], async (graph) => {
    assert.equal(await graph.client().getLatestMessages(person), []);
    assert.equal(await graph.client().getLatestMessages(Number(person)), []);
  }),
);

latest(
  'leaves out messages without a sender or a time',
  withGraph(
    [
      {
        json: {
          data: [
            {
              id: 't_1',
              messages: {
                data: [past('m_1', undefined, 1), { id: 'm_2', from: { id: page } }, past('m_3', page, 3)],
              },
            },
          ],
        },
      },
    ],
    async (graph) => {
      const messages = await graph.client().getLatestMessages(person);
      assert.equal(
        messages.map(({ id }) => id),
        ['m_3'],
      );
    },
  ),
);

latest(
  'rejects an answer without a list, and a wrong person id',
  withGraph([{ json: { id: page } }], async (graph) => {
    const error = await rejection<GraphError>(graph.client().getLatestMessages(person));
    assert.is(error.kind, 'transient');
    assert.is(error.operation, 'conversations');
    assert.instance(await rejection(graph.client().getLatestMessages('ana')), OptionError);
  }),
);

routing.run();
profiles.run();
latest.run();
