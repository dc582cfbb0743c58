// What holds while something takes long: events beside a slow one, hooks, stores that answer late, clocks that jump.

import { runInNewContext } from 'node:vm';
import { type HandoverFailure, memoryStore, type Plugin } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, harness, INBOX, SECRET } from '@handover/test-support/harness';
import { delivery, items, SAMPLE_IDS, signedRequest, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const long = suite('long runs');

const messageOf = (mid: string, userId = '51'): unknown =>
  delivery({ messaging: [items.message({ mid, text: mid, userId })] });

/** The memory store behind promises, as those on a disk or a wire are. */
function byPromise(memory: Store): Store {
  return {
    ...memory,
    begin: async (...args) => memory.begin(...args),
    end: async (...args) => memory.end(...args),
    renew: async (...args) => memory.renew(...args),
  };
}

for (const [how, make] of [
  ['at once', memoryStore],
  ['by promise', () => byPromise(memoryStore())],
] as const) {
  long(`what is over beside a slow event is not run again meanwhile, with a store that answers ${how}`, async () => {
    const { bot, clock, deliver } = harness({ store: make(), answerWithinMs: false });
    const runs: string[] = [];
    bot.on('message', ({ event }) => {
      runs.push(event.mid ?? '');
      return event.mid === 'm_slow'
        ? new Promise<void>((resolve) => void clock.setTimeout(resolve, 50_000))
        : undefined;
    });
    await deliver(delivery({ messaging: [items.message({ userId: '51' }), items.message({ userId: '52' })] }));
    runs.length = 0;
    const quick = items.message({ mid: 'm_quick', userId: '51' });
    const both = deliver(delivery({ messaging: [quick, items.message({ mid: 'm_slow', userId: '52' })] }));
    await clock.advance(31_000);
    const again = deliver(delivery({ messaging: [quick] }));
    await clock.advance(30_000);
    assert.equal([(await both).status, (await again).status], [200, 200]);
    assert.equal(runs, ['m_quick', 'm_slow']);
  });

  long(`an event meets its thread as announced with it, with a store that answers ${how}`, async () => {
    const { bot, clock, deliver } = harness({ store: make() });
    const seen: string[] = [];
    bot.on('owner_changed', ({ previous, current }) => void seen.push(`${previous.kind} to ${current.kind}`));
    bot.on('message', ({ event }) => void seen.push(event.mid ?? ''));
    await deliver(messageOf('m_warm'));
    const at = clock.now() + 1;
    const message = items.message({ mid: 'm_one', userId: '51', timestamp: at });
    const pass = items.pass({ to: INBOX, userId: '51', timestamp: at + 1 });
    await deliver(delivery({ messaging: [message, pass] }));
    assert.equal(seen, ['unknown to self', 'm_warm', 'm_one', 'self to app']);
  });
}

long('an event that failed is free at once, though the store is slow to say that it knows', async () => {
  const clock = testClock();
  const memory = memoryStore();
  const store: Store = {
    ...byPromise(memory),
    end: async (...args) => {
      await memory.end(...args);
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, 100));
    },
  };
  const { bot, deliver } = harness({ store, clock });
  let runs = 0;
  bot.on('error', () => undefined);
  bot.on('message', async () => {
    runs += 1;
    if (runs === 1) throw new Error('a handler of the test fails');
  });
  const first = deliver(messageOf('m_one'));
  await clock.advance(50);
  const second = deliver(messageOf('m_one'));
  await clock.advance(1_000);
  assert.equal([(await first).status, (await second).status, runs], [500, 200, 2]);
});

for (const where of ['decorate', 'holdWhile'] as const) {
  long(`what a plugin delivers in ${where} runs behind the event that it is asked about`, async () => {
    const { bot, deliver } = harness();
    const order: string[] = [];
    const inner: Promise<unknown>[] = [];
    const hook = (mid: string | undefined): void => {
      if (mid === 'm_outer' && inner.length === 0) inner.push(deliver(messageOf('m_inner', '52')));
    };
    const plugin: Plugin = {
      name: 'delivering',
      setup: (host) => {
        if (where === 'decorate') {
          host.decorate(({ event }) => {
            hook(event.kind === 'message' ? event.mid : undefined);
            return {};
          });
        } else {
          host.holdWhile(({ event }) => {
            hook(event?.kind === 'message' ? event.mid : undefined);
            return false;
          });
        }
      },
    };
    bot.use(plugin);
    for (const known of ['51', '52']) await deliver(messageOf(`m_${known}`, known));
    bot.on('message', ({ event }) => void order.push(event.mid ?? ''));
    await deliver(messageOf('m_outer'));
    await Promise.all(inner);
    assert.equal(order, ['m_outer', 'm_inner']);
  });
}

