/**
 * Reads threads, and merges observations into them as core's `mergeObservation` does. There is no list of registers here: a
 * mark that has `says` decides who owns, so a new register changes no script.
 */
export const THREAD = `
  -- Not the operator of Lua: that one compares by the locale of the server.
  local function above(a, b)
    for i = 1, math.min(#a, #b) do
      local x, y = string.byte(a, i), string.byte(b, i)
      if x ~= y then return x > y end
    end
    return #a > #b
  end

  local function comparedOf(packed)
    local at, rank, tie, says, app = unpack(cjson.decode(string.match(packed, '^[^\\n]*')))
    return { at = at, rank = rank, tie = tie, says = says, app = app }
  end

  local function isNewer(mark, than)
    if mark.tie ~= '' and mark.tie == than.tie then return false end
    if mark.at ~= than.at then return mark.at > than.at end
    if mark.rank ~= than.rank then return mark.rank > than.rank end
    return above(mark.tie, than.tie)
  end

  local function numberAt(key, field)
    return tonumber(redis.call('HGET', key, field) or '0')
  end

  local function waitingOf(thread, owner)
    return beside(thread, 'waiting', owner .. ':' .. appOf(nameOf(thread)))
  end

  -- Deletes a thread that expired by the caller's clock: Redis may keep it longer. Returns the owner that lists it.
  local function forgetOld(thread, now, lastsMs)
    local touched, listed = unpack(redis.call('HMGET', thread, 'touched', 'listed'))
    if not touched or tonumber(now) - tonumber(touched) < tonumber(lastsMs) then return listed end
    if listed then redis.call('ZREM', waitingOf(thread, listed), nameOf(thread)) end
    redis.call('DEL', thread)
    return false
  end

  local function touch(thread, listed, now, lastsMs)
    redis.call('HSET', thread, 'touched', now)
    redis.call('PEXPIRE', thread, lastsMs)
    if listed then lastAtLeast(waitingOf(thread, listed), lastsMs) end
  end

  -- 'marks' are pairs of a register's name and its new value. Returns the same as 'forgetOld'.
  local function merge(thread, now, lastsMs, marks)
    local listed = forgetOld(thread, now, lastsMs)
    local changed = false
    for i = 1, #marks, 2 do
      local register, packed = marks[i], marks[i + 1]
      local known = redis.call('HGET', thread, 'mark:' .. register)
      local mark, than = comparedOf(packed), known and comparedOf(known)
      if not than or isNewer(mark, than) then
        redis.call('HSET', thread, 'mark:' .. register, packed)
        if mark.says and (not than or than.says ~= mark.says or than.app ~= mark.app) then
          redis.call('HINCRBY', thread, 'changes', 1)
          changed = true
        end
      end
    end
    touch(thread, listed, now, lastsMs)
    if changed then
      local name = nameOf(thread)
      local unsettled = beside(thread, 'unsettled', appOf(name))
      redis.call('ZADD', unsettled, now, name)
      redis.call('PEXPIRE', unsettled, lastsMs)
    end
    return listed
  end

  local function settle(thread, changes)
    if redis.call('EXISTS', thread) == 1 and numberAt(thread, 'settled') < tonumber(changes) then
      redis.call('HSET', thread, 'settled', changes)
    end
    local name = nameOf(thread)
    if numberAt(thread, 'changes') <= numberAt(thread, 'settled') then
      redis.call('ZREM', beside(thread, 'unsettled', appOf(name)), name)
    end
  end

  -- Puts a thread on the waiting list of an owner, or on none.
  local function listUnder(thread, owner, now)
    local before = redis.call('HGET', thread, 'listed')
    if before == owner then return owner end
    if before then redis.call('ZREM', waitingOf(thread, before), nameOf(thread)) end
    redis.call('HDEL', thread, 'listed', 'since', 'customerAt', 'humanAt')
    if owner == '' then return false end
    redis.call('HSET', thread, 'listed', owner, 'since', now)
    redis.call('ZADD', waitingOf(thread, owner), now, nameOf(thread))
    return owner
  end
`;

/** Steps that merge and read threads. `by` is empty if the event is no sign of a customer or human. */
export const THREAD_STEPS = `
  -- Records the time of the last sign of the customer or a human.
  local function sign(thread, by, seenAt)
    local known = redis.call('HGET', thread, by .. 'At')
    if not known or tonumber(known) < tonumber(seenAt) then redis.call('HSET', thread, by .. 'At', seenAt) end
  end

  function steps.merge(thread, number, by, seenAt, ...)
    local listed = merge(thread, given.now, given.threadLastsMs, { ... })
    if by ~= '' and listed == 'others' then sign(thread, by, seenAt) end
    answer(number, 'record', redis.call('HGETALL', thread))
  end

  function steps.read(thread, number, by, seenAt)
    if by ~= '' and redis.call('HGET', thread, 'listed') == 'others' then sign(thread, by, seenAt) end
    answer(number, 'record', redis.call('HGETALL', thread))
  end
`;
