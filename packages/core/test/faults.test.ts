// What goes wrong around the engine: a store that fails in each of its operations, loggers, late answers, closes.
import { type HandoverOptions, memoryScheduler, memoryStore, type Plugin } from '@handover/core';
import type { Store } from '@handover/core/store';
import { APP, DESK, harness } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { delivery, items, rejects, SAMPLE_IDS, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const faults = suite('faults');

const messageOf = (text: string, userId = '51'): unknown => delivery({ messaging: [items.message({ text, userId })] });
const gone = (): Promise<never> => Promise.reject(new Error('the store of the test is gone'));
const never = (): Promise<never> => new Promise(() => undefined);

const operations = ['begin', 'end', 'observe', 'read', 'claimAnnouncement', 'markAnnounced', 'getValue'] as const;
for (const operation of operations) {
  for (const [how, fail] of [
    ['rejects', gone],
    ['hangs', never],
    [
      'throws',
      () => {
        throw new Error('the store of the test throws');
      },
    ],
  ] as const) {
    faults(`a store whose ${operation} ${how} leads to an answer within a bound, and close ends`, async () => {
      const store = { ...memoryStore(), [operation]: fail } as Store;
      const { bot, clock, deliver } = harness({ store });
      bot.on('error', () => undefined);
      const holding: Plugin = {
        name: 'holding',
        setup: (host) => host.holdWhile(async ({ thread }) => (await thread.values.get('x')) !== undefined),
      };
      bot.use(holding);
      bot.on('message', ({ thread }) => thread.state());
      let status = 0;
      const answer = deliver(messageOf('hello')).then((answered) => {
        status = answered.status;
      });
      await clock.advance(5_000);
      await clock.advance(120_000);
      await answer;
      assert.ok([200, 500, 503].includes(status), String(status));
      const closed = bot.close();
      await clock.advance(120_000);
      await closed;
    });
  }
}

faults('an event leased elsewhere is answered 503 where the store fails while it is waited for', async () => {
  const store = memoryStore();
  const clock = testClock();
  let down = false;
  const flaky: Store = { ...store, begin: (...args) => (down ? gone() : store.begin(...args)) };
  const first = harness({ store, clock });
  const second = harness({ store: flaky, clock });
  const { opened, open } = gate();
  first.bot.on('message', () => opened);
  const body = messageOf('hello');
  const running = first.deliver(body);
  const waiting = second.deliver(body);
  await clock.advance(100);
  down = true;
  await clock.advance(1_000);
  assert.is((await waiting).status, 503);
  open();
  assert.is((await running).status, 200);
  await Promise.all([first.bot.close(), second.bot.close()]);
});

faults('a logger that throws changes nothing', async () => {
  const throws = (): never => {
    throw new Error('the logger of the test throws');
  };
  const { bot, deliver } = harness({ logger: { debug: throws, info: throws, warn: throws, error: throws } });
  bot.on('message', () => {
    throw new Error('of the test');
  });
  assert.is((await deliver(messageOf('hello'))).status, 500);
  await bot.close();
});

faults('an error that is its own cause is reported, and the other handlers run', async () => {
  const { bot, logger, deliver } = harness();
  let ran = false;
  bot.on('message', () => {
    const error = new Error('of the test');
    error.cause = error;
    throw error;
  });
  bot.on('message', () => {
    ran = true;
  });
  assert.is((await deliver(messageOf('hello'))).status, 500);
  assert.ok(ran);
  assert.is(logger.lines.length, 1);
});

faults('a message that looks like a frame of a stack does not get into the log', async () => {
  const { bot, logger, deliver } = harness();
  bot.on('message', () => {
    throw new Error('they wrote:\n    at my house, a blue suitcase');
  });
  await deliver(messageOf('\n    at my house, a blue suitcase'));
  assert.is(logger.lines.length, 1);
  assert.not.match(logger.lines.join(), /suitcase|my house/);
});

faults('a done event is not run again in this process, also if its lease ends before the store knows', async () => {
  const memory = memoryStore();
  let down = true;
  const store: Store = { ...memory, end: (...args) => (down ? gone() : memory.end(...args)) };
  const { bot, clock, deliver } = harness({ store });
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const body = messageOf('hello');
  await deliver(body);
  assert.is((await deliver(body)).status, 200, 'known as done, though the store says leased');
  await clock.advance(28_000);
  down = false;
  const late = deliver(body);
  await clock.advance(4_000);
  assert.is((await late).status, 200);
  assert.is(runs, 1);
});

faults('an event that runs here is not run a second time when its lease could not be renewed', async () => {
  const { bot, clock, deliver } = harness({ store: { ...memoryStore(), renew: gone }, leaseMs: 1_000 });
  const { opened, open } = gate();
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
    return opened;
  });
  const body = messageOf('hello');
  const first = deliver(body);
  await clock.advance(2_000);
  const again = deliver(body);
  await clock.advance(100);
  open();
  assert.equal([(await first).status, (await again).status], [200, 200]);
  assert.is(runs, 1);
  await bot.close();
});

