// The Test button of Meta's app dashboard: entry "0", and the same sample each time.
import { type HandoverClient, memoryStore } from '@handover/core';
import { APP, DESK, type Harness, harness } from '@handover/test-support/harness';
import { dashboardTest, delivery, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const tests = suite('tests of the dashboard');

/** A bot that counts the events it runs. */
function counting(options: Parameters<typeof harness>[0] = {}): Harness & { readonly runs: () => number } {
  const made = harness(options);
  let runs = 0;
  made.bot.on('*', () => {
    runs += 1;
  });
  return { ...made, runs: () => runs };
}

const message = { sender: { id: '12334' }, recipient: { id: '23245' }, message: { mid: 'random_mid', text: 'x' } };
const presses: [name: string, body: unknown, kind: string][] = [
  ['a message', dashboardTest(), 'message'],
  ['a message on Instagram', dashboardTest({ object: 'instagram' }), 'message'],
  ['a message on messaging', delivery({ pageId: '0', messaging: [message] }), 'message'],
  ['an entry whose id is a number', { object: 'page', entry: [{ id: 0, time: 1, messaging: [message] }] }, 'message'],
  ['an entry without a time', { object: 'page', entry: [{ id: '0', changes: [{ field: 'attire' }] }] }, 'change'],
  ['a change', dashboardTest({ field: 'mission', value: 'To be useful' }), 'change'],
  ['a field and a value in the entry', delivery({ pageId: '0', more: { field: 'comments', value: {} } }), 'change'],
  ['an item of a list of the entry', delivery({ pageId: '0', more: { calls: [{ id: 'c_1' }] } }), 'change'],
  [
    'a take',
    dashboardTest({
      field: 'messaging_handovers',
      value: { ...message, message: undefined, take_thread_control: { new_owner_app_id: 9876543210 } },
    }),
    'take_thread_control',
  ],
];

for (const [name, body, kind] of presses) {
  tests(`run at each press, with an id of their own: ${name}`, async () => {
    const { bot, deliver, runs } = counting({ store: memoryStore() });
    const ids = new Set<string>();
    for (let press = 1; press <= 3; press += 1) {
      const { status, events } = await deliver(body);
      assert.equal([status, runs()], [200, press]);
      assert.equal(
        events.map((event) => event.kind),
        [kind],
      );
      for (const { id } of events) ids.add(id);
    }
    assert.is(ids.size, 3);
    await bot.close();
  });
}

tests('are none where the entry has another id', async () => {
  for (const pageId of ['00', '10', '0.0']) {
    const { bot, deliver, runs } = counting();
    for (let press = 1; press <= 2; press += 1) await deliver(delivery({ pageId, changes: [{ field: 'attire' }] }));
    assert.is(runs(), 1, pageId);
    await bot.close();
  }
});

tests('run once though a handler fails: 200, the failure is reported, and nothing is tried again', async () => {
  const { bot, clock, deliver, logger, runs } = counting();
  const letters: unknown[] = [];
  bot.on('dead_letter', (letter) => void letters.push(letter));
  bot.on('message', async () => {
    throw new Error('the order service is away');
  });
  assert.is((await deliver(dashboardTest())).status, 200);
  await clock.advance(3_600_000);
  assert.equal([runs(), letters], [1, []]);
  assert.is(logger.lines.filter((line) => line.startsWith('error A handler failed')).length, 1);
  await bot.close();
});

tests('do not keep another event of their delivery from being tried again', async () => {
  const { bot, deliver } = harness();
  const texts: unknown[] = [];
  bot.on('error', () => undefined);
  bot.on('message', ({ event }) => {
    texts.push(event.text);
    throw new Error('the order service is away');
  });
  const body = {
    object: 'page',
    entry: [...dashboardTest().entry, ...delivery({ messaging: [items.message({ text: 'real' })] }).entry],
  };
  assert.is((await deliver(body)).status, 500);
  assert.is((await deliver(body)).status, 500);
  assert.equal(texts, ['test_message', 'real', 'test_message', 'real']);
  await bot.close();
});

tests('run for a page that no client is for', async () => {
  const asked: unknown[] = [];
  const client = (page: unknown): HandoverClient => {
    asked.push(page);
    throw new Error('no such page');
  };
  const { bot, deliver, logger, runs } = counting({ client, routing: 'auto' });
  for (const [, body] of presses) assert.is((await deliver(body)).status, 200);
  assert.equal([runs(), asked, logger.lines], [presses.length, [], []]);
  await bot.close();
});

tests('are answered with 200 where a handler sends to the page that no client is for', async () => {
  const client = (): HandoverClient => {
    throw new Error('no such page');
  };
  const { bot, deliver } = harness({ client });
  const failures: string[] = [];
  bot.on('error', ({ error }) => void failures.push(error.message));
  bot.on('message', async ({ thread }) => {
    await thread.send('Hello!');
  });
  assert.is((await deliver(dashboardTest())).status, 200);
  assert.is(failures.length, 1);
  await bot.close();
});

tests('say nothing about who owns a thread, nor about a person', async () => {
  const { bot, deliver, runs } = counting();
  const changed: unknown[] = [];
  bot.on('owner_changed', (change) => void changed.push(change));
  const { pageId, userId } = SAMPLE_IDS;
  const value = { sender: { id: userId }, recipient: { id: pageId }, take_thread_control: { new_owner_app_id: DESK } };
  await deliver(dashboardTest({ field: 'messaging_handovers', value, time: 1_764_590_500_000 }));
  assert.equal((await bot.thread(SAMPLE_IDS).state()).owner, { kind: 'unknown' });
  const [event] = (await deliver(dashboardTest())).events;
  assert.equal([event?.standby, changed, runs()], [false, [], 2]);
  await bot.close();
});

tests('run thirty times a minute at most; more are answered with 200, not run, and logged once', async () => {
  const { bot, clock, deliver, logger, runs } = counting();
  for (let press = 0; press < 40; press += 1) {
    const { status, events } = await deliver(dashboardTest());
    // The answer holds each event of the delivery, whether it was run or not.
    assert.equal([status, events.length], [200, 1]);
    await clock.advance(1_000);
  }
  assert.is(runs(), 30);
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /^warn Too many dashboard tests.*"most":30,"withinMs":60000/);
  // Nineteen of the thirty are younger than a minute now.
  await clock.advance(30_000);
  for (let press = 0; press < 40; press += 1) await deliver(dashboardTest());
  assert.is(runs(), 30 + 11);
  await clock.advance(60_001);
  await deliver(dashboardTest());
  assert.equal([runs(), logger.lines.length], [30 + 11 + 1, 1]);
  await bot.close();
});

tests(
  'on top of thirty a minute keep no other event of their delivery from being run, nor from its place',
  async () => {
    const { bot, deliver } = harness();
    const texts: unknown[] = [];
    bot.on('message', ({ event }) => void texts.push(event.text));
    for (let press = 0; press < 30; press += 1) await deliver(dashboardTest());
    texts.length = 0;
    const body = {
      object: 'page',
      entry: [
        ...dashboardTest().entry,
        ...delivery({ messaging: [items.message({ text: 'real' })], standby: [items.echo({ appId: APP })] }).entry,
        ...dashboardTest().entry,
      ],
    };
    const { status, events } = await deliver(body);
    assert.equal([status, texts], [200, ['real']]);
    assert.equal(
      events.map(({ kind, pageId, standby }) => [kind, pageId, standby]),
      [
        ['message', '23245', false],
        ['message', SAMPLE_IDS.pageId, false],
        ['echo', SAMPLE_IDS.pageId, true],
        ['message', '23245', false],
      ],
    );
    await bot.close();
  },
);

tests.run();
