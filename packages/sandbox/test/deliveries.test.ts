import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type DeliveryEntry } from '../src/index.ts';
import { BOT, DESK, type Scene, startScene, TOKENS, to } from './support/setup.ts';

const deliveries = suite('deliveries');
const MINUTE = 60_000;
const START = 1_764_590_400_000;

/** The delivery entries of one app. */
function attempts({ sandbox }: Scene, appId: string = BOT): DeliveryEntry[] {
  return sandbox.timeline.flatMap((entry) => (entry.kind === 'delivery' && entry.app.id === appId ? [entry] : []));
}

deliveries('a delivery is ASCII, escaped, signed twice, and sent by POST as JSON', async () => {
  const scene = await startScene({ routing: 'on' });
  await scene.sandbox.person('Ana').say('¡Olé! 1/2 😀');
  await scene.sandbox.settled();
  const [delivery] = scene.bot.received;
  assert.ok(delivery?.signed);
  assert.match(delivery.raw, '\\u00a1Ol\\u00e9! 1\\/2 \\ud83d\\ude00');
  assert.is(delivery.headers['content-type'], 'application/json');
  assert.ok(/^[ -~]*$/.test(delivery.raw));
  await scene.close();
});

deliveries('the timeline keeps app, lane, field, body, signature headers, status, attempt and duration', async () => {
  const scene = await startScene({ routing: 'on' });
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  const [entry] = attempts(scene, DESK);
  assert.ok(entry);
  const { app, lane, field, event, body, signatures, status, attempt, durationMs } = entry;
  assert.equal(
    { app, lane, field, event, signatures, status, attempt },
    {
      app: { id: DESK, name: 'Acme Desk' },
      lane: 'standby',
      field: 'standby',
      event: 'message',
      signatures: ['X-Hub-Signature', 'X-Hub-Signature-256'],
      status: 200,
      attempt: 1,
    },
  );
  assert.equal(body, scene.desk.received[0]?.body);
  assert.type(durationMs, 'number');
  await scene.close();
});

deliveries('only subscribed fields arrive, standby only with its field and, with routing on, its toggle', async () => {
  const scene = await startScene({ routing: 'on', overrides: { [BOT]: { subscribedFields: ['messages'] } } });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await ana.tap('P');
  await scene.call(DESK, 'POST', 'me/take_thread_control', to(ana));
  await ana.say('more');
  await scene.sandbox.settled();
  assert.equal(scene.bot.news(), ['messaging message hi']);
  scene.desk.news();
  scene.sandbox.setApp(DESK, { standby: false });
  await scene.call(DESK, 'POST', 'me/release_thread_control', to(ana));
  await ana.say('unseen');
  await scene.sandbox.settled();
  assert.equal(scene.desk.news(), []);
  await scene.close();
});

deliveries('a tap reaches the sender of the button with the payload, and others on standby without it', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  const buttons = [{ type: 'postback', title: 'Yes', payload: 'YES' }];
  const template = { template_type: 'button', text: 'Sure?', buttons };
  const message = { attachment: { type: 'template', payload: template } };
  assert.is((await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message })).result, 'ok');
  await scene.call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK });
  await scene.sandbox.settled();
  scene.bot.news();
  scene.desk.news();
  scene.third.news();
  await ana.tap('YES', 'Yes');
  await scene.sandbox.settled();
  assert.equal(scene.bot.news(), ['messaging postback']);
  assert.is((lastItem(scene.bot)['postback'] as { payload: string }).payload, 'YES');
  assert.equal(scene.desk.news(), ['messaging postback']);
  assert.equal(scene.third.news(), ['standby postback']);
  const seen = lastItem(scene.third)['postback'] as object;
  assert.equal(Object.keys(seen).sort(), ['mid', 'title']);

  await ana.tap('OLD');
  await scene.sandbox.settled();
  assert.equal(scene.bot.news(), ['standby postback'], 'no app sent this button: ownership decides');
  await scene.close();
});

