import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type SandboxOptions } from '../src/index.ts';
import { BOT, startScene, to } from './support/setup.ts';

const bounds = suite('bounds');

bounds('people, personas, messages and timeline entries have their limits', async () => {
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

bounds('wrong options are refused by name before anything starts', async () => {
  const message = (options: object): Promise<string> =>
    createSandbox(options as SandboxOptions).then(
      () => 'no error',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  const app = { id: BOT };
  const cases: [object, RegExp][] = [
    [{ routing: 'maybe' }, /^TypeError: routing must be 'on' or 'off' or 'primary'$/],
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
    [{ clock: 'stopped' }, /clock must be 'running' or 'manual'/],
  ];
  for (const [options, expected] of cases) assert.match(await message(options), expected);
});

bounds('with roles nobody has to be the Primary: then every app sees everything', async () => {
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

bounds('a port that is taken is an error, and close ends everything', async () => {
  const first = await createSandbox();
  const port = Number(new URL(first.url).port);
  const error = await createSandbox({ port }).catch((thrown: NodeJS.ErrnoException) => thrown);
  assert.is((error as NodeJS.ErrnoException).code, 'EADDRINUSE');
  await first.close();
  const second = await createSandbox({ port });
  assert.is(second.url, first.url);
  await second.close();
});

bounds.run();
