import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@handover/postgres';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { Place } from './memory-of.ts';

/** A place of its own for a test, or for the tests of a file. */
export interface OwnPlace {
  readonly place: Place;
  /** Removes what a bot stored there. */
  empty(): Promise<void>;
  /** Stops its server, and removes its files. */
  close(): Promise<void>;
}

/** Makes an empty place of this kind. */
export async function ownPlace(kind: Place['kind']): Promise<OwnPlace> {
  if (kind === 'memory') return { place: { kind }, empty: nothing, close: nothing };
  if (kind === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'handover-plugins-'));
    const file = join(folder, 'bot.sqlite');
    return {
      place: { kind, file },
      async empty() {
        for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
      },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  }
  if (kind === 'redis') {
    const server = await redisServer();
    return { place: { kind, url: server.url }, empty: () => flush(server.url), close: server.stop };
  }
  const server = await postgresServer();
  await migrateAt(server.url);
  return {
    place: { kind, url: server.url },
    async empty() {
      await server.run('DROP SCHEMA handover CASCADE');
      await migrateAt(server.url);
    },
    close: server.stop,
  };
}

async function nothing(): Promise<void> {}

/** Removes all keys of a server. */
async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

/** Makes the tables in a database. */
async function migrateAt(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await migrate(pool);
  await pool.end();
}