faults('an event that has run here is not run again while its done-mark is on its way', async () => {
  const store = memoryStore();
  const { opened, open } = gate();
  const slow: Store = { ...store, renew: gone, end: (...args) => opened.then(() => store.end(...args)) };
  const { bot, clock, deliver } = harness({ store: slow, leaseMs: 1_000 });
  let runs = 0;
  bot.on('message', async () => {
    runs += 1;
  });
  const body = messageOf('hello');
  const first = deliver(body);
  await clock.advance(2_000);
  const again = deliver(body);
  await clock.advance(100);
  open();
  assert.equal([(await first).status, (await again).status], [200, 200]);
  assert.is(runs, 1);
  await bot.close();
});

faults('an event that ends here while the answer to its repeat is on its way is not run again', async () => {
  const store = memoryStore();
  const run = gate();
  const answer = gate();
  let asked = 0;
  const slow: Store = {
    ...store,
    renew: gone,
    begin: async (...args) => {
      asked += 1;
      const begun = await store.begin(...args);
      if (asked === 2) await answer.opened;
      return begun;
    },
  };
  const { bot, clock, deliver } = harness({ store: slow, leaseMs: 1_000 });
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
    return run.opened;
  });
  const body = messageOf('hello');
  const first = deliver(body);
  await clock.advance(2_000);
  const again = deliver(body);
  await clock.advance(100);
  run.open();
  assert.is((await first).status, 200);
  answer.open();
  assert.is((await again).status, 200);
  assert.is(runs, 1);
  await bot.close();
});

faults('an event taken over from a process that died is kept by its lease, and wakes who waits', async () => {
  const store = memoryStore();
  const clock = testClock();
  const b = harness({ store, clock, routing: 'off' });
  const c = harness({ store, clock, routing: 'off' });
  const { opened, open } = gate();
  let runsB = 0;
  let runsC = 0;
  b.bot.on('message', () => {
    runsB += 1;
    return opened;
  });
  c.bot.on('message', () => {
    runsC += 1;
  });
  const body = messageOf('hello');
  const [event] = (await harness().deliver(body)).events;
  await store.begin([{ id: `${APP}:messenger:${event?.id}` }], { holder: 'dead', leaseMs: 2_000, now: clock.now() });
  const taken = b.deliver(body);
  await clock.advance(40_000);
  const other = c.deliver(body);
  await clock.advance(4_000);
  assert.equal([(await taken).status, (await other).status], [503, 503]);
  open();
  await clock.advance(0);
  assert.equal([runsB, runsC], [1, 0]);
  await Promise.all([b.bot.close(), c.bot.close()]);
});

