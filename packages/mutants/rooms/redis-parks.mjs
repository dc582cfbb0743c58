const CLAIMS = 'packages/redis/src/claim-steps.ts';
const PARKED = 'packages/redis/src/parked-steps.ts';
const LETTERS = 'packages/redis/src/letter-steps.ts';
const ERRANDS = 'packages/redis/src/errand-script.ts';
const contractTest = 'packages/redis/test/redis-store.test.ts';
const parksTest = 'packages/redis/test/parks-on-redis.test.ts';
const brokenOffTest = 'packages/redis/test/broken-off.test.ts';
const clusterTest = 'packages/redis/test/redis-cluster.test.ts';

/** The tests that must notice a mutant which names none. */
const usual = [contractTest, parksTest, brokenOffTest];

/** What a store of many machines keeps of events that run late, were given up, or are to be forgotten. */
export const redisParks = [
  {
    file: CLAIMS,
    find: "if letter then redis.call('HDEL', run, 'done', 'until', 'attempts', 'firstAt', 'nonce', 'parked')",
    replace: "if false then redis.call('HDEL', run, 'done', 'until', 'attempts', 'firstAt', 'nonce', 'parked')",
    breaks: 'A letter whose event comes again later can not be retried.',
  },
  {
    file: CLAIMS,
    find: "if how == 'over' then forgetRun(run)",
    replace: "if how == 'over' then redis.call('HDEL', run, 'parked')",
    breaks: 'An event that is over is begun with the attempts and the journal of before.',
  },
  {
    file: CLAIMS,
    find: 'if not ends or done and not letter then return end',
    replace: '',
    breaks: 'A step that is recorded late leaves a journal that no event ends.',
  },
  {
    file: CLAIMS,
    find: "redis.call('HSETNX', journalOf(run), name, value)",
    replace: "redis.call('HSET', journalOf(run), name, value)",
    breaks: 'The second record of a step replaces the first.',
  },
  {
    file: CLAIMS,
    find: "redis.call('DEL', journalOf(run))\n  end",
    replace: 'end',
    breaks: 'What a model said stays in Redis when the event is done.',
  },
  {
    file: CLAIMS,
    find: "if parked then leave('free', parked, 0) end",
    replace: '',
    breaks: 'A parked event that failed waits for the end of its lease.',
  },
  {
    file: PARKED,
    find: 'return tonumber(ends) + tonumber(given.keptMs) <= now',
    replace: 'return false',
    breaks: 'A parked event that no process claimed for days still runs.',
  },
  {
    file: PARKED,
    find: 'if last and tonumber(last) >= tonumber(arrival) then',
    replace: 'if false then',
    breaks: 'If the clocks of two machines differ, messages of a person are answered in the wrong order.',
  },
  {
    file: PARKED,
    find: 'elseif mark == nonce or tonumber(ends) <= now then',
    replace: 'elseif tonumber(ends) <= now then',
    breaks: 'A sweep that the connection repeats finds its own leases in its way, and the events wait.',
  },
  {
    file: PARKED,
    find: 'elseif alone and by ~= given.holder then return',
    replace: '',
    breaks: 'Two machines run the events of one thread at once.',
  },
  {
    file: PARKED,
    find: 'elseif by ~= given.holder then return false',
    replace: '',
    breaks: 'Threads that other processes hold fill a sweep, and it misses those that it could claim.',
  },
  {
    file: PARKED,
    find: "leave('drop', item, number)",
    replace: '',
    breaks: 'If a machine crashes while an event ends, the text of the person stays.',
  },
  {
    file: PARKED,
    find: "answer(number, 'gone', item)",
    replace: '',
    breaks: 'If a machine crashes while it marks an event as done, the event runs again.',
  },
  {
    file: PARKED,
    find: "if redis.call('HGET', item, 'holder') ~= given.holder then return end",
    replace: '',
    breaks: 'A process that lost a parked event frees that of the next one.',
  },
  {
    file: PARKED,
    find: "if by == given.holder then\n      redis.call('HSET', run, 'parked', item)",
    replace: "if true then\n      redis.call('HSET', run, 'parked', item)",
    breaks: 'A process that lost its lease parks the event of the next one.',
  },
  {
    file: PARKED,
    find: "if by ~= given.holder then return answer(number, 'lost') end",
    replace: '',
    breaks: 'A process that lost a parked event prolongs the lease of the next one.',
  },
  {
    file: PARKED,
    find: 'if not ends then return answer(number, otherwise) end',
    replace: "if not ends then return answer(number, 'lost') end",
    breaks: 'A handler is aborted because its event could not be parked.',
  },
  {
    file: LETTERS,
    find: 'if done and tonumber(ends) > now and buriedAt ~= arrival then return',
    replace: 'if false then return',
    breaks: 'An event that another machine has handled becomes a dead letter.',
  },
  {
    file: LETTERS,
    find: "if many > #gone then gone = redis.call('ZRANGE', letters, 0, many - 1) end",
    replace: '',
    breaks: 'Letters grow without bound.',
  },
  {
    file: LETTERS,
    find: "redis.call('ZRANGEBYSCORE', letters, '-inf', '(' .. given.lettersSince)",
    replace: '{}',
    breaks: 'What a person wrote is kept for longer than the operator asked.',
  },
  {
    file: LETTERS,
    find: "elseif by == nonce then answer(number, 'discarded')",
    replace: '',
    breaks: 'If the connection repeats a call, the operator gets the answer that the letter does not exist.',
  },
  {
    file: LETTERS,
    find: 'if current ~= expected then return end',
    replace: '',
    breaks: 'Two machines overwrite the changes that each makes to a body.',
  },
  {
    file: LETTERS,
    find: "if not at then return leave('strike', letters, number, letter) end",
    replace:
      "if not at then return leave('strike', letters, number, letter) end\n    leave('strike', letters, number, letter)",
    breaks: 'A letter is listed once.',
  },
  {
    file: LETTERS,
    find: "markDone(run, redis.call('HGET', run, 'until'), false, true)",
    replace: '',
    breaks: 'What a person wrote runs after they asked to be forgotten.',
  },
  {
    file: LETTERS,
    find: "for _, key in ipairs(redis.call('SMEMBERS', values)) do redis.call('DEL', key) end",
    replace: '',
    breaks: 'The values of plugins stay after a person asked to be forgotten.',
  },
  {
    file: ERRANDS,
    find: 'not given.inOrder and partOf(errand[2]) == here',
    replace: 'partOf(errand[2]) == here',
    breaks: 'On a Cluster, what a person wrote is answered in another order.',
    tests: [clusterTest],
  },
].map((mutant) => ({ tests: usual, ...mutant }));
