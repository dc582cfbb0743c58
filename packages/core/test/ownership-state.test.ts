// What `thread.state()` and `owner_changed` say beside the owner: since when, until when, and whom they name.
import type { Owner, ThreadState } from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX } from '@handover/test-support/harness';
import { delivery, type Item, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const states = suite('the state of a thread');

const START = 1_764_590_400_000;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** An item `ms` after the start of the test clock. */
const at = (ms: number): { timestamp: number } => ({ timestamp: START + ms });
const messaging = (...list: Item[]): unknown => delivery({ messaging: list });
const standby = (...list: Item[]): unknown => delivery({ standby: list });
const stateOf = ({ bot }: Harness): Promise<ThreadState> => bot.thread(SAMPLE_IDS).state();
const ends = (ms: number): Item => ({
  sender: { id: SAMPLE_IDS.userId },
  recipient: { id: SAMPLE_IDS.pageId },
  ...at(ms),
});

states('says since when and until when an app owns, and no end where none does', async () => {
  const ours = harness();
  await ours.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(0) })));
  const { owner, since, expiresAt, source } = await stateOf(ours);
  assert.equal(
    { owner, since, expiresAt, source },
    {
      owner: { kind: 'self' },
      since: new Date(START),
      expiresAt: new Date(START + DAY),
      source: 'pass',
    },
  );
  assert.not.ok('metadata' in (await stateOf(ours)));
  await ours.clock.advance(DAY);
  assert.equal(await stateOf(ours), {
    owner: { kind: 'idle' },
    mayReply: true,
    since: new Date(START + DAY),
    source: 'expiry',
  });

  const theirs = harness();
  await theirs.deliver(messaging(items.take({ to: DESK, metadata: 'why', ...at(0) })));
  assert.equal(await stateOf(theirs), {
    owner: { kind: 'app', appId: DESK },
    mayReply: false,
    since: new Date(START),
    expiresAt: new Date(START + DAY),
    source: 'take',
    metadata: 'why',
  });

  const open = harness({ routing: 'off' });
  await open.deliver(messaging(items.message(at(0))));
  await open.clock.advance(2 * DAY);
  assert.equal(await stateOf(open), {
    owner: { kind: 'idle' },
    mayReply: true,
    since: new Date(START),
    source: 'message',
  });
});

states('begins with the first sign of the owner, though its name comes later', async () => {
  const made = harness();
  await made.deliver(standby(items.message(at(0))));
  await made.deliver(standby(items.echo({ appId: DESK, ...at(5_000) })));
  const { owner, since, expiresAt } = await stateOf(made);
  assert.equal(
    [owner, since, expiresAt],
    [{ kind: 'app', appId: DESK }, new Date(START), new Date(START + 5_000 + DAY)],
  );
});

const signs: [name: string, item: Item, renews: boolean][] = [
  ['a message', items.message(at(HOUR)), true],
  ['a postback', items.postback(at(HOUR)), true],
  ['a reaction', { ...ends(HOUR), reaction: { mid: 'm_1', action: 'react' } }, true],
  ['a referral', items.referral(at(HOUR)), true],
  ['an opt-in', { ...ends(HOUR), optin: { type: 'notification_messages' } }, true],
  ['an opt-out', { ...ends(HOUR), optin: { notification_messages_status: 'STOP_NOTIFICATIONS' } }, true],
  ['an order', { ...ends(HOUR), order: { products: [] } }, true],
  ['account linking', { ...ends(HOUR), account_linking: { status: 'linked' } }, true],
  ['customer information', { ...ends(HOUR), messaging_customer_information: {} }, true],
  ['feedback', { ...ends(HOUR), messaging_feedback: {} }, true],
  ['an unsend', items.unsend(at(HOUR)), true],
  ['the unsend of an echo', items.unsend({ echo: true, ...at(HOUR) }), false],
  ['an echo of ours', items.echo({ appId: APP, ...at(HOUR) }), false],
  ['a receipt', { ...ends(HOUR), read: { watermark: START } }, false],
];
for (const [name, item, renews] of signs) {
  states(`${renews ? 'is renewed for a day by' : 'is not renewed by'} ${name}`, async () => {
    const made = harness();
    await made.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(0) })));
    await made.clock.advance(2 * HOUR);
    await made.deliver(messaging(item));
    assert.equal((await stateOf(made)).expiresAt, new Date(START + DAY + (renews ? HOUR : 0)));
  });
}

