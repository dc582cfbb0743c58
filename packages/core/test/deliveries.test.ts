import { createHandover, memoryStore } from '@handover/core';
import type { BeginEvent, Store } from '@handover/core/store';
import { APP, DESK, harness, SECRET } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { delivery, items, rejects, signedRequest, testClock } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const deliveries = suite('deliveries');

const failure = (): Error => new Error('a handler of the test fails');

deliveries('runs each handler once though the same delivery comes ten times, one after the other', async () => {
  const { bot, deliver } = harness();
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const body = delivery({ messaging: [items.message()] });
  for (let time = 0; time < 10; time += 1) assert.is((await deliver(body)).status, 200);
  assert.is(runs, 1);
});

deliveries('runs each handler once though the same delivery comes ten times at once', async () => {
  const { bot, deliver } = harness();
  const { opened, open } = gate();
  let runs = 0;
  bot.on('message', async () => {
    runs += 1;
    await opened;
  });
  const body = delivery({ messaging: [items.message()] });
  const answers = Array.from({ length: 10 }, () => deliver(body));
  open();
  assert.equal(
    (await Promise.all(answers)).map(({ status }) => status),
    Array.from({ length: 10 }, () => 200),
  );
  assert.is(runs, 1);
});

deliveries('runs an item once that stands twice in one delivery', async () => {
  const { bot, deliver } = harness();
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const item = items.message();
  assert.is((await deliver(delivery({ messaging: [item, item] }))).status, 200);
  assert.is(runs, 1);
});

deliveries('runs an event again whose handler failed, and not after it succeeded: 500, 500, 200', async () => {
  const { bot, deliver } = harness({ retryForMs: 0 });
  let runs = 0;
  let errors = 0;
  bot.on('error', () => {
    errors += 1;
  });
  bot.on('dead_letter', () => assert.unreachable('nothing was given up'));
  bot.on('message', () => {
    runs += 1;
    if (runs < 3) throw failure();
  });
  const body = delivery({ messaging: [items.message()] });
  const statuses: number[] = [];
  for (let time = 0; time < 5; time += 1) statuses.push((await deliver(body)).status);
  assert.equal(statuses, [500, 500, 200, 200, 200]);
  assert.equal([runs, errors], [3, 2]);
});

deliveries('gives up an event that always fails: 500, 500, 200 and one dead letter', async () => {
  const { bot, deliver } = harness({ attempts: 3 });
  const letters: unknown[] = [];
  bot.on('error', () => undefined);
  bot.on('dead_letter', ({ event, error, attempts }) => void letters.push([event.kind, error.message, attempts]));
  bot.on('message', () => {
    throw failure();
  });
  const body = delivery({ messaging: [items.message()] });
  const statuses: number[] = [];
  for (let time = 0; time < 5; time += 1) statuses.push((await deliver(body)).status);
  assert.equal(statuses, [500, 500, 200, 200, 200]);
  assert.equal(letters, [['message', 'a handler of the test fails', 3]]);
});

deliveries('loses nothing in an outage of five minutes', async () => {
  const { bot, clock, deliver } = harness();
  const end = clock.now() + 5 * 60_000;
  const handled: string[] = [];
  bot.on('error', () => undefined);
  bot.on('dead_letter', () => assert.unreachable('nothing was given up'));
  bot.on('message', ({ event }) => {
    if (clock.now() < end) throw failure();
    handled.push(event.text ?? '');
  });
  const body = delivery({ messaging: [items.message({ text: 'kept' })] });
  // As Meta does: at once, then at a lower pace.
  for (const pauseMs of [0, 0, 0, 60_000, 300_000]) {
    await clock.advance(pauseMs);
    await deliver(body);
  }
  assert.equal(handled, ['kept']);
});

