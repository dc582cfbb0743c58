import { randomUUID } from 'node:crypto';
import type { Logger } from '@handover/core';
import { type Keys, SHARDS } from './keys.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisError } from './redis-error.ts';
import { runScripts } from './run-scripts.ts';
import { MARKER, MARKERS_HERE } from './store-scripts.ts';

/** Options of {@link redisWatch}. */
export interface RedisWatchOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly logger: Logger;
  readonly everyMs: number;
  /**
   * Called at each check, and before the first one on a connection, with whether one server holds the keys of all
   * shards.
   */
  readonly onSingle: (isSingle: boolean) => void;
}

/** Checks whether Redis may lose data. */
export interface RedisWatch {
  /**
   * Checks in the background if the last check was long ago or the connection is new. Otherwise it costs one
   * comparison.
   */
  look(): void;
}

/**
 * Warns, once for each change for the worse, if Redis lost its keys, may evict keys, or can't be written to. If a
 * hosted service hides this, nothing is reported.
 */
export function redisWatch({ redis, keys, logger, everyMs, onSingle }: RedisWatchOptions): RedisWatch {
  /** The texts of the markers when they were last read. */
  const markers = new Map<number, string>();
  const troubles = new Set<string>();
  let next = 0;
  let looking = false;

  redis.on('ready', () => {
    next = 0;
    onSingle(false);
  });
  // Core logs one line per outage when the store fails. Without a listener, ioredis prints every failure.
  redis.on('error', (error) => {
    logger.debug({ error: { name: redisError(error).name } }, 'Connection to Redis failed');
  });

  /** Whether a trouble has begun since the last check. */
  function begins(trouble: string, is: boolean): boolean {
    const isNew = is && !troubles.has(trouble);
    if (is) troubles.add(trouble);
    else troubles.delete(trouble);
    return isNew;
  }

  async function lookForLoss(): Promise<void> {
    // A new text each time, so that a marker that had to be written again differs from the one before.
    const own = randomUUID();
    const replies = await runScripts(
      redis,
      Array.from({ length: SHARDS }, (_, shard) => ({ script: MARKER, keys: [keys.marker(shard)], args: [own] })),
    );
    let lost = false;
    for (const [shard, reply] of replies.entries()) {
      if (!('value' in reply) || typeof reply.value !== 'string') continue;
      const known = markers.get(shard);
      lost ||= known !== undefined && known !== reply.value;
      markers.set(shard, reply.value);
    }
    if (begins('wiped', lost)) {
      const cure = 'Switch on append-only persistence, and keep other programs from emptying this Redis.';
      logger.warn(
        { trouble: 'wiped', cure },
        'Redis has lost data (emptied, restarted without persistence, or keys evicted): the bot relearns owners and handles redelivered events again',
      );
    }
  }

  /**
   * A proxy in front of several servers either refuses keys of several shards, or asks one server, which holds only
   * some of the markers.
   */
  async function lookForParts(): Promise<void> {
    if (redis.isCluster === true) return;
    const markerKeys = Array.from({ length: SHARDS }, (_, shard) => keys.marker(shard));
    const [reply] = await runScripts(redis, [{ script: MARKERS_HERE, keys: markerKeys, args: [] }]);
    onSingle(reply !== undefined && 'value' in reply && reply.value === SHARDS);
  }

  async function lookAtNodes(): Promise<void> {
    const nodes = redis.isCluster === true ? (redis.nodes?.('master') ?? []) : [redis];
    const facts = (await Promise.all(nodes.map((node) => node.call('info')))).map((text) => factsOf(String(text)));
    const evicting = facts.find((fact) => fact.get('maxmemory') !== '0' && isEvicting(fact.get('maxmemory_policy')));
    if (begins('evicting', evicting !== undefined)) {
      const policy = evicting?.get('maxmemory_policy');
      const cure = 'Set maxmemory-policy to noeviction.';
      logger.warn({ trouble: 'evicting', policy, cure }, 'Redis may evict owners and done-marks when it is full');
    }
    const isReadOnly = facts.some((fact) => fact.get('role') === 'slave' && fact.get('slave_read_only') !== '0');
    if (begins('read-only', isReadOnly)) {
      const cure = 'Connect to the primary, by Sentinel or the primary endpoint.';
      logger.warn({ trouble: 'read-only', cure }, 'Redis is a read-only replica, so the store cannot write');
    }
  }

  async function lookNow(): Promise<void> {
    try {
      await lookForLoss();
      await lookForParts();
      await lookAtNodes();
    } catch (error) {
      // Hosted services may refuse INFO. An outage is reported by the operations that it makes fail.
      logger.debug({ error: { name: redisError(error).name } }, 'Redis could not be checked');
    } finally {
      looking = false;
    }
  }

  return {
    look() {
      const now = performance.now();
      if (looking || now < next) return;
      looking = true;
      next = now + everyMs;
      void lookNow();
    },
  };
}

function isEvicting(policy: string | undefined): boolean {
  return policy !== undefined && policy !== 'noeviction';
}

function factsOf(info: string): Map<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line): [string, string][] => {
      const [name, value] = line.split(':', 2);
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
