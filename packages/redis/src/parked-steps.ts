/*
 * A parked event is an item, a hash: the key of its run, thread, body, holder, the end of its lease, its attempts and its
 * first claim. It lies in the part of its thread, or of its id where it has no thread, so that all parked events of a thread
 * are claimed by one script. `parks:` is the sorted set of a thread's items in order of arrival; an event without a thread
 * has a set of its own. `parked:` is the sorted set of an app's `parks:` sets in one part, by the arrival of the first item.
 */

/** Helpers for items. */
export const ITEM = `
  -- Returns whether the last lease ended so long ago that the event is forgotten.
  local function isOver(ends)
    return tonumber(ends) + tonumber(given.keptMs) <= now
  end

  local function threadOf(list)
    local name = nameOf(list)
    return string.sub(name, 1, 1) == 't' and string.sub(name, 2)
  end

  local function listOf(item)
    local thread = redis.call('HGET', item, 'thread')
    return beside(item, 'parks', thread and 't' .. thread or 'e' .. nameOf(item))
  end

  local function parkedOf(item)
    return beside(item, 'parked', appOf(nameOf(item)))
  end

  local function keepItem(item, list, ms)
    redis.call('PEXPIRE', item, ms)
    lastAtLeast(list, ms)
    lastAtLeast(parkedOf(item), ms)
  end

  local function enlist(item, arrival, ms)
    local list = listOf(item)
    local last = redis.call('ZRANGE', list, -1, -1, 'WITHSCORES')[2]
    -- Events keep the order of the calls even if the clocks of processes differ.
    if last and tonumber(last) >= tonumber(arrival) then arrival = string.format('%.0f', tonumber(last) + 1) end
    redis.call('ZADD', list, 'NX', arrival, nameOf(item))
    redis.call('ZADD', parkedOf(item), 'NX', arrival, nameOf(list))
    keepItem(item, list, ms)
  end

  local function unlist(item, list)
    redis.call('ZREM', list, nameOf(item))
    local first = redis.call('ZRANGE', list, 0, 0, 'WITHSCORES')[2]
    if first then redis.call('ZADD', parkedOf(item), 'XX', first, nameOf(list))
    else redis.call('ZREM', parkedOf(item), nameOf(list))
    end
  end

  local function removeItem(item)
    unlist(item, listOf(item))
    redis.call('DEL', item)
  end

  local function tellItem(item, number)
    local thread, body, attempts, firstAt, run =
      unpack(redis.call('HMGET', item, 'thread', 'body', 'attempts', 'firstAt', 'run'))
    answer(number, 'item', item, nameOf(item), thread, body, attempts, firstAt)
    return run, attempts, firstAt
  end

  local function tellThread(item, number, thread)
    if thread then answer(number, 'record', redis.call('HGETALL', beside(item, 'thread', thread))) end
  end
`;

/** Steps that claim, free and remove parked events. */
export const ITEM_STEPS = `
  -- Claims the items of a list that no holder has. With 'alone': none if another holder has one of them.
  local function claimList(list, number, nonce, alone)
    local free = {}
    for _, id in ipairs(redis.call('ZRANGE', list, 0, -1)) do
      local item = beside(list, 'item', id)
      local ends, by, mark, run = unpack(redis.call('HMGET', item, 'until', 'holder', 'nonce', 'run'))
      if not ends then unlist(item, list)
      elseif isOver(ends) then
        removeItem(item)
        leave('lapse', run, number, item)
      -- Claimed by this very call before the connection repeated it, or free.
      elseif mark == nonce or tonumber(ends) <= now then free[#free + 1] = { item, mark }
      elseif alone and by ~= given.holder then return
      end
    end
    for _, each in ipairs(free) do
      local item, mark = each[1], each[2]
      if mark ~= nonce then
        redis.call('HSET', item, 'holder', given.holder, 'until', given.leaseEnds, 'nonce', nonce)
        redis.call('HINCRBY', item, 'attempts', 1)
        keepItem(item, list, given.runLastsMs)
      end
      local run, attempts, firstAt = tellItem(item, number)
      leave('take', run, number, item, attempts, firstAt)
    end
    return #free > 0
  end

  function steps.claimAhead(list, number, nonce)
    claimList(list, number, nonce, false)
  end

  function steps.claimList(list, number, nonce)
    if claimList(list, number, nonce, true) then tellThread(list, number, threadOf(list)) end
  end

  -- Updates the run of a claimed item.
  function steps.take(run, number, item, attempts, firstAt)
    local done, journal = unpack(redis.call('HMGET', run, 'done', 'journal'))
    -- The event was ended, and a crash kept its item from being removed.
    if done then
      answer(number, 'gone', item)
      return leave('drop', item, number)
    end
    redis.call('HSET', run, 'parked', item, 'until', given.leaseEnds, 'attempts', attempts, 'firstAt', firstAt)
    keepRun(run, given.runLastsMs)
    if journal then answer(number, 'journal', item, redis.call('HGETALL', journalOf(run))) end
  end

  function steps.lapse(run, _, item)
    local done, parked = unpack(redis.call('HMGET', run, 'done', 'parked'))
    if parked == item and not done then forgetRun(run) end
  end

  function steps.free(item)
    if redis.call('HGET', item, 'holder') ~= given.holder then return end
    redis.call('HSET', item, 'until', given.now)
    redis.call('HDEL', item, 'holder', 'nonce')
  end

  function steps.drop(item)
    if redis.call('EXISTS', item) == 1 then removeItem(item) end
  end
`;

