import { CLAIM_STEPS, FINISH_STEPS, RENEW_STEPS, RUN, UNCLAIM_STEPS } from './claim-steps.ts';
import { errandScript } from './errand-script.ts';
import { BURY_STEPS, FORGET_STEPS, LETTER, LETTER_STEPS } from './letter-steps.ts';
import { NAMES } from './names-of-keys.ts';
import { ITEM, ITEM_STEPS, PARK_STEPS } from './parked-steps.ts';
import { type Script, script } from './script.ts';
import { THREAD, THREAD_STEPS } from './thread-steps.ts';

/** Merges observations, and claims events and the parked events of their threads. */
export const BEGIN: Script = errandScript(THREAD, THREAD_STEPS, RUN, ITEM, ITEM_STEPS, CLAIM_STEPS);

/** Ends runs. */
export const END: Script = errandScript(RUN, ITEM, ITEM_STEPS, FINISH_STEPS, LETTER, BURY_STEPS);

/** Undoes claims. */
export const UNCLAIM: Script = errandScript(RUN, UNCLAIM_STEPS);

/** Everything less frequent: renewals, parked events, journals, letters, and what is kept of a thread. */
export const KEEP: Script = errandScript(
  THREAD,
  RUN,
  RENEW_STEPS,
  ITEM,
  ITEM_STEPS,
  PARK_STEPS,
  LETTER,
  LETTER_STEPS,
  FORGET_STEPS,
);

/** Reads a thread. KEYS: the thread. */
export const READ: Script = script(`return redis.call('HGETALL', KEYS[1])`);

/**
 * Claims an announcement. KEYS: the thread. ARGV: now, how long threads are kept, announced, end of the claim, nonce.
 */
export const CLAIM_ANNOUNCEMENT: Script = script(
  NAMES,
  THREAD,
  `
  local thread, now, lastsMs, announced, ends, nonce = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
  local listed = forgetOld(thread, now, lastsMs)
  if numberAt(thread, 'announced') ~= tonumber(announced) then return 0 end
  if redis.call('HGET', thread, 'announcingBy') ~= nonce and numberAt(thread, 'announcingUntil') > tonumber(now) then return 0 end
  redis.call('HSET', thread, 'announcingUntil', ends, 'announcingBy', nonce)
  touch(thread, listed, now, lastsMs)
  return 1
`,
);

/**
 * Marks an announcement made. KEYS: the thread. ARGV: now, how long threads are kept, announced, owner, changes, and the
 * owner under which the waiting list has the thread (empty: it is on none).
 */
export const MARK_ANNOUNCED: Script = script(
  NAMES,
  THREAD,
  `
  local thread, now, lastsMs, announced, owner, changes = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
  forgetOld(thread, now, lastsMs)
  if numberAt(thread, 'announced') == tonumber(announced) then
    redis.call('HINCRBY', thread, 'announced', 1)
    redis.call('HSET', thread, 'owner', owner)
    redis.call('HDEL', thread, 'announcingUntil', 'announcingBy')
    settle(thread, changes)
    touch(thread, listUnder(thread, ARGV[6], now), now, lastsMs)
  end
  return redis.call('HGETALL', thread)
`,
);

/** Notes changes that have nothing to announce. KEYS: the thread. ARGV: now, how long threads are kept, changes. */
export const SETTLE: Script = script(
  NAMES,
  THREAD,
  `
  forgetOld(KEYS[1], ARGV[1], ARGV[2])
  settle(KEYS[1], ARGV[3])
`,
);

/**
 * Reads the waiting list. KEYS: lists of one part. ARGV: now, how long threads are kept, the limit, and the time and thread
 * that the page begins after (empty: the first page). Returns rows of thread, owner, since, customerAt and humanAt.
 */
export const WAITING: Script = script(
  NAMES,
  THREAD,
  `
  local now, lastsMs, most, since, after = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]
  local rows = {}

  local function read(list)
    local owner, first, found, gone = string.match(nameOf(list), '^%a+'), 0, 0, {}
    if since ~= '' then first = redis.call('ZCOUNT', list, '-inf', '(' .. since) end
    repeat
      local batch = redis.call('ZRANGE', list, first, first + 99, 'WITHSCORES')
      for i = 1, #batch, 2 do
        local thread, score = batch[i], tonumber(batch[i + 1])
        local touched, under, from, customerAt, humanAt = unpack(
          redis.call('HMGET', beside(list, 'thread', thread), 'touched', 'listed', 'since', 'customerAt', 'humanAt'))
        if under ~= owner or tonumber(from) ~= score then gone[#gone + 1] = thread
        elseif now - tonumber(touched) < lastsMs and found < most
          and (since == '' or score > tonumber(since) or above(thread, after)) then
          found = found + 1
          rows[#rows + 1] = { thread, owner, from, customerAt, humanAt }
        end
      end
      first = first + 100
    until #batch < 200 or found >= most
    for _, thread in ipairs(gone) do redis.call('ZREM', list, thread) end
  end

  for _, list in ipairs(KEYS) do read(list) end
  return rows
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
 * Sets a value if it is what was expected. KEYS: the value, the set of the thread's values. ARGV: now, nonce, when to forget
 * it, the same in ms from now, then for what is expected and for what is set `=` and the value, or an empty text for none.
 */
export const SET_VALUE: Script = script(
  NAMES,
  `
  local key, now, nonce, ends, lastsMs, expected, new = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
  local value, valueEnds, by = unpack(redis.call('HMGET', key, 'value', 'until', 'nonce'))
  -- A repeat of the same call: the connection was lost before the answer came.
  if by == nonce then return 1 end
  local current = value and tonumber(valueEnds) > tonumber(now) and '=' .. value or ''
  if current ~= expected then return 0 end
  redis.call('DEL', key)
  if new ~= '' then
    redis.call('HSET', key, 'value', string.sub(new, 2), 'until', ends)
    redis.call('SADD', KEYS[2], key)
    lastAtLeast(KEYS[2], lastsMs)
  else redis.call('SREM', KEYS[2], key)
  end
  redis.call('HSET', key, 'nonce', nonce)
  -- After a removal only the call is remembered, for a while.
  redis.call('PEXPIRE', key, new ~= '' and lastsMs or 60000)
  return 1
`,
);

/** Sets a marker if it is missing. KEYS: the marker. ARGV: its text. Returns the stored text. */
export const MARKER: Script = script(`
  redis.call('SET', KEYS[1], ARGV[1], 'NX')
  return redis.call('GET', KEYS[1])
`);

/** Counts the markers on the server that runs this. KEYS: the markers of all shards. */
export const MARKERS_HERE: Script = script(`return redis.call('EXISTS', unpack(KEYS))`);
