import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWebhook } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, OptionError, type SandboxOptions } from '../src/index.ts';
import { BOT, DESK, startScene, TOKENS, to } from './support/setup.ts';

const bounds = suite('bounds');

bounds('people, personas, messages and timeline entries are limited', async () => {
  const limits = { people: 2, personas: 1, messagesPerThread: 3, timeline: 4 };
  const { sandbox, call, close } = await startScene({ limits });
  const ana = sandbox.person('Ana');
  sandbox.person('Ben');
  assert.throws(() => sandbox.person('Cleo'), /holds 2 people; raise limits\.people/);
  const picture = { profile_picture_url: 'https://acme.example/n.jpg' };
  assert.is((await call(BOT, 'POST', 'me/personas', { name: 'Nora', ...picture })).result, 'ok');
  assert.is((await call(BOT, 'POST', 'me/personas', { name: 'Omar', ...picture })).result, '100');
  await ana.say('hi');
  for (const text of ['1', '2', '3', '4']) await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text } });
  assert.equal(
    ana.inbox.map((message) => message.text),
    ['2', '3', '4'],
  );
  await sandbox.settled();
  assert.is(sandbox.timeline.length, 4);
  await close();
});

bounds('deliveries that wait for one app are limited; the next one is dropped and the timeline says so', async () => {
  const { sandbox, bot, close } = await startScene({ limits: { waitingDeliveries: 2 }, clock: 'manual', startAt: 0 });
  bot.answer(500);
  const ana = sandbox.person('Ana');
  for (const text of ['1', '2', '3']) {
    await ana.say(text);
    await sandbox.settled();
  }
  const dropped = sandbox.timeline.filter(
    (entry) => entry.kind === 'delivery' && entry.problem?.includes('more than 2'),
  );
  assert.is(dropped.length, 1);
  await close();
});

