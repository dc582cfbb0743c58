import { type Script, script } from './script.ts';

/**
 * Reads threads, and merges observations into them as core's `mergeObservation` does. There is no list of registers
 * here: a mark with `says` decides the owner, so a new register changes no script.
 */
const THREAD = `
  -- Not Lua's own operator, which compares by the server's locale.
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

  -- The caller supplies the time, so the key may outlive its contents.
  local function forgetOld(thread, now, lastsMs)
    local touched = redis.call('HGET', thread, 'touched')
    if touched and tonumber(now) - tonumber(touched) >= tonumber(lastsMs) then redis.call('DEL', thread) end
  end

  local function touch(thread, now, lastsMs)
    redis.call('HSET', thread, 'touched', now)
    redis.call('PEXPIRE', thread, lastsMs)
  end

  -- Marks are in ARGV from 'first' on: 'count' pairs of a register's name and its packed mark.
  local function merge(thread, unsettled, member, now, lastsMs, first, count)
    forgetOld(thread, now, lastsMs)
    local changed = false
    for i = first, first + 2 * count - 2, 2 do
      local register, packed = ARGV[i], ARGV[i + 1]
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
    touch(thread, now, lastsMs)
    if changed then
      redis.call('ZADD', unsettled, now, member)
      redis.call('PEXPIRE', unsettled, lastsMs)
    end
  end

  local function settle(thread, unsettled, member, changes)
    if redis.call('EXISTS', thread) == 1 and numberAt(thread, 'settled') < tonumber(changes) then
      redis.call('HSET', thread, 'settled', changes)
    end
    if numberAt(thread, 'changes') <= numberAt(thread, 'settled') then redis.call('ZREM', unsettled, member) end
  end
`;

/**
 * Claims events and merges their observations. ARGV: now, holder, end of the lease, how long runs are kept, how long
 * threads are kept; then the steps. `claim`, nonce: uses the key of a run. `merge`, thread, count of marks, marks: uses
 * the keys of the thread and of its unsettled set. `read`: uses the key of the thread.
 */
export const BEGIN: Script = script(
  THREAD,
  `
  local now, holder, leaseEnds, runLastsMs, threadLastsMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

  local function claim(run, nonce)
    local done, ends, attempts, firstAt, by = unpack(redis.call('HMGET', run, 'done', 'until', 'attempts', 'firstAt', 'nonce'))
    if done and tonumber(ends) <= tonumber(now) then
      redis.call('DEL', run)
      ends, done = false, false
    end
    if done then return { 'done', attempts, firstAt } end
    -- A repeat of the same call: the connection was lost before the answer came.
    if ends and by == nonce then return { 'claimed', attempts, firstAt } end
    if ends and tonumber(ends) > tonumber(now) then return { 'leased', attempts, firstAt } end
    if not ends then
      attempts, firstAt = 0, now
      redis.call('HSET', run, 'firstAt', now)
    end
    redis.call('HSET', run, 'holder', holder, 'until', leaseEnds, 'nonce', nonce)
    attempts = redis.call('HINCRBY', run, 'attempts', 1)
    redis.call('PEXPIRE', run, runLastsMs)
    return { 'claimed', tostring(attempts), firstAt }
  end

  local replies, key, at = {}, 1, 6
  while ARGV[at] do
    local step = ARGV[at]
    if step == 'claim' then
      replies[#replies + 1] = claim(KEYS[key], ARGV[at + 1])
      key, at = key + 1, at + 2
    elseif step == 'merge' then
      local count = tonumber(ARGV[at + 2])
      merge(KEYS[key], KEYS[key + 1], ARGV[at + 1], now, threadLastsMs, at + 3, count)
      replies[#replies + 1] = redis.call('HGETALL', KEYS[key])
      key, at = key + 2, at + 3 + 2 * count
    else
      replies[#replies + 1] = redis.call('HGETALL', KEYS[key])
      key, at = key + 1, at + 1
    end
  end
  return replies
`,
);

/**
 * Ends runs. KEYS: the runs. ARGV: now, holder, when to forget done runs, the same in ms from now, an outcome for each.
 */
export const END: Script = script(`
  local now, holder, forgetAt, doneForMs = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
  for i, run in ipairs(KEYS) do
    local known, done, by = unpack(redis.call('HMGET', run, 'until', 'done', 'holder'))
    if ARGV[4 + i] == 'done' then
      if not known then redis.call('HSET', run, 'attempts', 1, 'firstAt', now) end
      redis.call('HSET', run, 'done', 1, 'until', forgetAt)
      redis.call('HDEL', run, 'holder', 'nonce')
      redis.call('PEXPIRE', run, doneForMs)
    elseif known and not done and by == holder then
      redis.call('HSET', run, 'until', now)
      redis.call('HDEL', run, 'holder', 'nonce')
    end
  end
`);

