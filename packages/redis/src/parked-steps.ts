/*
 * A parked event is an item, a hash in the part of its thread, or where it names none in that of its id: its run, thread and
 * body, its holder, the end of its lease, attempts and when it was claimed first. The list `parks:` of a thread holds its
 * items in order of arrival; an event without a thread has a list of its own. The set `parked:` of an app holds the lists of
 * one part by the arrival of the oldest event. A letter is an item, too: see `letter-steps.ts`.
 */

/** What several steps do with items. */
export const ITEM = `
  local function hasNoThread(list)
    return string.sub(nameOf(list), 1, 1) == 'e'
  end

  local function listOf(item, thread)
    return beside(item, 'parks', thread and 't' .. thread or 'e' .. nameOf(item))
  end

  -- What nobody has had for so long is over.
  local function isOver(ends)
    return tonumber(ends) + tonumber(given.keptMs) <= now
  end

  local function enlist(item, list, arrival)
    local id = nameOf(item)
    local last = redis.call('ZRANGE', list, -1, -1, 'WITHSCORES')
    if last[1] == id then return end
    -- Another process whose clock is ahead may have parked before.
    if last[2] and tonumber(last[2]) >= tonumber(arrival) then
      arrival = string.format('%.0f', tonumber(last[2]) + 1)
    end
    redis.call('ZADD', list, 'NX', arrival, id)
    local parked = beside(item, 'parked', appOf(id))
    redis.call('ZADD', parked, 'NX', arrival, nameOf(list))
    lastAtLeast(list, redis.call('PTTL', item))
    lastAtLeast(parked, redis.call('PTTL', item))
  end

  local function unlist(list, id)
    redis.call('ZREM', list, id)
    local parked = beside(list, 'parked', appOf(id))
    local oldest = redis.call('ZRANGE', list, 0, 0, 'WITHSCORES')
    if oldest[2] then redis.call('ZADD', parked, 'XX', oldest[2], nameOf(list))
    else redis.call('ZREM', parked, nameOf(list))
    end
  end

  local function keepItem(item, list, ms)
    redis.call('PEXPIRE', item, ms)
    lastAtLeast(list, ms)
    lastAtLeast(beside(item, 'parked', appOf(nameOf(item))), ms)
  end

  local function removeParked(item, thread)
    redis.call('DEL', item)
    unlist(listOf(item, thread), nameOf(item))
  end

  local function tellItem(item, number)
    local thread, body, attempts, firstAt, run =
      unpack(redis.call('HMGET', item, 'thread', 'body', 'attempts', 'firstAt', 'run'))
    answer(number, 'item', item, nameOf(item), thread, body, attempts, firstAt)
    return run, attempts, firstAt
  end

  local function tellThread(item, number, thread)
    answer(number, 'itemRecord', item, redis.call('HGETALL', beside(item, 'thread', thread)))
  end

  -- Claims what nobody has of a list.
  local function claimList(list, number, nonce, isAlone)
    local free, thread = {}, not hasNoThread(list) and string.sub(nameOf(list), 2)
    for _, id in ipairs(redis.call('ZRANGE', list, 0, -1)) do
      local item = beside(list, 'item', id)
      local ends, by, mark, run = unpack(redis.call('HMGET', item, 'until', 'holder', 'nonce', 'run'))
      if not ends or isOver(ends) then
        if ends then leave('lapse', run, number, item) end
        removeParked(item, thread)
      -- The same call once more, or free.
      elseif mark == nonce or tonumber(ends) <= now then free[#free + 1] = { item, mark }
      elseif isAlone and by ~= given.holder then return
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
    if thread and #free > 0 then tellThread(free[1][1], number, thread) end
  end
`;

/** Steps that claim parked events. */
export const CLAIM_PARKED_STEPS = `
  function steps.claimAhead(list, number, nonce)
    claimList(list, number, nonce, false)
  end

  function steps.claimList(list, number, nonce)
    claimList(list, number, nonce, true)
  end

  -- The run of an item that was claimed.
  function steps.take(run, number, item, attempts, firstAt)
    local done, journal = unpack(redis.call('HMGET', run, 'done', 'journal'))
    -- Its end was noted, and the process or the Redis of the thread was gone ahead of the rest.
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

  -- Gives back what was claimed by one call.
  function steps.giveBack(list, _, nonce)
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

  -- Lists with something to claim, those that wait longest ahead.
  function steps.findLists(parked, number, most)
    local first, found = 0, 0
    local empty = {}
    repeat
      local batch = redis.call('ZRANGE', parked, first, first + 99, 'WITHSCORES')
      for i = 1, #batch, 2 do
        local list = beside(parked, 'parks', batch[i])
        local isFree, isHeld = false, false
        local ids = redis.call('ZRANGE', list, 0, -1)
        if #ids == 0 then empty[#empty + 1] = batch[i] end
        for _, id in ipairs(ids) do
          local ends, by = unpack(redis.call('HMGET', beside(list, 'item', id), 'until', 'holder'))
          if not ends or tonumber(ends) <= now then isFree = true
          elseif by ~= given.holder then isHeld = true
          end
          if isHeld then break end
        end
        if isFree and not isHeld and found < tonumber(most) then
          found = found + 1
          answer(number, 'list', list, batch[i + 1])
        end
      end
      first = first + 100
    until #batch < 200 or found >= tonumber(most)
    for _, name in ipairs(empty) do redis.call('ZREM', parked, name) end
  end
`;

/** Steps that park events, and see to what is parked. */
export const PARKED_STEPS = `
  -- The run says who has the event, and ahead of the item that there is one: see 'claimUnparked'.
  function steps.park(run, number, item, arrival, thread, body)
    local ends, done, by, parked, attempts, firstAt =
      unpack(redis.call('HMGET', run, 'until', 'done', 'holder', 'parked', 'attempts', 'firstAt'))
    if not ends or done or by ~= given.holder then return end
    redis.call('HSET', run, 'parked', item)
    leave('write', item, number, run, arrival, thread, body, ends, attempts, firstAt)
  end

  function steps.write(item, _, run, arrival, thread, body, ends, attempts, firstAt)
    -- The first one stays: the call may be the same once more.
    if redis.call('EXISTS', item) == 1 then return end
    redis.call('HSET', item, 'run', run, 'body', body, 'holder', given.holder)
    redis.call('HSET', item, 'until', ends, 'attempts', attempts, 'firstAt', firstAt)
    if thread ~= '' then redis.call('HSET', item, 'thread', string.sub(thread, 2)) end
    local lastsMs = math.max(0, tonumber(ends) - now) + tonumber(given.keptMs)
    redis.call('PEXPIRE', item, string.format('%.0f', lastsMs))
    enlist(item, listOf(item, thread ~= '' and string.sub(thread, 2)), arrival)
  end

  function steps.free(item, _)
    local by, isLetter = unpack(redis.call('HMGET', item, 'holder', 'letters'))
    if isLetter or by ~= given.holder then return end
    redis.call('HSET', item, 'until', given.now)
    redis.call('HDEL', item, 'holder', 'nonce')
  end

  function steps.renewParked(item, number, otherwise)
    local ends, by, thread, isLetter = unpack(redis.call('HMGET', item, 'until', 'holder', 'thread', 'letters'))
    -- It was never written.
    if not ends then return answer(number, otherwise) end
    if isLetter or by ~= given.holder then return answer(number, 'lost') end
    redis.call('HSET', item, 'until', given.leaseEnds)
    keepItem(item, listOf(item, thread), given.runLastsMs)
    answer(number, 'renewed')
  end
`;
