// What an event carries of its item, beside what every event has.
import type { HandoverEvent } from '@handover/core';
import { delivery, items } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { harness } from './support/harness.ts';

const parts = suite('parts of an item');

/** The event that an item with this content brings. */
async function eventOf(content: Readonly<Record<string, unknown>>): Promise<HandoverEvent> {
  const { deliver } = harness();
  const { message: _, ...ends } = items.message();
  const { events } = await deliver(delivery({ messaging: [{ ...ends, ...content }] }));
  assert.is(events.length, 1);
  return events[0] as HandoverEvent;
}

/** Of an event, the fields that are asked for; absent ones as `undefined`. */
function pick(event: HandoverEvent, ...names: readonly string[]): unknown[] {
  return names.map((name) => (name in event ? (event as unknown as Record<string, unknown>)[name] : undefined));
}

const image = { type: 'image', payload: { url: 'https://cdn.example/1.jpg' } };

parts('are the attachments of a message, what it quotes and the button it comes of', async () => {
  const event = await eventOf({ message: { mid: 'm_1', attachments: [image, 'junk'], reply_to: { mid: 'm_0' } } });
  assert.equal(pick(event, 'kind', 'attachments', 'replyTo', 'text', 'mid'), [
    'message',
    [image],
    { mid: 'm_0' },
    undefined,
    'm_1',
  ]);
});

parts('are the attachments of an echo, and whose it is', async () => {
  const event = await eventOf({ message: { is_echo: true, mid: 'm_1', app_id: 5, attachments: [image] } });
  assert.equal(pick(event, 'kind', 'attachments', 'appId', 'sentBy'), ['echo', [image], '5', 'app']);
});

parts('are left out where they are of another kind than the wire describes', async () => {
  const message = await eventOf({
    message: { mid: 'm_1', text: 7, attachments: image, reply_to: 'm_0', quick_reply: 'YES' },
  });
  assert.equal(pick(message, 'kind', 'text', 'attachments', 'replyTo', 'quickReplyPayload'), [
    'message',
    ...Array(4).fill(undefined),
  ]);
  const order = await eventOf({ order: { products: 'two', note: 'quick' } });
  assert.equal(pick(order, 'kind', 'products', 'note'), ['order', undefined, 'quick']);
  const receipt = await eventOf({ delivery: { mids: 'm_1', watermark: 'soon' } });
  assert.equal(pick(receipt, 'kind', 'mids', 'watermark'), ['delivery', undefined, undefined]);
});

parts('are the watermark of a receipt, as a number also where it came as text, and the ids that it names', async () => {
  const receipt = await eventOf({ delivery: { watermark: '1764590400000', mids: ['m_1', 2, 'm_3'] } });
  assert.equal(pick(receipt, 'watermark', 'mids'), [1_764_590_400_000, ['m_1', 'm_3']]);
  assert.equal(pick(await eventOf({ read: { mid: 'm_1' } }), 'watermark', 'mid'), [undefined, 'm_1']);
});

parts('are the link that a person came by to the button they tapped first', async () => {
  const referral = { ref: 'spring26', source: 'SHORTLINK', type: 'OPEN_THREAD' };
  const event = await eventOf({ postback: { mid: 'm_1', title: 'Get started', payload: 'GO', referral } });
  assert.equal(pick(event, 'payload', 'referral'), ['GO', referral]);
});

parts('are an item whole where it is a value and no object', async () => {
  const { deliver } = harness();
  const { events } = await deliver(delivery({ messaging: ['text', null, 7], changes: [null, 'text'] }));
  assert.equal(
    events.map(({ kind, raw }) => [kind, raw]),
    [
      ['unknown', { value: 'text' }],
      ['unknown', { value: null }],
      ['unknown', { value: 7 }],
      ['unknown', { value: null }],
      ['unknown', { value: 'text' }],
    ],
  );
});

parts.run();
