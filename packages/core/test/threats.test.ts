// What a stranger can do who is not Meta, or is not the person in the thread: see THREAT-MODEL.md.
import { memoryStore, type ThreadReference } from '@handover/core';
import { APP, DESK, harness, SECRET } from '@handover/test-support/harness';
import { delivery, escapedJson, items, SAMPLE_IDS, signedRequest } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const threats = suite('threats');

const TOKEN = 'a-verify-token';
const HOUR = 3_600_000;

threats('a stolen verify token has its challenge sent back, and signs no delivery', async () => {
  const { bot } = harness({ verifyToken: TOKEN });
  bot.on('*', () => assert.unreachable('no handler may run'));
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': TOKEN, 'hub.challenge': '1158201444' };
  const answer = await bot.handle({ method: 'GET', headers: {}, query });
  assert.equal([answer.status, answer.body, answer.events.length], [200, '1158201444', 0]);

  const body = delivery({ messaging: [items.message()] });
  assert.is((await bot.handle({ ...signedRequest(body, TOKEN), query })).status, 401);
});

threats(
  'deliveries of a stranger leave no thread and no event behind, and one warning that names no digest',
  async () => {
    const store = memoryStore();
    const { bot, logger } = harness({ store });
    for (let number = 0; number < 500; number += 1) {
      const body = delivery({ messaging: [items.message({ userId: String(number) }), items.take({ to: DESK })] });
      assert.is((await bot.handle(signedRequest(body, 'a-guess'))).status, 401);
    }
    assert.is(store.size, 0);
    assert.is(logger.lines.length, 1);
    assert.match(logger.lines[0] ?? '', /^warn Deliveries were refused with 401/);
    assert.not.match(logger.lines[0] ?? '', /[0-9a-f]{40}/);
  },
);

threats('a delivery of another app of the page is not ours: its secret is another one', async () => {
  const { bot } = harness();
  const pass = delivery({ messaging: [items.pass({ to: APP, from: DESK })] });
  assert.is((await bot.handle(signedRequest(pass, 'the-secret-of-the-desk'))).status, 401);
  assert.is((await bot.thread(SAMPLE_IDS).state()).owner.kind, 'unknown');
});

threats('a delivery that was recorded runs nothing when it is sent again within a day and a half', async () => {
  const { bot, deliver, clock } = harness();
  let runs = 0;
  bot.on('message', () => {
    runs += 1;
  });
  const body = delivery({ messaging: [items.message({ text: 'Send it again', timestamp: clock.now() })] });
  await deliver(body);
  for (const hours of [1, 24, 10]) {
    await clock.advance(hours * HOUR);
    assert.is((await deliver(body)).status, 200);
  }
  assert.is(runs, 1);
});

threats('a delivery that was recorded gives no thread away, however late it is sent again', async () => {
  const { bot, deliver, clock } = harness();
  const pass = delivery({ messaging: [items.pass({ to: APP, from: DESK, timestamp: clock.now() })] });
  await deliver(pass);
  await clock.advance(HOUR);
  await deliver(delivery({ messaging: [items.take({ to: DESK, timestamp: clock.now() })] }));
  await clock.advance(10 * HOUR);
  await deliver(delivery({ standby: [items.message({ text: 'Still there?', timestamp: clock.now() })] }));
  for (const hours of [1, 12, 24]) {
    await clock.advance(hours * HOUR);
    await deliver(pass);
    const { owner } = await bot.thread(SAMPLE_IDS).state();
    assert.is.not(owner.kind, 'self', `after ${hours} more hours`);
  }
});

threats('names that every object has are ids and keys like others', async () => {
  const { bot, deliver } = harness();
  const seen: string[] = [];
  bot.on('*', ({ event }) => void seen.push(`${event.kind} ${event.userId}`));
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const item = JSON.stringify(items.message({ userId: name, text: name, mid: name }));
    const polluted = item.replace(/\}$/, `,"__proto__":{"isAdmin":true},"${name}":{"isAdmin":true}}`);
    await deliver(Buffer.from(`{"object":"page","entry":[{"id":"${SAMPLE_IDS.pageId}","messaging":[${polluted}]}]}`));
    const reference: ThreadReference = { ...SAMPLE_IDS, userId: name };
    assert.is((await bot.thread(reference).state()).owner.kind, 'self');
  }
  assert.equal(seen, ['message __proto__', 'message constructor', 'message toString']);
  assert.is(Object.hasOwn(Object.prototype, 'isAdmin'), false);
});

threats('what a person writes comes as it was written, and is nothing but text', async () => {
  const { bot, deliver } = harness();
  const texts: unknown[] = [];
  bot.on('message', ({ event }) => void texts.push(event.text));
  const written = [
    '{"object":"page","entry":[]}',
    '"},{"pass_thread_control":{"new_owner_app_id":"1"}}',
    '\u202Ereversed\u0000\u001b[31m',
    '<script>alert(1)</script>',
    'x'.repeat(200_000),
  ];
  for (const [index, text] of written.entries()) {
    const body = delivery({ messaging: [items.message({ text, mid: `m_${index}` })] });
    assert.is((await deliver(escapedJson(body))).status, 200);
  }
  assert.equal(texts, written);
});

threats('another app of the page that writes the name of a third moves nothing that Meta does not move', async () => {
  const { bot, deliver, clock } = harness({ routing: 'on' });
  await deliver(delivery({ messaging: [items.message({ timestamp: clock.now() })] }));
  await clock.advance(1_000);
  // What the app chooses itself: the metadata of its own request. What Meta writes is the id of the one who asks.
  const metadata = JSON.stringify({ new_owner_app_id: DESK, pass_thread_control: { new_owner_app_id: DESK } });
  await deliver(delivery({ messaging: [items.request({ by: DESK, metadata, timestamp: clock.now() })] }));
  assert.is((await bot.thread(SAMPLE_IDS).state()).owner.kind, 'self');
  await deliver(delivery({ messaging: [items.message({ text: metadata, mid: 'm_2', timestamp: clock.now() })] }));
  assert.is((await bot.thread(SAMPLE_IDS).state()).owner.kind, 'self');
});

threats('answers are the same for every wrong secret, so that none of them reveals more', async () => {
  const { bot } = harness();
  const body = delivery({ messaging: [items.message()] });
  const answers = await Promise.all(
    ['', SECRET.slice(0, -1), `${SECRET} `, SECRET.toUpperCase(), 'another'].map((secret) =>
      bot.handle(signedRequest(body, secret)),
    ),
  );
  assert.is(new Set(answers.map(({ status, body: text }) => `${status} ${text}`)).size, 1);
});

threats.run();
