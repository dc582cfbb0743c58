import { HandoverError, StoreError } from '@handover/core';

/** SQLite's primary result codes that have a specific remedy. Source: SQLite docs, Result and Error Codes. */
const CODES: Readonly<Record<string, number>> = {
  SQLITE_BUSY: 5,
  SQLITE_LOCKED: 6,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  SQLITE_NOTADB: 26,
};

const SENTENCES: Readonly<Record<number, string>> = {
  8: 'The database is read-only: open it for writing, and let the process write to the file and to its folder',
  10: 'The database file could not be read or written: check its disk',
  11: 'The database file is damaged: restore a backup, or move the file away to start with an empty one',
  13: 'The database or its disk is full: free some space',
  14: 'The database file could not be opened: check its path and the permissions of its folder',
  26: 'The file is not an SQLite database: give Handover a file of its own',
};

/** Whether another connection has the database locked. The operation had no effect and may be retried. */
export function isLocked(error: unknown): boolean {
  const code = codeOf(error);
  return code === 5 || code === 6;
}

/** Describes a driver's failure in plain words. `cause` holds the driver's error. */
export function storeFailure(error: unknown): HandoverError {
  if (error instanceof HandoverError) return error;
  const words = error instanceof Error ? error.message : '';
  return new StoreError(sentenceFor(codeOf(error), words), { cause: error });
}

/** The error of a closed connection. */
export function closedFailure(cause?: unknown): StoreError {
  return new StoreError('The database is closed: close it after bot.close(), not before', { cause });
}

/** The error of an operation that waited for a lock until its patience ended. */
export function lockedFailure(patienceMs: number, cause: unknown): StoreError {
  return new StoreError(
    `Another connection has kept the database locked for ${patienceMs} ms: end its transaction, or give Handover a file of its own`,
    { cause },
  );
}

function sentenceFor(code: number | undefined, words: string): string {
  if (/within a transaction/.test(words)) {
    return 'The connection of the store has an open transaction, which would include its writes: give the store a connection of its own';
  }
  if (/not open|finalized/.test(words)) return closedFailure().message;
  return SENTENCES[code ?? 0] ?? 'The database refused an operation';
}

/**
 * The primary code, from a name (better-sqlite3, libsql) or a number (libsql, node:sqlite) with details in its upper
 * bytes.
 */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errcode, rawCode } = error as { readonly [field: string]: unknown };
  const number = typeof errcode === 'number' ? errcode : rawCode;
  if (typeof number === 'number') return number & 0xff;
  if (typeof code !== 'string') return undefined;
  const [, name = ''] = /^(SQLITE_[A-Z]+)/.exec(code) ?? [];
  return CODES[name];
}
