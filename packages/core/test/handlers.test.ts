// How handlers and plugins are called, and what becomes of their failures.
import { createHandover, errorFields, type HandoverFailure } from '@handover/core';
import { APP, DESK, harness, INBOX, memoryLogger, SECRET } from '@handover/test-support/harness';
import { gate } from '@handover/test-support/lasting-store';
import { delivery, items, SAMPLE_IDS } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const handlers = suite('handlers');

const messageOf = (text: string, userId = '51'): unknown => delivery({ messaging: [items.message({ text, userId })] });
/** An item that names no person. */
const policy = { recipient: { id: SAMPLE_IDS.pageId }, policy_enforcement: { action: 'block', reason: 'spam' } };
const fail = (): never => {
  throw new Error('a handler of the test fails');
};

handlers('that can not answer since another app owns are not run again: another run would not help', async () => {
  const { bot, clock, client, deliver } = harness();
  const errors: HandoverFailure[] = [];
  bot.on('error', (failure) => void errors.push(failure));
  bot.on('take_thread_control', ({ thread }) => thread.send('But I was not done.'));
  const take = items.take({ from: APP, to: DESK, timestamp: clock.now() });
  assert.is((await deliver(delivery({ messaging: [take] }))).status, 200);
  assert.equal(
    errors.map(({ error, event, thread }) => [error.name, event?.kind, thread?.userId]),
    [['NotThreadOwnerError', 'take_thread_control', SAMPLE_IDS.userId]],
  );
  assert.equal(client.calls, []);
});

handlers('of a hand-over whose pass failed run again, or not, by what the pass failed of', async () => {
  for (const [thrown, status] of [
    [Object.assign(new Error('no such app'), { kind: 'bad_target' }), 200],
    [Object.assign(new Error('Meta is busy'), { kind: 'transient' }), 500],
    ['no Error at all', 500],
  ] as const) {
    const { bot, clock, client, deliver } = harness({ routing: 'off' });
    bot.on('error', () => undefined);
    bot.on('message', ({ thread }) => thread.handOver(INBOX, { message: 'One moment.' }));
    client.during('passThreadControl', () => Promise.reject(thrown));
    const answer = deliver(messageOf('hello'));
    await clock.advance(1_000);
    assert.is((await answer).status, status);
  }
});

handlers('may throw what is no Error: it is reported as one, by its kind and not its content', async () => {
  const { bot, deliver, logger } = harness();
  bot.on('message', () => Promise.reject('the customer wrote: my secret'));
  assert.is((await deliver(messageOf('hello'))).status, 500);
  assert.not.match(logger.lines.join(), /my secret/);
  bot.on('error', ({ error }) => assert.is(error.message, 'A string was thrown, not an Error'));
  assert.is((await deliver(messageOf('hello again'))).status, 500);
});

handlers('may give something like a promise: it is waited for, and its failure counts', async () => {
  for (const fails of [false, true]) {
    const { bot, deliver } = harness();
    const log: string[] = [];
    bot.on('error', () => void log.push('error'));
    bot.on('message', () => ({
      // biome-ignore lint/suspicious/noThenProperty: what older libraries of promises give
      then(resolve: (value: unknown) => void, reject: (error: Error) => void) {
        log.push('over');
        if (fails) reject(new Error('late'));
        else resolve(undefined);
      },
    }));
    bot.on('message', () => void log.push('next'));
    assert.is((await deliver(messageOf('hello'))).status, fails ? 500 : 200);
    assert.equal(log, fails ? ['over', 'error', 'next'] : ['over', 'next']);
  }
});

handlers('of errors that fail themselves are logged, and the others hear of the error', async () => {
  const { bot, deliver, logger } = harness();
  const heard: string[] = [];
  bot.on('error', fail);
  bot.on('error', async () => fail());
  bot.on('error', ({ error }) => void heard.push(error.message));
  bot.on('message', () => Promise.reject(new Error('of the message')));
  assert.is((await deliver(messageOf('hello'))).status, 500);
  assert.equal(heard, ['of the message']);
  assert.is(logger.lines.filter((line) => line.startsWith('error A handler of "error" failed')).length, 2);
});

handlers('of a change of owner that fail are logged if nothing listens for errors', async () => {
  const { bot, deliver, logger } = harness();
  bot.on('owner_changed', fail);
  assert.is((await deliver(delivery({ messaging: [items.take({ to: DESK })] }))).status, 200);
  assert.match(logger.lines.join(), /^error A handler failed .*"name":"Error"/);
});

