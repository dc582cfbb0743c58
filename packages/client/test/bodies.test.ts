import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type GraphError, LEAD_ADS_APP_ID } from '../src/index.ts';
import { type Answer, idle, person, rejection, withGraph } from './support/graph-server.ts';

const bodies = suite('the body of an answer');

const quotes = `<html>${'"\\\\'.repeat(500_000)}`;

const foreign: [string, Answer, string][] = [
  ['a long page that is full of quotes', { text: quotes }, 'not JSON'],
  ['a long page of digits', { text: '1'.repeat(500_000).concat('x') }, 'not JSON'],
  ['a body above 8 MiB', { text: `{"data":"${'a'.repeat(8 * 1024 * 1024)}"}` }, 'too long'],
];

for (const [name, answer, fault] of foreign) {
  bodies(
    `is refused as foreign if it is ${name}`,
    withGraph([answer], async (graph) => {
      const error = await rejection<GraphError>(graph.client({ retries: 0 }).getThreadOwner(person));
      assert.is(error.kind, 'transient');
      assert.match(error.message, fault);
    }),
  );
}

bodies(
  'is given up if it never ends',
  withGraph([], async (graph) => {
    const chunk = new TextEncoder().encode(' '.repeat(1024 * 1024));
    let given = 0;
    let wasCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        controller.enqueue(chunk);
      },
      cancel() {
        wasCancelled = true;
      },
    });
    const client = graph.client({ retries: 0, fetch: () => Promise.resolve(new Response(endless)) });
    assert.match((await rejection(client.getThreadOwner(person))).message, 'too long');
    assert.ok(wasCancelled);
    assert.ok(given < 20);
  }),
);

bodies(
  'is read completely if characters are split between chunks, and with a byte order mark',
  withGraph([], async (graph) => {
    const bytes = new TextEncoder().encode('\ufeff{"first_name":"Zoë","id":"1"}');
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const client = graph.client({ fetch: () => Promise.resolve(new Response(pieces)) });
    assert.is((await client.getUserProfile(person)).first_name, 'Zoë');
  }),
);

bodies(
  'is read from implementations of fetch without streams',
  withGraph([], async (graph) => {
    const answer = { status: 200, headers: new Headers(), text: () => Promise.resolve('{"data":[]}') };
    const client = graph.client({ fetch: () => Promise.resolve(answer as Response) });
    assert.is((await client.getThreadOwner(person)).state, 'idle');
  }),
);

bodies(
  'keeps every digit of an id after spaces',
  withGraph(
    [{ text: '{ "data" : [ { "thread_owner" : { "app_id" :  17841400012345678 } } ] }' }, idle],
    async (graph) => {
      const owner = await graph.client().getThreadOwner(person);
      assert.is(owner.state === 'owned' && owner.appId, '17841400012345678');
      assert.is((await graph.client({ appId: LEAD_ADS_APP_ID }).getThreadOwner(person)).state, 'idle');
    },
  ),
);

bodies.run();
