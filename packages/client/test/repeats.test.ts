import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Client, ConnectionError, GraphError } from '../src/index.ts';
import {
  type Answer,
  bot,
  desk,
  done,
  type GraphServer,
  idle,
  owned,
  person,
  refusal,
  rejection,
  serverTime,
  withGraph,
} from './support/graph-server.ts';

const busy: Answer = { status: 503, text: '<html>busy</html>' };
const transient = refusal(2, undefined, 'An unexpected error has occurred.', { is_transient: true });
const at = serverTime;

/** An owner from long before the call: its control ends in less than a day. */
const held = (appId?: string): Answer => owned(appId, 50_000);

function operations(seen: readonly { path: string; method: string }[]): string[] {
  return seen.map(({ path, method }) => `${method} ${path.split('/').at(-1)}`);
}

/** Waits until the server has received that many requests. */
async function arrived(graph: GraphServer, count: number): Promise<void> {
  while (graph.seen.length < count) await new Promise((resolve) => setImmediate(resolve));
}

const reads = suite('retries of a GET');

for (const [name, trouble] of Object.entries({
  'a 503': busy,
  'a transient error': transient,
  'a limit': refusal(613),
  'a broken connection': { trouble: 'hangUp' as const },
})) {
  reads(
    `follow ${name}`,
    withGraph([trouble, trouble, owned(bot)], async (graph) => {
      assert.is((await graph.client().getThreadOwner(person)).state, 'owned');
    }),
  );
}

reads(
  'end with the error after the last retry',
  withGraph([busy, transient], async (graph) => {
    const error = await rejection<GraphError>(graph.client({ retries: 1 }).getThreadOwner(person));
    assert.is(error.code, 2);
  }),
);

reads(
  'do not follow a definite refusal',
  withGraph([refusal(190)], async (graph) => {
    assert.is((await rejection<GraphError>(graph.client().getThreadOwner(person))).kind, 'token');
  }),
);

const unknown = suite('a handover call whose outcome is unknown');

const calls: Record<string, (client: Client) => Promise<{ at: number }>> = {
  take: (client) => client.takeThreadControl(person),
  pass: (client) => client.passThreadControl(person, { targetAppId: desk }),
  release: (client) => client.releaseThreadControl(person),
  extend: (client) => client.extendThreadControl(person, { durationSeconds: 3600 }),
};

const settled: [string, keyof typeof calls, Answer[]][] = [
  ['take is done if this app owns the thread', 'take', [busy, owned(bot)]],
  ['pass is done if the target owns the thread', 'pass', [busy, owned(desk)]],
  ['release is done if the thread is idle', 'release', [busy, idle]],
  ['extend is done if control ends as requested', 'extend', [busy, owned(bot, 3600)]],
  ['take is retried while another app owns the thread', 'take', [busy, held(desk), done]],
  ['take is retried while an unnamed app owns the thread', 'take', [busy, held(), done]],
  ['take is retried while the thread is idle', 'take', [busy, idle, done]],
  ['pass is retried while this app owns the thread', 'pass', [busy, held(bot), done]],
  ['release is retried while this app owns the thread', 'release', [busy, held(bot), done]],
  ['extend is retried while control ends at another time', 'extend', [busy, owned(bot, 86_400), done]],
  ['take is done if a retry finds that this app owns already', 'take', [busy, held(desk), refusal(27, 1893035)]],
  [
    'pass is done if a retry is refused and the target owns',
    'pass',
    [busy, held(bot), refusal(100, 2018151), owned(desk)],
  ],
  [
    'release is done if a retry is refused and the thread is idle',
    'release',
    [busy, held(bot), refusal(100, undefined, 'Only the current thread owner can release'), idle],
  ],
  ['take is settled after a broken connection', 'take', [{ trouble: 'hangUp' }, owned(bot)]],
  ['take is settled after a transient error', 'take', [transient, owned(bot)]],
  ["take is settled after a gateway's page with a 200", 'take', [{ text: '<html>' }, owned(bot)]],
  ['take is retried twice', 'take', [busy, held(desk), busy, held(desk), done]],
];

for (const [name, call, answers] of settled) {
  unknown(
    name,
    withGraph(answers, async (graph) => {
      assert.equal(await calls[call]?.(graph.client({ appId: bot })), { at });
    }),
  );
}

unknown(
  'is settled after a time-out of an attempt',
  withGraph([{ trouble: 'silence' }, owned(bot)], async (graph) => {
    assert.equal(await graph.client({ appId: bot, timeoutMs: 1200 }).takeThreadControl(person), { at });
  }),
);

unknown(
  'is settled after an incomplete answer',
  withGraph([{ trouble: 'halfBody' }, owned(bot)], async (graph) => {
    assert.equal(await graph.client({ appId: bot, timeoutMs: 1200 }).takeThreadControl(person), { at });
  }),
);