handlers('of dead letters that fail are an error with the event that was given up', async () => {
  const { bot, deliver } = harness({ attempts: 1 });
  const failures: HandoverFailure[] = [];
  bot.on('message', fail);
  bot.on('dead_letter', () => {
    throw new Error('the drawer of dead letters is stuck');
  });
  bot.on('error', (failure) => void failures.push(failure));
  assert.is((await deliver(messageOf('hello'))).status, 200);
  const last = failures.at(-1);
  assert.equal([last?.error.message, last?.event?.kind], ['the drawer of dead letters is stuck', 'message']);
});

handlers('are not called for an event that a plugin can not add to: it comes again', async () => {
  const { bot, deliver } = harness();
  const log: string[] = [];
  let broken = true;
  bot.use({ name: 'adding', setup: (host) => host.decorate(() => (broken ? fail() : { added: 'x' })) });
  bot.on('error', ({ event }) => void log.push(`error of ${event?.kind}`));
  bot.on('message', (context) => void log.push(String('added' in context)));
  // At first sight of a thread there is a change of owner to tell of first, later there is none.
  for (const body of [messageOf('hello'), messageOf('hello again')]) {
    broken = true;
    assert.is((await deliver(body)).status, 500);
    broken = false;
    assert.is((await deliver(body)).status, 200);
  }
  assert.equal(log, ['error of message', 'true', 'error of message', 'true']);
});

handlers('can be taken off twice, and take no other with them', async () => {
  const { bot, deliver } = harness();
  const log: string[] = [];
  const handler = (): void => void log.push('handler');
  const undo = bot.on('message', handler);
  undo();
  bot.on('message', handler);
  bot.on('message', handler);
  undo();
  undo();
  undo();
  await deliver(messageOf('hello'));
  assert.equal(log, [], 'the same function is the same handler');
});

handlers('and hooks of sends can be taken off twice', async () => {
  const { bot } = harness();
  const log: string[] = [];
  bot.use({
    name: 'hooked',
    setup(host) {
      const undo = host.onSend((_outgoing, next) => {
        log.push('first');
        return next();
      });
      host.onSend((_outgoing, next) => {
        log.push('second');
        return next();
      });
      undo();
      undo();
    },
  });
  await bot.thread(SAMPLE_IDS).send('hello');
  assert.equal(log, ['second']);
});

handlers('may deliver something themselves: it runs behind them, not inside of them', async () => {
  const { bot, deliver } = harness();
  for (const known of ['51', '52']) await deliver(messageOf('hello', known));
  const log: string[] = [];
  const inner: Promise<unknown>[] = [];
  bot.on('message', ({ event }) => {
    log.push(`begin ${event.text}`);
    if (event.text === 'outer') inner.push(deliver(messageOf('inner', '52')));
    log.push(`end ${event.text}`);
  });
  assert.is((await deliver(messageOf('outer'))).status, 200);
  await Promise.all(inner);
  assert.equal(log, ['begin outer', 'end outer', 'begin inner', 'end inner']);
});

handlers('may deliver something themselves also where their own event had to wait first', async () => {
  const { bot, deliver } = harness();
  await deliver(messageOf('hello', '52'));
  const log: string[] = [];
  const inner: Promise<unknown>[] = [];
  bot.on('owner_changed', async () => undefined);
  bot.on('message', ({ event }) => {
    log.push(`begin ${event.text}`);
    if (event.text === 'outer') inner.push(deliver(messageOf('inner', '52')));
    log.push(`end ${event.text}`);
  });
  // Nothing is known of this person: the owner of the thread is announced ahead of the event, and a listener waits.
  assert.is((await deliver(messageOf('outer', '53'))).status, 200);
  await Promise.all(inner);
  assert.equal(log, ['begin outer', 'end outer', 'begin inner', 'end inner']);
});

handlers('and middleware that deliver something do so behind themselves, each of them', async () => {
  const { bot, deliver } = harness();
  for (const known of ['51', '52', '53']) await deliver(messageOf('hello', known));
  const log: string[] = [];
  const inner: Promise<unknown>[] = [];
  bot.use((context, next) => {
    const { text } = context.event.kind === 'message' ? context.event : {};
    log.push(`begin layer ${text}`);
    if (text === 'outer') inner.push(deliver(messageOf('from the layer', '52')));
    log.push(`end layer ${text}`);
    return next();
  });
  bot.on('message', async () => undefined);
  bot.on('message', ({ event }) => {
    log.push(`begin ${event.text}`);
    if (event.text === 'outer') inner.push(deliver(messageOf('from the second handler', '53')));
    log.push(`end ${event.text}`);
  });
  assert.is((await deliver(messageOf('outer'))).status, 200);
  await Promise.all(inner);
  const pairs = log.filter(
    (line, index) => line.startsWith('begin') && log[index + 1] !== line.replace('begin', 'end'),
  );
  assert.equal(pairs, []);
  assert.is(log.length, 12);
});

