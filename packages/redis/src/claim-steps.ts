/*
 * The run of an event is a hash in the part of its id: attempts, first claim, holder, the end of its lease, and whether it is
 * done. Two fields link to other parts: `parked` is the key of its item, `letter` the key of its letter. While an event is
 * parked, the holder, lease and attempts of the item count. Recorded steps, the journal, are a hash beside the run.
 */

/** Helpers for runs. */
export const RUN = `
  local function journalOf(run)
    return beside(run, 'journal', nameOf(run))
  end

  -- Never shortens the time to live: a letter may need the run for longer.
  local function keepRun(run, ms)
    lastAtLeast(run, ms)
    lastAtLeast(journalOf(run), ms)
  end

  local function forgetRun(run)
    redis.call('DEL', run, journalOf(run))
  end

  -- Without a letter the journal goes, too.
  local function markDone(run, ends, letter, journal)
    if not ends then redis.call('HSET', run, 'attempts', 1, 'firstAt', given.now) end
    redis.call('HSET', run, 'done', 1, 'until', given.forgetAt)
    redis.call('HDEL', run, 'holder', 'nonce')
    if letter then return keepRun(run, given.doneForMs) end
    redis.call('PEXPIRE', run, given.doneForMs)
    if not journal then return end
    redis.call('HDEL', run, 'journal')
    redis.call('DEL', journalOf(run))
  end
`;

/** Steps that claim events. */
export const CLAIM_STEPS = `
  local function claimed(run, number, attempts, firstAt, journal)
    answer(number, 'claimed', attempts, firstAt, journal and redis.call('HGETALL', journalOf(run)))
  end

  function steps.claim(run, number, nonce)
    local done, ends, attempts, firstAt, by, parked, journal, letter =
      unpack(redis.call('HMGET', run, 'done', 'until', 'attempts', 'firstAt', 'nonce', 'parked', 'journal', 'letter'))
    if done and tonumber(ends) <= now then
      -- A letter keeps its link and its journal.
      if letter then redis.call('HDEL', run, 'done', 'until', 'attempts', 'firstAt', 'nonce', 'parked')
      else redis.call('DEL', run)
      end
      ends, done, parked = false, false, false
    end
    if done then return answer(number, 'done', attempts, firstAt) end
    if parked then return leave('seeParked', parked, number, run, nonce) end
    -- Claimed by this very call before the connection repeated it.
    if ends and by == nonce then return claimed(run, number, attempts, firstAt, journal) end
    if ends and tonumber(ends) > now then return answer(number, 'leased', attempts, firstAt) end
    if not ends then attempts, firstAt = 0, given.now end
    attempts = string.format('%.0f', tonumber(attempts) + 1)
    redis.call('HSET', run, 'holder', given.holder, 'until', given.leaseEnds, 'nonce', nonce, 'attempts', attempts,
      'firstAt', firstAt)
    if journal or letter then keepRun(run, given.runLastsMs)
    else redis.call('PEXPIRE', run, given.runLastsMs)
    end
    claimed(run, number, attempts, firstAt, journal)
  end

  function steps.seeParked(item, number, run, nonce)
    local ends, attempts, firstAt = unpack(redis.call('HMGET', item, 'until', 'attempts', 'firstAt'))
    if ends and not isOver(ends) then return answer(number, 'parked', attempts, firstAt) end
    if ends then removeItem(item) end
    leave('claimUnparked', run, number, nonce, ends and 'over' or 'never')
  end

  -- The item is forgotten ('over'), or a crash kept it from being written ('never').
  function steps.claimUnparked(run, number, nonce, how)
    local ends, attempts, firstAt = unpack(redis.call('HMGET', run, 'until', 'attempts', 'firstAt'))
    if how == 'over' then forgetRun(run)
    -- The holder may be writing it at this moment.
    elseif ends and tonumber(ends) > now then return answer(number, 'leased', attempts, firstAt)
    else redis.call('HDEL', run, 'parked')
    end
    steps.claim(run, number, nonce)
  end
`;

/** Steps that undo claims whose caller has timed out. */
export const UNCLAIM_STEPS = `
  function steps.unclaim(run, _, nonce)
    local done, by
    -- The claim may have failed because another program uses this key.
    if redis.call('TYPE', run).ok == 'hash' then done, by = unpack(redis.call('HMGET', run, 'done', 'nonce')) end
    if done or by ~= nonce then return end
    if redis.call('HINCRBY', run, 'attempts', -1) == 0 then forgetRun(run)
    else
      redis.call('HSET', run, 'until', 0)
      redis.call('HDEL', run, 'nonce', 'holder')
    end
  end

  function steps.unclaimList(list, _, nonce)
    if redis.call('TYPE', list).ok ~= 'zset' then return end
    for _, id in ipairs(redis.call('ZRANGE', list, 0, -1)) do
      local item = beside(list, 'item', id)
      if redis.call('HGET', item, 'nonce') == nonce then
        redis.call('HINCRBY', item, 'attempts', -1)
        redis.call('HSET', item, 'until', given.now)
        redis.call('HDEL', item, 'holder', 'nonce')
      end
    end
  end
`;

/** The step that ends a run. */
export const FINISH_STEPS = `
  -- Here 'dead' means without a letter.
  function steps.finish(run, _, outcome)
    local ends, done, by, parked, letter, journal =
      unpack(redis.call('HMGET', run, 'until', 'done', 'holder', 'parked', 'letter', 'journal'))
    if outcome ~= 'failed' then
      markDone(run, ends, letter, journal)
      if parked then leave('drop', parked, 0) end
      return
    end
    if done or not ends then return end
    if parked then leave('free', parked, 0) end
    if by == given.holder then
      redis.call('HSET', run, 'until', given.now)
      redis.call('HDEL', run, 'holder', 'nonce')
    end
  end
`;

/** Steps that renew leases and record steps. */
export const RENEW_STEPS = `
  function steps.renew(run, number)
    local done, by, parked = unpack(redis.call('HMGET', run, 'done', 'holder', 'parked'))
    local has = not done and by == given.holder
    if has then redis.call('HSET', run, 'until', given.leaseEnds) end
    if has or parked and not done then keepRun(run, given.runLastsMs) end
    if parked and not done then return leave('renewParked', parked, number, has and 'renewed' or 'lost') end
    answer(number, has and 'renewed' or 'lost')
  end

  -- The first record of a step wins.
  function steps.record(run, _, name, value)
    local ends, done, letter = unpack(redis.call('HMGET', run, 'until', 'done', 'letter'))
    if not ends or done and not letter then return end
    redis.call('HSETNX', journalOf(run), name, value)
    redis.call('HSET', run, 'journal', 1)
    redis.call('PEXPIRE', journalOf(run), redis.call('PTTL', run))
  end
`;
