// A message that goes out once per thread, from whatever process.
import { memoryStore, NotThreadOwnerError } from '@handover/core';
import { APP, DESK } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { advanceAll, durableStore, type Process, startProcess } from '@handover/test-support/processes';
import { items, rejects, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const once = suite('once');

const HOUR_MS = 3_600_000;
const threadOf = ({ bot }: Process) => bot.thread(SAMPLE_IDS);

once('sends once for each key and thread, and resolves to the same message, also from another process', async () => {
  const store = memoryStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  const first = await threadOf(one).send('welcome', { once: 'welcome' });
  assert.equal(first, { messageId: 'm_sent1' });
  assert.equal(await threadOf(one).send('welcome', { once: 'welcome' }), first);
  assert.equal(await threadOf(two).send('other words', { once: 'welcome' }), first);
  await threadOf(two).send('bye', { once: 'bye' });
  await two.bot.thread({ ...SAMPLE_IDS, userId: '52' }).send('welcome', { once: 'welcome' });
  assert.equal([one.sent(), two.sent()], [['welcome'], ['bye', 'welcome']]);
});

once('holds in handlers and outside alike, for different events', async () => {
  const one = startProcess();
  const ids: unknown[] = [];
  one.bot.on('message', async ({ thread }) => void ids.push(await thread.send('welcome', { once: 'welcome' })));
  await one.bring({ messaging: [items.message(), items.message()] });
  ids.push(await threadOf(one).send('welcome', { once: 'welcome' }));
  assert.equal([one.sent(), ids], [['welcome'], Array.from({ length: 3 }, () => ({ messageId: 'm_sent1' }))]);
});

once('is remembered for 36 hours from the message, or for as long as the call says', async () => {
  const one = startProcess();
  const send = (onceForMs?: number): Promise<unknown> =>
    threadOf(one).send('x', onceForMs === undefined ? { once: 'long' } : { once: 'short', onceForMs });
  await send();
  await send(HOUR_MS);
  await one.clock.advance(HOUR_MS - 1);
  await send(HOUR_MS);
  assert.is(one.sent().length, 2);
  await one.clock.advance(1);
  await send(HOUR_MS);
  assert.is(one.sent().length, 3);
  await one.clock.advance(35 * HOUR_MS - 1);
  await send();
  assert.is(one.sent().length, 3);
  await one.clock.advance(1);
  await send();
  assert.is(one.sent().length, 4);
});

once('a call that meets another one waits for it, in the same process and in another', async () => {
  const store = memoryStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  const { opened, open } = gate();
  one.client.during('sendMessage', () => opened);
  const sends = [one, one, two].map((each) => threadOf(each).send('welcome', { once: 'welcome' }));
  let settled = 0;
  for (const send of sends) void send.then(() => (settled += 1));
  await advanceAll([one, two], 5_000);
  assert.is(settled, 0);
  open();
  await advanceAll([one, two], 500);
  assert.equal(
    await Promise.all(sends),
    sends.map(() => ({ messageId: 'm_sent1' })),
  );
  assert.equal([one.sent(), two.sent()], [['welcome'], []]);
});

once('a call that waits for one that is refused sends in its place', async () => {
  const one = startProcess();
  const { opened, open } = gate();
  one.client.during('sendMessage', async () => {
    await opened;
    throw Object.assign(new Error('refused'), { name: 'GraphError', status: 400, kind: 'rate' });
  });
  const first = threadOf(one).send('welcome', { once: 'welcome' });
  await one.clock.advance(0);
  const second = threadOf(one).send('welcome', { once: 'welcome' });
  open();
  assert.is((await rejects(first)).message, 'refused');
  await one.clock.advance(250);
  assert.equal(await second, { messageId: 'm_sent1' });
  assert.is(one.sent().length, 2);
});

/** Refusals after which nothing was carried out for certain, and failures after which that is not known. */
const FREED: Readonly<Record<string, Record<string, unknown>>> = {
  'a refusal of Graph with 400': { name: 'GraphError', status: 400, kind: 'rate' },
  'a refusal of Graph with 403': { name: 'GraphError', status: 403, kind: 'permission' },
  'a request that never left': { name: 'ConnectionError', sent: false },
  'an argument error': { name: 'OptionError', kind: 'invalid' },
};
const KEPT: Readonly<Record<string, Record<string, unknown>>> = {
  'an answer of Graph with 500': { name: 'GraphError', status: 500, kind: 'transient' },
  'a connection that broke': { name: 'ConnectionError', sent: true },
  'a failure that says nothing of itself': {},
};

for (const [what, fields] of [...Object.entries(FREED), ...Object.entries(KEPT)]) {
  const isFreed = what in FREED;
  once(`the key is ${isFreed ? 'freed' : 'kept'} after ${what}`, async () => {
    const one = startProcess();
    one.client.refuse('sendMessage', fields);
    await rejects(threadOf(one).send('welcome', { once: 'welcome' }));
    const again = threadOf(one).send('welcome', { once: 'welcome' });
    await one.clock.advance(60_000);
    assert.equal(await again, isFreed ? { messageId: 'm_sent1' } : {});
    assert.is(one.sent().length, isFreed ? 2 : 1);
  });
}

once('the key is freed where the gate refuses: by another owner, by a hold, by an abort', async () => {
  const one = startProcess();
  await one.bring({ messaging: [items.take({ from: APP, to: DESK, timestamp: one.clock.now() })] });
  assert.instance(await rejects(threadOf(one).send('welcome', { once: 'welcome' })), NotThreadOwnerError);
  assert.is(await threadOf(one).send('welcome', { once: 'welcome', whenNotOwner: 'drop' }), undefined);
  await one.bring({ messaging: [items.pass({ from: DESK, to: APP, timestamp: one.clock.now() + 1_000 })] });
  await threadOf(one).send('welcome', { once: 'welcome' });
  assert.equal(one.sent(), ['welcome']);
});

once('the key is kept where the process died with its request on the way: it counts as sent', async () => {
  const store = durableStore();
  const [one, two] = [startProcess({ store }), startProcess({ store })];
  one.client.during('sendMessage', () => new Promise(() => undefined));
  const handler = async (each: Process, sent: unknown[]): Promise<void> => {
    each.bot.on('message', async ({ thread }) => {
      sent.push(await thread.send('welcome', { once: 'welcome' }));
      await thread.send('more');
    });
  };
  const [ofOne, ofTwo]: unknown[][] = [[], []];
  await handler(one, ofOne ?? []);
  await handler(two, ofTwo ?? []);
  const answer = one.bring({ messaging: [items.message()] });
  await one.clock.advance(4_000);
  assert.is((await answer).status, 200);
  await two.clock.advance(120_000);
  assert.equal([ofOne, ofTwo, two.sent()], [[], [{}], ['more']]);
  await two.bot.close();
});

once('goes out though the store fails behind the answer, and is not sent again', async () => {
  let isDown = false;
  const store = durableStore((name, args, operation) => {
    const isOutcome = name === 'setValue' && JSON.stringify(args).includes('messageId');
    if (isDown && isOutcome) throw new Error('down, for the test');
    return operation();
  });
  const one = startProcess({ store });
  isDown = true;
  assert.equal(await threadOf(one).send('welcome', { once: 'welcome' }), { messageId: 'm_sent1' });
  isDown = false;
  const again = threadOf(one).send('welcome', { once: 'welcome' });
  await one.clock.advance(60_000);
  assert.equal(await again, {});
  assert.equal(one.sent(), ['welcome']);
  await one.bot.close();
});

once('nothing goes out where the key can not be claimed', async () => {
  const store = durableStore((name, _args, operation) => {
    if (name === 'setValue') throw new Error('down, for the test');
    return operation();
  });
  const one = startProcess({ store });
  assert.is((await rejects(threadOf(one).send('welcome', { once: 'welcome' }))).name, 'StoreError');
  assert.equal(one.sent(), []);
  await one.bot.close();
});

once('has a key for each part of a text that is split', async () => {
  const one = startProcess();
  const long = `${'a'.repeat(1_500)} ${'b'.repeat(1_500)}`;
  const first = await threadOf(one).send(long, { once: 'long', split: true });
  assert.equal(await threadOf(one).send(long, { once: 'long', split: true }), first);
  assert.is(one.sent().length, 2);
});

once('refuses what is no key and no time', async () => {
  const one = startProcess();
  for (const options of [
    { once: '' },
    { once: 7 as never },
    { once: null as never },
    { once: 'x', onceForMs: 999 },
    { once: 'x', onceForMs: Number.NaN },
    { once: 'x', onceForMs: Number.POSITIVE_INFINITY },
    { once: 'x', onceForMs: '5000' as never },
  ]) {
    const error = (await rejects(threadOf(one).send('x', options))) as Error & { kind?: unknown };
    assert.equal([error.name, error.kind], ['OptionError', 'invalid']);
  }
  assert.equal(one.sent(), []);
});

once.run();
