// What a developer reads in the log where something is set up wrongly: the cause, the cure, once, then hourly at most.
import { createHandover, grantRequests, talkToHuman } from '@handover/core';
import { APP, DESK, harness, INBOX, SECRET } from '@handover/test-support/harness';
import { delivery, items, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const warnings = suite('warnings');

const HOUR = 3_600_000;
const TOKEN = 'a-verify-token';
const hello = (options: Parameters<typeof items.message>[0] = {}) => delivery({ messaging: [items.message(options)] });
const aside = (options: Parameters<typeof items.message>[0] = {}) => delivery({ standby: [items.message(options)] });
const verification = (token: string) =>
  ({
    method: 'GET',
    headers: {},
    query: { 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' },
  }) as const;
const warningsIn = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('warn'));

warnings(
  'a wrong secret is warned of at the first delivery, then hourly with a count, without any digest',
  async () => {
    const { bot, clock, logger } = harness();
    for (let number = 0; number < 30; number += 1) await bot.handle(signedRequest(hello(), 'another-secret'));
    assert.is(logger.lines.length, 1);
    assert.match(logger.lines[0] ?? '', /^warn .*401.*appSecret.*App settings/);

    await clock.advance(HOUR);
    await bot.handle(signedRequest(hello(), 'another-secret'));
    assert.is(logger.lines.length, 2);
    assert.match(logger.lines[1] ?? '', /"refusedInARow":31.*"times":30/);
    assert.not.match(logger.lines.join(), /[0-9a-f]{40}|another-secret/);
    assert.not.ok(logger.lines.join().includes(SECRET));
  },
);

warnings('forged requests between good deliveries leave no line, and twenty in a row leave one', async () => {
  const { bot, deliver, logger } = harness();
  await deliver(hello());
  for (let number = 0; number < 19; number += 1) await bot.handle(signedRequest(hello(), 'a-guess'));
  await deliver(hello());
  for (let number = 0; number < 19; number += 1) await bot.handle(signedRequest(hello(), 'a-guess'));
  assert.equal(logger.lines, []);
  await bot.handle(signedRequest(hello(), 'a-guess'));
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /"refusedInARow":20/);
});

warnings('requests without a signature are distinguished from those with a wrong one', async () => {
  const { bot, logger } = harness();
  await bot.handle({ method: 'POST', headers: {}, body: Buffer.from('{}') });
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /^warn Requests without X-Hub-Signature-256.*proxy/);
});

