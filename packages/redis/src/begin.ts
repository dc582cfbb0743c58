import {
  type BeginEvent,
  type BegunEvent,
  DONE_FOR_MS,
  type Store,
  THREAD_LASTS_MS,
  type ThreadRecord,
} from '@handover/core/store';
import { appOf, type Keys } from './keys.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isOfScript, redisError } from './redis-error.ts';
import { resultOf, runScripts, type ScriptReply } from './run-scripts.ts';
import type { Script } from './script.ts';
import type { Slots } from './slots.ts';
import { BEGIN, UNCLAIM } from './store-scripts.ts';
import { observationArgs, recordOf, ttlMs } from './store-values.ts';
import type { TimeLimit } from './time-limit.ts';

type BeginOptions = Parameters<Store['begin']>[1];

/** The store's `begin`. */
export interface Begin {
  /** The script that does it. */
  readonly script: Script;
  /** The first arguments of the script. */
  preamble(options: BeginOptions): string[];
  /**
   * Claims the events and merges their observations. @throws {RedisError} Redis failed or timed out; nothing stays
   * claimed for long.
   */
  run(events: readonly BeginEvent[], options: BeginOptions): Promise<readonly BegunEvent[]>;
}

/** One shard, and the steps that go to it. */
interface Part {
  readonly keys: string[];
  readonly args: string[];
  /** The steps of this shard, in the order of their replies. */
  readonly steps: { readonly index: number; readonly nonce?: string; readonly key: string }[];
}

/**
 * Makes `begin`. The shard of a claim depends on the event's id, since `end` and `renew` know only that; the shard of a
 * thread's data depends on the thread. Both go out in one write.
 */
export function begin({
  redis,
  keys,
  slots,
  limit,
  nonce,
}: {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly slots: Slots;
  readonly limit: TimeLimit;
  /** Returns a text that identifies a claim. */
  readonly nonce: () => string;
}): Begin {
  function preamble({ holder, leaseMs, now }: BeginOptions): string[] {
    return [String(now), holder, String(now + leaseMs), ttlMs(leaseMs + DONE_FOR_MS), String(THREAD_LASTS_MS)];
  }

  function partsOf(events: readonly BeginEvent[]): readonly Part[] {
    const together: Part = { keys: [], args: [], steps: [] };
    const parts = new Map<number, Part>();
    const partOf = (shard: number): Part => {
      if (!slots.isApart) return together;
      const part = parts.get(shard) ?? { keys: [], args: [], steps: [] };
      parts.set(shard, part);
      return part;
    };
    for (const [index, { id, thread, observation }] of events.entries()) {
      if (thread !== undefined) {
        const shard = keys.shardOf(thread);
        const { keys: list, args, steps } = partOf(shard);
        const key = keys.thread(thread, shard);
        if (observation === undefined) {
          list.push(key);
          args.push('read');
        } else {
          list.push(key, keys.unsettled(appOf(thread), shard));
          args.push(...observationArgs(thread, observation));
        }
        steps.push({ index, key });
      }
      const shard = keys.shardOf(id);
      const { keys: list, args, steps } = partOf(shard);
      const key = keys.run(id, shard);
      list.push(key);
      // A nonce per claim, so that giving back one claim never gives back another.
      const own = nonce();
      args.push('claim', own);
      steps.push({ index, nonce: own, key });
    }
    return slots.isApart ? [...parts.values()] : [together];
  }

  /** Gives back claims whose callers have timed out, and claims that a failed script may have made. */
  async function unclaim(parts: readonly Part[], replies: readonly ScriptReply[]): Promise<void> {
    const calls = parts.flatMap(({ steps }, index) => {
      const reply = replies[index];
      if (reply === undefined) return [];
      const claimed = steps.filter(({ nonce }, step) => nonce !== undefined && mayBeClaimed(reply, step));
      if (claimed.length === 0) return [];
      return [{ script: UNCLAIM, keys: claimed.map(({ key }) => key), args: claimed.map(({ nonce = '' }) => nonce) }];
    });
    // If this fails too, the lease ends on its own.
    if (calls.length > 0) await runScripts(redis, calls);
  }

  return {
    script: BEGIN,
    preamble,
    async run(events, options) {
      if (events.length === 0) return [];
      try {
        return await slots.run(() => ask(partsOf(events), events.length, options));
      } catch (error) {
        throw redisError(error);
      }
    },
  };

  async function ask(parts: readonly Part[], count: number, options: BeginOptions): Promise<readonly BegunEvent[]> {
    const first = preamble(options);
    const calls = parts.map((part) => ({ script: BEGIN, keys: part.keys, args: [...first, ...part.args] }));
    let replies: readonly ScriptReply[] = [];
    try {
      replies = await limit.run(
        () => runScripts(redis, calls),
        (late) => void unclaim(parts, late),
      );
      return begunOf(count, parts, replies.map(resultOf), options.now);
    } catch (error) {
      const givingBack = unclaim(parts, replies);
      // The caller may retry with single events, so free what the failed script had claimed first.
      if (isOfScript(error)) await limit.run(() => givingBack).catch(() => undefined);
      throw error;
    }
  }
}

function mayBeClaimed(reply: ScriptReply, step: number): boolean {
  if ('error' in reply) return isOfScript(reply.error);
  const answer = (reply.value as unknown[])[step] as unknown[] | undefined;
  return answer?.[0] === 'claimed';
}

function begunOf(count: number, parts: readonly Part[], values: readonly unknown[], now: number): BegunEvent[] {
  const begun = new Array<BegunEvent>(count);
  const records = new Array<ThreadRecord | undefined>(count);
  for (const [part, { steps }] of parts.entries()) {
    const replies = values[part] as unknown[];
    for (const [step, { index, nonce }] of steps.entries()) {
      if (nonce === undefined) {
        records[index] = recordOf(replies[step], now);
        continue;
      }
      const [claim, attempts, firstAt] = replies[step] as [BegunEvent['claim'], string, string];
      begun[index] = { claim, attempts: Number(attempts), firstAt: Number(firstAt) };
    }
  }
  return begun.map((answer, index) => {
    const record = records[index];
    return record === undefined ? answer : { ...answer, record };
  });
}
