import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Client, type ConnectionError, type GraphError, PAGE_INBOX_APP_ID } from '../src/index.ts';
import {
  type Answer,
  bot,
  desk,
  done,
  idle,
  owned,
  person,
  refusal,
  rejection,
  withGraph,
} from './support/graph-server.ts';

const settling = suite('settling an unknown outcome');
const busy: Answer = { status: 503, text: '<html>busy</html>' };
const timedOut: Answer = { status: 504, text: '' };

const take = (client: Client): Promise<unknown> => client.takeThreadControl(person);
const pass = (client: Client): Promise<unknown> => client.passThreadControl(person, { targetAppId: desk });
const release = (client: Client): Promise<unknown> => client.releaseThreadControl(person);

const changed: [string, Answer[], (client: Client) => Promise<unknown>][] = [
  ['take if the inbox became owner during the call', [busy, owned(PAGE_INBOX_APP_ID)], take],
  ['take if an unnamed app became owner during the call', [busy, owned()], take],
  ['take if the end of control is unknown', [busy, { json: { data: [{ thread_owner: { app_id: desk } }] } }], take],
  ['take if another app owns for a week', [busy, owned(desk, 600_000)], take],
  ['pass if this app became owner during the call', [busy, owned(bot)], pass],
  ['pass if the thread is idle, as the target may have released it', [busy, idle], pass],
  ['release if this app became owner during the call', [busy, owned(bot)], release],
];

for (const [name, answers, call] of changed) {
  settling(
    `never retries a ${name}`,
    withGraph(answers, async (graph) => {
      const error = await rejection<GraphError>(call(graph.client({ appId: bot })));
      assert.is(error.status, 503);
      assert.is(graph.seen.length, 2);
    }),
  );
}

settling(
  'rejects with the first unknown outcome if a retry is refused and the owner does not show it',
  withGraph([timedOut, owned(bot, 50_000), refusal(100, 2018151), owned()], async (graph) => {
    const error = await rejection<GraphError>(pass(graph.client({ appId: bot })));
    assert.is(error.kind, 'transient');
    assert.is(error.status, 504);
  }),
);

for (const [name, answer] of Object.entries({
  'the token is refused': refusal(190),
  'there were too many calls': refusal(613),
  'the same trouble comes again': busy,
})) {
  settling(
    `rejects with the first unknown outcome if on a retry ${name}`,
    withGraph(
      name.includes('token') ? [timedOut, owned(bot, 50_000), answer] : [timedOut, owned(bot, 50_000), answer, owned()],
      async (graph) => {
        const error = await rejection<GraphError>(pass(graph.client({ appId: bot, retries: 1 })));
        assert.is(error.status, 504);
      },
    ),
  );
}

settling(
  'rejects with the first unknown outcome if the connection of a retry is refused',
  withGraph([timedOut, owned(bot, 50_000)], async (graph) => {
    const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    let requests = 0;
    const client = graph.client({
      appId: bot,
      fetch: (url, init) => {
        requests += 1;
        return requests > 2 ? Promise.reject(refused) : globalThis.fetch(url, init);
      },
    });
    assert.is((await rejection<GraphError>(pass(client))).status, 504);
  }),
);

/** An answer with its body, so that nothing is left to wait for. */
async function whole(answer: Promise<Response>): Promise<Response> {
  const got = await answer;
  return new Response(await got.text(), got);
}

/** Aborts a pass after that many answered requests. Resolves to its error. */
async function abortedAfter(answers: number, graph: Parameters<Parameters<typeof withGraph>[1]>[0]) {
  const controller = new AbortController();
  let requests = 0;
  const client = graph.client({
    appId: bot,
    fetch: async (url, init) => {
      requests += 1;
      if (requests > answers) {
        controller.abort();
        return new Promise<Response>(() => undefined);
      }
      return globalThis.fetch(url, init);
    },
  });
  return rejection<ConnectionError>(client.passThreadControl(person, { targetAppId: desk, signal: controller.signal }));
}

for (const [name, answers] of [
  ['reads the owner', [timedOut]],
  ['is retried', [timedOut, owned(bot, 50_000)]],
] as [string, Answer[]][]) {
  settling(
    `reports that the call was sent if it is aborted while it ${name}`,
    withGraph(answers, async (graph) => {
      const error = await abortedAfter(answers.length, graph);
      assert.equal([error.kind, error.sent, error.operation], ['aborted', true, 'pass_thread_control']);
      assert.instance(error.cause, DOMException);
    }),
  );
}

settling(
  'reports that the call was sent if it is aborted in the pause before its retry',
  withGraph([timedOut, owned(bot, 50_000)], async (graph) => {
    const controller = new AbortController();
    let requests = 0;
    const client = graph.client({
      appId: bot,
      backOffMs: 5000,
      fetch: async (url, init) => {
        const answer = await whole(globalThis.fetch(url, init));
        requests += 1;
        if (requests === 2) setTimeout(() => controller.abort(), 20);
        return answer;
      },
    });
    const { signal } = controller;
    const error = await rejection<ConnectionError>(client.passThreadControl(person, { targetAppId: desk, signal }));
    assert.equal([error.kind, error.sent, error.operation], ['aborted', true, 'pass_thread_control']);
  }),
);

settling(
  'reports that nothing was carried out if it is aborted in the pause after a limit, or before it began',
  withGraph([refusal(613)], async (graph) => {
    const controller = new AbortController();
    const client = graph.client({
      backOffMs: 5000,
      fetch: async (url, init) => {
        const answer = await whole(globalThis.fetch(url, init));
        setTimeout(() => controller.abort(), 20);
        return answer;
      },
    });
    const { signal } = controller;
    assert.is((await rejection<ConnectionError>(client.takeThreadControl(person, { signal }))).sent, false);
    assert.is((await rejection<ConnectionError>(client.takeThreadControl(person, { signal }))).sent, false);
  }),
);

settling(
  'still retries if control is older than the call',
  withGraph([busy, owned(desk, 50_000), done], async (graph) => {
    await take(graph.client({ appId: bot }));
  }),
);

settling.run();
