import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from './support/ask.ts';
import { BOT, DESK, INBOX, startScene, THIRD, to } from './support/setup.ts';

const unsend = suite('unsend');

/** The error that a promise rejects with, as `name: message`. */
async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

unsend('the unsend of a person reaches the owner on messaging and the others on standby', async () => {
  const overrides = { [THIRD]: { subscribedFields: ['messages'] } };
  const { sandbox, bot, desk, third, close } = await startScene({ overrides });
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('my card number');
  await sandbox.settled();
  for (const hook of [bot, desk, third]) hook.items();
  await ana.unsend(mid);
  await sandbox.settled();
  assert.equal(
    [bot, desk, third].map((hook) => hook.items().map(({ lane, item }) => [lane, item['message']])),
    [[['messaging', { mid, is_deleted: true }]], [['standby', { mid, is_deleted: true }]], []],
  );
  assert.equal(sandbox.timeline.flatMap((entry) => (entry.kind === 'delivery' ? [entry.event] : [])).slice(-2), [
    'message_deleted',
    'message_deleted',
  ]);
  await close();
});

unsend('the content of an unsent message is deleted everywhere', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('my card number');
  await ana.unsend(mid);
  const [, thread] = await ask(sandbox.url, 'GET', '/people/Ana/thread');
  const [message] = thread['messages'] as Record<string, unknown>[];
  assert.equal([message?.['mid'], message?.['deleted'], message?.['text']], [mid, true, undefined]);
  assert.is((thread['newest'] as { text: string }).text, '[unsent]');
  assert.is(thread['unread'], 0);
  const { body } = await call(BOT, 'GET', 'me/conversations', { fields: 'messages{message}' });
  assert.not.match(JSON.stringify(body), mid);
  assert.not.match(JSON.stringify(sandbox.exportSession().pages), 'card number');
  await sandbox.settled();
  await close();
});

unsend('a message can be unsent once, and then be neither edited nor reacted to', async () => {
  const { sandbox, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('hi');
  const tapped = await ana.tap('START');
  await ana.unsend(mid);
  const gone = 'wrote no message with this id, or took it back';
  assert.match(await failure(ana.unsend(mid)), `OptionError: unsend: Ana ${gone}`);
  assert.match(await failure(ana.edit(mid, 'x')), `OptionError: edit: Ana ${gone}`);
  assert.match(await failure(ana.unsend(tapped.mid)), gone, 'a tap is not a message');
  const react = { sender_action: 'react', payload: { message_id: mid, reaction: 'like' } };
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), ...react })).result, '100');
  await sandbox.settled();
  await close();
});

unsend('the unsend of an agent comes as an echo with the id of the app that sent the message', async () => {
  const { sandbox, call, bot, desk, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { body } = await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  const mid = String(body['message_id']);
  const reply = await sandbox.inbox.reply(ana, 'Nora here');
  for (const [id, appId] of [
    [mid, BOT],
    [reply.mid, INBOX],
  ] as const) {
    await sandbox.inbox.unsend(ana, id);
    await sandbox.settled();
    const item = lastItem(bot);
    assert.equal(item['message'], { is_echo: true, app_id: Number(appId), mid: id, is_deleted: true });
    assert.equal(item['recipient'], { id: ana.id });
    assert.equal(lastItem(desk), item);
  }
  assert.equal(ana.inbox, []);
  assert.is(sandbox.owner(ana.id), INBOX, 'control does not change');
  assert.match(await failure(sandbox.inbox.unsend(ana, mid)), 'the page sent Ana no message with this id');
  await close();
});

unsend('on Instagram the echo of an unsend comes with messages, and may lack the app id', async () => {
  const { sandbox, call, bot, close } = await startScene({ platform: 'instagram', quirks: { echoAppId: 'absent' } });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { body } = await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  const mid = String(body['message_id']);
  await sandbox.inbox.unsend(ana, mid);
  await sandbox.settled();
  assert.equal(lastItem(bot)['message'], { is_echo: true, mid, is_deleted: true });
  await close();
});

unsend('people and agents can unsend over HTTP', async () => {
  const { sandbox, desk, close } = await startScene({ defaultApp: DESK });
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('hi');
  assert.equal(await ask(sandbox.url, 'POST', '/people/Ana/unsend', { mid }), [200, { success: true }]);
  const reply = await sandbox.inbox.reply(ana, 'Nora here');
  assert.equal(await ask(sandbox.url, 'POST', '/inbox/Ana/unsend', { mid: reply.mid }), [200, { success: true }]);
  assert.is((await ask(sandbox.url, 'POST', '/inbox/Ana/unsend', { mid: reply.mid }))[0], 400);
  await sandbox.settled();
  assert.is((lastItem(desk)['message'] as { mid: string }).mid, reply.mid);
  await close();
});

unsend.run();
