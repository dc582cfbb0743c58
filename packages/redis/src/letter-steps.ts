/*
 * A dead letter is a hash: the key of its run, `at`, body, thread, and `letters`, the key of its app's sorted set of letters.
 * It lies in the part of its thread, or of its id where it has no thread. `buried:` is the set of a thread's letters.
 */

/** Steps that turn an event into a letter, and remove letters that are too old or too many. */
export const BURY_STEPS = `
  function steps.dead(run, number, letter, letters, arrival, thread, body)
    local done, ends, buriedAt = unpack(redis.call('HMGET', run, 'done', 'until', 'buriedAt'))
    -- Done, unless the connection repeated this very call.
    if done and tonumber(ends) > now and buriedAt ~= arrival then return steps.finish(run, number, 'dead') end
    leave('bury', letter, number, run, letters, arrival, thread, body)
  end

  -- Writes the letter first and ends the event after it: a crash in between loses no event.
  function steps.bury(letter, number, run, letters, arrival, thread, body)
    if redis.call('HGET', letter, 'arrival') ~= arrival then
      if redis.call('EXISTS', letter) == 1 then removeLetter(letter) end
      redis.call('HSET', letter, 'run', run, 'at', given.now, 'letters', letters, 'arrival', arrival, 'body', body)
      redis.call('PEXPIRE', letter, given.lettersLastMs)
      if thread ~= '' then
        local buried = beside(letter, 'buried', string.sub(thread, 2))
        redis.call('HSET', letter, 'thread', string.sub(thread, 2))
        redis.call('SADD', buried, nameOf(letter))
        lastAtLeast(buried, given.lettersLastMs)
      end
    end
    leave('finishDead', run, number, letter, letters, arrival)
    leave('enter', letters, number, letter, arrival)
  end

  function steps.finishDead(run, number, letter, letters, arrival)
    local ends, before, parked = unpack(redis.call('HMGET', run, 'until', 'letter', 'parked'))
    if before and before ~= letter then leave('burn', before, number, letters, '') end
    redis.call('HSET', run, 'letter', letter, 'buriedAt', arrival)
    markDone(run, ends, letter)
    keepRun(run, given.lettersLastMs)
    if parked then leave('drop', parked, number) end
  end

  function steps.enter(letters, number, letter, arrival)
    redis.call('ZADD', letters, arrival, letter)
    lastAtLeast(letters, given.lettersLastMs)
    leave('trim', letters, number)
  end

  function steps.trim(letters, number)
    if not given.lettersSince then return end
    local gone = redis.call('ZRANGEBYSCORE', letters, '-inf', '(' .. given.lettersSince)
    local many = redis.call('ZCARD', letters) - tonumber(given.lettersMost)
    if many > #gone then gone = redis.call('ZRANGE', letters, 0, many - 1) end
    for _, letter in ipairs(gone) do leave('burn', letter, number, letters, '') end
  end
`;

/** Helpers and steps that remove a letter. */
export const LETTER = `
  local function removeLetter(letter)
    local thread = redis.call('HGET', letter, 'thread')
    if thread then redis.call('SREM', beside(letter, 'buried', thread), nameOf(letter)) end
    redis.call('DEL', letter)
  end

  -- Removes a letter. The nonce stays for a minute, so that a repeat of the call gets the same answer.
  function steps.burn(letter, number, letters, nonce)
    local run, at, by = unpack(redis.call('HMGET', letter, 'run', 'at', 'burntBy'))
    leave('strike', letters, number, letter)
    if not at and (nonce == '' or by ~= nonce) then return end
    if at then removeLetter(letter) end
    leave('unlink', run, number, letter, nonce)
    if nonce == '' then return end
    redis.call('HSET', letter, 'run', run, 'burntBy', nonce)
    redis.call('PEXPIRE', letter, 60000)
    answer(number, 'discarded')
  end

  function steps.strike(letters, _, letter)
    redis.call('ZREM', letters, letter)
  end

  -- Like 'burn', but strikes first: a repeat of the first errand finds the letter as long as it is listed.
  function steps.strikeAndBurn(letters, number, letter, nonce)
    redis.call('ZREM', letters, letter)
    leave('burn', letter, number, letters, nonce)
  end

  -- The letter is gone; the event stays done.
  function steps.unlink(run, _, letter, nonce)
    local known, done = unpack(redis.call('HMGET', run, 'letter', 'done'))
    if known ~= letter then return end
    redis.call('HDEL', run, 'letter')
    if done and redis.call('HDEL', run, 'journal') == 1 then redis.call('DEL', journalOf(run)) end
    if nonce ~= '' then redis.call('HSET', run, 'burntBy', nonce) end
  end
`;

