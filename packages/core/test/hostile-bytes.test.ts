// What a stranger, or a person who can sign, may put into a request; sockets are in hostile-sockets.test.ts.

import { note } from '@handover/core';
import { harness, SECRET } from '@handover/test-support/harness';
import { propertyRuns } from '@handover/test-support/property-runs';
import { signedRequest } from '@handover/testkit';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const hostile = suite('hostile bytes');

const TOKEN = 'a-verify-token';
const RUNS = propertyRuns(300);
/** What a webhook may say to anybody. */
const STATUSES = new Set([200, 400, 401, 403, 404, 405, 413, 500]);

/** One item in an envelope that is well formed, as text, so that the item may be any JSON. */
const envelope = (item: string): string =>
  `{"object":"page","entry":[{"id":"804155501230077","time":1764590400000,"messaging":[${item}]}]}`;
const ENDS = '"sender":{"id":"7312004455667788"},"recipient":{"id":"804155501230077"},"timestamp":1764590400000';

/** Delivers a text as it is, with the right signature, and gives the events that handlers got. */
async function deliver(text: string | Uint8Array): Promise<{ status: number; events: readonly object[]; log: string }> {
  const { bot, logger } = harness();
  const events: object[] = [];
  bot.on('*', ({ event }) => void events.push(event));
  const { status } = await bot.handle(signedRequest(Buffer.from(text), SECRET));
  await bot.close();
  return { status, events, log: logger.lines.join('\n') };
}

hostile('any method, query, headers and body get an answer, with nothing of them in its headers', async () => {
  const { bot } = harness({ verifyToken: TOKEN });
  const header = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.constant(undefined));
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('x-hub-signature-256', 'x-hub-signature', '__proto__', 'constructor'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', '__proto__'), fc.string()),
      fc.oneof(fc.object(), fc.constant(undefined), fc.dictionary(fc.string(), fc.anything())),
      fc.dictionary(name, header),
      fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(undefined), fc.string(), fc.object()),
      async (method, query, headers, body) => {
        const request = { method, query, headers, body } as Parameters<typeof bot.handle>[0];
        const answer = await bot.handle(request);
        assert.ok(STATUSES.has(answer.status), String(answer.status));
        assert.not.match(JSON.stringify(answer.headers), /\\[rn]/);
        assert.not.equal(answer.status === 200 && method === 'POST', true);
      },
    ),
    RUNS,
  );
  await bot.close();
});

hostile('the handshake echoes nothing but a plain challenge, whatever the query is', async () => {
  const { bot } = harness({ verifyToken: TOKEN });
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(TOKEN, 'subscribe', '1158201444', 'a\r\nset-cookie: b=c', '<script>', '\ud800', '__proto__'),
    fc.anything(),
  );
  await fc.assert(
    fc.asyncProperty(piece, piece, piece, fc.boolean(), async (mode, token, challenge, asText) => {
      const fields = { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge };
      const texts = (): [string, string][] =>
        Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []));
      const query = asText ? new URLSearchParams(texts()) : fields;
      const { status, body } = await bot.handle({ method: 'GET', headers: {}, query });
      const isRight = mode === 'subscribe' && token === TOKEN && /^[A-Za-z0-9_-]{1,128}$/.test(String(challenge));
      if (!isRight || typeof challenge !== 'string') assert.is(status, 403);
      else assert.equal([status, body], [200, challenge]);
    }),
    RUNS,
  );
  await bot.close();
});

hostile('signed bytes of any kind are answered, and what is JSON never fails inside', async () => {
  const { bot, logger } = harness();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json().map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(envelope(text))),
        fc.json().map((text) => Buffer.from(`{"object":"instagram","entry":[${text}]}`)),
      ),
      async (body) => {
        const { status } = await bot.handle(signedRequest(body, SECRET));
        assert.ok([200, 400, 404].includes(status), `${status} for ${Buffer.from(body).toString('latin1')}`);
      },
    ),
    RUNS,
  );
  assert.equal(
    logger.lines.filter((line) => line.startsWith('error')),
    [],
  );
  await bot.close();
});