deliveries(
  'a failing webhook is retried three times at once, then after 1, 5, 15 and 30 minutes, and is off after an hour',
  async () => {
    const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START });
    const { sandbox, bot } = scene;
    const ana = sandbox.person('Ana');
    bot.answer(500);
    await ana.say('hi');
    await sandbox.settled();
    assert.is(bot.received.length, 4);
    for (const [minutes, count] of [
      [1, 5],
      [4, 6],
      [10, 7],
      [15, 8],
    ] as const) {
      await sandbox.clock.advance(minutes * MINUTE);
      assert.is(bot.received.length, count);
    }
    assert.equal(
      attempts(scene).map((entry) => entry.attempt),
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.ok(bot.received.every((delivery) => delivery.raw === bot.received[0]?.raw));
    await sandbox.clock.advance(30 * MINUTE);
    assert.ok(sandbox.timeline.some((entry) => entry.kind === 'subscription' && entry.state === 'switched_off'));
    bot.answer(200);
    await ana.say('anyone?');
    await sandbox.settled();
    assert.is(bot.received.length, 8, 'nothing is sent to a webhook that is off');
    const listed = await scene.call(DESK, 'GET', 'me/subscribed_apps');
    assert.not((listed.body['data'] as { id: string }[]).some(({ id }) => id === BOT));

    await scene.call(BOT, 'POST', 'me/subscribed_apps', { subscribed_fields: ['messages'] });
    await ana.say('back again');
    await sandbox.settled();
    assert.is(bot.received.length, 9);
    await scene.close();
  },
);

deliveries('a jump of an hour runs every retry on the way', async () => {
  const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  scene.bot.answer(500);
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  await scene.sandbox.clock.advance(60 * MINUTE);
  assert.equal(
    attempts(scene).map((entry) => (entry.at - START) / MINUTE),
    [0, 0, 0, 0, 1, 5, 15, 30],
  );
  await scene.close();
});

/** A scene whose bot holds its answer to each retry until the sandbox's clock has moved by a second. */
async function waitingForTheClock(): Promise<Scene> {
  const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START, delivery: { timeoutMs: 1_000 } });
  const { sandbox, bot } = scene;
  bot.answer(500, 500, 500, 500, 200);
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  bot.during = () => new Promise<void>((resolve) => void sandbox.clock.setTimeout(resolve, 1_000));
  return scene;
}

deliveries('a bot that handles a retry may wait for the clock', async () => {
  const scene = await waitingForTheClock();
  await scene.sandbox.clock.advance(MINUTE + 1_000);
  assert.is(attempts(scene).at(-1)?.status, 200);
  await scene.close();
});

deliveries('a bot that handles a retry may wait for another advance of the clock', async () => {
  const scene = await waitingForTheClock();
  const { clock } = scene.sandbox;
  const first = clock.advance(MINUTE);
  await clock.advance(1_000);
  await first;
  assert.equal(
    attempts(scene).map(({ status, at }) => [status, at - START]),
    [...Array.from({ length: 4 }, () => [500, 0]), [200, MINUTE + 1_000]],
  );
  await scene.close();
});

deliveries('a success in between keeps the subscription, and later events do not wait for a failing one', async () => {
  const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  const { sandbox, bot } = scene;
  const ana = sandbox.person('Ana');
  bot.answer(500, 500, 500, 500, 200);
  await ana.say('first');
  await ana.say('second');
  await sandbox.settled();
  assert.equal(bot.news().slice(-2), ['messaging message first', 'messaging message second']);
  await sandbox.clock.advance(MINUTE);
  assert.equal(bot.news(), ['messaging message first']);
  await sandbox.clock.advance(2 * 60 * MINUTE);
  assert.not(sandbox.timeline.some((entry) => entry.kind === 'subscription'));
  await scene.close();
});

deliveries('a number of failures can switch a webhook off too', async () => {
  const scene = await startScene({ routing: 'on', quirks: { disableAfterFailures: 2 } });
  scene.bot.answer(500);
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  assert.is(scene.bot.received.length, 2);
  assert.ok(scene.sandbox.timeline.some((entry) => entry.kind === 'subscription' && entry.state === 'switched_off'));
  await scene.close();
});

deliveries('a webhook that answers too late counts as failing', async () => {
  const scene = await startScene({ routing: 'on', delivery: { timeoutMs: 50, immediateRetries: 1 } });
  let release = (): void => undefined;
  const stalled = new Promise<void>((resolve) => {
    release = resolve;
  });
  scene.bot.during = () => stalled;
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  release();
  assert.equal(
    attempts(scene).map(({ status, problem }) => [status, problem]),
    [
      [null, 'no answer within 50 ms'],
      [null, 'no answer within 50 ms'],
    ],
  );
  await scene.close();
});

deliveries('a webhook that does not exist counts as failing', async () => {
  const scene = await startScene({ routing: 'on', delivery: { immediateRetries: 1 } });
  scene.sandbox.setWebhook(DESK, { url: 'http://127.0.0.1:9/webhook' });
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  assert.equal(
    attempts(scene, DESK).map(({ status, problem }) => [status, /ECONNREFUSED/.test(problem ?? '')]),
    [
      [null, true],
      [null, true],
    ],
  );
  await scene.close();
});