const undecided: [string, keyof typeof calls, Answer[], object][] = [
  ['pass, if a third app owns the thread', 'pass', [busy, owned('5550001112223')], { appId: bot }],
  ['pass, if an unnamed app owns the thread', 'pass', [busy, owned()], { appId: bot }],
  ['release, if another app owns the thread', 'release', [busy, owned(desk)], { appId: bot }],
  ['extend, if the thread is idle', 'extend', [busy, idle], { appId: bot }],
  ['take, if the owner is named and this app has no id', 'take', [busy, owned(bot)], {}],
  ['release, if the owner is named and this app has no id', 'release', [busy, owned(bot)], {}],
  ['take, if the look-up is refused', 'take', [busy, refusal(190)], { appId: bot }],
  ['take, if the look-up gets another answer', 'take', [busy, { json: { status: 'ok' } }], { appId: bot }],
];

for (const [name, call, answers, options] of undecided) {
  unknown(
    `rejects with the first error: ${name}`,
    withGraph(answers, async (graph) => {
      const error = await rejection<GraphError>(calls[call]?.(graph.client(options)) ?? Promise.resolve());
      assert.is(error.status, 503);
      assert.is(error.kind, 'transient');
    }),
  );
}

unknown(
  'rejects with the error of a retry if no attempt can have passed the thread to the target',
  withGraph([busy, held(bot), refusal(100, 2018164)], async (graph) => {
    const error = await rejection<GraphError>(
      graph.client({ appId: bot }).passThreadControl(person, { targetAppId: desk }),
    );
    assert.is(error.kind, 'bad_target');
  }),
);

unknown(
  'reads the owner of the same person and never retries a request for control',
  withGraph([busy, held(desk), done, busy], async (graph) => {
    const client = graph.client({ appId: bot });
    await client.takeThreadControl(person);
    const error = await rejection<GraphError>(client.requestThreadControl(person));
    assert.is(error.kind, 'transient');
    assert.equal(operations(graph.seen), [
      'POST take_thread_control',
      'GET thread_owner',
      'POST take_thread_control',
      'POST request_thread_control',
    ]);
    assert.equal(graph.seen[1]?.query, { recipient: person });
  }),
);

unknown(
  'is neither looked up nor retried with retries off',
  withGraph([busy], async (graph) => {
    await rejection(graph.client({ appId: bot, retries: 0 }).takeThreadControl(person));
  }),
);

unknown(
  'does not apply to a definite refusal, which rejects at once',
  withGraph([refusal(27, 1893035)], async (graph) => {
    assert.is(
      (await rejection<GraphError>(graph.client({ appId: bot }).takeThreadControl(person))).kind,
      'already_owner',
    );
  }),
);

const limits = suite('limits');
const usage = (minutes: number) => ({
  'x-app-usage': '{"call_count":28,"total_time":15,"total_cputime":12}',
  'x-business-use-case-usage': `{"804155501230077":[{"type":"messenger","call_count":95,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":${minutes}}]}`,
});

limits(
  'a send and a handover call are retried after kind rate, because nothing was carried out',
  withGraph(
    [refusal(613), { json: { message_id: 'm_1', recipient_id: person } }, refusal(613), done],
    async (graph) => {
      const client = graph.client();
      assert.is((await client.sendMessage(person, 'Hello')).messageId, 'm_1');
      await client.passThreadControl(person, { targetAppId: desk });
    },
  ),
);

limits(
  'reject at once, with the time, if access returns later than the call may last',
  withGraph(
    [
      { ...refusal(80006), headers: usage(7) },
      { ...refusal(80006), headers: usage(7) },
    ],
    async (graph) => {
      const client = graph.client();
      for (const call of [() => client.sendMessage(person, 'Hello'), () => client.getThreadOwner(person)]) {
        const error = await rejection<GraphError>(call());
        assert.is(error.kind, 'rate');
        assert.is(error.retryAfterMs, 420_000);
        assert.is(error.usagePercent, 95);
      }
    },
  ),
);

limits(
  'count as unknown if the headers have another shape',
  withGraph(
    [
      { ...refusal(4), headers: { 'x-app-usage': 'many', 'x-business-use-case-usage': '[1,null]' } },
      { ...refusal(4), headers: usage(0) },
    ],
    async (graph) => {
      const client = graph.client({ retries: 0 });
      const strange = await rejection<GraphError>(client.getThreadOwner(person));
      assert.is(strange.retryAfterMs, undefined);
      assert.is(strange.usagePercent, undefined);
      assert.is((await rejection<GraphError>(client.getThreadOwner(person))).retryAfterMs, undefined);
    },
  ),
);

