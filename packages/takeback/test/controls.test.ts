import { note, PAGE_INBOX_APP_ID } from '@handover/core';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TakebackOptions, takeback } from '../src/index.ts';
import { BOT, DESK, HOUR, inWorld, MINUTE, SECOND } from './support/world.ts';

const limits = suite('limits of a thread');

limits(
  'limits set before a hand-over apply to it and to later ones',
  inWorld({}, async ({ thread, plugin, pass, news }) => {
    await plugin.of(thread).set({ afterMs: HOUR });
    for (const round of [1, 2]) {
      await thread.handOver('inbox');
      await pass(HOUR - MINUTE);
      assert.is(news().length, round - 1);
      await pass(MINUTE);
      assert.is(news().length, round);
    }
    await plugin.of(thread).set({});
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.is(news().length, 3);
  }),
);

limits(
  'limits set during a takeback move its deadline, earlier or later',
  inWorld({}, async ({ thread, plugin, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await plugin.of(thread).set({ unclaimedAfterMs: HOUR });
    await pass(59 * MINUTE);
    assert.equal(news(), []);
    await sandbox.inbox.reply(ana, 'Hello');
    await pass(MINUTE);
    await plugin.of(thread).set({ afterMs: 2 * MINUTE });
    await pass(MINUTE - SECOND);
    assert.equal(news(), []);
    await pass(2 * SECOND);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

limits(
  'handlers can set limits through the typed context and read when the thread is due',
  inWorld({}, async ({ bot, plugin, thread, ana, sandbox, pass }) => {
    const due: (Date | undefined)[] = [];
    bot.on('message', async (context) => {
      due.push(await context.takeback.dueAt());
      await context.takeback.set({ afterMs: 3 * MINUTE });
      await context.thread.handOver('inbox');
      due.push(await context.takeback.dueAt());
    });
    const start = sandbox.clock.now();
    await ana.say('A human, please');
    await pass(0);
    assert.is(due[0], undefined);
    assert.ok(Math.abs((due[1]?.getTime() ?? 0) - start - 3 * MINUTE) < SECOND);
    await pass(3 * MINUTE);
    assert.is(sandbox.owner(ana.id), BOT);
    assert.is(await plugin.of(thread).dueAt(), undefined);
  }),
);

limits(
  'a takeback that is cancelled leaves the thread to its owner, and the next owner restarts the clock',
  inWorld({}, async ({ thread, plugin, pass, sandbox, ana, news }) => {
    assert.is(await plugin.of(thread).cancel(), false);
    await thread.handOver('inbox');
    assert.is(await plugin.of(thread).cancel(), true);
    assert.is(await plugin.of(thread).cancel(), false);
    assert.is(await plugin.of(thread).dueAt(), undefined);
    await pass(5 * MINUTE);
    await sandbox.inbox.reply(ana, 'Hello');
    await pass(HOUR);
    assert.equal(news(), []);
    assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
    await thread.regain();
    await pass(MINUTE);
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

limits(
  'wrong limits are refused, and so are limits for an event without a person',
  inWorld({}, async ({ bot, plugin, thread, pass, sandbox }) => {
    await rejects(plugin.of(thread).set({ afterMs: 0 }), /afterMs must be a number of milliseconds/);
    await rejects(plugin.of(thread).set({ unclaimedAfterMs: 31 * 24 * HOUR }), 'OptionError');
    const misspelled = { aftrMs: HOUR } as object;
    await rejects(plugin.of(thread).set(misspelled), /takeback.set has no option aftrMs: did you mean afterMs\?/);
    const refused: string[] = [];
    bot.on('app_roles', async ({ takeback: noPerson }) => {
      for (const call of [noPerson.set({}), noPerson.cancel(), noPerson.dueAt()]) {
        refused.push((await rejects(call, /names no person/)).name);
      }
    });
    sandbox.setRouting('primary');
    await pass(0);
    assert.equal(refused, ['OptionError', 'OptionError', 'OptionError']);
  }),
);

const words = suite('the option message');

words(
  'the person gets the message once the thread is back',
  inWorld({ takeback: { message: 'I am back' } }, async ({ thread, pass, ana, news }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed, said']);
    assert.equal(
      ana.inbox.map(({ text }) => text),
      ['I am back'],
    );
  }),
);

words(
  'a message function learns whether a person had answered in the thread',
  inWorld(
    {
      takeback: {
        message: ({ claimed }) => (claimed ? { text: 'Anything else?' } : 'Everyone is busy now. Can I help?'),
      },
    },
    async ({ thread, pass, sandbox, ana }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      await sandbox.inbox.reply(ana, 'Hello');
      await pass(11 * MINUTE);
      assert.equal(
        ana.inbox.map(({ text }) => text),
        ['Everyone is busy now. Can I help?', 'Hello', 'Anything else?'],
      );
    },
  ),
);

for (const [how, message] of [
  ['that returns undefined', () => undefined],
  [
    'that fails',
    () => {
      throw new Error('of the test');
    },
  ],
] as const) {
  words(
    `the thread is taken back even with a message function ${how}`,
    inWorld({ takeback: { message } }, async ({ thread, pass, ana, news, emitted }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      assert.equal(news(), ['taken back, unclaimed']);
      assert.equal(ana.inbox, []);
      const [taken] = emitted;
      const failure = taken?.name === 'taken_back' ? taken.messageError?.message : 'none';
      assert.is(failure, how === 'that fails' ? 'of the test' : undefined);
    }),
  );
}

words(
  'a message that Meta refuses is reported in messageError, and the thread stays with the bot',
  inWorld({ takeback: { afterMs: 30 * HOUR, message: 'I am back' } }, async (world) => {
    const { thread, pass, sandbox, ana, desk, news, emitted, log } = world;
    await thread.handOver(DESK);
    await desk.extendThreadControl(ana.id, { durationSeconds: 604_800 });
    // Control lasts longer than the window in which the bot may write.
    await pass(30 * HOUR);
    assert.is(sandbox.owner(ana.id), BOT);
    assert.equal(news(), ['taken back, unclaimed']);
    const [taken] = emitted;
    assert.is(
      taken?.name === 'taken_back' && (taken.messageError as { kind?: string } | undefined)?.kind,
      'window_closed',
    );
    assert.not.match(log.join('\n'), /I am back/);
  }),
);

words(
  'the app that loses the thread gets the metadata',
  inWorld({ takeback: { metadata: note.encode({ reason: 'quiet' }) } }, async ({ thread, pass, sandbox }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    const take = sandbox.timeline.find((entry) => entry.kind === 'call' && /take_thread/.test(entry.path));
    assert.is(take?.kind === 'call' && take.params['metadata'], '{"handover":1,"reason":"quiet"}');
  }),
);

const only = suite('only');

only(
  'a hand-over that only refuses is not watched, even after a reply',
  inWorld(
    { takeback: { only: async ({ owner }) => owner.kind === 'app' && owner.appId === PAGE_INBOX_APP_ID } },
    async ({ thread, pass, ana, desk, sandbox, news }) => {
      await thread.handOver(DESK);
      await desk.sendMessage(ana.id, 'I am a bot too');
      await pass(HOUR);
      assert.is(sandbox.owner(ana.id), DESK);
      await desk.passThreadControl(ana.id, { targetAppId: BOT });
      await pass(0);
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      assert.equal(news(), ['taken back, unclaimed']);
    },
  ),
);

for (const [who, wants] of [
  ['people', true],
  ['bots', false],
] as const) {
  only(
    `only is called again once Meta names the owner, here for ${who}`,
    inWorld(
      { takeback: { only: ({ owner }) => owner.kind === 'app' && (owner.inbox !== undefined) === wants } },
      async ({ pass, sandbox, news }) => {
        const bo = sandbox.person('Bo');
        sandbox.faults.deliveries({ do: 'drop', appId: BOT, times: 3 });
        await bo.say('Hello');
        await sandbox.inbox.reply(bo, 'Hello Bo');
        sandbox.faults.clear();
        // Shows that another app owns the thread, but not which app.
        await bo.say('Thank you');
        await pass(MINUTE);
        await sandbox.inbox.reply(bo, 'You are welcome');
        await pass(10 * MINUTE);
        assert.equal(news(), wants ? ['taken back, claimed'] : []);
        assert.is(sandbox.owner(bo.id), wants ? BOT : sandbox.inbox.appId);
      },
    ),
  );
}

only(
  'only is not called again for a cancelled takeback',
  inWorld({}, async ({ plugin, pass, sandbox, news, bot }) => {
    const bo = sandbox.person('Bo');
    sandbox.faults.deliveries({ do: 'drop', appId: BOT, times: 3 });
    await bo.say('Hello');
    await sandbox.inbox.reply(bo, 'Hello Bo');
    sandbox.faults.clear();
    await bo.say('Thank you');
    await pass(0);
    assert.is(await plugin.of(bot.thread({ pageId: sandbox.page.id, userId: bo.id })).cancel(), true);
    await sandbox.inbox.reply(bo, 'You are welcome');
    await pass(HOUR);
    assert.equal(news(), []);
  }),
);

only(
  'if only fails, the hand-over is watched and the failure goes to error',
  inWorld(
    {
      takeback: {
        only: () => {
          throw new Error('of the test');
        },
      },
    },
    async ({ thread, pass, news }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      assert.equal(news(), ['error of the test', 'taken back, unclaimed']);
    },
  ),
);

const options = suite('options');

const wrong: [string, unknown][] = [
  ['afterMs', undefined],
  ['afterMs', {}],
  ['afterMs', { afterMs: '10' }],
  ['afterMs', { afterMs: 0 }],
  ['afterMs', { afterMs: Number.NaN }],
  ['afterMs', { afterMs: Number.POSITIVE_INFINITY }],
  ['afterMs', { afterMs: 15 }],
  ['afterMs', { afterMs: 999 }],
  ['unclaimedAfterMs', { afterMs: HOUR, unclaimedAfterMs: -1 }],
  ['unclaimedAfterMs', { afterMs: HOUR, unclaimedAfterMs: 5 }],
  ['grantWithinMs', { afterMs: HOUR, grantWithinMs: 2 * 24 * HOUR }],
  ['grantWithinMs', { afterMs: HOUR, grantWithinMs: 30 }],
  ['metadata', { afterMs: HOUR, metadata: { reason: 'quiet' } }],
  ['message', { afterMs: HOUR, message: '' }],
  ['only', { afterMs: HOUR, only: 'inbox' }],
  ['aftrMs', { aftrMs: HOUR }],
  ['unclaimedAftrMs', { afterMs: HOUR, unclaimedAftrMs: HOUR }],
];
for (const [name, given] of wrong) {
  options(`takeback refuses a wrong ${name} at construction: ${JSON.stringify(given)}`, () => {
    assert.throws(
      () => takeback(given as TakebackOptions),
      (error: Error & { option?: string }) => error.name === 'OptionError' && error.option === name,
    );
  });
}

options('takeback refuses durations that look like seconds or minutes and names the unit', () => {
  assert.throws(() => takeback({ afterMs: 15 }), /afterMs must be a number of milliseconds from 1000 .*got 15/);
});

options('takeback refuses a misspelled option with the nearest name, and accepts one that is undefined', () => {
  const given = { afterMs: HOUR, mesage: 'I am back' };
  assert.throws(() => takeback(given), /takeback has no option mesage: did you mean message\?/);
  const made = takeback({ afterMs: HOUR, mesage: undefined } as unknown as TakebackOptions);
  assert.is(made.name, 'takeback');
});

options(
  'a bot refuses a second takeback and one that another bot uses',
  inWorld({}, async ({ bot, plugin }) => {
    const why = /takeback could not be set up: A bot has one takeback/;
    assert.throws(() => bot.use(takeback({ afterMs: HOUR })), why);
    assert.throws(() => bot.use(plugin), why);
    assert.throws(() => takeback({ afterMs: HOUR }).of({ pageId: '1', userId: '2' }), /not in use yet/);
  }),
);

limits.run();
words.run();
only.run();
options.run();
