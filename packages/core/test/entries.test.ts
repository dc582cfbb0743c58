// What stands in an entry outside of messaging, standby and changes: nothing of it is dropped without a trace.
import type { HandoverEvent } from '@handover/core';
import { APP, harness } from '@handover/test-support/harness';
import { delivery, type Item, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const entries = suite('entries');
const { pageId, userId } = SAMPLE_IDS;
const START = 1_764_590_400_000;

/** The events of a body, and what was logged with them. */
async function read(body: unknown): Promise<{ readonly events: readonly HandoverEvent[]; readonly lines: string[] }> {
  const { bot, deliver, logger } = harness();
  const heard: HandoverEvent[] = [];
  bot.on('*', ({ event }) => void heard.push(event));
  const { status, events } = await deliver(body);
  await bot.close();
  assert.is(status, 200);
  assert.equal(
    heard.map(({ id }) => id),
    events.map(({ id }) => id),
    'each event runs',
  );
  return { events, lines: logger.lines };
}

const eventsOf = async (body: unknown): Promise<readonly HandoverEvent[]> => (await read(body)).events;

/** What a change says, and of which thread and time. */
function changeOf(event: HandoverEvent | undefined): unknown[] {
  assert.ok(event?.kind === 'change', event?.kind);
  return [event.field, event.value, event.pageId, event.userId, event.timestamp];
}

const call = { id: 'c_1', from: userId, to: pageId, event: 'connect', timestamp: 1_764_590_401 };

entries('with a list that is none of ours bring one change for each item of it', async () => {
  const [first, second, ...rest] = await eventsOf(delivery({ more: { calls: [call, { id: 'c_2' }] } }));
  assert.equal(changeOf(first), ['calls', call, pageId, undefined, 1_764_590_401_000]);
  assert.equal(changeOf(second), ['calls', { id: 'c_2' }, pageId, undefined, START]);
  assert.equal([first?.lane, first?.standby, first?.raw, rest], ['messaging', false, call, []]);
});

for (const [name, value] of [
  ['an object', { status: 'ringing' }],
  ['an object of objects', { a: { b: 1 } }],
] as const) {
  entries(`with ${name} under a key that is none of ours bring one change`, async () => {
    const [event, ...rest] = await eventsOf(delivery({ more: { call_status: value } }));
    assert.equal([changeOf(event), rest], [['call_status', value, pageId, undefined, START], []]);
  });
}

entries('with a list of values bring one change for each', async () => {
  const events = await eventsOf(delivery({ more: { labels: ['VIP', 7, null, [1]] } }));
  assert.equal(
    events.map((event) => [event.kind === 'change' && event.value, event.raw]),
    [
      ['VIP', { value: 'VIP' }],
      [7, { value: 7 }],
      [null, { value: null }],
      [[1], { value: [1] }],
    ],
  );
});

entries('bring their items in the order of the wire, whatever stands beside them', async () => {
  const [entry] = delivery({ messaging: [items.message()] }).entry;
  const body = { object: 'page', entry: [{ calls: [call], ...entry, call_status: {}, standby: [items.message()] }] };
  assert.equal(
    (await eventsOf(body)).map(({ kind, lane }) => `${lane} ${kind}`),
    ['messaging change', 'messaging message', 'messaging change', 'standby message'],
  );
});

entries('that say something about themselves alone bring nothing, and log nothing', async () => {
  const { events, lines } = await read(
    delivery({
      more: { uid: pageId, changed_fields: ['feed'], hop_context: [], timestamp: START, calls: [], x: null },
    }),
  );
  assert.equal([events, lines], [[], []]);
});

entries('whose sender and recipient stand in the entry itself are of these two', async () => {
  const reply = { response: 'approve', expiration_timestamp: '1765195200' };
  const ends = { sender: { id: userId }, recipient: { id: pageId }, timestamp: 1_764_590_405 };
  const [event, ...rest] = await eventsOf({ object: 'page', entry: [{ ...ends, call_permission_reply: reply }] });
  assert.equal(changeOf(event), ['call_permission_reply', reply, pageId, userId, 1_764_590_405_000]);
  assert.equal([event?.raw, rest], [{ ...ends, call_permission_reply: reply }, []]);
});

entries('that are themselves an item of a known kind are read as that item', async () => {
  const events = await eventsOf({ object: 'page', entry: [items.message({ text: 'x' }), items.pass({ to: APP })] });
  assert.equal(
    events.map((event) => [event.kind, event.pageId, event.userId]),
    [
      ['message', pageId, userId],
      ['pass_thread_control', pageId, userId],
    ],
  );
});

const control = items.pass({ from: null, to: APP });
const named: [key: string, item: Item, kind: string][] = [
  ['messaging_handovers', control, 'pass_thread_control'],
  ['messaging_handover', control, 'pass_thread_control'],
  ['messaging_optins', items.optin(), 'optin'],
  ['messaging_optin', items.optin(), 'optin'],
  ['messaging_postbacks', items.postback({ payload: 'P' }), 'postback'],
  ['messaging_referrals', items.referral(), 'referral'],
  ['messaging_referral', items.referral(), 'referral'],
  ['messages', items.message(), 'message'],
  ['message_echoes', items.echo({ appId: APP }), 'echo'],
  ['message_reads', { ...items.message(), message: undefined, read: { watermark: 1 } }, 'read'],
  ['messaging_seen', { ...items.message(), message: undefined, read: { mid: 'm_1' } }, 'read'],
  ['message_reactions', { ...items.message(), message: undefined, reaction: { action: 'react' } }, 'reaction'],
  ['messaging_account_linking', { ...items.message(), message: undefined, account_linking: {} }, 'account_linking'],
  ['send_cart', { ...items.message(), message: undefined, order: { products: [] } }, 'order'],
];

for (const [key, item, kind] of named) {
  entries(`with a list that is named ${key} are read like messaging`, async () => {
    for (const more of [{ [key]: [item] }, { [key]: item }]) {
      const [event, ...rest] = await eventsOf(delivery({ more }));
      assert.equal([event?.kind, event?.lane, event?.pageId, event?.userId], [kind, 'messaging', pageId, userId]);
      assert.equal(rest, []);
    }
  });
}

entries('with a list named after a field whose items are unknown bring changes of that field', async () => {
  const item = { ...items.message(), message: undefined, detections: [] };
  const kept = JSON.parse(JSON.stringify(item));
  const [event] = await eventsOf(delivery({ more: { message_context: [item] } }));
  assert.equal(changeOf(event), ['message_context', kept, pageId, userId, START]);
});

entries('with a list that is named after no messaging field are not read like messaging', async () => {
  const [event] = await eventsOf(delivery({ more: { spam: [items.message()] } }));
  assert.is(event?.kind, 'change');
});

const comment = { id: '17990000000000002', from: { id: '51', username: 'ana' }, text: 'Lovely' };

entries('with a field and a value of their own are one change', async () => {
  const body = delivery({ object: 'instagram', more: { field: 'comments', value: comment } });
  const [event, ...rest] = await eventsOf(body);
  assert.equal(changeOf(event), ['comments', comment, pageId, undefined, START]);
  assert.equal([event?.raw, rest], [{ field: 'comments', value: comment }, []]);
});

for (const [name, more, value] of [
  ['no value', { field: 'parking' }, undefined],
  ['a text', { field: 'mission', value: 'To be useful' }, 'To be useful'],
  ['a list', { value: [1, 2], field: 'hours' }, [1, 2]],
  ['null', { field: 'hours', value: null }, null],
] as const) {
  entries(`with a field of their own and ${name} are one change`, async () => {
    const [event, ...rest] = await eventsOf(delivery({ more }));
    assert.equal([changeOf(event).slice(0, 2), rest], [[more.field, value], []]);
  });
}

entries('with a messaging field of their own are the item that is its value', async () => {
  const [message] = await eventsOf(delivery({ more: { field: 'messages', value: items.message({ mid: 'm_1' }) } }));
  assert.equal([message?.kind, message?.lane, message?.userId], ['message', 'messaging', userId]);
  const [heard] = await eventsOf(delivery({ more: { field: 'standby', value: items.message({ mid: 'm_1' }) } }));
  assert.equal([heard?.kind, heard?.lane, heard?.standby], ['message', 'standby', true]);
});

for (const entry of ['text', 7, true, null, ['a', {}]]) {
  entries(`that are ${JSON.stringify(entry)} and no object are unknown events`, async () => {
    const [event, ...rest] = await eventsOf({ object: 'page', entry: [entry] });
    assert.equal([event?.kind, event?.pageId, event?.userId, event?.raw], ['unknown', '', undefined, { value: entry }]);
    assert.equal(rest, []);
  });
}

entries('with a text, a number or a flag that no event shows are logged, each key once', async () => {
  const { bot, deliver, logger } = harness();
  const body = delivery({
    messaging: [items.message()],
    more: { region: 'EU', urgent: true, messages: 'secret words' },
  });
  await deliver(body);
  await deliver(body);
  await deliver(delivery({ more: { region: 'US' } }));
  await bot.close();
  for (const line of logger.lines) assert.match(line, /^warn An entry has a key that no event shows/);
  assert.equal(
    logger.lines.map((line) => /"key":"(\w+)"/.exec(line)?.[1]),
    ['region', 'urgent', 'messages'],
  );
});

entries('are logged for a bounded number of keys', async () => {
  const { bot, deliver, logger } = harness();
  await deliver(delivery({ more: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 1])) }));
  await bot.close();
  assert.is(logger.lines.length, 100);
});

