// Meta dates its answers to the second, its clocks and ours disagree, and what ends may end late: who owns all the same.
import type { Handover } from '@handover/core';
import { EMPTY_RECORD, mergeObservation, type Observation, REGISTERS } from '@handover/core/store';
import { APP, DESK, type Harness, harness, INBOX } from '@handover/test-support/harness';
import { delivery, type Item, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const clocks = suite('ownership by the clock');

const START = 1_764_590_400_000;
const DAY = 86_400_000;
/** An item `ms` after the start of the test clock. */
const at = (ms: number): { timestamp: number } => ({ timestamp: START + ms });
const messaging = (...list: Item[]): unknown => delivery({ messaging: list });
const standby = (...list: Item[]): unknown => delivery({ standby: list });

async function ownerOf(bot: Handover): Promise<string> {
  const { owner } = await bot.thread(SAMPLE_IDS).state();
  return owner.kind === 'app' ? `app ${owner.appId ?? '?'}` : owner.kind;
}

/** Graph's clock is ahead of ours by `ms`. */
function putAhead({ client, clock }: Harness, ms: number): void {
  const answer = async (): Promise<{ at: number }> => ({ at: Math.floor((clock.now() + ms) / 1000) * 1000 });
  client.passThreadControl = answer;
  client.takeThreadControl = answer;
}

clocks('does not give a thread that another app has for the time of a pass to us, whichever comes first', async () => {
  for (let ms = 0; ms < 16; ms += 1) {
    const pair = [items.pass({ to: APP, ...at(ms) }), items.pass({ to: DESK, ...at(ms) })];
    const { bot, deliver } = harness();
    for (const item of ms % 2 === 0 ? pair : pair.toReversed()) await deliver(messaging(item));
    assert.is(await ownerOf(bot), `app ${DESK}`);
  }
});

clocks('lets control that a change dates in seconds decide over a message of that second', async () => {
  const made = harness();
  await made.clock.advance(20_000);
  await made.deliver(messaging(items.message(at(10_500))));
  const value = items.take({ to: DESK, timestamp: (START + 10_000) / 1000 });
  const changes = [{ field: 'messaging_handovers', value }];
  await made.deliver({ object: 'page', entry: [{ id: SAMPLE_IDS.pageId, changes }] });
  assert.is(await ownerOf(made.bot), `app ${DESK}`);
  await made.deliver(messaging(items.message({ mid: 'm_later', ...at(11_000) })));
  assert.is(await ownerOf(made.bot), 'self');
});

clocks('lets a message decide over control of the same second that is dated to the millisecond', async () => {
  const made = harness();
  await made.clock.advance(20_000);
  await made.deliver(messaging(items.take({ to: DESK, ...at(10_000) }), items.message(at(10_500))));
  assert.is(await ownerOf(made.bot), 'self');
});

clocks('names no owner by our own echo, nor by one of another app that came to be answered', async () => {
  const { bot, deliver } = harness();
  await deliver(standby(items.message(at(0)), items.echo({ appId: APP, ...at(5) })));
  await deliver(messaging(items.echo({ appId: DESK, ...at(10) })));
  assert.is(await ownerOf(bot), 'app ?');
});

clocks('does not name the owner before where another app took the thread without a name', async () => {
  const { bot, deliver } = harness();
  await deliver(messaging(items.take({ to: DESK, ...at(0) }), items.take(at(5))));
  assert.is(await ownerOf(bot), 'app ?');
});

clocks('does not name an owner whose control a message has shown to be over', async () => {
  const { bot, clock, client, deliver } = harness({ routing: 'off' });
  await deliver(messaging(items.take({ to: DESK, ...at(0) }), items.message(at(5_000))));
  await clock.advance(10_000);
  client.refuse('sendMessage', { kind: 'not_owner' });
  await rejects(bot.thread(SAMPLE_IDS).send('hello'), 'NotThreadOwnerError');
  assert.is(await ownerOf(bot), 'app ?');
});

clocks('does not take a message written before our pass for its end, where the clock of Graph is ahead', async () => {
  const made = harness();
  putAhead(made, 300_000);
  await made.clock.advance(700);
  await made.bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  await made.deliver(messaging(items.message(at(300_650))));
  assert.is(await ownerOf(made.bot), `app ${DESK}`);
});

clocks('believes a pass back that is dated ahead of the call which it answers, by less than a second', async () => {
  const made = harness();
  putAhead(made, 300_000);
  await made.bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  await made.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(299_500) })));
  assert.is(await ownerOf(made.bot), 'self');
});

clocks('is not undone by what was known before the call, where the clock of the webhooks is ahead', async () => {
  const written = harness();
  await written.deliver(messaging(items.message(at(1_500))));
  await written.bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  assert.is(await ownerOf(written.bot), `app ${DESK}`, 'the message that was answered');

  const given = harness();
  await given.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(800) })));
  await given.bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  assert.is(await ownerOf(given.bot), `app ${DESK}`, 'the pass that made it ours');
});

