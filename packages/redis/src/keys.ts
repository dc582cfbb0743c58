/**
 * The number of shards; each has its own hash tag, so its keys are in one slot of a Cluster. If you change it, stores
 * lose their data.
 */
export const SHARDS = 64;

/** Names of keys. In a Cluster, the hash tag in braces decides which node holds a key. */
export interface Keys {
  /** The shard of this thread or event. */
  shardOf(name: string): number;
  /** The claim and done mark of an event: a hash. @param shard Its shard, if known. */
  run(id: string, shard?: number): string;
  /** The data of a thread: a hash. @param shard Its shard, if known. */
  thread(thread: string, shard?: number): string;
  /** Threads of an app with unsettled changes, by time: a sorted set for each shard. */
  unsettled(app: string, shard: number): string;
  /** Threads of the waiting list under one owner: a sorted set for each part. */
  waiting(owner: 'self' | 'others', app: string, shard: number): string;
  /** A parked event: a hash, in the part of its thread. */
  item(id: string, thread: string | undefined): string;
  /** The letter of an event that was given up: a hash, in the part of its thread. */
  letter(id: string, thread: string | undefined): string;
  /** Parked events of a thread in their order: a sorted set. */
  parks(thread: string, shard?: number): string;
  /** Threads of an app that have parked events: a sorted set for each part. */
  parked(app: string, shard: number): string;
  /** Letters of an app: a sorted set. */
  letters(app: string): string;
  /** A plugin's value for a thread: a hash. */
  value(thread: string, name: string): string;
  /** The keys of a thread's values: a set. */
  values(thread: string): string;
  /** A marker that never expires. If it is missing, Redis was wiped. */
  marker(shard: number): string;
}

/** Builds the keys under a prefix. */
export function keysUnder(prefix: string): Keys {
  const tagged = (shard: number, rest: string): string => `${prefix}:{${shard}}:${rest}`;
  return {
    shardOf,
    run: (id, shard = shardOf(id)) => tagged(shard, `run:${id}`),
    thread: (thread, shard = shardOf(thread)) => tagged(shard, `thread:${thread}`),
    unsettled: (app, shard) => tagged(shard, `unsettled:${app}`),
    waiting: (owner, app, shard) => tagged(shard, `waiting:${owner}:${app}`),
    item: (id, thread) => tagged(shardOf(thread ?? id), `item:${id}`),
    letter: (id, thread) => tagged(shardOf(thread ?? id), `letter:${id}`),
    parks: (thread, shard = shardOf(thread)) => tagged(shard, `parks:t${thread}`),
    parked: (app, shard) => tagged(shard, `parked:${app}`),
    letters: (app) => tagged(shardOf(app), `letters:${app}`),
    // The length marks where the name ends, so a name may contain any characters.
    value: (thread, name) => tagged(shardOf(thread), `value:${name.length}:${name}:${thread}`),
    values: (thread) => tagged(shardOf(thread), `values:${thread}`),
    marker: (shard) => tagged(shard, 'marker'),
  };
}

/** Returns the part of a key: everything up to and including the hash tag. */
export function partOf(key: string): string {
  return key.slice(0, key.indexOf('}') + 1);
}

/** Returns the app of a thread's key or of an event's id: everything before the first colon. */
export function appOf(name: string): string {
  const end = name.indexOf(':');
  return end < 0 ? name : name.slice(0, end);
}

/** FNV-1a: the same shard in every process, evenly spread. */
function shardOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % SHARDS;
}
