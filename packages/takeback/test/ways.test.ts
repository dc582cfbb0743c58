import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, HOUR, inWorld, MINUTE, SECOND, type World, type WorldOptions } from './support/world.ts';

const ways = suite('the ways back');

for (const platform of ['messenger', 'instagram'] as const) {
  ways(
    `with routing off the bot requests the thread and gets it when the owner grants it, on ${platform}`,
    inWorld({ sandbox: { routing: 'off', platform } }, async ({ thread, pass, ana, desk, news, calls, emitted }) => {
      await thread.handOver(DESK);
      await pass(10 * MINUTE);
      assert.equal(news(), []);
      assert.equal(calls(), ['pass_thread_control', 'request_thread_control']);
      await pass(20 * SECOND);
      await desk.passThreadControl(ana.id, { targetAppId: BOT });
      await pass(0);
      assert.equal(news(), ['taken back, unclaimed']);
      const [taken] = emitted;
      assert.equal(taken?.name === 'taken_back' && taken.previous, { kind: 'app', appId: DESK });
      await pass(HOUR);
      assert.is(news().length, 1);
    }),
  );

  ways(
    `with routing off Meta's inbox never grants, and the failure is emitted once, on ${platform}`,
    inWorld({ sandbox: { routing: 'off', platform } }, async ({ thread, pass, news, calls, emitted, sandbox }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      await pass(29 * SECOND);
      assert.equal(news(), []);
      await pass(SECOND);
      assert.equal(news(), ['failed, unclaimed: not_granted']);
      const [failed] = emitted;
      assert.equal(failed?.name === 'takeback_failed' && failed.owner, {
        kind: 'app',
        appId: sandbox.inbox.appId,
        inbox: platform === 'instagram' ? 'instagram' : 'page',
      });
      await pass(5 * HOUR);
      assert.is(news().length, 1);
      assert.equal(calls('request_thread_control'), ['request_thread_control']);
    }),
  );
}

ways(
  'after a failure the next reply of a person restarts the clock',
  inWorld({ sandbox: { routing: 'off' } }, async ({ thread, pass, ana, sandbox, news }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    await pass(MINUTE);
    assert.equal(news(), ['failed, unclaimed: not_granted']);
    await sandbox.inbox.reply(ana, 'Here I am');
    await pass(9 * MINUTE);
    assert.is(news().length, 1);
    await pass(MINUTE);
    await pass(MINUTE);
    assert.equal(news(), ['failed, unclaimed: not_granted', 'failed, claimed: not_granted']);
  }),
);

ways(
  'if the owner releases the thread instead of granting it, nothing is emitted',
  inWorld({ sandbox: { routing: 'off' } }, async ({ thread, pass, ana, desk, sandbox, news }) => {
    await thread.handOver(DESK);
    await pass(10 * MINUTE);
    await desk.releaseThreadControl(ana.id);
    await pass(HOUR);
    assert.is(sandbox.owner(ana.id), null);
    assert.equal(news(), []);
  }),
);

