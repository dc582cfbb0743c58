import type { EventOf } from '@handover/core';
import { APP, DESK, harness } from '@handover/test-support/harness';
import { delivery, type Item, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const unsends = suite('unsends');
const { pageId, userId } = SAMPLE_IDS;
const START = 1_764_590_400_000;
const HOUR = 3_600_000;

/** The unsend that a body brings. */
async function unsendOf(body: unknown): Promise<EventOf<'message_deleted'>> {
  const { bot, deliver } = harness();
  const { status, events } = await deliver(body);
  await bot.close();
  assert.is(status, 200);
  const [event] = events;
  assert.ok(event?.kind === 'message_deleted', event?.kind);
  return event;
}

/** Unsends as the wire has them, and whose message each deletes. */
const shapes: [name: string, item: Item, of: 'message' | 'echo'][] = [
  ['a flag', items.unsend({ mid: 'm_1' }), 'message'],
  ['a flag in a text', { ...items.unsend(), message: { mid: 'm_1', is_deleted: 'true' } }, 'message'],
  ['a text beside the flag', { ...items.unsend(), message: { mid: 'm_1', text: 'x', is_deleted: true } }, 'message'],
  [
    'attachments and a referral beside the flag',
    { ...items.unsend(), message: { mid: 'm_1', attachments: [], is_deleted: true, referral: { ref: 'r' } } },
    'message',
  ],
  ['a marked echo', items.unsend({ mid: 'm_1', echo: true }), 'echo'],
  [
    'an echo whose mark is a text',
    { ...items.unsend({ echo: true }), message: { mid: 'm_1', is_echo: 'true', is_deleted: 'true' } },
    'echo',
  ],
  [
    'an echo without its mark, known by its sender',
    { ...items.unsend({ echo: true }), message: { mid: 'm_1', is_deleted: true } },
    'echo',
  ],
  [
    'an echo whose ends are not swapped',
    { ...items.unsend(), message: { mid: 'm_1', is_echo: true, is_deleted: true } },
    'echo',
  ],
  [
    'an echo of ours',
    { ...items.unsend({ echo: true }), message: { mid: 'm_1', is_echo: true, is_deleted: true, app_id: Number(APP) } },
    'echo',
  ],
];

for (const [name, item, of] of shapes) {
  unsends(`are read with ${name}, on each lane and platform`, async () => {
    for (const object of ['page', 'instagram']) {
      const bodies = [
        delivery({ object, messaging: [item] }),
        delivery({ object, standby: [item] }),
        delivery({ object, changes: [{ field: 'messages', value: item }] }),
        delivery({ object, changes: [{ field: 'standby', value: item }] }),
      ];
      for (const body of bodies) {
        const event = await unsendOf(body);
        assert.equal([event.mid, event.of, event.pageId, event.userId], ['m_1', of, pageId, userId]);
      }
    }
  });
}

unsends('that name no message have an empty mid', async () => {
  const event = await unsendOf(delivery({ messaging: [{ ...items.unsend(), message: { is_deleted: true } }] }));
  assert.is(event.mid, '');
});

unsends('are none where the flag is not set', async () => {
  const { deliver } = harness();
  const flags = [false, 'false', null, 0, ''];
  const messaging = flags.map((is_deleted, index) => ({
    ...items.message(),
    message: { mid: `m_${index}`, text: 'x', is_deleted },
  }));
  const { events } = await deliver(delivery({ messaging }));
  assert.equal(
    events.map(({ kind }) => kind),
    flags.map(() => 'message'),
  );
});

/** Until when the desk's control lasts, after the desk took it at the start and then this came an hour later. */
async function endOfControl(body: (at: { timestamp: number }) => unknown): Promise<number | undefined> {
  const { bot, clock, deliver } = harness();
  await deliver(delivery({ messaging: [items.take({ to: DESK, timestamp: START })] }));
  await clock.advance(HOUR);
  await deliver(body({ timestamp: START + HOUR }));
  const { expiresAt } = await bot.thread(SAMPLE_IDS).state();
  await bot.close();
  return expiresAt?.getTime();
}

unsends('of a message are a sign of the person, and those of an echo are none', async () => {
  const day = 24 * HOUR;
  assert.is(await endOfControl((at) => delivery({ standby: [items.unsend(at)] })), START + HOUR + day);
  assert.is(await endOfControl((at) => delivery({ messaging: [items.unsend(at)] })), START + HOUR + day);
  assert.is(await endOfControl((at) => delivery({ standby: [items.unsend({ ...at, echo: true })] })), START + day);
});

unsends('say nothing about who owns the thread, whatever their lane', async () => {
  const { bot, deliver } = harness();
  const ownerAfter = async (body: unknown): Promise<unknown> => {
    await deliver(body);
    return (await bot.thread(SAMPLE_IDS).state()).owner;
  };
  assert.equal(await ownerAfter(delivery({ standby: [items.unsend()] })), { kind: 'unknown' });
  await deliver(delivery({ messaging: [items.take({ to: DESK, timestamp: START })] }));
  const desk = { kind: 'app', appId: DESK };
  assert.equal(await ownerAfter(delivery({ messaging: [items.unsend({ timestamp: START + 5 })] })), desk);
  assert.equal(await ownerAfter(delivery({ messaging: [items.unsend({ echo: true, timestamp: START + 6 })] })), desk);
  await bot.close();
});

unsends.run();
