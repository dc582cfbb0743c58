import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, type GraphError, OptionError } from '../src/index.ts';
import { done, page, refusal, rejection, withGraph } from './support/graph-server.ts';

const personas = suite('personas');
const picture = 'https://acme.example/nora.jpg';

personas(
  'are created by name and picture',
  withGraph([{ text: '{"id":1002003004005001}' }], async (graph) => {
    assert.equal(await graph.client({ pageId: page }).personas.create({ name: 'Nora', profilePictureUrl: picture }), {
      id: '1002003004005001',
    });
    assert.is(graph.seen[0]?.path, `/v25.0/${page}/personas`);
    assert.equal(graph.seen[0]?.body, { name: 'Nora', profile_picture_url: picture });
  }),
);

personas(
  'are listed from all pages',
  withGraph(
    [
      {
        json: {
          data: [{ name: 'Nora', profile_picture_url: 'https://cdn.example/p/1.jpg', id: '1002003004005001' }],
          paging: {
            cursors: { before: 'QVFIUlow', after: 'QVFIUhigh' },
            next: 'https://graph.facebook.com/v25.0/1/personas?limit=1&after=QVFIUhigh',
          },
        },
      },
      {
        json: {
          data: [{ name: 'Ben', profile_picture_url: 'https://cdn.example/p/2.jpg', id: 1002003004005002 }],
          paging: { cursors: { before: 'b', after: 'a' } },
        },
      },
    ],
    async (graph) => {
      assert.equal(await graph.client().personas.list(), [
        { id: '1002003004005001', name: 'Nora', profilePictureUrl: 'https://cdn.example/p/1.jpg' },
        { id: '1002003004005002', name: 'Ben', profilePictureUrl: 'https://cdn.example/p/2.jpg' },
      ]);
      assert.is(graph.seen[1]?.query['after'], 'QVFIUhigh');
    },
  ),
);

personas(
  'are listed to the end if only the address of the next page has the cursor',
  withGraph(
    [{ json: { data: [], paging: { next: 'https://graph.facebook.com/x?after=two' } } }, { json: { data: [] } }],
    async (graph) => {
      assert.equal(await graph.client().personas.list(), []);
      assert.is(graph.seen[1]?.query['after'], 'two');
    },
  ),
);

personas(
  'are read and deleted by id',
  withGraph([{ json: { name: 'Nora', profile_picture_url: picture, id: '1002003004005001' } }, done], async (graph) => {
    const client = graph.client();
    assert.equal(await client.personas.get('1002003004005001'), {
      id: '1002003004005001',
      name: 'Nora',
      profilePictureUrl: picture,
    });
    assert.is(await client.personas.delete(1002003004005001), undefined);
    assert.equal(
      graph.seen.map(({ method, path }) => `${method} ${path}`),
      ['GET /v25.0/1002003004005001', 'DELETE /v25.0/1002003004005001'],
    );
  }),
);

personas(
  'are not confused with another object that has an id',
  withGraph(
    [{ json: { id: '7312004455667788', first_name: 'Ana' } }, refusal(100, 33, 'Unsupported get request.')],
    async (graph) => {
      const client = graph.client();
      assert.match((await rejection(client.personas.get('7312004455667788'))).message, /not a persona/);
      assert.is((await rejection<GraphError>(client.personas.get('1002003004005009'))).subcode, 33);
    },
  ),
);

personas(
  'do not count as deleted if Graph denies it',
  withGraph([{ json: { success: false } }], async (graph) => {
    const error = await rejection<GraphError>(graph.client().personas.delete('1002003004005001'));
    assert.is(error.kind, 'invalid');
    assert.is(error.operation, 'node');
  }),
);

personas(
  'are not read from a page or from an answer without content',
  withGraph([{ json: { id: page, name: 'Acme' } }, { text: '' }, { json: {} }], async (graph) => {
    const client = graph.client();
    const error = await rejection<GraphError>(client.personas.get(page));
    assert.equal([error.kind, error.operation], ['invalid', 'node']);
    assert.is((await rejection<GraphError>(client.personas.get(page))).kind, 'transient');
    const creating = client.personas.create({ name: 'Nora', profilePictureUrl: picture });
    assert.is((await rejection<GraphError>(creating)).kind, 'transient');
  }),
);

personas(
  'are not listed partially if the list never ends',
  withGraph(
    Array.from({ length: 100 }, (_nothing, index) => ({
      json: { data: [], paging: { next: `https://graph.facebook.com/x?after=${index}` } },
    })),
    async (graph) => {
      const error = await rejection<GraphError>(graph.client().personas.list());
      assert.is(error.kind, 'transient');
      assert.match(error.message, /100 pages/);
    },
  ),
);

const mistakes: [string, (client: Client) => Promise<unknown>, RegExp][] = [
  [
    'a name above 50 characters',
    (client) => client.personas.create({ name: 'N'.repeat(51), profilePictureUrl: picture }),
    /50/,
  ],
  ['an empty name', (client) => client.personas.create({ name: '', profilePictureUrl: picture }), /name/],
  [
    'nothing',
    (client) => client.personas.create(undefined as unknown as { name: string; profilePictureUrl: string }),
    /name/,
  ],
  [
    'a picture that is a file',
    (client) => client.personas.create({ name: 'Nora', profilePictureUrl: './nora.jpg' }),
    /profilePictureUrl/,
  ],
  ['an id that is a name', (client) => client.personas.get('Nora'), /personaId/],
  ['no id to delete', (client) => client.personas.delete(''), /personaId/],
];

for (const [name, call, pattern] of mistakes) {
  personas(
    `reject ${name} before anything is sent`,
    withGraph([], async (graph) => {
      const error = await rejection(call(graph.client()));
      assert.instance(error, OptionError);
      assert.match(error.message, pattern);
    }),
  );
}

personas(
  'do not exist on Instagram',
  withGraph([], async (graph) => {
    const client = graph.client({ platform: 'instagram' });
    for (const call of [
      () => client.personas.list(),
      () => client.personas.get('1'),
      () => client.personas.delete('1'),
      () => client.personas.create({ name: 'Nora', profilePictureUrl: picture }),
    ]) {
      const error = await rejection(call());
      assert.instance(error, OptionError);
      assert.match(error.message, /Messenger only/);
    }
  }),
);

personas.run();