ways(
  'a grant whose webhook was lost is found when grantWithinMs is over',
  inWorld({ sandbox: { routing: 'off' } }, async ({ thread, pass, ana, desk, sandbox, news }) => {
    await thread.handOver(DESK);
    await pass(10 * MINUTE);
    sandbox.faults.deliveries({ do: 'drop', appId: BOT });
    await desk.passThreadControl(ana.id, { targetAppId: BOT });
    await pass(30 * SECOND);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

ways(
  'the Primary takes the thread from a Secondary',
  inWorld({ sandbox: { routing: 'primary' } }, async ({ thread, pass, news, calls }) => {
    await thread.handOver(DESK);
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
    assert.equal(calls(), ['pass_thread_control', 'take_thread_control']);
  }),
);

ways(
  'a Secondary asks the Primary for it',
  inWorld(
    // Only the option routing shows that a page has roles.
    { sandbox: { routing: 'primary', defaultApp: DESK }, handover: { routing: 'primary' } },
    async ({ thread, pass, ana, desk, news, calls }) => {
      await desk.passThreadControl(ana.id, { targetAppId: BOT });
      await pass(0);
      await thread.passThreadControl(DESK);
      await pass(10 * MINUTE);
      assert.equal(calls(), ['pass_thread_control', 'request_thread_control']);
      await desk.passThreadControl(ana.id, { targetAppId: BOT });
      await pass(0);
      assert.equal(news(), ['taken back, unclaimed']);
    },
  ),
);

ways(
  'an app without the right to take gets a failure that names the way out',
  inWorld({ canTake: false }, async ({ thread, pass, news, emitted }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.equal(news(), ['failed, unclaimed: no_take_right']);
    const [failed] = emitted;
    assert.match(
      failed?.name === 'takeback_failed' ? (failed.error?.message ?? '') : '',
      /take control of conversations/,
    );
  }),
);

const trouble = suite('trouble at the moment of takeback');

/** Moves the clock past the scheduler's pauses. */
async function later({ pass }: World): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await pass(MINUTE);
}

for (const edge of ['thread_owner', 'take_thread_control']) {
  for (const fault of [{ do: 'fail' }, { do: 'hangUp' }, { do: 'fail', error: { code: 4 } }] as const) {
    trouble(
      `a failing call to ${edge} is retried and takes effect once: ${JSON.stringify(fault)}`,
      inWorld({ takeback: { message: 'I am back' } }, async (world) => {
        const { thread, pass, sandbox, ana, news, calls } = world;
        await thread.handOver('inbox');
        await pass(MINUTE);
        sandbox.faults.calls({ ...fault, edge, times: 2 });
        await pass(9 * MINUTE);
        await later(world);
        assert.equal(news(), ['taken back, unclaimed, said']);
        assert.equal(calls('take_thread_control'), ['take_thread_control']);
        assert.is(ana.inbox.filter(({ text }) => text === 'I am back').length, 1);
        assert.is(sandbox.owner(ana.id), BOT);
      }),
    );
  }
}

trouble(
  'a take whose answer was lost counts if this app owns the thread afterwards',
  inWorld({ takeback: { message: 'I am back' } }, async (world) => {
    const { thread, pass, sandbox, ana, news } = world;
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'hangUp', edge: 'take_thread_control', applied: true });
    await pass(9 * MINUTE);
    await later(world);
    assert.equal(news(), ['taken back, unclaimed, said']);
    assert.is(ana.inbox.filter(({ text }) => text === 'I am back').length, 1);
  }),
);

trouble(
  'a request whose answer was lost is not repeated',
  inWorld({ sandbox: { routing: 'off' } }, async ({ thread, pass, ana, desk, sandbox, news }) => {
    await thread.handOver(DESK);
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'hangUp', edge: 'request_thread_control', applied: true });
    await pass(9 * MINUTE);
    await pass(10 * SECOND);
    await desk.passThreadControl(ana.id, { targetAppId: BOT });
    await pass(0);
    const asked = sandbox.timeline.filter((entry) => entry.kind === 'call' && /request_thread/.test(entry.path));
    assert.is(asked.length, 1);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

trouble(
  'a failure that lasts ten minutes is emitted with its last error',
  inWorld({}, async ({ thread, pass, sandbox, emitted, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'fail', edge: 'take_thread_control', times: 100 });
    await pass(9 * MINUTE);
    assert.equal(news(), []);
    for (let minutes = 0; minutes < 16; minutes += 1) await pass(MINUTE);
    assert.equal(news(), ['failed, unclaimed: error']);
    const [failed] = emitted;
    assert.is(failed?.name === 'takeback_failed' && failed.error?.name, 'GraphError');
  }),
);

trouble(
  'a person who answers while the takeback is failing restarts the clock',
  inWorld({}, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'fail', edge: 'take_thread_control', times: 100 });
    await pass(9 * MINUTE);
    await sandbox.inbox.reply(ana, 'I am here');
    await pass(MINUTE);
    sandbox.faults.clear();
    await pass(8 * MINUTE);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    await pass(2 * MINUTE);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

