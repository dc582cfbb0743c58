/**
 * The tables. Times are ms in double precision, JavaScript's number type, and always the caller's. Texts compare by
 * bytes, whatever the database's locale.
 *
 * `gone_at` is when a row may be removed, rounded up to the next hour or day: nearly all updates leave it and so every
 * index as they were, which lets PostgreSQL write them within the page (heap-only tuples).
 */
export const TABLES: string = `
CREATE TABLE handover.threads (
  thread text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(thread, ':', 1)) STORED,
  registers jsonb NOT NULL DEFAULT '{}',
  changes integer NOT NULL DEFAULT 0,
  announced integer NOT NULL DEFAULT 0,
  announced_owner text NOT NULL DEFAULT '',
  announcing_until double precision NOT NULL DEFAULT 0,
  settled integer NOT NULL DEFAULT 0,
  changed_at double precision NOT NULL,
  touched_at double precision NOT NULL,
  gone_at double precision NOT NULL,
  listed text COLLATE "C",
  listed_at double precision NOT NULL DEFAULT 0,
  customer_at double precision,
  human_at double precision
) WITH (fillfactor = 80);
CREATE INDEX threads_unsettled ON handover.threads (app, changed_at) WHERE changes > settled;
CREATE INDEX threads_listed ON handover.threads (app, listed, listed_at, thread) WHERE listed IS NOT NULL;
CREATE INDEX threads_gone ON handover.threads (gone_at);

CREATE TABLE handover.events (
  id text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  until double precision NOT NULL,
  done boolean NOT NULL DEFAULT false,
  parked boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 1,
  first_at double precision NOT NULL,
  gone_at double precision NOT NULL
) WITH (fillfactor = 60);
CREATE INDEX events_gone ON handover.events (gone_at);

CREATE TABLE handover.parked (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  app text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(id, ':', 1)) STORED,
  thread text COLLATE "C",
  lane text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(thread, chr(1) || ':' || id)) STORED,
  body text NOT NULL
);
CREATE INDEX parked_app ON handover.parked (app, seq);
CREATE INDEX parked_lane ON handover.parked (lane, seq);

CREATE TABLE handover.steps (
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (id, name)
);

CREATE TABLE handover.letters (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  app text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(id, ':', 1)) STORED,
  thread text COLLATE "C",
  at double precision NOT NULL,
  body text NOT NULL
);
CREATE INDEX letters_at ON handover.letters (app, at, seq);
CREATE INDEX letters_thread ON handover.letters (thread) WHERE thread IS NOT NULL;

CREATE TABLE handover.values (
  thread text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  expires_at double precision NOT NULL,
  PRIMARY KEY (thread, name)
);
CREATE INDEX values_gone ON handover.values (expires_at);

CREATE TABLE handover.timers (
  name text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  due_at double precision NOT NULL,
  data text NOT NULL,
  next_at double precision NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  revision bigint NOT NULL DEFAULT 0,
  cancelled boolean NOT NULL DEFAULT false,
  holder text NOT NULL DEFAULT '',
  PRIMARY KEY (name, key)
);
CREATE INDEX timers_due ON handover.timers (name, next_at);
`;