long(
  'a plugin that never answers whether it holds an event holds it, and does not keep the bot from closing',
  async () => {
    const { bot, clock, deliver } = harness();
    const failures: HandoverFailure[] = [];
    const seen: boolean[] = [];
    bot.use({ name: 'endless', setup: (host) => host.holdWhile(() => new Promise(() => undefined)) });
    bot.on('error', (failure) => void failures.push(failure));
    bot.on('*', ({ event }) => void seen.push(event.standby));
    const answer = deliver(messageOf('m_one'));
    await clock.advance(4_500);
    const { status, events } = await answer;
    assert.equal([status, events.map(({ standby }) => standby)], [200, [true]], 'Meta does not wait for it');
    await clock.advance(180_000);
    assert.equal(seen, [true]);
    // Asked for the early answer, and again as its turn came.
    assert.equal(
      failures.map(({ error }) => error.name),
      ['HandlerTimeoutError', 'HandlerTimeoutError'],
    );
    await bot.close();
  },
);

long('a clock that is set back by an hour puts off no time limit by more than its own length', async () => {
  const steady = testClock();
  let backMs = 0;
  const { bot, deliver } = harness({ clock: { ...steady, now: () => steady.now() - backMs } });
  const never = new Promise<void>(() => undefined);
  bot.on('message', ({ event }) => (event.mid === 'm_warm' ? undefined : never));
  await deliver(messageOf('m_warm'));
  const statuses: number[] = [];
  const ask = (mid: string, userId: string): void =>
    void deliver(messageOf(mid, userId)).then(({ status }) => statuses.push(status));
  ask('m_one', '51');
  await steady.advance(2_000);
  backMs = 3_600_000;
  ask('m_two', '52');
  await steady.advance(8_000);
  assert.equal(statuses, [200, 200]);
});

long('a message whose time lies far ahead takes no thread back when it comes again', async () => {
  const { bot, clock, deliver } = harness();
  const aheadMs = 180_000;
  const thread = bot.thread({ pageId: SAMPLE_IDS.pageId, userId: '51' });
  const message = items.message({ mid: 'm_one', userId: '51', timestamp: clock.now() + aheadMs });
  await deliver(delivery({ messaging: [message] }));
  await clock.advance(5_000);
  const pass = items.pass({ to: INBOX, userId: '51', timestamp: clock.now() + aheadMs });
  await deliver(delivery({ messaging: [pass] }));
  const { owner } = await thread.state();
  assert.is(owner.kind, 'app');
  await clock.advance(5_000);
  await deliver(delivery({ messaging: [message] }));
  assert.equal((await thread.state()).owner, owner);
});

long('the same bytes are one delivery for a bot that signs and one that checks', async () => {
  const { bot } = harness();
  const request = signedRequest(messageOf('m_one'), SECRET);
  const upper = { 'x-hub-signature-256': `Sha256=${request.headers['x-hub-signature-256']?.slice(7)}` };
  assert.is((await bot.handle({ ...request, headers: upper })).status, 200);
});

for (const [answers, openStore] of [
  ['at once', memoryStore],
  ['by promise', () => byPromise(memoryStore())],
] as const)
  for (const isSlow of [false, true])
    long(
      `of a change that many events of a thread wait for, one asks for the right to tell: a store that answers ${answers}, handlers that ${isSlow ? 'wait' : 'do not wait'}`,
      async () => {
        const inner: Store = openStore();
        const asked: string[] = [];
        const store: Store = {
          ...inner,
          claimAnnouncement: (...args) => {
            asked.push(args[0].split(':').at(-1) ?? '');
            return inner.claimAnnouncement(...args);
          },
        };
        const { bot, deliver } = harness({ store });
        const seen: string[] = [];
        bot.on('owner_changed', ({ current, thread }) => void seen.push(`${thread.userId} ${current.kind}`));
        bot.on('message', ({ event }) => {
          seen.push(event.mid ?? '');
          return isSlow ? Promise.resolve() : undefined;
        });
        const messaging = ['51', '51', '52', '51', '52'].map((userId, index) =>
          items.message({ mid: `${userId}_${index}`, userId }),
        );
        await deliver(delivery({ messaging }));
        const of = (userId: string): string[] => seen.filter((line) => line.startsWith(userId));
        assert.equal(of('51'), ['51 self', '51_0', '51_1', '51_3']);
        assert.equal(of('52'), ['52 self', '52_2', '52_4']);
        assert.equal(asked.sort(), ['51', '52']);
      },
    );

long('of several changes of owner in one body the last is announced, and the bot speaks by no other', async () => {
  for (const store of [memoryStore(), byPromise(memoryStore())]) {
    const { bot, deliver } = harness({ store });
    const seen: string[] = [];
    bot.on('owner_changed', ({ previous, current }) => void seen.push(`${previous.kind} to ${current.kind}`));
    bot.on('*', ({ event }) => void seen.push(`${event.kind} ${event.standby ? 'standby' : 'active'}`));
    const at = 1_764_590_400_000;
    const messaging = [items.pass({ to: APP, timestamp: at }), items.pass({ to: DESK, timestamp: at + 1_000 })];
    await deliver(delivery({ messaging }));
    assert.equal(seen, ['unknown to app', 'pass_thread_control standby', 'pass_thread_control standby']);
  }
});

