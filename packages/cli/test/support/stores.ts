import { join } from 'node:path';
import type { Store } from '@handover/core/store';
import { migrate, postgresStore } from '@handover/postgres';
import { redisStore } from '@handover/redis';
import { sqliteStore } from '@handover/sqlite';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { Pool } from 'pg';
import { emptyFolder } from './run-command.ts';

/** The store of a bot, as its process has it, and its address for the command line. */
export interface BotStore {
  readonly url: string;
  readonly store: Store;
  close(): Promise<void>;
}

/** Makes an empty store of each kind. */
export const STORES: Readonly<Record<'SQLite' | 'Redis' | 'PostgreSQL', () => Promise<BotStore>>> = {
  async SQLite() {
    const path = join(emptyFolder(), 'bot.db');
    const db = new Database(path);
    return { url: `sqlite://${path}`, store: sqliteStore(db), close: async () => void db.close() };
  },
  async Redis() {
    const server = await redisServer();
    const redis = new Redis(server.url);
    return {
      url: `${server.url}?prefix=bots`,
      store: redisStore(redis, { prefix: 'bots' }),
      async close() {
        redis.disconnect();
        await server.stop();
      },
    };
  },
  async PostgreSQL() {
    const server = await postgresServer();
    const pool = new Pool({ connectionString: server.url });
    await migrate(pool, { schema: 'bots' });
    return {
      url: `${server.url}?schema=bots`,
      store: postgresStore(pool, { schema: 'bots' }),
      async close() {
        await pool.end();
        await server.stop();
      },
    };
  },
};