faults('deliveries of a thread keep their order where the store answers the later one first', async () => {
  const memory = memoryStore();
  const { opened, open } = gate();
  let calls = 0;
  const store: Store = {
    ...memory,
    begin: async (...args) => {
      calls += 1;
      const answer = memory.begin(...args);
      if (calls === 1) await opened;
      return answer;
    },
  };
  const { bot, deliver } = harness({ store });
  const seen: string[] = [];
  bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
  const answers = [deliver(messageOf('first')), deliver(messageOf('second')), deliver(messageOf('other', '52'))];
  await answers[2];
  assert.equal(seen, ['other'], 'another thread does not wait');
  open();
  await Promise.all(answers);
  assert.equal(seen, ['other', 'first', 'second']);
  await bot.close();
});

faults('the answer comes in time though the store is slow first', async () => {
  const memory = memoryStore();
  const clock = testClock();
  const store: Store = {
    ...memory,
    begin: (...args) => new Promise((resolve) => void clock.setTimeout(() => resolve(memory.begin(...args)), 3_000)),
  };
  const { bot, deliver } = harness({ store, clock });
  const { opened, open } = gate();
  bot.on('message', () => opened);
  let status = 0;
  const answer = deliver(messageOf('hello')).then((answered) => {
    status = answered.status;
  });
  await clock.advance(4_000);
  assert.is(status, 200);
  open();
  await answer;
  await bot.close();
});

faults('a repeat after an early answer sees who owns the thread by then', async () => {
  const { bot, clock, deliver } = harness();
  const answered: string[] = [];
  const passedBy: string[] = [];
  bot.on('error', () => undefined);
  bot.on('message', async () => {
    answered.push('run');
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 4_500));
    throw new Error('of the test');
  });
  bot.on('standby:message', () => void passedBy.push('standby'));
  const early = deliver(delivery({ messaging: [items.message({ userId: '51', timestamp: clock.now() })] }));
  await clock.advance(4_600);
  assert.is((await early).status, 200);
  // The take waits behind the message, whose next run already sees it.
  const take = deliver(
    delivery({ messaging: [items.take({ from: APP, to: DESK, userId: '51', timestamp: clock.now() })] }),
  );
  await clock.advance(5_000);
  await take;
  assert.equal([answered, passedBy], [['run'], ['standby']]);
  await bot.close();
});

faults(
  'a slow handler of owner_changed is called once, ahead of the events of its thread, and holds back no other',
  async () => {
    const { bot, clock, deliver } = harness({ leaseMs: 1_000 });
    const { opened, open } = gate();
    const log: string[] = [];
    bot.on('owner_changed', async ({ thread, current }) => {
      if (thread.userId !== '51') return;
      log.push(`announced ${current.kind}`);
      await opened;
      log.push('announced');
    });
    bot.on('message', ({ event }) => void log.push(event.text ?? ''));
    const both = deliver(
      delivery({
        messaging: [items.message({ text: 'slow', userId: '51' }), items.message({ text: 'other', userId: '52' })],
      }),
    );
    await clock.advance(3_000);
    const second = deliver(messageOf('second'));
    await clock.advance(500);
    assert.equal(log, ['announced self', 'other']);
    open();
    await Promise.all([both, second]);
    assert.equal(log, ['announced self', 'other', 'announced', 'slow', 'second']);
    await bot.close();
  },
);

faults('a change that could not be announced is announced by the repeat of its delivery', async () => {
  const memory = memoryStore();
  let down = true;
  const store: Store = {
    ...memory,
    claimAnnouncement: (...args) => (down ? gone() : memory.claimAnnouncement(...args)),
  };
  const { bot, deliver } = harness({ store });
  const log: string[] = [];
  bot.on('error', () => undefined);
  bot.on('owner_changed', ({ current }) => void log.push(`announced ${current.kind}`));
  bot.on('message', () => void log.push('message'));
  const body = messageOf('hello');
  await deliver(body);
  assert.equal(log, ['message']);
  down = false;
  await deliver(body);
  await deliver(body);
  assert.equal(log, ['message', 'announced self']);
});