deliveries('deliveries can be dropped, duplicated, delayed, reordered and batched', async () => {
  const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  const { sandbox, bot } = scene;
  const ana = sandbox.person('Ana');
  const say = async (...texts: string[]): Promise<string[]> => {
    for (const text of texts) await ana.say(text);
    await sandbox.settled();
    return bot.news().map((line) => line.replace('messaging message ', ''));
  };
  sandbox.faults.deliveries({ do: 'drop', appId: BOT });
  assert.equal(await say('dropped', 'next'), ['next']);
  sandbox.faults.deliveries({ do: 'duplicate', appId: BOT });
  assert.equal(await say('twice'), ['twice', 'twice']);
  sandbox.faults.deliveries({ do: 'delay', appId: BOT, ms: MINUTE });
  assert.equal(await say('late', 'early'), ['early']);
  await sandbox.clock.advance(MINUTE);
  assert.equal(await say(), ['late']);
  sandbox.faults.deliveries({ do: 'reorder', appId: BOT, size: 3 });
  assert.equal(await say('1', '2', '3'), ['3', '2', '1']);
  sandbox.faults.deliveries({ do: 'batch', appId: BOT, size: 2, event: 'message' });
  const before = bot.received.length;
  assert.equal(await say('a', 'b'), ['a', 'b']);
  assert.is(bot.received.length, before + 1);
  assert.is(bot.received.at(-1)?.body.entry.length, 2);
  sandbox.faults.deliveries({ do: 'batch', appId: BOT, size: 9 });
  assert.equal(await say('alone'), ['alone'], 'settled sends an incomplete group');
  assert.equal(sandbox.faults.list(), { calls: [], deliveries: [] });
  await scene.close();
});

deliveries('the handshake accepts a correct webhook and rejects a wrong one', async () => {
  const scene = await startScene({ routing: 'on' });
  assert.is(await scene.sandbox.verifyWebhook(BOT), true);
  scene.sandbox.setWebhook(BOT, { url: scene.bot.url, verifyToken: 'another' });
  const failure = await scene.sandbox.verifyWebhook(BOT).catch((error: Error) => error);
  assert.instance(failure, Error);
  assert.match((failure as Error).message, 'it answered 403');
  assert.not.match((failure as Error).message, 'another');
  await scene.close();
});

deliveries('a successful handshake or a new webhook address clears earlier failures', async () => {
  for (const mend of [
    ({ sandbox }: Scene) => sandbox.verifyWebhook(BOT),
    async ({ sandbox, bot }: Scene) => sandbox.setWebhook(BOT, { url: `${bot.url}?again` }),
  ]) {
    const scene = await startScene({ delivery: { immediateRetries: 0 }, clock: 'manual', startAt: 0 });
    scene.bot.answer(500);
    await scene.sandbox.person('Ana').say('hi');
    await scene.sandbox.settled();
    const failing = (): unknown => Object.keys(scene.sandbox.exportSession().deliveries.illnesses);
    assert.equal(failing(), [BOT]);
    await mend(scene);
    assert.equal(failing(), []);
    await scene.close();
  }
});

deliveries('an app without a webhook gets nothing until its webhook is set', async () => {
  const sandbox = await createSandbox({ apps: [{ id: BOT, accessToken: TOKENS[BOT] ?? '' }] });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  assert.not(sandbox.timeline.some((entry) => entry.kind === 'delivery'));
  const { startWebhook } = await import('@handover/test-support/webhook');
  const hook = await startWebhook(sandbox.apps[0]?.secret ?? '');
  sandbox.setWebhook(BOT, { url: hook.url, verifyToken: 'verify-me' });
  assert.is(await sandbox.verifyWebhook(BOT), true);
  await ana.say('again');
  await sandbox.settled();
  assert.equal(hook.news(), ['messaging message again']);
  assert.ok(hook.received[0]?.signed);
  await hook.close();
  await sandbox.close();
});

deliveries('a call is answered before its webhooks are sent', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await scene.sandbox.settled();
  const order: string[] = [];
  scene.bot.during = () => void order.push('webhook');
  scene.sandbox.on('entry', (entry) => order.push(entry.kind));
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await scene.sandbox.settled();
  assert.equal(order.slice(0, 2), ['call', 'webhook']);
  await scene.close();
});

