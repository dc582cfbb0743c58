import { StoreError } from '@handover/core';

/** PostgreSQL did not answer, or refused a statement. `hint` says what to do; core logs it, once per outage. */
export class PostgresError extends StoreError {
  constructor(
    message: string,
    /** The way out. */
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(`${message}: ${hint}`, options);
  }
}

/** What to do about a code. Source: PostgreSQL docs, Appendix A, PostgreSQL Error Codes. */
const HINTS: Readonly<Record<string, string>> = {
  '22P05': "the encoding of the database is not UTF8; create one with ENCODING 'UTF8'",
  '25006': 'this server is read-only, a standby or one that failed over; connect to the primary',
  '28000': 'the user or its authentication is refused; check the connection and pg_hba.conf',
  '28P01': 'the password is wrong; set it in the options of the connection',
  '3D000': 'the database does not exist; create it, or name another one in the connection',
  '40001': 'transactions kept colliding; leave default_transaction_isolation at read committed',
  '40P01': 'transactions kept blocking each other; find what else locks these tables',
  '42501': 'the user lacks a right; grant it USAGE on the schema, and SELECT, INSERT, UPDATE and DELETE on its tables',
  '53100': 'the disk of PostgreSQL is full; free some space',
  '53200': 'PostgreSQL is out of memory; give it more, or lower max_connections',
  '53300':
    'PostgreSQL has no free connection; lower `max` of the pools, raise max_connections, or put PgBouncer in between',
  '55P03': 'another transaction has the tables locked; find it in pg_stat_activity and end it',
  '57014': 'the statement ran into statement_timeout or was cancelled; find what slows PostgreSQL down',
  '57P01': 'PostgreSQL shut down or was ordered to end the connection; start it again',
  '57P03': 'PostgreSQL is starting, or shutting down; Meta redelivers meanwhile',
};

/** What to do about a code of a migration. */
export const MIGRATION_HINTS: Readonly<Record<string, string>> = {
  ...HINTS,
  '42501': 'the user may not create it; run migrate as a user with CREATE on the database, or who owns the schema',
  '42P07': 'the schema holds a table of another program; name another schema',
};

/** The schema, a table or a function is not there. */
const MISSING: ReadonlySet<unknown> = new Set(['3F000', '42P01', '42883']);

/** What the drivers say of a connection that was closed on purpose. */
const CLOSED = /after calling end|was closed|is closed|CONNECTION_ENDED/;

/**
 * Makes an error that is safe to show: PostgreSQL's message, detail and context may hold what customers wrote. Of a
 * driver's error only the code stays.
 *
 * @param hints What to do, by code.
 */
export function postgresError(
  error: unknown,
  schema: string,
  hints: Readonly<Record<string, string>> = HINTS,
): PostgresError {
  if (error instanceof PostgresError) return error;
  const state = sqlState(error);
  const { name, message, code } = Object(error) as { name?: string; message?: string; code?: unknown };
  if (state === undefined) {
    const known = typeof code === 'string' ? code : (name ?? 'Error');
    const cause = Object.assign(new Error(known), { code: known });
    if (CLOSED.test(message ?? '') || CLOSED.test(known))
      return new PostgresError('The connection to PostgreSQL is closed', 'close it after bot.close(), not before', {
        cause,
      });
    return new PostgresError("PostgreSQL can't be reached", 'check that it runs and that the connection is right', {
      cause,
    });
  }
  const cause = Object.assign(new Error(state), { code: state });
  if (MISSING.has(state)) {
    const hint = `run migrate(pool, { schema: '${schema}' }), or the shipped handover.sql, as a user who may create tables`;
    return new PostgresError(`PostgreSQL has no schema '${schema}' of this version`, hint, { cause });
  }
  return new PostgresError(`PostgreSQL refused (${state})`, hints[state] ?? 'read the log of PostgreSQL', { cause });
}

/** The SQLSTATE of PostgreSQL's own error; `undefined` for an error of the connection. */
function sqlState(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' && /^(?!E[A-Z]{4}$)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether the statement certainly had no effect and may succeed a moment later: it collided with another transaction, or
 * the server is not ready yet. A connection that ends (57P01 as well) may end after the commit.
 */
export function isPassing(error: unknown): boolean {
  return ['40001', '40P01', '57P03'].includes(sqlState(error) ?? '');
}

/** Whether a migration failed because something is there already, which another process may have made meanwhile. */
export function isMade(error: unknown): boolean {
  return ['23505', '40001', '42701', '42710', '42723', '42P06', '42P07'].includes(sqlState(error) ?? '');
}

/** Whether the statement failed on its values, so that other callers' values may do. */
export function isOfValues(error: unknown): boolean {
  const cause = error instanceof PostgresError ? error.cause : error;
  return /^(?:2[1-3]|54)/.test(sqlState(cause) ?? '');
}
