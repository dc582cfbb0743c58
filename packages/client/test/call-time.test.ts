import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Client, ConnectionError } from '../src/index.ts';
import { type Answer, bot, desk, done, idle, owned, person, rejection, withGraph } from './support/graph-server.ts';

const times = suite('the time of a call');
const silence: Answer = { trouble: 'silence' };

/** The time limit of an attempt, from its error message. */
function limitOf(error: Error): number {
  return Number(/within (\d+) ms/.exec(error.message)?.[1]);
}

// The first call loads what all need, which may take longer than one of them is given.
times.before(
  withGraph([idle], async (graph) => {
    await graph.client().getThreadOwner(person);
  }),
);

times(
  'may be used up by one GET, which is not retried after a time-out',
  withGraph([silence], async (graph) => {
    const error = await rejection<ConnectionError>(graph.client({ timeoutMs: 400 }).getThreadOwner(person));
    assert.is(error.kind, 'timeout');
    assert.ok(limitOf(error) > 200, error.message);
    assert.not.match(error.message, 'carried out');
  }),
);

times(
  'is three quarters for a handover call that an owner look-up may follow',
  withGraph([silence, owned(desk)], async (graph) => {
    const error = await rejection<ConnectionError>(
      graph.client({ appId: bot, timeoutMs: 800 }).takeThreadControl(person),
    );
    assert.is(error.kind, 'timeout');
    assert.ok(limitOf(error) > 400, error.message);
    assert.match(error.message, 'carried out');
  }),
);

const blind: [string, (client: Client) => Promise<unknown>][] = [
  ['take', (client) => client.takeThreadControl(person)],
  ['pass', (client) => client.passThreadControl(person, { targetAppId: desk })],
  ['extend', (client) => client.extendThreadControl(person, { durationSeconds: 60 })],
];

for (const [name, call] of blind) {
  times(
    `may be used up by a ${name} if this app has no id, because a look-up settles nothing`,
    withGraph([silence], async (graph) => {
      const error = await rejection<ConnectionError>(call(graph.client({ timeoutMs: 400 })));
      assert.is(error.kind, 'timeout');
      assert.ok(limitOf(error) > 200, error.message);
    }),
  );
}

times(
  'is not spent on a retry of the look-up',
  withGraph(
    [
      { status: 503, text: '' },
      { status: 503, text: '' },
    ],
    async (graph) => {
      const error = await rejection<ConnectionError>(graph.client({ appId: bot }).takeThreadControl(person));
      assert.is(error.operation, 'take_thread_control');
    },
  ),
);

times(
  'is not spent on a retry of a handover call that timed out',
  withGraph([silence, owned(desk, 50_000)], async (graph) => {
    const error = await rejection<ConnectionError>(
      graph.client({ appId: bot, timeoutMs: 800 }).takeThreadControl(person),
    );
    assert.is(error.kind, 'timeout');
  }),
);

times(
  'error of a GET whose connection fails does not warn that something may have changed',
  withGraph([{ trouble: 'hangUp' }], async (graph) => {
    const error = await rejection(graph.client({ retries: 0 }).getThreadOwner(person));
    assert.not.match(error.message, 'carried out');
  }),
);

const signals = suite('one signal for many calls');

signals(
  'has one listener, and none after the calls',
  withGraph(
    Array.from({ length: 30 }, () => idle),
    async (graph) => {
      const warnings: string[] = [];
      const onWarning = ({ name }: Error): number => warnings.push(name);
      process.on('warning', onWarning);
      const { signal } = new AbortController();
      let listeners = 0;
      let most = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners += 1;
        most = Math.max(most, listeners);
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      const client = graph.client();
      await Promise.all(Array.from({ length: 30 }, () => client.getThreadOwner(person, { signal })));
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', onWarning);
      assert.equal(warnings, []);
      assert.is(most, 1);
      assert.is(listeners, 0);
    },
  ),
);

signals(
  'ends all of them',
  withGraph([], async (graph) => {
    const controller = new AbortController();
    const client = graph.client({ fetch: () => new Promise(() => undefined) });
    const { signal } = controller;
    const calls = [1, 2, 3].map(() => rejection<ConnectionError>(client.releaseThreadControl(person, { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    for (const error of await Promise.all(calls)) assert.is(error.kind, 'aborted');
  }),
);

signals(
  'can be reused after a call has ended',
  withGraph([done, done], async (graph) => {
    const { signal } = new AbortController();
    await graph.client().releaseThreadControl(person, { signal });
    await graph.client().releaseThreadControl(person, { signal });
  }),
);

times.run();
signals.run();
