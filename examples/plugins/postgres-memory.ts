import { postgresScheduler, postgresStore } from '@handover/postgres';
import { Pool } from 'pg';
import type { Memory } from './memory.ts';

/**
 * Opens a PostgreSQL database, for any number of machines that run the same bot. `migrate-postgres.ts` has made the
 * tables.
 *
 * @param url `postgres://`, with a user and a password if needed.
 */
export function postgresMemory(url: string): Memory {
  const pool = new Pool({ connectionString: url });
  return {
    store: postgresStore(pool),
    scheduler: postgresScheduler(pool),
    place: 'PostgreSQL',
    close: () => void pool.end(),
  };
}
