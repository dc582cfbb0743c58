// Whether replies reach the bot: the page's standby toggle, which no call of Meta's shows.
// May take up to 240 s on a slow machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { sqliteStore } from '@handover/sqlite';
import Database from 'libsql';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BOT, HOUR, inWorld, MINUTE, type World } from './support/world.ts';

const hearing = suite('a bot that is subscribed to all');

const halfBlind = ({ log }: World): string[] => log.filter((line) => /half blind/.test(line));
/** How often the bot has read a conversation. */
const reads = ({ sandbox }: World): number =>
  sandbox.timeline.filter((entry) => entry.kind === 'call' && /\/conversations$/.test(entry.path)).length;

hearing(
  'takes no thread from a person at work though the standby toggle is off, and says once what to switch on',
  inWorld({ standby: false, takeback: { message: 'I am back' } }, async (world) => {
    const { thread, pass, sandbox, ana, news } = world;
    await thread.handOver('inbox');
    for (let replies = 0; replies < 30; replies += 1) {
      await pass(MINUTE);
      await sandbox.inbox.reply(ana, 'I am here');
    }
    assert.equal([news(), sandbox.owner(ana.id)], [[], sandbox.inbox.appId]);
    assert.is(halfBlind(world).length, 1);
    assert.match(halfBlind(world)[0] ?? '', /access standby channel.*"pageId":"804155501230077"/);
    assert.not.match(world.log.join('\n'), /I am here|Ana/);
    await pass(11 * MINUTE);
    assert.equal(news(), ['taken back, claimed, said']);
  }),
);

hearing(
  'warns of the toggle again after an hour, not before',
  inWorld({ standby: false }, async (world) => {
    const { thread, pass, sandbox, ana } = world;
    await thread.handOver('inbox');
    for (let replies = 0; replies < 14; replies += 1) {
      await pass(9 * MINUTE);
      await sandbox.inbox.reply(ana, 'I am here');
    }
    assert.is(halfBlind(world).length, 2);
  }),
);

hearing(
  'is not called half blind where nothing was said that it could have missed',
  inWorld({}, async (world) => {
    const { thread, pass, news } = world;
    await thread.handOver('inbox', { message: 'One moment' });
    await pass(10 * MINUTE);
    assert.equal(news(), ['taken back, unclaimed']);
    assert.equal([reads(world), halfBlind(world)], [1, []]);
  }),
);

for (const [what, speak] of [
  ['a message on standby', ({ ana }: World) => ana.say('Are you there?')],
  ['an echo of the inbox', ({ sandbox, ana }: World) => sandbox.inbox.reply(ana, 'Hello')],
  ["an echo of Meta's automation", ({ sandbox, ana }: World) => sandbox.inbox.reply(ana, 'Soon', { ai: true })],
] as const) {
  hearing(
    `reads no conversation of a page once ${what} has come in`,
    inWorld({}, async (world) => {
      const { thread, pass, news } = world;
      await thread.handOver('inbox');
      await speak(world);
      await pass(21 * MINUTE);
      assert.match(news().join(), /^taken back/);
      assert.is(reads(world), 0);
    }),
  );
}

for (const routing of ['off', 'on'] as const) {
  hearing(
    `reads no conversation once another app's echo has come in, with routing ${routing}`,
    inWorld({ sandbox: { routing } }, async (world) => {
      const { thread, pass, desk, ana } = world;
      await thread.handOver(world.sandbox.apps[1]?.id ?? '');
      await desk.sendMessage(ana.id, 'Hello');
      await pass(11 * MINUTE);
      assert.is(reads(world), 0);
    }),
  );
}

hearing(
  'does not take its own echo, or what comes on messaging, for a sign that it hears others',
  inWorld({}, async (world) => {
    const { thread, pass, ana } = world;
    await thread.send('Hello');
    await ana.say('Hello again');
    await pass(0);
    await thread.handOver('inbox');
    await pass(11 * MINUTE);
    assert.is(reads(world), 1);
  }),
);

hearing(
  'reads again a week after the last sign: the toggle may have been switched off',
  inWorld({}, async (world) => {
    const { thread, pass, ana, sandbox } = world;
    await thread.handOver('inbox');
    await ana.say('Are you there?');
    await pass(10 * MINUTE);
    const handOver = async (): Promise<void> => {
      await ana.say('Me again');
      await pass(MINUTE);
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
    };
    await pass(6 * 24 * HOUR);
    await handOver();
    assert.is(reads(world), 0);
    await pass(24 * HOUR);
    await handOver();
    assert.is(reads(world), 1);
    assert.is(sandbox.owner(ana.id), BOT);
  }),
);

function onSqlite(story: (store: () => Store) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handover-hearing-'));
    const file = join(folder, 'handover.db');
    const open: InstanceType<typeof Database>[] = [];
    try {
      await story(() => {
        const db = new Database(file);
        open.push(db);
        return sqliteStore(db);
      });
    } finally {
      for (const db of open) db.close();
      rmSync(folder, { recursive: true });
    }
  };
}

const shared = memoryStore();
for (const [name, run] of [
  ['memory that outlives it', (story: (store: () => Store) => Promise<void>) => () => story(() => shared)],
  ['SQLite', onSqlite],
] as const) {
  hearing(
    `remembers over a restart that it hears, on ${name}`,
    run(async (store) => {
      await inWorld({ store }, async (world) => {
        const { thread, pass, ana, restart, sandbox, news } = world;
        await thread.handOver('inbox');
        await ana.say('Are you there?');
        await pass(10 * MINUTE);
        assert.equal(news(), ['taken back, unclaimed']);
        const { bot } = await restart();
        await bot.thread({ pageId: sandbox.page.id, userId: ana.id }).handOver('inbox');
        await pass(10 * MINUTE);
        assert.equal(news(), ['taken back, unclaimed', 'taken back, unclaimed']);
        assert.is(reads(world), 0);
      })();
    }),
  );
}

hearing(
  'goes by what came in where the conversation can not be read, and takes the thread',
  inWorld({}, async ({ thread, pass, sandbox, news, log }) => {
    sandbox.faults.calls({ do: 'fail', edge: 'conversations', error: { code: 10 }, times: 100 });
    for (let turns = 0; turns < 2; turns += 1) {
      await thread.handOver('inbox');
      await pass(10 * MINUTE);
    }
    assert.equal(news(), ['taken back, unclaimed', 'taken back, unclaimed']);
    assert.is(log.filter((line) => /could not be read/.test(line)).length, 1);
  }),
);

hearing.run();
