const SCRIPTS = 'packages/redis/src/store-scripts.ts';
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
    file: SCRIPTS,
    find: "if mark.tie ~= '' and mark.tie == than.tie then return false end",
    replace: '',
    breaks: 'An event from the future wins again each time it is delivered.',
  },
  {
    file: SCRIPTS,
    find: 'if x ~= y then return x > y end',
    replace: 'if x ~= y then return x < y end',
    breaks: 'For two events of the same time, this store keeps another one than the other stores.',
  },
  {
    file: SCRIPTS,
    find: 'or than.app ~= mark.app) then',
    replace: ') then',
    breaks: 'A change from one app to another is not announced after a crash.',
  },
  {
    file: SCRIPTS,
    find: 'if mark.says and (',
    replace: 'if (',
    breaks: 'The first sign of the person counts as an owner change.',
  },
  {
    file: SCRIPTS,
    find: '(not than or than.says ~= mark.says or than.app ~= mark.app)',
    replace: 'true',
    breaks: 'An event that only confirms the owner counts as a change.',
  },
  {
    file: SCRIPTS,
    find: 'tonumber(now) - tonumber(touched) >= tonumber(lastsMs)',
    replace: 'false',
    breaks: 'A thread that returns after a month still has its old owner.',
  },
  {
    file: SCRIPTS,
    find: "redis.call('PEXPIRE', thread, lastsMs)",
    replace: '',
    breaks: 'Threads stay in Redis for ever.',
  },
  {
    file: SCRIPTS,
    find: "redis.call('PEXPIRE', unsettled, lastsMs)",
    replace: '',
    breaks: 'The list of changes stays in Redis for ever.',
  },
  {
    file: SCRIPTS,
    find: "redis.call('PEXPIRE', run, runLastsMs)",
    replace: '',
    breaks: 'Events that never end stay in Redis for ever.',
  },
  {
    file: SCRIPTS,
    find: "redis.call('ZADD', unsettled, now, member)",
    replace: '',
    breaks: 'A change that a dead process could not announce is never announced.',
  },
  {
    file: SCRIPTS,
    find: "if numberAt(thread, 'changes') <= numberAt(thread, 'settled') then redis",
    replace: 'if true then redis',
    breaks: 'A change that happens meanwhile counts as settled.',
  },
  {
    file: SCRIPTS,
    find: "if done then return { 'done', attempts, firstAt } end",
    replace: '',
    breaks: 'A done event counts as leased, and Meta redelivers it for hours.',
  },
  {
    file: SCRIPTS,
    find: 'if done and tonumber(ends) <= tonumber(now) then',
    replace: 'if false then',
    breaks: 'A done mark lasts longer than the caller asked for.',
  },
  {
    file: SCRIPTS,
    find: "if ends and by == nonce then return { 'claimed', attempts, firstAt } end",
    replace: '',
    breaks: 'A call that the connection repeats is blocked by its own lease, and the event waits.',
  },
  {
    file: SCRIPTS,
    find: "if ends and tonumber(ends) > tonumber(now) then return { 'leased'",
    replace: "if false then return { 'leased'",
    breaks: 'Two machines run the same event.',
  },
  {
    file: SCRIPTS,
    find: 'elseif known and not done and by == holder then',
    replace: 'elseif known and not done then',
    breaks: 'A process that lost its lease ends the lease of the next process.',
  },
  {
    file: SCRIPTS,
    find: 'if not done and by == ARGV[1] then',
    replace: 'if not done then',
    breaks: 'A process that lost its lease prolongs the lease of the next process.',
  },
  {
    file: SCRIPTS,
    find: 'if not done and nonce == ARGV[i] then',
    replace: 'if not done then',
    breaks: 'A late claim takes back the claim of another machine.',
    tests: [lateTest],
  },
  {
    file: SCRIPTS,
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
