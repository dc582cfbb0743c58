import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createSandbox, type Quirks } from '../src/index.ts';
import { BOT, DESK, INBOX, type Scene, startScene, THIRD, to } from './support/setup.ts';

const quirks = suite('quirks');
const START = 1_764_590_400_000;
const DAY = 86_400;

/** A scene in which Ana has written; with routing on the bot owns her thread. */
async function scene(
  routing: 'on' | 'off' | 'primary',
  given: Partial<Quirks>,
): Promise<Scene & { ana: ReturnType<Scene['sandbox']['person']> }> {
  const made = await startScene({ routing, quirks: given, clock: 'manual', startAt: START });
  const ana = made.sandbox.person('Ana');
  await ana.say('hi');
  await made.sandbox.settled();
  for (const hook of [made.bot, made.desk, made.third]) hook.news();
  return { ...made, ana };
}

quirks('the owner of an idle thread can be an empty object', async () => {
  const { call, ana, close } = await scene('off', { idleOwnerBody: 'empty' });
  assert.equal((await call(BOT, 'GET', 'me/thread_owner', { recipient: ana.id })).body, {});
  await close();
});

quirks('app ids can be numbers in events and answers, and strings in echoes', async () => {
  const { sandbox, call, ana, desk, close } = await scene('on', { appIds: 'number', echoAppId: 'string' });
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK });
  await sandbox.settled();
  const [echo, pass] = desk
    .items()
    .slice(-2)
    .map(({ item }) => item);
  assert.is((echo?.['message'] as { app_id: unknown } | undefined)?.app_id, BOT);
  assert.equal(pass?.['pass_thread_control'], { previous_owner_app_id: Number(BOT), new_owner_app_id: Number(DESK) });
  const { body } = await call(DESK, 'GET', 'me/thread_owner', { recipient: ana.id });
  assert.equal(body, { data: [{ thread_owner: { app_id: Number(DESK), expiration: START / 1000 + DAY } }] });
  await close();
});

quirks('a pass can leave the previous owner out, a take the new one', async () => {
  const { sandbox, call, ana, bot, close } = await scene('on', { previousOwner: 'absent', newOwner: 'absent' });
  await call(DESK, 'POST', 'me/take_thread_control', to(ana));
  await sandbox.settled();
  assert.equal(lastItem(bot)['take_thread_control'], { previous_owner_app_id: BOT });
  await call(DESK, 'POST', 'me/pass_thread_control', to(ana));
  await sandbox.settled();
  assert.equal(lastItem(bot)['pass_thread_control'], { new_owner_app_id: BOT });
  await close();
});

quirks('a take can notify every app but the taker', async () => {
  const { sandbox, call, ana, bot, desk, third, close } = await scene('on', { takeAudience: 'all' });
  await call(DESK, 'POST', 'me/take_thread_control', to(ana));
  await sandbox.settled();
  assert.equal(
    [bot.news(), desk.news(), third.news()],
    [['messaging take_thread_control'], [], ['messaging take_thread_control']],
  );
  await close();
});

quirks('a take by the owner can succeed without effect', async () => {
  const { sandbox, call, ana, bot, close } = await scene('on', { takeWhenOwner: 'success' });
  assert.is((await call(BOT, 'POST', 'me/take_thread_control', to(ana))).result, 'ok');
  await sandbox.settled();
  assert.equal(bot.news(), []);
  await close();
});

quirks('apps that do not own a thread can see its owner in full', async () => {
  const { call, ana, close } = await scene('on', { ownerVisibility: 'full' });
  const { body } = await call(THIRD, 'GET', 'me/thread_owner', { recipient: ana.id });
  assert.equal(body, { data: [{ thread_owner: { app_id: BOT, expiration: START / 1000 + DAY } }] });
  await close();
});

quirks('handover calls can answer with the owner, as they did from 2022 to 2024', async () => {
  const { call, ana, close } = await scene('on', { handoverAnswer: 'data' });
  const { body } = await call(DESK, 'POST', 'me/take_thread_control', to(ana));
  assert.equal(body, { data: [{ thread_owner: { app_id: DESK, expiration: START / 1000 + DAY } }] });
  await close();
});

quirks('"done" can pass to the default app, and release with roles', async () => {
  for (const [routing, doneMeans, owner] of [
    ['on', 'pass', BOT],
    ['primary', 'release', null],
  ] as const) {
    const { sandbox, ana, close } = await scene(routing, { doneMeans });
    await sandbox.inbox.reply(ana, 'Nora here');
    await sandbox.inbox.done(ana);
    assert.is(sandbox.owner(ana.id), owner);
    await close();
  }
});