entries('show the apps that led to them on each of their events', async () => {
  const hops = [{ app_id: 413038776280800, metadata: 'lead' }, { app_id: '5', metadata: '' }, { app_id: 6 }];
  const events = await eventsOf({
    object: 'page',
    entry: [
      ...delivery({ messaging: [items.message(), control], more: { calls: [call] }, hopContext: hops }).entry,
      ...delivery({ messaging: [items.message()] }).entry,
    ],
  });
  const read = [{ appId: '413038776280800', metadata: 'lead' }, { appId: '5' }, { appId: '6' }];
  assert.equal(
    events.map(({ hopContext }) => hopContext),
    [read, read, read, undefined],
  );
});

const hopShapes: [name: string, given: unknown, expected: unknown][] = [
  ['one app that is no list', { app_id: '7437830449216913', metadata: '' }, [{ appId: '7437830449216913' }]],
  ['a key that says who owns the thread', { is_ai_thread_owner: true }, [{ is_ai_thread_owner: true }]],
  ['keys beside the app', [{ app_id: 5, hops: [1] }], [{ hops: [1], appId: '5' }]],
  ['an app that is no id', [{ app_id: {}, metadata: 'm' }], [{ app_id: {}, metadata: 'm' }]],
  ['values that are no objects', ['x', 5], [{ value: 'x' }, { value: 5 }]],
  ['an empty list', [], undefined],
  ['a text', 'x', undefined],
];

for (const [name, hopContext, expected] of hopShapes) {
  entries(`show what led to them though it is ${name}`, async () => {
    const [event] = await eventsOf(delivery({ messaging: [items.message()], hopContext }));
    assert.equal(event?.hopContext, expected);
  });
}

entries('show the apps that led to one item on that item alone', async () => {
  const lead = { ...items.message(), hop_context: { app_id: 413038776280800, metadata: 'lead' } };
  const events = await eventsOf(delivery({ messaging: [lead, items.message()], hopContext: { app_id: 5 } }));
  assert.equal(
    events.map(({ hopContext }) => hopContext),
    [[{ appId: '413038776280800', metadata: 'lead' }], [{ appId: '5' }]],
  );
});

entries.run();
