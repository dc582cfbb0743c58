import { THREAD_LASTS_MS } from '@handover/core/store';

const DAY_MS = 86_400_000;

/** When a thread that was touched at `at` may be removed. */
const goneAt = (at: string): string => `ceil((${at} + ${THREAD_LASTS_MS}) / ${DAY_MS}) * ${DAY_MS}`;

/** Functions about threads: their registers, announcements and the waiting list. */
export const THREAD_FUNCTIONS: string = `
-- The record of a thread, as core has it. Without a row, that of a thread of which nothing is known.
CREATE FUNCTION handover.record_of(kept handover.threads) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object(
    'registers', coalesce(kept.registers, '{}'),
    'changes', coalesce(kept.changes, 0),
    'announced', coalesce(kept.announced, 0),
    'announcedOwner', coalesce(kept.announced_owner, ''))
$$;

-- Merges marks into registers. A mark stays if it is later, else of greater rank, else of the greater tie, but never
-- next to a mark of the same tie. A mark that says something else about the owner counts as a change.
CREATE FUNCTION handover.merge_marks(INOUT registers jsonb, INOUT changes integer, marks jsonb)
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
CREATE FUNCTION handover.receive(key text, events jsonb[], at_ms double precision)
RETURNS jsonb[] LANGUAGE plpgsql AS $$
DECLARE
  kept handover.threads;
  event jsonb;
  is_known boolean;
  merged jsonb;
  changes_after integer;
  has_sign boolean;
  has_marks boolean;
  records jsonb[];
BEGIN
  LOOP
    SELECT * INTO kept FROM handover.threads AS t WHERE t.thread = key FOR UPDATE;
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
        FROM handover.merge_marks(merged, changes_after, event -> 'marks') AS m;
      END IF;
      records := records || jsonb_build_object(
        'registers', merged,
        'changes', changes_after,
        'announced', coalesce(kept.announced, 0),
        'announcedOwner', coalesce(kept.announced_owner, ''));
    END LOOP;

    IF is_known THEN
      -- If an observation brings nothing new, the row is written at most once a day, to be kept.
      IF has_sign OR merged <> kept.registers OR (has_marks AND at_ms - kept.touched_at >= ${DAY_MS}) THEN
        UPDATE handover.threads AS t SET
          registers = merged,
          changed_at = CASE WHEN t.changes = changes_after THEN t.changed_at ELSE at_ms END,
          changes = changes_after,
          customer_at = kept.customer_at,
          human_at = kept.human_at,
          touched_at = at_ms,
          gone_at = ${goneAt('at_ms')}
        WHERE t.thread = key;
      END IF;
      RETURN records;
    END IF;
    EXIT WHEN merged = '{}';
    INSERT INTO handover.threads (thread, registers, changes, changed_at, touched_at, gone_at)
    VALUES (key, merged, changes_after, at_ms, at_ms, ${goneAt('at_ms')})
    ON CONFLICT (thread) DO NOTHING;
    EXIT WHEN FOUND;
    -- Another transaction has made the row meanwhile: merge into that one.
  END LOOP;
  RETURN records;
END
$$;

CREATE FUNCTION handover.observe(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  SELECT to_jsonb((handover.receive(
    given ->> 'thread', ARRAY[jsonb_build_object('marks', given -> 'marks')], (given -> 'now')::double precision))[1])
$$;

CREATE FUNCTION handover.read_thread(given jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  kept handover.threads;
BEGIN
  SELECT * INTO kept FROM handover.threads AS t WHERE t.thread = given ->> 'thread';
  RETURN handover.record_of(kept);
END
$$;

-- Makes the row of a thread that was announced before anything was observed.
CREATE FUNCTION handover.make_thread(key text, at_ms double precision) RETURNS void LANGUAGE sql AS $$
  INSERT INTO handover.threads (thread, changed_at, touched_at, gone_at)
  VALUES (key, at_ms, at_ms, ${goneAt('at_ms')})
  ON CONFLICT (thread) DO NOTHING
$$;

CREATE FUNCTION handover.claim_announcement(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
BEGIN
  IF (given -> 'announced')::integer = 0 THEN
    PERFORM handover.make_thread(given ->> 'thread', at_ms);
  END IF;
  UPDATE handover.threads AS t SET
    announcing_until = (given -> 'until')::double precision,
    touched_at = at_ms,
    gone_at = ${goneAt('at_ms')}
  WHERE t.thread = given ->> 'thread' AND t.announced = (given -> 'announced')::integer AND t.announcing_until <= at_ms;
  RETURN to_jsonb(FOUND);
END
$$;

CREATE FUNCTION handover.mark_announced(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  owner_listed text := given ->> 'listed';
BEGIN
  IF (given -> 'announced')::integer = 0 THEN
    PERFORM handover.make_thread(given ->> 'thread', at_ms);
  END IF;
  UPDATE handover.threads AS t SET
    announced = t.announced + 1,
    announced_owner = given ->> 'owner',
    settled = greatest(t.settled, (given -> 'changes')::integer),
    announcing_until = 0,
    touched_at = at_ms,
    gone_at = ${goneAt('at_ms')},
    listed = owner_listed,
    listed_at = CASE WHEN t.listed = owner_listed THEN t.listed_at ELSE at_ms END,
    customer_at = CASE WHEN t.listed = owner_listed AND owner_listed = 'others' THEN t.customer_at END,
    human_at = CASE WHEN t.listed = owner_listed AND owner_listed = 'others' THEN t.human_at END
  WHERE t.thread = given ->> 'thread' AND t.announced = (given -> 'announced')::integer;
  RETURN handover.read_thread(given);
END
$$;

CREATE FUNCTION handover.unsettled_threads(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(listed_first.thread ORDER BY listed_first.changed_at), '[]') FROM (
    SELECT t.thread, t.changed_at FROM handover.threads AS t
    WHERE t.app = given ->> 'app' AND t.changes > t.settled AND t.changed_at <= (given -> 'before')::double precision
    ORDER BY t.changed_at LIMIT (given -> 'limit')::integer
  ) AS listed_first
$$;

CREATE FUNCTION handover.settle_thread(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  UPDATE handover.threads AS t SET settled = greatest(t.settled, (given -> 'changes')::integer)
  WHERE t.thread = given ->> 'thread' AND t.settled < (given -> 'changes')::integer
  RETURNING 'true'::jsonb
$$;

-- A page of the waiting list. Reads the index of each owner in order, and merges the two.
CREATE FUNCTION handover.list_threads(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'thread', page.thread,
    'owner', page.listed,
    'since', page.listed_at,
    'customerAt', page.customer_at,
    'humanAt', page.human_at)) ORDER BY page.listed_at, page.thread), '[]')
  FROM (
    SELECT of_owner.* FROM jsonb_array_elements_text(given -> 'owners') AS owner
    CROSS JOIN LATERAL (
      SELECT t.thread, t.listed, t.listed_at, t.customer_at, t.human_at FROM handover.threads AS t
      WHERE t.app = given ->> 'app' AND t.listed = owner
        AND (t.listed_at, t.thread)
          > (coalesce((given -> 'at')::double precision, '-infinity'), (given ->> 'rest') COLLATE "C")
        AND t.touched_at > (given -> 'now')::double precision - ${THREAD_LASTS_MS}
      ORDER BY t.listed_at, t.thread LIMIT (given -> 'limit')::integer
    ) AS of_owner
    ORDER BY of_owner.listed_at, of_owner.thread LIMIT (given -> 'limit')::integer
  ) AS page
$$;

CREATE FUNCTION handover.get_value(given jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT to_jsonb(v.value) FROM handover.values AS v
  WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name' AND v.expires_at > (given -> 'now')::double precision
$$;

-- Sets, or without 'value' removes, a value that still is 'expected', or without 'expected' is not there.
CREATE FUNCTION handover.set_value(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  expires double precision := coalesce((given ->> 'expiresAt')::double precision, 'infinity');
BEGIN
  IF given ? 'expected' THEN
    IF given ? 'value' THEN
      UPDATE handover.values AS v SET value = given ->> 'value', expires_at = expires
      WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name'
        AND v.value = given ->> 'expected' AND v.expires_at > at_ms;
    ELSE
      DELETE FROM handover.values AS v
      WHERE v.thread = given ->> 'thread' AND v.name = given ->> 'name'
        AND v.value = given ->> 'expected' AND v.expires_at > at_ms;
    END IF;
    RETURN to_jsonb(FOUND);
  END IF;
  IF given ? 'value' THEN
    INSERT INTO handover.values AS v (thread, name, value, expires_at)
    VALUES (given ->> 'thread', given ->> 'name', given ->> 'value', expires)
    ON CONFLICT (thread, name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
    WHERE v.expires_at <= at_ms;
    RETURN to_jsonb(FOUND);
  END IF;
  RETURN to_jsonb(handover.get_value(given) IS NULL);
END
$$;
`;
