import { lastItem } from '@handover/test-support/webhook';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LEAD_ADS_APP_ID } from '../src/index.ts';
import { BOT, DESK, INBOX, type Scene, startScene, THIRD, to } from './support/setup.ts';

const transitions = suite('transitions');
const DAY = 86_400;
const START = 1_764_590_400_000;
const manual = { clock: 'manual', startAt: START } as const;

/** The events that the three apps got since the last call. */
async function heard({ sandbox, bot, desk, third }: Scene): Promise<Record<string, string[]>> {
  await sandbox.settled();
  const news = { bot: bot.news(), desk: desk.news(), third: third.news() };
  return Object.fromEntries(Object.entries(news).filter(([, lines]) => lines.length > 0));
}

async function expiration(scene: Scene, appId: string, personId: string): Promise<unknown> {
  const { body } = await scene.call(appId, 'GET', 'me/thread_owner', { recipient: personId });
  return (body as { data: { thread_owner: { expiration: number } }[] }).data[0]?.thread_owner.expiration;
}

transitions(
  'with routing on, a message into an idle thread gives control to the default app, without a pass event',
  async () => {
    const scene = await startScene({ routing: 'on', ...manual });
    const ana = scene.sandbox.person('Ana');
    await ana.say('hi');
    assert.equal(await heard(scene), {
      bot: ['messaging message hi'],
      desk: ['standby message hi'],
      third: ['standby message hi'],
    });
    assert.is(scene.sandbox.owner(ana.id), BOT);
    assert.is(await expiration(scene, BOT, ana.id), START / 1000 + DAY);
    await scene.close();
  },
);

transitions('a message to an owned thread renews control and never shortens it', async () => {
  const scene = await startScene({ routing: 'on', ...manual });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await scene.sandbox.clock.advance(3_600_000);
  await ana.say('more');
  assert.is(await expiration(scene, BOT, ana.id), START / 1000 + 3600 + DAY);
  await scene.call(BOT, 'POST', 'me/extend_thread_control', { ...to(ana), duration: 7 * DAY });
  await ana.say('again');
  assert.is(await expiration(scene, BOT, ana.id), START / 1000 + 3600 + 7 * DAY);
  await scene.close();
});

transitions('with routing off, a message leaves the thread idle and reaches every app on messaging', async () => {
  const scene = await startScene({ routing: 'off' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  const line = ['messaging message hi'];
  assert.equal(await heard(scene), { bot: line, desk: line, third: line });
  assert.is(scene.sandbox.owner(ana.id), null);
  await scene.close();
});

transitions('an owner that sends keeps its expiry; the echo is on standby for the others', async () => {
  const scene = await startScene({ routing: 'on', ...manual });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await heard(scene);
  await scene.sandbox.clock.advance(60_000);
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hello', metadata: 'note' } });
  assert.equal(await heard(scene), {
    bot: ['messaging echo hello'],
    desk: ['standby echo hello'],
    third: ['standby echo hello'],
  });
  const echo = lastItem(scene.bot) as { message: { app_id: unknown; metadata: unknown }; recipient: unknown };
  assert.is(echo.message.app_id, Number(BOT));
  assert.is(echo.message.metadata, 'note');
  assert.equal(echo.recipient, { id: ana.id });
  assert.is(await expiration(scene, BOT, ana.id), START / 1000 + DAY);
  await scene.close();
});

transitions('a pass notifies only the new owner, with the previous owner and the metadata', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await heard(scene);
  await scene.call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK, metadata: 'why' });
  assert.equal(await heard(scene), { desk: ['messaging pass_thread_control'] });
  const item = lastItem(scene.desk);
  assert.equal(item['sender'], { id: ana.id });
  assert.equal(item['pass_thread_control'], {
    previous_owner_app_id: BOT,
    new_owner_app_id: DESK,
    metadata: 'why',
  });
  await scene.close();
});

