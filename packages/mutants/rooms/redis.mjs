const SCRIPTS = 'packages/redis/src/store-scripts.ts';
const THREADS = 'packages/redis/src/thread-steps.ts';
const CLAIMS = 'packages/redis/src/claim-steps.ts';
const TIMERS = 'packages/redis/src/timer-scripts.ts';
const contractTest = 'packages/redis/test/redis-store.test.ts';
const onRedisTest = 'packages/redis/test/store-on-redis.test.ts';
const lateTest = 'packages/redis/test/late-claims.test.ts';
const timersAwayTest = 'packages/redis/test/bull-away.test.ts';
const timersTest = 'packages/redis/test/bull-scheduler.test.ts';

/** The tests for a mutant that names none. */
const usual = [contractTest, onRedisTest];

/** The store and the timers of many machines. */
export const redis = [
  {
    file: THREADS,
    find: "if mark.tie ~= '' and mark.tie == than.tie then return false end",
    replace: '',
    breaks: 'An event from the future wins again each time it is delivered.',
  },
  {
    file: THREADS,
    find: 'if x ~= y then return x > y end',
    replace: 'if x ~= y then return x < y end',
    breaks: 'For two events of the same time, this store keeps another one than the other stores.',
  },
  {
    file: THREADS,
    find: 'or than.app ~= mark.app) then',
    replace: ') then',
    breaks: 'A change from one app to another is not announced after a crash.',
  },
  {
    file: THREADS,
    find: 'if mark.says and (',
    replace: 'if (',
    breaks: 'The first sign of the person counts as an owner change.',
  },
  {
    file: THREADS,
    find: '(not than or than.says ~= mark.says or than.app ~= mark.app)',
    replace: 'true',
    breaks: 'An event that only confirms the owner counts as a change.',
  },
  {
    file: THREADS,
    find: 'tonumber(now) - tonumber(touched) < tonumber(lastsMs)',
    replace: 'true',
    breaks: 'A thread that came back after a month has the owner of before.',
  },
  {
    file: THREADS,
    find: "redis.call('PEXPIRE', thread, lastsMs)",
    replace: '',
    breaks: 'Threads stay in Redis for ever.',
  },
  {
    file: THREADS,
    find: "redis.call('PEXPIRE', unsettled, lastsMs)",
    replace: '',
    breaks: 'The list of changes stays in Redis for ever.',
  },
  {
    file: CLAIMS,
    find: "else redis.call('PEXPIRE', run, given.runLastsMs)",
    replace: '',
    breaks: 'Events that never end stay in Redis for ever.',
  },
  {
    file: THREADS,
    find: "redis.call('ZADD', unsettled, now, name)",
    replace: '',
    breaks: 'A change that a dead process could not announce is never announced.',
  },
  {
    file: THREADS,
    find: "if numberAt(thread, 'changes') <= numberAt(thread, 'settled') then",
    replace: 'if true then',
    breaks: 'A change that comes up meanwhile is taken for settled.',
  },
  {
    file: CLAIMS,
    find: "if done then return answer(number, 'done', attempts, firstAt) end",
    replace: '',
    breaks: 'A done event counts as leased, and Meta redelivers it for hours.',
  },
  {
    file: CLAIMS,
    find: 'if done and tonumber(ends) <= now then',
    replace: 'if false then',
    breaks: 'A done mark lasts longer than the caller asked for.',
  },
  {
    file: CLAIMS,
    find: 'if ends and by == nonce then return claimed(run, number, attempts, firstAt, journal) end',
    replace: '',
    breaks: 'A call that the connection repeats is blocked by its own lease, and the event waits.',
  },
  {
    file: CLAIMS,
    find: "if ends and tonumber(ends) > now then return answer(number, 'leased', attempts, firstAt) end",
    replace: '',
    breaks: 'Two machines run one event.',
  },
  {
    file: CLAIMS,
    find: 'if by == given.holder then',
    replace: 'if true then',
    breaks: 'A process that lost its lease ends that of the next one.',
  },
  {
    file: CLAIMS,
    find: 'local has = not done and by == given.holder',
    replace: 'local has = not done',
    breaks: 'A process that lost its lease prolongs that of the next one.',
  },
  {
    file: CLAIMS,
    find: 'if done or by ~= nonce then return end',
    replace: 'if done then return end',
    breaks: 'A claim that came too late takes back that of another machine.',
    tests: [lateTest],
  },
  {
    file: CLAIMS,
    find: "if redis.call('HINCRBY', run, 'attempts', -1) == 0 then",
    replace: "if redis.call('HINCRBY', run, 'attempts', 0) == 0 then",
    breaks: 'An attempt that never ran is counted, and an event is given up too early.',
    tests: [lateTest],
  },
  {
    file: SCRIPTS,
    find: "and numberAt(thread, 'announcingUntil') > tonumber(now) then return 0 end",
    replace: 'and false then return 0 end',
    breaks: 'Two machines announce the same change.',
  },
  {
    file: SCRIPTS,
    find: "if redis.call('HGET', thread, 'announcingBy') ~= nonce and",
    replace: 'if',
    breaks: 'A call that the connection repeats is refused its own claim, and no process announces the change.',
  },
  {
    file: SCRIPTS,
    find: "redis.call('HDEL', thread, 'announcingUntil', 'announcingBy')",
    replace: '',
    breaks: 'The next change cannot be announced until the claim on the previous one expires.',
  },
  {
    file: SCRIPTS,
    find: 'return value and tonumber(ends) > tonumber(ARGV[1]) and value',
    replace: 'return value',
    breaks: 'A value outlives its expiry by the clock of the caller.',
  },
  {
    file: SCRIPTS,
    find: 'if by == nonce then return 1 end',
    replace: '',
    breaks: 'If the connection repeats a call, a value that was set is reported as not set.',
  },
  {
    file: SCRIPTS,
    find: 'if current ~= expected then return 0 end',
    replace: '',
    breaks: 'Two machines overwrite the values of one another.',
  },
  {
    file: SCRIPTS,
    find: "and '=' .. value or ''",
    replace: 'and value or expected',
    breaks: 'A value can be set only if it does not exist.',
  },
  {
    file: THREADS,
    find: 'if before == owner then return owner end',
    replace: '',
    breaks: 'The waiting time of a thread starts again each time that it goes from one app to another.',
  },
  {
    file: THREADS,
    find: 'if not known or tonumber(known) < tonumber(seenAt) then redis.call',
    replace: 'if true then redis.call',
    breaks: 'A late delivery sets the time of the last message back.',
  },
  {
    file: THREADS,
    find: 'if listed then lastAtLeast(waitingOf(thread, listed), lastsMs) end',
    replace: '',
    breaks: 'A thread that waits for a month is on no list any more.',
  },
  {
    file: TIMERS,
    find: "if redis.call('HGET', timer, 'alarm') ~= alarm then return false end",
    replace: '',
    breaks: 'The alarm of a removed timer runs its successor of the same name.',
    tests: [timersAwayTest],
  },
  {
    file: TIMERS,
    find: 'if tonumber(wall) > tonumber(ARGV[2]) then',
    replace: 'if false then',
    breaks: 'A postponed timer runs at its old time.',
    tests: [timersTest],
  },
  {
    file: TIMERS,
    find: "redis.call('HDEL', timer, 'cancelled')",
    replace: '',
    breaks: 'A timer that is cancelled and set again while it runs is lost.',
    tests: [timersTest],
  },
  {
    file: TIMERS,
    find: "if redis.call('HGET', timer, 'version') == ARGV[2] then\n    redis.call('DEL', timer)",
    replace: "if true then\n    redis.call('DEL', timer)",
    breaks: 'A timer that is set again while it runs is lost.',
    tests: [timersTest],
  },
].map((mutant) => ({ tests: usual, ...mutant }));
