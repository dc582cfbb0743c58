import { harness, SECRET } from '@handover/test-support/harness';
import { delivery, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const webhook = suite('webhook');

const TOKEN = 'a-verify-token';
const handshake = (query: Record<string, unknown>) => ({ method: 'GET', headers: {}, query }) as const;
const RIGHT = { 'hub.mode': 'subscribe', 'hub.verify_token': TOKEN, 'hub.challenge': '1158201444' };

webhook('answers the challenge of a right verification request, as plain text that no browser sniffs', async () => {
  const { bot } = harness({ verifyToken: TOKEN });
  const answer = await bot.handle(handshake(RIGHT));
  assert.is(answer.status, 200);
  assert.is(answer.body, '1158201444');
  assert.match(answer.headers['content-type'] ?? '', /^text\/plain/);
  assert.is(answer.headers['x-content-type-options'], 'nosniff');
});

const shapes: [string, Record<string, unknown> | URLSearchParams][] = [
  ['URLSearchParams', new URLSearchParams(RIGHT)],
  ['an object nested by its dots', { hub: { mode: 'subscribe', verify_token: TOKEN, challenge: '1158201444' } }],
  ['underscores', { hub_mode: 'subscribe', hub_verify_token: TOKEN, hub_challenge: '1158201444' }],
];
for (const [name, query] of shapes) {
  webhook(`reads the query as ${name}`, async () => {
    const { bot } = harness({ verifyToken: TOKEN });
    assert.is((await bot.handle({ method: 'GET', headers: {}, query })).body, '1158201444');
  });
}

const refused: [string, Record<string, unknown>][] = [
  ['another token', { ...RIGHT, 'hub.verify_token': 'guess' }],
  ['a token that begins like ours', { ...RIGHT, 'hub.verify_token': `${TOKEN}s` }],
  ['a token that is the beginning of ours', { ...RIGHT, 'hub.verify_token': TOKEN.slice(0, -1) }],
  ['a token that is a list', { ...RIGHT, 'hub.verify_token': [TOKEN] }],
  ['another mode', { ...RIGHT, 'hub.mode': 'unsubscribe' }],
  ['no challenge', { ...RIGHT, 'hub.challenge': undefined }],
  ['a challenge that is markup', { ...RIGHT, 'hub.challenge': '<script>alert(1)</script>' }],
  ['a challenge that is too long', { ...RIGHT, 'hub.challenge': '1'.repeat(129) }],
  ['nothing', {}],
];
for (const [name, query] of refused) {
  webhook(`refuses a verification request with ${name}`, async () => {
    const { bot } = harness({ verifyToken: TOKEN });
    const answer = await bot.handle(handshake(query));
    assert.is(answer.status, 403);
    assert.not.match(answer.body, /script|guess|a-verify-token/);
  });
}

webhook('refuses every verification request while no token is set', async () => {
  const { bot } = harness();
  assert.is((await bot.handle(handshake({ ...RIGHT, 'hub.verify_token': '' }))).status, 403);
  assert.is((await bot.handle(handshake({ ...RIGHT, 'hub.verify_token': 'undefined' }))).status, 403);
});

webhook('refuses other methods and names those it takes', async () => {
  const { bot } = harness();
  const answer = await bot.handle({ method: 'DELETE', headers: {} });
  assert.is(answer.status, 405);
  assert.is(answer.headers['allow'], 'GET, POST');
});

webhook('refuses a delivery that is larger than the limit', async () => {
  const { bot } = harness();
  const body = delivery({ messaging: [items.message({ text: 'x'.repeat(2 * 1_048_576) })] });
  assert.is((await bot.handle(signedRequest(body, SECRET))).status, 413);
});

webhook('takes a delivery of just the size that is allowed, and none of a byte more', async () => {
  const request = signedRequest(delivery({ messaging: [items.message()] }), SECRET);
  const size = request.body.byteLength;
  for (const [maxBodyBytes, status] of [
    [size, 200],
    [size - 1, 413],
  ] as const) {
    const { bot } = harness({ maxBodyBytes });
    assert.is((await bot.handle(request)).status, status);
  }
});

webhook('answers in one plain sentence, and lets no secret, digest or text out', async () => {
  const { bot, logger } = harness();
  const text = 'I lost the blue suitcase';
  bot.on('message', () => {
    throw new Error(text);
  });
  const requests = [
    signedRequest(delivery({ messaging: [items.message({ text })] }), SECRET),
    signedRequest(delivery({ messaging: [items.message({ text })] }), 'another-secret'),
    signedRequest(Buffer.from(`{"text":"${text}`), SECRET),
    signedRequest({ object: text, entry: [] }, SECRET),
  ];
  const answers = await Promise.all(requests.map((request) => bot.handle(request)));
  assert.equal(
    answers.map(({ status }) => status),
    [500, 401, 400, 404],
  );
  const out = JSON.stringify(answers.map(({ body, headers }) => [body, headers])) + logger.lines.join('\n');
  for (const secret of [
    text,
    SECRET,
    'another-secret',
    ...requests.map(({ headers }) => headers['x-hub-signature-256']?.slice(7) ?? ''),
  ]) {
    assert.not.ok(out.includes(secret), `the output holds ${secret}`);
  }
  assert.not.match(out, /[0-9a-f]{40}/);
  for (const { body } of answers) assert.match(body, /^[A-Z][^\n]*[.!]$/);
});

webhook('says where a handler failed, so that its author finds the place', async () => {
  const { bot, logger } = harness();
  bot.on('message', function theFailingHandler() {
    throw new TypeError('secret text');
  });
  await bot.handle(signedRequest(delivery({ messaging: [items.message()] }), SECRET));
  assert.match(logger.lines.join(), /A handler failed.*TypeError.*theFailingHandler/);
});

webhook.run();
