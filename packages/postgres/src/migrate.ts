import { postgresError } from './postgres-error.ts';
import { checkPool, checkSchema, type PostgresPool, type SchemaOptions } from './postgres-pool.ts';
import { schemaSql } from './schema/schema-sql.ts';

/**
 * Creates the schema with its tables and functions, or brings it to the version of this package. Run it when you deploy, as
 * a user who may create them; the bot itself needs no such right. Several processes may run it at once, and it may run
 * again at any time. All of it happens, or nothing.
 *
 * @throws {OptionError} `pool` has no `query`, or `schema` is no name.
 * @throws {PostgresError} PostgreSQL can't be reached, or the user may not create the schema.
 * @example
 * await migrate(pool);
 */
export async function migrate(pool: PostgresPool, { schema = 'handover' }: SchemaOptions = {}): Promise<void> {
  checkPool(pool);
  checkSchema(schema);
  try {
    await pool.query(schemaSql(schema), []);
  } catch (error) {
    throw postgresError(error, schema);
  }
}
