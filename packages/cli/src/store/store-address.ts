import { resolve } from 'node:path';
import { bothNames } from '../settings/setting-names.ts';
import { UsageError } from '../usage-error.ts';

/** Where a bot keeps its state. */
export type StoreAddress =
  | { readonly kind: 'sqlite'; readonly path: string; readonly shown: string }
  | {
      readonly kind: 'redis';
      /** What the driver gets. It may hold a password. */
      readonly url: string;
      readonly prefix: string | undefined;
      /** The address without user, password and options: for output. */
      readonly shown: string;
    }
  | {
      readonly kind: 'postgres';
      readonly url: string;
      readonly schema: string | undefined;
      readonly shown: string;
    };

const KINDS: Readonly<Record<string, StoreAddress['kind']>> = {
  sqlite: 'sqlite',
  redis: 'redis',
  rediss: 'redis',
  postgres: 'postgres',
  postgresql: 'postgres',
};

/**
 * Reads the address of a store.
 *
 * @param folder Where a relative path of a SQLite file starts.
 * @throws {UsageError} It is not an address of a store. The message does not repeat it, since it may hold a password.
 */
export function storeAddressOf(address: string, folder: string): StoreAddress {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(address) ?? [];
  const kind = KINDS[scheme.toLowerCase()];
  if (kind === undefined) throw wrong('must begin with sqlite:, redis:, rediss: or postgres:');
  if (kind === 'sqlite') return sqliteAddress(rest, folder);

  const url = urlOf(`${scheme}:${rest.startsWith('//') ? rest : `//${rest}`}`);
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  const prefix = takeOut(url, 'prefix');
  const schema = takeOut(url, 'schema');
  if (kind === 'redis') {
    if (schema !== undefined) throw wrong('takes ?schema= only for postgres: a store on Redis has a ?prefix=');
    return { kind, url: url.href, prefix, shown };
  }
  if (prefix !== undefined) throw wrong('takes ?prefix= only for redis: a store on PostgreSQL has a ?schema=');
  return { kind, url: url.href, schema, shown };
}

function sqliteAddress(rest: string, folder: string): StoreAddress {
  const path = rest.startsWith('//') ? rest.slice(2) : rest;
  if (path === '') throw wrong('names no file: write sqlite:handover.db, or sqlite:///var/lib/bot/handover.db');
  if (path === ':memory:') throw wrong('names a database in memory, which no other program can read');
  return { kind: 'sqlite', path: resolve(folder, path), shown: `sqlite:${path}` };
}

function urlOf(address: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch {
    // The error of URL holds the address.
  }
  // In a password, such characters would end it early, and the rest would be shown as the name of the database.
  if (url !== undefined && url.hash === '' && !url.pathname.includes('@')) return url;
  throw wrong('can not be read: write the special characters of user and password as %40 for @, %23 for #, %2F for /');
}

function takeOut(url: URL, name: string): string | undefined {
  const value = url.searchParams.get(name);
  if (value !== null) url.searchParams.delete(name);
  return value || undefined;
}

function wrong(what: string): UsageError {
  return new UsageError(`${bothNames('storeUrl')} ${what}`);
}