/** Prolongs leases. KEYS: the runs. ARGV: holder, end of the lease, how long runs are kept. */
export const RENEW: Script = script(`
  for _, run in ipairs(KEYS) do
    local done, by = unpack(redis.call('HMGET', run, 'done', 'holder'))
    if not done and by == ARGV[1] then
      redis.call('HSET', run, 'until', ARGV[2])
      redis.call('PEXPIRE', run, ARGV[3])
    end
  end
`);

/**
 * Takes back claims whose caller no longer waits, and leaves no trace of them. KEYS: the runs. ARGV: a nonce for each.
 */
export const UNCLAIM: Script = script(`
  for i, run in ipairs(KEYS) do
    local done, nonce
    -- If another program wrote a different type to this key, the claim failed on it.
    if redis.call('TYPE', run).ok == 'hash' then done, nonce = unpack(redis.call('HMGET', run, 'done', 'nonce')) end
    if not done and nonce == ARGV[i] then
      if redis.call('HINCRBY', run, 'attempts', -1) == 0 then redis.call('DEL', run)
      else
        redis.call('HSET', run, 'until', 0)
        redis.call('HDEL', run, 'nonce', 'holder')
      end
    end
  end
`);

/** Reads a thread. KEYS: the thread. */
export const READ: Script = script(`return redis.call('HGETALL', KEYS[1])`);

/**
 * Claims an announcement. KEYS: the thread. ARGV: now, how long threads are kept, announced, end of the claim, nonce.
 */
export const CLAIM_ANNOUNCEMENT: Script = script(
  THREAD,
  `
  local thread, now, lastsMs, announced, ends, nonce = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
  forgetOld(thread, now, lastsMs)
  if numberAt(thread, 'announced') ~= tonumber(announced) then return 0 end
  if redis.call('HGET', thread, 'announcingBy') ~= nonce and numberAt(thread, 'announcingUntil') > tonumber(now) then return 0 end
  redis.call('HSET', thread, 'announcingUntil', ends, 'announcingBy', nonce)
  touch(thread, now, lastsMs)
  return 1
`,
);

/**
 * Marks an announcement as made. KEYS: the thread, its unsettled set. ARGV: now, how long threads are kept, announced,
 * owner, changes, the thread's name.
 */
export const MARK_ANNOUNCED: Script = script(
  THREAD,
  `
  local thread, now, lastsMs, announced, owner, changes = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
  forgetOld(thread, now, lastsMs)
  if numberAt(thread, 'announced') == tonumber(announced) then
    redis.call('HINCRBY', thread, 'announced', 1)
    redis.call('HSET', thread, 'owner', owner)
    redis.call('HDEL', thread, 'announcingUntil', 'announcingBy')
    settle(thread, KEYS[2], ARGV[6], changes)
    touch(thread, now, lastsMs)
  end
  return redis.call('HGETALL', thread)
`,
);

/**
 * Settles changes that need no announcement. KEYS: the thread, its unsettled set. ARGV: now, how long threads are kept,
 * changes, the thread's name.
 */
export const SETTLE: Script = script(
  THREAD,
  `
  forgetOld(KEYS[1], ARGV[1], ARGV[2])
  settle(KEYS[1], KEYS[2], ARGV[4], ARGV[3])
`,
);

/** Lists threads with unsettled changes. KEYS: an unsettled set. ARGV: the latest time, how many at most. */
export const UNSETTLED: Script = script(
  `return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])`,
);

/** Reads a value. KEYS: the value. ARGV: now. */
export const GET_VALUE: Script = script(`
  local value, ends = unpack(redis.call('HMGET', KEYS[1], 'value', 'until'))
  return value and tonumber(ends) > tonumber(ARGV[1]) and value
`);

/**
 * Sets a value if the current one is as expected. KEYS: the value. ARGV: now, nonce, when to forget it, the same in ms
 * from now, then the expected and the new value, each as `=` and the value, or an empty text for none.
 */
export const SET_VALUE: Script = script(`
  local key, now, nonce, ends, lastsMs, expected, new = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
  local value, valueEnds, by = unpack(redis.call('HMGET', key, 'value', 'until', 'nonce'))
  -- A repeat of the same call: the connection was lost before the answer came.
  if by == nonce then return 1 end
  local current = value and tonumber(valueEnds) > tonumber(now) and '=' .. value or ''
  if current ~= expected then return 0 end
  redis.call('DEL', key)
  if new ~= '' then redis.call('HSET', key, 'value', string.sub(new, 2), 'until', ends) end
  redis.call('HSET', key, 'nonce', nonce)
  -- After a removal only the call is remembered, for a while.
  redis.call('PEXPIRE', key, new ~= '' and lastsMs or 60000)
  return 1
`);

/** Sets a marker if it is missing. KEYS: the marker. ARGV: its text. Returns the stored text. */
export const MARKER: Script = script(`
  redis.call('SET', KEYS[1], ARGV[1], 'NX')
  return redis.call('GET', KEYS[1])
`);

/** Counts the markers on the server that runs this. KEYS: the markers of all shards. */
export const MARKERS_HERE: Script = script(`return redis.call('EXISTS', unpack(KEYS))`);