deliveries('events of people during an answer are delivered after the events of the call', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await scene.sandbox.settled();
  scene.bot.news();
  scene.sandbox.on('entry', (entry) => {
    if (entry.kind === 'call') void ana.say('quick');
  });
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await scene.sandbox.settled();
  assert.equal(scene.bot.news(), ['messaging echo hello', 'messaging message quick']);
  await scene.close();
});

deliveries('an address that cannot be requested fails like any other and holds up nothing', async () => {
  const { sandbox, desk, close } = await startScene({
    overrides: { [BOT]: { webhookUrl: 'http://a%zz@127.0.0.1/webhook' } },
    delivery: { immediateRetries: 0 },
  });
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  const [attempt] = sandbox.timeline.filter((entry) => entry.kind === 'delivery' && entry.app.id === BOT);
  assert.match((attempt as DeliveryEntry).problem ?? '', 'no request can be made to this address');
  assert.equal(desk.news(), ['standby message hi']);
  await close();
});

deliveries('a webhook is switched off once, even with deliveries in progress', async () => {
  const { sandbox, bot, close } = await startScene({
    clock: 'manual',
    startAt: START,
    quirks: { disableAfterFailures: 1 },
    delivery: { immediateRetries: 0, patienceMs: 0 },
  });
  let open: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  bot.answer(500);
  bot.during = () => held;
  const ana = sandbox.person('Ana');
  for (const text of ['1', '2', '3']) await ana.say(text);
  while (bot.received.length < 3) await new Promise((resolve) => setImmediate(resolve));
  open();
  await sandbox.settled();
  await sandbox.clock.advance(120 * MINUTE);
  const off = sandbox.timeline.filter((entry) => entry.kind === 'subscription' && entry.state === 'switched_off');
  assert.is(off.length, 1);
  await close();
});

deliveries('an app that unsubscribes while its webhook fails is not switched off later', async () => {
  const scene = await startScene({ clock: 'manual', startAt: START, delivery: { immediateRetries: 0 } });
  const { sandbox, bot } = scene;
  bot.answer(500);
  await sandbox.person('Ana').say('hi');
  await sandbox.settled();
  await scene.call(BOT, 'DELETE', 'me/subscribed_apps');
  await sandbox.clock.advance(120 * MINUTE);
  assert.not(sandbox.timeline.some((entry) => entry.kind === 'subscription' && entry.state === 'switched_off'));
  await scene.close();
});

deliveries('settled also sends an incomplete group of messages that a bot sends during a delivery', async () => {
  const scene = await startScene({ routing: 'off' });
  const { sandbox, bot } = scene;
  const ana = sandbox.person('Ana');
  sandbox.faults.deliveries({ do: 'batch', size: 5, event: 'echo', appId: BOT });
  bot.during = async ({ body }) => {
    const message = body.entry[0]?.messaging?.[0]?.['message'] as { is_echo?: boolean } | undefined;
    if (!message?.is_echo) await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  };
  for (let round = 0; round < 20; round += 1) {
    await ana.say('hi');
    await sandbox.settled();
    assert.equal(bot.news(), ['messaging message hi', 'messaging echo hello'], `round ${round}`);
    sandbox.faults.clear();
    sandbox.faults.deliveries({ do: 'batch', size: 5, event: 'echo', appId: BOT });
  }
  await scene.close();
});

deliveries('events of a call before a reset are not delivered after it', async () => {
  const scene = await startScene({ clock: 'manual', startAt: START });
  const { sandbox, bot } = scene;
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  bot.news();
  let reset: Promise<void> | undefined;
  // The entry of the call is written before its answer is sent.
  const stop = sandbox.on('entry', (entry) => {
    if (entry.kind === 'call') reset = sandbox.reset();
  });
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  stop();
  await reset;
  await sandbox.settled();
  assert.equal(bot.news(), []);
  assert.equal(sandbox.timeline, []);
  await scene.close();
});

deliveries('each copy of a failed duplicate is retried at its own times', async () => {
  const scene = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  scene.bot.answer(500);
  scene.sandbox.faults.deliveries({ do: 'duplicate', appId: BOT });
  await scene.sandbox.person('Ana').say('hi');
  await scene.sandbox.settled();
  // Both had four attempts and wait for their retry after a minute.
  assert.is(scene.bot.received.length, 8);
  const waiting = attempts(scene).filter(({ attempt }) => attempt === 4);
  assert.equal(
    waiting.map(({ nextAttemptAt = 0 }) => nextAttemptAt - START),
    [MINUTE, MINUTE],
  );
  await scene.close();
});

deliveries.run();
