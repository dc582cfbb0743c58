import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteDatabase } from '@handover/sqlite';
import Libsql from 'libsql';

/** An open database with the `close` that all drivers have. */
export type OpenDatabase = SqliteDatabase & { close(): unknown };

export interface Driver {
  readonly name: string;
  open(file: string): OpenDatabase;
}

interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => OpenDatabase;
}

/** Every driver that works on this Node: libsql always, `node:sqlite` from Node 22 on. */
export const drivers: readonly Driver[] = [
  { name: 'libsql', open: (file) => new Libsql(file) },
  ...nodeSqlite().map(({ DatabaseSync }) => ({
    name: 'node:sqlite',
    open: (file: string): OpenDatabase => new DatabaseSync(file),
  })),
];

/** Opens a file for tests about the file, not about the driver. */
export const open = (file: string): OpenDatabase => new Libsql(file);

function nodeSqlite(): NodeSqlite[] {
  const load = createRequire(import.meta.url);
  try {
    return [load('node:sqlite') as NodeSqlite];
  } catch {
    // Node 20 has no node:sqlite.
    return [];
  }
}

/** A database file in its own folder, and all connections to it. */
export interface DatabaseFile {
  readonly path: string;
  /** Opens a connection, which `remove` closes. */
  connect(): OpenDatabase;
  /** Closes all connections and removes the folder. */
  remove(): void;
}

export function databaseFile(connectTo: (file: string) => OpenDatabase = open): DatabaseFile {
  const folder = mkdtempSync(join(tmpdir(), 'handover-sqlite-'));
  const connections: OpenDatabase[] = [];
  const path = join(folder, 'handover.db');
  return {
    path,
    connect() {
      const connection = connectTo(path);
      connections.push(connection);
      return connection;
    },
    remove() {
      for (const connection of connections) connection.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