transitions('a pass of an idle thread has null as the previous owner and may go to the caller itself', async () => {
  const scene = await startScene({ routing: 'off' });
  const ana = scene.sandbox.person('Ana');
  await scene.call(THIRD, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: THIRD });
  assert.equal(await heard(scene), { third: ['messaging pass_thread_control'] });
  assert.equal(scene.third.items()[0]?.item['pass_thread_control'], {
    previous_owner_app_id: null,
    new_owner_app_id: THIRD,
  });
  const again = await scene.call(THIRD, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: THIRD });
  assert.is(again.result, '100', 'the owner cannot pass to itself');
  await scene.close();
});

transitions('a take notifies the app that lost control; a take of an idle thread notifies no app', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await heard(scene);
  await scene.call(DESK, 'POST', 'me/take_thread_control', { ...to(ana), metadata: 'mine' });
  assert.equal(await heard(scene), { bot: ['messaging take_thread_control'] });
  assert.equal(scene.bot.items().at(-1)?.item['take_thread_control'], {
    previous_owner_app_id: BOT,
    new_owner_app_id: DESK,
    metadata: 'mine',
  });
  await scene.call(DESK, 'POST', 'me/release_thread_control', to(ana));
  await scene.call(DESK, 'POST', 'me/take_thread_control', to(ana));
  assert.equal(await heard(scene), {});
  assert.is(scene.sandbox.owner(ana.id), DESK);
  await scene.close();
});

transitions('a request asks the owner (with roles: the Primary) and changes nothing', async () => {
  for (const routing of ['off', 'primary'] as const) {
    const scene = await startScene({ routing });
    const ana = scene.sandbox.person('Ana');
    await ana.say('hi');
    if (routing === 'off') await scene.call(DESK, 'POST', 'me/request_thread_control', to(ana));
    else await scene.call(BOT, 'POST', 'me/pass_thread_control', { ...to(ana), target_app_id: DESK });
    await heard(scene);
    await scene.call(THIRD, 'POST', 'me/request_thread_control', { ...to(ana), metadata: 'free' });
    const asked = routing === 'off' ? scene.desk : scene.bot;
    assert.equal(await heard(scene), { [routing === 'off' ? 'desk' : 'bot']: ['messaging request_thread_control'] });
    assert.equal(asked.items().at(-1)?.item['request_thread_control'], {
      requested_owner_app_id: THIRD,
      metadata: 'free',
    });
    assert.is(scene.sandbox.owner(ana.id), DESK);
    await scene.close();
  }
});

transitions('with routing off, a request for an idle thread is granted at once by a pass event', async () => {
  const scene = await startScene({ routing: 'off' });
  const ana = scene.sandbox.person('Ana');
  await scene.call(DESK, 'POST', 'me/request_thread_control', to(ana));
  assert.equal(await heard(scene), { desk: ['messaging pass_thread_control'] });
  assert.is(scene.sandbox.owner(ana.id), DESK);
  await scene.close();
});

transitions('release, extension and expiry notify no app', async () => {
  const scene = await startScene({ routing: 'on', ...manual });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await heard(scene);
  await scene.call(BOT, 'POST', 'me/extend_thread_control', { ...to(ana), duration: 3 * DAY });
  assert.is(await expiration(scene, BOT, ana.id), START / 1000 + 3 * DAY);
  await scene.sandbox.clock.advance(3 * DAY * 1000 - 1);
  assert.is(scene.sandbox.owner(ana.id), BOT);
  await scene.sandbox.clock.advance(1);
  assert.is(scene.sandbox.owner(ana.id), null);
  assert.equal(await heard(scene), {});
  const causes = scene.sandbox.timeline.flatMap((entry) => (entry.kind === 'transition' ? [entry.cause] : []));
  assert.equal(causes, ['entry', 'extend', 'expiry']);
  const tooLong = await scene.call(BOT, 'POST', 'me/extend_thread_control', { ...to(ana), duration: 7 * DAY + 1 });
  assert.is(tooLong.result, '100');
  await scene.close();
});

