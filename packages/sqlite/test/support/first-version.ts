/** The tables as the first version of the package made them. */
export const FIRST_VERSION = `CREATE TABLE handover_threads (
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
  CREATE INDEX handover_timers_due ON handover_timers (name, next_at);
  PRAGMA user_version = ${0x484f * 0x10000 + 1}`;