for (const kind of ['window_closed', 'unreachable', 'invalid', 'permission', 'bad_target', 'no_role']) {
  deliveries(`does not repeat what Meta has refused for good: ${kind}`, async () => {
    const { bot, client, deliver } = harness();
    let errors = 0;
    bot.on('error', () => {
      errors += 1;
    });
    bot.on('message', ({ thread }) => thread.send('hello'));
    client.refuse('sendMessage', { kind });
    const body = delivery({ messaging: [items.message()] });
    assert.equal([(await deliver(body)).status, (await deliver(body)).status], [200, 200]);
    assert.is(client.calls.filter(({ name }) => name === 'sendMessage').length, 1);
    assert.is(errors, 1);
  });
}

deliveries('lets the other handlers run when one fails', async () => {
  const { bot, deliver } = harness();
  const ran: string[] = [];
  const errors: string[] = [];
  bot.on('error', ({ error, event }) => void errors.push(`${error.message} at ${event?.kind}`));
  bot.on('message', () => {
    throw failure();
  });
  bot.on('message', () => void ran.push('second'));
  bot.on('*', () => void ran.push('any'));
  assert.is((await deliver(delivery({ messaging: [items.message()] }))).status, 500);
  assert.equal(ran, ['second', 'any']);
  assert.equal(errors, ['a handler of the test fails at message']);
});

deliveries('runs again only the event that failed', async () => {
  const { bot, deliver } = harness();
  const runs: string[] = [];
  bot.on('error', () => undefined);
  bot.on('message', ({ event }) => {
    runs.push(event.text ?? '');
    if (event.text === 'bad' && runs.length < 3) throw failure();
  });
  const body = delivery({ messaging: [items.message({ text: 'good' }), items.message({ text: 'bad' })] });
  assert.equal([(await deliver(body)).status, (await deliver(body)).status], [500, 200]);
  assert.equal(runs, ['good', 'bad', 'bad']);
});

deliveries('answers in time though a handler is slow, and does not run it twice', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  let runs = 0;
  bot.on('message', async () => {
    runs += 1;
    await opened;
  });
  const body = delivery({ messaging: [items.message()] });
  const first = deliver(body);
  await clock.advance(4_000);
  assert.is((await first).status, 200);

  const second = deliver(body);
  await clock.advance(4_000);
  assert.is((await second).status, 503, 'it still runs: Meta is to ask again');
  open();
  await clock.advance(0);
  assert.is((await deliver(body)).status, 200);
  assert.is(runs, 1);
});

deliveries('repeats a failure itself after an early answer, and gives it up in the end', async () => {
  const { bot, clock, deliver } = harness({ retryForMs: 30_000 });
  const letters: number[] = [];
  let runs = 0;
  bot.on('error', () => undefined);
  bot.on('dead_letter', ({ attempts }) => void letters.push(attempts));
  bot.on('message', async () => {
    runs += 1;
    if (runs === 1) await new Promise<void>((resolve) => void clock.setTimeout(resolve, 5_000));
    throw failure();
  });
  const answer = deliver(delivery({ messaging: [items.message()] }));
  await clock.advance(4_000);
  assert.is((await answer).status, 200);
  await clock.advance(60_000);
  assert.is(letters.length, 1);
  assert.is(letters[0], runs);
  assert.ok(runs >= 3);
});

deliveries('waits for the handlers where that is asked for', async () => {
  const { bot, clock, deliver } = harness({ answerWithinMs: false });
  const { opened, open } = gate();
  bot.on('message', () => opened);
  let answered = 0;
  const answer = deliver(delivery({ messaging: [items.message()] })).then(({ status }) => {
    answered = status;
  });
  await clock.advance(30_000);
  assert.is(answered, 0);
  open();
  await answer;
  assert.is(answered, 200);
});