transitions('a send with thread_control sends the message first, then passes or releases', async () => {
  const scene = await startScene({ routing: 'on' });
  const ana = scene.sandbox.person('Ana');
  await ana.say('hi');
  await heard(scene);
  const send = (by: string, control: object): Promise<{ result: string }> =>
    scene.call(by, 'POST', 'me/messages', { ...to(ana), message: { text: 'bye' }, thread_control: control });
  await send(BOT, { control_type: 'pass', app_id: Number(DESK) });
  assert.equal(await heard(scene), {
    bot: ['messaging echo bye'],
    desk: ['standby echo bye', 'messaging pass_thread_control'],
    third: ['standby echo bye'],
  });
  await send(DESK, { control_type: 'pass' });
  assert.equal((await heard(scene))['bot'], ['standby echo bye', 'messaging pass_thread_control']);
  assert.is(scene.sandbox.owner(ana.id), BOT, 'without app_id the default app gets the thread');
  assert.is((await send(BOT, { control_type: 'pass', app_id: '999' })).result, '100/2018164');
  assert.equal(await heard(scene), {}, 'a bad target stops the message too');
  await send(BOT, {});
  assert.equal((await heard(scene))['bot'], ['messaging echo bye']);
  assert.is(scene.sandbox.owner(ana.id), null, 'without control_type it is a release');
  await scene.close();
});

transitions(
  'a human who answers in the inbox owns the thread in every mode, and the previous owner is notified',
  async () => {
    for (const routing of ['on', 'off', 'primary'] as const) {
      const scene = await startScene({ routing });
      const ana = scene.sandbox.person('Ana');
      await ana.say('hi');
      if (routing === 'off') await scene.call(BOT, 'POST', 'me/request_thread_control', to(ana));
      await heard(scene);
      await scene.sandbox.inbox.reply(ana.id, 'Nora here');
      const { bot, desk } = await heard(scene);
      assert.equal(bot, ['messaging take_thread_control', 'standby echo Nora here']);
      assert.equal(desk, ['standby echo Nora here']);
      const echo = scene.desk.items().at(-1)?.item['message'] as { app_id: unknown };
      assert.is(echo.app_id, Number(INBOX));
      assert.is(scene.sandbox.owner(ana.id), INBOX);
      assert.is(ana.inbox.at(-1)?.text, 'Nora here');
      await scene.close();
    }
  },
);

transitions(
  '"done" in the inbox releases; with roles it passes to the Primary; without ownership it only changes the folder',
  async () => {
    for (const routing of ['on', 'off', 'primary'] as const) {
      const scene = await startScene({ routing });
      const { inbox } = scene.sandbox;
      const ana = scene.sandbox.person('Ana');
      await ana.say('hi');
      await inbox.reply(ana, 'Nora here');
      assert.equal(inbox.folders, { main: [ana.id], done: [], spam: [] });
      await heard(scene);
      await inbox.done(ana);
      assert.equal(inbox.folders, { main: [], done: [ana.id], spam: [] });
      assert.is(scene.sandbox.owner(ana.id), routing === 'primary' ? BOT : null);
      assert.equal(await heard(scene), routing === 'primary' ? { bot: ['messaging pass_thread_control'] } : {});
      if (routing === 'primary') {
        const event = scene.bot.items().at(-1)?.item['pass_thread_control'] as { metadata: string };
        assert.is(event.metadata, 'Pass thread control from Page Inbox');
      }
      await inbox.done(ana);
      assert.equal(await heard(scene), {});
      await scene.close();
    }
  },
);

transitions(
  '"move to main" takes control with routing on, asks the Primary with roles, else only changes the folder',
  async () => {
    const expected = {
      on: ['messaging take_thread_control'],
      primary: ['messaging request_thread_control'],
      off: undefined,
    };
    for (const routing of ['on', 'off', 'primary'] as const) {
      const scene = await startScene({ routing });
      const ana = scene.sandbox.person('Ana');
      await ana.say('hi');
      await heard(scene);
      await scene.sandbox.inbox.moveToMain(ana.id);
      assert.equal((await heard(scene))['bot'], expected[routing]);
      assert.equal(scene.sandbox.inbox.folders.main, [ana.id]);
      await scene.close();
    }
  },
);

