// The story of a shop on one phone, on every store: the bot hands over, the owner answers in the phone app, goes quiet, and the
// bot is back. And one bot for all platforms.
import { PGlite } from '@electric-sql/pglite';
import { createHandover, memoryScheduler, memoryStore, talkToHuman } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { migrate, postgresScheduler, postgresStore } from '@handover/postgres';
import { redisStore } from '@handover/redis';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { APP, DESK, SECRET } from '@handover/test-support/make-bot';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { type NumberGraph, withNumberGraph } from '@handover/test-support/number-graph';
import { redisServer } from '@handover/test-support/redis-server';
import { scriptedClient } from '@handover/test-support/scripted-client';
import {
  type Change,
  delivery,
  items,
  SAMPLE_IDS,
  SAMPLE_NUMBER,
  signedRequest,
  type TestClock,
  testClock,
  whatsappChanges as wa,
} from '@handover/testkit';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type TakenBack, takeback } from '../src/index.ts';

const MINUTE = 60_000;
const rita = { platform: 'whatsapp', pageId: SAMPLE_NUMBER.pageId, userId: SAMPLE_NUMBER.bsuid } as const;

/** `settle` waits for a round trip to the store. */
type Work = (store: Store, scheduler: Scheduler, settle: () => Promise<unknown>) => Promise<void>;
type WithStore = (work: Work) => Promise<void>;

const atOnce = async (): Promise<void> => undefined;

/** One database for all stories, each with its own schema, because it takes seconds to make one. */
let postgres: PGlite | undefined;
let schemas = 0;

const stores = {
  memory: (work) => work(memoryStore(), memoryScheduler(), atOnce),
  SQLite: async (work: Work) => {
    const database = new Database(':memory:');
    try {
      await work(sqliteStore(database), sqliteScheduler(database), atOnce);
    } finally {
      database.close();
    }
  },
  // The timers of BullMQ count by the machine's clock, so the scheduler is the one in memory.
  Redis: async (work) => {
    const server = await redisServer();
    const redis = new Redis(server.url);
    try {
      await work(redisStore(redis), memoryScheduler(), () => redis.ping());
    } finally {
      redis.disconnect();
      await server.stop();
    }
  },
  PostgreSQL: async (work) => {
    postgres ??= new PGlite();
    const database = postgres;
    schemas += 1;
    const options = { schema: `shop_${schemas}` };
    await migrate(database, options);
    await work(postgresStore(database, options), postgresScheduler(database, options), () =>
      database.query('SELECT 1'),
    );
  },
} satisfies Record<string, WithStore>;
const { SQLite } = stores;

/** Moves the clock in steps that are short for the time limit of the store, which is counted by it. */
async function pass(clock: TestClock, ms: number, settle: () => Promise<unknown>): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    await clock.advance(Math.min(500, left));
    await settle();
  }
}

/** The five lines, which are the same on Messenger. */
function makeBot(graph: NumberGraph, clock: TestClock, store: Store, scheduler: Scheduler) {
  const client = graph.client();
  const bot = createHandover({ appId: APP, appSecret: SECRET, client, clock, store, scheduler, logger: memoryLogger() })
    .use(talkToHuman({ text: /\bperson\b/, message: 'One moment, a colleague takes over.' }))
    .use(takeback({ afterMs: 15 * MINUTE, message: 'I am back. How can I help?' }));
  bot.on('message', async ({ event, thread }) => {
    if (!/\bperson\b/.test(event.text ?? '')) await thread.send(`You said: ${event.text}`);
  });
  return bot;
}

type Bot = ReturnType<typeof makeBot>;

const changes = suite('a watched thread whose person changes the number');

