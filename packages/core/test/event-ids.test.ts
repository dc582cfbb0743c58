// What makes an event the same as one that came before, and what another one.
import { memoryStore } from '@handover/core';
import { APP, harness } from '@handover/test-support/harness';
import { redeliveryCases } from '@handover/test-support/redelivery-cases';
import { delivery, type Item, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ids = suite('ids of events');
const HOUR = 3_600_000;
const START = 1_764_590_400_000;

for (const { name, run } of redeliveryCases) ids(name, () => run(memoryStore()));

/** How many events run at first, when the same comes again, and when it comes again with the entry an hour younger. */
async function runsOf(parts: Parameters<typeof delivery>[0]): Promise<number[]> {
  const { bot, deliver } = harness({ store: memoryStore() });
  let runs = 0;
  bot.on('*', () => {
    runs += 1;
  });
  const counts: number[] = [];
  for (const time of [START, START, START + HOUR]) {
    const before = runs;
    assert.is((await deliver(delivery({ ...parts, time }))).status, 200);
    counts.push(runs - before);
  }
  await bot.close();
  return counts;
}

/** An item with this part and no message. */
const item = (part: Item, timestamp: unknown = START): Item => ({
  ...items.message(),
  message: undefined,
  timestamp,
  ...part,
});

const withTime: [name: string, parts: Parameters<typeof delivery>[0]][] = [
  ['a change', { changes: [{ field: 'parking' }] }],
  ['a change with a value', { changes: [{ field: 'feed', value: { item: 'like', verb: 'add' } }] }],
  ['a change whose value has a time', { changes: [{ field: 'feed', value: { timestamp: 1_764_590_400 } }] }],
  ['an item of a list of the entry', { more: { calls: [{ id: 'c_1', timestamp: 1_764_590_400 }] } }],
  ['a change that is the entry itself', { more: { field: 'comments', value: { id: '1' } } }],
  ['an item without a time', { messaging: [{ ...item({ account_linking: {} }), timestamp: undefined }] }],
  ['an item whose time is 0', { messaging: [item({ delivery: { watermark: 1 } }, 0)] }],
  ['an item that is no object', { messaging: ['text'] }],
  ['an unknown item without a time', { standby: [item({ hologram: {} }, null)] }],
];

for (const [name, parts] of withTime) {
  ids(`of ${name} are the same in a redelivery, and others when it happens again`, async () => {
    assert.equal(await runsOf(parts), [1, 0, 1]);
  });
}

const withoutTime: [name: string, parts: Parameters<typeof delivery>[0]][] = [
  ['a message', { messaging: [items.message({ mid: 'm_1' })] }],
  ['a message without a time', { messaging: [{ ...items.message({ mid: 'm_1' }), timestamp: undefined }] }],
  ['an unsend', { messaging: [items.unsend({ mid: 'm_1' })] }],
  ['a pass', { messaging: [items.pass({ to: APP })] }],
  ['a pass in seconds', { messaging: [items.pass({ to: APP, timestamp: 1_764_590_400 })] }],
  ['a pass in a list named after its field', { more: { messaging_handovers: [items.pass({ to: APP })] } }],
  ['a pass in a change', { changes: [{ field: 'messaging_handovers', value: items.pass({ to: APP }) }] }],
  ['a message in a change', { changes: [{ field: 'messages', value: items.message({ mid: 'm_1' }) }] }],
  ['a reaction', { messaging: [item({ reaction: { mid: 'm_1', action: 'react' } })] }],
  ['an opt-in', { messaging: [items.optin()] }],
  ['an unknown item', { messaging: [item({ hologram: {} })] }],
];

for (const [name, parts] of withoutTime) {
  ids(`of ${name} do not depend on the time of the entry`, async () => {
    assert.equal(await runsOf(parts), [1, 0, 0]);
  });
}

ids('are the same in a redelivery where no time is given at all', async () => {
  const { bot, clock, deliver } = harness();
  const body = {
    object: 'page',
    entry: [{ id: '1', calls: [{ id: 'c_1' }], messaging: [{ sender: { id: '5' }, take_thread_control: {} }] }],
  };
  const first = await deliver(body);
  await clock.advance(HOUR);
  const second = await deliver(body);
  assert.equal(
    second.events.map(({ id }) => id),
    first.events.map(({ id }) => id),
  );
  await bot.close();
});

ids('are the same for a time in seconds, in milliseconds and as a text', async () => {
  const { bot, deliver } = harness();
  const given = [1_764_590_400, 1_764_590_400_000, '1764590400', '1764590400000'];
  const seen = new Set<string>();
  for (const time of given) {
    const { events } = await deliver({ object: 'page', entry: [{ id: '1', time, changes: [{ field: 'parking' }] }] });
    for (const { id } of events) seen.add(id);
  }
  assert.is(seen.size, 1);
  await bot.close();
});

for (const object of ['page', 'instagram']) {
  ids(`of a message include the person, on ${object}`, async () => {
    const { bot, deliver } = harness();
    const heard: (string | undefined)[] = [];
    bot.on('message', ({ event }) => void heard.push(event.text));
    bot.on('postback', ({ event }) => void heard.push(event.payload));
    bot.on('echo', ({ event }) => void heard.push(event.text));
    const people = ['51', '52', '53'];
    const messaging = people.flatMap((userId) => [
      items.message({ userId, mid: 'm_1', text: `to ${userId}` }),
      items.postback({ userId, mid: 'm_1', payload: `tap of ${userId}` }),
      items.echo({ userId, mid: 'm_1', text: `for ${userId}` }),
    ]);
    await deliver(delivery({ object, messaging }));
    await deliver(delivery({ object, messaging }));
    assert.equal(
      heard,
      people.flatMap((userId) => [`to ${userId}`, `tap of ${userId}`, `for ${userId}`]),
    );
    await bot.close();
  });
}

ids('do not depend on how the page routes', async () => {
  const body = delivery({ messaging: [items.message({ mid: 'm_1' }), items.unsend({ mid: 'm_1' }), items.optin()] });
  const seen = new Set<string>();
  for (const routing of ['on', 'off', 'primary', 'auto'] as const) {
    const { bot, deliver } = harness({ routing });
    for (const { id } of (await deliver(body)).events) seen.add(id);
    await bot.close();
  }
  assert.is(seen.size, 3);
});

ids.run();
