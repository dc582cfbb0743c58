// Whose an echo is on platforms whose echoes name no app: the bot's own messages never pause it, a person's always do.
import { type EchoEvent, type HandoverAnswer, type HandoverOptions, pauseOnHumanReply } from '@handover/core';
import type { Store } from '@handover/core/store';
import { type Harness, harness, SECRET } from '@handover/test-support/harness';
import { advanceAll, gate, lastingStore, never } from '@handover/test-support/lasting-store';
import { wrappedStore } from '@handover/test-support/wrapped-store';
import { delivery, items, rejects, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const own = suite('own messages on Instagram');

const USER = '51';
const THREAD = { platform: 'instagram', pageId: SAMPLE_IDS.pageId, userId: USER } as const;

interface Machine extends Harness {
  /** `sentBy text` of each echo that was handled. */
  readonly seen: string[];
  /** Meta brings an echo. */
  echo(text: string, mid: string): Promise<HandoverAnswer>;
  send(text: string): Promise<unknown>;
  isHeld(): Promise<boolean>;
  /** The texts that went out. */
  sent(): string[];
}

/** A process that keeps quiet for a minute behind each reply of a person. */
function machine(options: Partial<HandoverOptions> = {}): Machine {
  const made = harness(options);
  const seen: string[] = [];
  made.bot.use(pauseOnHumanReply({ forMs: 60_000 }));
  made.bot.on('error', () => undefined);
  made.bot.on('echo', ({ event }) => void seen.push(`${event.sentBy} ${event.text}`));
  return {
    ...made,
    seen,
    echo: (text, mid) => made.deliver(echoBody(text, mid, made.clock.now())),
    send: (text) => made.bot.thread(THREAD).send(text),
    isHeld: async () => !(await made.bot.thread(THREAD).state()).mayReply,
    sent: () =>
      made.client.calls.flatMap(({ name, args }) =>
        name === 'sendMessage' ? [(args[1] as { text: string }).text] : [],
      ),
  };
}

function echoBody(text: string, mid: string, timestamp: number): unknown {
  return delivery({ object: 'instagram', messaging: [items.echo({ userId: USER, text, mid, timestamp })] });
}

const lost = (): never => {
  throw Object.assign(new Error('the answer was lost, for the test'), { name: 'ConnectionError' });
};

own('takes an echo whose message id a send returned for its own, which pauses nothing', async () => {
  const made = machine();
  await made.send('hello');
  assert.is((await made.echo('hello', 'm_sent1')).status, 200);
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
});

own('takes an echo with an unknown id for the message of a person or another app, which pauses it', async () => {
  const made = machine();
  await made.send('hello');
  assert.is((await made.echo('hello', 'm_other')).status, 200);
  assert.equal([made.seen, await made.isHeld()], [['app hello'], true]);
  assert.is(
    ((await rejects(made.send('me again'), 'NotThreadOwnerError')) as { reason?: string } & Error).reason,
    'hold',
  );
});

own('names no app on such an echo, and does not take it for a change of owner', async () => {
  const { bot, deliver, clock } = harness();
  const seen: EchoEvent[] = [];
  bot.on('echo', ({ event }) => void seen.push(event));
  const owners: string[] = [];
  bot.on('owner_changed', ({ current }) => void owners.push(current.kind));
  await deliver(delivery({ object: 'instagram', messaging: [items.message({ userId: USER })] }));
  const before = await bot.thread(THREAD).state();
  await clock.advance(5_000);
  await deliver(echoBody('I am Ann', 'm_ann', clock.now()));
  assert.equal([seen[0]?.sentBy, seen[0]?.appId], ['app', undefined]);
  assert.equal((await bot.thread(THREAD).state()).owner, before.owner);
  assert.equal(owners, ['self']);
});

own('knows its message by the id where the echo comes ahead of the answer of the send', async () => {
  const made = machine();
  const answer = gate();
  made.client.during('sendMessage', () => answer.opened);
  const sending = made.send('hello');
  await made.clock.advance(0);
  const echoed = made.echo('hello', 'm_sent1');
  await made.clock.advance(1_000);
  assert.equal(made.seen, []);
  answer.open();
  await sending;
  await made.clock.advance(200);
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
  assert.is((await echoed).status, 200);
});

own('knows it where the echo comes to another process ahead of the answer', async () => {
  const store = lastingStore();
  const [sender, other] = [machine({ store }), machine({ store })];
  const answer = gate();
  sender.client.during('sendMessage', () => answer.opened);
  const sending = sender.send('hello');
  await sender.clock.advance(0);
  void other.echo('hello', 'm_sent1');
  await advanceAll([sender.clock, other.clock], 1_000);
  assert.equal(other.seen, []);
  answer.open();
  await sending;
  await other.clock.advance(200);
  assert.equal([other.seen, await other.isHeld(), await sender.isHeld()], [['self hello'], false, false]);
});

own('answers Meta at once while it is not known whose an echo is, and parks it with a store that lasts', async () => {
  for (const store of [undefined, lastingStore()]) {
    const made = machine(store === undefined ? {} : { store });
    made.client.during('sendMessage', () => never);
    void made.send('hello');
    await made.clock.advance(0);
    let answer: HandoverAnswer | undefined;
    void made.echo('other', 'm_other').then((given) => {
      answer = given;
    });
    // No time passes.
    await made.clock.advance(0);
    assert.is(answer?.status, 200);
    if (store === undefined) continue;
    const next = machine({ store });
    await next.clock.advance(60_000);
    assert.equal(next.seen, ['app other']);
  }
});

own('settles an echo at once as a person’s where no send is on its way', async () => {
  const made = machine();
  const answer = made.echo('I am Ann', 'm_ann');
  await made.clock.advance(0);
  assert.is((await answer).status, 200);
  assert.equal(made.seen, ['app I am Ann']);
});

own('takes an echo for a person’s after 3 s of waiting for a send with another text', async () => {
  const made = machine();
  made.client.during('sendMessage', () => never);
  void made.send('hello');
  await made.clock.advance(0);
  void made.echo('I am Ann', 'm_ann');
  await made.clock.advance(2_999);
  assert.equal(made.seen, []);
  await made.clock.advance(1);
  assert.equal([made.seen, await made.isHeld()], [['app I am Ann'], true]);
});

own('is not paused by its own message where the answer of the send takes longer than 3 s', async () => {
  const made = machine();
  const answer = gate();
  made.client.during('sendMessage', () => answer.opened);
  const sending = made.send('hello');
  await made.clock.advance(0);
  void made.echo('hello', 'm_sent1');
  await made.clock.advance(6_000);
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
  answer.open();
  await sending;
});

own('is not paused by its own message where the process that sent it was killed ahead of the answer', async () => {
  const store = lastingStore();
  const [killed, other] = [machine({ store }), machine({ store })];
  killed.client.during('sendMessage', () => never);
  void killed.send('hello');
  await killed.clock.advance(0);
  void other.echo('hello', 'm_sent1');
  await other.clock.advance(4_000);
  assert.equal([other.seen, await other.isHeld()], [['self hello'], false]);
});

own('knows a message whose answer was lost by its text, for 60 s', async () => {
  const made = machine();
  made.client.during('sendMessage', lost);
  await rejects(made.send('hello'), 'ConnectionError');
  await made.clock.advance(59_000);
  await made.echo('hello', 'm_1');
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
  await made.clock.advance(1_000);
  await made.echo('hello', 'm_2');
  assert.equal([made.seen.slice(1), await made.isHeld()], [['app hello'], true]);
});

own('takes another text behind a lost answer for a person’s at once', async () => {
  const made = machine();
  made.client.during('sendMessage', lost);
  await rejects(made.send('hello'), 'ConnectionError');
  await made.echo('I am Ann', 'm_ann');
  assert.equal([made.seen, await made.isHeld()], [['app I am Ann'], true]);
});

own('does not wait for, or match, a send that Meta refused for certain', async () => {
  const made = machine();
  made.client.refuse('sendMessage', { status: 400, kind: 'invalid', code: 100 });
  await rejects(made.send('hello'), 'GraphError');
  await made.echo('hello', 'm_ann');
  assert.equal([made.seen, await made.isHeld()], [['app hello'], true]);
});

own('knows messages that were sent past it once noteSent has their ids, also in another process', async () => {
  const store = lastingStore();
  const [one, other] = [machine({ store }), machine({ store })];
  await one.bot.thread(THREAD).noteSent('m_past');
  await other.echo('hello', 'm_past');
  assert.equal([other.seen, await other.isHeld()], [['self hello'], false]);
  await rejects(one.bot.thread(THREAD).noteSent(''), 'OptionError');
});

own('keeps sends waiting while it is not known whose an echo is, for 3 s at most', async () => {
  const made = machine();
  made.client.during('sendMessage', () => never);
  void made.send('first');
  await made.clock.advance(0);
  void made.echo('first', 'm_first');
  await made.clock.advance(0);
  void made.send('second');
  await made.clock.advance(2_999);
  assert.equal(made.sent(), ['first']);
  await made.clock.advance(1);
  assert.equal(made.sent(), ['first', 'second']);
});

own('keeps sends waiting for a plugin that hears of an echo, for no more than 3 s either', async () => {
  const made = machine();
  made.bot.use({
    name: 'slow',
    setup: (bot) => bot.onReceive(({ event }) => (event.kind === 'echo' ? never : undefined)),
  });
  void made.echo('I am Ann', 'm_ann');
  await made.clock.advance(0);
  const sending = made.bot.thread(THREAD).send('hello', { by: 'person' });
  await made.clock.advance(2_999);
  assert.equal(made.sent(), []);
  await made.clock.advance(1);
  assert.equal(made.sent(), ['hello']);
  await sending;
});

own('refuses the send that waited where the echo turns out to be a person’s', async () => {
  const made = machine();
  const answer = gate();
  made.client.during('sendMessage', () => answer.opened);
  const first = made.send('first');
  await made.clock.advance(0);
  void made.echo('I am Ann', 'm_ann');
  await made.clock.advance(0);
  const second = rejects(made.send('second'), 'NotThreadOwnerError');
  await made.clock.advance(500);
  answer.open();
  await first;
  await made.clock.advance(3_000);
  await second;
  assert.equal(made.sent(), ['first']);
});

own('aborts a running handler whose send waited where the echo turns out to be a person’s', async () => {
  const made = machine();
  const answer = gate();
  made.client.during('sendMessage', () => answer.opened);
  const outcomes: string[] = [];
  made.bot.on('message', async ({ thread, signal }) => {
    await thread.send('first');
    await thread.send('second').catch((error: Error) => outcomes.push(error.name));
    outcomes.push(String(signal.aborted));
  });
  void made.deliver(delivery({ object: 'instagram', messaging: [items.message({ userId: USER })] }));
  await made.clock.advance(0);
  void made.echo('I am Ann', 'm_ann');
  await made.clock.advance(500);
  answer.open();
  await made.clock.advance(3_000);
  assert.equal([outcomes, made.sent()], [['NotThreadOwnerError', 'true'], ['first']]);
});

own('never pauses itself by a stream of own messages, each echoed ahead of its answer on another process', async () => {
  const store = lastingStore();
  const [sender, other] = [machine({ store }), machine({ store })];
  const texts = Array.from({ length: 12 }, (_, index) => `part ${index}`);
  for (const [index, text] of texts.entries()) {
    sender.client.during('sendMessage', async () => {
      void other.echo(text, `m_sent${index + 1}`);
      await other.clock.advance(300);
    });
    await sender.send(text);
    await advanceAll([sender.clock, other.clock], 250);
  }
  assert.equal(
    other.seen,
    texts.map((text) => `self ${text}`),
  );
  assert.is(await other.isHeld(), false);
});

own('knows all messages that are sent to one person at the same time', async () => {
  const made = machine();
  const texts = Array.from({ length: 25 }, (_, index) => `part ${index}`);
  await Promise.all(texts.map(made.send));
  for (const index of texts.keys()) await made.echo(`part ${index}`, `m_sent${index + 1}`);
  assert.equal(
    made.seen.filter((line) => !line.startsWith('self')),
    [],
  );
});

own('finds out again with the next run whose an echo is, where the store failed', async () => {
  let isDown = false;
  const store: Store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'getValue' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const made = machine({ store });
  await made.send('hello');
  isDown = true;
  assert.is((await made.echo('hello', 'm_sent1')).status, 500);
  assert.equal(made.seen, []);
  isDown = false;
  assert.is((await made.echo('hello', 'm_sent1')).status, 200);
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
});

own('sends although the id of the message can not be kept, and says so in the log', async () => {
  let isDown = false;
  const store = wrappedStore(lastingStore(), (name, _, operation) => {
    if (name === 'setValue' && isDown) throw new Error('down, for the test');
    return operation();
  });
  const made = machine({ store });
  made.client.during('sendMessage', () => {
    isDown = true;
  });
  assert.equal(await made.send('hello'), { messageId: 'm_sent1' });
  assert.is(
    made.logger.loud.filter((line) => line.includes('The id of a sent message could not be recorded')).length,
    1,
  );
});

own('leaves echoes unknown under `forward`, with one warning, and is paused by none', async () => {
  const made = machine();
  const forwarded = (text: string, mid: string) =>
    made.bot.handle({ ...signedRequest(echoBody(text, mid, made.clock.now()), SECRET), isForwarded: true });
  await forwarded('one', 'm_1');
  await forwarded('two', 'm_2');
  assert.equal([made.seen, await made.isHeld()], [['unknown one', 'unknown two'], false]);
  assert.is(made.logger.loud.length, 1);
  assert.match(made.logger.loud[0] ?? '', /^warn /);
});

own('leaves a forwarded echo unknown where the next process runs it', async () => {
  const store = lastingStore();
  const killed = machine({ store, answerWithinMs: 0 });
  killed.bot.use(() => never);
  await killed.bot.handle({ ...signedRequest(echoBody('one', 'm_1', killed.clock.now()), SECRET), isForwarded: true });
  const next = machine({ store });
  await next.clock.advance(60_000);
  assert.equal([next.seen, await next.isHeld()], [['unknown one'], false]);
});

own("takes forwarded echoes for a person's with echoesWithoutAppId: 'person', and still knows its own", async () => {
  const made = machine({ echoesWithoutAppId: 'person' });
  const forwarded = (text: string, mid: string) =>
    made.bot.handle({ ...signedRequest(echoBody(text, mid, made.clock.now()), SECRET), isForwarded: true });
  await made.send('hello');
  await forwarded('hello', 'm_sent1');
  assert.equal([made.seen, await made.isHeld()], [['self hello'], false]);
  await forwarded('I am Ann', 'm_ann');
  assert.equal([made.seen.slice(1), await made.isHeld()], [['app I am Ann'], true]);
  assert.equal(made.logger.loud, []);
});

own('hands over with a message in two steps, and knows the echo by its id', async () => {
  const made = machine({ routing: 'off' });
  const handing = made.bot.thread(THREAD).handOver('inbox', { message: 'Ann will answer' });
  await made.clock.advance(100);
  assert.equal(made.client.calls.filter(({ name }) => name === 'passThreadControl').length, 0);
  await made.echo('something else', 'm_other');
  await made.clock.advance(100);
  assert.equal(made.client.calls.filter(({ name }) => name === 'passThreadControl').length, 0);
  await made.echo('Ann will answer', 'm_sent1');
  await made.clock.advance(0);
  assert.equal(made.client.calls.filter(({ name }) => name === 'passThreadControl').length, 1);
  await handing;
});

own.run();