bounds('a wrong option is refused by its name before anything starts', async () => {
  const message = (options: object): Promise<string> =>
    createSandbox(options as SandboxOptions).then(
      () => 'no error',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const app = { id: BOT };
  const cases: [object, RegExp][] = [
    [{ routing: 'maybe' }, /^OptionError: routing must be 'on' or 'off' or 'primary'$/],
    [{ platform: 'sms' }, /platform must be 'messenger' or 'instagram'/],
    [{ port: -1 }, /port must be a whole number from 0 to 65535/],
    [{ apps: [] }, /apps must be a list of at least one app/],
    [{ apps: [{ id: 5 }] }, /apps\[0\]\.id must be a string of decimal digits/],
    [{ apps: [app, app] }, /two of them have the same id/],
    [{ apps: [{ id: '263902037430900' }] }, /apps\[0\]\.id is the id of Meta's own inbox/],
    [{ apps: [{ ...app, webhookUrl: 'bot' }] }, /apps\[0\]\.webhookUrl must be an http or https address/],
    [
      { apps: [{ ...app, subscribedFields: ['message'] }] },
      /apps\[0\]\.subscribedFields\[0\] is no field of messenger/,
    ],
    [{ defaultApp: '4711' }, /defaultApp must be the id of one of `apps`/],
    [{ defaultApp: null }, /defaultApp must be/],
    [{ links: { spring: '4711' } }, /links\["spring"\] must be the id of one of `apps`/],
    [{ ads: { spring: {} } }, /ads: the id "spring" must be a string of decimal digits/],
    [{ limits: { people: 0 } }, /limits\.people must be a whole number from 1/],
    [{ limits: { puppies: 1 } }, /limits\.puppies is unknown/],
    [{ delivery: { retryAfterMs: [0] } }, /delivery\.retryAfterMs must be a list of milliseconds above 0/],
    [{ startAt: 'soon' }, /startAt must be milliseconds since 1970 or a date/],
    [{ startAt: 1e300 }, /startAt must be .* before the year 10000/],
    [{ defaultapp: BOT }, /^OptionError: defaultapp is unknown; did you mean defaultApp\? Known are port, host/],
    [{ page: { Id: '1' } }, /page\.Id is unknown; did you mean id\? Known are id, name, instagramId/],
    [{ apps: [{ ...app, webhook: 'http://127.0.0.1:1/' }] }, /apps\[0\]\.webhook is unknown; known are .*webhookUrl/],
    [{ apps: [{ ...app, canTake: 'no' }] }, /apps\[0\]\.canTake must be true or false/],
    [{ apps: [{ ...app, subscribedFields: 'messages' }] }, /apps\[0\]\.subscribedFields must be a list/],
    [{ apps: [{ ...app, name: 5 }] }, /apps\[0\]\.name must be a non-empty string/],
    [{ apps: [{ id: '413038776280800' }] }, /apps\[0\]\.id is the id of Meta's own inbox or lead ads/],
    [{ ads: { 1: { day: 3 } } }, /ads\["1"\]\.day is unknown/],
    [{ limits: { constructor: 1 } }, /limits\.constructor is unknown/],
    [{ quirks: { toString: 1 } }, /quirks\.toString is unknown/],
    [{ delivery: { patienceMs: 1e12 } }, /delivery\.patienceMs must be at most 2147483647/],
    [{ apps: [{ ...app, verifytoken: 'x' }] }, /apps\[0\]\.verifytoken is unknown; did you mean verifyToken\?/],
    [{ apps: [{ ...app, verifyToken: '' }] }, /apps\[0\]\.verifyToken must be a non-empty string/],
    [{ puppies: true }, /^OptionError: puppies is unknown; known are port, host/],
    [{ page: 'Acme' }, /^OptionError: page must be an object \(got a string\)$/],
    [{ clock: 'stopped' }, /clock must be 'running' or 'manual'/],
  ];
  for (const [options, expected] of cases) assert.match(await message(options), expected);
});

bounds('an option that is undefined counts as absent, also a misspelt one', async () => {
  const sandbox = await createSandbox({
    routing: undefined,
    limits: { people: undefined },
    colour: undefined,
  } as unknown as SandboxOptions);
  assert.is(sandbox.apps[0]?.name, 'Bot');
  await sandbox.close();
});

bounds('a misspelt option of a setter or a fault is refused with the right spelling', async () => {
  const { sandbox, close } = await startScene();
  const url = 'http://127.0.0.1:3000/webhook';
  const cases: [() => unknown, RegExp][] = [
    [() => sandbox.setWebhook(BOT, url as never), /^setWebhook takes \(appId, \{ url, verifyToken \}\) .*got a string/],
    [() => sandbox.setWebhook(BOT, undefined as never), /^setWebhook takes .* \(got undefined\)$/],
    [() => sandbox.setWebhook(BOT, { url, verifytoken: 'x' } as never), /did you mean verifyToken\? Known are url/],
    [() => sandbox.setWebhook(BOT, { url: 'ftp://x' }), /^setWebhook: url must be an http or https address/],
    [() => sandbox.setApp(BOT, { cantake: true } as never), /setApp: cantake is unknown; did you mean canTake\?/],
    [
      () => sandbox.setQuirks({ echoAppID: 'string' } as never),
      /quirks\.echoAppID is unknown; did you mean echoAppId\?/,
    ],
    [
      () => sandbox.faults.calls({ do: 'fail', time: 2 } as never),
      /faults\.calls: time is unknown; did you mean times\?/,
    ],
    [
      () => sandbox.faults.calls({ do: 'fail', body: { error: { code: 613 } } } as never),
      /^faults\.calls: body must be a string$/,
    ],
  ];
  for (const [run, expected] of cases) assert.throws(run, expected);
  await close();
});

bounds("the handshake's token has a default that a bot can be given", async () => {
  const hook = await startWebhook('secret', 'sandbox-verify-token');
  const sandbox = await createSandbox({ apps: [{ id: BOT, webhookUrl: hook.url }] });
  assert.is(sandbox.apps[0]?.verifyToken, 'sandbox-verify-token');
  assert.is(await sandbox.verifyWebhook(BOT), true);
  await sandbox.close();
  await hook.close();
});

bounds('with roles a page needs no Primary: without one every app sees everything', async () => {
  const { sandbox, bot, desk, close } = await startScene({ routing: 'primary', defaultApp: null });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.settled();
  assert.equal(
    [bot.news(), desk.news(), sandbox.owner(ana.id)],
    [['messaging message hi'], ['messaging message hi'], null],
  );
  await close();
});

bounds('a taken port is an error, and close ends everything', async () => {
  const first = await createSandbox();
  const port = Number(new URL(first.url).port);
  const error = await createSandbox({ port }).catch((thrown: NodeJS.ErrnoException) => thrown);
  assert.is((error as NodeJS.ErrnoException).code, 'EADDRINUSE');
  await first.close();
  const second = await createSandbox({ port });
  assert.is(second.url, first.url);
  await second.close();
});

bounds('the end of its scope closes a sandbox', async () => {
  const sandbox = await createSandbox();
  await sandbox[Symbol.asyncDispose]();
  const again = await createSandbox({ port: Number(new URL(sandbox.url).port) });
  await again[Symbol.asyncDispose]();
});

bounds('delayed and unanswered deliveries count as waiting', async () => {
  const { sandbox, bot, close } = await startScene({
    limits: { waitingDeliveries: 2 },
    delivery: { patienceMs: 0 },
    clock: 'manual',
    startAt: 0,
  });
  const ana = sandbox.person('Ana');
  const dropped = (): number =>
    sandbox.timeline.filter(
      (entry) => entry.kind === 'delivery' && entry.app.id === BOT && entry.problem?.includes('more than 2'),
    ).length;
  sandbox.faults.deliveries({ do: 'delay', ms: 60_000, times: 3, appId: BOT });
  for (const text of ['1', '2', '3']) await ana.say(text);
  assert.is(dropped(), 1);
  await sandbox.clock.advance(60_000);
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message 1', 'messaging message 2']);

  let open: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    open = resolve;
  });
  bot.during = () => held;
  for (const text of ['4', '5']) await ana.say(text);
  while (bot.received.length < 4) await new Promise((resolve) => setImmediate(resolve));
  await ana.say('6');
  assert.is(dropped(), 2, 'two are unanswered');
  open();
  await sandbox.settled();
  await close();
});

bounds('a closed sandbox delivers nothing more and cuts a handshake in progress', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const asked = new Promise((resolve) => silent.once('request', resolve));
  sandbox.setWebhook(DESK, { url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/` });
  const handshake = sandbox.verifyWebhook(DESK).catch((error: Error) => error.message);
  await asked;
  await sandbox.close();
  assert.match(String(await handshake), 'the sandbox closed');
  await ana.say('anyone?');
  await sandbox.settled();
  assert.equal(bot.received, []);
  await new Promise((resolve) => silent.close(resolve));
  await close();
});

bounds('endlessly nested JSON is refused, and other calls still work', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const post = (path: string, body: string): Promise<Response> =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS[BOT]}` },
      body,
    });
  const call = await post('/me/messages', `{"recipient":{"id":"${ana.id}"},"message":${deep}}`);
  assert.is(call.status, 400);
  assert.match(await call.text(), '(#100) The request body must not be nested deeper than 100 levels');
  const say = await post('/_sandbox/people/Ana/say', `{"text":"hi","attachments":${deep}}`);
  assert.is(say.status, 400);
  const cyclic: Record<string, unknown> = { type: 'image' };
  cyclic['payload'] = cyclic;
  assert.instance(await ana.say('hi', { attachments: [cyclic] }).catch((error: unknown) => error), OptionError);
  await ana.say('still there?');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message still there?']);
  await close();
});

bounds('a body that contains only quotes is read quickly', async () => {
  const sandbox = await createSandbox();
  // If the parser read again from every quote, this would take minutes.
  const answer = await fetch(`${sandbox.url}/me/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"a":"${'\\"'.repeat(500_000)}`,
  });
  assert.is(answer.status, 400);
  await sandbox.close();
});

bounds.run();
