/*
 * A letter is the item of an event that was given up: `at`, body, thread, and `letters`, the key of the set of its app where
 * it stands by the time that it was given up. Its run stays done for as long. `buried:` of a thread holds its letters.
 */

/** Steps that any script needs which ends or removes events. */
export const LETTER = `
  -- Removes an item, be it parked or a letter.
  function steps.drop(item, number)
    local thread, letters = unpack(redis.call('HMGET', item, 'thread', 'letters'))
    if not letters then return removeParked(item, thread) end
    redis.call('DEL', item)
    if thread then redis.call('SREM', beside(item, 'buried', thread), nameOf(item)) end
    leave('strike', letters, number, item)
  end

  function steps.strike(letters, _, item)
    redis.call('ZREM', letters, item)
  end

  -- The event of a letter that is no more stays done for its time.
  function steps.unlink(run, _, item, nonce)
    if redis.call('HGET', run, 'parked') ~= item then return end
    redis.call('HDEL', run, 'parked', 'journal')
    redis.call('DEL', journalOf(run))
    if nonce ~= '' then redis.call('HSET', run, 'nonce', nonce) end
  end

  -- Removes a letter and tells of it; the call is remembered for a while.
  function steps.discard(item, number, nonce)
    local run, letters, by = unpack(redis.call('HMGET', item, 'run', 'letters', 'discardedBy'))
    if by and by == nonce then return answer(number, 'discarded') end
    if not letters then return end
    steps.drop(item, number)
    leave('unlink', run, number, item, nonce)
    if nonce == '' then return end
    redis.call('HSET', item, 'discardedBy', nonce)
    redis.call('PEXPIRE', item, 60000)
    answer(number, 'discarded')
  end
`;

/** Steps that give events up. */
export const BURY_STEPS = `
  -- The letter first: a process that is gone in the middle leaves one too many, and no event is lost.
  function steps.bury(item, number, run, letters, arrival, thread, body)
    local isLetter, parkedIn = unpack(redis.call('HMGET', item, 'letters', 'thread'))
    if not isLetter then
      if redis.call('EXISTS', item) == 1 then removeParked(item, parkedIn) end
      redis.call('HSET', item, 'run', run, 'at', given.now, 'letters', letters, 'body', body)
      if thread ~= '' then
        redis.call('HSET', item, 'thread', string.sub(thread, 2))
        local buried = beside(item, 'buried', string.sub(thread, 2))
        redis.call('SADD', buried, nameOf(item))
        lastAtLeast(buried, given.lettersLastMs)
      end
      redis.call('PEXPIRE', item, given.lettersLastMs)
    end
    leave('finishDead', run, number, item)
    leave('enter', letters, number, item, arrival)
  end

  function steps.finishDead(run, _, item)
    local parked = redis.call('HGET', run, 'parked')
    if parked and parked ~= item then leave('drop', parked, 0) end
    markDone(run)
    redis.call('HSET', run, 'parked', item)
    if tonumber(given.lettersLastMs) > tonumber(given.doneForMs) then redis.call('PEXPIRE', run, given.lettersLastMs) end
    redis.call('PEXPIRE', journalOf(run), given.lettersLastMs)
  end

  function steps.enter(letters, number, item, arrival)
    redis.call('ZADD', letters, 'NX', arrival, item)
    lastAtLeast(letters, given.lettersLastMs)
    local function giveUp(gone)
      for _, each in ipairs(gone) do
        redis.call('ZREM', letters, each)
        leave('discard', each, number, '')
      end
    end
    if given.lettersSince ~= '' then
      giveUp(redis.call('ZRANGEBYSCORE', letters, '-inf', '(' .. given.lettersSince))
      local many = redis.call('ZCARD', letters) - tonumber(given.lettersMost)
      if many > 0 then giveUp(redis.call('ZRANGE', letters, 0, many - 1)) end
    end
  end
`;