states('is not renewed by a tap before the pass', async () => {
  const made = harness();
  await made.clock.advance(2 * HOUR);
  await made.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(HOUR) }), items.postback(at(0))));
  assert.equal((await stateOf(made)).expiresAt, new Date(START + HOUR + DAY));
});

states('names both owners of a change, with the inbox where it is one, and no id where none is known', async () => {
  const made = harness();
  const announced: [Owner, Owner][] = [];
  made.bot.on('owner_changed', async ({ previous, current }) => void announced.push([previous, current]));
  const desk: Owner = { kind: 'app', appId: DESK };
  const inbox: Owner = { kind: 'app', appId: INBOX, inbox: 'page' };
  const nameless: Owner = { kind: 'app' };
  await made.clock.advance(10_000);
  await made.deliver(messaging(items.take({ to: DESK, ...at(1_000) })));
  await made.deliver(messaging(items.take({ from: DESK, to: INBOX, ...at(2_000) })));
  await made.deliver(messaging(items.take({ from: INBOX, ...at(3_000) })));
  await made.deliver(messaging(items.take({ to: DESK, ...at(4_000) })));
  assert.equal(announced, [
    [{ kind: 'unknown' }, desk],
    [desk, inbox],
    [inbox, nameless],
    [nameless, desk],
  ]);
});

states('follows a later pass by an app that was not the owner that our call made', async () => {
  const made = harness();
  await made.clock.advance(500);
  await made.bot.thread(SAMPLE_IDS).takeThreadControl();
  await made.clock.advance(5_000);
  await made.deliver(messaging(items.pass({ from: INBOX, to: DESK, ...at(5_000) })));
  assert.equal((await stateOf(made)).owner, { kind: 'app', appId: DESK });
});

states(
  'believes a pass without an owner before it in the second of our call only if nothing else shows the owner',
  async () => {
    const pass = (from: string | null, ms: number): unknown => messaging(items.pass({ from, to: DESK, ...at(ms) }));
    // Our own clock lies within the second of Graph's answer: it says that the pass came before the call.
    const exact = harness();
    await exact.clock.advance(500);
    await exact.bot.thread(SAMPLE_IDS).takeThreadControl();
    await exact.deliver(pass(null, 400));
    assert.is((await stateOf(exact)).owner.kind, 'self');
    // Graph's clock is ahead of ours: within its second nothing shows the owner, and silence is the safe mistake.
    for (const [from, owner] of [
      [null, 'app'],
      [INBOX, 'self'],
    ] as const) {
      const rough = harness();
      rough.client.takeThreadControl = async () => ({ at: START + 5_000 });
      await rough.bot.thread(SAMPLE_IDS).takeThreadControl();
      await rough.deliver(pass(from, 5_400));
      assert.is((await stateOf(rough)).owner.kind, owner, String(from));
    }
  },
);

states('does not come back by a message without a time that is delivered again', async () => {
  const made = harness();
  const { timestamp: _, ...undated } = items.message();
  const body = { object: 'page', entry: [{ id: SAMPLE_IDS.pageId, messaging: [undated] }] };
  await made.deliver(body);
  assert.is((await stateOf(made)).owner.kind, 'self');
  await made.clock.advance(1_000);
  await made.deliver(messaging(items.take({ to: DESK, ...at(1_000) })));
  await made.clock.advance(1_000);
  await made.deliver(body);
  assert.equal((await stateOf(made)).owner, { kind: 'app', appId: DESK });
});

states.run();
