import { memoryScheduler, memoryStore } from '@handover/core';
import type { Scheduler, Store } from '@handover/core/store';
import { redisStore } from '@handover/redis';
import { sqliteScheduler, sqliteStore } from '@handover/sqlite';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { suite } from 'uvu';
import { startWorld } from '../../support/world.ts';
import { createBot } from '../bot.ts';
import { playShop } from '../shop-story.ts';

const story = suite('the story of the shop on one phone');

type Work = (memory: { store: Store; scheduler: Scheduler }, settle?: () => Promise<unknown>) => Promise<void>;

/** Commands that wait for the answer to another one, at most: takeback's when it brings a thread back. */
const TRIPS = 20;

const stores: Readonly<Record<string, (work: Work) => Promise<void>>> = {
  memory: (work) => work({ store: memoryStore(), scheduler: memoryScheduler() }),
  SQLite: async (work) => {
    const database = new Database(':memory:');
    try {
      await work({ store: sqliteStore(database), scheduler: sqliteScheduler(database) });
    } finally {
      database.close();
    }
  },
  // The timers of BullMQ count by the machine's clock, so the scheduler is the one in memory.
  Redis: async (work) => {
    const server = await redisServer();
    const redis = new Redis(server.url);
    try {
      await work({ store: redisStore(redis), scheduler: memoryScheduler() }, async () => {
        for (let trip = 0; trip < TRIPS; trip += 1) await redis.ping();
      });
    } finally {
      redis.disconnect();
      await server.stop();
    }
  },
};

for (const [name, withStore] of Object.entries(stores)) {
  story(`is played to its end with ${name}`, () =>
    withStore(async (memory, settle) => {
      const world = await startWorld({
        platform: 'whatsapp',
        routing: 'off',
        // A clock that jumps outruns calls to Redis: the bot logs that, and repeats them.
        createBot: (env, clock) => createBot(env, { clock, logger: memoryLogger(), ...memory }),
      });
      try {
        await playShop(world, () => undefined, settle);
      } finally {
        await world.close();
      }
    }),
  );
}

story.run();
