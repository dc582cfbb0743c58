-- Creates the tables and functions of @handover/postgres in the schema "handover", or updates them.
-- Generated from packages/postgres/src/schema by scripts/generate.mjs. migrate(pool) runs the same.
DO $handover$
BEGIN
IF getdatabaseencoding() NOT IN ('UTF8', 'SQL_ASCII') THEN
RAISE 'the encoding of the database is not UTF8' USING ERRCODE = 'untranslatable_character';
END IF;
PERFORM pg_advisory_xact_lock(1751215716);
IF to_regnamespace('"handover"') IS NULL THEN
CREATE SCHEMA "handover";
END IF;
IF to_regclass('"handover".migrations') IS NULL THEN
CREATE TABLE "handover".migrations (version integer PRIMARY KEY);
END IF;

IF NOT EXISTS (SELECT 1 FROM "handover".migrations WHERE version = 1) THEN
CREATE TABLE "handover".threads (
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
CREATE INDEX threads_unsettled ON "handover".threads (app, changed_at) WHERE changes > settled;
CREATE INDEX threads_listed ON "handover".threads (app, listed, listed_at, thread) WHERE listed IS NOT NULL;
CREATE INDEX threads_gone ON "handover".threads (gone_at);

CREATE TABLE "handover".events (
  id text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  until double precision NOT NULL,
  done boolean NOT NULL DEFAULT false,
  parked boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 1,
  first_at double precision NOT NULL,
  gone_at double precision NOT NULL
) WITH (fillfactor = 60);
CREATE INDEX events_gone ON "handover".events (gone_at);

CREATE TABLE "handover".parked (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  app text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(id, ':', 1)) STORED,
  thread text COLLATE "C",
  lane text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(thread, chr(1) || ':' || id)) STORED,
  body text NOT NULL
);
CREATE INDEX parked_app ON "handover".parked (app, seq);
CREATE INDEX parked_lane ON "handover".parked (lane, seq);

CREATE TABLE "handover".steps (
  id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (id, name)
);

CREATE TABLE "handover".letters (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  app text COLLATE "C" NOT NULL GENERATED ALWAYS AS (split_part(id, ':', 1)) STORED,
  thread text COLLATE "C",
  at double precision NOT NULL,
  body text NOT NULL
);
CREATE INDEX letters_at ON "handover".letters (app, at, seq);
CREATE INDEX letters_thread ON "handover".letters (thread) WHERE thread IS NOT NULL;

CREATE TABLE "handover".values (
  thread text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  expires_at double precision NOT NULL,
  PRIMARY KEY (thread, name)
);
CREATE INDEX values_gone ON "handover".values (expires_at);

CREATE TABLE "handover".timers (
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
CREATE INDEX timers_due ON "handover".timers (name, next_at);

-- The record of a thread, as core has it. Without a row, that of a thread of which nothing is known.
CREATE FUNCTION "handover".record_of(kept "handover".threads) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'registers', coalesce(kept.registers, '{}'),
    'changes', coalesce(kept.changes, 0),
    'announced', coalesce(kept.announced, 0),
    'announcedOwner', coalesce(kept.announced_owner, ''))
$$;

-- Merges marks into registers. A mark stays if it is later, else of greater rank, else of the greater tie, but never
-- next to a mark of the same tie. A mark that says something else about the owner counts as a change.
CREATE FUNCTION "handover".merge_marks(INOUT registers jsonb, INOUT changes integer, marks jsonb)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  register text;
  mark jsonb;
  known jsonb;
BEGIN
  FOR register, mark IN SELECT each.key, each.value FROM jsonb_each(marks) AS each LOOP
    known := registers -> register;
    CONTINUE WHEN known IS NOT NULL AND (
      (mark ->> 'tie' <> '' AND mark ->> 'tie' = known ->> 'tie')
      OR ROW((mark -> 'at')::double precision, (mark -> 'rank')::double precision, (mark ->> 'tie') COLLATE "C")
        <= ROW((known -> 'at')::double precision, (known -> 'rank')::double precision, (known ->> 'tie') COLLATE "C"));
    registers := registers || jsonb_build_object(register, mark);
    IF mark ? 'says' AND (
      mark ->> 'says' IS DISTINCT FROM known ->> 'says' OR mark ->> 'appId' IS DISTINCT FROM known ->> 'appId')
    THEN
      changes := changes + 1;
    END IF;
  END LOOP;
END
$$;

-- Merges events of one thread, in order: { marks?, sign? }. Returns the record after each of them. Keeps the row locked.
CREATE FUNCTION "handover".receive(key text, events jsonb[], at_ms double precision)
RETURNS jsonb[] LANGUAGE plpgsql AS $$
DECLARE
  kept "handover".threads;
  event jsonb;
  is_known boolean;
  merged jsonb;
  changes_after integer;
  has_sign boolean;
  has_marks boolean;
  records jsonb[];
