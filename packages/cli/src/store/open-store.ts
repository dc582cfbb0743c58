import type { Surroundings } from '../surroundings.ts';
import { openPostgres } from './open-postgres.ts';
import { openRedis } from './open-redis.ts';
import { openSqlite } from './open-sqlite.ts';
import type { OpenedStore } from './opened-store.ts';
import { storeAddressOf } from './store-address.ts';

/**
 * Opens the store of a bot. Creates nothing: no file, no tables, no keys.
 *
 * @param address `sqlite:path`, `redis://…?prefix=…` or `postgres://…?schema=…`.
 * @throws {UsageError} It is not an address of a store.
 * @throws {StoreOpenError} The driver is not installed, no bot's store is there, or the database does not answer.
 */
export async function openStore(address: string, { cwd }: Pick<Surroundings, 'cwd'>): Promise<OpenedStore> {
  const parsed = storeAddressOf(address, cwd());
  if (parsed.kind === 'sqlite') return openSqlite(parsed, cwd());
  return parsed.kind === 'redis' ? openRedis(parsed, cwd()) : openPostgres(parsed, cwd());
}
