/*
 * Who may run an event lies with its run, a hash in the part that its id leads to: how often and when first it was claimed,
 * the holder and the end of its lease, whether it is done, and `parked`, the key of the item where the event was written
 * down. That lies in the part of the thread, since all parked events of a thread are claimed together: from then on the
 * lease and the attempts are the item's. What steps came to, the journal, is a hash beside the run.
 */

/** What several steps do with a run. */
export const RUN = `
  local function journalOf(run)
    return beside(run, 'journal', nameOf(run))
  end

  local function keepRun(run, ms)
    redis.call('PEXPIRE', run, ms)
    redis.call('PEXPIRE', journalOf(run), ms)
  end

  local function forgetRun(run)
    redis.call('DEL', run, journalOf(run))
  end

  -- Never again, until it is forgotten.
  local function markDone(run)
    redis.call('HSETNX', run, 'attempts', 1)
    redis.call('HSETNX', run, 'firstAt', given.now)
    redis.call('HSET', run, 'done', 1, 'until', given.forgetAt)
    redis.call('HDEL', run, 'holder', 'nonce')
    redis.call('PEXPIRE', run, given.doneForMs)
  end
`;

/** Steps that claim events. */
export const CLAIM_STEPS = `
  local function claimed(run, number, attempts, firstAt, journal)
    answer(number, 'claimed', attempts, firstAt, journal and redis.call('HGETALL', journalOf(run)))
  end

  function steps.claim(run, number, nonce)
    local done, ends, attempts, firstAt, by, parked, journal =
      unpack(redis.call('HMGET', run, 'done', 'until', 'attempts', 'firstAt', 'nonce', 'parked', 'journal'))
    -- A letter keeps its event done.
    if done and not parked and tonumber(ends) <= now then
      redis.call('DEL', run)
      ends, done = false, false
    end
    if done then return answer(number, 'done', attempts, firstAt) end
    if parked then return leave('seeParked', parked, number, run, nonce) end
    -- The same call once more: the connection was lost before its answer came.
    if ends and by == nonce then return claimed(run, number, attempts, firstAt, journal) end
    if ends and tonumber(ends) > now then return answer(number, 'leased', attempts, firstAt) end
    if not ends then
      attempts, firstAt = 0, given.now
      redis.call('HSET', run, 'firstAt', firstAt)
    end
    redis.call('HSET', run, 'holder', given.holder, 'until', given.leaseEnds, 'nonce', nonce)
    attempts = redis.call('HINCRBY', run, 'attempts', 1)
    redis.call('PEXPIRE', run, given.runLastsMs)
    if journal then redis.call('PEXPIRE', journalOf(run), given.runLastsMs) end
    claimed(run, number, tostring(attempts), firstAt, journal)
  end

  function steps.seeParked(item, number, run, nonce)
    local ends, attempts, firstAt, letters =
      unpack(redis.call('HMGET', item, 'until', 'attempts', 'firstAt', 'letters'))
    -- One that is being made a parked event again.
    if letters then return answer(number, 'done', '1', given.now) end
    if ends and not isOver(ends) then return answer(number, 'parked', attempts, firstAt) end
    if ends then remove(item) end
    leave('claimUnparked', run, number, nonce, ends and 'over' or 'never')
  end

  -- Its item is over, or was never written: the process or the Redis of the thread was gone in the middle of parking.
  function steps.claimUnparked(run, number, nonce, how)
    local ends = redis.call('HGET', run, 'until')
    if how == 'over' then forgetRun(run)
    -- It may be on its way.
    elseif not ends or tonumber(ends) <= now then redis.call('HDEL', run, 'parked')
    else return answer(number, 'leased', unpack(redis.call('HMGET', run, 'attempts', 'firstAt')))
    end
    steps.claim(run, number, nonce)
  end

  -- Gives back a claim whose caller no longer waits, as if it had never been.
  function steps.unclaim(run, _, nonce)
    -- What another program has put in a run's place is what the claim broke off at.
    if redis.call('TYPE', run).ok ~= 'hash' then return end
    local done, by = unpack(redis.call('HMGET', run, 'done', 'nonce'))
    if done or by ~= nonce then return end
    if redis.call('HINCRBY', run, 'attempts', -1) == 0 then forgetRun(run)
    else
      redis.call('HSET', run, 'until', 0)
      redis.call('HDEL', run, 'nonce', 'holder')
    end
  end
`;

/** Steps that end, prolong and record the runs of events. */
export const END_STEPS = `
  local function close(run, parked)
    if parked then leave('drop', parked, 0) end
    redis.call('HDEL', run, 'parked', 'journal')
    redis.call('DEL', journalOf(run))
    markDone(run)
  end

  -- By the outcome. 'dead' is one without a letter.
  function steps.finish(run, _, outcome)
    local ends, done, by, parked = unpack(redis.call('HMGET', run, 'until', 'done', 'holder', 'parked'))
    -- A letter stays, whatever else is said of its event.
    if done and parked then return end
    if outcome ~= 'failed' then return close(run, parked) end
    if done or not ends then return end
    if parked then leave('free', parked, 0) end
    if by == given.holder then
      redis.call('HSET', run, 'until', given.now)
      redis.call('HDEL', run, 'holder', 'nonce')
    end
  end

  function steps.renew(run, number)
    local done, by, parked = unpack(redis.call('HMGET', run, 'done', 'holder', 'parked'))
    local has = not done and by == given.holder
    if has then redis.call('HSET', run, 'until', given.leaseEnds) end
    if has or parked and not done then keepRun(run, given.runLastsMs) end
    if parked and not done then return leave('renewParked', parked, number, has and 'renewed' or 'lost') end
    answer(number, has and 'renewed' or 'lost')
  end

  -- The first record of a step stays.
  function steps.record(run, _, name, value)
    local ends, done = unpack(redis.call('HMGET', run, 'until', 'done'))
    if done or not ends then return end
    local journal = journalOf(run)
    redis.call('HSETNX', journal, name, value)
    redis.call('HSET', run, 'journal', 1)
    redis.call('PEXPIRE', journal, redis.call('PTTL', run))
  end
`;