deliveries('leaves behind a handler that never ends, with an error, and goes on with the thread', async () => {
  const { bot, clock, deliver } = harness({ handlerTimeoutMs: 10_000 });
  const errors: string[] = [];
  const seen: string[] = [];
  bot.on('error', ({ error }) => void errors.push(error.name));
  bot.on('message', ({ event }) => {
    seen.push(event.text ?? '');
    return event.text === 'stuck' ? new Promise(() => undefined) : undefined;
  });
  const stuck = deliver(delivery({ messaging: [items.message({ text: 'stuck' })] }));
  const next = deliver(delivery({ messaging: [items.message({ text: 'next' })] }));
  await clock.advance(4_000);
  assert.equal([(await stuck).status, (await next).status], [200, 200]);
  assert.equal(seen, ['stuck']);
  await clock.advance(6_000);
  assert.equal(seen, ['stuck', 'next']);
  assert.equal(errors, ['HandlerTimeoutError']);
  // Once more, behind what came meanwhile; then it is a dead letter.
  await clock.advance(60_000);
  assert.equal(seen, ['stuck', 'next', 'stuck']);
  assert.equal(
    (await bot.deadLetters.list()).items.map(({ attempts, error }) => [attempts, error['name']]),
    [[2, 'HandlerTimeoutError']],
  );
});

deliveries('ends a middleware that never ends', async () => {
  const { bot, clock, deliver } = harness({ handlerTimeoutMs: 1_000 });
  const errors: string[] = [];
  bot.on('error', ({ error }) => void errors.push(error.name));
  bot.use(() => new Promise<void>(() => undefined));
  const body = delivery({ messaging: [items.message()] });
  for (const expected of [500, 200]) {
    const answer = deliver(body);
    await clock.advance(10_000);
    assert.is((await answer).status, expected);
  }
  assert.equal(errors, ['HandlerTimeoutError', 'HandlerTimeoutError']);
});

deliveries('runs the events of one thread in order, and those of others beside them', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  const log: string[] = [];
  bot.on('message', async ({ event }) => {
    log.push(`start ${event.text}`);
    if (event.text === 'a1') await opened;
    log.push(`end ${event.text}`);
  });
  const message = (text: string, userId: string): unknown => items.message({ text, userId });
  const answer = deliver(delivery({ messaging: [message('a1', '51'), message('a2', '51'), message('b1', '52')] }));
  const later = deliver(delivery({ messaging: [message('a3', '51'), message('c1', '53')] }));
  await clock.advance(0);
  assert.equal(log.filter((line) => line.startsWith('start')).sort(), ['start a1', 'start b1', 'start c1']);
  assert.ok(log.indexOf('start a1') < log.indexOf('start b1'));
  open();
  await Promise.all([answer, later]);
  assert.equal(
    log.filter((line) => line.startsWith('start a')),
    ['start a1', 'start a2', 'start a3'],
  );
  assert.ok(log.indexOf('end a1') < log.indexOf('start a2'));
});

deliveries('takes what stands in the place of a number for none, also what can be made into no number', async () => {
  const odd = { toString: null, valueOf: null };
  for (const item of [
    { ...items.pass({ to: DESK }), timestamp: odd },
    { ...items.take({ to: DESK }), timestamp: [odd] },
    { ...items.message(), timestamp: odd },
    { ...items.message(), message: undefined, read: { watermark: odd } },
    { ...items.message(), message: undefined, delivery: { watermark: odd } },
  ]) {
    const { bot, deliver } = harness();
    const seen: number[] = [];
    bot.on('*', ({ event }) => void seen.push(event.timestamp));
    assert.is((await deliver(delivery({ messaging: [item] }))).status, 200);
    assert.ok(seen.length === 1 && Number.isSafeInteger(seen[0]));
  }
});

deliveries('starts the events of a body in order, also where a plugin is asked ahead of one', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  const log: string[] = [];
  bot.use({
    name: 'asks around',
    setup: (host) => host.holdWhile(({ event }) => event?.userId === '51' && opened.then(() => false)),
  });
  bot.on('message', ({ event }) => void log.push(event.text ?? ''));
  const message = (text: string, userId: string): unknown => items.message({ text, userId });
  const answer = deliver(delivery({ messaging: [message('a1', '51'), message('b1', '52')] }));
  await clock.advance(0);
  open();
  await answer;
  assert.equal(log, ['a1', 'b1']);
});