faults('an event waits for an announcement that a call from outside has begun', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  const log: string[] = [];
  bot.on('owner_changed', async () => {
    log.push('begun');
    await opened;
    log.push('over');
  });
  bot.on('*', ({ event }) => void log.push(event.kind));
  const call = bot.thread({ ...SAMPLE_IDS, userId: '51' }).passThreadControl(DESK);
  await clock.advance(0);
  const answer = deliver(delivery({ standby: [items.message({ userId: '51' })] }));
  await clock.advance(0);
  assert.equal(log, ['begun']);
  open();
  await Promise.all([call, answer]);
  assert.equal(log, ['begun', 'over', 'message']);
});

faults('a call that Meta has carried out succeeds though the store can not note it', async () => {
  const memory = memoryStore();
  const store: Store = { ...memory, observe: gone };
  const { bot, logger } = harness({ store });
  await bot.thread(SAMPLE_IDS).handOver('inbox', { message: 'One moment.' });
  assert.match(logger.lines.join(), /could not be recorded/);
});

faults('a hand-over whose pass failed says so, also where it can not note that its message is out', async () => {
  const { bot, clock, client, logger } = harness({ routing: 'off', store: { ...memoryStore(), setValue: gone } });
  client.refuse('passThreadControl', { kind: 'transient' });
  const handed = rejects(bot.thread(SAMPLE_IDS).handOver('inbox', { message: 'One moment.' }), 'PassFailedError');
  await clock.advance(1_000);
  assert.is(((await handed) as Error & { messageId?: string }).messageId, 'm_sent1');
  assert.match(logger.lines.join(), /warn The message of a hand-over could not be recorded/);
});

faults('a hand-over that is run again after its pass failed does not say its message twice', async () => {
  const { bot, clock, client } = harness({ routing: 'off' });
  const thread = bot.thread(SAMPLE_IDS);
  client.refuse('passThreadControl', { kind: 'transient' });
  const first = rejects(thread.handOver('inbox', { message: 'One moment.' }), 'PassFailedError');
  await clock.advance(1_000);
  await first;
  assert.is((await thread.handOver('inbox', { message: 'One moment.' })).messageId, 'm_sent1');
  assert.equal(
    client.calls.map(({ name }) => name),
    ['sendMessage', 'passThreadControl', 'passThreadControl'],
  );
  const later = thread.handOver('inbox', { message: 'One moment.' });
  await rejects(later, 'NotThreadOwnerError');
});

faults('an abort ends the wait for an echo, and nothing is passed then', async () => {
  const { bot, client } = harness({ routing: 'off' });
  const controller = new AbortController();
  client.during('sendMessage', () => controller.abort());
  const handed = bot.thread(SAMPLE_IDS).handOver('inbox', { message: 'One moment.', signal: controller.signal });
  await rejects(handed, 'PassFailedError');
  assert.equal(
    client.calls.map(({ name }) => name),
    ['sendMessage'],
  );
});

faults('an abort ends the wait for a grant', async () => {
  const { bot } = harness({ routing: 'off' });
  const controller = new AbortController();
  const waiting = bot.thread(SAMPLE_IDS).regain({ waitMs: 30_000, signal: controller.signal });
  await Promise.resolve();
  controller.abort();
  assert.is(await waiting, 'requested');
});

faults('a request that is answered "already owner" counts as owned', async () => {
  const { bot, client } = harness({ routing: 'off' });
  client.refuse('requestThreadControl', { kind: 'already_owner' });
  assert.is(await bot.thread(SAMPLE_IDS).regain(), 'owned');
});