changes('comes back also where it was handed over by the earlier number', () =>
  withNumberGraph(async (graph) => {
    const clock = testClock();
    const bot = makeBot(graph, clock, memoryStore(), memoryScheduler());
    const bring = async (change: Change) => {
      const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes: [change] });
      assert.is((await bot.handle(signedRequest(body, SECRET))).status, 200);
    };
    const back: TakenBack[] = [];
    bot.on('taken_back', (each) => void back.push(each));
    await bring(wa.message({ timestamp: clock.now(), text: 'hello' }));
    await bot.thread({ ...rita, userId: SAMPLE_NUMBER.phone }).handOver('inbox');
    await clock.advance(MINUTE);
    const moved = { newPhone: '351960000077', newBsuid: 'PT.80500000000044' };
    await bring(wa.userChanged({ timestamp: clock.now(), ...moved }));
    await pass(clock, 16 * MINUTE, atOnce);
    assert.is(back.length, 1);
    assert.equal([graph.sent.at(-1)?.to, graph.texts().at(-1)], [moved.newBsuid, 'I am back. How can I help?']);
    await bot.close();
  }),
);

changes.run();

const forgotten = suite('a person whom one of two processes on SQLite forgets');

forgotten('is left to the owner of the shop by the other process too', () =>
  withNumberGraph((graph) =>
    SQLite(async (store) => {
      const clock = testClock();
      const [one, two] = [0, 1].map(() => makeBot(graph, clock, store, memoryScheduler())) as [Bot, Bot];
      const bring = async (bot: Bot, change: Change) => {
        const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes: [change] });
        assert.is((await bot.handle(signedRequest(body, SECRET))).status, 200);
      };
      await bring(one, wa.message({ timestamp: clock.now(), bsuid: null, text: 'one' }));
      await bring(two, wa.message({ timestamp: clock.now(), text: 'two' }));
      await one.forget(rita);
      await bring(one, wa.message({ timestamp: clock.now(), text: 'a person, please' }));
      await clock.advance(MINUTE);
      await bring(two, wa.message({ timestamp: clock.now(), text: 'where is it?' }));
      assert.equal(graph.texts(), ['You said: one', 'You said: two', 'One moment, a colleague takes over.']);
      await Promise.all([one.close(), two.close()]);
    }),
  ),
);

forgotten.run();

