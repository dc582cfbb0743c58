import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@handover/postgres';
import { postgresServer } from '@handover/test-support/postgres-server';
import { redisServer } from '@handover/test-support/redis-server';
import Database from 'libsql';
import { Pool } from 'pg';

/** Where the killed processes of a bot store their state: strings, for their environment. */
export type KilledPlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'redis' | 'postgres'; readonly url: string };

/** A place of its own for a run, and how it goes away. */
export interface OwnKilledPlace {
  readonly place: KilledPlace;
  /** Locks the file, or kills the server, for this time in ms, and brings it back with its data. */
  goAway(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes an empty place. @param folder For a file. */
export async function ownKilledPlace(kind: KilledPlace['kind'], folder: string): Promise<OwnKilledPlace> {
  if (kind === 'sqlite') {
    const file = join(folder, 'bot.sqlite');
    return { place: { kind, file }, goAway: (ms) => lock(file, ms), close: async () => undefined };
  }
  const server = await (kind === 'redis' ? redisServer({ appendOnly: true }) : migrated());
  return {
    place: { kind, url: server.url },
    async goAway(ms) {
      await server.kill();
      await sleep(ms);
      await server.restart();
    },
    close: server.stop,
  };
}

async function migrated(): ReturnType<typeof postgresServer> {
  const server = await postgresServer();
  const pool = new Pool({ connectionString: server.url });
  await migrate(pool);
  await pool.end();
  return server;
}

async function lock(file: string, ms: number): Promise<void> {
  const locker = new Database(file, { timeout: 5_000 });
  try {
    locker.exec('BEGIN EXCLUSIVE');
    await sleep(ms);
    locker.exec('ROLLBACK');
  } finally {
    locker.close();
  }
}
