// A PostgreSQL server, on the connections of a pool, as a user without the right to create or change tables.
import assert from 'node:assert/strict';
import type { PostgresPool } from '@handover/postgres';
import { postgresServer } from '@handover/test-support/postgres-server';
import { Pool } from 'pg';
import { suite } from 'uvu';
import { runContracts } from './support/contracts.ts';
import { GRANTS, testDatabase } from './support/databases.ts';

/** All statements that the contracts caused. */
const statements = new Set<string>();

runContracts('PostgreSQL', async () => {
  const server = await postgresServer();
  const owner = new Pool({ connectionString: server.url });
  const pool = new Pool({ connectionString: server.urlOf({ user: 'bot' }) });
  const stop = async (): Promise<void> => {
    await Promise.all([pool.end(), owner.end()]);
    await server.stop();
  };
  const noting: PostgresPool = {
    query(text, values) {
      statements.add(text);
      return pool.query(text, values);
    },
  };
  const database = await testDatabase(noting, stop, owner);
  await server.run(GRANTS);
  return database;
});

const fixed = suite('statements on PostgreSQL');

fixed('sends the same fixed statements, whatever its callers give', () => {
  assert.ok(statements.size > 20);
  for (const text of statements) {
    assert.match(text, /^SELECT "handover"\.[a-z_]+\(\$1::text::jsonb\)::text AS answer$/);
  }
});

fixed.run();
