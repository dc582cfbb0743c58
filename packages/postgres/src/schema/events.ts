import { DONE_FOR_MS } from '@handover/core/store';

const HOUR_MS = 3_600_000;

/** Rounded up to the next hour. */
const hourAfter = (at: string): string => `ceil((${at}) / ${HOUR_MS}) * ${HOUR_MS}`;

/** When an event may be removed whose lease ends at `until`. */
const goneAfterLease = (until: string): string => hourAfter(`${until} + ${DONE_FOR_MS}`);

/**
 * Functions about events. All of them lock in one order, so they can't deadlock: rows of threads by their keys, then rows
 * of events by their ids, then what belongs to those events. Sweeps skip locked rows and never wait.
 */
export const EVENT_FUNCTIONS: string = `
CREATE FUNCTION handover.texts_of(list jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(array_agg(word), '{}') FROM jsonb_array_elements_text(list) AS word
$$;

-- What earlier runs of an event recorded, by step.
CREATE FUNCTION handover.journal_of(event text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_object_agg(s.name, s.value) FROM handover.steps AS s WHERE s.id = event
$$;

-- Claims those of these parked events whose lease is over. Returns them in order of arrival.
CREATE FUNCTION handover.claim_runs(ids text[], by_holder text, lease_until double precision, at_ms double precision)
RETURNS TABLE (lane text, seq bigint, run jsonb) LANGUAGE sql AS $$
  WITH mine AS (
    UPDATE handover.events AS e SET
      holder = by_holder,
      until = lease_until,
      attempts = e.attempts + 1,
      gone_at = ${goneAfterLease('lease_until')}
    WHERE e.id = ANY (ids) AND e.parked AND e.until <= at_ms
    RETURNING e.id, e.attempts, e.first_at
  )
  SELECT p.lane, p.seq, jsonb_strip_nulls(jsonb_build_object(
    'id', p.id,
    'thread', p.thread,
    'body', p.body,
    'attempts', mine.attempts,
    'firstAt', mine.first_at,
    'journal', handover.journal_of(p.id)))
  FROM mine JOIN handover.parked AS p ON p.id = mine.id ORDER BY p.seq
$$;

CREATE FUNCTION handover.begin_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
    received := handover.receive(key, ARRAY(SELECT asked -> (n - 1) FROM unnest(numbers) AS n), at_ms);
    FOR place IN 1 .. cardinality(numbers) LOOP
      records[numbers[place]] := received[place];
    END LOOP;
  END LOOP;

  SELECT array_agg(DISTINCT each.value ->> 'id') INTO ids FROM jsonb_array_elements(asked) AS each;
  SELECT array_agg(p.id) INTO waiting FROM handover.parked AS p WHERE p.lane = ANY (keys);
  IF waiting IS NOT NULL THEN
    PERFORM 1 FROM handover.events AS e WHERE e.id = ANY (ids || waiting) ORDER BY e.id FOR UPDATE;
    SELECT coalesce(jsonb_object_agg(of_lane.lane, of_lane.runs), '{}') INTO ahead FROM (
      SELECT runs.lane, jsonb_agg(runs.run ORDER BY runs.seq) AS runs
      FROM handover.claim_runs(waiting, given ->> 'holder', lease_until, at_ms) AS runs GROUP BY runs.lane
    ) AS of_lane;
  END IF;

  -- An event with an expired lease is free again: its holder died. A done-mark expires in the same way, and the event
  -- then starts afresh.
  WITH mine AS (
    INSERT INTO handover.events AS e (id, holder, until, first_at, gone_at)
    SELECT own.id, given ->> 'holder', lease_until, at_ms, ${goneAfterLease('lease_until')}
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
    CASE WHEN e.attempts > 1 AND each.nth_of_id = 1 AND e.id = ANY (claimed) THEN handover.journal_of(e.id) END,
    CASE WHEN each.nth_of_thread = 1 THEN ahead -> each.thread END
  ) ORDER BY each.number) INTO answers
  FROM (
    SELECT a.number, a.value ->> 'id' AS id, a.value ->> 'thread' AS thread,
      row_number() OVER (PARTITION BY a.value ->> 'id' ORDER BY a.number) AS nth_of_id,
      row_number() OVER (PARTITION BY a.value ->> 'thread' ORDER BY a.number) AS nth_of_thread
    FROM jsonb_array_elements(asked) WITH ORDINALITY AS a (value, number)
  ) AS each
  JOIN handover.events AS e ON e.id = each.id;

  -- Last: one of these events may have expired, and each needs its answer.
  IF (given -> 'purge')::boolean THEN
    PERFORM handover.purge(at_ms);
  END IF;
  RETURN answers;
END
$$;

-- Undoes the claims of a begin whose caller no longer waits for it: [id, attempts][]. They don't count as attempts.
CREATE FUNCTION handover.take_back(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
BEGIN
  PERFORM 1 FROM handover.events AS e
  WHERE e.id IN (SELECT claim ->> 0 FROM jsonb_array_elements(given -> 'claims') AS claim) ORDER BY e.id FOR UPDATE;
  UPDATE handover.events AS e SET until = at_ms, holder = '', attempts = e.attempts - 1
  FROM jsonb_array_elements(given -> 'claims') AS claim
  WHERE e.id = claim ->> 0 AND e.attempts = (claim -> 1)::integer AND e.holder = given ->> 'holder'
    AND e.until = (given -> 'until')::double precision AND NOT e.done;
  DELETE FROM handover.events AS e
  WHERE e.id IN (SELECT claim ->> 0 FROM jsonb_array_elements(given -> 'claims') AS claim)
    AND e.attempts = 0 AND NOT e.parked;
  RETURN NULL;
END
$$;

CREATE FUNCTION handover.renew_leases(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH held AS (
    SELECT e.id FROM handover.events AS e
    WHERE e.id = ANY (handover.texts_of(given -> 'ids')) AND e.holder = given ->> 'holder' AND NOT e.done
    ORDER BY e.id FOR UPDATE
  ), renewed AS (
    UPDATE handover.events AS e SET
      until = (given -> 'until')::double precision,
      gone_at = ${goneAfterLease(`(given -> 'until')::double precision`)}
    FROM held WHERE e.id = held.id
    RETURNING e.id
  )
  SELECT coalesce(jsonb_agg(renewed.id), '[]') FROM renewed
$$;

CREATE FUNCTION handover.end_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  done_until double precision := at_ms + (given -> 'doneForMs')::double precision;
  failed text[] := handover.texts_of(given -> 'failed');
  over text[] := handover.texts_of(given -> 'over');
  left_over jsonb := given -> 'letters';
  bounds jsonb := given -> 'bounds';
  app text;
BEGIN
  IF cardinality(failed) > 0 OR jsonb_array_length(left_over) > 0 THEN
    PERFORM 1 FROM handover.events AS e WHERE e.id = ANY (failed || over) ORDER BY e.id FOR UPDATE;
  END IF;
  IF jsonb_array_length(left_over) > 0 THEN
    -- Before the done-marks: an event that is done already keeps no letter.
    INSERT INTO handover.letters (id, thread, at, body)
    SELECT letter.id, letter.thread, at_ms, letter.body
    FROM (
      SELECT DISTINCT ON (each.value ->> 'id') each.value ->> 'id' AS id, each.value ->> 'thread' AS thread,
        each.value ->> 'body' AS body, each.number
      FROM jsonb_array_elements(left_over) WITH ORDINALITY AS each (value, number)
      ORDER BY each.value ->> 'id', each.number
    ) AS letter
    WHERE NOT EXISTS (SELECT 1 FROM handover.events AS e WHERE e.id = letter.id AND e.done AND e.until > at_ms)
    ORDER BY letter.number
    ON CONFLICT (id) DO UPDATE SET thread = excluded.thread, at = excluded.at, body = excluded.body;
  END IF;
  PERFORM handover.mark_done(over, given ->> 'holder', done_until, at_ms);
  -- Without a holder, a renewal on its way can't restore the lease.
  IF cardinality(failed) > 0 THEN
    UPDATE handover.events AS e SET until = at_ms, holder = '', gone_at = ${goneAfterLease('at_ms')}
    WHERE e.id = ANY (failed) AND e.holder = given ->> 'holder' AND NOT e.done;
  END IF;
  FOR app IN SELECT word FROM jsonb_array_elements_text(given -> 'trim') AS word LOOP
    PERFORM handover.trim_letters(app, at_ms - (bounds -> 'keepMs')::double precision, (bounds -> 'most')::bigint);
  END LOOP;
  IF (given -> 'purge')::boolean THEN
    PERFORM handover.purge(at_ms);
  END IF;
  RETURN NULL;
END
$$;

-- Marks events as done, and removes their parked bodies, and their steps unless they have a letter.
CREATE FUNCTION handover.mark_done(ids text[], by_holder text, done_until double precision, at_ms double precision)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO handover.events AS e (id, holder, until, done, first_at, gone_at)
  SELECT own.id, by_holder, done_until, true, at_ms, ${hourAfter('done_until')}
  FROM (SELECT DISTINCT id FROM unnest(ids) AS given (id)) AS own ORDER BY own.id COLLATE "C"
  ON CONFLICT (id) DO UPDATE SET
    until = excluded.until, done = true, parked = false, gone_at = excluded.gone_at;
  DELETE FROM handover.parked AS p WHERE p.id = ANY (ids);
  DELETE FROM handover.steps AS s WHERE s.id = ANY (ids)
    AND NOT EXISTS (SELECT 1 FROM handover.letters AS l WHERE l.id = s.id);
END
$$;

CREATE FUNCTION handover.park_events(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  held text[];
BEGIN
  SELECT array_agg(mine.id) INTO held FROM (
    SELECT e.id FROM handover.events AS e
    WHERE e.id IN (SELECT each.value ->> 'id' FROM jsonb_array_elements(given -> 'events') AS each)
      AND e.holder = given ->> 'holder' AND NOT e.done
    ORDER BY e.id FOR UPDATE
  ) AS mine;
  UPDATE handover.events AS e SET parked = true WHERE e.id = ANY (held);
  INSERT INTO handover.parked (id, thread, body)
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
CREATE FUNCTION handover.is_free(of_lane text, by_holder text, at_ms double precision)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT coalesce(bool_or(e.until <= at_ms) AND NOT bool_or(e.until > at_ms AND e.holder <> by_holder), false)
    FROM handover.parked AS p JOIN handover.events AS e ON e.id = p.id WHERE p.lane = of_lane
  );
END
$$;

-- Claims the parked events of threads whose holders are gone, those that arrived first ahead. If another transaction is at
-- one of the events, it leaves out the thread instead of waiting.
CREATE FUNCTION handover.claim_parked(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
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
    SELECT p.lane, p.seq FROM handover.parked AS p WHERE p.app = given ->> 'app' ORDER BY p.seq
  LOOP
    EXIT WHEN lanes >= (given -> 'limit')::integer;
    -- Only the first event of a lane asks for it: the others would ask the same again.
    CONTINUE WHEN EXISTS (
      SELECT 1 FROM handover.parked AS p WHERE p.lane = next_one.lane AND p.seq < next_one.seq);
    CONTINUE WHEN NOT handover.is_free(next_one.lane, by_holder, at_ms);
    -- Another transaction may have ended one of them just now: its row of an event is read again as it is locked.
    SELECT array_agg(mine.id) INTO locked FROM (
      SELECT e.id FROM handover.parked AS p JOIN handover.events AS e ON e.id = p.id
      WHERE p.lane = next_one.lane AND e.parked FOR UPDATE OF e SKIP LOCKED
    ) AS mine;
    CONTINUE WHEN cardinality(locked) IS DISTINCT FROM (
      SELECT count(*)::integer FROM handover.parked AS p WHERE p.lane = next_one.lane);
    -- Another process may have claimed them before they were locked.
    CONTINUE WHEN NOT handover.is_free(next_one.lane, by_holder, at_ms);
    runs := runs || (
      SELECT jsonb_agg(CASE
        WHEN one.run ? 'thread' THEN one.run || jsonb_build_object('record', handover.read_thread(one.run))
        ELSE one.run
      END ORDER BY one.seq)
      FROM handover.claim_runs(locked, by_holder, at_ms + (given -> 'leaseMs')::double precision, at_ms) AS one);
    lanes := lanes + 1;
  END LOOP;
  RETURN runs;
END
$$;

CREATE FUNCTION handover.record_step(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  -- Locked, so that the event is not marked as done before the step is there to be removed.
  PERFORM 1 FROM handover.events AS e WHERE e.id = given ->> 'id' AND NOT e.done FOR SHARE;
  IF FOUND OR EXISTS (SELECT 1 FROM handover.letters AS l WHERE l.id = given ->> 'id') THEN
    INSERT INTO handover.steps (id, name, value) VALUES (given ->> 'id', given ->> 'name', given ->> 'value')
    ON CONFLICT (id, name) DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
`;