const POISONS = [
  '{"__proto__":{"polluted":true,"standby":false}}',
  `{${ENDS},"__proto__":{"polluted":true,"message":{"text":"hi"}}}`,
  `{${ENDS},"message":{"mid":"m","__proto__":{"text":"hi","polluted":true}}}`,
  `{${ENDS},"constructor":{"prototype":{"polluted":true}},"message":{"mid":"m1","text":"hi"}}`,
  `{${ENDS},"pass_thread_control":{"new_owner_app_id":"__proto__","metadata":"{\\"__proto__\\":{\\"polluted\\":1}}"}}`,
  `{"sender":{"id":"__proto__"},"recipient":{"id":"constructor"},"timestamp":1764590400000,"message":{"mid":"m2"}}`,
  `{${ENDS},"message":{"mid":"__proto__","text":"hi"}}`,
  `{${ENDS},"app_roles":{"__proto__":["primary_receiver"]}}`,
  '{"__defineGetter__":1,"hasOwnProperty":1,"toString":1,"valueOf":1,"toJSON":"no"}',
];
hostile('keys that name prototypes change no prototype, of ours or of an event', async () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  for (const poison of POISONS) {
    const { status, events } = await deliver(envelope(poison));
    assert.is(status, 200, poison);
    assert.is(events.length, 1, poison);
    for (const event of events) {
      assert.is(Object.getPrototypeOf(event), Object.prototype, poison);
      assert.not.ok('polluted' in event, poison);
    }
  }
  assert.is(Object.getOwnPropertyNames(Object.prototype).join(), before);
  assert.not.ok('polluted' in {});
});

hostile('an item nested as deep as the body may be long is one event, and its redelivery is the same one', async () => {
  const { bot, logger } = harness();
  const ids: string[] = [];
  bot.on('*', ({ event }) => void ids.push(event.id));
  const depth = 500_000;
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const levels = Math.floor(depth / (open.length + 1));
    // So deep it can't be printed: such items are known apart by what lies outside.
    const time = 1_764_590_400_000 + ids.length;
    const text = envelope(`{${ENDS},"timestamp":${time},"x":${open.repeat(levels)}1${close.repeat(levels)}}`);
    const request = signedRequest(Buffer.from(text), SECRET);
    assert.is((await bot.handle(request)).status, 200);
    assert.is((await bot.handle(request)).status, 200);
  }
  assert.is(ids.length, 2);
  assert.is(new Set(ids).size, 2);
  assert.equal(
    logger.lines.filter((line) => line.startsWith('error')),
    [],
  );
  await bot.close();
});

hostile('numbers of every size are read, and none becomes a time or an id that it is not', async () => {
  const numbers = ['1e400', '-1e400', '1e-400', '-0', '9007199254740993', '0.1', `${'9'.repeat(100_000)}`, '1E+308'];
  for (const number of numbers) {
    const item = `{"sender":{"id":${number}},"recipient":{"id":${number}},"timestamp":${number},"message":{"mid":"m"}}`;
    const { status, events } = await deliver(envelope(item));
    assert.is(status, 200, number.slice(0, 30));
    const [event] = events as { timestamp: number; userId?: string }[];
    assert.ok(event !== undefined && Number.isSafeInteger(event.timestamp) && event.timestamp > 0);
    assert.ok(event.userId === undefined || /^\d+$/.test(event.userId) || event.userId === '0');
  }
});

hostile('a text of nothing but digits, as long as a body may be, is read in one go', async () => {
  // With a look back from each of its digits this would outlast the time that a test file has.
  const digits = '1'.repeat(1_000_000);
  const { status, events } = await deliver(envelope(`{${ENDS},"message":{"mid":"m_1","text":"${digits}"}}`));
  assert.is(status, 200);
  assert.equal(
    events.map((event) => (event as { text?: string }).text),
    [digits],
  );
});