warnings('a verification request with another token, or without one set, names the option verifyToken', async () => {
  const unset = harness();
  assert.is((await unset.bot.handle(verification('typed'))).status, 403);
  assert.is(unset.logger.lines.length, 1);
  assert.match(unset.logger.lines[0] ?? '', /verifyToken is not set/);

  const other = harness({ verifyToken: TOKEN });
  for (let number = 0; number < 3; number += 1) await other.bot.handle(verification('typed'));
  assert.is(other.logger.lines.length, 1);
  assert.match(other.logger.lines[0] ?? '', /its token is not the option verifyToken/);
  assert.not.match(other.logger.lines[0] ?? '', /typed"|a-verify-token/);
});

warnings('a browser that opens the webhook leaves no line', async () => {
  const { bot, logger } = harness({ verifyToken: TOKEN });
  assert.is((await bot.handle({ method: 'GET', headers: {}, query: {} })).status, 403);
  assert.equal(logger.lines, []);
});

for (const secret of ['0123456789abcdef ', '0123456789abcdef\n', ' 0123', 'two words']) {
  warnings(`a secret with white space is refused at construction: ${JSON.stringify(secret)}`, () => {
    assert.throws(() => harness({ appSecret: secret }), /appSecret holds white space/);
    assert.throws(() => harness({ appSecret: ['good', secret] }), /appSecret holds white space/);
  });
}

warnings('a verify token with white space around it is refused at construction', () => {
  assert.throws(() => harness({ verifyToken: `${TOKEN}\n` }), /verifyToken begins or ends with white space/);
});

warnings(
  'a page whose messages all come on standby is warned of once, with the owner where an echo names it',
  async () => {
    const { bot, client, deliver, logger } = harness();
    bot.on('message', () => assert.unreachable('the thread is not ours'));
    await deliver(delivery({ standby: [items.echo({ appId: INBOX, text: 'Nora here' })] }));
    for (let number = 0; number < 5; number += 1) await deliver(aside());
    assert.equal(client.calls, []);
    assert.is(logger.lines.length, 1);
    assert.match(logger.lines[0] ?? '', /^warn .*standby only.*default app/);
    assert.match(logger.lines[0] ?? '', new RegExp(`"pageId":"${SAMPLE_IDS.pageId}".*"ownerAppId":"${INBOX}"`));
  },
);

warnings('the owner of standby threads that no echo has named is asked for once', async () => {
  const { bot, client, clock, deliver, logger } = harness();
  bot.on('message', () => assert.unreachable('the thread is not ours'));
  client.owner = { state: 'owned', appId: INBOX };
  for (let number = 0; number < 5; number += 1) await deliver(aside());
  await clock.advance(0);
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', new RegExp(`"ownerAppId":"${INBOX}"`));
  assert.is(client.calls.filter(({ name }) => name === 'getThreadOwner').length, 1);
});

warnings(
  'standby is no warning behind a hand-over of ours, behind an owned message, or for a bot that only reads',
  async () => {
    const passed = harness();
    passed.bot.on('message', () => undefined);
    await passed.bot.thread(SAMPLE_IDS).passThreadControl(DESK);
    await passed.deliver(aside({ timestamp: passed.clock.now() }));

    const owned = harness();
    owned.bot.on('message', () => undefined);
    await owned.deliver(hello({ userId: '51' }));
    await owned.deliver(aside({ userId: '52' }));

    const reading = harness();
    reading.bot.on('standby:message', () => undefined);
    await reading.deliver(aside());

    for (const { logger } of [passed, owned, reading]) assert.equal(warningsIn(logger.lines), []);
  },
);

for (const isFast of [false, true]) {
  const order = isFast ? 'ahead of the answer to its send' : 'behind it';
  warnings(`an own message that comes back under another app id is warned of, its echo ${order}`, async () => {
    const { bot, client, deliver, logger } = harness();
    const echo = delivery({ messaging: [items.echo({ appId: DESK, mid: 'm_sent1' })] });
    if (isFast) client.during('sendMessage', () => deliver(echo));
    await bot.thread(SAMPLE_IDS).send('Hello');
    if (!isFast) await deliver(echo);
    assert.is(logger.lines.length, 1);
    assert.match(
      logger.lines[0] ?? '',
      new RegExp(`^warn .*token belongs to another app.*"appId":"${APP}","echoAppId":"${DESK}"`),
    );
  });
}

warnings('echoes of our own app and of a help desk beside it are no warning', async () => {
  const { bot, deliver, logger } = harness();
  await bot.thread(SAMPLE_IDS).send('Hello');
  await deliver(delivery({ messaging: [items.echo({ appId: APP, mid: 'm_sent1' })] }));
  await deliver(delivery({ messaging: [items.echo({ appId: DESK, mid: 'm_theirs' })] }));
  assert.equal(logger.lines, []);
});

warnings('a factory of plugins that is used uncalled throws and names the call', () => {
  const { bot } = harness();
  for (const [factory, call] of [
    [grantRequests, /call grantRequests\(\)/],
    [talkToHuman, /call talkToHuman\(\)/],
  ] as const) {
    assert.throws(() => bot.use(factory as never), call);
  }
});

warnings('a middleware that calls next for none of its first ten events is warned of once', async () => {
  const { bot, deliver, logger } = harness();
  bot.use(function forgetful() {
    return undefined;
  });
  for (let number = 0; number < 9; number += 1) await deliver(hello());
  assert.equal(logger.lines, []);
  for (let number = 0; number < 5; number += 1) await deliver(hello());
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', /without calling next.*"middleware":"forgetful"/);
});

warnings('a middleware that lets one of its first events through is not', async () => {
  const { bot, deliver, logger } = harness();
  let seen = 0;
  bot.use(async (_context, next) => {
    seen += 1;
    if (seen === 10) await next();
  });
  for (let number = 0; number < 30; number += 1) await deliver(hello());
  assert.equal(logger.lines, []);
});

for (const [what, fields, warned] of [
  ['no app of ours', [], true],
  ['our app without the field messages', [{ id: APP, subscribedFields: ['standby'] }], true],
  ['our app', [{ id: APP, subscribedFields: ['messages'] }], false],
] as const) {
  warnings(`after the start the subscriptions of the page are asked for once, and have ${what}`, async () => {
    let asked = 0;
    const { client: scripted } = harness();
    const client = Object.assign(scripted, {
      getSubscriptions: async () => {
        asked += 1;
        return fields;
      },
    });
    const { bot, clock, logger } = harness({ client });
    bot.on('message', () => undefined);
    await clock.advance(HOUR);
    assert.is(asked, 1);
    assert.equal(logger.lines.length, warned ? 1 : 0);
    if (warned) assert.match(logger.lines[0] ?? '', /^warn .*not subscribed.*client\.subscribe\(/);
    await bot.close();
  });
}

warnings('a webhook that fails for half an hour is warned of, and the subscriptions are asked for', async () => {
  let asked = 0;
  const { client: scripted } = harness();
  const client = Object.assign(scripted, {
    getSubscriptions: async () => {
      asked += 1;
      return asked < 2 ? [{ id: APP, subscribedFields: ['messages'] }] : [];
    },
  });
  const { bot, clock, deliver, logger } = harness({ client });
  let isBroken = true;
  bot.on('error', () => undefined);
  bot.on('message', () => {
    if (isBroken) throw new Error('the database is down');
  });
  await clock.advance(60_000);
  assert.is((await deliver(hello({ mid: 'm_1' }))).status, 500);
  await clock.advance(29 * 60_000);
  assert.equal(logger.lines, []);
  await clock.advance(60_000);
  assert.is(asked, 2);
  assert.match(logger.lines[0] ?? '', /^warn The webhook has answered with 5xx for half an hour/);
  assert.match(logger.lines[1] ?? '', /^warn .*not subscribed/);
  assert.is(logger.lines.length, 2);

  isBroken = false;
  assert.is((await deliver(hello({ mid: 'm_2' }))).status, 200);
  await clock.advance(3 * HOUR);
  assert.is(asked, 2);
  await bot.close();
});

warnings(
  'a subscription that can not be read is logged with its page and without what the customer wrote',
  async () => {
    const { client: scripted } = harness();
    const client = Object.assign(scripted, { getSubscriptions: () => Promise.reject(new Error('no permission')) });
    const { bot, clock, deliver, logger } = harness({ client });
    bot.on('error', () => undefined);
    bot.on('message', () => {
      throw new Error('the database is down');
    });
    assert.is((await deliver(hello({ text: 'My parcel never came', mid: 'm_1' }))).status, 500);
    await clock.advance(30 * 60_000);
    const line = logger.lines.at(-1) ?? '';
    assert.match(line, /^debug The subscriptions of a page could not be read .*"pageId":"\d+"/);
    assert.not.match(logger.lines.join(), /parcel/);
    await bot.close();
  },
);

warnings('a client that was made with another app id is warned of at construction', () => {
  const { client } = harness();
  const { logger } = harness({ client: Object.assign(client, { appId: DESK }) });
  assert.is(logger.lines.length, 1);
  assert.match(logger.lines[0] ?? '', new RegExp(`another appId.*"appId":"${APP}","clientAppId":"${DESK}"`));
});

warnings('a failing handler is logged with its message, its place, its event and its thread', async () => {
  const { bot, deliver, logger } = harness();
  bot.on('message', () => {
    throw new Error('order service answered 503 for "my parcel never came": token EAAGm0PX4ZCpsBAKZCZCtoken1234567890');
  });
  await deliver(hello({ text: 'My parcel never came', mid: 'm_1' }));
  assert.is(logger.lines.length, 1);
  const [line = ''] = logger.lines;
  assert.match(line, /^error A handler failed .*order service answered 503 for/);
  assert.match(line, /"at":\["at .*warnings\.test\.ts/);
  assert.match(line, new RegExp(`"id":"[^"]*m_1".*"pageId":"${SAMPLE_IDS.pageId}","userId":"${SAMPLE_IDS.userId}"`));
  assert.not.match(line, /parcel|EAAGm0PX4ZC/);
});

for (const [name, meant] of [
  ['mesage', 'message'],
  ['standby:mesage', 'standby:message'],
  ['owner_change', 'owner_changed'],
  ['dead-letter', 'dead_letter'],
] as const) {
  warnings(`a handler for ${name} is refused with the name that was meant`, () => {
    const { bot } = harness();
    assert.throws(() => bot.on(name as never, () => undefined), new RegExp(`'${name}': did you mean '${meant}'`));
  });
}

warnings('a handler for a name that is near to none is taken: plugins have events of their own', () => {
  const { bot } = harness();
  bot.on('taken_back' as never, () => undefined);
  bot.on('*', () => undefined);
  bot.use({ name: 'orders', events: ['order_paid'], setup: () => undefined });
  assert.throws(() => bot.on('order_payd' as never, () => undefined), /did you mean 'order_paid'/);
});

warnings('an option that createHandover does not know throws with the name that was meant', () => {
  const options = { verifytoken: TOKEN } as Parameters<typeof harness>[0];
  assert.throws(() => harness(options), /no option verifytoken: did you mean verifyToken/);
});

warnings('a client that lacks calls of the port throws at construction and names them', () => {
  assert.throws(
    () => createHandover({ appId: APP, appSecret: SECRET, client: {} as never }),
    /client lacks passThreadControl\(\), .*sendAction\(\)/,
  );
});

warnings('a bot is closed by leaving its scope', async () => {
  const { bot, deliver } = harness();
  await bot[Symbol.asyncDispose]();
  assert.is((await deliver(hello())).status, 503);
});

warnings.run();
