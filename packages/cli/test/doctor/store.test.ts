// The store by its address, on real servers.
import { migrate, postgresStore } from '@handover/postgres';
import { hasRedisStore, redisStore } from '@handover/redis';
import { eventually } from '@handover/test-support/eventually';
import { memoryLogger } from '@handover/test-support/memory-logger';
import { type PostgresServer, postgresServer } from '@handover/test-support/postgres-server';
import { type RedisServer, redisServer } from '@handover/test-support/redis-server';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyFolder, runCommand } from '../support/run-command.ts';
import type { Diagnosis } from './set-up.ts';

const stores = suite('handover doctor, store');
let redis: RedisServer;
let postgres: PostgresServer;

stores.before(async () => {
  [redis, postgres] = await Promise.all([redisServer(), postgresServer()]);
});
stores.after(async () => {
  await Promise.all([redis.stop(), postgres.stop()]);
});

/** Codes of the findings and questions about a store; no other setting is there. */
async function look(STORE_URL: string): Promise<{ findings: string[]; questions: string[] }> {
  const { documents } = await runCommand(['doctor', '--json'], { env: { STORE_URL }, folder: emptyFolder() });
  const { findings, questions } = documents[0] as unknown as Diagnosis;
  const codes = (list: Diagnosis['findings']): string[] => list.map(({ code = '' }) => code);
  return { findings: codes(findings).filter((code) => code.startsWith('store_')), questions: codes(questions) };
}

stores('names a PostgreSQL without the tables, until they are made', async () => {
  assert.equal(await look(postgres.url), { findings: ['store_schema_missing'], questions: [] });
  const pool = new Pool({ connectionString: postgres.url });
  try {
    const tables = 'SELECT count(*) AS count FROM information_schema.schemata';
    const before = (await pool.query(tables)).rows;
    await look(postgres.url);
    assert.equal((await pool.query(tables)).rows, before);
    await migrate(pool);
    await postgresStore(pool).read('1:messenger:2:3', 0);
  } finally {
    await pool.end();
  }
  assert.equal(await look(postgres.url), { findings: [], questions: [] });
});

stores('asks whether a Redis keeps what it has, and whether a bot is still to use it', async () => {
  const connection = new Redis(redis.url);
  try {
    assert.equal(await look(redis.url), { findings: [], questions: ['store_not_used_yet', 'redis_keeps_data'] });
    assert.equal(await connection.keys('*'), []);
    const store = redisStore(connection, { logger: memoryLogger() });
    const lease = { holder: 'a', leaseMs: 1_000, now: Date.now() };
    await store.begin([{ id: 'm_1', thread: '1:messenger:2:3' }], lease);
    await eventually('the store has marked its Redis', () => hasRedisStore(connection));
    assert.equal(await look(redis.url), { findings: [], questions: ['redis_keeps_data'] });
  } finally {
    connection.disconnect();
  }
});

stores.run();
