import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { AXON_APP_ID, BUSINESS_AI_APP_ID } from '../src/index.ts';
import { ask } from './support/ask.ts';
import { BOT, DESK, INBOX, startScene, to } from './support/setup.ts';

const metaAi = suite("Meta's AI");
const START = 1_764_590_400_000;

/** The error that a promise rejects with, as `name: message`. */
async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

metaAi("a message of Meta's AI is echoed under its own app id and changes no owner", async () => {
  const { sandbox, bot, desk, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const { mid } = await sandbox.ai.say(ana, 'We open at nine');
  await sandbox.settled();
  const echo = { is_echo: true, app_id: Number(BUSINESS_AI_APP_ID), mid, text: 'We open at nine', ai_generated: true };
  assert.equal(lastItem(bot)['message'], echo);
  assert.equal(lastItem(desk)['message'], echo);
  assert.is(sandbox.owner(ana.id), BOT);
  assert.equal([ana.inbox.at(-1)?.text, ana.inbox.at(-1)?.appId], ['We open at nine', BUSINESS_AI_APP_ID]);
  await sandbox.ai.say(ana, 'And close at five', { appId: AXON_APP_ID, aiGenerated: false });
  await sandbox.settled();
  const { app_id, ai_generated } = lastItem(bot)['message'] as Record<string, unknown>;
  assert.equal([app_id, ai_generated], [Number(AXON_APP_ID), undefined]);
  await close();
});

metaAi("a take by Meta's AI reaches the owner four times, with metadata and a time in seconds", async () => {
  for (const routing of ['on', 'off', 'primary'] as const) {
    const { sandbox, bot, desk, call, close } = await startScene({ routing, clock: 'manual', startAt: START });
    const ana = sandbox.person('Ana');
    await ana.say('hi');
    if (routing === 'off') await call(BOT, 'POST', 'me/request_thread_control', to(ana));
    await sandbox.settled();
    for (const hook of [bot, desk]) hook.items();
    await sandbox.ai.take(ana);
    await sandbox.settled();
    const items = bot.items();
    assert.equal(
      items.map(({ lane, item }) => [lane, item['timestamp'], item['take_thread_control']]),
      Array.from({ length: 4 }, () => [
        'messaging',
        START / 1000,
        {
          previous_owner_app_id: BOT,
          new_owner_app_id: AXON_APP_ID,
          metadata: 'axon_take_thread_control',
        },
      ]),
    );
    assert.equal(new Set(bot.received.slice(-4).map(({ raw }) => raw)).size, 1, 'the same bytes each time');
    assert.equal(desk.items(), []);
    assert.is(sandbox.owner(ana.id), AXON_APP_ID);
    await close();
  }
});

metaAi("while Meta's AI owns a thread, every app is on standby and may not send", async () => {
  const { sandbox, bot, call, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  await sandbox.ai.take(ana, { appId: BUSINESS_AI_APP_ID, metadata: '', times: 1 });
  await ana.say('Is a person there?');
  await sandbox.settled();
  assert.equal(bot.news().slice(-2), ['messaging take_thread_control', 'standby message Is a person there?']);
  assert.is((await call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'me' } })).result, '10/2018300');
  const { body } = await call(BOT, 'GET', 'me/thread_owner', { recipient: ana.id });
  const [owner] = body['data'] as { thread_owner: { app_id: string } }[];
  assert.is(owner?.thread_owner.app_id, BUSINESS_AI_APP_ID);
  assert.is((await call(DESK, 'POST', 'me/take_thread_control', to(ana))).result, 'ok');
  await close();
});

metaAi("Meta's AI releases only a thread that it owns", async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  assert.match(await failure(sandbox.ai.release(ana)), "ai.release: Meta's AI does not own this thread");
  await sandbox.ai.take(ana);
  await sandbox.ai.release(ana);
  assert.is(sandbox.owner(ana.id), null);
  const causes = sandbox.timeline.flatMap((entry) => (entry.kind === 'transition' ? [entry.cause] : []));
  assert.equal(causes, ['entry', 'ai', 'ai']);
  await sandbox.settled();
  await close();
});

metaAi('wrong arguments of ai calls are refused with the allowed values', async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  const { ai } = sandbox;
  assert.match(await failure(ai.say(ana, '')), 'OptionError: ai.say: text must be a non-empty string');
  assert.match(await failure(ai.say('4711', 'x')), 'OptionError: ai: no person has this id');
  assert.match(await failure(ai.say(ana, 'x', { appId: BOT })), "is the id of Acme Bot, which is not Meta's AI");
  assert.match(await failure(ai.take(ana, { appId: INBOX })), 'is the id of Page Inbox');
  assert.match(await failure(ai.take(ana, { appId: 'axon' })), 'appId must be a string of decimal digits');
  assert.match(await failure(ai.take(ana, { times: 0 })), 'times must be a whole number from 1 to 100');
  assert.match(await failure(ai.take(ana, { appid: '1' } as never)), 'appid is unknown; did you mean appId?');
  await close();
});

metaAi("Meta's AI speaks, takes and releases over HTTP, also with forms", async () => {
  const { sandbox, close } = await startScene();
  const ana = sandbox.person('Ana');
  await ana.say('hi');
  const form = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(`${sandbox.url}/_sandbox${path}`, { method: 'POST', body: new URLSearchParams(fields) });
  assert.is((await ask(sandbox.url, 'POST', '/ai/Ana/say', { text: 'We open at nine' }))[0], 200);
  const take = { appId: '928891643393937', metadata: '5', times: '2' };
  assert.is((await form('/ai/Ana/take', take)).status, 200);
  assert.is(sandbox.owner(ana.id), '928891643393937');
  assert.is((await form('/ai/Ana/say', { text: 'hm', aiGenerated: 'false' })).status, 200);
  assert.is((await ask(sandbox.url, 'POST', '/ai/Ana/release'))[0], 200);
  assert.is((await ask(sandbox.url, 'POST', '/ai/Ana/release'))[0], 400);
  await sandbox.settled();
  await close();
});

metaAi.run();
