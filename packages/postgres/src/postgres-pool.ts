import { OptionError } from '@handover/core';

/**
 * The part of a driver that this package uses: `Pool` and `Client` of `pg` and of `@neondatabase/serverless`, and
 * `PGlite`, have this shape. The caller opens and closes it.
 */
export interface PostgresPool {
  /** Sends one statement with its values, `$1` and so on, and resolves to the rows as objects by column. */
  query(text: string, values: string[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Where the tables are. */
export interface SchemaOptions {
  /** The schema of the tables: a lower-case letter, then up to 39 lower-case letters, digits or `_`. @default 'handover' */
  readonly schema?: string;
}

/** @throws {OptionError} `pool` has no `query`. */
export function checkPool(pool: PostgresPool): void {
  const given: unknown = pool;
  if (typeof given === 'object' || typeof given === 'function') {
    if (typeof (given as PostgresPool | null)?.query === 'function') return;
  }
  throw new OptionError(
    'pool',
    'pool must have query(text, values): pass new Pool({ connectionString }) of pg, or a new PGlite()',
  );
}

/** @throws {OptionError} `schema` is not a name that needs no quotes. */
export function checkSchema(schema: string): void {
  if (typeof schema === 'string' && /^[a-z][a-z0-9_]{0,39}$/.test(schema) && !schema.startsWith('pg_')) return;
  throw new OptionError(
    'schema',
    "schema must be a lower-case letter, then up to 39 lower-case letters, digits or _, such as 'handover', and not begin with pg_",
  );
}

/** The longest delay of a Node timer. */
const MOST_MS = 2 ** 31 - 1;

/** @throws {OptionError} `value` is not a whole number of ms of at least `least`. */
export function checkMs(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST_MS) return;
  throw new OptionError(option, `${option} must be a whole number of milliseconds from ${least} to ${MOST_MS}`);
}
