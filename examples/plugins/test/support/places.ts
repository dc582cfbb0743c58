import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@handover/postgres';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import { Pool } from 'pg';
import type { Place } from './memory-of.ts';

/** A place of its own for one test. */
export interface OwnPlace {
  readonly place: Place;
  /** Stops its server, and removes its files. */
  close(): Promise<void>;
}

/** Makes an empty place of this kind. */
export async function ownPlace(kind: Place['kind']): Promise<OwnPlace> {
  if (kind === 'memory') return { place: { kind }, close: async () => undefined };
  if (kind === 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'handover-plugins-'));
    const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
    return { place: { kind, file: join(folder, 'bot.sqlite') }, close };
  }
  if (kind === 'redis') {
    const server = await redisServer();
    return { place: { kind, url: server.url }, close: server.stop };
  }
  const server = await postgresServer();
  await migrateAt(server.url);
  return { place: { kind, url: server.url }, close: server.stop };
}

/** Makes the tables in a database. */
async function migrateAt(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url });
  await migrate(pool);
  await pool.end();
}
