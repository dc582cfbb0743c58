import { randomUUID } from 'node:crypto';
import type { Logger } from '@handover/core';
import { type Keys, SHARDS } from './keys.ts';
import type { RedisConnection } from './redis-connection.ts';
import { redisError } from './redis-error.ts';
import { runScripts } from './run-scripts.ts';
import { MARKER, MARKERS_HERE } from './store-scripts.ts';

/** What a watch works with. */
export interface RedisWatchOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly logger: Logger;
  readonly everyMs: number;
  /** Told at each look, and ahead of the first one on a connection, whether one server has the keys of all parts. */
  readonly onSingle: (isSingle: boolean) => void;
}

/** Looks after a Redis that does not keep what it is given. */
export interface RedisWatch {
  /** Looks, in the background, if the last look was long ago or the connection is a new one. Costs a comparison else. */
  look(): void;
}

/**
 * Warns, once for each change for the worse, of a Redis that lost its keys, may throw keys away, or can't be written to.
 * A service that keeps this to itself is taken at its word.
 */
export function redisWatch({ redis, keys, logger, everyMs, onSingle }: RedisWatchOptions): RedisWatch {
  /** What the markers said when they were seen last. */
  const markers = new Map<number, string>();
  const troubles = new Set<string>();
  let next = 0;
  let looking = false;

  redis.on('ready', () => {
    next = 0;
    onSingle(false);
  });
  // One line for each outage is core's, as the store fails; ioredis prints every failure that nobody listens to.
  redis.on('error', (error) => {
    logger.debug({ error: redisError(error).name }, 'The connection to Redis failed');
  });

  function warn(trouble: string, is: boolean, message: string): void {
    if (is && !troubles.has(trouble)) logger.warn({ trouble }, message);
    if (is) troubles.add(trouble);
    else troubles.delete(trouble);
  }

  async function lookForLoss(): Promise<void> {
    // Another text each time: one that had to be written again is told from the one before.
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
    warn(
      'wiped',
      lost,
      'Redis has lost what it was given (emptied, restarted without persistence, or keys thrown away): owners are learnt anew, and deliveries that come again are handled again. Switch append-only persistence on, and let nothing else empty this Redis',
    );
  }

  /** A proxy in front of several refuses keys of several parts, or asks one of them, which has a part of the markers. */
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
    warn(
      'evicting',
      evicting !== undefined,
      `Redis may throw away keys when it is full (maxmemory-policy ${evicting?.get('maxmemory_policy')}), and with them owners and done-marks: set maxmemory-policy to noeviction`,
    );
    warn(
      'read-only',
      facts.some((fact) => fact.get('role') === 'slave' && fact.get('slave_read_only') !== '0'),
      'Redis is a read-only replica, so nothing can be written: connect to the primary, by Sentinel or the primary endpoint',
    );
  }

  async function lookNow(): Promise<void> {
    try {
      await lookForLoss();
      await lookForParts();
      await lookAtNodes();
    } catch (error) {
      // Hosted services may refuse INFO; and an outage is told of by what it makes fail.
      logger.debug({ error: redisError(error).name }, 'Redis could not be looked at');
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
