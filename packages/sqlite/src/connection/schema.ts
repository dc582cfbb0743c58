import { OptionError } from '@handover/core';
import type { SqliteDatabase, SqliteStatement } from '../sqlite-database.ts';

/**
 * What `user_version` of a file with our tables holds: these upper two bytes ("HO"), and the number of applied
 * migrations in the lower two. Other programs count up from 1, so their files are recognized.
 */
const OURS = 0x484f;

/**
 * Each migration brings the tables from the version before to its own. Only append to this list. Times are REAL,
 * JavaScript's number type: a STRICT integer would refuse the fraction of a clock that has one.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE handover_threads (
     thread TEXT PRIMARY KEY,
     registers TEXT NOT NULL,
     changes INTEGER NOT NULL DEFAULT 0,
     announced INTEGER NOT NULL DEFAULT 0,
     announced_owner TEXT NOT NULL DEFAULT '',
     announcing_until REAL NOT NULL DEFAULT 0,
     settled INTEGER NOT NULL DEFAULT 0,
     changed_at REAL NOT NULL,
     touched_at REAL NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX handover_unsettled ON handover_threads (changed_at) WHERE changes > settled;

   CREATE TABLE handover_events (
     id TEXT PRIMARY KEY,
     holder TEXT NOT NULL,
     until REAL NOT NULL,
     done INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     first_at REAL NOT NULL
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE handover_values (
     thread TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     expires_at REAL NOT NULL,
     PRIMARY KEY (thread, name)
   ) STRICT, WITHOUT ROWID;

   CREATE TABLE handover_timers (
     name TEXT NOT NULL,
     key TEXT NOT NULL,
     due_at REAL NOT NULL,
     data TEXT NOT NULL,
     next_at REAL NOT NULL,
     failures INTEGER NOT NULL DEFAULT 0,
     revision INTEGER NOT NULL DEFAULT 0,
     cancelled INTEGER NOT NULL DEFAULT 0,
     holder TEXT NOT NULL DEFAULT '',
     PRIMARY KEY (name, key)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX handover_timers_due ON handover_timers (name, next_at);`,

  // The row of an event records whether the event is parked and whether it has recorded steps. Nearly all events have
  // neither, and need no second query. `parked` of a thread is 1 if the thread may have parked events.
  `ALTER TABLE handover_events ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE handover_events ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX handover_waiting ON handover_events (until) WHERE parked = 1;

   ALTER TABLE handover_threads ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE handover_threads ADD COLUMN app TEXT NOT NULL DEFAULT '';
   ALTER TABLE handover_threads ADD COLUMN listed TEXT;
   ALTER TABLE handover_threads ADD COLUMN listed_at REAL NOT NULL DEFAULT 0;
   ALTER TABLE handover_threads ADD COLUMN customer_at REAL;
   ALTER TABLE handover_threads ADD COLUMN human_at REAL;
   CREATE INDEX handover_listed ON handover_threads (app, listed, listed_at, thread) WHERE listed IS NOT NULL;

   CREATE TABLE handover_parked (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     app TEXT NOT NULL,
     lane TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX handover_parked_app ON handover_parked (app);
   CREATE INDEX handover_parked_lane ON handover_parked (lane);

   CREATE TABLE handover_steps (
     id TEXT NOT NULL,
     name TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (id, name)
   ) STRICT;

   CREATE TABLE handover_letters (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     app TEXT NOT NULL,
     lane TEXT NOT NULL,
     at REAL NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX handover_letters_at ON handover_letters (app, at);
   CREATE INDEX handover_letters_lane ON handover_letters (lane);

   CREATE TABLE handover_letter_counts (app TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TRIGGER handover_letter_kept AFTER INSERT ON handover_letters BEGIN
     INSERT INTO handover_letter_counts (app, count) VALUES (NEW.app, 1) ON CONFLICT (app) DO UPDATE SET count = count + 1;
   END;
   CREATE TRIGGER handover_letter_removed AFTER DELETE ON handover_letters BEGIN
     UPDATE handover_letter_counts SET count = count - 1 WHERE app = OLD.app;
   END;`,
];

/**
 * Migrates the tables to the current version. Several processes may call it at once: one of them migrates.
 *
 * @param sql Returns the kept statement of an SQL text.
 * @throws {OptionError} The file belongs to another program, or to a newer version of this package. Nothing was
 * changed.
 */
export function migrate(db: SqliteDatabase, sql: (text: string) => SqliteStatement): void {
  if (migrationsMade(sql) === MIGRATIONS.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of MIGRATIONS.slice(migrationsMade(sql))) db.exec(migration);
    db.exec(`PRAGMA user_version = ${OURS * 0x10000 + MIGRATIONS.length}`);
    db.exec('COMMIT');
  } catch (error) {
    try {
      db.exec('ROLLBACK');
    } catch {
      // SQLite has already rolled back, for example because the disk is full.
    }
    throw error;
  }
}

/**
 * Checks that the tables of the current version are there, and changes nothing.
 *
 * @throws {OptionError} They are missing or older, or the file belongs to another program or to a newer version.
 */
export function checkTables(sql: (text: string) => SqliteStatement): void {
  const made = migrationsMade(sql);
  if (made === MIGRATIONS.length) return;
  const what = made === 0 ? 'has no tables of Handover' : `has tables of an older version (${made})`;
  throw new OptionError('db', `The database file ${what}: start a bot of this version with it, which makes them`);
}

/** How many migrations the file has had. */
function migrationsMade(sql: (text: string) => SqliteStatement): number {
  const row = sql('PRAGMA user_version').get() as { readonly user_version: number | bigint };
  const version = Number(row.user_version);
  if (version === 0) return 0;
  if (Math.floor(version / 0x10000) !== OURS) {
    throw new OptionError(
      'db',
      `The database file is another program's: its user_version is ${version}. Give Handover a file of its own`,
    );
  }
  const made = version % 0x10000;
  if (made <= MIGRATIONS.length) return made;
  throw new OptionError(
    'db',
    `The database file belongs to a newer @handover/sqlite: its tables have version ${made}, and this package knows up to ${MIGRATIONS.length}. Update the package, or use another file`,
  );
}
