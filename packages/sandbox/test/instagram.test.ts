import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { INSTAGRAM_INBOX_ID, type SandboxOptions } from '../src/index.ts';
import { BOT, DESK, PAGE, startScene, THIRD, to } from './support/setup.ts';

const instagram = suite('instagram');
const ACCOUNT = '17841400804155501';
const options: SandboxOptions = { platform: 'instagram', page: { id: PAGE, name: 'Acme', instagramId: ACCOUNT } };

instagram('Instagram deliveries name the account, ids have 17 digits, echoes come with messages', async () => {
  const overrides = { [BOT]: { subscribedFields: ['messages', 'messaging_handovers', 'standby'] } };
  const { sandbox, bot, desk, call, close } = await startScene({ ...options, routing: 'on', overrides });
  const ana = sandbox.person('Ana');
  assert.match(ana.id, /^\d{17}$/);
  await ana.say('hi');
  await call(BOT, 'POST', `${PAGE}/messages`, { ...to(ana), message: { text: 'hello' } });
  await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), platform: 'instagram' });
  await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK });
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging message hi', 'messaging echo hello']);
  const body = bot.received[0]?.body;
  assert.is(body?.object, 'instagram');
  assert.is(body?.entry[0]?.id, ACCOUNT);
  assert.equal(desk.news(), ['standby message hi', 'standby echo hello', 'messaging pass_thread_control']);
  assert.equal(sandbox.apps[0]?.subscribedFields, ['messages', 'messaging_handover', 'standby']);
  await close();
});

instagram('the Instagram Inbox has its own id on both sides', async () => {
  const { sandbox, call, desk, close } = await startScene({ ...options, routing: 'on' });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const pass = (target: string): Promise<{ result: string }> =>
    call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: target });
  assert.is((await pass('263902037430900')).result, '100/2018164');
  assert.is((await pass(INSTAGRAM_INBOX_ID)).result, 'ok');
  await sandbox.inbox.reply(ana, 'Nora here');
  await sandbox.settled();
  assert.is((lastItem(desk)['message'] as { app_id: unknown }).app_id, Number(INSTAGRAM_INBOX_ID));
  await close();
});

instagram('Instagram errors have their own subcodes', async () => {
  const { sandbox, call, close } = await startScene({
    ...options,
    routing: 'off',
    clock: 'manual',
    startAt: 1_764_590_400_000,
  });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const send = (text = 'hello'): Promise<{ result: string }> =>
    call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text } });
  assert.is((await call(BOT, 'POST', 'me/take_thread_control', to(ana))).result, '27/2534123');
  assert.is((await send('é'.repeat(501))).result, '100', 'text is counted in bytes');
  await call(DESK, 'POST', 'me/request_thread_control', to(ana));
  assert.is((await send()).result, '10/2018300');
  sandbox.setQuirks({ instagramNotOwner: '2534037' });
  assert.is((await send()).result, '100/2534037');
  assert.is(
    (await call(THIRD, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: BOT })).result,
    '100/2534037',
  );
  await sandbox.clock.advance(86_400_000);
  assert.is((await send()).result, '10/2534022');
  await close();
});

instagram('Instagram has no personas', async () => {
  const { sandbox, call, close } = await startScene({ ...options });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  assert.is((await call(BOT, 'GET', 'me/personas')).result, '100');
  assert.is(
    (await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'x' }, persona_id: '1' })).result,
    '100',
  );
  await close();
});

instagram('with Instagram Login the account has pass, release and owner, but neither take nor request', async () => {
  const { sandbox, call, close } = await startScene({ ...options, routing: 'on' });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  assert.is((await call(DESK, 'POST', `${ACCOUNT}/take_thread_control`, to(ana))).result, '100/33');
  assert.is(
    (await call(BOT, 'POST', `${ACCOUNT}/pass_thread_control`, { ...to(ana), target_app_id: DESK })).result,
    'ok',
  );
  assert.is((await call(DESK, 'GET', `${ACCOUNT}/thread_owner`, { recipient: ana.id })).result, 'ok');
  assert.is(
    (await call(DESK, 'POST', `${ACCOUNT}/subscribed_apps`, { subscribed_fields: 'messaging_handovers' })).result,
    '100',
  );
  assert.is(
    (await call(DESK, 'POST', `${ACCOUNT}/subscribed_apps`, { subscribed_fields: 'messaging_handover' })).result,
    'ok',
  );
  sandbox.setQuirks({ instagramLogin: 'all' });
  assert.is((await call(DESK, 'POST', `${ACCOUNT}/take_thread_control`, to(ana))).result, '27/1893035');
  await close();
});

instagram('Instagram handover events can come in changes, with seconds', async () => {
  const { sandbox, call, desk, close } = await startScene({
    ...options,
    routing: 'on',
    quirks: { instagramHandover: 'changes' },
  });
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK });
  await sandbox.settled();
  const change = desk.received.at(-1)?.body.entry[0]?.changes?.[0];
  assert.is(change?.field, 'messaging_handover');
  assert.ok(((change?.value['timestamp'] as number) ?? 1e12) < 1e11);
  await close();
});

instagram("reading, editing and routing use Instagram's names", async () => {
  const { sandbox, bot, call, close } = await startScene({
    ...options,
    routing: 'on',
    overrides: { [BOT]: { subscribedFields: ['messages', 'messaging_seen', 'message_edit'] } },
  });
  const ana = sandbox.person('Ana');
  const { mid } = await ana.say('hi');
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await ana.read();
  await sandbox.settled();
  assert.equal(lastItem(bot)['read'], { mid: ana.inbox[0]?.mid });
  await ana.edit(mid, 'hey');
  await sandbox.settled();
  assert.equal(lastItem(bot)['message_edit'], { mid, text: 'hey', num_edit: 1 });
  const { body } = await call(BOT, 'GET', 'me', { fields: 'messaging_feature_status' });
  assert.equal(body['messaging_feature_status'], { hop_v2: false, msgr_multi_app: false, ig_multi_app: true });
  await close();
});

instagram('a session can be imported whatever fields its apps are subscribed to', async () => {
  const { sandbox, close } = await startScene({ ...options, routing: 'on' });
  sandbox.setFields(BOT, ['creator_marketplace_invited_creator_onboarding']);
  const other = await startScene({ ...options, routing: 'on' });
  await other.sandbox.importSession(sandbox.exportSession());
  assert.equal(other.sandbox.apps[0]?.subscribedFields, ['creator_marketplace_invited_creator_onboarding']);
  await other.close();
  await close();
});

instagram.run();