clocks('leaves the thread to the app that took it in the second of our own take', async () => {
  const { bot, clock, deliver } = harness();
  await clock.advance(500);
  await bot.thread(SAMPLE_IDS).takeThreadControl();
  await deliver(messaging(items.take({ to: DESK, ...at(200) })));
  assert.is(await ownerOf(bot), `app ${DESK}`);
});

clocks('is not undone by a take that comes late, from seconds before our own', async () => {
  const { bot, clock, deliver } = harness();
  await clock.advance(5_000);
  await bot.thread(SAMPLE_IDS).takeThreadControl();
  await deliver(messaging(items.take({ to: DESK, ...at(1_000) })));
  assert.is(await ownerOf(bot), 'self');
});

clocks('begins a control of a day again, even if an earlier one of ours was extended', async () => {
  const called = harness();
  const thread = called.bot.thread(SAMPLE_IDS);
  await thread.extendThreadControl({ durationSeconds: 604_800 });
  await thread.passThreadControl(DESK);
  await thread.takeThreadControl();
  await called.clock.advance(2 * DAY);
  assert.is(await ownerOf(called.bot), 'idle', 'by calls of ours');

  const heard = harness();
  await heard.bot.thread(SAMPLE_IDS).extendThreadControl({ durationSeconds: 604_800 });
  await heard.deliver(messaging(items.take({ from: APP, to: DESK, ...at(5_000) })));
  await heard.deliver(messaging(items.pass({ from: DESK, to: APP, ...at(9_000) })));
  await heard.clock.advance(2 * DAY);
  assert.is(await ownerOf(heard.bot), 'idle', 'by what others did');
});

clocks('does not prolong the control of the inbox by the end that was known of another app', async () => {
  const { bot, clock, client, deliver } = harness();
  client.owner = { state: 'owned', appId: DESK, expiresAt: new Date(START + 7 * DAY) };
  await bot.thread(SAMPLE_IDS).getThreadOwner();
  await clock.advance(10_000);
  await deliver(messaging(items.echo({ appId: INBOX, timestamp: clock.now() })));
  assert.is(await ownerOf(bot), `app ${INBOX}`);
  await clock.advance(2 * DAY);
  assert.is(await ownerOf(bot), 'idle');
});

clocks('believes what shows an owner behind the end that was known', async () => {
  const { bot, clock, client, deliver } = harness();
  client.owner = { state: 'owned', appId: DESK, expiresAt: new Date(START + 3_600_000) };
  await bot.thread(SAMPLE_IDS).getThreadOwner();
  await clock.advance(7_200_000);
  assert.is(await ownerOf(bot), 'idle');
  await deliver(standby(items.message({ timestamp: clock.now() })));
  assert.is(await ownerOf(bot), `app ${DESK}`);
});

clocks('announces nothing at the first sight of a thread whose owner can not be known', async () => {
  const { bot, client, deliver } = harness({ routing: 'auto' });
  client.mode = new Error('no permission');
  let announced = 0;
  bot.on('owner_changed', () => {
    announced += 1;
  });
  await deliver(messaging(items.message(at(0))));
  assert.is(await ownerOf(bot), 'unknown');
  assert.is(announced, 0);
});

clocks('asks once a minute for a mode that can not be read', async () => {
  const { client, clock, deliver } = harness({ routing: 'auto' });
  client.mode = new Error('no permission');
  const lookups = (): number => client.calls.filter(({ name }) => name === 'getRoutingMode').length;
  for (const expected of [1, 2]) {
    for (let count = 0; count < 5; count += 1) {
      await deliver(messaging(items.message({ timestamp: clock.now() })));
      await clock.advance(1_000);
    }
    assert.is(lookups(), expected);
    await clock.advance(60_000);
  }
});

clocks('counts what may change the owner as a change, and nothing else', () => {
  const seen = { at: START, rank: 0, tie: 'e1' };
  const marks: Required<Observation> = {
    event: { ...seen, says: 'app', appId: DESK, source: 'take' },
    call: { ...seen, says: 'idle', source: 'call', begunAt: START, seenAt: 0 },
    other: { ...seen, says: 'other', source: 'take' },
    lane: { ...seen, says: 'standby' },
    person: seen,
    expiry: { ...seen, of: DESK, until: START + DAY },
    inbox: { ...seen, says: 'app', appId: INBOX },
    echo: { ...seen, says: 'app', appId: DESK },
  };
  const counted = REGISTERS.filter((name) => mergeObservation(EMPTY_RECORD, { [name]: marks[name] }).changes > 0);
  assert.equal(counted, ['event', 'call', 'other', 'lane', 'inbox', 'echo']);
});

clocks.run();
