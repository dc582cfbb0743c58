import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@handover/core';
import type { Store } from '@handover/core/store';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import Database from 'libsql';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { quietScheduler } from './support/quiet-scheduler.ts';
import { BOT, inWorld, MINUTE, SECOND, type WorldOptions } from './support/world.ts';

const machines = suite('several machines on one store');

for (const routing of ['on', 'primary'] as const) {
  machines(
    `machines whose timers fire at once take each thread once, with routing ${routing}`,
    inWorld({ machines: 3, sandbox: { routing }, takeback: { message: 'I am back' } }, async (world) => {
      const { machines: all, sandbox, pass, emitted, news, calls } = world;
      const people = Array.from({ length: 20 }, (_, index) => sandbox.person(`Person ${index}`));
      for (const person of people) {
        await person.say('Hello');
        await sandbox.inbox.reply(person, 'Let me see');
      }
      await pass(0);
      // Setting a limit sets a timer: now each machine has a timer for each thread.
      for (const person of people)
        for (const { bot, plugin } of all)
          await plugin.of(bot.thread({ pageId: sandbox.page.id, userId: person.id })).set({ afterMs: 5 * MINUTE });
      await pass(5 * MINUTE);
      await pass(MINUTE);
      assert.ok(all.every(({ scheduler }) => scheduler.rung >= people.length));
      assert.equal(new Set(news()), new Set(['taken back, claimed, said']));
      assert.is(emitted.length, people.length);
      assert.is(calls('take_thread_control').length, people.length);
      for (const person of people) {
        assert.is(sandbox.owner(person.id), BOT);
        assert.is(person.inbox.filter(({ text }) => text === 'I am back').length, 1);
      }
    }),
  );
}

machines(
  'several machines ask an owner once',
  inWorld({ machines: 3, sandbox: { routing: 'off' } }, async ({ machines: all, thread, pass, news, calls }) => {
    await thread.handOver('inbox');
    for (const { plugin } of all) await plugin.of(thread).set({});
    await pass(10 * MINUTE);
    await pass(MINUTE);
    assert.equal(calls('request_thread_control'), ['request_thread_control']);
    assert.equal(news(), ['failed, unclaimed: not_granted']);
  }),
);

