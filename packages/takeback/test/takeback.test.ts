import { PAGE_INBOX_APP_ID } from '@handover/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, HOUR, inWorld, MINUTE, SECOND } from './support/world.ts';

const clock = suite('the clock');

for (const platform of ['messenger', 'instagram'] as const) {
  clock(
    `a thread comes back if no person answers, on ${platform}`,
    inWorld({ sandbox: { platform } }, async ({ thread, pass, sandbox, ana, news, calls }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE - SECOND);
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      await pass(SECOND);
      assert.is(sandbox.owner(ana.id), BOT);
      assert.equal(news(), ['taken back, unclaimed']);
      assert.equal(calls(), ['pass_thread_control', 'take_thread_control']);
    }),
  );

  clock(
    `each reply of a person restarts the clock, on ${platform}`,
    inWorld({ sandbox: { platform } }, async ({ thread, pass, sandbox, ana, news }) => {
      await thread.handOver('inbox');
      for (let replies = 0; replies < 6; replies += 1) {
        await pass(9 * MINUTE);
        await sandbox.inbox.reply(ana, 'I am still here');
        await pass(0);
      }
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      await pass(10 * MINUTE - SECOND);
      assert.equal(news(), []);
      await pass(SECOND);
      assert.equal(news(), ['taken back, claimed']);
    }),
  );
}

