import { isMade, MIGRATION_HINTS, postgresError } from './postgres-error.ts';
import { checkPool, checkSchema, type PostgresPool, type SchemaOptions } from './postgres-pool.ts';
import { schemaSql } from './schema/schema-sql.ts';

/**
 * Creates the schema with its tables and functions, or brings it to the version of this package. Run it when you deploy, as
 * a user who may create them; the bot itself needs no such right. Several processes may run it at once, and it may run
 * again at any time, also as the bot's user if nothing is to do. All of it happens, or nothing.
 *
 * @throws {OptionError} `pool` has no `query`, or `schema` is no name.
 * @throws {PostgresError} PostgreSQL can't be reached, the user may not create the schema, or the encoding of the
 * database is not UTF8.
 * @example
 * await migrate(pool);
 */
export async function migrate(pool: PostgresPool, { schema = 'handover' }: SchemaOptions = {}): Promise<void> {
  checkPool(pool);
  checkSchema(schema);
  const run = (): Promise<unknown> => pool.query(schemaSql(schema), []);
  try {
    // Where transactions are isolated strictly, this one does not see what another process has made while it waited.
    await run().catch((error: unknown) => (isMade(error) ? run() : Promise.reject(error)));
  } catch (error) {
    throw postgresError(error, schema, MIGRATION_HINTS);
  }
}