/** Steps about letters and bodies. */
export const LETTER_STEPS = `
  function steps.page(letters, number, most, score, after)
    local first = score == '' and 0 or redis.call('ZCOUNT', letters, '-inf', '(' .. score)
    local found = 0
    repeat
      local batch = redis.call('ZRANGE', letters, first, first + 99, 'WITHSCORES')
      for i = 1, #batch, 2 do
        local isBehind = score == '' or tonumber(batch[i + 1]) > tonumber(score) or above(batch[i], after)
        if isBehind and found < tonumber(most) then
          found = found + 1
          answer(number, 'place', batch[i], batch[i + 1])
          leave('tellLetter', batch[i], number, letters)
        end
      end
      first = first + 100
    until #batch < 200 or found >= tonumber(most)
  end

  function steps.tellLetter(item, number, letters)
    local at, thread, body = unpack(redis.call('HMGET', item, 'at', 'thread', 'body'))
    if not at then return leave('strike', letters, number, item) end
    answer(number, 'letter', item, nameOf(item), at, thread, body)
  end

  -- Ahead of its item, a run is one that is not done: else who claims the item would take it for done.
  function steps.revive(run, number, nonce)
    local done, parked, journal = unpack(redis.call('HMGET', run, 'done', 'parked', 'journal'))
    if not parked then return end
    if done then
      redis.call('HDEL', run, 'done')
      redis.call('HSET', run, 'attempts', 1, 'firstAt', given.now, 'until', given.leaseEnds)
      keepRun(run, given.runLastsMs)
    end
    if journal then answer(number, 'journal', parked, redis.call('HGETALL', journalOf(run))) end
    leave('retry', parked, number, nonce, run, done and 'dead' or '')
  end

  function steps.retry(item, number, nonce, run, was)
    local letters, thread, by = unpack(redis.call('HMGET', item, 'letters', 'thread', 'nonce'))
    if letters then
      redis.call('HDEL', item, 'at', 'letters')
      redis.call('HSET', item, 'holder', given.holder, 'until', given.leaseEnds, 'nonce', nonce)
      redis.call('HSET', item, 'attempts', 1, 'firstAt', given.now)
      if thread then redis.call('SREM', beside(item, 'buried', thread), nameOf(item)) end
      redis.call('PEXPIRE', item, given.runLastsMs)
      enlist(item, listOf(item, thread), given.arrival)
      leave('strike', letters, number, item)
    elseif by ~= nonce then
      -- There is no such letter any more.
      if was == 'dead' then leave('unrevive', run, number, item) end
      return
    end
    tellItem(item, number)
    if thread then tellThread(item, number, thread) end
  end

  function steps.unrevive(run, _, item)
    if redis.call('HGET', run, 'parked') ~= item then return end
    redis.call('HDEL', run, 'parked', 'journal')
    redis.call('DEL', journalOf(run))
    markDone(run)
  end

  function steps.discardOf(run, number, nonce)
    local done, parked, by = unpack(redis.call('HMGET', run, 'done', 'parked', 'nonce'))
    if done and parked then return leave('discard', parked, number, nonce) end
    if by == nonce then answer(number, 'discarded') end
  end

  function steps.replaceOf(run, number, nonce, expected, body)
    local parked = redis.call('HGET', run, 'parked')
    if parked then leave('replace', parked, number, nonce, expected, body) end
  end

  function steps.replace(item, number, nonce, expected, body)
    local current, by = unpack(redis.call('HMGET', item, 'body', 'replacedBy'))
    if by ~= nonce then
      if current ~= expected then return end
      redis.call('HSET', item, 'body', body, 'replacedBy', nonce)
    end
    answer(number, 'replaced')
  end

  local function itemsOf(thread)
    local ids = redis.call('ZRANGE', beside(thread, 'parks', 't' .. nameOf(thread)), 0, -1)
    for _, id in ipairs(redis.call('SMEMBERS', beside(thread, 'buried', nameOf(thread)))) do ids[#ids + 1] = id end
    for i, id in ipairs(ids) do ids[i] = beside(thread, 'item', id) end
    return ids
  end

  function steps.bodies(thread, number)
    for _, item in ipairs(itemsOf(thread)) do
      local body = redis.call('HGET', item, 'body')
      if body then answer(number, 'body', nameOf(item), body) end
    end
  end

  function steps.forget(thread, number)
    for _, item in ipairs(itemsOf(thread)) do
      local run = redis.call('HGET', item, 'run')
      -- Its end first: what is still there then can be forgotten by another call.
      if run then leave('finishForgotten', run, number, item) end
    end
    local name = nameOf(thread)
    for _, owner in ipairs({ 'self', 'others' }) do redis.call('ZREM', waitingOf(thread, owner), name) end
    redis.call('ZREM', beside(thread, 'unsettled', appOf(name)), name)
    local values = beside(thread, 'values', name)
    for _, key in ipairs(redis.call('SMEMBERS', values)) do redis.call('DEL', key) end
    redis.call('DEL', thread, values)
  end

  function steps.finishForgotten(run, number, item)
    local parked = redis.call('HGET', run, 'parked')
    if not parked or parked == item then
      redis.call('HDEL', run, 'parked', 'journal')
      redis.call('DEL', journalOf(run))
      markDone(run)
    end
    leave('drop', item, number)
  end
`;