for (const [name, withStore] of Object.entries(stores)) {
  const story = suite(`a shop on one phone, on ${name}`);
  story.after(async () => {
    await postgres?.close();
    postgres = undefined;
  });

  story('the owner answers on the phone, the bot is silent, and is back once the owner is quiet', () =>
    withNumberGraph((graph) =>
      withStore(async (store, scheduler, settle) => {
        const clock = testClock();
        const bot = makeBot(graph, clock, store, scheduler);
        const bring = async (...changes: readonly Change[]) => {
          const body = delivery({ object: 'whatsapp_business_account', pageId: '330000000000001', changes });
          assert.is((await bot.handle(signedRequest(body, SECRET))).status, 200);
        };
        const at = () => ({ timestamp: clock.now() });
        const back = new Promise<TakenBack>((resolve) => {
          bot.on('taken_back', resolve);
        });

        await bring(wa.message({ ...at(), text: 'hello' }));
        await bring(wa.message({ ...at(), text: 'a person, please' }));
        assert.equal(graph.texts(), ['You said: hello', 'One moment, a colleague takes over.']);
        await clock.advance(5 * MINUTE);
        await bring(wa.phoneEcho({ ...at(), text: 'Nuno here' }));
        await bring(wa.message({ ...at(), text: 'where is it?' }));
        await clock.advance(10 * MINUTE);
        // The phone number disappears, and the thread is still Nuno's.
        await bring(wa.phoneEcho({ ...at(), phone: null, text: 'On its way' }));
        await bring(wa.phoneEcho({ ...at(), content: { type: 'revoke', revoke: { original_message_id: 'wamid.x' } } }));
        await bring(wa.message({ ...at(), phone: null, text: 'great' }));
        await clock.advance(14 * MINUTE);
        assert.is(graph.sent.length, 2);
        assert.equal((await bot.thread(rita).state()).owner, { kind: 'app', inbox: 'phone' });

        await pass(clock, 2 * MINUTE, settle);
        const { thread, previous, claimed, said } = await back;
        assert.equal([previous, claimed, said], [{ kind: 'app', inbox: 'phone' }, true, true]);
        assert.is(thread.platform, 'whatsapp');
        assert.equal((await bot.thread(rita).state()).owner, { kind: 'idle' });
        await bring(wa.message({ ...at(), phone: null, text: 'thank you' }));
        assert.equal(graph.texts().slice(2), ['I am back. How can I help?', 'You said: thank you']);
        await bot.close();
      }),
    ),
  );

  story('no person answers, and the bot is back by itself', () =>
    withNumberGraph((graph) =>
      withStore(async (store, scheduler, settle) => {
        const clock = testClock();
        const bot = makeBot(graph, clock, store, scheduler);
        const back = new Promise<TakenBack>((resolve) => {
          bot.on('taken_back', resolve);
        });
        const change = wa.message({ timestamp: clock.now(), text: 'a person' });
        const body = delivery({ object: 'whatsapp_business_account', changes: [change] });
        await bot.handle(signedRequest(body, SECRET));
        await clock.advance(14 * MINUTE);
        await pass(clock, 2 * MINUTE, settle);
        assert.is((await back).claimed, false);
        await bot.close();
      }),
    ),
  );

  story('one bot serves Messenger, Instagram and WhatsApp at once', () =>
    withNumberGraph((graph) =>
      withStore(async (store, scheduler) => {
        const clock = testClock();
        const pages = { messenger: scriptedClient(clock), instagram: scriptedClient(clock) };
        const number = graph.client();
        const bot = createHandover({
          appId: APP,
          appSecret: SECRET,
          client: ({ platform }) => (platform === 'whatsapp' ? number : pages[platform]),
          clock,
          store,
          scheduler,
          logger: memoryLogger(),
        });
        bot.use(takeback({ afterMs: 15 * MINUTE }));
        bot.on('message', async ({ event, thread }) => {
          if (event.text === 'person') await thread.handOver('inbox');
          else await thread.send(`re: ${event.text}`);
        });
        const page = (object: string, text: string) => {
          const item = items.message({ text, timestamp: clock.now() });
          // Meta delivers to the owner on messaging, and to others on standby.
          return delivery({ object, ...(text === 'two' ? { standby: [item] } : { messaging: [item] }) });
        };
        const say = (text: string) =>
          Promise.all(
            [
              page('page', text),
              page('instagram', text),
              delivery({
                object: 'whatsapp_business_account',
                changes: [wa.message({ timestamp: clock.now(), text })],
              }),
            ].map((body) => bot.handle(signedRequest(body, SECRET))),
          );
        const sentBy = (client: ReturnType<typeof scriptedClient>) =>
          client.calls
            .filter((call) => call.name === 'sendMessage')
            .map(({ args }) => (args[1] as { text: string }).text);
        for (const text of ['one', 'person', 'two']) {
          await say(text);
          await clock.advance(2_000);
        }
        assert.equal([sentBy(pages.messenger), sentBy(pages.instagram), graph.texts()], Array(3).fill(['re: one']));
        const passes = (client: ReturnType<typeof scriptedClient>) =>
          client.calls.filter((call) => call.name === 'passThreadControl').length;
        assert.equal([passes(pages.messenger), passes(pages.instagram)], [1, 1]);
        const owners = await Promise.all(
          [
            { ...SAMPLE_IDS, platform: 'messenger' } as const,
            { ...SAMPLE_IDS, platform: 'instagram' } as const,
            rita,
          ].map(async (thread) => (await bot.thread(thread).state()).owner),
        );
        assert.equal(
          owners.map((owner) => owner.kind === 'app' && owner.inbox),
          ['page', 'instagram', 'phone'],
        );
        const listed = (await bot.threads()).items.map(({ thread }) => thread.platform);
        assert.equal(listed.toSorted(), ['instagram', 'messenger', 'whatsapp']);
        assert.not.ok(owners.some((owner) => owner.kind === 'app' && owner.appId === DESK));
        await bot.close();
      }),
    ),
  );

  story.run();
}
