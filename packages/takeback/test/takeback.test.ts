// May take up to 240 s on a slow machine.
import { PAGE_INBOX_APP_ID } from '@handover/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, HOUR, inWorld, MINUTE, SECOND } from './support/world.ts';

const clock = suite('the clock');

for (const platform of ['messenger', 'instagram'] as const) {
  clock(
    `brings a thread back that nobody answered in, on ${platform}`,
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
    `starts anew with each reply of a person, on ${platform}`,
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
  'is not moved by the customer, who may write as much as they like',
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
  "is not moved by Meta's automation, which speaks as the inbox",
  inWorld({}, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(5 * MINUTE);
    await sandbox.inbox.reply(ana, 'We will be with you soon', { ai: true });
    await pass(5 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

clock(
  'is moved by a help desk as by the inbox',
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
  'gives people another time to come than to go on',
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
  'starts when an agent takes the thread unasked',
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
  'starts anew when the thread goes on to another app, and replies of before do not count',
  inWorld({ takeback: { unclaimedAfterMs: 30 * MINUTE } }, async ({ thread, pass, ana, desk, sandbox, news }) => {
    await thread.handOver(DESK);
    await desk.sendMessage(ana.id, 'I pass you on to a colleague');
    await pass(5 * MINUTE);
    await desk.passThreadControl(ana.id, { targetAppId: PAGE_INBOX_APP_ID });
    // Nobody tells the bot of that pass: it learns of it when it looks before it takes.
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
  'stops when the thread is passed back, released or done, and says nothing',
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
  'stops when the bot takes the thread by itself',
  inWorld({}, async ({ thread, pass, news, calls }) => {
    await thread.handOver('inbox');
    await thread.regain();
    await pass(HOUR);
    assert.equal(news(), []);
    assert.equal(calls(), ['pass_thread_control', 'take_thread_control']);
  }),
);

clock(
  'finds nothing to take where control has run out before',
  inWorld({ takeback: { afterMs: 48 * HOUR } }, async ({ thread, pass, sandbox, ana, news, calls }) => {
    await thread.handOver('inbox');
    await pass(49 * HOUR);
    assert.is(sandbox.owner(ana.id), null);
    assert.equal(news(), []);
    assert.equal(calls('take_thread_control'), []);
  }),
);

clock(
  'starts for a thread that is found to be another app’s at first sight',
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
  'rings once for many replies: a sign moves a time, no timer',
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

const late = suite('what comes late');

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
  'an echo behind the takeback neither undoes it nor starts anything',
  inWorld({}, async ({ thread, pass, sandbox, ana, news, machines }) => {
    await thread.handOver('inbox');
    // Comes on standby: so the bot knows that it hears what is said there.
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
  'an agent who answers again after the takeback gets the thread, and the clock starts anew',
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