clock(
  'messages of the customer do not move the clock, however many they are',
  inWorld({}, async ({ thread, pass, ana, news }) => {
    await thread.handOver('inbox');
    for (let minutes = 0; minutes < 10; minutes += 1) {
      await ana.say('Is anybody there?');
      await ana.tap('HELP', 'Help');
      await pass(MINUTE);
    }
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

clock(
  "messages of Meta's automation under the inbox's name do not move the clock",
  inWorld({}, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(5 * MINUTE);
    await sandbox.inbox.reply(ana, 'We will be with you soon', { ai: true });
    await pass(5 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

clock(
  'a reply from a help desk restarts the clock, like one from the inbox',
  inWorld({}, async ({ thread, pass, ana, desk, news }) => {
    await thread.handOver(DESK);
    await pass(8 * MINUTE);
    await desk.sendMessage(ana.id, 'Good morning');
    await pass(8 * MINUTE);
    assert.equal(news(), []);
    await pass(2 * MINUTE);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

clock(
  'the first reply has its own limit, unclaimedAfterMs',
  inWorld({ takeback: { unclaimedAfterMs: HOUR } }, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(50 * MINUTE);
    assert.equal(news(), []);
    await sandbox.inbox.reply(ana, 'Here I am');
    await pass(10 * MINUTE - SECOND);
    assert.equal(news(), []);
    await pass(SECOND);
    assert.equal(news(), ['taken back, claimed']);
    await thread.handOver('inbox');
    await pass(HOUR);
    assert.equal(news(), ['taken back, claimed', 'taken back, unclaimed']);
  }),
);

clock(
  'the clock starts when an agent takes the thread unasked',
  inWorld({}, async ({ pass, sandbox, ana, thread, news }) => {
    await sandbox.inbox.reply(ana, 'Let me see');
    await pass(0);
    assert.is((await thread.state()).owner.kind, 'app');
    await pass(10 * MINUTE);
    assert.is(sandbox.owner(ana.id), BOT);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

clock(
  'a pass to a third app restarts the clock, and earlier replies no longer count',
  inWorld({ takeback: { unclaimedAfterMs: 30 * MINUTE } }, async ({ thread, pass, ana, desk, sandbox, news }) => {
    await thread.handOver(DESK);
    await desk.sendMessage(ana.id, 'I pass you on to a colleague');
    await pass(5 * MINUTE);
    await desk.passThreadControl(ana.id, { targetAppId: PAGE_INBOX_APP_ID });
    // Meta sends the bot no webhook for that pass: the bot finds it in its look-up before the take.
    await pass(5 * MINUTE);
    assert.equal(news(), []);
    assert.is(sandbox.owner(ana.id), PAGE_INBOX_APP_ID);
    await pass(29 * MINUTE);
    assert.equal(news(), []);
    await pass(MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

clock(
  'the clock stops without an event when the thread is passed back, released or done',
  inWorld({}, async ({ thread, pass, ana, desk, sandbox, news, calls }) => {
    await thread.handOver(DESK);
    await desk.passThreadControl(ana.id, { targetAppId: BOT });
    await pass(HOUR);
    await thread.handOver(DESK);
    await desk.releaseThreadControl(ana.id);
    await pass(HOUR);
    assert.is((await thread.state()).owner.kind, 'idle');
    await ana.say('Me again');
    await pass(0);
    await thread.handOver('inbox');
    await sandbox.inbox.done(ana);
    await pass(HOUR);
    assert.equal(news(), []);
    assert.equal(calls('take_thread_control'), []);
    assert.is(sandbox.owner(ana.id), null);
  }),
);

clock(
  'the clock stops when the bot itself takes the thread',
  inWorld({}, async ({ thread, pass, news, calls }) => {
    await thread.handOver('inbox');
    await thread.regain();
    await pass(HOUR);
    assert.equal(news(), []);
    assert.equal(calls(), ['pass_thread_control', 'take_thread_control']);
  }),
);

clock(
  'the bot takes nothing if control expired before the deadline',
  inWorld({ takeback: { afterMs: 48 * HOUR } }, async ({ thread, pass, sandbox, ana, news, calls }) => {
    await thread.handOver('inbox');
    await pass(49 * HOUR);
    assert.is(sandbox.owner(ana.id), null);
    assert.equal(news(), []);
    assert.equal(calls('take_thread_control'), []);
  }),
);

clock(
  'the clock starts if another app owns the thread at first sight',
  inWorld({}, async ({ pass, sandbox, news }) => {
    const bo = sandbox.person('Bo');
    sandbox.faults.deliveries({ do: 'drop', appId: BOT, times: 3 });
    await bo.say('Hello');
    await sandbox.inbox.reply(bo, 'Hello Bo');
    sandbox.faults.clear();
    await bo.say('Thank you');
    await pass(0);
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
    assert.is(sandbox.owner(bo.id), BOT);
  }),
);

clock(
  'many replies cost one timer: a reply moves the deadline and sets no timer',
  inWorld({}, async ({ thread, pass, sandbox, ana, machines, news }) => {
    await thread.handOver('inbox');
    for (let replies = 0; replies < 30; replies += 1) {
      await sandbox.inbox.reply(ana, 'One more thing');
      await pass(10_000);
    }
    assert.is(machines[0]?.scheduler.rung, 0);
    await pass(HOUR);
    assert.equal(news(), ['taken back, claimed']);
    assert.is(machines[0]?.scheduler.rung, 2);
  }),
);

const late = suite('late echoes');

late(
  'echoes in any order count as the newest of them',
  inWorld({}, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.deliveries({ do: 'delay', appId: BOT, event: 'echo', ms: 4 * MINUTE });
    await sandbox.inbox.reply(ana, 'First');
    await pass(2 * MINUTE);
    await sandbox.inbox.reply(ana, 'Second');
    await pass(5 * MINUTE);
    // Second was said in minute 3.
    await pass(5 * MINUTE - SECOND);
    assert.equal(news(), []);
    await pass(SECOND);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

late(
  'an echo after the takeback neither undoes it nor starts the clock',
  inWorld({}, async ({ thread, pass, sandbox, ana, news, machines }) => {
    await thread.handOver('inbox');
    // Arrives on standby, which proves that the bot receives what others write.
    await ana.say('Is anybody there?');
    await pass(MINUTE);
    sandbox.faults.deliveries({ do: 'delay', appId: BOT, event: 'echo', ms: 20 * MINUTE });
    await sandbox.inbox.reply(ana, 'This echo comes too late');
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
    const rung = machines[0]?.scheduler.rung;
    await pass(HOUR);
    assert.is((await thread.state()).owner.kind, 'self');
    assert.equal(news(), ['taken back, unclaimed']);
    assert.is(machines[0]?.scheduler.rung, rung);
  }),
);

late(
  'an agent who answers again after the takeback gets the thread, and the clock restarts',
  inWorld({}, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    await sandbox.inbox.reply(ana, 'Sorry, I was away');
    await pass(9 * MINUTE);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    await pass(MINUTE);
    assert.equal(news(), ['taken back, unclaimed', 'taken back, claimed']);
  }),
);

clock.run();
late.run();
