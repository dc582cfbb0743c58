// The threads where customers wait, by owner; and how a person is forgotten.
import { memoryStore, OptionError, pauseOnHumanReply, type WaitingOptions } from '@handover/core';
import { APP, DESK, type Harness, harness } from '@handover/test-support/harness';
import { gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { delivery, items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const waiting = suite('waiting list');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Another app takes the thread of a person. */
const take = ({ clock, deliver }: Harness, userId: string): Promise<unknown> =>
  deliver(delivery({ messaging: [items.take({ userId, to: DESK, from: APP, timestamp: clock.now() })] }));
/** This app gets it. */
const pass = ({ clock, deliver }: Harness, userId: string): Promise<unknown> =>
  deliver(delivery({ messaging: [items.pass({ userId, to: APP, from: DESK, timestamp: clock.now() })] }));

async function usersOf({ bot }: Harness, options?: WaitingOptions): Promise<string[]> {
  return (await bot.threads(options)).items.map(({ thread }) => thread.userId);
}

waiting('lists threads of other apps, those that wait longest first', async () => {
  const made = harness();
  for (const userId of ['51', '52', '53']) {
    await take(made, userId);
    await made.clock.advance(1_000);
  }
  await pass(made, '52');
  assert.equal(await usersOf(made), ['51', '53']);
  assert.equal(await usersOf(made, { owner: 'others' }), ['51', '53']);
  assert.equal(await usersOf(made, { owner: 'self' }), ['52']);
  assert.equal(await usersOf(made, { owner: 'any' }), ['51', '53', '52']);
});

waiting('says of each thread its owner and since when', async () => {
  const made = harness();
  await made.clock.advance(5_000);
  const since = new Date(made.clock.now());
  await take(made, '51');
  await made.clock.advance(HOUR);
  const [row] = (await made.bot.threads()).items;
  assert.equal([row?.owner, row?.since], [{ kind: 'app', appId: DESK }, since]);
  assert.equal([row?.thread.platform, row?.thread.pageId], ['messenger', SAMPLE_IDS.pageId]);
  assert.equal([row?.lastCustomerAt, row?.lastHumanAt], [undefined, undefined]);
  await row?.thread.takeThreadControl();
  assert.equal(await usersOf(made), []);
});

waiting('goes to the end of the list with a thread that comes back to the people', async () => {
  const made = harness();
  for (const [act, userId] of [
    [take, '51'],
    [take, '52'],
    [pass, '51'],
    [take, '51'],
  ] as const) {
    await act(made, userId);
    await made.clock.advance(1_000);
  }
  assert.equal(await usersOf(made), ['52', '51']);
});

waiting('says when the customer and when a person showed themselves last, of threads of other apps alone', async () => {
  const made = harness();
  const start = made.clock.now();
  await take(made, '51');
  await pass(made, '52');
  const said = async (list: 'messaging' | 'standby', item: unknown): Promise<unknown> =>
    made.deliver(delivery({ [list]: [item] }));
  const at = (ms: number) => ({ timestamp: start + ms });
  await said('standby', items.message({ userId: '51', ...at(1_000) }));
  await said('standby', items.message({ userId: '51', ...at(3_000) }));
  // An older one that comes late changes nothing.
  await said('standby', items.message({ userId: '51', ...at(2_000) }));
  await said('standby', items.echo({ userId: '51', appId: DESK, ...at(4_000) }));
  await said('messaging', items.message({ userId: '52', ...at(5_000) }));
  const rows = (await made.bot.threads({ owner: 'any' })).items;
  assert.equal(
    rows.map(({ lastCustomerAt, lastHumanAt }) => [lastCustomerAt, lastHumanAt]),
    [
      [new Date(start + 3_000), new Date(start + 4_000)],
      [undefined, undefined],
    ],
  );
});

waiting('lists by pages, each thread once, though threads leave and come between them', async () => {
  const made = harness();
  for (let user = 1; user <= 7; user += 1) {
    await take(made, `5${user}`);
    await made.clock.advance(1_000);
  }
  const first = await made.bot.threads({ limit: 3 });
  assert.equal(
    first.items.map(({ thread }) => thread.userId),
    ['51', '52', '53'],
  );
  await pass(made, '52');
  await pass(made, '54');
  await take(made, '58');
  const second = await made.bot.threads({ limit: 3, cursor: first.cursor });
  assert.equal(
    second.items.map(({ thread }) => thread.userId),
    ['55', '56', '57'],
  );
  const third = await made.bot.threads({ limit: 3, cursor: second.cursor });
  assert.equal(
    third.items.map(({ thread }) => thread.userId),
    ['58'],
  );
  assert.is(third.cursor, undefined);
});

waiting('leaves out a thread whose owner has lost it by time, of which nothing came', async () => {
  const made = harness();
  await take(made, '51');
  assert.equal(await usersOf(made), ['51']);
  await made.clock.advance(8 * DAY);
  assert.equal((await made.bot.thread({ pageId: SAMPLE_IDS.pageId, userId: '51' }).state()).owner.kind, 'idle');
  assert.equal([await usersOf(made), await usersOf(made, { owner: 'any' })], [[], []]);
});

waiting('shows the threads of its own app, in a store that several share', async () => {
  const store = memoryStore();
  const mine = harness({ store });
  const other = harness({ store, appId: '777' });
  await take(mine, '51');
  await other.deliver(delivery({ messaging: [items.take({ userId: '52', to: DESK, timestamp: other.clock.now() })] }));
  assert.equal([await usersOf(mine), await usersOf(other)], [['51'], ['52']]);
});

waiting('puts a thread on the list that this bot has handed over itself', async () => {
  const made = harness();
  await made.deliver(delivery({ messaging: [items.message({ userId: '51', timestamp: made.clock.now() })] }));
  assert.equal([await usersOf(made), await usersOf(made, { owner: 'self' })], [[], ['51']]);
  await made.clock.advance(1_000);
  await made.bot.thread({ pageId: SAMPLE_IDS.pageId, userId: '51' }).passThreadControl(DESK);
  assert.equal([await usersOf(made), await usersOf(made, { owner: 'self' })], [['51'], []]);
});

waiting('refuses owners and limits that are none', async () => {
  const { bot } = harness();
  for (const options of [{ owner: 'people' }, { limit: 0 }, { limit: 1_001 }, { limit: 2.5 }]) {
    const error = await rejects(bot.threads(options as WaitingOptions));
    assert.instance(error, OptionError);
  }
});

const reference = { platform: 'messenger', pageId: SAMPLE_IDS.pageId, userId: '51' } as const;
const body = (text: string, userId = '51'): unknown =>
  delivery({ messaging: [items.message({ text, mid: `m_${text}`, userId })] });

waiting('forgets the owner, the values and the place on the list of a person, and of no other', async () => {
  const made = harness();
  made.bot.use(pauseOnHumanReply({ forMs: DAY }));
  for (const userId of ['51', '52']) {
    await take(made, userId);
    await made.bot
      .thread({ ...reference, userId })
      .values.compareAndSet('name', 'Ann', { expected: undefined, ttlMs: DAY });
  }
  await made.bot.forget(reference);
  assert.equal(await usersOf(made), ['52']);
  const known = await Promise.all(
    ['51', '52'].map(async (userId) => {
      const thread = made.bot.thread({ ...reference, userId });
      return [(await thread.state()).owner.kind, await thread.values.get('name')];
    }),
  );
  assert.equal(known, [
    ['unknown', undefined],
    ['app', 'Ann'],
  ]);
});

waiting('forgets what is parked of a person, which then runs nowhere, and no redelivery runs either', async () => {
  const store = lastingStore();
  const killed = harness({ store, answerWithinMs: 0 });
  killed.bot.on('message', () => never);
  for (const userId of ['51', '52']) await killed.deliver(body('hello', userId));
  const next = harness({ store });
  const seen: (string | undefined)[] = [];
  next.bot.on('message', ({ event }) => void seen.push(event.userId));
  await next.bot.forget(reference);
  await next.clock.advance(60_000);
  assert.equal(seen, ['52']);
  assert.is((await next.deliver(body('hello'))).status, 200);
  assert.equal(seen, ['52']);
});

waiting('forgets the dead letters of a person alone', async () => {
  const made = harness({ attempts: 1, store: lastingStore(), answerWithinMs: 0 });
  made.bot.on('error', () => undefined);
  made.bot.on('message', () => {
    throw new Error('fails, for the test');
  });
  for (const userId of ['51', '52']) {
    await made.deliver(body('hello', userId));
    await made.clock.advance(0);
  }
  await made.bot.forget(reference);
  assert.equal(
    (await made.bot.deadLetters.list()).items.map(({ event }) => event.userId),
    ['52'],
  );
});

for (const [name, options] of [
  ['a store that lasts', () => ({ store: lastingStore(), answerWithinMs: 0 })],
  ['the default store', () => ({})],
] as const) {
  waiting(`keeps no letter of a person who was forgotten while their event ran, with ${name}`, async () => {
    const made = harness({ attempts: 1, ...options() });
    const slow = gate();
    made.bot.on('error', () => undefined);
    made.bot.on('message', async () => {
      await slow.opened;
      throw new Error('fails, for the test');
    });
    const answer = made.deliver(body('hello'));
    await made.clock.advance(4_000);
    assert.is((await answer).status, 200);
    await made.bot.forget(reference);
    slow.open();
    await made.clock.advance(0);
    assert.equal((await made.bot.deadLetters.list()).items, []);
  });
}

waiting('knows a person again who writes after they were forgotten', async () => {
  const made = harness();
  const seen: string[] = [];
  made.bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
  await take(made, '51');
  await made.bot.forget(reference);
  await made.clock.advance(1_000);
  await made.deliver(
    delivery({ messaging: [items.message({ userId: '51', text: 'me again', timestamp: made.clock.now() })] }),
  );
  assert.equal(seen, ['me again']);
  assert.equal(await usersOf(made, { owner: 'self' }), ['51']);
});

waiting.run();
