import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CallEnded } from '../src/index.ts';
import {
  accessToken,
  appSecret,
  bot,
  done,
  type GraphServer,
  number,
  owned,
  page,
  person,
  refusal,
  rejection,
  withGraph,
} from './support/graph-server.ts';

const channel = suite('the channel handover:call');

/** Like the tasks of {@link withGraph}, with the messages that come meanwhile. */
function heard(task: (graph: GraphServer, messages: readonly CallEnded[]) => Promise<void>) {
  return async (graph: GraphServer): Promise<void> => {
    const messages: CallEnded[] = [];
    const listener = (message: unknown): void => void messages.push(message as CallEnded);
    subscribe('handover:call', listener);
    try {
      await task(graph, messages);
    } finally {
      unsubscribe('handover:call', listener);
    }
  };
}

/** Without the times, which no test can know. */
function facts({ startedAt: _, durationMs: __, ...rest }: CallEnded): object {
  return rest;
}

channel(
  'gets one message for a request, with its path without ids',
  withGraph(
    [owned(bot)],
    heard(async (graph, messages) => {
      const before = Date.now();
      await graph.client({ pageId: page, appId: bot }).getThreadOwner(person);
      const [message] = messages;
      assert.is(messages.length, 1);
      assert.ok(message !== undefined && message.startedAt >= before && message.durationMs >= 0);
      assert.equal(facts(message), {
        method: 'GET',
        path: '/{id}/thread_owner',
        pageId: page,
        platform: 'messenger',
        appId: bot,
        attempts: 1,
        status: 200,
        outcome: 'ok',
      });
    }),
  ),
);

channel(
  'counts the attempts of a request, and names the kind of its error',
  withGraph(
    [{ status: 503 }, refusal(190), { trouble: 'hangUp' }],
    heard(async (graph, messages) => {
      await rejection(graph.client().getThreadOwner(person));
      await rejection(graph.client({ retries: 0 }).getUserProfile(person));
      const common = { method: 'GET', pageId: 'me', platform: 'messenger' };
      assert.equal(messages.map(facts), [
        { ...common, path: '/{id}/thread_owner', attempts: 2, status: 400, outcome: 'token' },
        { ...common, path: '/{id}', attempts: 1, outcome: 'network' },
      ]);
    }),
  ),
);

channel(
  'gets the requests of client.api and of a WhatsApp number as well',
  withGraph(
    [{ json: { messages: [{ id: 'wamid.1' }] } }],
    heard(async (graph, messages) => {
      await graph.number().sendMessage('351960000003', 'Olá');
      assert.equal(messages.map(facts), [
        {
          method: 'POST',
          path: '/{id}/messages',
          pageId: number,
          platform: 'whatsapp',
          attempts: 1,
          status: 200,
          outcome: 'ok',
        },
      ]);
    }),
    'number',
  ),
);

channel(
  'holds no token, proof, person or text',
  withGraph(
    [{ json: { recipient_id: person, message_id: 'm_1' } }, refusal(100, undefined, 'Bad text: Zanzibar'), done],
    heard(async (graph, messages) => {
      const client = graph.client({ appSecret });
      await client.sendMessage(person, 'Zanzibar');
      await rejection(client.sendMessage(person, 'Zanzibar'));
      await client.api.POST('/{pageId}/take_thread_control', {
        params: { path: { pageId: page } },
        body: { recipient: { id: person }, metadata: 'Zanzibar' },
      });
      assert.is(messages.length, 3);
      const text = JSON.stringify(messages);
      for (const secret of [accessToken, appSecret, 'proof', person, 'Zanzibar']) assert.not.match(text, secret);
    }),
  ),
);

channel(
  'gets no message about a request that began while nothing listened',
  withGraph([owned(bot)], async (graph) => {
    const call = graph.client().getThreadOwner(person);
    const begun = new Promise<void>((resolve) => setImmediate(resolve));
    await begun;
    await heard(async (_, messages) => {
      await call;
      assert.equal(messages, []);
    })(graph);
  }),
);

channel(
  'does not exist where the runtime has no getBuiltinModule, and calls work all the same',
  withGraph(
    [owned(bot)],
    heard(async (graph, messages) => {
      const { getBuiltinModule } = process;
      Reflect.set(process, 'getBuiltinModule', undefined);
      try {
        assert.is((await graph.client().getThreadOwner(person)).state, 'owned');
        assert.equal(messages, []);
      } finally {
        Reflect.set(process, 'getBuiltinModule', getBuiltinModule);
      }
    }),
  ),
);

channel.run();
