// Answers of Graph, or of a gateway in between, in an unusual form.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ConnectionError, GraphError } from '../src/index.ts';
import {
  type Answer,
  bot,
  desk,
  done,
  owned,
  page,
  person,
  refusal,
  rejection,
  withGraph,
} from './support/graph-server.ts';

const answers = suite('an odd answer');

answers(
  'with its code as text is classified like one with a number',
  withGraph([refusal('190' as unknown as number), refusal('' as unknown as number)], async (graph) => {
    const client = graph.client({ retries: 0 });
    const error = await rejection<GraphError>(client.sendMessage(person, 'Hello'));
    assert.equal([error.kind, error.code], ['token', 190]);
    const codeless = await rejection<GraphError>(client.sendMessage(person, 'Hello'));
    assert.equal([codeless.kind, codeless.code], ['invalid', undefined]);
  }),
);

answers(
  'of a gateway is classified by its status: 401 is the token, 403 a permission',
  withGraph(
    [
      { status: 401, text: '<html>' },
      { status: 403, text: '' },
    ],
    async (graph) => {
      const client = graph.client({ retries: 0 });
      assert.is((await rejection<GraphError>(client.sendMessage(person, 'Hello'))).kind, 'token');
      assert.is((await rejection<GraphError>(client.sendMessage(person, 'Hello'))).kind, 'permission');
    },
  ),
);

answers(
  'without content is a Response without a body for a caller of client.api',
  withGraph([{ status: 204 }], async (graph) => {
    const params = { path: { pageId: 'me' }, query: { recipient: person } };
    const { response } = await graph.client().api.GET('/{pageId}/thread_owner', { params });
    assert.is(response.status, 204);
    assert.is(response.body, null);
  }),
);

for (const [name, json] of Object.entries({
  'two owners': { data: [{ thread_owner: { app_id: bot } }, { thread_owner: { app_id: desk } }] },
  'an owner that is a number': { data: [7] },
  'a list in place of an owner': { data: [{ thread_owner: [bot] }] },
  'no list': { data: { thread_owner: { app_id: bot } } },
})) {
  answers(
    `with ${name} is not read as an owner`,
    withGraph([{ json }], async (graph) => {
      const error = await rejection<GraphError>(graph.client({ retries: 0 }).getThreadOwner(person));
      assert.is(error.kind, 'transient');
    }),
  );
}

const entry = (id: string): object => ({ id, name: `App ${id}`, subscribed_fields: ['messages'] });
const pageOf = (ids: readonly string[], paging?: object): Answer => ({
  json: { data: ids.map(entry), ...(paging !== undefined && { paging }) },
});

answers(
  'that names its next page only by an address is followed to it',
  withGraph(
    [pageOf([bot], { next: 'https://graph.facebook.com/v25.0/x?limit=100&after=CURSOR' }), pageOf([desk])],
    async (graph) => {
      const apps = await graph.client().getSubscriptions();
      assert.equal(
        apps.map(({ id }) => id),
        [bot, desk],
      );
      assert.equal(
        graph.seen.map(({ query }) => query['after']),
        [undefined, 'CURSOR'],
      );
    },
  ),
);

for (const next of ['no address', 'https://graph.facebook.com/v25.0/x?limit=100']) {
  answers(
    `whose next page is "${next}" ends the list`,
    withGraph([pageOf([bot], { next })], async (graph) => {
      assert.is((await graph.client().getSubscriptions()).length, 1);
    }),
  );
}

answers(
  'without a list of apps is read as an empty list, and holes in a list are skipped',
  withGraph([{ json: {} }, { json: { data: [null, 7, entry(bot)] } }], async (graph) => {
    const client = graph.client();
    assert.equal(await client.getSubscriptions(), []);
    assert.equal(
      (await client.getSubscriptions()).map(({ id }) => id),
      [bot],
    );
  }),
);

answers(
  'with holes among the newest messages returns the other messages',
  withGraph(
    [
      {
        json: {
          data: [
            null,
            { id: 't_0' },
            {
              id: 't_1',
              messages: {
                data: [
                  null,
                  { id: 'm_1', created_time: 'soon', from: { id: page } },
                  { id: 'm_2', created_time: '2025-12-01T12:00:00+0000', from: { id: person } },
                ],
              },
            },
          ],
        },
      },
    ],
    async (graph) => {
      const createdAt = new Date('2025-12-01T12:00:00Z');
      assert.equal(await graph.client().getLatestMessages(person), [{ id: 'm_2', createdAt, fromId: person }]);
    },
  ),
);

answers(
  'without a stream of its body is read, up to the same length',
  withGraph([], async (graph) => {
    let text = '{"first_name":"Zoë","id":"1"}';
    const fetch = (): Promise<Response> =>
      Promise.resolve({ status: 200, headers: new Headers(), body: null, text: async () => text } as Response);
    const client = graph.client({ fetch, retries: 0 });
    assert.is((await client.getUserProfile(person)).first_name, 'Zoë');
    text = `"${' '.repeat(8 * 1024 * 1024)}"`;
    assert.match((await rejection(client.getUserProfile(person))).message, 'too long');
  }),
);

