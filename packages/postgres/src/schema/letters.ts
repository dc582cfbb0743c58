import { DONE_FOR_MS } from '@handover/core/store';

const HOUR_MS = 3_600_000;

/** At most this many rows are removed at once. */
const SLICE = 256;

/** At most this many letters are removed at once. */
const MOST_LETTERS = 1_000;

/** Functions about dead letters, what is kept of a thread, and what has expired. */
export const LETTER_FUNCTIONS: string = `
-- Removes the recorded steps of events that are neither open nor letters.
CREATE FUNCTION handover.clear_steps(ids text[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM handover.steps AS s WHERE s.id = ANY (ids)
    AND NOT EXISTS (SELECT 1 FROM handover.events AS e WHERE e.id = s.id AND NOT e.done)
    AND NOT EXISTS (SELECT 1 FROM handover.letters AS l WHERE l.id = s.id)
$$;

-- Removes an app's letters that were given up at old_at or before, and the oldest beyond most, the oldest first, a slice at
-- a time. Letters that another transaction is at stay until the next time.
CREATE FUNCTION handover.trim_letters(of_app text, old_at double precision, most bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last_at double precision;
  last_seq bigint;
  removed text[];
BEGIN
  -- The newest letter that is one too many.
  SELECT l.at, l.seq INTO last_at, last_seq FROM handover.letters AS l WHERE l.app = of_app
  ORDER BY l.at DESC, l.seq DESC OFFSET most LIMIT 1;
  IF last_at IS NULL OR last_at < old_at THEN
    last_at := old_at;
    -- Below every number, so that a letter of exactly this time stays.
    last_seq := -1;
  END IF;
  WITH old AS (
    SELECT l.seq FROM handover.letters AS l WHERE l.app = of_app AND (l.at, l.seq) <= (last_at, last_seq)
    ORDER BY l.at, l.seq LIMIT ${MOST_LETTERS} FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM handover.letters AS l USING old WHERE l.seq = old.seq RETURNING l.id
  )
  SELECT array_agg(gone.id) INTO removed FROM gone;
  IF removed IS NOT NULL THEN
    PERFORM handover.clear_steps(removed);
  END IF;
END
$$;

CREATE FUNCTION handover.list_letters(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'seq', page.seq::text, 'id', page.id, 'thread', page.thread, 'at', page.at, 'body', page.body))
    ORDER BY page.at, page.seq), '[]')
  FROM (
    SELECT l.* FROM handover.letters AS l
    WHERE l.app = given ->> 'app'
      AND (l.at, l.seq) > (coalesce((given -> 'at')::double precision, '-infinity'), (given ->> 'rest')::bigint)
    ORDER BY l.at, l.seq LIMIT (given -> 'limit')::integer
  ) AS page
$$;

CREATE FUNCTION handover.retry_letter(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  lease_until double precision := at_ms + (given -> 'leaseMs')::double precision;
  letter handover.letters;
  run jsonb;
BEGIN
  PERFORM 1 FROM handover.events AS e WHERE e.id = given ->> 'id' FOR UPDATE;
  DELETE FROM handover.letters AS l WHERE l.id = given ->> 'id' RETURNING * INTO letter;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  INSERT INTO handover.events AS e (id, holder, until, parked, first_at, gone_at)
  VALUES (letter.id, given ->> 'holder', lease_until, true, at_ms,
    ceil((lease_until + ${DONE_FOR_MS}) / ${HOUR_MS}) * ${HOUR_MS})
  ON CONFLICT (id) DO UPDATE SET
    holder = excluded.holder, until = excluded.until, done = false, parked = true, attempts = 1,
    first_at = excluded.first_at, gone_at = excluded.gone_at;
  DELETE FROM handover.parked AS p WHERE p.id = letter.id;
  INSERT INTO handover.parked (id, thread, body) VALUES (letter.id, letter.thread, letter.body);
  run := jsonb_strip_nulls(jsonb_build_object(
    'id', letter.id, 'thread', letter.thread, 'body', letter.body, 'attempts', 1, 'firstAt', at_ms,
    'journal', handover.journal_of(letter.id)));
  IF letter.thread IS NOT NULL THEN
    run := run || jsonb_build_object('record', handover.read_thread(run));
  END IF;
  RETURN run;
END
$$;

CREATE FUNCTION handover.discard_letter(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM handover.events AS e WHERE e.id = given ->> 'id' FOR UPDATE;
  DELETE FROM handover.letters AS l WHERE l.id = given ->> 'id';
  IF NOT FOUND THEN
    RETURN 'false';
  END IF;
  PERFORM handover.clear_steps(ARRAY[given ->> 'id']);
  RETURN 'true';
END
$$;

CREATE FUNCTION handover.thread_bodies(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', kept.id, 'body', kept.body)), '[]') FROM (
    SELECT p.id, p.body FROM handover.parked AS p WHERE p.lane = given ->> 'thread'
    UNION ALL
    SELECT l.id, l.body FROM handover.letters AS l WHERE l.thread = given ->> 'thread'
  ) AS kept
$$;

CREATE FUNCTION handover.replace_body(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH in_parked AS (
    UPDATE handover.parked AS p SET body = given ->> 'body'
    WHERE p.id = given ->> 'id' AND p.body = given ->> 'expected' RETURNING 1
  ), in_letters AS (
    UPDATE handover.letters AS l SET body = given ->> 'body'
    WHERE l.id = given ->> 'id' AND l.body = given ->> 'expected' RETURNING 1
  )
  SELECT to_jsonb(EXISTS (SELECT 1 FROM in_parked) OR EXISTS (SELECT 1 FROM in_letters))
$$;

CREATE FUNCTION handover.forget_thread(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  ids text[];
BEGIN
  PERFORM 1 FROM handover.threads AS t WHERE t.thread = given ->> 'thread' FOR UPDATE;
  SELECT array_agg(kept ->> 'id') INTO ids FROM jsonb_array_elements(handover.thread_bodies(given)) AS kept;
  PERFORM 1 FROM handover.events AS e WHERE e.id = ANY (ids) ORDER BY e.id FOR UPDATE;
  DELETE FROM handover.letters AS l WHERE l.thread = given ->> 'thread';
  PERFORM handover.mark_done(ids, '', at_ms + (given -> 'doneForMs')::double precision, at_ms);
  DELETE FROM handover.values AS v WHERE v.thread = given ->> 'thread';
  DELETE FROM handover.threads AS t WHERE t.thread = given ->> 'thread';
  RETURN NULL;
END
$$;

-- Removes a slice of the rows that have expired. Rows that another transaction is at stay until the next time.
CREATE FUNCTION handover.purge(at_ms double precision) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  removed text[];
BEGIN
  WITH old AS (
    SELECT e.id FROM handover.events AS e WHERE e.gone_at <= at_ms
    ORDER BY e.gone_at LIMIT ${SLICE} FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM handover.events AS e USING old WHERE e.id = old.id RETURNING e.id
  )
  SELECT array_agg(gone.id) INTO removed FROM gone;
  IF removed IS NOT NULL THEN
    DELETE FROM handover.parked AS p WHERE p.id = ANY (removed);
    PERFORM handover.clear_steps(removed);
  END IF;
  DELETE FROM handover.threads AS t USING (
    SELECT old.thread FROM handover.threads AS old WHERE old.gone_at <= at_ms
    ORDER BY old.gone_at LIMIT ${SLICE} FOR UPDATE SKIP LOCKED
  ) AS old WHERE t.thread = old.thread;
  DELETE FROM handover.values AS v USING (
    SELECT old.thread, old.name FROM handover.values AS old WHERE old.expires_at <= at_ms
    ORDER BY old.expires_at LIMIT ${SLICE} FOR UPDATE SKIP LOCKED
  ) AS old WHERE v.thread = old.thread AND v.name = old.name;
END
$$;
`;