trouble(
  'a permanent refusal by Meta is emitted at once',
  inWorld({ sandbox: { routing: 'off' } }, async ({ thread, pass, sandbox, emitted, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'fail', edge: 'request_thread_control', error: { code: 200 } });
    await pass(9 * MINUTE);
    assert.equal(news(), ['failed, unclaimed: refused']);
    const [failed] = emitted;
    assert.is(failed?.name === 'takeback_failed' && (failed.error as { kind?: string }).kind, 'permission');
  }),
);

for (const error of [{ code: 100 }, { code: 10 }, { code: 200 }]) {
  trouble(
    `a page that refuses thread_owner (code ${error.code}) logs one warning, and the thread is taken`,
    inWorld({}, async ({ thread, pass, sandbox, news, log }) => {
      sandbox.faults.calls({ do: 'fail', edge: 'thread_owner', error, times: 100 });
      for (let turns = 0; turns < 2; turns += 1) {
        await thread.handOver('inbox');
        await pass(10 * MINUTE);
      }
      assert.equal(news(), ['taken back, unclaimed', 'taken back, unclaimed']);
      assert.is(log.filter((line) => /refuses thread_owner for this page/.test(line)).length, 1);
    }),
  );
}

const blind: WorldOptions = { fields: ['messages', 'messaging_handovers', 'standby'] };
const sight = suite('a bot that hears no echoes');

sight(
  'a bot without echoes reads the newest messages before it takes a thread, and logs one warning',
  inWorld(blind, async ({ thread, pass, sandbox, ana, news, log }) => {
    await thread.send('One moment');
    await pass(MINUTE);
    await thread.handOver('inbox');
    for (let replies = 0; replies < 3; replies += 1) {
      await pass(8 * MINUTE);
      await sandbox.inbox.reply(ana, 'I am here');
    }
    await pass(9 * MINUTE);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    await pass(2 * MINUTE);
    assert.equal(news(), ['taken back, claimed']);
    const warnings = log.filter((line) => /reads the newest messages/.test(line));
    assert.is(warnings.length, 1);
    assert.match(warnings[0] ?? '', /message_echoes/);
  }),
);

sight(
  'a bot without echoes counts neither its own nor the customer’s messages as replies',
  inWorld(blind, async ({ thread, pass, ana, news }) => {
    await thread.handOver('inbox', { message: 'One moment' });
    await pass(5 * MINUTE);
    await ana.say('Is anybody there?');
    await pass(5 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

sight(
  'a bot without echoes retries when reading the messages fails once',
  inWorld(blind, async ({ thread, pass, sandbox, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'fail', edge: 'conversations' });
    await pass(9 * MINUTE);
    assert.equal(news(), []);
    await pass(2 * SECOND);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

sight(
  'a bot without echoes takes nothing if it cannot read the messages, so as not to cut a person off',
  inWorld(blind, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    sandbox.faults.calls({ do: 'fail', edge: 'conversations', error: { code: 10 } });
    await pass(9 * MINUTE);
    assert.equal(news(), ['failed, unclaimed: blind']);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
  }),
);

sight(
  'a bot relies on deliveries if its own client cannot read subscriptions',
  inWorld(
    {
      client: ({ getSubscriptions: _subscriptions, getLatestMessages: _read, ...client }) => client,
    },
    async ({ thread, pass, sandbox, ana, news, log }) => {
      await thread.handOver('inbox');
      await pass(5 * MINUTE);
      await sandbox.inbox.reply(ana, 'I am here');
      await pass(9 * MINUTE);
      assert.equal(news(), []);
      await pass(2 * MINUTE);
      assert.equal(news(), ['taken back, claimed']);
      assert.is(log.filter((line) => /reads the newest messages/.test(line)).length, 1);
    },
  ),
);

ways.run();
trouble.run();
sight.run();
