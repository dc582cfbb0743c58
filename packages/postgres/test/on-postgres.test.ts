// A PostgreSQL server, on the connections of a pool, as a user without the right to create or change tables.
// May take up to 240 s on a slow machine.
import { postgresServer } from '@handover/test-support/postgres-server';
import { Pool } from 'pg';
import { runContracts } from './support/contracts.ts';
import { GRANTS, testDatabase } from './support/databases.ts';

runContracts('PostgreSQL', async () => {
  const server = await postgresServer();
  const owner = new Pool({ connectionString: server.url });
  const pool = new Pool({ connectionString: server.urlOf({ user: 'bot' }) });
  const stop = async (): Promise<void> => {
    await Promise.all([pool.end(), owner.end()]);
    await server.stop();
  };
  const database = await testDatabase(pool, stop, owner);
  await server.run(GRANTS);
  return database;
});
