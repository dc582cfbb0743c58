// What the log says where the bot listens to nothing, and clients that come by a promise.
// May take up to 240 s on a slow machine.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, HOUR, inWorld, MINUTE, type WorldOptions } from './support/world.ts';

const unheard = suite('a takeback_failed without a handler');

const FIELDS = ['messages', 'messaging_handovers', 'standby'];
const stays = (log: readonly string[]): string[] => log.filter((line) => /^A thread did not come back/.test(line));

const causes: readonly (readonly [reason: string, options: WorldOptions, to: string, cure: RegExp])[] = [
  ['no_take_right', { canTake: false }, 'inbox', /"take control of conversations"/],
  ['not_granted', { sandbox: { routing: 'off' } }, 'inbox', /inbox grants no request.*default app.*mark it as done/],
  ['not_granted', { sandbox: { routing: 'off' } }, DESK, /answer request_thread_control/],
];

for (const [reason, options, to, cure] of causes) {
  unheard(
    `is a warning with the cure, for ${reason} by ${to === DESK ? 'an app' : "Meta's inbox"}`,
    inWorld({ ...options, unheard: true }, async ({ thread, pass, log, sandbox, ana }) => {
      await thread.handOver(to);
      await pass(11 * MINUTE);
      assert.is(stays(log).length, 1, log.join('\n'));
      assert.match(stays(log)[0] ?? '', cure);
      assert.match(stays(log)[0] ?? '', new RegExp(`"pageId":"${sandbox.page.id}","reason":"${reason}"`));
      assert.not.match(log.join('\n'), new RegExp(ana.id));
    }),
  );
}

unheard(
  'is a warning with the cure, for blind',
  inWorld({ fields: FIELDS, unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'conversations', error: { code: 10 }, times: 10 });
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.match(stays(log).join(), /Subscribe it to message_echoes and standby/);
  }),
);

unheard(
  'is a warning with the cause, for refused',
  inWorld({ sandbox: { routing: 'off' }, unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'request_thread_control', error: { code: 200 } });
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.match(stays(log).join(), /Meta refused for good.*"reason":"refused".*"kind":"permission"/);
  }),
);

unheard(
  'is a warning with the cause, for trouble that goes on',
  inWorld({ unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'take_thread_control', times: 100 });
    await thread.handOver('inbox');
    for (let minutes = 0; minutes < 26; minutes += 1) await pass(MINUTE);
    assert.match(stays(log).join(), /trouble went on.*"reason":"error".*"kind":"transient"/);
  }),
);

unheard(
  'is one warning an hour for each page and cause',
  inWorld({ canTake: false, unheard: true }, async ({ thread, pass, sandbox, ana, log }) => {
    await thread.handOver('inbox');
    for (let replies = 0; replies < 4; replies += 1) {
      await pass(11 * MINUTE);
      await sandbox.inbox.reply(ana, 'Hello');
    }
    assert.is(stays(log).length, 1);
    await pass(HOUR);
    await sandbox.inbox.reply(ana, 'Hello');
    await pass(11 * MINUTE);
    assert.is(stays(log).length, 2);
  }),
);

unheard(
  'is no warning where a handler listens',
  inWorld({ canTake: false }, async ({ thread, pass, log, news }) => {
    await thread.handOver('inbox');
    await pass(11 * MINUTE);
    assert.equal([news(), stays(log)], [['failed, unclaimed: no_take_right'], []]);
  }),
);

const clients = suite('the client of a takeback');

clients(
  'may come by a promise',
  inWorld({ client: (client) => async () => client }, async ({ thread, pass, news, ana, sandbox }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.equal([news(), sandbox.owner(ana.id)], [['taken back, unclaimed'], BOT]);
  }),
);

clients(
  'that is missing ends the takeback with an error, and is not tried for ten minutes',
  inWorld(
    {
      client: (client) => {
        let asked = 0;
        // The page is removed once its thread has gone over.
        return () => {
          asked += 1;
          return asked > 1 ? undefined : client;
        };
      },
    },
    async ({ thread, pass, told }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      const [failed] = told;
      const error = failed?.name === 'takeback_failed' ? (failed.error as Error & { code?: string }) : undefined;
      assert.equal([failed?.name, error?.code], ['takeback_failed', 'unknown_page']);
    },
  ),
);

clients(
  'that can not be looked up for a moment is asked for again',
  inWorld(
    {
      client: (client) => {
        let asked = 0;
        return async () => {
          asked += 1;
          if (asked === 2) throw new Error('the database of the test is away');
          return client;
        };
      },
    },
    async ({ thread, pass, news }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      assert.equal(news(), []);
      await pass(10_000);
      assert.equal(news(), ['taken back, unclaimed']);
    },
  ),
);

const automations = suite("Meta's automations");

automations(
  'that take a thread are no sign of a person: the clock runs as unclaimed',
  inWorld(
    {
      sandbox: {
        page: { id: '804155501230077', name: 'Acme' },
        apps: [
          { id: BOT, name: 'Bot', canTake: true },
          { id: '388207815496149', name: 'Business AI', canTake: true },
        ],
      },
      takeback: { unclaimedAfterMs: 3 * MINUTE },
    },
    async ({ pass, desk, ana, sandbox, news }) => {
      await desk.takeThreadControl(ana.id, { metadata: 'axon_take_thread_control' });
      await pass(2 * MINUTE);
      assert.is(sandbox.owner(ana.id), '388207815496149');
      await pass(MINUTE);
      assert.equal([news(), sandbox.owner(ana.id)], [['taken back, unclaimed'], BOT]);
    },
  ),
);

automations(
  'that speak in a thread do not claim it',
  inWorld({ takeback: { unclaimedAfterMs: 3 * MINUTE } }, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    await sandbox.inbox.reply(ana, 'Soon', { ai: true });
    await pass(2 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

unheard.run();
clients.run();
automations.run();
