import { existsSync, statSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, relative } from 'node:path';
import { openStore } from '../store/open-store.ts';
import { type StoreAddress, storeAddressOf } from '../store/store-address.ts';
import type { StoreOpenCode } from '../store/store-open-error.ts';
import type { Subject } from './subject.ts';

/** What was seen of the store. */
export type StoreFacts =
  /** `isGiven`: STORE_URL names a database in memory; else it is not set. */
  | { readonly state: 'memory'; readonly isGiven: boolean }
  | {
      readonly state: 'open' | 'new' | 'older' | 'no_folder' | 'read_only';
      readonly kind: StoreAddress['kind'];
      readonly shown: string;
      readonly isTemporary: boolean;
    }
  | {
      readonly state: 'failed';
      readonly kind: StoreAddress['kind'];
      readonly code: StoreOpenCode;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** Whether an address names a store in memory. */
export function isInMemory(address: string): boolean {
  return /^(memory:|sqlite:(\/\/)?:memory:)/i.test(address);
}

/** Looks at the store. Creates and writes nothing. Never rejects for what the store does. */
export async function storeFacts({ storeUrl, folder, now }: Subject): Promise<StoreFacts> {
  if (storeUrl === undefined || isInMemory(storeUrl)) return { state: 'memory', isGiven: storeUrl !== undefined };
  const address = storeAddressOf(storeUrl, folder);
  const { kind, shown } = address;
  const seen = { kind, shown, isTemporary: address.kind === 'sqlite' && isTemporary(address.path) };
  if (address.kind === 'sqlite') {
    const { path } = address;
    if (!isFolder(dirname(path))) return { state: 'no_folder', ...seen };
    if (!(await isWritable(path))) return { state: 'read_only', ...seen };
    // The bot makes the file at its start.
    if (!existsSync(path)) return { state: 'new', ...seen };
  }
  try {
    const opened = await openStore(storeUrl, { cwd: () => folder });
    try {
      await opened.store.read('', now());
      return { state: 'open', ...seen };
    } finally {
      await opened.close();
    }
  } catch (error) {
    const { code, message, hint } = error as { code: StoreOpenCode; message: string; hint?: string };
    if (code === 'no_store') {
      if (kind === 'redis' || message.includes('has no tables of Handover')) return { state: 'new', ...seen };
      if (message.includes('has tables of an older version')) return { state: 'older', ...seen };
    }
    return { state: 'failed', kind, code, message, hint };
  }
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** SQLite keeps two more files in the folder. A file without any right to write counts as read-only for root too. */
async function isWritable(path: string): Promise<boolean> {
  const paths = existsSync(path) ? [path, dirname(path)] : [dirname(path)];
  if (paths.some((one) => (statSync(one).mode & ANY_WRITE) === 0)) return false;
  return Promise.all(paths.map((one) => access(one, constants.W_OK))).then(
    () => true,
    () => false,
  );
}

const ANY_WRITE = 0o222;

/** Folders that many systems empty, or that are in memory. */
function isTemporary(path: string): boolean {
  return [tmpdir(), '/tmp', '/var/tmp', '/dev/shm', '/run'].some((folder) => {
    const inside = relative(folder, path);
    return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  });
}
