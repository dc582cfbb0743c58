import { inspect } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConnectionError, type Fetch } from '../src/index.ts';
import { accessToken, appSecret, person, rejection, withGraph } from './support/graph-server.ts';

const causes = suite('the cause of a failed connection');
const story = 'Zebediah\nQuartz sings';

type Init = Parameters<Fetch>[1];

const failures: [string, (url: string, init: Init) => unknown][] = [
  ['holds the options of the call', (_url, init) => Object.assign(new Error('socket hang up'), { options: init })],
  ['quotes the body', (_url, init) => new Error(`socket hang up: ${String(init.body)}`)],
  ['quotes the body in a cause', (_url, init) => new Error('fetch failed', { cause: new Error(String(init.body)) })],
  ['quotes the body in one of its errors', (_url, init) => new AggregateError([new Error(String(init.body))], 'all')],
  ['quotes the address', (url) => new Error(`request to ${url} failed`)],
  ['quotes the token in its name', () => Object.assign(new Error('no'), { name: accessToken })],
  ['quotes the token in its code', () => Object.assign(new Error('no'), { code: accessToken })],
  ['quotes a part of the token', () => new Error(`bad header Bearer ${accessToken.slice(0, 20)}`)],
  ['quotes the body as an address', (_url, init) => new Error(encodeURIComponent(String(init.body)))],
  ['quotes the text in the escapes of JSON', () => new Error('got \\u005aebediah\\nQuartz sings')],
  ['is the options of the call', (_url, init) => ({ message: 'no', init })],
  ['is a text that quotes the body', (_url, init) => String(init.body)],
  [
    'is an error of this package',
    (_url, init) =>
      new ConnectionError(String(init.body), { kind: 'network', operation: 'messages', sent: true, cause: init }),
  ],
  [
    'throws when it is read',
    () =>
      Object.defineProperty(new Error('no'), 'message', {
        get() {
          throw new Error(accessToken);
        },
      }),
  ],
];

for (const [name, failure] of failures) {
  causes(
    `shows neither credential nor text if it ${name}`,
    withGraph([], async (graph) => {
      const client = graph.client({ appSecret, retries: 0, fetch: (url, init) => Promise.reject(failure(url, init)) });
      const error = await rejection<ConnectionError>(client.sendMessage(person, story));
      assert.instance(error, ConnectionError);
      assert.is(error.kind, 'network');
      const shown = [inspect(error, { depth: 12, showHidden: true }), JSON.stringify(error)].join('\n');
      for (const secret of [
        accessToken,
        'EAAhandover',
        appSecret,
        'appsecret_proof=',
        'Zebediah',
        '005aebediah',
        'Quartz',
      ])
        assert.not.match(shown, secret);
    }),
  );
}

causes(
  'keeps name, code and message of every step if they quote nothing',
  withGraph([], async (graph) => {
    const inner = Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
    const outer = new TypeError('fetch failed', { cause: new AggregateError([inner], 'two addresses') });
    const client = graph.client({ retries: 0, fetch: () => Promise.reject(outer) });
    const { cause } = await rejection<ConnectionError>(client.getRoutingMode());
    assert.is.not(cause, outer);
    assert.instance(cause, Error);
    const { name, message, cause: between } = cause as Error;
    assert.equal([name, message], ['TypeError', 'fetch failed']);
    const { errors } = between as AggregateError;
    const { name: innerName, message: innerMessage, code } = errors[0] as Error & { code: string };
    assert.equal([innerName, innerMessage, code], ['SocketError', 'other side closed', 'UND_ERR_SOCKET']);
  }),
);

causes(
  'is cut if it is circular',
  withGraph([], async (graph) => {
    const round = new Error('round');
    round.cause = round;
    const client = graph.client({ retries: 0, fetch: () => Promise.reject(round) });
    assert.is((await rejection<ConnectionError>(client.getRoutingMode())).kind, 'network');
  }),
);

causes(
  'is recognized as a refused connection by its code before it is copied',
  withGraph([], async (graph) => {
    const refused = Object.assign(new Error(`connect to ${accessToken}`), { code: 'ECONNREFUSED' });
    const client = graph.client({
      retries: 0,
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) })),
    });
    assert.is((await rejection<ConnectionError>(client.sendMessage(person, story))).sent, false);
  }),
);

causes.run();
