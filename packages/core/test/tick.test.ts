// One look at what is due, for cron jobs and serverless functions.
import type { HandoverOptions, PluginHost } from '@handover/core';
import { APP, type Harness, harness } from '@handover/test-support/harness';
import { gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items, rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const tick = suite('tick');

const body = (text: string, userId = '51'): unknown =>
  delivery({ messaging: [items.message({ text, mid: `m_${userId}_${text}`, userId })] });
const NOTHING = { timers: 0, events: 0, announcements: 0 };

/** A process whose handlers of `message` note the text, then do `work`. */
function machine(
  options: Partial<HandoverOptions>,
  work: (text: string) => unknown = () => undefined,
): Harness & { readonly seen: string[] } {
  const made = harness({ answerWithinMs: 0, ...options });
  const seen: string[] = [];
  made.bot.on('error', () => undefined);
  made.bot.on('message', ({ event }) => {
    seen.push(event.text ?? '');
    return work(event.text ?? '');
  });
  return { ...made, seen };
}

/** A store with parked events that a process left, whose lease is over by the start of the others. */
async function left(
  texts: readonly string[],
  userOf = (_: string): string => '51',
): Promise<ReturnType<typeof lastingStore>> {
  const store = lastingStore();
  const killed = machine({ store, leaseMs: 3 }, () => never);
  for (const text of texts) await killed.deliver(body(text, userOf(text)));
  await killed.clock.advance(0);
  return store;
}

tick('counts nothing where nothing is due', async () => {
  assert.equal(await machine({ store: lastingStore() }).bot.tick(), NOTHING);
  assert.equal(await harness().bot.tick(), NOTHING);
});

tick('runs what a process that is gone has left, in order, and resolves once it is over', async () => {
  const store = await left(['1', '2', '3']);
  const slow = gate();
  const made = machine({ store }, () => slow.opened);
  await made.clock.advance(10);
  let counts: object | undefined;
  void made.bot.tick().then((given) => {
    counts = given;
  });
  await made.clock.advance(1_000);
  assert.equal([made.seen, counts], [['1'], undefined]);
  slow.open();
  await made.clock.advance(0);
  assert.equal([made.seen, counts], [['1', '2', '3'], { ...NOTHING, events: 3 }]);
  assert.equal(await made.bot.tick(), NOTHING);
});

tick('leaves alone what another process still has', async () => {
  const store = lastingStore();
  const holder = machine({ store }, () => never);
  await holder.deliver(body('held'));
  const made = machine({ store });
  await made.clock.advance(10);
  assert.equal(await made.bot.tick(), NOTHING);
  assert.equal(made.seen, []);
});

tick('does not repeat a failing event within one tick: the next tick does, at once', async () => {
  const store = await left(['1']);
  const made = machine({ store }, () => {
    if (made.seen.length < 3) throw new Error('fails, for the test');
  });
  await made.clock.advance(10);
  for (const count of [1, 2, 3]) {
    assert.equal(await made.bot.tick(), { ...NOTHING, events: 1 });
    assert.is(made.seen.length, count);
  }
  assert.equal(await made.bot.tick(), NOTHING);
  assert.equal((await made.bot.deadLetters.list()).items, []);
});

tick('gives an event up that fails in `attempts` runs', async () => {
  const store = await left(['1']);
  const made = machine({ store, attempts: 4 }, () => {
    throw new Error('fails, for the test');
  });
  await made.clock.advance(10);
  const counts: number[] = [];
  for (let time = 0; time < 5; time += 1) counts.push((await made.bot.tick()).events);
  // Its first run was that of the process that left it.
  assert.equal(counts, [1, 1, 1, 0, 0]);
  assert.equal(
    (await made.bot.deadLetters.list()).items.map(({ attempts }) => attempts),
    [4],
  );
});

tick('runs an event once where two processes tick at the same time', async () => {
  const store = await left(['1', '2', '3', '4'], (text) => text);
  const slow = gate();
  const machines = [1, 2].map(() => machine({ store }, () => slow.opened));
  for (const { clock } of machines) await clock.advance(10);
  const ticks = machines.map(({ bot }) => bot.tick());
  for (const { clock } of machines) await clock.advance(0);
  slow.open();
  const counts = (await Promise.all(ticks)).map(({ events }) => events);
  assert.is((counts[0] ?? 0) + (counts[1] ?? 0), 4);
  assert.equal(machines.flatMap(({ seen }) => seen).toSorted(), ['1', '2', '3', '4']);
});

tick('runs what hundreds of people wrote, in one tick', async () => {
  const texts = Array.from({ length: 230 }, (_, index) => String(index));
  const store = await left(texts, (text) => text);
  const made = machine({ store });
  await made.clock.advance(10);
  assert.is((await made.bot.tick()).events, 230);
  assert.is(new Set(made.seen).size, 230);
});

tick('ends although each of hundreds of events fails, and runs each once', async () => {
  const texts = Array.from({ length: 120 }, (_, index) => String(index));
  const store = await left(texts, (text) => text);
  const made = machine({ store }, () => {
    throw new Error('fails, for the test');
  });
  await made.clock.advance(10);
  assert.is((await made.bot.tick()).events, 120);
  assert.is(made.seen.length, 120);
});

tick('runs timers that are due, and counts them', async () => {
  const { bot, clock } = harness();
  const ran: string[] = [];
  let scheduler: PluginHost['scheduler'] | undefined;
  bot.use({
    name: 'timers',
    setup(host) {
      scheduler = host.scheduler;
      host.scheduler.handle('t', ({ key }) => void ran.push(key));
    },
  });
  for (const [key, inMs] of [
    ['a', 0],
    ['b', 0],
    ['c', 10_000],
  ] as const) {
    await scheduler?.schedule('t', key, clock.now() + inMs, '');
  }
  assert.is((await bot.tick()).timers, 2);
  assert.equal(ran, ['a', 'b']);
});

tick('announces changes of owner that were left, and counts what it has settled', async () => {
  const store = lastingStore();
  const lane = { at: 1_764_590_400_000, rank: 0, tie: 'e1', says: 'standby' } as const;
  await store.observe(`${APP}:messenger:1:2`, { lane }, 1_764_590_400_000 - 120_000);
  // A message on messaging says nothing of the owner where the mode is not known.
  await store.observe(`${APP}:messenger:1:3`, { lane: { ...lane, says: 'messaging' } }, 1_764_590_400_000 - 120_000);
  const { bot, client } = machine({ store, routing: 'auto' });
  client.mode = new Error('no permission');
  const owners: string[] = [];
  bot.on('owner_changed', ({ current }) => void owners.push(current.kind));
  const { announcements } = await bot.tick();
  assert.equal(owners, ['app']);
  assert.is(announcements, 1);
  assert.equal(await store.unsettled(APP, { before: Number.POSITIVE_INFINITY, limit: 10, now: 0 }), []);
  assert.equal(await bot.tick(), NOTHING);
});

tick('rejects where the store fails, and the next one finds what was due', async () => {
  const kept = await left(['1']);
  let isDown = true;
  const store = wrappedStore(kept, (_, __, operation) => {
    if (isDown) throw new Error('down, for the test');
    return operation();
  });
  const made = machine({ store });
  await made.clock.advance(10);
  await rejects(made.bot.tick(), 'StoreError');
  isDown = false;
  assert.is((await made.bot.tick()).events, 1);
  assert.equal(made.seen, ['1']);
});

tick('loses nothing where each request and each tick is a process of its own', async () => {
  const store = lastingStore();
  const texts = ['1', '2', '3', '4', '5'];
  const start = machine({ store }).clock.now();
  for (const [index, text] of texts.entries()) {
    const request = machine({ store }, () => never);
    await request.clock.advance(index * 1_000);
    assert.is((await request.deliver(body(text))).status, 200);
  }
  const seen: string[] = [];
  const counts: number[] = [];
  for (let minute = 1; minute <= 3; minute += 1) {
    const made = machine({ store });
    await made.clock.advance(minute * 60_000 - (made.clock.now() - start) - 1);
    seen.push(...made.seen);
    counts.push((await made.bot.tick()).events);
    seen.push(...made.seen.filter((each) => !seen.includes(each)));
    await made.bot.close();
  }
  assert.equal(seen.toSorted(), texts);
});

tick.run();