hostile('of keys that stand twice the last one counts, and an item stays one event', async () => {
  const twice = await deliver(envelope(`{${ENDS},"message":{"mid":"m","text":"a","text":"b"},"sender":{"id":"1"}}`));
  assert.equal(
    twice.events.map((event) => [(event as { text?: string }).text, (event as { userId?: string }).userId]),
    [['b', '1']],
  );
  assert.is((await deliver('{"object":"page","entry":[],"object":"user"}')).status, 404);
});

hostile('lone surrogates, zeros and text that is no UTF-8 pass through as text', async () => {
  for (const text of ['\\ud800', '\\udc00\\ud800', '\\u0000', '\\ufeff', '\\u202e']) {
    const { status, events } = await deliver(envelope(`{${ENDS},"message":{"mid":"m${text}","text":"${text}"}}`));
    assert.equal([status, events.length], [200, 1], text);
    assert.is((events[0] as { text: string }).text, JSON.parse(`"${text}"`));
  }
  const broken = Buffer.from(envelope(`{${ENDS},"message":{"mid":"m","text":"@@"}}`));
  broken.set([0xc3, 0x28], broken.indexOf('@@'));
  const { status, events } = await deliver(broken);
  assert.equal([status, events.length], [200, 1]);
});

hostile('a body full of the smallest items ends, and the store keeps to its bounds', async () => {
  const { bot } = harness({ answerWithinMs: false });
  let handled = 0;
  bot.on('*', () => {
    handled += 1;
  });
  const count = 130_000;
  const text = envelope(Array.from({ length: count }, (_, index) => String(index)).join());
  assert.ok(text.length < 1_048_576);
  assert.is((await bot.handle(signedRequest(Buffer.from(text), SECRET))).status, 200);
  assert.is(handled, count);
  await bot.close();
});

hostile('a signature header of any shape and length is refused in one plain sentence', async () => {
  const { bot } = harness();
  const { body, headers } = signedRequest({ object: 'page', entry: [] }, SECRET);
  const right = headers['x-hub-signature-256'] ?? '';
  const wrong: unknown[] = [
    '',
    'sha256=',
    right.slice(0, -1),
    `${right}0`,
    ` ${right}`,
    `${right}\n`,
    `sha256=${right}`,
    right.replace('sha256', 'sha1'),
    'sha256='.repeat(100_000),
    `sha256=${'0'.repeat(1_000_000)}`,
    Array.from({ length: 100_000 }, () => 'sha256=0'),
    ['', right],
    [],
    null,
    5,
    { toString: () => right },
  ];
  for (const header of wrong) {
    const request = { method: 'POST', body, headers: { 'x-hub-signature-256': header } } as Parameters<
      typeof bot.handle
    >[0];
    const answer = await bot.handle(request);
    assert.is(answer.status, 401, String(header).slice(0, 40));
    assert.ok(answer.body.length < 200);
  }
  await bot.close();
});

hostile('a note is read from any metadata: no throw, only texts, no prototype', () => {
  const keys = fc.constantFrom('handover', 'reason', 'summary', 'link', '__proto__', 'constructor', 'x');
  const nearly = fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.integer()), { noNullPrototype: true });
  const deep = `{"handover":1,"reason":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    nearly.map((value) => JSON.stringify(value)),
    fc.constantFrom(deep, '{"handover":1,"__proto__":{"reason":"x"}}', '{"__proto__":{"handover":1}}', '\ud800', '{'),
  );
  fc.assert(
    fc.property(texts, (metadata) => {
      const decoded = note.decode(metadata);
      assert.is(Object.getPrototypeOf(decoded), Object.prototype);
      for (const [key, value] of Object.entries(decoded)) {
        assert.ok(['reason', 'summary', 'link', 'text'].includes(key), key);
        assert.type(value, 'string');
      }
    }),
    RUNS,
  );
});

hostile.run();
