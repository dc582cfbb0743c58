// Whether replies reach the bot: depends on the page's standby toggle, which no API of Meta's shows.
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

const halfBlind = ({ log }: World): string[] => log.filter((line) => /reads the newest messages/.test(line));
/** How often the bot has read a conversation. */
const reads = ({ sandbox }: World): number =>
  sandbox.timeline.filter((entry) => entry.kind === 'call' && /\/conversations$/.test(entry.path)).length;

hearing(
  'with the standby toggle off, the bot takes no thread from a person at work and logs once what to switch on',
  inWorld({ standby: false, takeback: { message: 'I am back' } }, async (world) => {
    const { thread, pass, sandbox, ana, news } = world;
    await thread.handOver('inbox');
    for (let replies = 0; replies < 30; replies += 1) {
      await pass(MINUTE);
      await sandbox.inbox.reply(ana, 'I am here');
    }
    assert.equal([news(), sandbox.owner(ana.id)], [[], sandbox.inbox.appId]);
    assert.is(halfBlind(world).length, 1);
    assert.match(halfBlind(world)[0] ?? '', /"pageId":"804155501230077".*access standby channel/);
    assert.not.match(world.log.join('\n'), /I am here|Ana/);
    await pass(11 * MINUTE);
    assert.equal(news(), ['taken back, claimed, said']);
  }),
);

hearing(
  'the warning about the standby toggle is repeated after an hour, not before',
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
  'the bot logs no warning if nothing was written that it could have missed',
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
    `the bot reads no conversation of a page after it received ${what}`,
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
    `the bot reads no conversation after it received another app's echo, with routing ${routing}`,
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
  'neither its own echo nor an item of messaging proves that the bot receives what others write',
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
  'a week after the last proof the bot reads conversations again, as the toggle may be off',
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
    `the proof that the bot receives replies survives a restart, on ${name}`,
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
  'if the conversation cannot be read, the bot relies on deliveries and takes the thread',
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