/** Steps that find, write and renew parked events. */
export const PARK_STEPS = `
  local function isClaimable(list, ids)
    local isFree = false
    for _, id in ipairs(ids) do
      local ends, by = unpack(redis.call('HMGET', beside(list, 'item', id), 'until', 'holder'))
      if not ends or tonumber(ends) <= now then isFree = true
      elseif by ~= given.holder then return false
      end
    end
    return isFree
  end

  -- Finds lists with items to claim, in order of their first items' arrival.
  function steps.findLists(parked, number, most)
    local first, found, empty = 0, 0, {}
    repeat
      local batch = redis.call('ZRANGE', parked, first, first + 99, 'WITHSCORES')
      for i = 1, #batch, 2 do
        local list = beside(parked, 'parks', batch[i])
        local ids = redis.call('ZRANGE', list, 0, -1)
        if #ids == 0 then empty[#empty + 1] = batch[i] end
        if found < tonumber(most) and isClaimable(list, ids) then
          found = found + 1
          answer(number, 'list', list, batch[i + 1])
        end
      end
      first = first + 100
    until #batch < 200 or found >= tonumber(most)
    for _, name in ipairs(empty) do redis.call('ZREM', parked, name) end
  end

  -- Marks the run first and writes the item after it: 'claimUnparked' handles a crash in between.
  function steps.park(run, number, item, arrival, thread, body)
    local ends, done, by, parked, attempts, firstAt =
      unpack(redis.call('HMGET', run, 'until', 'done', 'holder', 'parked', 'attempts', 'firstAt'))
    if not ends or done then return end
    if by == given.holder then
      redis.call('HSET', run, 'parked', item)
      leave('write', item, number, run, arrival, thread, body, ends, attempts, firstAt)
    elseif parked then leave('rewrite', parked, number, arrival, body)
    end
  end

  function steps.write(item, number, run, arrival, thread, body, ends, attempts, firstAt)
    if redis.call('EXISTS', item) == 1 then return steps.rewrite(item, number, arrival, body) end
    redis.call('HSET', item, 'run', run, 'body', body, 'holder', given.holder, 'arrival', arrival)
    redis.call('HSET', item, 'until', ends, 'attempts', attempts, 'firstAt', firstAt)
    if thread ~= '' then redis.call('HSET', item, 'thread', string.sub(thread, 2)) end
    enlist(item, arrival, string.format('%.0f', math.max(0, tonumber(ends) - now) + tonumber(given.keptMs)))
  end

  -- Parked already. A repeat by the connection has the same arrival; another call has another one.
  function steps.rewrite(item, _, arrival, body)
    local by, before = unpack(redis.call('HMGET', item, 'holder', 'arrival'))
    if by == given.holder and before ~= arrival then redis.call('HSET', item, 'body', body, 'arrival', arrival) end
  end

  function steps.renewParked(item, number, otherwise)
    local ends, by = unpack(redis.call('HMGET', item, 'until', 'holder'))
    -- The item was not written: the run's lease counts.
    if not ends then return answer(number, otherwise) end
    if by ~= given.holder then return answer(number, 'lost') end
    redis.call('HSET', item, 'until', given.leaseEnds)
    keepItem(item, listOf(item), given.runLastsMs)
    answer(number, 'renewed')
  end
`;
