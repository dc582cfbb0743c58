import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox } from '../src/index.ts';
import { BOT, startScene, to } from './support/setup.ts';

const people = suite('people');

/** The error that a promise rejects with, as `name: message`. */
async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

people('a name always gives the same person, with an id of 16 digits', async () => {
  const sandbox = await createSandbox();
  const ana = sandbox.person('Ana');
  assert.is(sandbox.person('Ana'), ana);
  assert.match(ana.id, /^\d{16}$/);
  assert.is.not(sandbox.person('Ben').id, ana.id);
  await sandbox.close();
});

people('a newer link or ad replaces the previous one until a message is sent', async () => {
  const { sandbox, bot, close } = await startScene({ ads: { '1': {} }, links: { spring26: BOT } });
  const ana = sandbox.person('Ana');
  await ana.clickAd('1');
  await sandbox.inbox.reply(ana, 'Hello');
  await ana.followLink('spring26');
  await ana.say('hi');
  await sandbox.settled();
  const { referral } = lastItem(bot)['message'] as { referral?: unknown };
  assert.is(referral, undefined);
  await close();
});

people('each action of a person arrives as its own event', async () => {
  const fields = [
    'messages',
    'messaging_postbacks',
    'message_reactions',
    'message_reads',
    'message_deliveries',
    'message_edits',
    'messaging_referrals',
  ];
  const { sandbox, bot, call, close } = await startScene({ overrides: { [BOT]: { subscribedFields: fields } } });
  const ana = sandbox.person('Ana');
  const said = await ana.say('Yes', { quickReplyPayload: 'YES', replyTo: 'm_before' });
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  const acts: [() => Promise<unknown>, string, unknown][] = [
    [() => ana.react('love'), 'reaction', { mid: ana.inbox[0]?.mid, action: 'react', reaction: 'love', emoji: '❤' }],
    [() => ana.unreact(), 'reaction', { mid: ana.inbox[0]?.mid, action: 'unreact' }],
    [() => ana.edit(said.mid, 'No'), 'message_edit', { mid: said.mid, text: 'No', num_edit: 1 }],
    [() => ana.unsend(said.mid), 'message', { mid: said.mid, is_deleted: true }],
    [() => ana.followLink('spring26'), 'referral', { ref: 'spring26', source: 'SHORTLINK', type: 'OPEN_THREAD' }],
  ];
  await sandbox.settled();
  const [first] = bot.items();
  assert.equal(first?.item['timestamp'], said.timestamp);
  assert.equal(first?.item['message'], {
    mid: said.mid,
    text: 'Yes',
    quick_reply: { payload: 'YES' },
    reply_to: { mid: 'm_before' },
  });
  for (const [act, key, content] of acts) {
    await act();
    await sandbox.settled();
    assert.equal(lastItem(bot)[key], content);
  }
  await ana.read();
  await ana.receive();
  await sandbox.settled();
  assert.equal(bot.news().slice(-2), ['messaging read', 'messaging delivery']);
  await ana.say('', { attachments: [{ type: 'image', payload: { url: 'https://acme.example/1.jpg' } }] });
  await sandbox.settled();
  const { text, attachments } = lastItem(bot)['message'] as { text?: string; attachments?: unknown };
  assert.equal([text, attachments], [undefined, [{ type: 'image', payload: { url: 'https://acme.example/1.jpg' } }]]);
  await close();
});

people('the echo marks an answer of the automation', async () => {
  const { sandbox, bot, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.inbox.reply(ana.id, 'Our hours are 9 to 5', { ai: true });
  await sandbox.settled();
  const { ai_generated, metadata } = lastItem(bot)['message'] as Record<string, unknown>;
  assert.equal([ai_generated, metadata], [true, '{"source":"axon"}']);
  await close();
});

people('a received message is plain data that shares no objects with the sandbox', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const quick_replies = [{ content_type: 'text', title: 'Yes', payload: 'YES' }];
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello', quick_replies } });
  const { inbox } = ana;
  assert.equal(JSON.parse(JSON.stringify(inbox)), inbox);
  assert.is(inbox[0]?.quickReplies?.[0]?.payload, 'YES');
  inbox.pop();
  assert.is(ana.inbox.length, 1);
  await close();
});

people('wrong arguments of people are refused with the allowed values', async () => {
  const sandbox = await createSandbox();
  const ana = sandbox.person('Ana');
  assert.is(await failure(ana.say('')), 'OptionError: say: text must be a non-empty string');
  assert.is(await failure(ana.tap('')), 'OptionError: tap: payload must be a non-empty string');
  assert.match(await failure(ana.react('hug')), 'reaction must be one of smile, angry');
  assert.is(await failure(ana.react('love')), 'OptionError: react: no such message was received');
  assert.is(
    await failure(ana.edit('m_1', 'x')),
    'OptionError: edit: Ana wrote no message with this id, or took it back',
  );
  assert.match(await failure(ana.clickAd('1')), 'no such ad');
  assert.match(await failure(ana.finishLeadAd()), 'call startLeadAd first');
  assert.match(await failure(sandbox.inbox.reply('4711', 'x')), 'no person has this id');
  assert.throws(() => sandbox.setApp('4711', {}), /there is no app with this id/);
  assert.throws(() => sandbox.setRouting('sideways' as 'on'), /'on' or 'off' or 'primary'/);
  assert.throws(() => sandbox.setWebhook(sandbox.apps[0]?.id ?? '', { url: 'ftp://x' }), /http or https address/);
  await sandbox.close();
});

people('reset removes people, threads, personas, faults and the timeline; handles still work', async () => {
  const { sandbox, bot, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await call(BOT, 'POST', 'me/personas', { name: 'Nora', profile_picture_url: 'https://acme.example/n.jpg' });
  sandbox.faults.calls({ do: 'fail' });
  sandbox.setRouting('off');
  await sandbox.settled();
  await sandbox.reset();
  assert.equal([sandbox.people, sandbox.timeline, sandbox.owner(ana.id)], [[], [], null]);
  assert.equal((await call(BOT, 'GET', 'me/personas')).body, { data: [] });
  bot.news();
  await ana.say('again');
  await sandbox.settled();
  assert.is(sandbox.owner(ana.id), BOT, 'routing is that of the options');
  assert.equal(bot.news(), ['messaging message again']);
  await close();
});

people('reset sets the clock back, and later events have times from there', async () => {
  const startAt = 1_764_590_400_000;
  for (const [options, start] of [
    [{ clock: 'manual', startAt }, startAt],
    [{ clock: 'running', startAt }, startAt],
    [{ clock: 'running' }, Date.now()],
  ] as const) {
    const sandbox = await createSandbox(options);
    await sandbox.clock.advance(86_400_000);
    await sandbox.person('Ana').say('before');
    await sandbox.reset();
    const { timestamp } = await sandbox.person('Ana').say('after');
    assert.ok(timestamp >= start && timestamp < start + 3_600_000, `${timestamp}`);
    await sandbox.close();
  }
});

people.run();
