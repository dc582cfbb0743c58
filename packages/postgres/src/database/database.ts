import { setTimeout as sleep } from 'node:timers/promises';
import { OptionError } from '@handover/core';
import { isPassing, postgresError } from '../postgres-error.ts';
import { checkMs, checkPool, checkSchema, type PostgresPool, type SchemaOptions } from '../postgres-pool.ts';
import { fromJson, toJson } from './json.ts';
import { type Bound, type TimeLimit, timeLimit } from './time-limit.ts';

/** Options that the store and the scheduler share. */
export interface DatabaseOptions extends SchemaOptions {
  /**
   * An operation fails if PostgreSQL has not answered by then, in ms; up to a quarter later if it had to wait for others
   * under load. Above 3,200, core may time out first. @default 3_000
   */
  readonly timeoutMs?: number;
}

/** Calls the functions of the schema. */
export interface Database {
  /**
   * Calls a function with one object, in one statement, and resolves to its answer, as JSON has it. Retries if the call
   * collided with another transaction.
   *
   * @throws {PostgresError} PostgreSQL failed, or was too late.
   */
  call<Answer>(name: string, given: object, bound?: Bound<Answer>): Promise<Answer>;
}

/** Pauses between tries are random, up to a bound that doubles from the first of these, in ms, to the second. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 500;

const heard = new WeakSet<PostgresPool>();

/** @throws {OptionError} `pool` has no `query`, or an option is wrong. */
export function databaseOf(pool: PostgresPool, { schema = 'handover', timeoutMs = 3_000 }: DatabaseOptions): Database {
  checkPool(pool);
  checkSchema(schema);
  checkMs('timeoutMs', timeoutMs, 1);
  hearErrors(pool);
  const limit: TimeLimit = timeLimit(timeoutMs);

  async function ask<Answer>(text: string, value: string): Promise<Answer> {
    const answered: { readonly rows?: readonly unknown[] } | undefined = await pool.query(text, [value]);
    const { answer } = Object(answered?.rows?.[0]) as { readonly answer?: unknown };
    if (answer === null) return undefined as Answer;
    if (typeof answer === 'string') return fromJson(answer) as Answer;
    throw new OptionError(
      'pool',
      'pool.query must resolve to { rows }, each an object by column, with texts as strings',
    );
  }

  async function askUntil<Answer>(until: number, text: string, value: string): Promise<Answer> {
    for (let most = FIRST_PAUSE_MS; ; most = Math.min(most * 2, LONGEST_PAUSE_MS)) {
      try {
        return await ask<Answer>(text, value);
      } catch (error) {
        const pauseMs = Math.ceil(Math.random() * most);
        if (!isPassing(error) || performance.now() + pauseMs >= until) throw error;
        await sleep(pauseMs);
      }
    }
  }

  return {
    async call<Answer>(name: string, given: object, bound: Bound<Answer> = {}): Promise<Answer> {
      const text = `SELECT "${schema}".${name}($1::text::jsonb)::text AS answer`;
      const value = toJson(given);
      try {
        return await limit.run((until) => askUntil<Answer>(until, text, value), bound);
      } catch (error) {
        throw error instanceof OptionError ? error : postgresError(error, schema);
      }
    },
  };
}

/**
 * Without a listener, a failure of an idle connection of `pg` ends the process. The pool replaces the connection, and an
 * outage is logged when an operation fails.
 */
function hearErrors(pool: PostgresPool): void {
  const { on } = pool as { readonly on?: unknown };
  if (typeof on !== 'function' || heard.has(pool)) return;
  heard.add(pool);
  on.call(pool, 'error', () => undefined);
}
