// The calls of a thread against the sandbox's Messenger, with the real client, on each store, with two bots as in two
// processes.
import type { Logger } from '@handover/core';
import { rejects } from '@handover/testkit';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { APP, DESK, type Scene, scene } from './support/scene.ts';

const calls = suite('calls of a thread over each store');

const STORES = ['memory', 'sqlite', 'redis'] as const;
const MINUTE = 60_000;
/** Whether the page of the story was removed. */
let isGone = false;

/** The calls that a bot made, with the status of each answer. */
function made({ sandbox }: Scene, edge?: string): string[] {
  return sandbox.timeline.flatMap((entry) => {
    if (entry.kind !== 'call' || entry.app?.id !== APP) return [];
    const name = entry.path.split('/').at(-1) ?? '';
    return edge === undefined || edge === name ? [`${name} ${entry.status}`] : [];
  });
}

/** Distinct statuses with which the bots answered deliveries. */
function answers({ sandbox }: Scene): unknown[] {
  return [...new Set(sandbox.timeline.flatMap((entry) => (entry.kind === 'delivery' ? [entry.status] : [])))];
}

function logInto(lines: string[]): Logger {
  const write = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: write, warn: write, error: write };
}

for (const kind of STORES) {
  calls(
    `${kind}: a page that switches routing off meanwhile is handed over the other way, and the message is sent once`,
    () =>
      scene(kind, { routing: 'on', options: { routing: 'auto' } }, async (story) => {
        const { sandbox, bots } = story;
        const ana = sandbox.person('Ana');
        for (const bot of bots) {
          bot.on('message', async ({ thread, event }) => {
            if (event.text === 'human') await thread.handOver('inbox', { message: 'One moment.' });
          });
        }
        await ana.say('Hello');
        await ana.say('Hello again');
        await sandbox.settled();
        sandbox.setRouting('off');
        for (const person of [ana, sandbox.person('Bo')]) {
          await person.say('human');
          await sandbox.settled();
          assert.equal(
            person.inbox.map(({ text }) => text),
            ['One moment.'],
          );
          assert.is(sandbox.owner(person.id), sandbox.inbox.appId);
        }
        assert.ok(made(story, 'messages').includes('messages 400'), 'the first way was tried');
      }),
  );

  calls(
    `${kind}: with a wrong option routing, the call goes the other way, and one warning names the option`,
    async () => {
      const lines: string[] = [];
      const options = { routing: 'on', logger: logInto(lines) } as const;
      await scene(kind, { routing: 'off', options }, async ({ sandbox, bots }) => {
        const [bot] = bots;
        for (const name of ['Ana', 'Bo']) {
          const person = sandbox.person(name);
          await person.say('Hello');
          await sandbox.settled();
          const thread = bot?.thread({ pageId: sandbox.page.id, userId: person.id });
          await thread?.handOver(DESK, { message: 'One moment.' });
          assert.is(sandbox.owner(person.id), DESK);
          assert.is(person.inbox.length, 1);
          assert.is(await thread?.regain(), 'requested');
        }
      });
      assert.equal(
        lines.filter((line) => /option routing/.test(line)).map((line) => /"routing":"on","actual":"off"/.test(line)),
        [true],
      );
    },
  );

  calls(`${kind}: the bot answers on a page that hides its owners, and is silent once Meta refuses a message`, () =>
    scene(kind, { routing: 'on' }, async (story) => {
      const { sandbox, bots } = story;
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      sandbox.faults.calls({ do: 'fail', edge: 'thread_owner', error: { code: 100 }, times: 100 });
      const [first, second] = bots.map((bot) => bot.thread({ pageId: sandbox.page.id, userId: ana.id }));
      await first?.handOver('inbox');
      await sandbox.clock.advance(2 * MINUTE);
      await rejects(second?.send('Still there?') ?? Promise.resolve(), 'NotThreadOwnerError');
      assert.equal(made(story, 'messages'), ['messages 400']);
      await sandbox.inbox.done(ana);
      await sandbox.clock.advance(2 * MINUTE);
      await second?.send('Still there?');
      assert.is(ana.inbox.length, 1);
      assert.is((await first?.state())?.mayReply, true, 'what one bot learns, the other knows');
    }),
  );

  calls(`${kind}: the inbox's request is granted once, without a plugin, by the bot that receives it`, async () => {
    const lines: string[] = [];
    await scene(kind, { routing: 'primary', options: { logger: logInto(lines) } }, async (story) => {
      const { sandbox } = story;
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      sandbox.faults.deliveries({ do: 'duplicate', event: 'request_thread_control' });
      await sandbox.inbox.moveToMain(ana);
      await sandbox.settled();
      assert.is(sandbox.owner(ana.id), sandbox.inbox.appId);
      assert.equal(made(story, 'pass_thread_control'), ['pass_thread_control 200']);
    });
    assert.is(lines.filter((line) => /which asked for it/.test(line)).length, 1);
  });

  calls(`${kind}: a client from a promise answers each page, and a removed page is one error`, () =>
    scene(
      kind,
      {
        routing: 'on',
        client: (client) => async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return isGone ? undefined : client;
        },
      },
      async (story) => {
        const { sandbox, bots } = story;
        isGone = false;
        const codes: unknown[] = [];
        for (const bot of bots) {
          bot.on('message', ({ thread }) => thread.send('You said something'));
          bot.on('error', ({ error }) => void codes.push((error as Error & { code?: unknown }).code));
        }
        const ana = sandbox.person('Ana');
        await ana.say('Hello');
        await ana.say('Hello again');
        await sandbox.settled();
        assert.equal([ana.inbox.length, codes], [2, []]);
        isGone = true;
        await sandbox.clock.advance(2 * MINUTE);
        await ana.say('Are you there?');
        await sandbox.settled();
        assert.equal([ana.inbox.length, codes, answers(story)], [2, ['unknown_page'], [200]]);
      },
    ),
  );
}

for (const kind of ['memory', 'sqlite'] as const) {
  calls(`${kind}: a text that is too long causes one run and one error, and messages before it are sent once`, () =>
    scene(kind, { routing: 'on' }, async (story) => {
      const { sandbox, bots } = story;
      const errors: string[] = [];
      let runs = 0;
      for (const bot of bots) {
        bot.on('error', ({ error }) => void errors.push(error.name));
        bot.on('message', async ({ thread }) => {
          runs += 1;
          await thread.send('A');
          await thread.send('x'.repeat(2_500));
        });
      }
      const ana = sandbox.person('Ana');
      await ana.say('Hello');
      await sandbox.settled();
      assert.equal(
        ana.inbox.map(({ text }) => text),
        ['A'],
      );
      assert.equal([runs, errors.length, answers(story)], [1, 1, [200]]);
      assert.ok(
        errors.every((name) => name === 'OptionError'),
        errors.join(),
      );
    }),
  );
}

calls.run();