deliveries('settles standby by what a handler gave away, also where another process may tell of it', async () => {
  const memory = memoryStore();
  const { bot, deliver } = harness({ store: { ...memory, claimAnnouncement: () => false } });
  const log: string[] = [];
  bot.on('message', async ({ event, thread }) => {
    log.push(event.text ?? '');
    await thread.passThreadControl(DESK);
  });
  bot.on('standby:message', ({ event }) => void log.push(`standby ${event.text}`));
  await deliver(delivery({ messaging: ['one', 'two'].map((text) => items.message({ text })) }));
  assert.equal(log, ['one', 'standby two']);
});

deliveries('settles standby when the turn of an event comes: what a handler gave away is not answered', async () => {
  const { bot, deliver } = harness();
  const answered: string[] = [];
  const passedBy: string[] = [];
  bot.on('message', async ({ event, thread }) => {
    answered.push(event.text ?? '');
    await thread.handOver('inbox');
  });
  bot.on('standby:message', ({ event }) => void passedBy.push(event.text ?? ''));
  await deliver(delivery({ messaging: [items.message({ text: 'human!' }), items.message({ text: 'hello?' })] }));
  assert.equal([answered, passedBy], [['human!'], ['hello?']]);
});

deliveries('answers 503 while the store is down, says so once, and loses nothing', async () => {
  const memory = memoryStore();
  let down = true;
  const store: Store = {
    ...memory,
    begin: (...args) => (down ? Promise.reject(new Error('gone')) : memory.begin(...args)),
  };
  const { bot, logger, deliver } = harness({ store });
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const body = delivery({ messaging: [items.message()] });
  assert.equal([(await deliver(body)).status, (await deliver(body)).status], [503, 503]);
  assert.is(logger.lines.filter((line) => line.startsWith('error The store failed')).length, 1);
  down = false;
  assert.is((await deliver(body)).status, 200);
  assert.is(runs, 1);
  assert.is(logger.lines.filter((line) => line.includes('The store answers again')).length, 1);
});

deliveries('answers 503 within a bound where the store hangs', async () => {
  const store: Store = { ...memoryStore(), begin: () => new Promise(() => undefined) };
  const { clock, deliver } = harness({ store });
  const answer = deliver(delivery({ messaging: [items.message()] }));
  await clock.advance(4_000);
  assert.is((await answer).status, 503);
});

deliveries('does not run an event again whose done-mark could not be written', async () => {
  const memory = memoryStore();
  let down = true;
  const store: Store = {
    ...memory,
    end: (...args) => (down ? Promise.reject(new Error('gone')) : memory.end(...args)),
  };
  const { bot, clock, deliver } = harness({ store });
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const body = delivery({ messaging: [items.message()] });
  assert.is((await deliver(body)).status, 200);
  down = false;
  await clock.advance(30_000);
  assert.is((await deliver(body)).status, 200);
  await clock.advance(30_000);
  assert.is((await deliver(body)).status, 200);
  assert.is(runs, 1);
});

deliveries('keeps the lease of a long run, so that another process does not start it', async () => {
  const store = memoryStore();
  const clock = testClock();
  const first = harness({ store, clock });
  const second = harness({ store, clock });
  const { opened, open } = gate();
  let runs = 0;
  const handler = (): Promise<void> => {
    runs += 1;
    return opened;
  };
  first.bot.on('message', handler);
  second.bot.on('message', handler);
  const body = delivery({ messaging: [items.message()] });
  const early = first.deliver(body);
  await clock.advance(50_000);
  assert.is((await early).status, 200);
  const elsewhere = second.deliver(body);
  await clock.advance(4_000);
  assert.is((await elsewhere).status, 503);
  open();
  await clock.advance(0);
  assert.is((await second.deliver(body)).status, 200);
  assert.is(runs, 1);
});

deliveries('takes over an event from a process that died', async () => {
  const store = memoryStore();
  const { bot, clock, deliver } = harness({ store });
  const texts: (string | undefined)[] = [];
  bot.on('message', ({ event }) => void texts.push(event.text));
  const body = delivery({ messaging: [items.message({ text: 'left', mid: 'm_left' })] });
  // The other process claimed it, and was killed.
  const { events } = await harness().deliver(body);
  const asked: BeginEvent[] = events.map(({ id, platform }) => ({ id: `${APP}:${platform}:${id}` }));
  await store.begin(asked, { holder: 'dead', leaseMs: 30_000, now: clock.now() });
  const answer = deliver(body);
  await clock.advance(4_000);
  assert.is((await answer).status, 503);
  await clock.advance(26_000);
  assert.is((await deliver(body)).status, 200);
  assert.equal(texts, ['left']);
});