machines(
  'a reply counts for all machines, whichever machine receives it',
  inWorld({ machines: 2 }, async ({ thread, pass, sandbox, ana, news }) => {
    await thread.handOver('inbox');
    for (let replies = 0; replies < 4; replies += 1) {
      await pass(9 * MINUTE);
      await sandbox.inbox.reply(ana, 'I am still here');
    }
    await pass(9 * MINUTE);
    assert.equal(news(), []);
    await pass(MINUTE);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

/** A store whose values cannot be set for a while. Everything else works. */
function stuckStore(): { store: Store; stuck: { turns: number } } {
  const inner = memoryStore();
  const stuck = { turns: 0 };
  const setValue: Store['setValue'] = (thread, name, options) => {
    if (name !== 'takeback' || stuck.turns === 0) return inner.setValue(thread, name, options);
    stuck.turns -= 1;
    throw new Error('of the test');
  };
  return { store: { ...inner, setValue }, stuck };
}

const stores = suite('a store that fails');

const { store, stuck } = stuckStore();
stores(
  'if the store fails at the hand-over, the clock is set a little later',
  inWorld({ store: () => store }, async ({ thread, pass, news }) => {
    stuck.turns = 2;
    await thread.handOver('inbox');
    await pass(SECOND);
    await pass(5 * SECOND);
    await pass(10 * MINUTE - 6 * SECOND);
    assert.equal(news(), ['taken back, unclaimed']);
  }),
);

const lost = stuckStore();
stores(
  'if the store fails for minutes, takeback_failed is emitted',
  inWorld({ store: () => lost.store }, async ({ thread, pass, news }) => {
    lost.stuck.turns = 5;
    await thread.handOver('inbox');
    for (let minutes = 0; minutes < 4; minutes += 1) await pass(MINUTE);
    assert.equal(news(), ['failed, unclaimed: error']);
  }),
);

const leaving = stuckStore();
stores(
  'if the store fails until the bot closes, a last retry is made and takeback_failed is emitted',
  inWorld({ store: () => leaving.store }, async ({ thread, bot, news, sandbox }) => {
    leaving.stuck.turns = 2;
    await thread.handOver('inbox');
    await sandbox.settled();
    assert.equal(news(), []);
    await bot.close();
    assert.equal(news(), ['failed, unclaimed: error']);
  }),
);

const closing = stuckStore();
stores(
  'if the store recovers just before the bot closes, the next process continues the clock',
  inWorld({ store: () => closing.store }, async ({ thread, pass, restart, plugin, news }) => {
    closing.stuck.turns = 1;
    await thread.handOver('inbox');
    await restart();
    assert.is.not(await plugin.of(thread).dueAt(), undefined);
    await pass(0);
    assert.equal(news(), []);
  }),
);

const narrow = { isOpen: false, meanwhile: async (): Promise<void> => undefined };
const inner = memoryStore();
const slow: Store = {
  ...inner,
  async setValue(thread, name, options) {
    if (narrow.isOpen && options.value?.includes('"kind":"taking"') === true) {
      narrow.isOpen = false;
      await narrow.meanwhile();
    }
    return inner.setValue(thread, name, options);
  },
};
stores(
  'if the store is slow, a person who answers just before the take is not cut off',
  inWorld({ store: () => slow }, async ({ thread, pass, sandbox, ana, news, calls }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    narrow.meanwhile = async () => {
      await sandbox.inbox.reply(ana, 'Here I am');
      await sandbox.settled();
    };
    narrow.isOpen = true;
    await pass(9 * MINUTE);
    assert.is(narrow.isOpen, false);
    assert.equal(calls('take_thread_control'), []);
    await pass(9 * MINUTE);
    assert.equal(news(), []);
    await pass(MINUTE);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

const restarts = suite('a restart, on SQLite');

/** A machine with a database file: each start opens the file again. */
function onFile(story: Parameters<typeof inWorld>[1], options: WorldOptions = {}): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'handover-takeback-'));
    const open: { close(): void }[] = [];
    const database = (): InstanceType<typeof Database> => {
      const db = new Database(join(folder, 'handover.db'));
      open.push(db);
      return db;
    };
    try {
      const scheduler = (): ReturnType<typeof quietScheduler> => quietScheduler(sqliteScheduler(database()));
      await inWorld({ store: () => sqliteStore(database()), scheduler, ...options }, story)();
    } finally {
      for (const db of open) db.close();
      rmSync(folder, { recursive: true });
    }
  };
}

restarts(
  'a restart on SQLite keeps timers, replies and limits',
  onFile(async ({ thread, plugin, pass, sandbox, ana, restart, news }) => {
    await plugin.of(thread).set({ afterMs: 20 * MINUTE });
    await thread.handOver('inbox');
    await pass(5 * MINUTE);
    await sandbox.inbox.reply(ana, 'Hello');
    await pass(MINUTE);
    await restart();
    await pass(18 * MINUTE);
    assert.equal(news(), []);
    await pass(MINUTE);
    assert.equal(news(), ['taken back, claimed']);
  }),
);

restarts(
  'after a restart the bot takes back at once what came due while it was down',
  onFile(async ({ thread, sandbox, ana, pass, restart, machines: all, news }) => {
    await thread.handOver('inbox');
    await pass(MINUTE);
    await Promise.all(all.map(({ bot }) => bot.close()));
    await sandbox.clock.advance(60 * MINUTE);
    await restart();
    await pass(SECOND);
    assert.equal(news(), ['taken back, unclaimed']);
    assert.is(sandbox.owner(ana.id), BOT);
  }),
);

restarts(
  'a restart between a request and its grant loses neither',
  onFile(
    async ({ thread, sandbox, ana, desk, pass, restart, news, calls }) => {
      await thread.handOver('880042117756310');
      await pass(10 * MINUTE);
      assert.equal(calls(), ['pass_thread_control', 'request_thread_control']);
      await restart();
      await desk.passThreadControl(ana.id, { targetAppId: BOT });
      await pass(SECOND);
      assert.equal(news(), ['taken back, unclaimed']);
      assert.is(sandbox.owner(ana.id), BOT);
    },
    { sandbox: { routing: 'off' } },
  ),
);

machines.run();
stores.run();
restarts.run();
