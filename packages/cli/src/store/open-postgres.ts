import { type PostgresPool, postgresStore } from '@handover/postgres';
import { driverMissing, loadDriver } from './load-driver.ts';
import { ANSWER_WITHIN_MS, type OpenedStore } from './opened-store.ts';
import type { StoreAddress } from './store-address.ts';
import { StoreOpenError } from './store-open-error.ts';

interface Driver {
  readonly Pool: new (options: Readonly<Record<string, unknown>>) => PostgresPool & { end(): Promise<void> };
}

/** Opens the store in the schema of a PostgreSQL database. */
export async function openPostgres(
  { url, schema = 'handover', shown }: Extract<StoreAddress, { kind: 'postgres' }>,
  folder: string,
): Promise<OpenedStore> {
  const driver = loadDriver(['pg'], folder) as Driver | undefined;
  if (driver === undefined) throw driverMissing('A store on PostgreSQL', 'pg');
  const pool = new driver.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    // Ends the connection of a query that a frozen server does not answer, which else would keep this process alive.
    query_timeout: ANSWER_WITHIN_MS,
  });
  try {
    const store = postgresStore(pool, { schema, timeoutMs: ANSWER_WITHIN_MS });
    // Reads a thread that does not exist, to find out whether the schema does.
    await store.read('', Date.now());
    return { kind: 'postgres', shown, store, close: () => pool.end() };
  } catch (error) {
    void pool.end();
    const { message, cause } = error as Error & { cause?: { code?: unknown } };
    const code =
      cause?.code === '3F000' || cause?.code === '42P01' || cause?.code === '42883' ? 'no_store' : 'unreachable';
    throw new StoreOpenError(code, `The store ${shown} can not be opened: ${message}`, undefined, { cause: error });
  }
}