deliveries('lets two apps share a store without taking events from each other', async () => {
  const store = memoryStore();
  const other = '880042117756310';
  const seen: string[] = [];
  const body = delivery({ messaging: [items.message()] });
  for (const appId of [APP, other]) {
    const { bot, deliver } = harness({ store, appId });
    bot.on('message', () => void seen.push(appId));
    assert.is((await deliver(body)).status, 200);
  }
  assert.equal(seen, [APP, other]);
});

deliveries('refuses new deliveries once closed, after those that run have ended', async () => {
  const { bot, deliver } = harness();
  const { opened, open } = gate();
  const log: string[] = [];
  bot.on('message', async () => {
    await opened;
    log.push('handled');
  });
  const running = deliver(delivery({ messaging: [items.message()] }));
  const closed = bot.close().then(() => log.push('closed'));
  assert.is((await deliver(delivery({ messaging: [items.message()] }))).status, 503);
  open();
  await closed;
  assert.equal(log, ['handled', 'closed']);
  assert.is((await running).status, 200);
});

deliveries('sets no timer for an event whose handlers are over at once', async () => {
  const { bot, clock, deliver } = harness();
  bot.on('message', () => undefined);
  for (let time = 0; time < 100; time += 1)
    await deliver(delivery({ messaging: [items.message({ userId: `5${time}` })] }));
  assert.ok(clock.timers <= 2, `${clock.timers} timers wait`);
  await bot.close();
});

deliveries(
  'works off a Web Request, and waits for the handlers where nothing can go on behind the answer',
  async () => {
    const { bot } = harness({ answerWithinMs: 1 });
    const { opened, open } = gate();
    bot.on('message', () => opened);
    const request = (): Request => {
      const { headers, body } = signedRequest(delivery({ messaging: [items.message()] }), SECRET);
      return new Request('https://bot.example/webhook', { method: 'POST', headers, body: Buffer.from(body) });
    };
    const response = bot.fetch(request());
    open();
    assert.is((await response).status, 200);
    assert.is(await (await response).text(), 'EVENT_RECEIVED');
    const forged = new Request('https://bot.example/webhook', { method: 'POST', body: '{}' });
    assert.is((await bot.fetch(forged)).status, 401);
    await bot.close();
  },
);

deliveries('refuses a Web Request whose body does not come in time', async () => {
  const { bot, clock } = harness();
  const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"object":')) });
  const request = new Request('https://bot.example/webhook', { method: 'POST', body, duplex: 'half' } as RequestInit);
  const response = bot.fetch(request);
  await clock.advance(10_000);
  assert.is((await response).status, 408);
});

deliveries('shows in an early answer that an event whose turn has not come is not to be answered', async () => {
  const { bot, clock, deliver } = harness();
  const { opened, open } = gate();
  bot.on('message', () => opened);
  const slow = deliver(delivery({ messaging: [items.message()] }));
  const taken = deliver(delivery({ messaging: [items.take({ to: '880042117756310', timestamp: clock.now() })] }));
  const tapped = deliver(delivery({ messaging: [items.postback({ payload: 'OLD' })] }));
  await clock.advance(4_000);
  await Promise.all([slow, taken]);
  assert.equal(
    (await tapped).events.map(({ standby }) => standby),
    [true],
  );
  open();
  await bot.close();
});

deliveries('gives a Web host what goes on behind an early answer', async () => {
  const { bot, clock } = harness();
  const { opened, open } = gate();
  let handled = false;
  bot.on('message', async () => {
    await opened;
    handled = true;
  });
  const { headers, body } = signedRequest(delivery({ messaging: [items.message()] }), SECRET);
  const request = new Request('https://bot.example/webhook', { method: 'POST', headers, body: Buffer.from(body) });
  const work: Promise<unknown>[] = [];
  const response = bot.fetch(request, { waitUntil: (rest) => void work.push(rest) });
  await clock.advance(4_000);
  await clock.advance(0);
  assert.is((await response).status, 200);
  assert.is(handled, false);
  open();
  await Promise.all(work);
  assert.is(handled, true);
});

