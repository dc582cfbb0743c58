import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, INBOX, startScene, to } from './support/setup.ts';

const transcripts = suite('transcripts');
const START = 1_764_590_400_000;

transcripts('routing on: from the first message to the desk and back', async () => {
  const { sandbox, bot, desk, call, close } = await startScene({ routing: 'on', clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');

  await ana.say('hi');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message hi']);
  assert.equal(desk.news(), ['standby message hi']);
  const expiration = START / 1000 + 86_400;
  const seenByBot = await call(BOT, 'GET', 'me/thread_owner', { recipient: ana.id });
  assert.equal(seenByBot.body, { data: [{ thread_owner: { app_id: BOT, expiration } }] });
  const seenByDesk = await call(DESK, 'GET', 'me/thread_owner', { recipient: ana.id });
  assert.equal(seenByDesk.body, { data: [{ thread_owner: { expiration } }] });

  const sent = await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  assert.is(sent.result, 'ok');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging echo hello']);
  assert.equal(desk.news(), ['standby echo hello']);

  const early = await call(DESK, 'POST', 'me/messages', { ...to(ana), message: { text: 'me too' } });
  assert.is(early.status, 400);
  assert.is(early.result, '10/2018300');

  bot.items();
  const passing = {
    ...to(ana),
    message: { text: 'one moment' },
    thread_control: { control_type: 'pass', app_id: DESK },
  };
  assert.is((await call(BOT, 'POST', 'me/messages', passing)).result, 'ok');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging echo one moment']);
  assert.equal(desk.news(), ['standby echo one moment', 'messaging pass_thread_control']);
  assert.equal(desk.items().at(-1)?.item['pass_thread_control'], {
    previous_owner_app_id: BOT,
    new_owner_app_id: DESK,
  });

  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result, '10/2018300');
  assert.is((await call(BOT, 'POST', 'me/pass_thread_control', to(ana))).result, '100/2018151');
  assert.is((await call(BOT, 'POST', 'me/release_thread_control', to(ana))).result, '100');

  assert.is((await call(DESK, 'POST', 'me/extend_thread_control', { ...to(ana), duration: 259_200 })).result, 'ok');
  const extended = await call(DESK, 'GET', 'me/thread_owner', { recipient: ana.id });
  assert.equal(extended.body, { data: [{ thread_owner: { app_id: DESK, expiration: START / 1000 + 259_200 } }] });
  assert.is((await call(DESK, 'POST', 'me/pass_thread_control', to(ana))).result, 'ok');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging pass_thread_control']);

  assert.is((await call(DESK, 'POST', 'me/take_thread_control', to(ana))).result, 'ok');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging take_thread_control']);
  assert.equal(bot.items().at(-1)?.item['take_thread_control'], { previous_owner_app_id: BOT, new_owner_app_id: DESK });
  assert.is((await call(DESK, 'POST', 'me/take_thread_control', to(ana))).result, '27/1893035');

  assert.equal((await call(DESK, 'POST', 'me/release_thread_control', to(ana))).body, { success: true });
  await sandbox.settled();
  assert.equal([...bot.news(), ...desk.news()], []);
  assert.equal((await call(DESK, 'GET', 'me/thread_owner', { recipient: ana.id })).body, { data: [] });

  await ana.say('thanks');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message thanks']);
  assert.equal(desk.news(), ['standby message thanks']);
  assert.is(sandbox.owner(ana.id), BOT);
  assert.ok([...bot.received, ...desk.received].every((delivery) => delivery.signed));
  await close();
});

transcripts('routing off: requests, passes and the silent expiry after a day', async () => {
  const { sandbox, bot, desk, call, close } = await startScene({ routing: 'off', clock: 'manual', startAt: START });
  const ana = sandbox.person('Ana');

  await ana.say('hi');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message hi']);
  assert.equal(desk.news(), ['messaging message hi']);
  for (const app of [BOT, DESK]) {
    assert.is((await call(app, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } })).result, 'ok');
  }
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging echo hello', 'messaging echo hello']);
  assert.equal(desk.news(), ['messaging echo hello', 'messaging echo hello']);

  assert.equal((await call(DESK, 'POST', 'me/request_thread_control', to(ana))).body, { success: true });
  await sandbox.settled();
  assert.equal(desk.items().at(-1)?.item['pass_thread_control'], {
    previous_owner_app_id: null,
    new_owner_app_id: DESK,
  });
  assert.equal(bot.news(), []);
  assert.is(sandbox.owner(ana.id), DESK);

  assert.is((await call(BOT, 'POST', 'me/take_thread_control', to(ana))).result, '27/2018464');
  assert.equal((await call(BOT, 'POST', 'me/request_thread_control', to(ana))).body, { success: true });
  await sandbox.settled();
  assert.equal(desk.items().at(-1)?.item['request_thread_control'], { requested_owner_app_id: BOT });
  assert.is(sandbox.owner(ana.id), DESK);

  const withNote = { ...to(ana), target_app_id: BOT, metadata: '{"ticket":4711}' };
  assert.is((await call(DESK, 'POST', 'me/pass_thread_control', withNote)).result, 'ok');
  await sandbox.settled();
  assert.equal(bot.items().at(-1)?.item['pass_thread_control'], {
    previous_owner_app_id: DESK,
    new_owner_app_id: BOT,
    metadata: '{"ticket":4711}',
  });

  bot.news();
  desk.news();
  assert.is((await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: INBOX })).result, 'ok');
  assert.equal((await call(BOT, 'POST', 'me/request_thread_control', to(ana))).body, { success: true });
  await sandbox.settled();
  assert.equal([...bot.news(), ...desk.news()], []);
  assert.is(sandbox.owner(ana.id), INBOX);
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' } })).result, '10/2018300');

  await sandbox.clock.advance(86_400_000);
  await sandbox.settled();
  assert.is(sandbox.owner(ana.id), null);
  assert.equal([...bot.news(), ...desk.news()], []);
  await close();
});

transcripts.run();
