// A PostgreSQL server, on the connections of a pool.
// May take up to 240 s on a slow machine.
import { postgresServer } from '@handover/test-support/postgres-server';
import { Pool } from 'pg';
import { runContracts } from './support/contracts.ts';
import { testDatabase } from './support/databases.ts';

runContracts('PostgreSQL', async () => {
  const server = await postgresServer();
  const pool = new Pool({ connectionString: server.url });
  return testDatabase(pool, async () => {
    await pool.end();
    await server.stop();
  });
});