for (const [name, fields, act] of [
  ['a pass that loses a race', { kind: 'not_owner' }, 'passThreadControl'],
  ['a take without the right to it', { kind: 'permission' }, 'takeThreadControl'],
] as const) {
  faults(`${name} is not repeated: another run can not help`, async () => {
    const { bot, client, deliver } = harness();
    bot.on('error', () => undefined);
    client.refuse(act, fields);
    bot.on('message', ({ thread }) => (act === 'passThreadControl' ? thread.passThreadControl(DESK) : thread.regain()));
    if (act === 'takeThreadControl') await deliver(delivery({ messaging: [items.take({ to: DESK, userId: '51' })] }));
    bot.on('standby:message', ({ thread }) => thread.regain());
    const lane = act === 'takeThreadControl' ? 'standby' : 'messaging';
    assert.is((await deliver(delivery({ [lane]: [items.message({ userId: '51' })] }))).status, 200);
  });
}

faults('a hand-over without a message is gated like a message: no call while another app owns', async () => {
  const { bot, client, deliver } = harness();
  await deliver(delivery({ messaging: [items.take({ to: DESK })] }));
  await rejects(bot.thread(SAMPLE_IDS).handOver('inbox'), 'NotThreadOwnerError');
  assert.equal(client.calls, []);
});

faults('an item that stands twice is settled both times', async () => {
  const { deliver } = harness();
  await deliver(delivery({ messaging: [items.take({ to: DESK })] }));
  const item = items.postback({ payload: 'OLD' });
  const { events } = await deliver(delivery({ messaging: [item, item] }));
  assert.equal(
    events.map(({ standby }) => standby),
    [true, true],
  );
});

faults('an item that stands twice does not wait for itself: its early answer is a 200', async () => {
  const { bot, clock, deliver } = harness();
  await deliver(messageOf('hello'));
  bot.on('message', () => new Promise<void>((resolve) => void clock.setTimeout(resolve, 10_000)));
  const item = items.message({ mid: 'm_twice', text: 'slow' });
  const answer = deliver(delivery({ messaging: [item, item] }));
  await clock.advance(4_000);
  assert.is((await answer).status, 200);
  await clock.advance(10_000);
});

faults('a repeat of an event that a plugin holds is held too', async () => {
  const { bot, deliver } = harness();
  const holding: Plugin = { name: 'holding', setup: (host) => host.holdWhile(() => true) };
  bot.use(holding);
  const body = messageOf('hello');
  for (let time = 0; time < 2; time += 1) {
    assert.equal(
      (await deliver(body)).events.map(({ standby }) => standby),
      [true],
    );
  }
});

faults('an event whose hold can not be asked for comes again, and is not answered meanwhile', async () => {
  const memory = memoryStore();
  let down = true;
  const store: Store = { ...memory, getValue: (...args) => (down ? gone() : memory.getValue(...args)) };
  const { bot, deliver } = harness({ store });
  const seen: string[] = [];
  bot.on('error', () => undefined);
  bot.on('message', ({ event }) => void seen.push(event.text ?? ''));
  const holding: Plugin = {
    name: 'holding',
    setup: (host) => host.holdWhile(async ({ thread }) => (await thread.values.get('x')) !== undefined),
  };
  bot.use(holding);
  const body = messageOf('hello');
  assert.is((await deliver(body)).status, 500);
  assert.equal(seen, []);
  down = false;
  assert.is((await deliver(body)).status, 200);
  assert.equal(seen, ['hello']);
  down = true;
  const { status, events } = await deliver(body);
  assert.equal([status, events.map(({ standby }) => standby)], [200, [true]]);
});

faults('closing goes on past a part that fails or never ends', async () => {
  const scheduler = memoryScheduler();
  const { bot, clock, logger } = harness({ scheduler, handlerTimeoutMs: 1_000 });
  const log: string[] = [];
  const plugin = (name: string, dispose: () => void): Plugin => ({ name, setup: () => dispose });
  bot.use(plugin('a', () => void log.push('a')));
  bot.use(
    plugin('b', () => {
      throw new Error('of the test');
    }),
  );
  scheduler.handle('stuck', never);
  await scheduler.schedule('stuck', 'k', clock.now(), '');
  await clock.advance(1);
  const closed = bot.close();
  await clock.advance(1_000);
  await closed;
  assert.equal(log, ['a']);
  assert.is(logger.lines.filter((line) => line.includes('The scheduler or a plugin failed to close')).length, 2);
});