quirks('an inbox can grant requests', async () => {
  const { sandbox, call, ana, bot, close } = await scene('off', { inboxGrantsRequests: true });
  await sandbox.inbox.reply(ana, 'Nora here');
  await call(BOT, 'POST', 'me/request_thread_control', to(ana));
  await sandbox.settled();
  assert.is(sandbox.owner(ana.id), BOT);
  assert.equal(lastItem(bot)['pass_thread_control'], { previous_owner_app_id: INBOX, new_owner_app_id: BOT });
  await close();
});

quirks('a first message in an idle thread can come with a pass event', async () => {
  const { sandbox, call, ana, bot, close } = await scene('on', { passOnEntry: true });
  await call(BOT, 'POST', 'me/release_thread_control', to(ana));
  await ana.say('again');
  await sandbox.settled();
  assert.equal(bot.news(), ['messaging pass_thread_control', 'messaging message again']);
  await close();
});

quirks('secondary_receivers can be an empty list without roles', async () => {
  const made = await scene('on', {});
  assert.is((await made.call(BOT, 'GET', 'me/secondary_receivers')).result, '100/2018171');
  made.sandbox.setQuirks({ secondaryReceivers: 'empty' });
  assert.equal((await made.call(BOT, 'GET', 'me/secondary_receivers')).body, { data: [] });
  await made.close();
});

quirks('hop_v2 reports roles only with the quirk', async () => {
  const { sandbox, call, close } = await startScene({ routing: 'off' });
  const flags = async (): Promise<unknown> =>
    ((await call(BOT, 'GET', 'me', { fields: 'messaging_feature_status' })).body as Record<string, object>)[
      'messaging_feature_status'
    ];
  const off = { msgr_multi_app: false, ig_multi_app: false };
  const cases: [Quirks['hopV2'], on: boolean, off: boolean, primary: boolean][] = [
    ['measured', false, true, true],
    ['roles', false, false, true],
    ['always', true, true, true],
  ];
  for (const [hopV2, whileOn, whileOff, withRoles] of cases) {
    sandbox.setQuirks({ hopV2 });
    sandbox.setRouting('on');
    assert.equal(await flags(), { ...off, hop_v2: whileOn, msgr_multi_app: true }, `${hopV2}, on`);
    sandbox.setRouting('off');
    assert.equal(await flags(), { ...off, hop_v2: whileOff }, `${hopV2}, off`);
    sandbox.setRouting('primary');
    assert.equal(await flags(), { ...off, hop_v2: withRoles }, `${hopV2}, primary`);
  }
  await close();
});

quirks('a page can refuse thread_owner with code 100', async () => {
  const { call, ana, close } = await scene('on', { threadOwner: 'refuse' });
  assert.is((await call(BOT, 'GET', 'me/thread_owner', { recipient: ana.id })).result, '100');
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } })).result, 'ok');
  await close();
});

quirks('echoes of apps, agents and the automation can come without an app id', async () => {
  const { sandbox, call, ana, desk, close } = await scene('on', { echoAppId: 'absent' });
  await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello' } });
  await sandbox.inbox.reply(ana, 'Nora here');
  await sandbox.inbox.reply(ana, 'We open at nine', { ai: true });
  await sandbox.settled();
  const echoes = desk.items().flatMap(({ item }) => (item['message'] ? [item['message'] as object] : []));
  assert.equal(
    echoes.slice(-3).map((echo) => 'app_id' in echo),
    [false, false, false],
  );
  await close();
});

quirks('metadata may have the configured length', async () => {
  const { call, ana, close } = await scene('on', { maxMetadataLength: 5 });
  const pass = (metadata: string): Promise<{ result: string }> =>
    call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK, metadata });
  assert.is((await pass('123456')).result, '100');
  assert.is((await pass('12345')).result, 'ok');
  await close();
});

quirks('an unknown quirk or a wrong value is refused with the allowed ones', async () => {
  const message = async (given: object): Promise<string> =>
    createSandbox({ quirks: given as Partial<Quirks> }).then(
      () => 'no error',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  assert.match(await message({ colour: 'red' }), /^OptionError: quirks\.colour is unknown; known are idleOwnerBody, /);
  assert.is(await message({ appIds: 'text' }), 'OptionError: quirks.appIds must be "string" or "number"');
  assert.is(await message({ checkWindow: 1 }), 'OptionError: quirks.checkWindow must be true or false');
  assert.is(
    await message({ maxMetadataLength: -1 }),
    'OptionError: quirks.maxMetadataLength must be a whole number from 0',
  );
});

quirks.run();