BEGIN
  LOOP
    SELECT * INTO kept FROM "handover".threads AS t WHERE t.thread = key FOR UPDATE;
    is_known := FOUND;
    IF NOT is_known THEN
      kept.registers := '{}';
      kept.changes := 0;
    END IF;
    merged := kept.registers;
    changes_after := kept.changes;
    has_sign := false;
    has_marks := false;
    records := '{}';
    FOREACH event IN ARRAY events LOOP
      IF kept.listed = 'others' AND event ? 'sign' THEN
        has_sign := true;
        IF event #>> '{sign,by}' = 'customer' THEN
          kept.customer_at := greatest(kept.customer_at, (event #> '{sign,at}')::double precision);
        ELSE
          kept.human_at := greatest(kept.human_at, (event #> '{sign,at}')::double precision);
        END IF;
      END IF;
      IF event ? 'marks' THEN
        has_marks := true;
        SELECT m.registers, m.changes INTO merged, changes_after
        FROM "handover".merge_marks(merged, changes_after, event -> 'marks') AS m;
      END IF;
      records := records || jsonb_build_object(
        'registers', merged,
        'changes', changes_after,
        'announced', coalesce(kept.announced, 0),
        'announcedOwner', coalesce(kept.announced_owner, ''));
    END LOOP;

    IF is_known THEN
      -- If an observation brings nothing new, the row is written at most once a day, to be kept.
      IF has_sign OR merged <> kept.registers OR (has_marks AND at_ms - kept.touched_at >= 86400000) THEN
        UPDATE "handover".threads AS t SET
          registers = merged,
          changed_at = CASE WHEN t.changes = changes_after THEN t.changed_at ELSE at_ms END,
          changes = changes_after,
          customer_at = kept.customer_at,
          human_at = kept.human_at,
          touched_at = at_ms,
          gone_at = ceil((at_ms + 2678400000) / 86400000) * 86400000
        WHERE t.thread = key;
      END IF;
      RETURN records;
    END IF;
    EXIT WHEN merged = '{}';
    INSERT INTO "handover".threads (thread, registers, changes, changed_at, touched_at, gone_at)
    VALUES (key, merged, changes_after, at_ms, at_ms, ceil((at_ms + 2678400000) / 86400000) * 86400000)
    ON CONFLICT (thread) DO NOTHING;
    EXIT WHEN FOUND;
    -- Another transaction has made the row meanwhile: merge into that one.
  END LOOP;
  RETURN records;
END
$$;

CREATE FUNCTION "handover".observe(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  SELECT to_jsonb(("handover".receive(
    given ->> 'thread', ARRAY[jsonb_build_object('marks', given -> 'marks')], (given -> 'now')::double precision))[1])
$$;

CREATE FUNCTION "handover".read_thread(given jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  kept "handover".threads;
BEGIN
  SELECT * INTO kept FROM "handover".threads AS t WHERE t.thread = given ->> 'thread';
  RETURN "handover".record_of(kept);
END
$$;

-- Makes the row of a thread that was announced before anything was observed.
CREATE FUNCTION "handover".make_thread(key text, at_ms double precision) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "handover".threads (thread, changed_at, touched_at, gone_at)
  VALUES (key, at_ms, at_ms, ceil((at_ms + 2678400000) / 86400000) * 86400000)
  ON CONFLICT (thread) DO NOTHING
$$;

CREATE FUNCTION "handover".claim_announcement(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
BEGIN
  IF (given -> 'announced')::integer = 0 THEN
    PERFORM "handover".make_thread(given ->> 'thread', at_ms);
  END IF;
  UPDATE "handover".threads AS t SET
    announcing_until = (given -> 'until')::double precision,
    touched_at = at_ms,
    gone_at = ceil((at_ms + 2678400000) / 86400000) * 86400000
  WHERE t.thread = given ->> 'thread' AND t.announced = (given -> 'announced')::integer AND t.announcing_until <= at_ms;
  RETURN to_jsonb(FOUND);
END
$$;

CREATE FUNCTION "handover".mark_announced(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  owner_listed text := given ->> 'listed';
BEGIN
  IF (given -> 'announced')::integer = 0 THEN
    PERFORM "handover".make_thread(given ->> 'thread', at_ms);
  END IF;
  UPDATE "handover".threads AS t SET
    announced = t.announced + 1,
    announced_owner = given ->> 'owner',
    settled = greatest(t.settled, (given -> 'changes')::integer),
    announcing_until = 0,
    touched_at = at_ms,
    gone_at = ceil((at_ms + 2678400000) / 86400000) * 86400000,
    listed = owner_listed,
    listed_at = CASE WHEN t.listed = owner_listed THEN t.listed_at ELSE at_ms END,
    customer_at = CASE WHEN t.listed = owner_listed AND owner_listed = 'others' THEN t.customer_at END,
    human_at = CASE WHEN t.listed = owner_listed AND owner_listed = 'others' THEN t.human_at END
  WHERE t.thread = given ->> 'thread' AND t.announced = (given -> 'announced')::integer;
  RETURN "handover".read_thread(given);
END
$$;

CREATE FUNCTION "handover".unsettled_threads(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(listed_first.thread ORDER BY listed_first.changed_at), '[]') FROM (
    SELECT t.thread, t.changed_at FROM "handover".threads AS t
    WHERE t.app = given ->> 'app' AND t.changes > t.settled AND t.changed_at <= (given -> 'before')::double precision
    ORDER BY t.changed_at LIMIT (given -> 'limit')::integer
  ) AS listed_first
$$;

CREATE FUNCTION "handover".settle_thread(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  UPDATE "handover".threads AS t SET settled = greatest(t.settled, (given -> 'changes')::integer)
  WHERE t.thread = given ->> 'thread' AND t.settled < (given -> 'changes')::integer
  RETURNING 'true'::jsonb
$$;

-- A page of the waiting list. Reads the index of each owner in order, and merges the two.
CREATE FUNCTION "handover".list_threads(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'thread', page.thread,
    'owner', page.listed,
    'since', page.listed_at,
    'customerAt', page.customer_at,
    'humanAt', page.human_at)) ORDER BY page.listed_at, page.thread), '[]')
  FROM (
    SELECT of_owner.* FROM jsonb_array_elements_text(given -> 'owners') AS owner
    CROSS JOIN LATERAL (
      SELECT t.thread, t.listed, t.listed_at, t.customer_at, t.human_at FROM "handover".threads AS t
      WHERE t.app = given ->> 'app' AND t.listed = owner
        AND (t.listed_at, t.thread)
          > (coalesce((given -> 'at')::double precision, '-infinity'), (given ->> 'rest') COLLATE "C")
        AND t.touched_at > (given -> 'now')::double precision - 2678400000
      ORDER BY t.listed_at, t.thread LIMIT (given -> 'limit')::integer
    ) AS of_owner
    ORDER BY of_owner.listed_at, of_owner.thread LIMIT (given -> 'limit')::integer
  ) AS page
$$;

CREATE FUNCTION "handover".get_value(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT to_jsonb(v.value) FROM "handover".values AS v
  WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name' AND v.expires_at > (given -> 'now')::double precision
$$;

-- Sets, or without 'value' removes, a value that still is 'expected', or without 'expected' is not there.
CREATE FUNCTION "handover".set_value(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  expires double precision := coalesce((given ->> 'expiresAt')::double precision, 'infinity');
BEGIN
  IF given ? 'expected' THEN
    IF given ? 'value' THEN
      UPDATE "handover".values AS v SET value = given ->> 'value', expires_at = expires
      WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name'
        AND v.value = given ->> 'expected' AND v.expires_at > at_ms;
    ELSE
      DELETE FROM "handover".values AS v
      WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name'
        AND v.value = given ->> 'expected' AND v.expires_at > at_ms;
    END IF;
    RETURN to_jsonb(FOUND);
  END IF;
  IF given ? 'value' THEN
    INSERT INTO "handover".values AS v (thread, name, value, expires_at)
    VALUES (given ->> 'thread', given ->> 'name', given ->> 'value', expires)
    ON CONFLICT (thread, name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE v.expires_at <= at_ms;
    RETURN to_jsonb(FOUND);
  END IF;
  RETURN to_jsonb("handover".get_value(given) IS NULL);
END
$$;

CREATE FUNCTION "handover".texts_of(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(word), '{}') FROM jsonb_array_elements_text(list) AS word
$$;

-- What earlier runs of an event recorded, by step.
CREATE FUNCTION "handover".journal_of(event text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_object_agg(s.name, s.value) FROM "handover".steps AS s WHERE s.id = event
$$;

-- Claims those of these parked events whose lease is over. Returns them in order of arrival.
CREATE FUNCTION "handover".claim_runs(ids text[], by_holder text, lease_until double precision, at_ms double precision)
RETURNS TABLE (lane text, seq bigint, run jsonb) LANGUAGE sql AS $$
  WITH mine AS (
    UPDATE "handover".events AS e SET
      holder = by_holder,
      until = lease_until,
      attempts = e.attempts + 1,
      gone_at = ceil((lease_until + 129600000) / 3600000) * 3600000
    WHERE e.id = ANY (ids) AND e.parked AND e.until <= at_ms
    RETURNING e.id, e.attempts, e.first_at
  )
  SELECT p.lane, p.seq, jsonb_strip_nulls(jsonb_build_object(
    'id', p.id,
    'thread', p.thread,
    'body', p.body,
    'attempts', mine.attempts,
    'firstAt', mine.first_at,
    'journal', "handover".journal_of(p.id)))
  FROM mine JOIN "handover".parked AS p ON p.id = mine.id ORDER BY p.seq
$$;

CREATE FUNCTION "handover".begin_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  lease_until double precision := at_ms + (given -> 'leaseMs')::double precision;
  asked jsonb := given -> 'events';
  records jsonb[];
  received jsonb[];
  keys text[] := '{}';
  key text;
  numbers integer[];
  place integer;
  ids text[];
  waiting text[];
  ahead jsonb := '{}';
  claimed text[];
  answers jsonb;
BEGIN
  FOR key, numbers IN
    SELECT each.value ->> 'thread', array_agg(each.number::integer ORDER BY each.number)
    FROM jsonb_array_elements(asked) WITH ORDINALITY AS each (value, number)
    WHERE each.value ? 'thread' GROUP BY 1 ORDER BY (each.value ->> 'thread') COLLATE "C"
  LOOP
    keys := keys || key;
    received := "handover".receive(key, ARRAY(SELECT asked -> (n - 1) FROM unnest(numbers) AS n), at_ms);
    FOR place IN 1 .. cardinality(numbers) LOOP
      records[numbers[place]] := received[place];
    END LOOP;
  END LOOP;

  SELECT array_agg(DISTINCT each.value ->> 'id') INTO ids FROM jsonb_array_elements(asked) AS each;
  SELECT array_agg(p.id) INTO waiting FROM "handover".parked AS p WHERE p.lane = ANY (keys);
  IF waiting IS NOT NULL THEN
    PERFORM 1 FROM "handover".events AS e WHERE e.id = ANY (ids || waiting) ORDER BY e.id FOR UPDATE;
    SELECT coalesce(jsonb_object_agg(of_lane.lane, of_lane.runs), '{}') INTO ahead FROM (
      SELECT runs.lane, jsonb_agg(runs.run ORDER BY runs.seq) AS runs
      FROM "handover".claim_runs(waiting, given ->> 'holder', lease_until, at_ms) AS runs GROUP BY runs.lane
    ) AS of_lane;
  END IF;

  -- An event with an expired lease is free again: its holder died. A done-mark expires in the same way, and the event
  -- then starts afresh.
  WITH mine AS (
    INSERT INTO "handover".events AS e (id, holder, until, first_at, gone_at)
    SELECT own.id, given ->> 'holder', lease_until, at_ms, ceil((lease_until + 129600000) / 3600000) * 3600000
    FROM unnest(ids) AS own (id) ORDER BY own.id COLLATE "C"
    ON CONFLICT (id) DO UPDATE SET
      holder = excluded.holder,
      until = excluded.until,
      attempts = CASE WHEN e.done THEN 1 ELSE e.attempts + 1 END,
      first_at = CASE WHEN e.done THEN excluded.first_at ELSE e.first_at END,
      done = false,
      gone_at = excluded.gone_at
    WHERE e.until <= at_ms AND NOT e.parked
    RETURNING e.id
  )
  SELECT coalesce(array_agg(mine.id), '{}') INTO claimed FROM mine;

  SELECT jsonb_agg(jsonb_build_array(
    CASE
      WHEN each.nth_of_id = 1 AND e.id = ANY (claimed) THEN 'claimed'
      WHEN e.parked THEN 'parked'
      WHEN e.done THEN 'done'
      ELSE 'leased'
    END,
    e.attempts,
    e.first_at,
    records[each.number],
    CASE WHEN e.attempts > 1 AND each.nth_of_id = 1 AND e.id = ANY (claimed) THEN "handover".journal_of(e.id) END,
    CASE WHEN each.nth_of_thread = 1 THEN ahead -> each.thread END
  ) ORDER BY each.number) INTO answers
  FROM (
    SELECT a.number, a.value ->> 'id' AS id, a.value ->> 'thread' AS thread,
      row_number() OVER (PARTITION BY a.value ->> 'id' ORDER BY a.number) AS nth_of_id,
      row_number() OVER (PARTITION BY a.value ->> 'thread' ORDER BY a.number) AS nth_of_thread
    FROM jsonb_array_elements(asked) WITH ORDINALITY AS a (value, number)
  ) AS each
  JOIN "handover".events AS e ON e.id = each.id;

  -- Last: one of these events may have expired, and each needs its answer.
  IF (given -> 'purge')::boolean THEN
    PERFORM "handover".purge(at_ms);
  END IF;
  RETURN answers;
END
$$;

-- Undoes the claims of a begin whose caller no longer waits for it: [id, attempts][]. They don't count as attempts.
CREATE FUNCTION "handover".take_back(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
BEGIN
  PERFORM 1 FROM "handover".events AS e
  WHERE e.id IN (SELECT claim ->> 0 FROM jsonb_array_elements(given -> 'claims') AS claim) ORDER BY e.id FOR UPDATE;
  UPDATE "handover".events AS e SET until = at_ms, holder = '', attempts = e.attempts - 1
  FROM jsonb_array_elements(given -> 'claims') AS claim
  WHERE e.id = claim ->> 0 AND e.attempts = (claim -> 1)::integer AND e.holder = given ->> 'holder'
    AND e.until = (given -> 'until')::double precision AND NOT e.done;
  DELETE FROM "handover".events AS e
  WHERE e.id IN (SELECT claim ->> 0 FROM jsonb_array_elements(given -> 'claims') AS claim)
    AND e.attempts = 0 AND NOT e.parked;
  RETURN NULL;
END
$$;

CREATE FUNCTION "handover".renew_leases(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH held AS (
    SELECT e.id FROM "handover".events AS e
    WHERE e.id = ANY ("handover".texts_of(given -> 'ids')) AND e.holder = given ->> 'holder' AND NOT e.done
    ORDER BY e.id FOR UPDATE
  ), renewed AS (
    UPDATE "handover".events AS e SET
      until = (given -> 'until')::double precision,
      gone_at = ceil(((given -> 'until')::double precision + 129600000) / 3600000) * 3600000
    FROM held WHERE e.id = held.id
    RETURNING e.id
  )
  SELECT coalesce(jsonb_agg(renewed.id), '[]') FROM renewed
$$;

CREATE FUNCTION "handover".end_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  done_until double precision := at_ms + (given -> 'doneForMs')::double precision;
  failed text[] := "handover".texts_of(given -> 'failed');
  over text[] := "handover".texts_of(given -> 'over');
  left_over jsonb := given -> 'letters';
  bounds jsonb := given -> 'bounds';
  app text;
BEGIN
  IF cardinality(failed) > 0 OR jsonb_array_length(left_over) > 0 THEN
    PERFORM 1 FROM "handover".events AS e WHERE e.id = ANY (failed || over) ORDER BY e.id FOR UPDATE;
  END IF;
  IF jsonb_array_length(left_over) > 0 THEN
    -- Before the done-marks: an event that is done already keeps no letter.
    INSERT INTO "handover".letters (id, thread, at, body)
    SELECT letter.id, letter.thread, at_ms, letter.body
    FROM (
      SELECT DISTINCT ON (each.value ->> 'id') each.value ->> 'id' AS id, each.value ->> 'thread' AS thread,
        each.value ->> 'body' AS body, each.number
      FROM jsonb_array_elements(left_over) WITH ORDINALITY AS each (value, number)
      ORDER BY each.value ->> 'id', each.number
    ) AS letter
    WHERE NOT EXISTS (SELECT 1 FROM "handover".events AS e WHERE e.id = letter.id AND e.done AND e.until > at_ms)
    ORDER BY letter.number
    ON CONFLICT (id) DO UPDATE SET thread = excluded.thread, at = excluded.at, body = excluded.body;
  END IF;
  PERFORM "handover".mark_done(over, given ->> 'holder', done_until, at_ms);
  -- Without a holder, a renewal on its way can't restore the lease.
  IF cardinality(failed) > 0 THEN
    UPDATE "handover".events AS e SET until = at_ms, holder = '', gone_at = ceil((at_ms + 129600000) / 3600000) * 3600000
    WHERE e.id = ANY (failed) AND e.holder = given ->> 'holder' AND NOT e.done;
  END IF;
  FOR app IN SELECT word FROM jsonb_array_elements_text(given -> 'trim') AS word LOOP
    PERFORM "handover".trim_letters(app, at_ms - (bounds -> 'keepMs')::double precision, (bounds -> 'most')::bigint);
  END LOOP;
  IF (given -> 'purge')::boolean THEN
    PERFORM "handover".purge(at_ms);
  END IF;
  RETURN NULL;
END
$$;

-- Marks events as done, and removes their parked bodies, and their steps unless they have a letter.
CREATE FUNCTION "handover".mark_done(ids text[], by_holder text, done_until double precision, at_ms double precision)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "handover".events AS e (id, holder, until, done, first_at, gone_at)
  SELECT own.id, by_holder, done_until, true, at_ms, ceil((done_until) / 3600000) * 3600000
  FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS own ORDER BY own.id COLLATE "C"
  ON CONFLICT (id) DO UPDATE SET
    until = excluded.until, done = true, parked = false, gone_at = excluded.gone_at;
  DELETE FROM "handover".parked AS p WHERE p.id = ANY (ids);
  DELETE FROM "handover".steps AS s WHERE s.id = ANY (ids)
    AND NOT EXISTS (SELECT 1 FROM "handover".letters AS l WHERE l.id = s.id);
END
$$;

CREATE FUNCTION "handover".park_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  held text[];
BEGIN
  SELECT array_agg(mine.id) INTO held FROM (
    SELECT e.id FROM "handover".events AS e
    WHERE e.id IN (SELECT each.value ->> 'id' FROM jsonb_array_elements(given -> 'events') AS each)
      AND e.holder = given ->> 'holder' AND NOT e.done
    ORDER BY e.id FOR UPDATE
  ) AS mine;
  UPDATE "handover".events AS e SET parked = true WHERE e.id = ANY (held);
  INSERT INTO "handover".parked (id, thread, body)
  SELECT event.id, event.thread, event.body
  FROM (
    SELECT DISTINCT ON (each.value ->> 'id') each.value ->> 'id' AS id, each.value ->> 'thread' AS thread,
      each.value ->> 'body' AS body, each.number
    FROM jsonb_array_elements(given -> 'events') WITH ORDINALITY AS each (value, number)
    WHERE each.value ->> 'id' = ANY (held) ORDER BY each.value ->> 'id', each.number
  ) AS event ORDER BY event.number
  ON CONFLICT (id) DO UPDATE SET body = excluded.body; -- It keeps its place.
  RETURN NULL;
END
$$;

-- Whether the lease of a parked event in this lane is over, and no other holder has a live one.
CREATE FUNCTION "handover".is_free(of_lane text, by_holder text, at_ms double precision)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(bool_or(e.until <= at_ms) AND NOT bool_or(e.until > at_ms AND e.holder <> by_holder), false)
    FROM "handover".parked AS p JOIN "handover".events AS e ON e.id = p.id WHERE p.lane = of_lane
  );
END
$$;

-- Claims the parked events of threads whose holders are gone, those that arrived first ahead. If another transaction is at
-- one of the events, it leaves out the thread instead of waiting.
CREATE FUNCTION "handover".claim_parked(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  by_holder text := given ->> 'holder';
  next_one record;
  locked text[];
  runs jsonb := '[]';
  lanes integer := 0;
BEGIN
  -- Reads a few at a time, in order of arrival, and stops as soon as it has enough.
  FOR next_one IN
    SELECT p.lane, p.seq FROM "handover".parked AS p WHERE p.app = given ->> 'app' ORDER BY p.seq
  LOOP
    EXIT WHEN lanes >= (given -> 'limit')::integer;
    -- Only the first event of a lane asks for it: the others would ask the same again.
    CONTINUE WHEN EXISTS (
      SELECT 1 FROM "handover".parked AS p WHERE p.lane = next_one.lane AND p.seq < next_one.seq);
    CONTINUE WHEN NOT "handover".is_free(next_one.lane, by_holder, at_ms);
    -- Another transaction may have ended one of them just now: its row of an event is read again as it is locked.
    SELECT array_agg(mine.id) INTO locked FROM (
      SELECT e.id FROM "handover".parked AS p JOIN "handover".events AS e ON e.id = p.id
      WHERE p.lane = next_one.lane AND e.parked FOR UPDATE OF e SKIP LOCKED
    ) AS mine;
    CONTINUE WHEN cardinality(locked) IS DISTINCT FROM (
      SELECT count(*)::integer FROM "handover".parked AS p WHERE p.lane = next_one.lane);
    -- Another process may have claimed them before they were locked.
    CONTINUE WHEN NOT "handover".is_free(next_one.lane, by_holder, at_ms);
    runs := runs || (
      SELECT jsonb_agg(CASE
        WHEN one.run ? 'thread' THEN one.run || jsonb_build_object('record', "handover".read_thread(one.run))
        ELSE one.run
      END ORDER BY one.seq)
      FROM "handover".claim_runs(locked, by_holder, at_ms + (given -> 'leaseMs')::double precision, at_ms) AS one);
    lanes := lanes + 1;
  END LOOP;
  RETURN runs;
END
$$;

CREATE FUNCTION "handover".record_step(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  -- Locked, so that the event is not marked as done before the step is there to be removed.
  PERFORM 1 FROM "handover".events AS e WHERE e.id = given ->> 'id' AND NOT e.done FOR SHARE;
  IF FOUND OR EXISTS (SELECT 1 FROM "handover".letters AS l WHERE l.id = given ->> 'id') THEN
    INSERT INTO "handover".steps (id, name, value) VALUES (given ->> 'id', given ->> 'name', given ->> 'value')
    ON CONFLICT (id, name) DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;

-- Removes the recorded steps of events that are neither open nor letters.
CREATE FUNCTION "handover".clear_steps(ids text[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM "handover".steps AS s WHERE s.id = ANY (ids)
    AND NOT EXISTS (SELECT 1 FROM "handover".events AS e WHERE e.id = s.id AND NOT e.done)
    AND NOT EXISTS (SELECT 1 FROM "handover".letters AS l WHERE l.id = s.id)
$$;

-- Removes an app's letters that were given up at old_at or before, and the oldest beyond most, the oldest first, a slice at
-- a time. Letters that another transaction is at stay until the next time.
CREATE FUNCTION "handover".trim_letters(of_app text, old_at double precision, most bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last_at double precision;
  last_seq bigint;
  removed text[];
BEGIN
  -- The newest letter that is one too many.
  SELECT l.at, l.seq INTO last_at, last_seq FROM "handover".letters AS l WHERE l.app = of_app
  ORDER BY l.at DESC, l.seq DESC OFFSET most LIMIT 1;
  IF last_at IS NULL OR last_at < old_at THEN
    last_at := old_at;
    -- Below every number, so that a letter of exactly this time stays.
    last_seq := -1;
  END IF;
  WITH old AS (
    SELECT l.seq FROM "handover".letters AS l WHERE l.app = of_app AND (l.at, l.seq) <= (last_at, last_seq)
    ORDER BY l.at, l.seq LIMIT 1000 FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM "handover".letters AS l USING old WHERE l.seq = old.seq RETURNING l.id
  )
  SELECT array_agg(gone.id) INTO removed FROM gone;
  IF removed IS NOT NULL THEN
    PERFORM "handover".clear_steps(removed);
  END IF;
END
$$;

CREATE FUNCTION "handover".list_letters(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'seq', page.seq::text, 'id', page.id, 'thread', page.thread, 'at', page.at, 'body', page.body))
    ORDER BY page.at, page.seq), '[]')
  FROM (
    SELECT l.* FROM "handover".letters AS l
    WHERE l.app = given ->> 'app'
      AND (l.at, l.seq) > (coalesce((given -> 'at')::double precision, '-infinity'), (given ->> 'rest')::bigint)
    ORDER BY l.at, l.seq LIMIT (given -> 'limit')::integer
  ) AS page
$$;

CREATE FUNCTION "handover".retry_letter(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  lease_until double precision := at_ms + (given -> 'leaseMs')::double precision;
  letter "handover".letters;
  run jsonb;
BEGIN
  PERFORM 1 FROM "handover".events AS e WHERE e.id = given ->> 'id' FOR UPDATE;
  DELETE FROM "handover".letters AS l WHERE l.id = given ->> 'id' RETURNING * INTO letter;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO "handover".events AS e (id, holder, until, parked, first_at, gone_at)
  VALUES (letter.id, given ->> 'holder', lease_until, true, at_ms,
    ceil((lease_until + 129600000) / 3600000) * 3600000)
  ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder, until = excluded.until, done = false, parked = true, attempts = 1,
    first_at = excluded.first_at, gone_at = excluded.gone_at;
  DELETE FROM "handover".parked AS p WHERE p.id = letter.id;
  INSERT INTO "handover".parked (id, thread, body) VALUES (letter.id, letter.thread, letter.body);
  run := jsonb_strip_nulls(jsonb_build_object(
    'id', letter.id, 'thread', letter.thread, 'body', letter.body, 'attempts', 1, 'firstAt', at_ms,
    'journal', "handover".journal_of(letter.id)));
  IF letter.thread IS NOT NULL THEN
    run := run || jsonb_build_object('record', "handover".read_thread(run));
  END IF;
  RETURN run;
END
$$;

CREATE FUNCTION "handover".discard_letter(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "handover".events AS e WHERE e.id = given ->> 'id' FOR UPDATE;
  DELETE FROM "handover".letters AS l WHERE l.id = given ->> 'id';
  IF NOT FOUND THEN
    RETURN 'false';
  END IF;
  PERFORM "handover".clear_steps(ARRAY[given ->> 'id']);
  RETURN 'true';
END
$$;

CREATE FUNCTION "handover".thread_bodies(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', kept.id, 'body', kept.body)), '[]') FROM (
    SELECT p.id, p.body FROM "handover".parked AS p WHERE p.lane = given ->> 'thread'
    UNION ALL
    SELECT l.id, l.body FROM "handover".letters AS l WHERE l.thread = given ->> 'thread'
  ) AS kept
$$;

CREATE FUNCTION "handover".replace_body(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH in_parked AS (
    UPDATE "handover".parked AS p SET body = given ->> 'body'
    WHERE p.id = given ->> 'id' AND p.body = given ->> 'expected' RETURNING 1
  ), in_letters AS (
    UPDATE "handover".letters AS l SET body = given ->> 'body'
    WHERE l.id = given ->> 'id' AND l.body = given ->> 'expected' RETURNING 1
  )
  SELECT to_jsonb(EXISTS (SELECT 1 FROM in_parked) OR EXISTS (SELECT 1 FROM in_letters))
$$;

CREATE FUNCTION "handover".forget_thread(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  ids text[];
BEGIN
  PERFORM 1 FROM "handover".threads AS t WHERE t.thread = given ->> 'thread' FOR UPDATE;
  SELECT array_agg(kept ->> 'id') INTO ids FROM jsonb_array_elements("handover".thread_bodies(given)) AS kept;
  PERFORM 1 FROM "handover".events AS e WHERE e.id = ANY (ids) ORDER BY e.id FOR UPDATE;
  DELETE FROM "handover".letters AS l WHERE l.thread = given ->> 'thread';
  PERFORM "handover".mark_done(ids, '', at_ms + (given -> 'doneForMs')::double precision, at_ms);
  DELETE FROM "handover".values AS v WHERE v.thread = given ->> 'thread';
  DELETE FROM "handover".threads AS t WHERE t.thread = given ->> 'thread';
  RETURN NULL;
END
$$;

-- Removes a slice of the rows that have expired. Rows that another transaction is at stay until the next time.
CREATE FUNCTION "handover".purge(at_ms double precision) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  removed text[];
BEGIN
  WITH old AS (
    SELECT e.id FROM "handover".events AS e WHERE e.gone_at <= at_ms
    ORDER BY e.gone_at LIMIT 256 FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM "handover".events AS e USING old WHERE e.id = old.id RETURNING e.id
  )
  SELECT array_agg(gone.id) INTO removed FROM gone;
  IF removed IS NOT NULL THEN
    DELETE FROM "handover".parked AS p WHERE p.id = ANY (removed);
    PERFORM "handover".clear_steps(removed);
  END IF;
  DELETE FROM "handover".threads AS t USING (
    SELECT old.thread FROM "handover".threads AS old WHERE old.gone_at <= at_ms
    ORDER BY old.gone_at LIMIT 256 FOR UPDATE SKIP LOCKED
  ) AS old WHERE t.thread = old.thread;
  DELETE FROM "handover".values AS v USING (
    SELECT old.thread, old.name FROM "handover".values AS old WHERE old.expires_at <= at_ms
    ORDER BY old.expires_at LIMIT 256 FOR UPDATE SKIP LOCKED
  ) AS old WHERE v.thread = old.thread AND v.name = old.name;
END
$$;

-- Whether a timer runs: its lease lasts, or the caller says that it runs the timer itself, though late.
CREATE FUNCTION "handover".is_running(kept "handover".timers, given jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT kept.holder <> '' AND (
    kept.next_at > (given -> 'now')::double precision OR kept.holder = given ->> 'runningBy')
$$;

CREATE FUNCTION "handover".set_timer(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "handover".timers AS t (name, key, due_at, data, next_at)
  VALUES (given ->> 'name', given ->> 'key', (given -> 'dueAt')::double precision, given ->> 'data',
    (given -> 'dueAt')::double precision)
  ON CONFLICT (name, key) DO UPDATE SET
    due_at = excluded.due_at,
    data = excluded.data,
    failures = 0,
    cancelled = false,
    revision = t.revision + 1,
    next_at = CASE WHEN "handover".is_running(t, given)
      THEN greatest(t.next_at, (given -> 'until')::double precision) ELSE excluded.next_at END,
    holder = CASE WHEN "handover".is_running(t, given) THEN t.holder ELSE '' END;
  IF given ? 'notify' THEN
    PERFORM pg_notify(given ->> 'notify', given ->> 'dueAt');
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION "handover".cancel_timer(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "handover".timers AS t SET cancelled = true, next_at = greatest(t.next_at, (given -> 'until')::double precision)
  WHERE t.name = given ->> 'name' AND t.key = given ->> 'key' AND "handover".is_running(t, given);
  IF NOT FOUND THEN
    DELETE FROM "handover".timers AS t WHERE t.name = given ->> 'name' AND t.key = given ->> 'key';
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION "handover".renew_timers(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH held AS (
    SELECT t.name, t.key FROM jsonb_array_elements(given -> 'running') AS running
    JOIN "handover".timers AS t ON t.name = running ->> 0 AND t.key = running ->> 1 AND t.holder = given ->> 'holder'
    ORDER BY t.name, t.key FOR UPDATE OF t
  ), renewed AS (
    UPDATE "handover".timers AS t SET next_at = (given -> 'until')::double precision
    FROM held WHERE t.name = held.name AND t.key = held.key
    RETURNING 1
  )
  SELECT to_jsonb(count(*)) FROM renewed
$$;

-- Leases due timers, those that have waited longest first, and returns them with the time of the next one. Timers that
-- another process is at are skipped.
CREATE FUNCTION "handover".lease_timers(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  leased jsonb;
BEGIN
  PERFORM "handover".renew_timers(given);
  WITH due AS (
    SELECT each.* FROM jsonb_array_elements_text(given -> 'names') AS handled
    CROSS JOIN LATERAL (
      SELECT t.name, t.key, t.due_at, t.next_at, t.cancelled FROM "handover".timers AS t
      WHERE t.name = handled AND t.next_at <= at_ms
      ORDER BY t.next_at LIMIT (given -> 'most')::integer FOR UPDATE SKIP LOCKED
    ) AS each
    ORDER BY each.next_at LIMIT (given -> 'most')::integer
  ), cancelled AS (
    -- The lease of a dead process has ended. Was the timer cancelled or set again meanwhile?
    DELETE FROM "handover".timers AS t USING due WHERE t.name = due.name AND t.key = due.key AND due.cancelled
  ), postponed AS (
    UPDATE "handover".timers AS t SET holder = '', next_at = t.due_at FROM due
    WHERE t.name = due.name AND t.key = due.key AND NOT due.cancelled AND due.due_at > at_ms
  ), mine AS (
    UPDATE "handover".timers AS t SET holder = given ->> 'holder', next_at = (given -> 'until')::double precision FROM due
    WHERE t.name = due.name AND t.key = due.key AND NOT due.cancelled AND due.due_at <= at_ms
    RETURNING t.name, t.key, t.due_at, t.data, t.failures, t.revision, due.next_at AS waited_since
  )
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'name', mine.name, 'key', mine.key, 'dueAt', mine.due_at, 'data', mine.data,
    'failures', mine.failures, 'revision', mine.revision) ORDER BY mine.waited_since), '[]')
  INTO leased FROM mine;
  RETURN jsonb_build_object('leased', leased, 'next', (
    SELECT min(first.next_at) FROM jsonb_array_elements_text(given -> 'names') AS handled
    CROSS JOIN LATERAL (
      SELECT t.next_at FROM "handover".timers AS t WHERE t.name = handled ORDER BY t.next_at LIMIT 1
    ) AS first));
END
$$;

-- Records how runs ended: { name, key, revision, retryAt? }[]. A timer that was set again meanwhile waits for its new
-- time; a cancelled one is removed.
CREATE FUNCTION "handover".end_timers(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH ended AS (
    SELECT t.name, t.key,
      t.cancelled OR (NOT run ? 'retryAt' AND t.revision = (run -> 'revision')::bigint) AS is_over,
      CASE WHEN t.revision = (run -> 'revision')::bigint THEN (run -> 'retryAt')::double precision END AS retry_at
    FROM jsonb_array_elements(given -> 'runs') AS run
    JOIN "handover".timers AS t ON t.name = run ->> 'name' AND t.key = run ->> 'key' AND t.holder = given ->> 'holder'
    ORDER BY t.name, t.key FOR UPDATE OF t
  ), removed AS (
    DELETE FROM "handover".timers AS t USING ended WHERE t.name = ended.name AND t.key = ended.key AND ended.is_over
  ), freed AS (
    UPDATE "handover".timers AS t SET
      holder = '',
      next_at = coalesce(ended.retry_at, t.due_at),
      failures = CASE WHEN ended.retry_at IS NULL THEN t.failures ELSE t.failures + 1 END
    FROM ended WHERE t.name = ended.name AND t.key = ended.key AND NOT ended.is_over
  )
  SELECT 'true'::jsonb
$$;

DECLARE
  called regprocedure;
BEGIN
  FOR called IN
    SELECT p.oid FROM pg_proc AS p JOIN pg_class AS c ON c.relnamespace = p.pronamespace
    WHERE c.oid = '"handover".migrations'::regclass AND p.pronargs = 1
      AND p.proargtypes[0] = 'jsonb'::regtype AND p.prorettype = 'jsonb'::regtype
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, pg_temp', called);
  END LOOP;
END;
INSERT INTO "handover".migrations (version) VALUES (1);
END IF;
END
$handover$;