deliveries('never rejects, whatever is passed as a request', async () => {
  const { bot, logger } = harness();
  const answer = await bot.handle({ method: 'POST', headers: {}, body: '{}' as unknown as Uint8Array });
  assert.is(answer.status, 500);
  assert.match(logger.lines.join(), /ahead of any body parser/);
  assert.is((await bot.handle({ method: 'PUT', headers: {} })).status, 405);
});

deliveries('makes no bot of wrong options, and names the first that is wrong', async () => {
  const { client } = harness();
  const good = { appId: APP, appSecret: SECRET, client };
  const wrong: [string, object][] = [
    ['appId', { appId: undefined, appSecret: undefined, client: undefined }],
    ['appSecret', { appSecret: undefined, client: undefined }],
    ['client', { client: undefined }],
    ['appId', { appId: 1450077300221199 }],
    ['routing', { routing: 'maybe' }],
    ['whenNotOwner', { whenNotOwner: 'shrug' }],
    ['answerWithinMs', { answerWithinMs: 0 }],
    ['attempts', { attempts: 0 }],
    ['retryForMs', { retryForMs: -1 }],
    ['maxBodyBytes', { maxBodyBytes: Number.NaN }],
    ['verifyToken', { verifyToken: '' }],
    ['aiAppIds', { aiAppIds: '622851382610562' }],
    ['aiAppIds', { aiAppIds: [622851382610562] }],
    ['aiAppIds', { aiAppIds: ['622851382610562', ''] }],
    ['aiAppIds', { aiAppIds: ['an app'] }],
  ];
  for (const [option, change] of wrong) {
    const error = await rejects((async () => createHandover({ ...good, ...change } as typeof good))(), 'OptionError');
    assert.is((error as Error & { option?: string }).option, option);
    assert.match(error.message, new RegExp(option));
  }
});

deliveries('runs an event again whose failure could not be written down', async () => {
  const memory = memoryStore();
  let isDown = true;
  const store: Store = {
    ...memory,
    end: (...args) => (isDown ? Promise.reject(new Error('down, for the test')) : memory.end(...args)),
  };
  const { bot, clock, deliver } = harness({ store });
  let runs = 0;
  bot.on('error', () => undefined);
  bot.on('message', () => {
    runs += 1;
    if (runs === 1) throw failure();
  });
  const body = delivery({ messaging: [items.message()] });
  assert.is((await deliver(body)).status, 500);
  isDown = false;
  await clock.advance(30_001);
  assert.is((await deliver(body)).status, 200);
  assert.is(runs, 2);
});

deliveries('has no timer more than before once nothing runs any more', async () => {
  const { bot, clock, deliver } = harness();
  const { timers } = clock;
  const { opened, open } = gate();
  bot.on('message', () => opened);
  const answer = deliver(delivery({ messaging: [items.message()] }));
  await clock.advance(1_000);
  assert.ok(clock.timers > timers);
  open();
  assert.is((await answer).status, 200);
  await clock.advance(600_000);
  assert.is(clock.timers, timers);
});

deliveries('starts what a delivery holds in its order, also where an earlier thread has changed hands', async () => {
  const { bot, deliver } = harness();
  const order: string[] = [];
  bot.on('message', ({ event }) => void order.push(event.userId ?? ''));
  await deliver(delivery({ messaging: [items.message({ userId: '52' })] }));
  await deliver(delivery({ messaging: [items.message({ userId: '51' }), items.message({ userId: '52' })] }));
  assert.equal(order, ['52', '51', '52']);
});

