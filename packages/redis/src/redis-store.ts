import { randomUUID } from 'node:crypto';
import { consoleLogger, type Logger } from '@handover/core';
import { type EndEvent, type Store, THREAD_LASTS_MS } from '@handover/core/store';
import { begin as createBegin } from './begin.ts';
import { errandsOn } from './errands.ts';
import { gather } from './gather.ts';
import { keysUnder, SHARDS } from './keys.ts';
import { ARRIVALS_EACH_MS, end as createEnd, letters } from './letters.ts';
import { type Parts, parks } from './parks.ts';
import { checkConnection, checkMs, checkPrefix, type RedisConnection } from './redis-connection.ts';
import { redisError } from './redis-error.ts';
import { redisWatch } from './redis-watch.ts';
import { resultOf, runScript, runScripts, type ScriptCall } from './run-scripts.ts';
import { slots as createSlots } from './slots.ts';
import {
  BEGIN,
  CLAIM_ANNOUNCEMENT,
  GET_VALUE,
  MARK_ANNOUNCED,
  READ,
  SET_VALUE,
  SETTLE,
  UNSETTLED,
} from './store-scripts.ts';
import { claimGiven, marksOf, present, recordOf, ttlMs } from './store-values.ts';
import { threads } from './threads.ts';
import { timeLimit } from './time-limit.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * Prefix of all keys, without braces. Bots that share threads use the same one; apps are kept apart within it.
   * @default 'handover'
   */
  readonly prefix?: string;
  /** An operation fails if Redis has not answered by then, in ms. Above 4,000, core times out first. @default 3_000 */
  readonly timeoutMs?: number;
  /**
   * How often, during traffic, to check whether Redis was wiped, evicts keys or is read-only, in ms. @default 60_000
   */
  readonly lookEveryMs?: number;
  /** Receives warnings of a Redis that may lose data. @default warnings and errors to the console */
  readonly logger?: Logger;
}

/**
 * Remembers threads and events in Redis, for any number of processes. On one server each operation is atomic, and
 * `begin` and `end` take one round trip each however many events a delivery holds. Time is always the caller's.
 *
 * @param redis An ioredis connection, standalone or Cluster. It stays yours: the store never closes it.
 * @throws {OptionError} `redis` is not such a connection, or an option is wrong.
 */
export function redisStore(
  redis: RedisConnection,
  { prefix = 'handover', timeoutMs = 3_000, lookEveryMs = 60_000, logger = consoleLogger }: RedisStoreOptions = {},
): Store {
  checkConnection('redis', redis);
  checkPrefix(prefix);
  checkMs('timeoutMs', timeoutMs, 1);
  checkMs('lookEveryMs', lookEveryMs, 1);

  const keys = keysUnder(prefix);
  const limit = timeLimit(timeoutMs);
  const slots = createSlots(redis);
  const watch = redisWatch({ redis, keys, logger, everyMs: lookEveryMs, onSingle: slots.learn });
  const errands = errandsOn({ redis, slots, limit, watch });
  const parts: Parts = { keys, errands, nonce, arrival: arrivals() };
  const begin = createBegin(parts);
  const beginAll = gather(begin, ({ holder, leaseMs, now }) => `${now} ${leaseMs} ${holder}`);
  const end = createEnd(parts);
  const endAll = gather(
    async (events: readonly EndEvent[], options: Parameters<Store['end']>[1]): Promise<readonly never[]> => {
      await end(events, options);
      return [];
    },
    ({ holder, doneForMs, now, letters: bounds }) => `${now} ${doneForMs} ${bounds?.keepMs} ${bounds?.most} ${holder}`,
  );
  const self = randomUUID().slice(0, 18);
  let calls = 0;

  /** Returns a text that identifies a call, so that a repeat by the connection counts as the same call. */
  function nonce(): string {
    calls += 1;
    return `${self}-${calls}`;
  }

  async function answered<Result>(operation: () => Promise<Result>): Promise<Result> {
    watch.look();
    try {
      return await limit.run(operation);
    } catch (error) {
      throw redisError(error);
    }
  }

  function ask(call: ScriptCall): Promise<unknown> {
    return answered(() => runScript(redis, call));
  }

  function askAll(scripts: readonly ScriptCall[]): Promise<readonly unknown[]> {
    return answered(async () => (await runScripts(redis, scripts)).map(resultOf));
  }

  return {
    isDurable: true,

    begin: async (events, options) => {
      if (events.length === 0) return [];
      return slots.isApart ? begin(events, options) : beginAll(events, options);
    },

    end: async (events, options) => {
      if (events.length > 0) await (slots.isApart ? end(events, options) : endAll(events, options));
    },

    ...parks(parts),
    ...letters(parts),
    ...threads(parts, askAll),

    observe: async (thread, observation, now) => {
      const answers = await errands.run(BEGIN, claimGiven({ holder: '', leaseMs: 0, now }), [
        { step: 'merge', key: keys.thread(thread), args: ['', '', ...marksOf(observation)] },
      ]);
      return recordOf(answers[0]?.words[0], now);
    },

    read: async (thread, now) => recordOf(await ask({ script: READ, keys: [keys.thread(thread)], args: [] }), now),

    claimAnnouncement: async (thread, { announced, leaseMs, now }) => {
      const args = [String(now), String(THREAD_LASTS_MS), String(announced), String(now + leaseMs), nonce()];
      return (await ask({ script: CLAIM_ANNOUNCEMENT, keys: [keys.thread(thread)], args })) === 1;
    },

    markAnnounced: async (thread, { announced, owner, changes, listed = '', now }) => {
      const args = [String(now), String(THREAD_LASTS_MS), String(announced), owner, String(changes), listed];
      return recordOf(await ask({ script: MARK_ANNOUNCED, keys: [keys.thread(thread)], args }), now);
    },

    unsettled: async (app, { before, limit: most }) => {
      const args = [String(before), String(most)];
      const parts = await askAll(
        Array.from({ length: SHARDS }, (_, shard) => ({ script: UNSETTLED, keys: [keys.unsettled(app, shard)], args })),
      );
      return parts
        .flatMap((part) => pairsOf(part as string[]))
        .sort(([, a], [, b]) => Number(a) - Number(b))
        .slice(0, most)
        .map(([thread]) => thread);
    },

    settle: async (thread, { changes, now }) => {
      const args = [String(now), String(THREAD_LASTS_MS), String(changes)];
      await ask({ script: SETTLE, keys: [keys.thread(thread)], args });
    },

    getValue: async (thread, name, now) => {
      const value = await ask({ script: GET_VALUE, keys: [keys.value(thread, name)], args: [String(now)] });
      return typeof value === 'string' ? value : undefined;
    },

    setValue: async (thread, name, { expected, value, expiresAt, now }) => {
      const lastsMs = ttlMs(expiresAt - now);
      const args = [String(now), nonce(), String(expiresAt), lastsMs, present(expected), present(value)];
      const both = [keys.value(thread, name), keys.values(thread)];
      return (await ask({ script: SET_VALUE, keys: both, args })) === 1;
    },
  };
}

/** Makes numbers that order arrivals: by time, and within a millisecond by the order of calls to this store. */
function arrivals(): (now: number) => string {
  let lastNow = 0;
  let last = 0;
  return (now) => {
    const first = Math.floor(now) * ARRIVALS_EACH_MS;
    last = now < lastNow ? first : Math.max(first, last + 1);
    lastNow = now;
    return String(last);
  };
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
}