transitions(
  'no app gets events during the questions of a lead ad; then the chosen app gets the thread and the summary',
  async () => {
    const scene = await startScene({ routing: 'on' });
    const ana = scene.sandbox.person('Ana');
    await ana.startLeadAd({ appId: DESK });
    await ana.say('x@example.org');
    assert.equal(await heard(scene), {});
    assert.is(scene.sandbox.owner(ana.id), LEAD_ADS_APP_ID);
    const early = await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'hi' } });
    assert.is(early.result, '10/2018321');
    await ana.finishLeadAd({ summary: 'email: x@example.org' });
    const { desk } = await heard(scene);
    assert.equal(desk, ['messaging pass_thread_control', 'messaging message email: x@example.org']);
    const [pass, summary] = scene.desk.items().map(({ item }) => item);
    assert.equal(pass?.['pass_thread_control'], {
      previous_owner_app_id: LEAD_ADS_APP_ID,
      new_owner_app_id: DESK,
      metadata: 'messenger_lead_gen_complete',
    });
    const context = { app_id: Number(LEAD_ADS_APP_ID), metadata: 'messenger_lead_gen_complete' };
    assert.equal(scene.desk.received[0]?.body.entry[0]?.hop_context, [context]);
    assert.equal(summary?.['hop_context'], context);
    assert.ok((summary?.['timestamp'] as number) < 1e11, 'the time of the summary is in seconds');
    await ana.startLeadAd();
    await ana.finishLeadAd({ complete: false });
    assert.is(scene.sandbox.owner(ana.id), null, 'without a chosen app the thread is released');
    await scene.close();
  },
);

transitions('a change of roles notifies the apps concerned, without a sender', async () => {
  const scene = await startScene({ routing: 'primary' });
  scene.sandbox.setDefaultApp(DESK);
  assert.equal(await heard(scene), { bot: ['messaging app_roles'], desk: ['messaging app_roles'] });
  const item = lastItem(scene.desk);
  assert.equal(item['app_roles'], { [DESK]: ['primary_receiver'] });
  assert.not('sender' in item);
  const ana = scene.sandbox.person('Ana');
  await scene.call(THIRD, 'POST', 'me/take_thread_control', to(ana));
  await heard(scene);
  scene.sandbox.setRouting('off');
  assert.equal(await heard(scene), { desk: ['messaging pass_thread_control'] });
  await scene.close();
});

transitions('links and ads give an idle thread to their own app and do not move an owned thread', async () => {
  const scene = await startScene({
    routing: 'on',
    ...manual,
    links: { spring26: DESK },
    ads: { 120001: { appId: THIRD, days: 4 }, 120002: { appId: THIRD, days: 31 } },
  });
  const [ana, ben, cleo] = ['Ana', 'Ben', 'Cleo'].map((name) => scene.sandbox.person(name));
  assert.ok(ana && ben && cleo);
  await ana.followLink('spring26');
  assert.equal(await heard(scene), {}, 'in a new thread the referral waits for the first message');
  await ana.say('hi');
  assert.equal((await heard(scene))['desk'], ['messaging message hi']);
  const { message } = lastItem(scene.desk) as { message: { referral: object } };
  assert.equal(message.referral, { ref: 'spring26', source: 'SHORTLINK', type: 'OPEN_THREAD' });

  await ben.clickAd('120001');
  await ben.say('hi');
  assert.is(scene.sandbox.owner(ben.id), THIRD);
  assert.is(await expiration(scene, THIRD, ben.id), START / 1000 + 4 * DAY);
  await heard(scene);
  await ben.followLink('spring26');
  assert.equal((await heard(scene))['third'], ['messaging referral']);
  assert.is(scene.sandbox.owner(ben.id), THIRD);

  await cleo.clickAd('120002');
  await cleo.tap('START', 'Get started');
  assert.is(await expiration(scene, THIRD, cleo.id), START / 1000 + DAY, 'a length out of range counts as one day');
  await scene.close();
});

transitions('time stamps strictly increase in the order of events', async () => {
  const scene = await startScene({ routing: 'on', ...manual });
  const ana = scene.sandbox.person('Ana');
  for (const text of ['a', 'b', 'c']) await ana.say(text);
  await scene.call(BOT, 'POST', 'me/messages', { ...to(ana), message: { text: 'd' } });
  await ana.read();
  await scene.sandbox.settled();
  const times = scene.bot.items().map(({ item }) => item['timestamp'] as number);
  assert.equal(
    times,
    [...new Set(times)].sort((one, other) => one - other),
  );
  assert.is(times.length, 5);
  await scene.close();
});

transitions.run();