deliveries('writes down what ends behind an early answer, though the rest of it goes on', async () => {
  const store = memoryStore();
  const { opened, open } = gate();
  const first = harness({ store });
  first.bot.on('message', ({ event }) => (event.userId === '51' ? opened : new Promise(() => undefined)));
  const quick = items.message({ userId: '51' });
  const answer = first.deliver(delivery({ messaging: [quick, items.message({ userId: '52' })] }));
  await first.clock.advance(4_000);
  assert.is((await answer).status, 200);
  open();
  await first.clock.advance(1);

  // The first process dies here: its clock stands still.
  const second = harness({ store });
  second.bot.on('message', () => assert.unreachable('it has run'));
  await second.clock.advance(40_000);
  assert.is((await second.deliver(delivery({ messaging: [quick] }))).status, 200);
});

deliveries('answers 200 as soon as another process is done with what both were given', async () => {
  const store = memoryStore();
  const clock = testClock();
  const { opened, open } = gate();
  const first = harness({ store, clock });
  const second = harness({ store, clock });
  first.bot.on('message', () => opened);
  second.bot.on('message', () => assert.unreachable('the first one runs it'));
  const body = delivery({ messaging: [items.message()] });
  const running = first.deliver(body);
  let status = 0;
  const waiting = second.deliver(body).then((answer) => {
    status = answer.status;
  });
  await clock.advance(300);
  assert.is(status, 0);
  open();
  await clock.advance(300);
  assert.is(status, 200);
  assert.is((await running).status, 200);
  await waiting;
});

deliveries('answers 503 to what a store throws at once, as to what it rejects with', async () => {
  const store: Store = {
    ...memoryStore(),
    begin: () => {
      throw new Error('down, for the test');
    },
  };
  const { deliver, logger } = harness({ store });
  assert.is((await deliver(delivery({ messaging: [items.message()] }))).status, 503);
  assert.match(logger.lines.join(), /error The store failed/);
});

deliveries('keeps two apps that share a store from taking each other for the owner', async () => {
  const store = memoryStore();
  const clock = testClock();
  const ours = harness({ store, clock });
  const theirs = harness({ store, clock, appId: '880042117756310' });
  const thread = { pageId: '804155501230077', userId: '51' };
  await ours.bot.thread(thread).takeThreadControl();
  assert.is((await ours.bot.thread(thread).state()).owner.kind, 'self');
  assert.is((await theirs.bot.thread(thread).state()).owner.kind, 'unknown');
});

deliveries('keeps mixed events apart by app, platform, page and lane, even if all else is the same', async () => {
  const store = memoryStore();
  const bots = [harness({ store }), harness({ store, appId: DESK })];
  const sentAt = { messaging: 1_764_590_400_000, standby: 1_764_590_400_001 };
  const handled: string[] = [];
  for (const [number, { bot }] of bots.entries())
    bot.on('*', ({ event: { platform, id } }) => void handled.push(`${number} ${platform} ${id}`));
  const ways = [
    { object: 'page', pageId: '804155501230077' },
    { object: 'page', pageId: '804155501230078' },
    { object: 'instagram', pageId: '804155501230078' },
    { object: 'instagram', pageId: '804155501230077' },
  ];
  // On standby, where only the second bot hears, one thing changes with each delivery.
  const mixed = (['messaging', 'standby'] as const).flatMap((lane) =>
    ways.flatMap(({ object, pageId }) => {
      const message = items.message({ pageId, mid: 'm_one', timestamp: sentAt[lane] });
      const body = delivery({ object, pageId, [lane]: [message] });
      return (lane === 'standby' ? bots.slice(1) : bots).map(({ deliver }) => ({ deliver, body }));
    }),
  );
  for (const { deliver, body } of mixed) await deliver(body);
  assert.is(new Set(handled).size, 12);
  for (const { deliver, body } of mixed) await deliver(body);
  assert.is(handled.length, 12);
  for (const { object, pageId } of ways) {
    const thread = {
      platform: object === 'page' ? 'messenger' : 'instagram',
      pageId,
      userId: '7312004455667788',
    } as const;
    const owners = await Promise.all(bots.map(async ({ bot }) => (await bot.thread(thread).state()).owner.kind));
    assert.equal(owners, ['self', 'app'], `${object} ${pageId}`);
  }
});

deliveries.run();