answers.run();

const outcomes = suite('an unknown outcome');

outcomes(
  'rejects after the last retry, even if the owner shows that nothing was carried out',
  withGraph(
    [{ status: 503, text: '' }, owned(desk, 50_000), { status: 500, text: '' }, owned(desk, 50_000)],
    async (graph) => {
      const taken = graph.client({ appId: bot, retries: 1 }).takeThreadControl(person);
      assert.is((await rejection<GraphError>(taken)).status, 503, 'the first failure is the one that counts');
    },
  ),
);

outcomes(
  'of an extension does not count as done if Meta does not return when control ends',
  withGraph(
    [{ status: 503, text: '' }, { json: { data: [{ thread_owner: { app_id: bot } }] } }, done],
    async (graph) => {
      await graph.client({ appId: bot }).extendThreadControl(person, { durationSeconds: 3600 });
      assert.equal(
        graph.seen.map(({ method }) => method),
        ['POST', 'GET', 'POST'],
      );
    },
  ),
);

outcomes.run();

const refused = suite('a connection that was refused');

refused(
  'is recognized by the words of a runtime without a code for it, and the call is retried',
  withGraph([], async (graph) => {
    let calls = 0;
    const fetch = (): Promise<Response> => {
      calls += 1;
      if (calls === 1) return Promise.reject(new TypeError('tcp connect error: Connection refused (os error 111)'));
      return Promise.resolve(Response.json({ recipient_id: person, message_id: 'm_1' }));
    };
    await graph.client({ fetch }).sendMessage(person, 'Hello');
    assert.is(calls, 2);
  }),
);

refused(
  'keeps the messages of its causes, even with odd values among them',
  withGraph([], async (graph) => {
    const inner = Object.assign(new Error('first address'), { code: 'ECONNREFUSED' });
    const fetch = (): Promise<Response> =>
      Promise.reject(new AggregateError([undefined, 'words', inner], 'all of them'));
    const error = await rejection<ConnectionError>(graph.client({ fetch, retries: 0 }).getThreadOwner(person));
    const cause = error.cause as AggregateError;
    assert.is(cause.message, 'all of them');
    assert.equal(
      cause.errors.map(({ message }) => message),
      ['words', 'first address'],
    );
    assert.is(error.sent, true, 'one of them is unknown');
  }),
);

refused.run();

const words = suite('words of the call');

const story = 'Geheimrat';
const quotes: readonly (readonly [string, string])[] = [
  ['joined to others', `(#100) xx${story}xx is not allowed`],
  ['behind needless escapes', `(#100) \\G\\e\\h\\e\\i\\m\\r\\a\\t is not allowed`],
  ['behind escapes of HTML, some of them of no character', '(#100) &#9999999;&#x110000;&#71;&#x65;heimrat'],
  ['behind escapes of an address', '(#100) %47%65heimrat'],
];
for (const [how, message] of quotes) {
  words(
    `are hidden in an error that quotes them ${how}`,
    withGraph([refusal(100, undefined, message)], async (graph) => {
      const error = await rejection<GraphError>(graph.client().sendMessage(person, story));
      assert.match(error.message, /Meta says "\(#100\) .*…/);
      assert.not.match(error.message, /heim|rat/i);
    }),
  );
}

words(
  'that are not of the call are kept, even with an invalid escape among them',
  withGraph([refusal(100, undefined, 'Invalid parameter &#9999999; there')], async (graph) => {
    const error = await rejection<GraphError>(graph.client().sendMessage(person, story));
    assert.match(error.message, 'Meta says "Invalid parameter &#9999999; there"');
  }),
);

words.run();

const given = suite('an argument of a caller');

given(
  'is refused before any request if it is not a list',
  withGraph([], async (graph) => {
    const client = graph.client();
    const fields = 'first_name' as unknown as string[];
    assert.match((await rejection(client.getUserProfile(person, { fields }))).message, /^fields must be a list/);
    assert.match((await rejection(client.getUserProfile(person, { fields: [] }))).message, /^fields must be a list/);
    for (const [list, got] of [
      ['red', 'string'],
      [[], 'an empty array'],
    ] as const) {
      const message = { text: 'Which?', quick_replies: list as unknown as [] };
      const error = await rejection(client.sendMessage(person, message));
      assert.match(error.message, 'message.quick_replies must be a list');
      assert.match(error.message, got);
    }
  }),
);

given(
  'with an address of Instagram Login leads to a warning if calls are not known to work there',
  withGraph([done], async (graph) => {
    const lines: string[] = [];
    const logger = {
      warn: (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`),
    };
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      const { pathname, search } = new URL(url);
      return globalThis.fetch(`${graph.url}${pathname}${search}`, init);
    };
    const client = graph.client({ baseUrl: 'https://graph.instagram.com', fetch, logger });
    await client.takeThreadControl(person);
    assert.is(lines.length, 1);
    assert.match(lines[0] ?? '', /take_thread_control.*use graph\.facebook\.com/);
  }),
);

given.run();
