import { migrate, type PostgresPool } from '@handover/postgres';

/** The tables that a bot fills. */
const TABLES = ['threads', 'events', 'values', 'parked', 'steps', 'letters', 'timers'].map(
  (name) => `handover.${name}`,
);

/** Faster than TRUNCATE, which makes new files. */
const CLEAR = `DO $$ BEGIN ${TABLES.map((table) => `DELETE FROM ${table};`).join(' ')} END $$`;

/** A database with the schema. */
export interface TestDatabase {
  readonly pool: PostgresPool;
  /** Empties the tables. */
  clear(): Promise<void>;
  /** How many rows the store has. */
  size(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Migrates a database, and adds what tests do with its tables.
 *
 * @param pool What the store gets.
 * @param owner A connection that may create tables. @default `pool`
 */
export async function testDatabase(
  pool: PostgresPool,
  stop: () => Promise<void>,
  owner: PostgresPool = pool,
): Promise<TestDatabase> {
  await migrate(owner);
  return {
    pool,
    clear: async () => void (await owner.query(CLEAR, [])),
    async size() {
      const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table})`);
      const { rows } = await owner.query(`SELECT (${counts.join(' + ')})::text AS size`, []);
      return Number((rows[0] as { readonly size: string }).size);
    },
    stop,
  };
}

/** As the README says: all that a running bot needs. */
export const GRANTS = `
CREATE ROLE bot LOGIN;
GRANT USAGE ON SCHEMA handover TO bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA handover TO bot;`;
