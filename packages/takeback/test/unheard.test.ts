// Log lines of a bot without handlers of its events, and clients that are given as promises.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, DESK, HOUR, inWorld, MINUTE, type WorldOptions } from './support/world.ts';

const unheard = suite('a takeback_failed without a handler');

const FIELDS = ['messages', 'messaging_handovers', 'standby'];
const stays = (log: readonly string[]): string[] => log.filter((line) => /^A thread did not come back/.test(line));

const causes: readonly (readonly [reason: string, options: WorldOptions, to: string, cure: RegExp])[] = [
  ['no_take_right', { canTake: false }, 'inbox', /take control of conversations/],
  [
    'not_granted',
    { sandbox: { routing: 'off' } },
    'inbox',
    /inbox never grants requests.*default app.*mark it as done/,
  ],
  ['not_granted', { sandbox: { routing: 'off' } }, DESK, /answer request_thread_control/],
];

for (const [reason, options, to, cure] of causes) {
  unheard(
    `an unhandled takeback_failed logs the cure, for ${reason} by ${to === DESK ? 'an app' : "Meta's inbox"}`,
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
  'an unhandled takeback_failed logs the cure, for blind',
  inWorld({ fields: FIELDS, unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'conversations', error: { code: 10 }, times: 10 });
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.match(stays(log).join(), /Subscribe it to message_echoes and standby/);
  }),
);

unheard(
  'an unhandled takeback_failed logs the cause, for refused',
  inWorld({ sandbox: { routing: 'off' }, unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'request_thread_control', error: { code: 200 } });
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.match(stays(log).join(), /"reason":"refused".*"kind":"permission".*"cure":"Meta refused permanently/);
  }),
);

unheard(
  'an unhandled takeback_failed logs the cause, for retries that fail',
  inWorld({ unheard: true }, async ({ thread, pass, sandbox, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'take_thread_control', times: 100 });
    await thread.handOver('inbox');
    for (let minutes = 0; minutes < 26; minutes += 1) await pass(MINUTE);
    assert.match(stays(log).join(), /"reason":"error".*"kind":"transient".*"cure":"Retries failed or cannot help/);
  }),
);

unheard(
  'an unhandled takeback_failed is logged once an hour per page and cause',
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
  'a takeback_failed with a handler is not logged',
  inWorld({ canTake: false }, async ({ thread, pass, log, news }) => {
    await thread.handOver('inbox');
    await pass(11 * MINUTE);
    assert.equal([news(), stays(log)], [['failed, unclaimed: no_take_right'], []]);
  }),
);

const clients = suite('the client of a takeback');

clients(
  'the client may be a promise',
  inWorld({ client: (client) => async () => client }, async ({ thread, pass, news, ana, sandbox }) => {
    await thread.handOver('inbox');
    await pass(10 * MINUTE);
    assert.equal([news(), sandbox.owner(ana.id)], [['taken back, unclaimed'], BOT]);
  }),
);

clients(
  'a missing client fails the takeback with an error at once, not after ten minutes',
  inWorld(
    {
      client: (client) => {
        let asked = 0;
        // The page is removed after the hand-over.
        return () => {
          asked += 1;
          return asked > 1 ? undefined : client;
        };
      },
    },
    async ({ thread, pass, emitted }) => {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
      const [failed] = emitted;
      const error = failed?.name === 'takeback_failed' ? (failed.error as Error & { code?: string }) : undefined;
      assert.equal([failed?.name, error?.code], ['takeback_failed', 'unknown_page']);
    },
  ),
);

clients(
  'a client look-up that fails once is retried',
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
  'a take by an automation of Meta does not claim the thread',
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
  'a message of an automation of Meta does not claim the thread',
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