handlers('of an event that names no person get it, and are repeated after an early answer like others', async () => {
  const { bot, clock, deliver } = harness();
  const failures: HandoverFailure[] = [];
  let runs = 0;
  bot.on('error', (failure) => void failures.push(failure));
  bot.on('policy_enforcement', async () => {
    runs += 1;
    if (runs > 1) return;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 5_000));
    fail();
  });
  const answer = deliver(delivery({ messaging: [policy] }));
  await clock.advance(4_000);
  const { status, events } = await answer;
  assert.equal([status, events.map(({ kind, standby }) => [kind, standby])], [200, [['policy_enforcement', false]]]);
  await clock.advance(10_000);
  assert.is(runs, 2);
  assert.equal(
    failures.map(({ event, thread }) => [event?.kind, thread]),
    [['policy_enforcement', undefined]],
  );
});

handlers('that run by the thousand are each left behind at their time', async () => {
  const { bot, clock, deliver } = harness({ handlerTimeoutMs: 10_000, answerWithinMs: false, maxBodyBytes: 1e7 });
  const waiting: (() => void)[] = [];
  let left = 0;
  bot.on('error', ({ error }) => {
    assert.is(error.name, 'HandlerTimeoutError');
    left += 1;
  });
  bot.on('message', () => new Promise<void>((resolve) => void waiting.push(resolve)));
  const people = Array.from({ length: 3_000 }, (_, index) => items.message({ userId: String(index + 1) }));
  const early = deliver(delivery({ messaging: people.slice(0, 2_500) }));
  await clock.advance(5_000);
  const late = deliver(delivery({ messaging: people.slice(2_500) }));
  await clock.advance(0);
  // All but ten of the first end in time.
  for (const resolve of waiting.slice(0, 2_490)) resolve();
  await clock.advance(4_999);
  assert.is(left, 0);
  await clock.advance(1);
  assert.is(left, 10);
  for (const resolve of waiting.slice(2_500, 2_999)) resolve();
  await clock.advance(5_000);
  assert.is(left, 11);
  assert.equal([(await early).status, (await late).status], [500, 500], 'those that were left behind come again');
});

handlers('leave no timer of the platform that keeps the process alive', async () => {
  const timers: NodeJS.Timeout[] = [];
  const clock = {
    now: () => Date.now(),
    setTimeout(callback: () => void, delayMs: number) {
      const timer = setTimeout(callback, delayMs);
      timers.push(timer);
      return timer;
    },
    clearTimeout: (handle: unknown) => clearTimeout(handle as NodeJS.Timeout),
  };
  const { bot, deliver } = harness({ clock });
  const { opened, open } = gate();
  bot.on('message', () => opened);
  const answer = deliver(messageOf('hello'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(timers.length > 0, 'a lease, an answer and a handler have their time');
  assert.is(timers.filter((timer) => timer.hasRef()).length, 0);
  open();
  assert.is((await answer).status, 200);
  await bot.close();
  for (const timer of timers) clearTimeout(timer);
});

handlers.run();

const log = suite('what a log gets of an error');

log('is where it came from, also where its message was changed or its stack is gone', () => {
  const changed = new Error('first');
  // From the first look on it stays as it is.
  assert.ok(changed.stack);
  changed.message = 'the customer wrote: my secret';
  assert.equal(errorFields(changed), { name: 'Error' });
  const bare = new Error('gone');
  Object.defineProperty(bare, 'stack', { value: undefined });
  assert.equal(errorFields(bare), { name: 'Error' });
  assert.match(JSON.stringify(errorFields(new Error('x'))), /"at":\["at .*handlers\.test\.ts/);
});

log.run();

const defaults = suite('defaults');

defaults('ask Meta for the routing mode of a page', async () => {
  const { client, clock } = harness();
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, clock, logger: memoryLogger() });
  await bot.thread(SAMPLE_IDS).handOver('default', {});
  assert.equal(
    client.calls.map(({ name }) => name),
    ['getRoutingMode', 'passThreadControl'],
  );
  await bot.close();
});

defaults('stand for no option that is required: without any the first is named', () => {
  const none = undefined as unknown as Parameters<typeof createHandover>[0];
  assert.throws(() => createHandover(none), /^appId is missing/);
});

defaults.run();
