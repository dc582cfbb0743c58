import { type Script, script } from './script.ts';

/*
 * A timer is a hash, `{prefix:name}:timer:key`: its version, when it is due (by the bot's clock and in real time), its
 * data, and its alarm. An alarm is a BullMQ job that says "look at this timer". It stays the same while the timer
 * exists, so the alarm's lock is also the timer's lock.
 */

/**
 * Sets a timer. KEYS: the timer. ARGV: a new version, due time by the bot's clock, due time in real time, data. Returns
 * the alarm and when the timer was due before (empty: there was none).
 */
export const SET_TIMER: Script = script(`
  local timer = KEYS[1]
  local alarm, before = unpack(redis.call('HMGET', timer, 'alarm', 'wall'))
  if not alarm then
    alarm, before = ARGV[1], ''
    redis.call('HSET', timer, 'alarm', alarm)
  end
  redis.call('HSET', timer, 'version', ARGV[1], 'dueAt', ARGV[2], 'wall', ARGV[3], 'data', ARGV[4], 'failures', 0)
  redis.call('HDEL', timer, 'cancelled')
  return { alarm, before }
`);

/**
 * Cancels a timer. KEYS: the timer. Returns its alarm, which is no longer needed. If the timer is running, returns
 * nothing and marks it as cancelled; its alarm then removes it, even after a crash.
 */
export const CANCEL_TIMER: Script = script(`
  local alarm, running = unpack(redis.call('HMGET', KEYS[1], 'alarm', 'running'))
  if running then
    redis.call('HSET', KEYS[1], 'cancelled', 1)
    return false
  end
  redis.call('DEL', KEYS[1])
  return alarm
`);

const RING = `
  local timer, alarm = KEYS[1], ARGV[1]

  -- The alarm belongs to an earlier timer, which no longer exists.
  if redis.call('HGET', timer, 'alarm') ~= alarm then return false end

  local function isCancelled()
    if redis.call('HEXISTS', timer, 'cancelled') == 0 then return false end
    redis.call('DEL', timer)
    return true
  end
`;

/**
 * Begins a run. KEYS: the timer. ARGV: the alarm, now in real time. Returns nothing if there is nothing to do, `later`
 * and when, or `run`, the version, due time by the bot's clock and the data.
 */
export const BEGIN_TIMER: Script = script(
  RING,
  `
  if isCancelled() then return false end
  local version, dueAt, wall, data = unpack(redis.call('HMGET', timer, 'version', 'dueAt', 'wall', 'data'))
  if tonumber(wall) > tonumber(ARGV[2]) then
    -- Left by a run whose process died before the timer was set again.
    redis.call('HDEL', timer, 'running')
    return { 'later', wall }
  end
  redis.call('HSET', timer, 'running', 1)
  return { 'run', version, dueAt, data }
`,
);

/**
 * Ends a run that succeeded. KEYS: the timer. ARGV: the alarm, the version that ran. Returns when to ring again, if it
 * was set again.
 */
export const END_TIMER: Script = script(
  RING,
  `
  if isCancelled() then return false end
  if redis.call('HGET', timer, 'version') == ARGV[2] then
    redis.call('DEL', timer)
    return false
  end
  redis.call('HDEL', timer, 'running')
  return redis.call('HGET', timer, 'wall')
`,
);

/**
 * Ends a run that failed. KEYS: the timer. ARGV: the alarm, the version that ran, now in real time, first and longest
 * pause. Returns when to ring again, and the number of failures.
 */
export const FAIL_TIMER: Script = script(
  RING,
  `
  if isCancelled() then return false end
  redis.call('HDEL', timer, 'running')
  if redis.call('HGET', timer, 'version') == ARGV[2] then
    local failures = redis.call('HINCRBY', timer, 'failures', 1)
    local pause = math.min(tonumber(ARGV[4]) * 2 ^ (failures - 1), tonumber(ARGV[5]))
    redis.call('HSET', timer, 'wall', string.format('%.0f', tonumber(ARGV[3]) + pause))
  end
  return redis.call('HMGET', timer, 'wall', 'failures')
`,
);

/** Returns when a timer is due in real time, if the alarm is its own. KEYS: the timer. ARGV: the alarm. */
export const TIMER_DUE: Script = script(RING, `return redis.call('HGET', timer, 'wall')`);
