import crypto, { createHmac } from 'node:crypto';
import { createHandover } from '@handover/core';
import { APP, harness, memoryLogger, SECRET } from '@handover/test-support/harness';
import { delivery, escapedJson, items, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const signature = suite('signature');

const BODY_A = Buffer.from('{"object":"page","entry":[]}');
const BODY_B = Buffer.from(
  String.raw`{"object":"page","entry":[{"id":"804155501230077","time":1764590400123,"messaging":[{"sender":{"id":"7312004455667788"},"recipient":{"id":"804155501230077"},"timestamp":1764590400001,"message":{"mid":"m_hv1","text":"\u00a1Ol\u00e9! 1\/2 \ud83d\ude00"}}]}]}`,
);
const SIGNED_A = {
  'x-hub-signature-256': 'sha256=7cbc46b042d7e131c845c3f08d7028636dc75bdd529a85bfd25451ef6fc04d04',
  'x-hub-signature': 'sha1=10399b38a47b48f99f6cd3d05a5f7f9314fc41d0',
};
const SIGNED_B = {
  'x-hub-signature-256': 'sha256=3eacd88c6157e56448816b49cef749313b9937556c53e5ff104e8bee827d2461',
  'x-hub-signature': 'sha1=6e4de00c942f9c2360c38da3dc6f00e80416a52e',
};

const post = (body: Uint8Array, headers: Record<string, string>) => ({ method: 'POST', headers, body }) as const;

signature('holds for the bytes that were signed', async () => {
  const { bot } = harness();
  assert.is((await bot.handle(post(BODY_A, SIGNED_A))).status, 200);
  const texts: (string | undefined)[] = [];
  bot.on('message', ({ event }) => void texts.push(event.text));
  assert.is(BODY_B.byteLength, 256);
  assert.is((await bot.handle(post(BODY_B, SIGNED_B))).status, 200);
  assert.equal(texts, ['¡Olé! 1/2 😀']);
});

signature('does not hold for the same JSON printed again', async () => {
  const { bot } = harness();
  const reprinted = Buffer.from(JSON.stringify(JSON.parse(BODY_B.toString())));
  assert.is(reprinted.byteLength, 239);
  assert.is((await bot.handle(post(reprinted, SIGNED_B))).status, 401);
});

signature('is made by the testkit as Meta makes it', () => {
  const body: unknown = JSON.parse(BODY_B.toString());
  assert.equal(Buffer.from(escapedJson(body)).toString(), BODY_B.toString());
  const { headers } = signedRequest(body, SECRET);
  assert.is(headers['x-hub-signature-256'], SIGNED_B['x-hub-signature-256']);
  assert.is(headers['x-hub-signature'], SIGNED_B['x-hub-signature']);
});

signature('that is cut off or has more behind it does not hold, right after the whole one did', async () => {
  const { bot } = harness();
  const whole = SIGNED_A['x-hub-signature-256'];
  for (const part of [...Array.from({ length: whole.length }, (_, length) => whole.slice(0, length)), `${whole}0`]) {
    assert.is((await bot.handle(post(BODY_A, SIGNED_A))).status, 200);
    assert.is((await bot.handle(post(BODY_A, { 'x-hub-signature-256': part }))).status, 401, part);
  }
});

signature('is read in digits of either case', async () => {
  const { bot } = harness();
  const [name, digest] = SIGNED_A['x-hub-signature-256'].split('=');
  const headers = { 'x-hub-signature-256': `${name}=${digest?.toUpperCase()}` };
  assert.is((await bot.handle(post(BODY_A, headers))).status, 200);
});

signature('distinguishes what is no signature at all from one of other bytes', async () => {
  const { bot } = harness();
  const bodyOf = async (header: string): Promise<string> =>
    (await bot.handle(post(BODY_A, { 'x-hub-signature-256': header }))).body;
  assert.match(await bodyOf(`sha256=${'0'.repeat(64)}`), /other bytes: wrong app secret/);
  for (const header of [
    '',
    'sha256=',
    `sha512=${'0'.repeat(64)}`,
    `sha256=${'0'.repeat(65)}`,
    `sha256=${'g'.repeat(64)}`,
  ])
    assert.match(await bodyOf(header), /missing or is not sha256=/, header);
});

const refused: [string, Record<string, string>][] = [
  ['is missing', {}],
  ['is empty', { 'x-hub-signature-256': '' }],
  ['has no digest', { 'x-hub-signature-256': 'sha256=' }],
  ['is too short', { 'x-hub-signature-256': 'sha256=7cbc46b0' }],
  ['has another algorithm', { 'x-hub-signature-256': `sha512=${'0'.repeat(64)}` }],
  ['is of another secret', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
  ['is only the legacy one', { 'x-hub-signature': SIGNED_A['x-hub-signature'] }],
];
for (const [what, headers] of refused) {
  signature(`is refused with 401 where it ${what}`, async () => {
    const { bot, logger } = harness();
    bot.on('*', () => assert.unreachable('no handler may run'));
    const answer = await bot.handle(post(BODY_A, headers));
    assert.is(answer.status, 401);
    assert.not.match(answer.body + logger.lines.join(), /7cbc46b0|[0-9a-f]{32}/);
  });
}

signature('may be the legacy one where that is allowed, and then must be right', async () => {
  const { bot } = harness({ allowSha1: true });
  const legacy = { 'x-hub-signature': SIGNED_A['x-hub-signature'] };
  assert.is((await bot.handle(post(BODY_A, legacy))).status, 200);
  assert.is((await bot.handle(post(BODY_B, legacy))).status, 401);
  const wrongNewOne = { ...legacy, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
  assert.is((await bot.handle(post(BODY_A, wrongNewOne))).status, 401);
});

signature('is missing for a bot that did not allow the legacy one, which came alone', async () => {
  const { bot } = harness();
  const answer = await bot.handle(post(BODY_A, { 'x-hub-signature': SIGNED_A['x-hub-signature'] }));
  assert.is(answer.status, 401);
  assert.match(answer.body, /X-Hub-Signature-256 is missing/);
});

signature('may be of any secret of a list, while one is being replaced', async () => {
  const { bot } = harness({ appSecret: ['new-secret', SECRET] });
  assert.is((await bot.handle(post(BODY_A, SIGNED_A))).status, 200);
  const { headers, body } = signedRequest(delivery({ messaging: [items.message()] }), 'new-secret');
  assert.is((await bot.handle(post(body, headers))).status, 200);
});

/** Lengths about a block of the digest, and about the longest body that is digested at once; a short one behind each long one. */
const LENGTHS = [0, 63, 64, 65, 16_383, 5, 16_384, 16_385, 100_000, 6];
const KEYS = [
  'k',
  'a-secret-with-\u00fcml\u00e4uts-\ud83d\ude00',
  ...[63, 64, 65, 200].map((length) => 's'.repeat(length)),
];

async function holdsForAnyKeyAndLength(): Promise<void> {
  for (const appSecret of KEYS) {
    const { bot } = harness({ appSecret, allowSha1: true });
    for (const length of LENGTHS) {
      const body = Buffer.alloc(length, 'not JSON, ');
      for (const [header, algorithm] of [
        ['x-hub-signature-256', 'sha256'] as const,
        ['x-hub-signature', 'sha1'] as const,
      ]) {
        const digest = createHmac(algorithm, appSecret).update(body).digest('hex');
        const of = `${algorithm} of ${length} bytes, a key of ${appSecret.length}`;
        assert.is((await bot.handle(post(body, { [header]: `${algorithm}=${digest}` }))).status, 400, of);
        const longer = Buffer.concat([body, Buffer.from([0])]);
        assert.is((await bot.handle(post(longer, { [header]: `${algorithm}=${digest}` }))).status, 401, of);
      }
    }
  }
}

signature('holds for a secret and a body of any length', holdsForAnyKeyAndLength);

signature('holds on a runtime that can not digest at once', async () => {
  const { hash } = crypto;
  crypto.hash = undefined as never;
  try {
    await holdsForAnyKeyAndLength();
  } finally {
    crypto.hash = hash;
  }
});

signature('needs a secret: without one the bot is not made, and the error says what to set', () => {
  const { client } = harness();
  const options = { appId: APP, client, logger: memoryLogger() };
  for (const appSecret of [undefined, '', [], ['']]) {
    assert.throws(
      () => createHandover({ ...options, appSecret: appSecret as string }),
      (error: Error & { option?: string }) =>
        error.option === 'appSecret' && /set it to your app's secret/.test(error.message),
    );
  }
});

signature.run();