long("a store may answer by its driver's own kind of promise", async () => {
  const inner = memoryStore();
  const ofDriver = (answer: unknown): unknown => runInNewContext('Promise').resolve(answer);
  const store = new Proxy<Store>(inner, {
    get: (target, name: keyof Store) => {
      const operation = target[name] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => ofDriver(operation(...args));
    },
  });
  const bots = [harness({ store }), harness({ store })];
  const seen: string[] = [];
  for (const { bot } of bots) {
    bot.on('owner_changed', ({ current }) => void seen.push(current.kind));
    bot.on('error', ({ error }) => void seen.push(error.message));
  }
  const answers = await Promise.all(bots.map(({ deliver }, index) => deliver(messageOf(`m_${index}`))));
  assert.equal(
    answers.map(({ status }) => status),
    [200, 200],
  );
  assert.equal(seen, ['self']);
});

long('what calls learned while the store was away is written once it is back, the newest of each thread', async () => {
  const memory = memoryStore();
  let isAway = false;
  const store: Store = {
    ...memory,
    observe: (...args) =>
      isAway ? Promise.reject(new Error('the store of the test is away')) : memory.observe(...args),
  };
  const { bot, clock, client, deliver, logger } = harness({ store });
  const changes: string[] = [];
  bot.on(
    'owner_changed',
    ({ current }) => void changes.push(current.kind === 'app' ? `${current.appId}` : current.kind),
  );
  for (const userId of ['51', '52']) await deliver(messageOf(`m_${userId}`, userId));
  const [one, two] = ['51', '52'].map((userId) => bot.thread({ pageId: SAMPLE_IDS.pageId, userId }));
  isAway = true;
  await one?.passThreadControl(DESK);
  await clock.advance(1_000);
  await one?.passThreadControlToPageInbox();
  await two?.passThreadControl(DESK);
  assert.equal(client.calls.length, 3);
  await clock.advance(30_000);
  assert.equal(changes, ['self', 'self'], 'the store is away');
  isAway = false;
  await clock.advance(5_000);
  assert.equal(changes, ['self', 'self', INBOX, DESK]);
  const owners = [(await one?.state())?.owner, (await two?.state())?.owner];
  assert.equal(owners, [
    { kind: 'app', appId: INBOX, inbox: 'page' },
    { kind: 'app', appId: DESK },
  ]);
  assert.is(logger.lines.filter((line) => line.includes('The owner after a call could not be recorded')).length, 3);
  await bot.close();
});

long('a delivery overtakes none of its thread with a store that answers now at once, now by promise', async () => {
  const memory = memoryStore();
  const clock = testClock();
  let isLocked = false;
  const store: Store = {
    ...memory,
    begin: (...args) => {
      const begun = memory.begin(...args);
      if (!isLocked) return begun;
      isLocked = false;
      return new Promise((resolve) => void clock.setTimeout(() => resolve(begun), 50));
    },
  };
  const { bot, deliver } = harness({ store, clock });
  const order: string[] = [];
  bot.on('message', ({ event }) => void order.push(event.mid ?? ''));
  for (const known of ['51', '52']) await deliver(messageOf(`m_${known}`, known));
  order.length = 0;
  isLocked = true;
  const answers = [deliver(messageOf('m_first')), deliver(messageOf('m_second')), deliver(messageOf('m_else', '52'))];
  await clock.advance(50);
  assert.equal(
    (await Promise.all(answers)).map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(order, ['m_else', 'm_first', 'm_second']);
});

for (const behind of ['at once', 'by promise']) {
  long(
    `a delivery overtakes none of its thread though one between them failed, and its store answers ${behind}`,
    async () => {
      const memory = memoryStore();
      const clock = testClock();
      const later = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, ms));
      const answers: (() => Promise<void> | undefined)[] = [];
      const store: Store = {
        ...memory,
        begin: (...args) => {
          const begun = memory.begin(...args);
          const waiting = answers.shift()?.();
          return waiting === undefined ? begun : waiting.then(() => begun);
        },
      };
      const { bot, deliver } = harness({ store, clock });
      const order: string[] = [];
      bot.on('message', ({ event }) => void order.push(event.mid ?? ''));
      await deliver(messageOf('m_known'));
      order.length = 0;
      answers.push(
        () => later(50),
        () => Promise.reject(new Error('the store is away, for the test')),
        () => (behind === 'at once' ? undefined : later(1)),
      );
      const delivered = ['m_1', 'm_2', 'm_3'].map((mid) => deliver(messageOf(mid)));
      // The one that failed is answered at once: nothing of it has to wait.
      assert.is((await delivered[1])?.status, 503);
      await clock.advance(50);
      assert.equal(
        (await Promise.all(delivered)).map(({ status }) => status),
        [200, 503, 200],
      );
      assert.equal(order, ['m_1', 'm_3']);
      await bot.close();
    },
  );
}

long.run();
