/**
 * Functions about timers. `next_at` is when to look at a timer next: its due time, its next retry or, while it runs, the
 * end of its lease. A running timer keeps its lease if it is set again or cancelled, so that no second run starts beside
 * the first.
 */
export const TIMER_FUNCTIONS: string = `
-- Whether a timer runs: its lease lasts, or the caller says that it runs the timer itself, though late.
CREATE FUNCTION handover.is_running(kept handover.timers, given jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT kept.holder <> '' AND (
    kept.next_at > (given -> 'now')::double precision OR kept.holder = given ->> 'runningBy')
$$;

CREATE FUNCTION handover.set_timer(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO handover.timers AS t (name, key, due_at, data, next_at)
  VALUES (given ->> 'name', given ->> 'key', (given -> 'dueAt')::double precision, given ->> 'data',
    (given -> 'dueAt')::double precision)
  ON CONFLICT (name, key) DO UPDATE SET
    due_at = excluded.due_at,
    data = excluded.data,
    failures = 0,
    cancelled = false,
    revision = t.revision + 1,
    next_at = CASE WHEN handover.is_running(t, given)
      THEN greatest(t.next_at, (given -> 'until')::double precision) ELSE excluded.next_at END,
    holder = CASE WHEN handover.is_running(t, given) THEN t.holder ELSE '' END;
  IF given ? 'notify' THEN
    PERFORM pg_notify(given ->> 'notify', given ->> 'dueAt');
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION handover.cancel_timer(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  UPDATE handover.timers AS t SET cancelled = true, next_at = greatest(t.next_at, (given -> 'until')::double precision)
  WHERE t.name = given ->> 'name' AND t.key = given ->> 'key' AND handover.is_running(t, given);
  IF NOT FOUND THEN
    DELETE FROM handover.timers AS t WHERE t.name = given ->> 'name' AND t.key = given ->> 'key';
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION handover.renew_timers(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH held AS (
    SELECT t.name, t.key FROM jsonb_array_elements(given -> 'running') AS running
    JOIN handover.timers AS t ON t.name = running ->> 0 AND t.key = running ->> 1 AND t.holder = given ->> 'holder'
    ORDER BY t.name, t.key FOR UPDATE OF t
  ), renewed AS (
    UPDATE handover.timers AS t SET next_at = (given -> 'until')::double precision
    FROM held WHERE t.name = held.name AND t.key = held.key
    RETURNING 1
  )
  SELECT to_jsonb(count(*)) FROM renewed
$$;

-- Leases due timers, those that have waited longest first, and returns them with the time of the next one. Timers that
-- another process is at are skipped.
CREATE FUNCTION handover.lease_timers(given jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  at_ms double precision := (given -> 'now')::double precision;
  leased jsonb;
BEGIN
  PERFORM handover.renew_timers(given);
  WITH due AS (
    SELECT each.* FROM jsonb_array_elements_text(given -> 'names') AS handled
    CROSS JOIN LATERAL (
      SELECT t.name, t.key, t.due_at, t.next_at, t.cancelled FROM handover.timers AS t
      WHERE t.name = handled AND t.next_at <= at_ms
      ORDER BY t.next_at LIMIT (given -> 'most')::integer FOR UPDATE SKIP LOCKED
    ) AS each
    ORDER BY each.next_at LIMIT (given -> 'most')::integer
  ), cancelled AS (
    -- The lease of a dead process has ended. Was the timer cancelled or set again meanwhile?
    DELETE FROM handover.timers AS t USING due WHERE t.name = due.name AND t.key = due.key AND due.cancelled
  ), postponed AS (
    UPDATE handover.timers AS t SET holder = '', next_at = t.due_at FROM due
    WHERE t.name = due.name AND t.key = due.key AND NOT due.cancelled AND due.due_at > at_ms
  ), mine AS (
    UPDATE handover.timers AS t SET holder = given ->> 'holder', next_at = (given -> 'until')::double precision FROM due
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
      SELECT t.next_at FROM handover.timers AS t WHERE t.name = handled ORDER BY t.next_at LIMIT 1
    ) AS first));
END
$$;

-- Records how runs ended: { name, key, revision, retryAt? }[]. A timer that was set again meanwhile waits for its new
-- time; a cancelled one is removed.
CREATE FUNCTION handover.end_timers(given jsonb) RETURNS jsonb LANGUAGE sql AS $$
  WITH ended AS (
    SELECT t.name, t.key,
      t.cancelled OR (NOT run ? 'retryAt' AND t.revision = (run -> 'revision')::bigint) AS is_over,
      CASE WHEN t.revision = (run -> 'revision')::bigint THEN (run -> 'retryAt')::double precision END AS retry_at
    FROM jsonb_array_elements(given -> 'runs') AS run
    JOIN handover.timers AS t ON t.name = run ->> 'name' AND t.key = run ->> 'key' AND t.holder = given ->> 'holder'
    ORDER BY t.name, t.key FOR UPDATE OF t
  ), removed AS (
    DELETE FROM handover.timers AS t USING ended WHERE t.name = ended.name AND t.key = ended.key AND ended.is_over
  ), freed AS (
    UPDATE handover.timers AS t SET
      holder = '',
      next_at = coalesce(ended.retry_at, t.due_at),
      failures = CASE WHEN ended.retry_at IS NULL THEN t.failures ELSE t.failures + 1 END
    FROM ended WHERE t.name = ended.name AND t.key = ended.key AND NOT ended.is_over
  )
  SELECT 'true'::jsonb
$$;
`;
