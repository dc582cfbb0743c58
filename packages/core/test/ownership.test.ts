import {
  BUSINESS_AI_APP_ID,
  BUSINESS_AI_CONTROL_APP_ID,
  type Handover,
  memoryStore,
  type OwnerChanged,
} from '@handover/core';
import { APP, DESK, type Harness, harness, INBOX } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { delivery, type Item, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ownership = suite('ownership');

const START = 1_764_590_400_000;
/** An item `ms` after the start of the test clock. */
const at = (ms: number): { timestamp: number } => ({ timestamp: START + ms });

async function ownerOf(bot: Handover): Promise<string> {
  const { owner } = await bot.thread(SAMPLE_IDS).state();
  return owner.kind === 'app' ? `app ${owner.appId ?? '?'}` : owner.kind;
}

const messaging = (...list: Item[]): unknown => delivery({ messaging: list });
const standby = (...list: Item[]): unknown => delivery({ standby: list });

/** What was seen, in order, and who owns after it, by routing mode. */
const cases: [string, unknown[], { on: string; off: string; unknown: string }][] = [
  ['a message on messaging', [messaging(items.message(at(0)))], { on: 'self', off: 'idle', unknown: 'unknown' }],
  ['a message on standby', [standby(items.message(at(0)))], { on: 'app ?', off: 'app ?', unknown: 'app ?' }],
  [
    'a pass to us',
    [messaging(items.pass({ from: DESK, to: APP, ...at(0) }))],
    { on: 'self', off: 'self', unknown: 'self' },
  ],
  [
    'a pass without a new owner',
    [messaging(items.pass({ from: null, ...at(0) }))],
    { on: 'self', off: 'self', unknown: 'self' },
  ],
  [
    'a take by the desk',
    [messaging(items.take({ from: APP, to: DESK, ...at(0) }))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
  [
    'a take without a new owner',
    [messaging(items.take({ from: APP, ...at(0) }))],
    { on: 'app ?', off: 'app ?', unknown: 'app ?' },
  ],
  [
    'a pass to us, then a message on messaging',
    [messaging(items.pass({ to: APP, ...at(0) })), messaging(items.message(at(5)))],
    { on: 'self', off: 'self', unknown: 'self' },
  ],
  [
    'a take by the desk, then a message on messaging',
    [messaging(items.take({ to: DESK, ...at(0) })), messaging(items.message(at(5)))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    'a take by the desk, then a message on standby',
    [messaging(items.take({ to: DESK, ...at(0) })), standby(items.message(at(5)))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
  [
    'a pass to us, then a message on standby',
    [messaging(items.pass({ to: APP, ...at(0) })), standby(items.message(at(5)))],
    { on: 'app ?', off: 'app ?', unknown: 'app ?' },
  ],
  [
    'a message on standby and an echo of the desk there',
    [standby(items.message(at(0)), items.echo({ appId: DESK, ...at(5) }))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
  [
    'an echo of the inbox on messaging',
    [messaging(items.echo({ appId: INBOX, ...at(0) }))],
    { on: `app ${INBOX}`, off: `app ${INBOX}`, unknown: `app ${INBOX}` },
  ],
  [
    'an echo of the desk on messaging',
    [messaging(items.message(at(0)), items.echo({ appId: DESK, ...at(5) }))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    'an automation of Meta under the inbox id, on messaging',
    [messaging(items.message(at(0)), items.echo({ appId: INBOX, ai: true, ...at(5) }))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    "an echo of Meta's AI on messaging, under its own id",
    [messaging(items.message(at(0)), items.echo({ appId: BUSINESS_AI_APP_ID, ...at(5) }))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    "a message on standby and an echo of Meta's AI there, under its own id",
    [standby(items.message(at(0)), items.echo({ appId: BUSINESS_AI_APP_ID, ...at(5) }))],
    { on: `app ${BUSINESS_AI_APP_ID}`, off: `app ${BUSINESS_AI_APP_ID}`, unknown: `app ${BUSINESS_AI_APP_ID}` },
  ],
  [
    "an echo of Meta's AI on messaging, under the id of the inbox",
    [messaging(items.echo({ appId: INBOX, ai: true, ...at(0) }))],
    { on: 'unknown', off: 'unknown', unknown: 'unknown' },
  ],
  [
    "a take by Meta's AI",
    [messaging(items.take({ to: BUSINESS_AI_CONTROL_APP_ID, metadata: 'axon_take_thread_control', ...at(0) }))],
    {
      on: `app ${BUSINESS_AI_CONTROL_APP_ID}`,
      off: `app ${BUSINESS_AI_CONTROL_APP_ID}`,
      unknown: `app ${BUSINESS_AI_CONTROL_APP_ID}`,
    },
  ],
  [
    'an inbox echo, then a message on messaging',
    [messaging(items.echo({ appId: INBOX, ...at(0) }), items.message(at(5)))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    'a message on messaging of the same time as a take',
    [messaging(items.message(at(0)), items.take({ to: DESK, ...at(0) }))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
  [
    'a take and a pass of one time',
    [messaging(items.take({ to: DESK, ...at(0) }), items.pass({ to: APP, ...at(0) }))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
  [
    'two lanes of one time',
    [delivery({ messaging: [items.message(at(0))], standby: [items.message(at(0))] })],
    { on: 'app ?', off: 'app ?', unknown: 'app ?' },
  ],
  [
    'our own echo on standby',
    [messaging(items.message(at(0))), standby(items.echo({ appId: APP, ...at(5) }))],
    { on: 'self', off: 'idle', unknown: 'unknown' },
  ],
  [
    'a postback on messaging while the desk owns',
    [messaging(items.take({ to: DESK, ...at(0) }), items.postback({ payload: 'OLD', ...at(5) }))],
    { on: `app ${DESK}`, off: `app ${DESK}`, unknown: `app ${DESK}` },
  ],
];

for (const [name, bodies, expected] of cases) {
  for (const routing of ['on', 'off', 'unknown'] as const) {
    ownership(`after ${name}, routing ${routing}: ${expected[routing]}`, async () => {
      const made = harness(routing === 'unknown' ? { routing: 'auto' } : { routing });
      if (routing === 'unknown') made.client.mode = new Error('no permission');
      for (const body of bodies) assert.is((await made.deliver(body)).status, 200);
      assert.is(await ownerOf(made.bot), expected[routing]);
    });
  }
}

ownership('does not go back when a pass comes late that is older than a take', async () => {
  const { bot, deliver } = harness();
  await deliver(messaging(items.take({ to: DESK, ...at(1_000) })));
  await deliver(messaging(items.pass({ from: DESK, to: APP, ...at(0) })));
  assert.is(await ownerOf(bot), `app ${DESK}`);
});

ownership('does not believe a time that lies far ahead of our own', async () => {
  const { bot, clock, deliver } = harness();
  await deliver(messaging(items.take({ to: DESK, ...at(30 * 86_400_000) })));
  await clock.advance(120_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  assert.is(await ownerOf(bot), 'self');
});

ownership('changes nothing when our own echo comes late, on standby, after a pass', async () => {
  const made = harness();
  const { bot, deliver } = made;
  await deliver(messaging(items.message(at(0))));
  await bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  const before = await bot.thread(SAMPLE_IDS).state();
  await deliver(standby(items.echo({ appId: APP, ...at(10) })));
  assert.equal(await bot.thread(SAMPLE_IDS).state(), before);
});

ownership('does not wake the bot when an old button is tapped while a person answers', async () => {
  const { bot, deliver } = harness();
  const woken: string[] = [];
  const passedBy: string[] = [];
  bot.on('postback', ({ event }) => void woken.push(event.payload ?? ''));
  bot.on('standby:postback', ({ event }) => void passedBy.push(event.payload ?? ''));
  await deliver(messaging(items.echo({ appId: INBOX, ...at(0) })));
  await deliver(messaging(items.postback({ payload: 'OLD_BUTTON', ...at(10) })));
  assert.equal([woken, passedBy], [[], ['OLD_BUTTON']]);
});

ownership('sees the thread come back within the second in which it was passed on', async () => {
  const { bot, clock, deliver } = harness();
  await deliver(messaging(items.message(at(0))));
  await clock.advance(200);
  await bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  await clock.advance(200);
  await deliver(messaging(items.pass({ from: DESK, to: APP, ...at(400) })));
  assert.is(await ownerOf(bot), 'self');
});

ownership('believes a pass back though the two clocks of Meta disagree', async () => {
  const { bot, clock, deliver, client } = harness();
  await clock.advance(1_500);
  client.during('passThreadControl', () => clock.advance(2_000));
  await bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  // Dated ahead of the answer to our call, and yet it can only have come after it.
  await deliver(messaging(items.pass({ from: DESK, to: APP, ...at(2_900) })));
  assert.is(await ownerOf(bot), 'self');
});

ownership('is not undone by an older pass of another app within the second of our call', async () => {
  const { bot, clock, deliver } = harness();
  await clock.advance(500);
  await bot.thread(SAMPLE_IDS).passThreadControl(INBOX);
  await deliver(messaging(items.pass({ from: DESK, to: APP, ...at(100) })));
  assert.is(await ownerOf(bot), `app ${INBOX}`);
});

ownership('sees a release by the first message that comes on messaging after it', async () => {
  const { bot, clock, deliver } = harness();
  await bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  await clock.advance(300);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  assert.is(await ownerOf(bot), 'self');
});

ownership('does not take a message that was written before our pass for a sign that it is over', async () => {
  const { bot, clock, deliver } = harness();
  await clock.advance(700);
  await bot.thread(SAMPLE_IDS).passThreadControl(DESK);
  const answer = deliver(messaging(items.message({ text: 'late', ...at(650) })));
  const texts: unknown[] = [];
  bot.on('standby:message', ({ event }) => void texts.push(event.text));
  await answer;
  assert.is(await ownerOf(bot), `app ${DESK}`);
});

ownership('announces each change once, with the owner before it, ahead of the event that showed it', async () => {
  const { bot, clock, deliver } = harness();
  const log: string[] = [];
  const lineOf = ({ previous, current, cause, metadata }: OwnerChanged): string =>
    `${previous.kind} -> ${current.kind === 'app' ? (current.inbox ?? current.appId) : current.kind} by ${cause}${metadata === undefined ? '' : ` (${metadata})`}`;
  bot.on('owner_changed', async (change) => {
    await Promise.resolve();
    log.push(lineOf(change));
  });
  bot.on('*', ({ event }) => void log.push(event.kind));
  const body = messaging(items.message(at(0)));
  await deliver(body);
  await deliver(body);
  await clock.advance(1_000);
  await bot.thread(SAMPLE_IDS).handOver('inbox');
  await clock.advance(1_000);
  await deliver(standby(items.message({ timestamp: clock.now() })));
  await clock.advance(1_000);
  await deliver(messaging(items.pass({ from: INBOX, to: APP, metadata: 'done', timestamp: clock.now() })));
  assert.equal(log, [
    'unknown -> self by message',
    'message',
    'self -> page by call',
    'message',
    'app -> self by pass (done)',
    'pass_thread_control',
  ]);
});

ownership('announces at the next event what happened in silence: control ran out', async () => {
  const { bot, clock, deliver } = harness({ routing: 'off' });
  const log: string[] = [];
  bot.on('owner_changed', ({ previous, current }) => void log.push(`${previous.kind} -> ${current.kind}`));
  await deliver(messaging(items.take({ to: DESK, ...at(0) })));
  await clock.advance(2 * 86_400_000);
  assert.is(await ownerOf(bot), 'idle');
  assert.equal(log, ['unknown -> app'], 'reading emits nothing');
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  assert.equal(log, ['unknown -> app', 'app -> idle']);
});

ownership('announces the final owner where several changes come up at once', async () => {
  const { bot, deliver } = harness();
  const log: string[] = [];
  bot.on(
    'owner_changed',
    ({ current }) => void log.push(current.kind === 'app' ? (current.appId ?? '?') : current.kind),
  );
  await Promise.all([
    deliver(messaging(items.take({ to: DESK, ...at(20) }))),
    deliver(messaging(items.pass({ from: DESK, to: APP, ...at(30) }))),
    deliver(messaging(items.message(at(0)))),
    deliver(messaging(items.take({ to: INBOX, ...at(40) }))),
  ]);
  assert.is(log.at(-1), INBOX);
  assert.is(new Set(log).size, log.length);
});

ownership('goes on though a handler of owner_changed fails, and does not tell it twice', async () => {
  const { bot, deliver } = harness();
  let announced = 0;
  const errors: string[] = [];
  bot.on('error', ({ error }) => void errors.push(error.message));
  bot.on('owner_changed', () => {
    announced += 1;
    throw new Error('of the test');
  });
  assert.is((await deliver(messaging(items.message(at(0))))).status, 200);
  assert.is((await deliver(messaging(items.message(at(1))))).status, 200);
  assert.equal([announced, errors], [1, ['of the test']]);
});

ownership('lets a handler of owner_changed move the thread on, and announces that too', async () => {
  const { bot, deliver } = harness();
  const log: string[] = [];
  bot.on('owner_changed', async ({ thread, current }) => {
    log.push(current.kind);
    if (current.kind === 'self') await thread.passThreadControl(DESK);
  });
  await deliver(messaging(items.message(at(0))));
  assert.equal(log, ['self', 'app']);
});

ownership('asks for the routing mode once per page, in the background, and again after ten minutes', async () => {
  const { bot, clock, client, deliver } = harness({ routing: 'auto' });
  const lookups = (): number => client.calls.filter(({ name }) => name === 'getRoutingMode').length;
  for (let time = 0; time < 5; time += 1) await deliver(messaging(items.message(at(time))));
  await clock.advance(0);
  assert.is(lookups(), 1);
  assert.is(await ownerOf(bot), 'self');
  await clock.advance(600_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  await clock.advance(0);
  assert.is(lookups(), 2);
});

ownership('does not wait with a delivery for the routing mode', async () => {
  const { client, deliver } = harness({ routing: 'auto' });
  client.during('getRoutingMode', () => new Promise(() => undefined));
  assert.is((await deliver(messaging(items.message(at(0))))).status, 200);
});

ownership('keeps the inbox as the owner though other echoes come on standby after its own', async () => {
  const { bot, clock, deliver } = harness();
  await bot.thread(SAMPLE_IDS).takeThreadControl();
  await clock.advance(5_000);
  await deliver(messaging(items.echo({ appId: INBOX, ...at(2_000) })));
  await deliver(standby(items.echo({ appId: INBOX, ai: true, ...at(4_000) })));
  assert.is(await ownerOf(bot), `app ${INBOX}`);
});

ownership('does not bring expired control back by a tap or a message', async () => {
  for (const routing of ['on', 'off'] as const) {
    const { bot, clock, deliver } = harness({ routing });
    const woken: string[] = [];
    bot.on('postback', ({ event }) => void woken.push(event.payload ?? ''));
    await deliver(messaging(items.take({ to: DESK, ...at(0) })));
    await clock.advance(3 * 86_400_000);
    await deliver(messaging(items.postback({ payload: 'START', timestamp: clock.now() })));
    assert.equal([await ownerOf(bot), woken], ['idle', ['START']]);
  }
  const { bot, clock, deliver } = harness({ routing: 'off' });
  await deliver(messaging(items.pass({ from: DESK, to: APP, ...at(0) })));
  await clock.advance(2 * 86_400_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  assert.is(await ownerOf(bot), 'idle');
});

ownership('keeps control through a conversation that goes on day after day', async () => {
  const { bot, clock, deliver } = harness();
  await deliver(messaging(items.take({ to: DESK, ...at(0) })));
  for (let day = 0; day < 5; day += 1) {
    await clock.advance(72_000_000);
    await deliver(standby(items.message({ timestamp: clock.now() })));
    assert.is(await ownerOf(bot), `app ${DESK}`);
  }
});

ownership('keeps a known expiry through what only confirms the owner', async () => {
  const { bot, clock, client, deliver } = harness();
  client.owner = { state: 'owned', expiresAt: new Date(clock.now() + 7 * 86_400_000) };
  await bot.thread(SAMPLE_IDS).getThreadOwner();
  await clock.advance(60_000);
  await deliver(standby(items.message({ timestamp: clock.now() })));
  await clock.advance(3 * 86_400_000);
  assert.is(await ownerOf(bot), 'app ?');

  const own = harness();
  const thread = own.bot.thread(SAMPLE_IDS);
  await thread.extendThreadControl({ durationSeconds: 604_800 });
  own.client.refuse('takeThreadControl', { kind: 'already_owner' });
  await thread.takeThreadControl();
  await own.clock.advance(3 * 86_400_000);
  assert.is(await ownerOf(own.bot), 'self');
});

ownership('ends with an extension by less than a day, unless the person writes meanwhile', async () => {
  const { bot, clock, deliver } = harness();
  const thread = bot.thread(SAMPLE_IDS);
  await thread.takeThreadControl();
  await thread.extendThreadControl({ durationSeconds: 3_600 });
  await clock.advance(3_599_000);
  assert.is(await ownerOf(bot), 'self');
  await clock.advance(2_000);
  assert.is(await ownerOf(bot), 'idle');

  await thread.takeThreadControl();
  await thread.extendThreadControl({ durationSeconds: 3_600 });
  await clock.advance(1_800_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  await clock.advance(86_000_000);
  assert.is(await ownerOf(bot), 'self');
});

ownership('forgets the end that it once asked for when the thread changed hands', async () => {
  const { bot, clock, client, deliver } = harness();
  const thread = bot.thread(SAMPLE_IDS);
  await thread.takeThreadControl();
  await thread.extendThreadControl({ durationSeconds: 604_800 });
  await thread.passThreadControl(DESK);
  client.owner = { state: 'idle' };
  await clock.advance(1_000);
  await thread.getThreadOwner();
  await clock.advance(1_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  assert.is(await ownerOf(bot), 'self');
  await clock.advance(86_400_000);
  assert.is(await ownerOf(bot), 'idle');
});

ownership("believes Meta about the end of another app's control", async () => {
  const { bot, clock, client, deliver } = harness();
  await deliver(standby(items.message(at(0))));
  client.owner = { state: 'owned', expiresAt: new Date(clock.now() + 3_600_000) };
  await clock.advance(1_000);
  await bot.thread(SAMPLE_IDS).getThreadOwner();
  await clock.advance(3_600_000);
  assert.is(await ownerOf(bot), 'idle');
});

ownership('lets control that is dated in seconds decide over a message of that second', async () => {
  const seconds = { timestamp: START / 1000 };
  const taken = harness();
  await taken.deliver(messaging(items.message(at(300))));
  await taken.deliver(messaging(items.take({ to: DESK, ...seconds })));
  assert.is(await ownerOf(taken.bot), `app ${DESK}`);
  const given = harness();
  await given.deliver(standby(items.message(at(300))));
  await given.deliver(messaging(items.pass({ from: DESK, to: APP, ...seconds })));
  assert.is(await ownerOf(given.bot), 'self');
});

ownership('does not let an event from the future win again each time it is delivered', async () => {
  const { bot, clock, deliver } = harness();
  const body = messaging(items.take({ to: DESK, ...at(30 * 86_400_000) }));
  await deliver(body);
  await clock.advance(90_000);
  await deliver(messaging(items.message({ timestamp: clock.now() })));
  await clock.advance(1_000);
  await deliver(body);
  assert.is(await ownerOf(bot), 'self');
});

ownership("holds events against Meta's clock where that is known to be ahead of ours", async () => {
  const { bot, clock, client, deliver } = harness();
  const ahead = 300_000;
  client.takeThreadControl = async () => ({ at: clock.now() + ahead });
  await bot.thread(SAMPLE_IDS).takeThreadControl();
  await deliver(messaging(items.take({ from: APP, to: DESK, timestamp: clock.now() + ahead + 120_000 })));
  assert.is(await ownerOf(bot), `app ${DESK}`);
});

ownership('is ours where a take of ours followed a loss within one second, by our own clock', async () => {
  const { bot, clock, deliver } = harness();
  await clock.advance(500);
  await bot.thread(SAMPLE_IDS).takeThreadControl();
  await deliver(messaging(items.take({ from: APP, to: DESK, ...at(200) })));
  assert.is(await ownerOf(bot), 'self');
});

ownership('is ours once a message under HUMAN_AGENT was accepted in an idle thread', async () => {
  const { bot } = harness();
  await bot.thread(SAMPLE_IDS).releaseThreadControl();
  await bot.thread(SAMPLE_IDS).send('a colleague speaks', { tag: 'HUMAN_AGENT' });
  assert.is(await ownerOf(bot), 'self');
});

ownership('does not name an app that spoke before a message showed that no app owns', async () => {
  const { bot, clock, client, deliver } = harness({ routing: 'off' });
  await deliver(messaging(items.echo({ appId: INBOX, ...at(0) }), items.message(at(5_000))));
  await clock.advance(10_000);
  client.refuse('sendMessage', { kind: 'not_owner' });
  await rejects(bot.thread(SAMPLE_IDS).send('hello'), 'NotThreadOwnerError');
  assert.is(await ownerOf(bot), 'app ?');
});

ownership(
  'is not ours after a pass to ourselves among roles, which Meta gives the Primary in place of us',
  async () => {
    const { bot } = harness({ routing: 'primary' });
    await bot.thread(SAMPLE_IDS).passThreadControl(APP);
    assert.is(await ownerOf(bot), 'unknown');
    const routed = harness({ routing: 'on' });
    await routed.bot.thread(SAMPLE_IDS).passThreadControl(APP);
    assert.is(await ownerOf(routed.bot), 'self');
  },
);

/** Observations that a bot may make of a thread: deliveries, and calls of its own. */
const observation = fc.oneof(
  fc.record({
    kind: fc.constant('item' as const),
    ms: fc.integer({ min: 0, max: 5_000 }),
    which: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({
    kind: fc.constant('again' as const),
    ms: fc.integer({ min: 0, max: 20 }),
    which: fc.integer({ min: 0, max: 9 }),
  }),
);

/** The same item for the same description, so that a repetition is one. */
function itemOf({ ms, which }: { ms: number; which: number }): { lane: 'messaging' | 'standby'; item: Item } {
  const time = at(ms);
  const mid = `m_${which}_${ms}`;
  const list: { lane: 'messaging' | 'standby'; item: Item }[] = [
    { lane: 'messaging', item: items.message({ ...time, mid }) },
    { lane: 'standby', item: items.message({ ...time, mid }) },
    { lane: 'messaging', item: items.pass({ ...time, from: DESK, to: APP, metadata: 'note' }) },
    { lane: 'messaging', item: items.pass({ ...time, from: null }) },
    { lane: 'messaging', item: items.take({ ...time, from: APP, to: DESK }) },
    { lane: 'messaging', item: items.take({ ...time, from: APP }) },
    { lane: 'standby', item: items.echo({ ...time, mid, appId: DESK }) },
    { lane: 'messaging', item: items.echo({ ...time, mid, appId: INBOX }) },
    { lane: 'standby', item: items.echo({ ...time, mid, appId: APP }) },
    { lane: 'messaging', item: items.postback({ ...time, mid, payload: 'P' }) },
  ];
  return list[which] ?? { lane: 'messaging', item: items.message({ ...time, mid }) };
}

async function stateAfter(bodies: readonly unknown[], machines: number): Promise<unknown> {
  // Several bots on one store are several machines.
  const first = harness();
  const store = memoryStore();
  const bots: Harness[] = Array.from({ length: machines }, () => harness({ store, clock: first.clock }));
  await first.clock.advance(10_000);
  for (const [index, body] of bodies.entries()) await bots[index % machines]?.deliver(body);
  const state = await bots[0]?.bot.thread(SAMPLE_IDS).state();
  await Promise.all(bots.map(({ bot }) => bot.close()));
  return state;
}

ownership(
  'is the same after every order, repetition and split of the same observations, over any machines',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(observation, { minLength: 1, maxLength: 8 }).chain((list) =>
          fc.record({
            list: fc.constant(list),
            shuffled: fc.shuffledSubarray([...list, ...list], {
              minLength: 2 * list.length,
              maxLength: 2 * list.length,
            }),
            batch: fc.integer({ min: 1, max: 4 }),
            machines: fc.integer({ min: 1, max: 3 }),
          }),
        ),
        async ({ list, shuffled, batch, machines }) => {
          const single = list.map((each) => {
            const { lane, item } = itemOf(each);
            return delivery({ [lane]: [item] });
          });
          const batches: unknown[] = [];
          for (let index = 0; index < shuffled.length; index += batch) {
            const part = shuffled.slice(index, index + batch).map(itemOf);
            const lane = (name: string): Item[] => part.filter((each) => each.lane === name).map(({ item }) => item);
            batches.push(delivery({ messaging: lane('messaging'), standby: lane('standby') }));
          }
          assert.equal(await stateAfter(batches, machines), await stateAfter(single, 1));
        },
      ),
      propertyRuns(150),
    );
  },
);

ownership.run();
