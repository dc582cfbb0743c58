// A PostgreSQL for the tests: POSTGRES_BIN, else the programs on the PATH or where Debian and Homebrew keep them, else
// installed with apt. And PgBouncer: on the PATH, else installed. See CONTRIBUTING.md.
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { provide } from './provide.mjs';

/** Matches test files that start a PostgreSQL server, by the name of the module they import. */
export const pattern = /\/(?:postgres-server|pgbouncer)(?:\.ts)?'/;

/** Matches test files that start a PgBouncer. */
export const bouncerPattern = /\/pgbouncer(?:\.ts)?'/;

/**
 * Makes sure that there is a PostgreSQL, and sets `POSTGRES_BIN`, the folder of its programs, in the environment of the
 * tests.
 *
 * @throws {Error} There is none and none can be installed. The message says what to do.
 */
export function postgres() {
  if (process.env.POSTGRES_BIN) return;
  const path = provide({
    programs: ['initdb'],
    folders: versionFolders,
    aptPackages: ['postgresql'],
    otherwise:
      'Install it (apt-get install postgresql, brew install postgresql@17), or name the folder of its programs: POSTGRES_BIN=/usr/lib/postgresql/15/bin',
  });
  // The programs find their files by the folder in which they really are.
  process.env.POSTGRES_BIN = dirname(realpathSync(path));
}

/**
 * Makes sure that there is a PgBouncer, and sets `PGBOUNCER`, the path of the program, in the environment of the tests.
 *
 * @throws {Error} There is none and none can be installed. The message says what to do.
 */
export function pgbouncer() {
  if (process.env.PGBOUNCER) return;
  process.env.PGBOUNCER = provide({
    programs: ['pgbouncer'],
    folders: () => ['/usr/sbin'],
    aptPackages: ['pgbouncer'],
    otherwise: 'Install it (apt-get install pgbouncer, brew install pgbouncer)',
  });
}

/** Folders of all installed versions, newest first. */
function versionFolders() {
  const roots = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];
  return roots.flatMap((root) =>
    names(root)
      .filter((name) => /^(?:postgresql@)?\d+$/.test(name))
      .sort((a, b) => Number(b.replace(/\D/g, '')) - Number(a.replace(/\D/g, '')))
      .map((name) => join(root, name, 'bin')),
  );
}

function names(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
