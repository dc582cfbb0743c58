import { randomUUID } from 'node:crypto';
import { consoleLogger, type Logger } from '@handover/core';
import {
  DONE_FOR_MS,
  type EndEvent,
  type Observation,
  type Store,
  THREAD_LASTS_MS,
  type ThreadRecord,
} from '@handover/core/store';
import { begin as createBegin } from './begin.ts';
import { gather } from './gather.ts';
import { appOf, keysUnder, SHARDS } from './keys.ts';
import { checkConnection, checkMs, checkPrefix, type RedisConnection } from './redis-connection.ts';
import { redisError } from './redis-error.ts';
import { redisWatch } from './redis-watch.ts';
import { resultOf, runScript, runScripts, type ScriptCall } from './run-scripts.ts';
import { slots } from './slots.ts';
import {
  CLAIM_ANNOUNCEMENT,
  END,
  GET_VALUE,
  MARK_ANNOUNCED,
  READ,
  RENEW,
  SET_VALUE,
  SETTLE,
  UNSETTLED,
} from './store-scripts.ts';
import { observationArgs, recordOf, ttlMs } from './store-values.ts';
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
 * Stores threads and events in Redis, for any number of processes. Each operation is one script call, and one round
 * trip per delivery, however many events it holds. The caller supplies the time.
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
  const ways = slots(redis);
  const watch = redisWatch({ redis, keys, logger, everyMs: lookEveryMs, onSingle: ways.learn });
  const begin = createBegin({ redis, keys, slots: ways, limit, nonce });
  const beginAll = gather(begin.run, ({ holder, leaseMs, now }) => `${now} ${leaseMs} ${holder}`);
  const endAll = gather(endOf, ({ holder, doneForMs, now }) => `${now} ${doneForMs} ${holder}`);
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

  /** Sends a script for runs: one for all, or one per shard if the keys of a script must be on one node. */
  async function askOf<Item>(
    items: readonly Item[],
    idOf: (item: Item) => string,
    callOf: (part: readonly (readonly [item: Item, key: string])[]) => ScriptCall,
  ): Promise<void> {
    if (items.length === 0) return;
    await answered(() =>
      ways.run(async () => {
        const parts = new Map<number, (readonly [item: Item, key: string])[]>();
        for (const item of items) {
          const id = idOf(item);
          const shard = keys.shardOf(id);
          const place = ways.isApart ? shard : 0;
          const part = parts.get(place) ?? [];
          parts.set(place, part);
          part.push([item, keys.run(id, shard)]);
        }
        for (const reply of await runScripts(redis, [...parts.values()].map(callOf))) resultOf(reply);
      }),
    );
  }

  function unsettledKeyOf(thread: string): string {
    return keys.unsettled(appOf(thread), keys.shardOf(thread));
  }

  async function endOf(
    events: readonly EndEvent[],
    { holder, doneForMs, now }: Parameters<Store['end']>[1],
  ): Promise<readonly never[]> {
    const first = [String(now), holder, String(now + doneForMs), ttlMs(doneForMs)];
    await askOf(
      events,
      ({ id }) => id,
      (part) => ({
        script: END,
        keys: part.map(([, key]) => key),
        args: [...first, ...part.map(([{ outcome }]) => outcome)],
      }),
    );
    return [];
  }

  async function observe(thread: string, observation: Observation, now: number): Promise<ThreadRecord> {
    const [reply] = await askAll([
      {
        script: begin.script,
        keys: [keys.thread(thread), unsettledKeyOf(thread)],
        args: [...begin.preamble({ holder: '', leaseMs: 0, now }), ...observationArgs(thread, observation)],
      },
    ]);
    return recordOf((reply as unknown[])[0], now);
  }

  return {
    begin: async (events, options) => {
      if (events.length === 0) return [];
      watch.look();
      return ways.isApart ? begin.run(events, options) : beginAll(events, options);
    },

    end: async (events, options) => {
      if (events.length > 0) await (ways.isApart ? endOf(events, options) : endAll(events, options));
    },

    renew: async (ids, { holder, leaseMs, now }) => {
      const args = [holder, String(now + leaseMs), ttlMs(leaseMs + DONE_FOR_MS)];
      await askOf(
        ids,
        (id) => id,
        (part) => ({ script: RENEW, keys: part.map(([, key]) => key), args }),
      );
    },

    observe,

    read: async (thread, now) => recordOf(await ask({ script: READ, keys: [keys.thread(thread)], args: [] }), now),

    claimAnnouncement: async (thread, { announced, leaseMs, now }) => {
      const args = [String(now), String(THREAD_LASTS_MS), String(announced), String(now + leaseMs), nonce()];
      return (await ask({ script: CLAIM_ANNOUNCEMENT, keys: [keys.thread(thread)], args })) === 1;
    },

    markAnnounced: async (thread, { announced, owner, changes, now }) => {
      const args = [String(now), String(THREAD_LASTS_MS), String(announced), owner, String(changes), thread];
      const both = [keys.thread(thread), unsettledKeyOf(thread)];
      return recordOf(await ask({ script: MARK_ANNOUNCED, keys: both, args }), now);
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
      const args = [String(now), String(THREAD_LASTS_MS), String(changes), thread];
      await ask({ script: SETTLE, keys: [keys.thread(thread), unsettledKeyOf(thread)], args });
    },

    getValue: async (thread, name, now) => {
      const value = await ask({ script: GET_VALUE, keys: [keys.value(thread, name)], args: [String(now)] });
      return typeof value === 'string' ? value : undefined;
    },

    setValue: async (thread, name, { expected, value, expiresAt, now }) => {
      const lastsMs = ttlMs(expiresAt - now);
      const args = [String(now), nonce(), String(expiresAt), lastsMs, present(expected), present(value)];
      return (await ask({ script: SET_VALUE, keys: [keys.value(thread, name)], args })) === 1;
    },
  };
}

/** Encodes a value that may be missing, as an argument of a script. */
function present(value: string | undefined): string {
  return value === undefined ? '' : `=${value}`;
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
}
