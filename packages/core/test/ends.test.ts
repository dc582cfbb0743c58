// Which end of an item is the page, and which the person.
import type { HandoverEvent } from '@handover/core';
import { APP, harness } from '@handover/test-support/harness';
import { delivery, type Item, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ends = suite('ends of an item');
const { pageId, userId } = SAMPLE_IDS;
const other = '900000000000001';

/** An item between these two, with a part or a message. */
function between(sender: unknown, recipient: unknown, part: Item = { message: { mid: 'm_1', text: 'x' } }): Item {
  return { sender: { id: sender }, recipient: { id: recipient }, timestamp: 1_764_590_400_000, ...part };
}

async function eventOf(item: Item, entryId: unknown = pageId, object = 'page'): Promise<HandoverEvent> {
  const { bot, deliver } = harness();
  const { events } = await deliver({ object, entry: [{ id: entryId, time: 1_764_590_400_000, messaging: [item] }] });
  await bot.close();
  assert.is(events.length, 1);
  return events[0] as HandoverEvent;
}

const echo = { message: { mid: 'm_1', text: 'x', is_echo: true } };
const textEcho = { message: { mid: 'm_1', text: 'x', is_echo: 'true' } };

const shapes: [name: string, item: Item, expected: [kind: string, page: string, user: string | undefined]][] = [
  ['a message to the page', between(userId, pageId), ['message', pageId, userId]],
  ['an echo from the page', between(pageId, userId, echo), ['echo', pageId, userId]],
  ['an echo whose ends are not swapped', between(userId, pageId, echo), ['echo', pageId, userId]],
  ['such an echo whose mark is a text', between(userId, pageId, textEcho), ['echo', pageId, userId]],
  ['a message that the page sent', between(pageId, userId), ['echo', pageId, userId]],
  [
    'a message of the page whose mark says false',
    between(pageId, userId, { message: { is_echo: false } }),
    ['echo', pageId, userId],
  ],
  ['a message between two that the entry does not name', between(userId, other), ['message', other, userId]],
  ['an echo between two that the entry does not name', between(other, userId, echo), ['echo', other, userId]],
  ['a message of the page to itself', between(pageId, pageId), ['message', pageId, pageId]],
  ['an echo of the page to itself', between(pageId, pageId, echo), ['echo', pageId, pageId]],
  ['a reaction of the page', between(pageId, userId, { reaction: { action: 'react' } }), ['reaction', pageId, userId]],
  ['a read by the page', between(pageId, userId, { read: { mid: 'm_1' } }), ['read', pageId, userId]],
  [
    'a take whose ends are swapped',
    between(pageId, userId, { take_thread_control: {} }),
    ['take_thread_control', pageId, userId],
  ],
  ['a message without a recipient', { sender: { id: userId }, message: { text: 'x' } }, ['message', pageId, userId]],
  [
    'a message of the page without a recipient',
    { sender: { id: pageId }, message: { text: 'x' } },
    ['echo', pageId, undefined],
  ],
  ['a notice without a sender', { recipient: { id: pageId }, app_roles: {} }, ['app_roles', pageId, undefined]],
  [
    'a notice whose sender is the page',
    { sender: { id: pageId }, policy_enforcement: {} },
    ['policy_enforcement', pageId, undefined],
  ],
];

for (const [name, item, expected] of shapes) {
  ends(`are known by the id of the entry in ${name}`, async () => {
    for (const object of ['page', 'instagram']) {
      // As a text and as a number: Meta writes both.
      for (const entryId of [pageId, Number(pageId)]) {
        const event = await eventOf(item, entryId, object);
        assert.equal([event.kind, event.pageId, event.userId], expected);
      }
    }
  });
}

ends('are known by the id of the entry in a change as well', async () => {
  const { bot, deliver } = harness();
  const changes = [
    { field: 'message_echoes', value: between(userId, pageId, textEcho) },
    { field: 'messages', value: between(pageId, userId, { message: { mid: 'm_2' } }) },
    { field: 'feed', value: between(userId, pageId, {}) },
  ];
  const { events } = await deliver(delivery({ changes }));
  assert.equal(
    events.map((event) => [event.kind, event.pageId, event.userId]),
    [
      ['echo', pageId, userId],
      ['echo', pageId, userId],
      ['change', pageId, userId],
    ],
  );
  await bot.close();
});

ends('are those that the item names where the entry has no id', async () => {
  const toPage = await eventOf(between(userId, pageId), undefined);
  assert.equal([toPage.kind, toPage.pageId, toPage.userId], ['message', pageId, userId]);
  const fromPage = await eventOf(between(pageId, userId, echo), '');
  assert.equal([fromPage.kind, fromPage.pageId, fromPage.userId], ['echo', pageId, userId]);
});

ends('keep a bot from answering itself', async () => {
  const { bot, client, deliver } = harness();
  bot.on('message', async ({ thread }) => {
    await thread.send('Hello!');
  });
  await deliver(
    delivery({
      messaging: [between(pageId, userId), between(pageId, userId, { message: { text: 'y', app_id: APP } })],
    }),
  );
  assert.equal(client.calls, []);
  await bot.close();
});

ends(
  'of an item alone are those of a delivery without an entry, and with pageId beside it those of that entry',
  async () => {
    const { bot, client } = harness();
    const recipientOf = async (item: Item): Promise<unknown> => {
      await bot.thread(item).send('x');
      return client.calls.at(-1)?.args[0];
    };
    assert.is(await recipientOf(between(userId, pageId)), userId);
    assert.is(await recipientOf(between(pageId, userId, echo)), userId);
    assert.is(await recipientOf({ ...between(userId, pageId, echo), pageId }), userId);
    assert.is(await recipientOf({ ...between(pageId, userId), pageId }), userId);
    await rejects((async () => bot.thread({ sender: { id: pageId }, pageId }))(), 'OptionError');
    await bot.close();
  },
);

ends('name a person that only a plugin knows by a reference, in every kind', async () => {
  const sender = { user_ref: 'visit-4711' };
  const parts: Item[] = [
    { postback: { payload: 'P' } },
    { referral: { ref: 'r' } },
    { optin: {} },
    { message: { text: 'x' } },
  ];
  for (const part of parts) {
    const event = await eventOf({ ...between(0, pageId, part), sender });
    assert.equal([event.userId, event.userRef, event.pageId], [undefined, 'visit-4711', pageId]);
  }
  const both = await eventOf({ ...between(0, pageId), sender: { id: userId, user_ref: 987654321432 } });
  assert.equal([both.userId, both.userRef], [userId, '987654321432']);
  const sent = await eventOf({ ...between(pageId, 0, echo), recipient: sender });
  assert.equal([sent.kind, sent.pageId, sent.userId, sent.userRef], ['echo', pageId, undefined, 'visit-4711']);
  assert.not.ok('userRef' in (await eventOf(items.message())));
});

ends.run();