/** Steps that list, retry and discard letters, and replace bodies. */
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
          -- The last one only says that there is another page.
          if found < tonumber(most) then leave('tellLetter', batch[i], number, letters) end
        end
      end
      first = first + 100
    until #batch < 200 or found >= tonumber(most)
  end

  function steps.tellLetter(letter, number, letters)
    local at, thread, body = unpack(redis.call('HMGET', letter, 'at', 'thread', 'body'))
    if not at then return leave('strike', letters, number, letter) end
    answer(number, 'letter', letter, nameOf(letter), at, thread, body)
  end

  -- Changes the run first: 'take' drops an item whose run is done. The run keeps its link to the letter until the item is
  -- written, so that after a crash in between the letter can be retried.
  function steps.retry(run, number, letters, nonce, arrival)
    local letter, by, parked, journal = unpack(redis.call('HMGET', run, 'letter', 'retriedBy', 'parked', 'journal'))
    -- The connection repeated the call.
    if by == nonce and parked then letter = beside(parked, 'letter', nameOf(parked))
    elseif not letter then return
    else
      local item = beside(letter, 'item', nameOf(letter))
      if parked and parked ~= item then leave('drop', parked, number) end
      redis.call('HDEL', run, 'done', 'holder', 'nonce')
      redis.call('HSET', run, 'attempts', 1, 'firstAt', given.now, 'until', given.leaseEnds)
      redis.call('HSET', run, 'parked', item, 'retriedBy', nonce)
      keepRun(run, given.runLastsMs)
    end
    if journal then answer(number, 'journal', beside(letter, 'item', nameOf(letter)), redis.call('HGETALL', journalOf(run))) end
    leave('revive', letter, number, run, letters, nonce, arrival)
  end

  function steps.revive(letter, number, run, letters, nonce, arrival)
    local item = beside(letter, 'item', nameOf(letter))
    local at, thread, body = unpack(redis.call('HMGET', letter, 'at', 'thread', 'body'))
    leave('strike', letters, number, letter)
    if redis.call('HGET', item, 'nonce') ~= nonce then
      -- A crash kept an earlier retry from removing the link to its letter.
      if not at and redis.call('EXISTS', item) == 1 then return leave('unlink', run, number, letter, '') end
      if not at then return leave('unretry', run, number, nonce) end
      -- The event may have been delivered and parked again after its done-mark expired.
      steps.drop(item)
      redis.call('HSET', item, 'run', run, 'body', body, 'holder', given.holder, 'until', given.leaseEnds)
      redis.call('HSET', item, 'nonce', nonce, 'attempts', 1, 'firstAt', given.now)
      if thread then redis.call('HSET', item, 'thread', thread) end
      enlist(item, arrival, given.runLastsMs)
      removeLetter(letter)
    end
    leave('unlink', run, number, letter, '')
    tellItem(item, number)
    tellThread(item, number, redis.call('HGET', item, 'thread'))
  end

  -- The letter no longer exists.
  function steps.unretry(run, _, nonce)
    if redis.call('HGET', run, 'retriedBy') ~= nonce then return end
    redis.call('HDEL', run, 'parked', 'letter', 'retriedBy')
    markDone(run, true, false, true)
  end

  function steps.discard(run, number, letters, nonce)
    local letter, by = unpack(redis.call('HMGET', run, 'letter', 'burntBy'))
    if letter then leave('strikeAndBurn', letters, number, letter, nonce)
    elseif by == nonce then answer(number, 'discarded')
    end
  end

  function steps.replaceOf(run, number, nonce, expected, body)
    local parked, letter = unpack(redis.call('HMGET', run, 'parked', 'letter'))
    if parked then leave('replace', parked, number, nonce, expected, body) end
    if letter then leave('replace', letter, number, nonce, expected, body) end
  end

  function steps.replace(key, number, nonce, expected, body)
    local current, by = unpack(redis.call('HMGET', key, 'body', 'replacedBy'))
    if by ~= nonce then
      if current ~= expected then return end
      redis.call('HSET', key, 'body', body, 'replacedBy', nonce)
    end
    answer(number, 'replaced')
  end
`;

/** Steps that read and forget what is kept of a thread. */
export const FORGET_STEPS = `
  local function eachOf(thread, see)
    local name = nameOf(thread)
    for _, id in ipairs(redis.call('ZRANGE', beside(thread, 'parks', 't' .. name), 0, -1)) do
      see(beside(thread, 'item', id))
    end
    for _, id in ipairs(redis.call('SMEMBERS', beside(thread, 'buried', name))) do see(beside(thread, 'letter', id)) end
  end

  function steps.bodies(thread, number)
    eachOf(thread, function(key)
      local body = redis.call('HGET', key, 'body')
      if body then answer(number, 'body', nameOf(key), body) end
    end)
  end

  function steps.forget(thread, number)
    -- Ends the events first and removes their bodies after: a second call finishes what a crash left.
    eachOf(thread, function(key)
      local run, letters = unpack(redis.call('HMGET', key, 'run', 'letters'))
      if run then leave('finishForgotten', run, number, key, letters or '') end
    end)
    local name = nameOf(thread)
    for _, owner in ipairs({ 'self', 'others' }) do redis.call('ZREM', waitingOf(thread, owner), name) end
    redis.call('ZREM', beside(thread, 'unsettled', appOf(name)), name)
    local values = beside(thread, 'values', name)
    for _, key in ipairs(redis.call('SMEMBERS', values)) do redis.call('DEL', key) end
    redis.call('DEL', thread, values)
  end

  function steps.finishForgotten(run, number, key, letters)
    redis.call('HDEL', run, 'letter')
    markDone(run, redis.call('HGET', run, 'until'), false, true)
    if letters == '' then leave('drop', key, number) else leave('strikeAndBurn', letters, number, key, '') end
  end
`;
