// A program beside the bot: what it reads of the bot's store, and what it leaves to the bot.
import { memoryStore, OptionError, type StoreAdmin, storeAdmin } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, type Harness, harness } from '@handover/test-support/harness';
import { lastingStore } from '@handover/test-support/lasting-store';
import { delivery, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const admins = suite('storeAdmin');

const MINUTE = 60_000;

interface Beside extends Harness {
  readonly admin: StoreAdmin;
  readonly store: Store;
}

function beside(options: Parameters<typeof harness>[0] = {}): Beside {
  const store = lastingStore();
  const made = harness({ store, answerWithinMs: 0, attempts: 1, ...options });
  return { ...made, store, admin: storeAdmin({ appId: APP, store, clock: made.clock }) };
}

const take = ({ clock, deliver }: Harness, userId: string): Promise<unknown> =>
  deliver(delivery({ messaging: [items.take({ userId, to: DESK, from: APP, timestamp: clock.now() })] }));

admins('reads the waiting list as the bot does, by pages', async () => {
  const made = beside();
  for (const userId of ['51', '52', '53']) {
    await take(made, userId);
    await made.clock.advance(1_000);
  }
  await made.deliver(delivery({ standby: [items.message({ userId: '51', timestamp: made.clock.now() })] }));
  const first = await made.admin.threads({ limit: 2 });
  const rest = await made.admin.threads({ cursor: first.cursor });
  const { items: listed } = await made.bot.threads();
  assert.equal(
    [...first.items, ...rest.items],
    listed.map(({ thread: { platform, pageId, userId }, ...facts }) => ({
      ...facts,
      thread: { platform, pageId, userId },
    })),
  );
  assert.equal(first.items[0]?.thread, { platform: 'messenger', pageId: SAMPLE_IDS.pageId, userId: '51' });
});

admins('takes the owner that the bot announced where the routing mode of the page decides', async () => {
  for (const [routing, listed] of [
    ['on', ['51']],
    ['off', []],
  ] as const) {
    const made = beside({ routing });
    await made.deliver(delivery({ messaging: [items.message({ userId: '51', timestamp: made.clock.now() })] }));
    const { items: own } = await made.admin.threads({ owner: 'self' });
    assert.equal(
      own.map(({ thread, owner }) => [thread.userId, owner.kind]),
      listed.map((userId) => [userId, 'self']),
    );
  }
});

admins('leaves out a thread whose control has ended, though the bot has not noticed', async () => {
  const made = beside();
  await take(made, '51');
  assert.is((await made.admin.threads()).items.length, 1);
  const later = { now: () => made.clock.now() + 25 * 60 * MINUTE };
  const { items: left } = await storeAdmin({ appId: APP, store: made.store, clock: later }).threads();
  assert.equal(left, []);
});

admins('retries a dead letter in a process of the bot, without repeating its steps', async () => {
  const made = beside();
  let fails = true;
  const runs: string[] = [];
  made.bot.on('error', () => undefined);
  made.bot.on('message', async ({ event, thread, step }) => {
    runs.push(await step('number', () => String(runs.length)));
    await thread.send(`re: ${event.text}`);
    if (fails) throw new Error('fails, for the test');
  });
  await made.deliver(delivery({ messaging: [items.message({ text: 'hello', timestamp: made.clock.now() })] }));
  await made.clock.advance(1_000);
  const [letter] = (await made.admin.deadLetters.list()).items;
  assert.is(letter?.event.kind, 'message');
  fails = false;
  assert.is(await made.admin.deadLetters.retry(letter?.id ?? ''), true);
  assert.equal((await made.admin.deadLetters.list()).items, []);
  assert.is(await made.admin.deadLetters.retry(letter?.id ?? ''), false);
  await made.clock.advance(30_000);
  assert.equal(runs, ['0', '0']);
  assert.is(made.client.calls.filter(({ name }) => name === 'sendMessage').length, 1);
  assert.equal((await made.bot.deadLetters.list()).items, []);
});

admins('touches only letters of its app, and discards one for good', async () => {
  const made = beside();
  made.bot.on('error', () => undefined);
  made.bot.on('message', () => {
    throw new Error('fails, for the test');
  });
  await made.deliver(delivery({ messaging: [items.message({ timestamp: made.clock.now() })] }));
  await made.clock.advance(1_000);
  const id = (await made.admin.deadLetters.list()).items[0]?.id ?? '';
  const other = storeAdmin({ appId: DESK, store: memoryStore() });
  assert.equal([await other.deadLetters.retry(id), await other.deadLetters.discard(id)], [false, false]);
  assert.equal([await made.admin.deadLetters.discard(id), await made.admin.deadLetters.discard(id)], [true, false]);
});

admins('names an option that is missing or that it does not have', () => {
  const isOptionError = (error: Error): boolean => error instanceof OptionError;
  assert.throws(() => storeAdmin({ appId: 'Bot', store: memoryStore() }), isOptionError);
  assert.throws(() => storeAdmin({ appId: APP, store: undefined as never }), isOptionError);
  assert.throws(() => storeAdmin(undefined as never), isOptionError);
  const misspelt = { appId: APP, store: memoryStore(), clok: { now: () => 0 } };
  assert.throws(() => storeAdmin(misspelt), /did you mean clock/);
});

admins.run();
