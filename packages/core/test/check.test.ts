// What `bot.check()` finds: the same causes as the log, and what only Meta can say.
import { type Finding, memoryStore } from '@handover/core';
import { APP, type Harness, harness } from '@handover/test-support/harness';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const check = suite('bot.check');

const ALL_FIELDS = ['messages', 'messaging_postbacks', 'messaging_handovers', 'standby', 'message_echoes'];
const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);

/** A bot that is set up rightly, but for what is changed. */
function makeBot(fields: readonly string[] | Error = ALL_FIELDS, options: Parameters<typeof harness>[0] = {}): Harness {
  const { client: scripted } = harness();
  const client = Object.assign(scripted, {
    getSubscriptions: async () => {
      if (fields instanceof Error) throw fields;
      return [{ id: APP, subscribedFields: fields }];
    },
  });
  const made = harness({ client, verifyToken: 'token', store: memoryStore(), ...options });
  made.bot.on('message', () => undefined);
  return { ...made, client };
}

check('finds nothing where all is well', async () => {
  assert.equal(await makeBot().bot.check(), []);
});

check('says which fields are missing for what the bot listens to, and how to subscribe them', async () => {
  const { bot } = makeBot(['messages', 'standby', 'message_echoes']);
  bot.on('reaction', () => undefined);
  const [found, ...rest] = await bot.check();
  assert.equal(rest, []);
  assert.is(found?.code, 'fields_missing');
  assert.is(found?.severity, 'warning');
  assert.match(found?.message ?? '', /messaging_handovers, message_reactions/);
  assert.match(found?.cure ?? '', /client\.subscribe\(\['messaging_handovers', 'message_reactions'\]\)/);
  assert.equal(found?.page, { platform: 'messenger', pageId: 'me' });
});

check('takes the names of an Instagram account and those of the page that it is linked to', async () => {
  for (const fields of [
    ['messages', 'messaging_handover', 'messaging_referral', 'standby'],
    ['messages', 'messaging_handovers', 'messaging_referrals', 'standby'],
  ]) {
    const { bot, client } = makeBot(fields);
    Object.assign(client, { platform: 'instagram' });
    const made = makeBot(fields, { client });
    made.bot.on('referral', () => undefined);
    assert.equal(await made.bot.check(), []);
    await bot.close();
  }
});

check('calls it an error that the page sends no messages', async () => {
  const { bot } = makeBot(ALL_FIELDS.slice(1));
  const [found] = await bot.check();
  assert.equal([found?.code, found?.severity], ['not_subscribed', 'error']);
});

check('asks nothing more of a page whose token is refused, and repeats what the client said', async () => {
  const { bot, client } = makeBot();
  client.mode = Object.assign(new Error('The token has expired.'), { name: 'GraphError', kind: 'token' });
  const findings = await bot.check();
  assert.equal(codesOf(findings), ['graph_refused']);
  assert.match(findings[0]?.message ?? '', /token.*The token has expired/);
  assert.match(findings[0]?.cure ?? '', /page access token/);
});

check('shows no message of an error that is not ours: it may hold a password', async () => {
  const { bot, client } = makeBot();
  client.mode = new Error('connect postgres://bot:hunter2@db/pages');
  const [found] = await bot.check();
  assert.is(found?.code, 'graph_refused');
  assert.not.match(JSON.stringify(found), /hunter2/);
});

check('goes on where the subscriptions can not be read', async () => {
  const refused = Object.assign(new Error('Not allowed.'), { name: 'GraphError', kind: 'permission' });
  assert.equal(codesOf(await makeBot(refused).bot.check()), ['subscriptions_unread']);
});

check('compares the option routing with what Meta reports', async () => {
  const { bot, client } = makeBot(ALL_FIELDS, { routing: 'on' });
  client.mode = 'off';
  assert.equal(codesOf(await bot.check()), ['routing_option', 'routing_off']);
});

check('adds what the log has warned of, until it is cured, worst first', async () => {
  const { bot, deliver } = makeBot();
  await bot.handle(signedRequest(delivery({ messaging: [items.message()] }), 'another-secret'));
  const found = await bot.check();
  assert.equal(codesOf(found), ['wrong_signature']);
  assert.is(found[0]?.severity, 'error');
  assert.match(found[0]?.message ?? '', /refusedInARow: 1/);

  await deliver(delivery({ messaging: [items.message()] }));
  assert.equal(await bot.check(), []);
});

check('mentions a verify token that is not set and a store that ends with the process, as information', async () => {
  const { bot } = harness();
  const findings = await bot.check();
  assert.equal(
    findings.map(({ code, severity }) => [code, severity]),
    [
      ['verify_token_not_set', 'info'],
      ['store_not_durable', 'info'],
    ],
  );
});

check('asks about the pages seen so far where the client is a function', async () => {
  const { client } = harness();
  const asked: string[] = [];
  const clientOf = ({ pageId }: { readonly pageId: string }) => {
    asked.push(pageId);
    return client;
  };
  const { bot, deliver } = makeBot(ALL_FIELDS, { client: clientOf });
  assert.equal(await bot.check(), []);
  assert.equal(asked, []);
  await deliver(delivery({ messaging: [items.message({ pageId: '41' }), items.message({ pageId: '42' })] }));
  await bot.check();
  assert.equal([...new Set(asked)], ['41', '42']);
});

check('finds a clock that is minutes off, from the answers of Meta', async () => {
  const { bot, client, clock } = makeBot();
  client.passThreadControl = async () => ({ at: clock.now() + 600_000 });
  await bot.thread({ pageId: '41', userId: '7' }).passThreadControl('880042117756310');
  const [found] = await bot.check();
  assert.is(found?.code, 'clock_skew');
  assert.match(found?.message ?? '', /600 s behind/);
});

check.run();