faults('a plugin that can not be set up is named', () => {
  const { bot } = harness();
  const broken: Plugin = {
    name: 'broken',
    setup() {
      throw new Error('boom');
    },
  };
  assert.throws(() => bot.use(broken), /The plugin broken could not be set up/);
});

faults('options of the wrong kind are refused, each by its name', () => {
  const wrong: [string, object][] = [
    ['handlerTimeoutMs', { handlerTimeoutMs: 3e9 }],
    ['handlerTimeoutMs', { handlerTimeoutMs: 0 }],
    ['answerWithinMs', { answerWithinMs: Number.POSITIVE_INFINITY }],
    ['allowSha1', { allowSha1: 'false' }],
    ['store', { store: {} }],
    ['scheduler', { scheduler: {} }],
    ['logger', { logger: { warn: () => undefined } }],
    ['clock', { clock: { now: () => 0 } }],
  ];
  for (const [option, change] of wrong) {
    assert.throws(
      () => harness(change as Partial<HandoverOptions>),
      (error: Error & { option?: string }) => error.option === option,
      option,
    );
  }
});

faults('what can not be called is refused where it is given', async () => {
  const { bot } = harness();
  assert.throws(() => bot.on('message', undefined as unknown as () => void), /needs a function/);
  assert.throws(() => bot.onSend(5 as unknown as () => Promise<unknown>), /needs a function/);
  assert.throws(() => bot.use({} as unknown as Plugin), /takes a plugin/);
  await rejects(bot.thread(SAMPLE_IDS).send(undefined as unknown as string), /A message is a text/);
  await rejects(bot.thread(SAMPLE_IDS).send(''), /A message is a text/);
  const { bot: clientless } = harness({ client: () => undefined as never });
  await rejects(clientless.thread(SAMPLE_IDS).send('hello'), /gave no client for page/);
});

faults(
  'a change that a process could not announce is announced by the next, even if the thread stays silent',
  async () => {
    const store = memoryStore();
    let begun = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const first = harness({ store });
    // Never over, and its clock stands still: as in a process that is killed during the announcement.
    first.bot.on('owner_changed', () => {
      begun();
      return new Promise(() => undefined);
    });
    void first.deliver(delivery({ standby: [items.message({ userId: '51' })] }));
    await reached;

    const second = harness({ store });
    const { clock } = second;
    const owners: string[] = [];
    second.bot.on('owner_changed', ({ current }) => void owners.push(current.kind));
    await clock.advance(60_000);
    assert.equal(owners, [], 'the first process may still announce it');
    await clock.advance(300_000);
    assert.equal(owners, ['app']);
    await clock.advance(3_600_000);
    assert.equal(owners, ['app']);
    await second.bot.close();
  },
);

faults(
  'a process that meets a change which another was about to announce looks again once its time is over',
  async () => {
    const store = memoryStore();
    const body = delivery({ standby: [items.message({ userId: '51' })] });
    const { opened: reached, open } = gate();
    const first = harness({ store });
    first.bot.on('owner_changed', () => {
      open();
      return never();
    });
    void first.deliver(body);
    await reached;

    const { bot, clock, deliver } = harness({ store });
    const owners: string[] = [];
    bot.on('owner_changed', ({ current }) => void owners.push(current.kind));
    // The dead process has its lease of the event for 30 s, and the right to tell for the time of its handlers on top.
    await clock.advance(30_000);
    const answered = deliver(body);
    await clock.advance(0);
    assert.is((await answered).status, 200);
    assert.equal(owners, []);
    await clock.advance(210_000);
    assert.equal(owners, ['app']);
    await clock.advance(600_000);
    assert.equal(owners, ['app']);
    await bot.close();
  },
);

faults.run();
