import { HandoverError, StoreError } from '@handover/core';

/** SQLite's primary result codes that have a way out of their own. Source: SQLite docs, Result and Error Codes. */
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
  10: 'The database file could not be read or written: look at the disk it is on',
  11: 'The database file is damaged: bring back a copy of it, or move it away to start with an empty one',
  13: 'The database or its disk is full: make room',
  14: 'The database file could not be opened: look at its path, and at the rights to its folder',
  26: 'The file is no SQLite database: give Handover a file of its own',
};

/** Whether another connection has the database locked: what was tried has had no effect, and may be tried again. */
export function isLocked(error: unknown): boolean {
  const code = codeOf(error);
  return code === 5 || code === 6;
}

/** A failure of the driver in plain words. Its own words are in `cause`. */
export function storeFailure(error: unknown): HandoverError {
  if (error instanceof HandoverError) return error;
  const words = error instanceof Error ? error.message : '';
  return new StoreError(sentenceFor(codeOf(error), words), { cause: error });
}

/** The connection has been closed. */
export function closedFailure(cause?: unknown): StoreError {
  return new StoreError('The database is closed: close it after bot.close(), not before', { cause });
}

/** The lock has outlasted the patience. */
export function lockedFailure(patienceMs: number, cause: unknown): StoreError {
  return new StoreError(
    `Another connection has kept the database locked for ${patienceMs} ms: end its transaction, or give Handover a file of its own`,
    { cause },
  );
}

function sentenceFor(code: number | undefined, words: string): string {
  if (/within a transaction/.test(words)) {
    return 'A transaction is open on the connection of the store, which would take part in it: give the store a connection of its own';
  }
  if (/not open|finalized/.test(words)) return closedFailure().message;
  return SENTENCES[code ?? 0] ?? 'The database refused an operation';
}

/** The primary code: as a name (better-sqlite3, libsql), or as a number (libsql, node:sqlite) with details in its upper bytes. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errcode, rawCode } = error as { readonly [field: string]: unknown };
  const number = typeof errcode === 'number' ? errcode : rawCode;
  if (typeof number === 'number') return number & 0xff;
  if (typeof code !== 'string') return undefined;
  const [, name = ''] = /^(SQLITE_[A-Z]+)/.exec(code) ?? [];
  return CODES[name];
}