limits(
  'are those of messaging and pages if the headers have other kinds of use too',
  withGraph(
    [
      {
        ...refusal(80006),
        headers: {
          'x-business-use-case-usage':
            '{"1":[{"type":"ads_management","call_count":100,"estimated_time_to_regain_access":90},{"type":"messenger","call_count":95,"estimated_time_to_regain_access":7}]}',
        },
      },
    ],
    async (graph) => {
      const error = await rejection<GraphError>(graph.client({ retries: 0 }).sendMessage(person, 'Hello'));
      assert.equal([error.usagePercent, error.retryAfterMs], [95, 420_000]);
    },
  ),
);

const sends = suite('sends');

for (const [name, trouble] of Object.entries({
  'a 503': busy,
  'a transient error': transient,
  'a broken connection': { trouble: 'hangUp' as const },
})) {
  sends(
    `are never retried after ${name}`,
    withGraph([trouble], async (graph) => {
      await rejection(graph.client().sendMessage(person, 'Hello'));
      assert.is(graph.seen.length, 1);
    }),
  );
}

sends(
  'are never retried after a time-out',
  withGraph([{ trouble: 'silence' }], async (graph) => {
    const error = await rejection<ConnectionError>(graph.client({ timeoutMs: 250 }).sendMessage(person, 'Hello'));
    assert.is(error.name, 'ConnectionError');
    assert.is(error.kind, 'timeout');
    assert.is(error.sent, true);
  }),
);

sends(
  'are retried if the connection was refused',
  withGraph([], async (graph) => {
    const unused = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => unused.once('listening', resolve));
    const { port } = unused.address() as AddressInfo;
    await new Promise((resolve) => unused.close(resolve));
    let attempts = 0;
    const client = graph.client({
      baseUrl: `http://127.0.0.1:${port}`,
      fetch: (url, init) => {
        attempts += 1;
        return globalThis.fetch(url, init);
      },
    });
    const error = await rejection<ConnectionError>(client.sendMessage(person, 'Hello'));
    assert.is(error.kind, 'network');
    assert.is(error.sent, false);
    assert.is(attempts, 3);
  }),
);

const ends = suite('the end of a call');

ends(
  'comes with its time limit, even if the fetch ignores the signal',
  withGraph([], async (graph) => {
    const client = graph.client({ timeoutMs: 30, retries: 0, fetch: () => new Promise(() => undefined) });
    assert.is((await rejection<ConnectionError>(client.getRoutingMode())).kind, 'timeout');
  }),
);

ends(
  'comes with its signal while it waits for the answer',
  withGraph([{ trouble: 'silence' }], async (graph) => {
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const client = graph.client({
      fetch: (url, init) => {
        void arrived(graph, 1).then(() => controller.abort(reason));
        return globalThis.fetch(url, init);
      },
    });
    const error = await rejection<ConnectionError>(client.takeThreadControl(person, { signal: controller.signal }));
    assert.is(error.kind, 'aborted');
    assert.is(error.cause, reason);
  }),
);

ends(
  'comes with its signal while an unknown outcome is looked up',
  withGraph([busy, { trouble: 'silence' }], async (graph) => {
    const controller = new AbortController();
    const client = graph.client({
      appId: bot,
      fetch: (url, init) => {
        if (url.includes('thread_owner')) void arrived(graph, 2).then(() => controller.abort());
        return globalThis.fetch(url, init);
      },
    });
    const error = await rejection<ConnectionError>(client.takeThreadControl(person, { signal: controller.signal }));
    assert.is(error.kind, 'aborted');
  }),
);

ends(
  'comes with its signal during a pause between attempts',
  withGraph([busy], async (graph) => {
    const controller = new AbortController();
    const client = graph.client({
      backOffMs: 5000,
      fetch: async (url, init) => {
        const answer = await globalThis.fetch(url, init);
        setTimeout(() => controller.abort(), 20);
        return answer;
      },
    });
    const error = await rejection<ConnectionError>(client.getThreadOwner(person, { signal: controller.signal }));
    assert.is(error.kind, 'aborted');
  }),
);

ends(
  'comes before anything is sent if the signal was already aborted',
  withGraph([], async (graph) => {
    const client = graph.client();
    const options = { signal: AbortSignal.abort() };
    for (const call of [
      () => client.takeThreadControl(person, options),
      () => client.getThreadOwner(person, options),
      () => client.sendMessage(person, 'Hello', options),
      () => client.sendAction(person, 'typing_on', options),
      () => client.personas.list(options),
      () => client.subscribe(['messages'], options),
      () => client.getRoutingMode(options),
    ]) {
      assert.is((await rejection<ConnectionError>(call())).kind, 'aborted');
    }
  }),
);

ends(
  'leaves no listener on its signal',
  withGraph([done, idle], async (graph) => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await graph.client().takeThreadControl(person, { signal });
    await graph.client().getThreadOwner(person, { signal });
    assert.is(listeners, 0);
  }),
);

reads.run();
unknown.run();
limits.run();
sends.run();
ends.run();
